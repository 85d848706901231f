// SPDX-License-Identifier: GPL-2.0-only
/* The trees of the models against an array that says what is where. */
#include "../model/index.h"
#include "../model/space.h"
#include "../pick.h"
#include "common.h"

/* Cells of a page each, and addresses around them. */
#define CELLS 300
#define BASE 0x100000000UL
#define END (BASE + CELLS * PAGE_SIZE)
/* Longest VMA, and most neighbours that are unlinked at once. */
#define LONGEST 8
#define MOST 6
#define OPS (100000 / (IS_ENABLED(CONFIG_KASAN) ? 20 : 1))

struct index_fixture {
	struct vmb_mm *mm;
	struct vmb_random random;
	struct vmb_vma *cells[CELLS];
	unsigned int vmas;
	struct vmb_model_stats stats;
	char error[VMB_ERROR_LEN];
};

static struct index_fixture *fixture;

static void destroy_mm(void *data)
{
	struct index_fixture *f = data;

	if (f->mm)
		vmb_mm_destroy(f->mm, NULL, &f->stats, f->error);
}

static int index_test_init(struct kunit *test)
{
	fixture = vmb_test_alloc(test, sizeof(*fixture));
	vmb_random_seed(&fixture->random, 1, 0);
	return kunit_add_action_or_reset(test, destroy_mm, fixture);
}

static void make_mm(struct kunit *test, enum vmb_tree tree)
{
	struct vmb_knobs *knobs = kunit_kzalloc(test, sizeof(*knobs),
						GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, knobs);
	vmb_knobs_reset(knobs);
	fixture->mm = vmb_mm_create(knobs, tree);
	KUNIT_ASSERT_NOT_NULL(test, fixture->mm);
	KUNIT_ASSERT_EQ(test, fixture->mm->tree, tree);
	memset(fixture->cells, 0, sizeof(fixture->cells));
	fixture->vmas = 0;
}

/* What is left in the tree goes with it; everything is accounted for. */
static void end_mm(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, vmb_pool_out(&fixture->mm->vmas), fixture->vmas);
	KUNIT_EXPECT_EQ_MSG(test, 0, vmb_mm_destroy(fixture->mm, NULL,
						    &fixture->stats,
						    fixture->error),
			    "%s", fixture->error);
	fixture->mm = NULL;
	KUNIT_EXPECT_EQ(test, fixture->stats.vmas_taken,
			fixture->stats.vmas_put);
	KUNIT_EXPECT_EQ(test, fixture->stats.files_taken,
			fixture->stats.files_put);
}

static u32 below(u32 n)
{
	return vmb_random_below(vmb_random_next(&fixture->random) >> 32, n);
}

static unsigned int cell_of(unsigned long addr)
{
	return (addr - BASE) / PAGE_SIZE;
}

static void set_cells(unsigned long start, unsigned long end,
		      struct vmb_vma *vma)
{
	unsigned int i;

	for (i = cell_of(start); i < cell_of(end); i++)
		fixture->cells[i] = vma;
}

static void release(struct vmb_vma *vma)
{
	vmb_vma_close_file(vma);
	vmb_vma_release(vma);
	fixture->vmas--;
}

/* The first VMA at or behind a cell, NULL if there is none. */
static struct vmb_vma *next_in_cells(unsigned int cell)
{
	for (; cell < CELLS; cell++)
		if (fixture->cells[cell])
			return fixture->cells[cell];
	return NULL;
}

static int link_some(void)
{
	unsigned int first = below(CELLS), n = 0, most = 1 + below(LONGEST);
	struct vmb_vma *vma;

	while (n < most && first + n < CELLS && !fixture->cells[first + n])
		n++;
	if (!n)
		return 0;
	vma = vmb_vma_new(fixture->mm, BASE + first * PAGE_SIZE,
			  BASE + (first + n) * PAGE_SIZE, 0);
	if (!vma)
		return -ENOMEM;
	fixture->vmas++;
	set_cells(vma->start, vma->end, vma);
	return vmb_index_link(fixture->mm, vma, GFP_KERNEL);
}

/* Neighbours, with holes between them or not. */
static int unlink_some(void)
{
	struct vmb_vma *vmas[MOST], *vma = next_in_cells(below(CELLS));
	unsigned int i, n = 0, most = 1 + below(MOST);
	int err;

	while (vma && n < most) {
		vmas[n++] = vma;
		vma = next_in_cells(cell_of(vma->end));
	}
	if (!n)
		return 0;
	err = vmb_index_unlink(fixture->mm, vmas, n, GFP_KERNEL);
	for (i = 0; i < n; i++) {
		set_cells(vmas[i]->start, vmas[i]->end, NULL);
		release(vmas[i]);
	}
	return err;
}

static int split_some(void)
{
	struct vmb_vma *half, *vma = next_in_cells(below(CELLS));
	unsigned int pages;
	int err;

	if (!vma)
		return 0;
	pages = (vma->end - vma->start) / PAGE_SIZE;
	if (pages < 2)
		return 0;
	half = vmb_vma_new_half(fixture->mm, vma,
				vma->start + (1 + below(pages - 1)) * PAGE_SIZE);
	if (!half)
		return -ENOMEM;
	fixture->vmas++;
	set_cells(half->start, half->end, half);
	err = vmb_index_link(fixture->mm, half, GFP_KERNEL);
	vmb_vma_set_end(vma, half->start);
	return err;
}

static int merge_some(void)
{
	struct vmb_vma *gone, *vma = next_in_cells(below(CELLS));
	int err;

	if (!vma)
		return 0;
	gone = next_in_cells(cell_of(vma->end));
	if (!gone || gone->start != vma->end)
		return 0;
	set_cells(gone->start, gone->end, vma);
	vmb_vma_set_end(vma, gone->end);
	err = vmb_index_swallow(fixture->mm, vma, gone, GFP_KERNEL);
	release(gone);
	return err;
}

/* Both looks at an address, at any address there is. */
static void expect_at(struct kunit *test, unsigned long addr)
{
	struct vmb_vma *there = NULL, *next = NULL;

	if (addr >= BASE && addr < END)
		there = fixture->cells[cell_of(addr)];
	if (addr < END)
		next = next_in_cells(addr < BASE ? 0 : cell_of(addr));

	rcu_read_lock();
	KUNIT_EXPECT_PTR_EQ_MSG(test, there,
				fixture->mm->tree == VMB_RBTREE ?
				vmb_walk(fixture->mm, addr, VMB_RBTREE) :
				vmb_walk(fixture->mm, addr, VMB_MAPLE),
				"walk to %#lx", addr);
	rcu_read_unlock();
	KUNIT_EXPECT_PTR_EQ_MSG(test, next, vmb_index_next(fixture->mm, addr),
				"next of %#lx", addr);
}

static void expect_ends(struct kunit *test)
{
	static const unsigned long addrs[] = {
		0, 1, PAGE_SIZE, BASE - 1, BASE, END - 1, END, END + PAGE_SIZE,
		ULONG_MAX - 1, ULONG_MAX,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(addrs); i++)
		expect_at(test, addrs[i]);
}

/* Every cell, at its first and last byte; and all VMAs one after the other. */
static void expect_all(struct kunit *test)
{
	struct vmb_vma *vma;
	unsigned int i, n = 0;

	expect_ends(test);
	for (i = 0; i < CELLS; i++) {
		expect_at(test, BASE + i * PAGE_SIZE);
		expect_at(test, BASE + (i + 1) * PAGE_SIZE - 1);
	}
	for (vma = vmb_index_next(fixture->mm, 0); vma && n <= CELLS;
	     vma = vmb_index_next(fixture->mm, vma->end))
		n++;
	KUNIT_EXPECT_EQ(test, n, fixture->vmas);
}

/* Walks are as good after every operation as they were before. */
static void check_tree(struct kunit *test, enum vmb_tree tree)
{
	static int (*const ops[])(void) = {
		link_some, link_some, link_some, unlink_some,
		split_some, merge_some,
	};
	unsigned int i, j, most = 0, least = CELLS;
	int err = 0;

	make_mm(test, tree);
	down_read(&fixture->mm->lock);
	expect_all(test);
	up_read(&fixture->mm->lock);
	for (i = 0; i < OPS && !err && test->status == KUNIT_SUCCESS; i++) {
		vmb_mm_write_lock(fixture->mm);
		err = ops[below(ARRAY_SIZE(ops))]();
		/* In the end empty it, to see that too. */
		if (i > OPS / 10 * 9 && !err)
			err = unlink_some();
		vmb_mm_write_unlock(fixture->mm);

		down_read(&fixture->mm->lock);
		for (j = 0; j < 4; j++)
			expect_at(test, BASE - 2 * PAGE_SIZE +
				  below((CELLS + 4) * PAGE_SIZE));
		if (i % (OPS / 50) == 0)
			expect_all(test);
		up_read(&fixture->mm->lock);
		if (i < OPS / 2)
			most = max(most, fixture->vmas);
		else
			least = min(least, fixture->vmas);
		if (i % 256 == 0)
			cond_resched();
	}
	KUNIT_EXPECT_EQ(test, err, 0);
	/* It was full enough, and empty, for that to mean something. */
	KUNIT_EXPECT_GT(test, most, CELLS / 8);
	KUNIT_EXPECT_EQ(test, least, 0);
	end_mm(test);
}

static void index_rbtree(struct kunit *test)
{
	check_tree(test, VMB_RBTREE);
}

static void index_maple(struct kunit *test)
{
	check_tree(test, VMB_MAPLE);
}

/* One VMA that lies at the very begin or end of what the tree can hold. */
static void index_extremes(struct kunit *test)
{
	static const unsigned long ranges[][2] = {
		{ 0, PAGE_SIZE }, { ULONG_MAX - PAGE_SIZE, ULONG_MAX },
	};
	struct vmb_vma *vma;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		const unsigned long *range = ranges[i / 2];

		make_mm(test, i % 2 ? VMB_MAPLE : VMB_RBTREE);
		vmb_mm_write_lock(fixture->mm);
		vma = vmb_vma_new(fixture->mm, range[0], range[1], 0);
		fixture->vmas++;
		if (vma)
			vmb_index_link(fixture->mm, vma, GFP_KERNEL);
		vmb_mm_write_unlock(fixture->mm);
		KUNIT_ASSERT_NOT_NULL(test, vma);
		down_read(&fixture->mm->lock);
		KUNIT_EXPECT_PTR_EQ(test, vma, vmb_walk(fixture->mm, range[0],
							fixture->mm->tree));
		KUNIT_EXPECT_PTR_EQ(test, vma, vmb_walk(fixture->mm,
							range[1] - 1,
							fixture->mm->tree));
		KUNIT_EXPECT_NULL(test, vmb_walk(fixture->mm, range[1],
						 fixture->mm->tree));
		KUNIT_EXPECT_PTR_EQ(test, vma, vmb_index_next(fixture->mm,
							      range[0]));
		KUNIT_EXPECT_NULL(test, vmb_index_next(fixture->mm, range[1]));
		up_read(&fixture->mm->lock);
		end_mm(test);
	}
}

static struct kunit_case index_cases[] = {
	KUNIT_CASE(index_rbtree),
	KUNIT_CASE(index_maple),
	KUNIT_CASE(index_extremes),
	{}
};

static struct kunit_suite index_suite = {
	.name = "vmabench_model_index",
	.init = index_test_init,
	.test_cases = index_cases,
};
kunit_test_suite(index_suite);
