// SPDX-License-Identifier: GPL-2.0-only
/* A model from its making to its end, and half-way. */
#include "model_common.h"

#define SLOTS 1000

struct fill_fixture {
	struct vmb_knobs knobs;
	struct vmb_run run;
	struct vmb_reader reader;
	char error[VMB_ERROR_LEN];
};

static struct fill_fixture *fixture;

static int fill_test_init(struct kunit *test)
{
	fixture = vmb_test_alloc(test, sizeof(*fixture));
	vmb_test_model_knobs(&fixture->knobs, "vm_refcnt", VMB_MAPLE);
	fixture->knobs.vmas = SLOTS;
	return 0;
}

static void init_run(const struct vmb_scheme *scheme, enum vmb_tree tree)
{
	struct vmb_run *run = &fixture->run;

	memset(run, 0, sizeof(*run));
	run->config.knobs = fixture->knobs;
	run->config.knobs.scheme = scheme;
	run->config.tree = tree;
	vmb_arena_init(&run->space.arena, NULL, &run->config.knobs);
}

static void expect_destroyed(struct kunit *test, u64 vmas)
{
	struct vmb_run *run = &fixture->run;

	KUNIT_EXPECT_EQ_MSG(test, 0, vmb_test_destroy(&run->space,
							     fixture->error),
			    "%s", fixture->error);
	KUNIT_EXPECT_NULL(test, run->space.model);
	KUNIT_EXPECT_EQ(test, run->space.model_stats.vmas_taken, vmas);
	KUNIT_EXPECT_EQ(test, run->space.model_stats.vmas_put, vmas);
	KUNIT_EXPECT_EQ(test, run->space.model_stats.files_taken, vmas);
	KUNIT_EXPECT_EQ(test, run->space.model_stats.files_put, vmas);
	/* A second time does no harm. */
	KUNIT_EXPECT_EQ(test, 0, vmb_test_destroy(&run->space, fixture->error));
}

/* Every model scheme on its trees: filled, verified, destroyed. */
static void for_all(struct kunit *test, void (*check)(struct kunit *test))
{
	unsigned int i;

	for (i = 0; i < vmb_scheme_count * VMB_TREES; i++) {
		const struct vmb_scheme *scheme = vmb_schemes[i / VMB_TREES];

		if (!scheme->protocol || vmb_scheme_unavailable(scheme) ||
		    !(scheme->trees & BIT(i % VMB_TREES)))
			continue;
		init_run(scheme, i % VMB_TREES);
		check(test);
	}
}

static void check_filled(struct kunit *test)
{
	struct vmb_run *run = &fixture->run;

	KUNIT_ASSERT_EQ(test, 0, vmb_test_build(run, fixture->error));
	KUNIT_EXPECT_EQ(test, run->space.arena.mapped, SLOTS);
	KUNIT_EXPECT_GT(test, run->space.arena.setup_ns, 0);
	KUNIT_EXPECT_EQ_MSG(test, 0, vmb_test_verify(&run->space,
							    fixture->error),
			    "%s", fixture->error);
	expect_destroyed(test, SLOTS);
}

static void fill_all(struct kunit *test)
{
	for_all(test, check_filled);
}

/* Given up half-way: what was filled until then is there, and goes. */
static void check_aborted(struct kunit *test)
{
	struct vmb_run *run = &fixture->run;
	u32 mapped;

	run->session.abort = true;
	KUNIT_EXPECT_EQ(test, -EINTR, vmb_test_build(run,
							    fixture->error));
	mapped = run->space.arena.mapped;
	KUNIT_EXPECT_GT(test, mapped, 0);
	KUNIT_EXPECT_LT(test, mapped, SLOTS);
	KUNIT_EXPECT_EQ(test, vmb_pool_out(&run->space.model->vmas), mapped);
	expect_destroyed(test, mapped);
}

static void fill_aborted(struct kunit *test)
{
	for_all(test, check_aborted);
}

/* What happens to a model that must not; and what undoes it. */
static void spoil_flags(struct vmb_vma *vma)
{
	vmb_vma_set_flags(vma, vma->flags ^ PROT_READ);
}

static void spoil_start(struct vmb_vma *vma)
{
	WRITE_ONCE(vma->start, vma->start ^ PAGE_SIZE);
	vmb_vma_set_flags(vma, vma->flags);
}

static void spoil_end(struct vmb_vma *vma)
{
	vmb_vma_set_end(vma, vma->end ^ PAGE_SIZE);
}

static void spoil_seal(struct vmb_vma *vma)
{
	vma->seal ^= 1;
}

static void spoil_gen(struct vmb_vma *vma)
{
	vma->gen ^= 1;
}

static void spoil_file(struct vmb_vma *vma)
{
	vma->file->gen ^= 1;
}

static void spoil_detached(struct vmb_vma *vma)
{
	vma->detached = !vma->detached;
}

static void spoil_refs(struct vmb_vma *vma)
{
	atomic_set(&vma->refs, atomic_read(&vma->refs) ^ 2);
}

static void (*const spoils[])(struct vmb_vma *vma) = {
	spoil_flags, spoil_start, spoil_end, spoil_seal, spoil_gen, spoil_file,
	spoil_detached, spoil_refs,
};

static int verify(void)
{
	struct vmb_run *run = &fixture->run;

	return vmb_mm_verify(run->space.model, &run->space.arena,
			     run->config.knobs.scheme->protocol,
			     fixture->error);
}

/* Verified is every slot, and everything about it. */
static void fill_verified(struct kunit *test)
{
	static const u32 slots[] = { 0, 1, SLOTS / 2, SLOTS - 1 };
	struct vmb_run *run = &fixture->run;
	struct vmb_range range = { .start = 0x1234 };
	unsigned int i, j;
	char words[32];

	init_run(&vmb_scheme_vm_refcnt, VMB_MAPLE);
	KUNIT_ASSERT_EQ(test, 0, vmb_test_build(run, fixture->error));
	for (i = 0; i < ARRAY_SIZE(slots); i++) {
		unsigned long addr = vmb_arena_addr(&run->space.arena, slots[i]);
		struct vmb_vma *vma = vmb_test_walk(run->space.model, addr);

		snprintf(words, sizeof(words), "slot %u ", slots[i]);
		for (j = 0; j < ARRAY_SIZE(spoils); j++) {
			spoils[j](vma);
			KUNIT_EXPECT_EQ_MSG(test, -EUCLEAN,
					    verify(),
					    "slot %u, %u", slots[i], j);
			KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(fixture->error,
							       words),
						  "%s", fixture->error);
			spoils[j](vma);
		}
		KUNIT_EXPECT_EQ(test, 0, verify());
	}
	/* One slot too many is noticed, and one that still waits. */
	run->space.arena.slots--;
	KUNIT_EXPECT_EQ(test, -EUCLEAN, verify());
	run->space.arena.slots++;
	run->space.model->retired++;
	KUNIT_EXPECT_EQ(test, -EUCLEAN, verify());
	KUNIT_EXPECT_NOT_NULL(test, strstr(fixture->error, "wait for"));
	run->space.model->retired--;
	run->space.model->hazards[2].vma[1] = vmb_test_walk(run->space.model, run->space.arena.base);
	KUNIT_EXPECT_EQ(test, -EUCLEAN, verify());
	KUNIT_EXPECT_NOT_NULL(test, strstr(fixture->error, "of reader 2 are"));
	run->space.model->hazards[2].vma[1] = NULL;
	per_cpu_ptr(run->space.model->held, 0)->held[7] = -1;
	KUNIT_EXPECT_EQ(test, -EUCLEAN, verify());
	KUNIT_EXPECT_NOT_NULL(test, strstr(fixture->error, "of group 7 are"));
	per_cpu_ptr(run->space.model->held, 0)->held[7] = 0;
	run->space.model->ranges = &range;
	KUNIT_EXPECT_EQ(test, -EUCLEAN, verify());
	KUNIT_EXPECT_NOT_NULL(test, strstr(fixture->error, "from 1234 is"));
	run->space.model->ranges = NULL;
	expect_destroyed(test, SLOTS);
}

/* An object that was lost is told, and the memory is freed all the same. */
static void fill_lost(struct kunit *test)
{
	struct vmb_run *run = &fixture->run;

	init_run(&vmb_scheme_vm_refcnt, VMB_RBTREE);
	KUNIT_ASSERT_EQ(test, 0, vmb_test_build(run, fixture->error));
	KUNIT_ASSERT_NOT_NULL(test, vmb_vma_new(run->space.model, 0, PAGE_SIZE, 0));
	KUNIT_EXPECT_EQ(test, -EUCLEAN, vmb_test_destroy(&run->space,
								fixture->error));
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(fixture->error, "1001"), "%s",
				  fixture->error);
	KUNIT_EXPECT_NULL(test, run->space.model);
	KUNIT_EXPECT_EQ(test, run->space.model_stats.vmas_taken,
			run->space.model_stats.vmas_put + 1);
}

/* The check before: more than there is room for, and what there is room for. */
static void fill_memory(struct kunit *test)
{
	struct vmb_knobs *knobs = &fixture->knobs;
	unsigned long long most;
	const char *number;
	u64 bytes;

	KUNIT_EXPECT_EQ(test, 0, vmb_mm_check(knobs, fixture->error));
	bytes = vmb_mm_object_bytes(knobs);
	KUNIT_EXPECT_EQ(test, bytes, sizeof(struct vmb_vma) +
				     sizeof(struct vmb_file));
	knobs->lock_placement = VMB_LOCK_SEPARATE;
	KUNIT_EXPECT_GE(test, vmb_mm_object_bytes(knobs),
			bytes + sizeof(struct rw_semaphore));

	/* Beyond what the knob takes: any machine is too small for that. */
	knobs->vmas = 1ULL << 44;
	KUNIT_EXPECT_EQ(test, -ENOMEM, vmb_mm_check(knobs, fixture->error));
	number = strstr(fixture->error, "give at most ");
	KUNIT_ASSERT_NOT_NULL_MSG(test, number, "%s", fixture->error);
	KUNIT_ASSERT_EQ(test, 1, sscanf(number, "give at most %llu", &most));
	/* What is free changes all the time, but not by half. */
	knobs->vmas = most / 2;
	KUNIT_EXPECT_EQ(test, 0, vmb_mm_check(knobs, fixture->error));
	knobs->vmas = most * 2;
	KUNIT_EXPECT_EQ(test, -ENOMEM, vmb_mm_check(knobs, fixture->error));
}

static struct kunit_case fill_cases[] = {
	KUNIT_CASE(fill_all),
	KUNIT_CASE(fill_aborted),
	KUNIT_CASE(fill_verified),
	KUNIT_CASE(fill_lost),
	KUNIT_CASE(fill_memory),
	{}
};

static struct kunit_suite fill_suite = {
	.name = "vmabench_model_fill",
	.init = fill_test_init,
	.test_cases = fill_cases,
};
kunit_test_suite(fill_suite);
