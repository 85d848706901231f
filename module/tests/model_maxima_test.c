// SPDX-License-Identifier: GPL-2.0-only
/*
 * The largest that is seen of what has a limit: references to a VMA, nodes on a
 * way down the rbtree; and the bytes of a lock.
 */
#include <linux/delay.h>
#include <linux/kthread.h>

#include "../schemes/srcu_seqlock.h"
#include "../schemes/vm_refcnt.h"
#include "model_common.h"

#define SLOT 5

static struct vmb_test_model *model;
static struct vmb_reader *reader;
static struct vmb_writer *writer;
static struct vmb_vma *vma;

static void make(struct kunit *test, const char *scheme, enum vmb_tree tree)
{
	struct vmb_knobs *knobs = kunit_kzalloc(test, sizeof(*knobs),
						GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, knobs);
	vmb_test_model_knobs(knobs, scheme, tree);
	model = vmb_test_model(test, knobs);
	reader = &model->readers[0];
	writer = &model->writer;
	vma = vmb_test_vma(model, SLOT);
	kunit_kfree(test, knobs);
}

/* Take references and keep them, until one is refused. */
static int take_all(enum vmb_tree tree)
{
	struct vmb_held held;
	int n = 0;

	while (vmb_vm_refcnt_get(reader, vmb_test_addr(model, SLOT), tree,
				 &held, true) == VMB_FOUND)
		n++;
	return n;
}

/* The count stops at the limit; whoever comes then is refused. */
static void maxima_refs(struct kunit *test)
{
	static const int limits[] = { 2, 3, 100, 5000 };
	unsigned int i, try;

	for (i = 0; i < ARRAY_SIZE(limits) * VMB_TREES; i++) {
		int limit = limits[i / VMB_TREES], n;

		make(test, "vm_refcnt", i % VMB_TREES);
		reader->ref_limit = limit;
		n = take_all(i % VMB_TREES);
		KUNIT_EXPECT_EQ(test, n, limit - 1);
		for (try = 1; try < 50; try++) {
			KUNIT_EXPECT_EQ(test, 0, take_all(i % VMB_TREES));
			KUNIT_EXPECT_EQ(test, atomic_read(&vma->refs), limit);
		}
		KUNIT_EXPECT_EQ(test, 50,
				reader->counts.gave_up[VMB_GAVE_UP_LIMIT]);
		KUNIT_EXPECT_EQ(test, reader->counts.refs_max, limit);
		while (n--)
			vmb_vm_refcnt_put(vma);
		KUNIT_EXPECT_EQ(test, atomic_read(&vma->refs), 1);
		/* Nobody was refused any more, so nobody looked. */
		reader->counts.refs_max = 0;
		vmb_test_read(model, 0, vmb_test_addr(model, SLOT),
			      VMB_READ_OP_LOOKUP);
		KUNIT_EXPECT_EQ(test, reader->counts.refs_max, 0);
		vmb_test_model_end(test, model);
	}
}

static int protect_it(void *data)
{
	*(int *)data = vmb_test_write(model, VMB_TEST_PROTECT, SLOT);
	while (!kthread_should_stop())
		usleep_range(100, 200);
	return 0;
}

/* A writer comes while the test has references; it counts them. */
static void lock_beside(struct kunit *test, int others, enum vmb_tree tree)
{
	struct task_struct *task;
	struct vmb_held held;
	int err = -EIO;

	/* All but the last two are nobody's, or this would take for ever. */
	atomic_add(others - 2, &vma->refs);
	KUNIT_ASSERT_EQ(test, 2, take_all(tree));
	KUNIT_EXPECT_EQ(test, atomic_read(&vma->refs), others + 1);
	KUNIT_EXPECT_EQ(test, reader->counts.refs_max, others + 1);
	reader->counts.refs_max = 0;
	reader->counts.gave_up[VMB_GAVE_UP_WRITTEN] = 0;

	task = kthread_run(protect_it, &err, "vmb_test_lock");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	while (!(atomic_read(&vma->refs) & VMB_EXCLUDE_READERS))
		usleep_range(100, 200);
	/* With what the writer adds the count is still positive. */
	KUNIT_EXPECT_EQ(test, atomic_read(&vma->refs),
			VMB_EXCLUDE_READERS + others + 1);
	KUNIT_EXPECT_GT(test, atomic_read(&vma->refs), 0);
	KUNIT_EXPECT_EQ(test, VMB_NOTHING,
			vmb_vm_refcnt_get(reader, vmb_test_addr(model, SLOT),
					  tree, &held, true));
	KUNIT_EXPECT_EQ(test, 1, reader->counts.gave_up[VMB_GAVE_UP_WRITTEN]);
	KUNIT_EXPECT_EQ(test, reader->counts.refs_max, others + 1);

	atomic_sub(others - 2, &vma->refs);
	vmb_vm_refcnt_put(vma);
	vmb_vm_refcnt_put(vma);
	kthread_stop(task);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, writer->counts.refs_max, others + 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&vma->refs), 1);
}

static void maxima_no_wrap(struct kunit *test)
{
	static const int limits[] = { 3, 1000, VMB_REF_LIMIT_MAX };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(limits) * VMB_TREES; i++) {
		make(test, "vm_refcnt", i % VMB_TREES);
		reader->ref_limit = limits[i / VMB_TREES];
		/* Alone it finds its own reference. */
		KUNIT_EXPECT_EQ(test, 0, vmb_test_write(model,
							VMB_TEST_PROTECT,
							SLOT));
		KUNIT_EXPECT_EQ(test, 0, vmb_test_write(model,
							VMB_TEST_UNPROTECT,
							SLOT));
		KUNIT_EXPECT_EQ(test, writer->counts.refs_max, 1);
		lock_beside(test, limits[i / VMB_TREES] - 1, i % VMB_TREES);
		KUNIT_EXPECT_EQ(test, 0, vmb_test_write(model,
							VMB_TEST_UNPROTECT,
							SLOT));
		vmb_test_model_end(test, model);
	}
}

/* Nodes from the root down to this one. */
static u64 depth_of(const struct vmb_vma *vma)
{
	const struct rb_node *node = &vma->rb;
	u64 depth = 0;

	for (; node; node = rb_parent(node))
		depth++;
	return depth;
}

/* Each walk is counted, whether it is the first or one that is repeated. */
static void maxima_walks(struct kunit *test)
{
	static const char *const names[] = { "broken_no_seq", "srcu_seqlock" };
	unsigned int i, height;
	u32 slot;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		height = 0;
		make(test, names[i], VMB_RBTREE);
		for (slot = 0; slot < VMB_TEST_SLOTS; slot++) {
			unsigned long addr = vmb_test_addr(model, slot);
			u64 depth = depth_of(vmb_test_vma(model, slot));

			height = max_t(u64, height, depth);
			/* From zero counts. */
			vmb_test_read(model, 0, addr, VMB_READ_OP_LOOKUP);
			KUNIT_EXPECT_EQ(test, reader->counts.walk_steps_max,
					depth);
			if (!i)
				continue;
			reader->counts.walk_steps_max = 0;
			KUNIT_EXPECT_PTR_EQ(test, vmb_test_vma(model, slot),
					    vmb_srcu_walk_again(reader, addr));
			KUNIT_EXPECT_EQ(test, reader->counts.retries, 1);
			KUNIT_EXPECT_EQ(test, reader->counts.walk_steps_max,
					depth);
			/* The longest stays. */
			reader->counts.walk_steps_max = 1000;
			vmb_srcu_walk_again(reader, addr);
			KUNIT_EXPECT_EQ(test, reader->counts.walk_steps_max,
					1000);
		}
		/* Filled from below it is as high as can be. */
		KUNIT_EXPECT_EQ(test, height,
				vmb_index_height_max(VMB_TEST_SLOTS));
		vmb_test_model_end(test, model);
	}
	make(test, "srcu_seqlock", VMB_MAPLE);
	KUNIT_EXPECT_PTR_EQ(test, vma,
			    vmb_srcu_walk_again(reader,
						vmb_test_addr(model, SLOT)));
	KUNIT_EXPECT_EQ(test, reader->counts.walk_steps_max, 0);
	vmb_test_model_end(test, model);
}

/* Where nothing is a walk ends below a leaf. */
static void maxima_walk_misses(struct kunit *test)
{
	u64 depth;

	make(test, "broken_no_seq", VMB_RBTREE);
	KUNIT_ASSERT_EQ(test, 0, vmb_test_write(model, VMB_TEST_MUNMAP, SLOT));
	depth = max(depth_of(vmb_test_vma(model, SLOT - 1)),
		    depth_of(vmb_test_vma(model, SLOT + 1)));
	vmb_test_read(model, 0, vmb_test_addr(model, SLOT), VMB_READ_OP_LOOKUP);
	KUNIT_EXPECT_EQ(test, reader->counts.absent, 1);
	KUNIT_EXPECT_EQ(test, reader->counts.walk_steps_max, depth);
	KUNIT_ASSERT_EQ(test, 0, vmb_test_write(model, VMB_TEST_MAP, SLOT));
	vmb_test_model_end(test, model);
}

static void maxima_height(struct kunit *test)
{
	static const struct {
		u64 vmas;
		unsigned int height;
	} cases[] = {
		{ 0, 0 }, { 1, 1 }, { 2, 2 }, { 3, 2 }, { 4, 3 }, { 5, 3 },
		{ 6, 4 }, { 9, 4 }, { 10, 5 }, { 13, 5 }, { 14, 6 },
		{ 21, 6 }, { 22, 7 }, { 29, 7 }, { 30, 8 },
		{ 4000000, 41 }, { (1ULL << 32) - 2, 62 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, vmb_index_height_max(cases[i].vmas),
				    cases[i].height, "%llu VMAs",
				    cases[i].vmas);
}

static void maxima_lock_bytes(struct kunit *test)
{
	const struct {
		const struct vmb_scheme *scheme;
		size_t bytes, separate;
	} cases[] = {
		{ &vmb_scheme_model_mmap_lock, 0 },
		{ &vmb_scheme_rcu_refcount, 8 + sizeof(wait_queue_head_t) },
		{ &vmb_scheme_srcu_seqlock, 4 },
		{ &vmb_scheme_rcu_seq_refcount, 8 },
		{ &vmb_scheme_vm_lock, 5 + sizeof(struct rw_semaphore),
		  5 + sizeof(void *) + ALIGN(sizeof(struct rw_semaphore),
					     SMP_CACHE_BYTES) },
		{ &vmb_scheme_vm_refcnt, 8 },
		{ &vmb_scheme_hazptr, 5 },
		{ &vmb_scheme_hazptr_percpu, 5 },
		{ &vmb_scheme_percpu_count, 1 },
		{ &vmb_scheme_seqcount_mm, 0 },
		{ &vmb_scheme_range_lock, 0 },
		{ &vmb_scheme_model_vma_wait, 8 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct vmb_protocol *p = cases[i].scheme->protocol;

		KUNIT_EXPECT_EQ_MSG(test, p->lock_bytes, cases[i].bytes, "%s",
				    cases[i].scheme->name);
		KUNIT_EXPECT_EQ_MSG(test, p->separate_bytes, cases[i].separate,
				    "%s", cases[i].scheme->name);
	}
}

static struct kunit_case maxima_cases[] = {
	KUNIT_CASE(maxima_refs),
	KUNIT_CASE(maxima_no_wrap),
	KUNIT_CASE(maxima_walks),
	KUNIT_CASE(maxima_walk_misses),
	KUNIT_CASE(maxima_height),
	KUNIT_CASE(maxima_lock_bytes),
	{}
};

static struct kunit_suite maxima_suite = {
	.name = "vmabench_model_maxima",
	.test_cases = maxima_cases,
};
kunit_test_suite(maxima_suite);
