// SPDX-License-Identifier: GPL-2.0-only
/* Pages of the arena, and VMAs that merge. */
#include <linux/mman.h>

#include "../resolve.h"
#include "arena_common.h"

static struct vmb_knobs *knobs;
static char *error;

static int arena_pages_init(struct kunit *test)
{
	knobs = kunit_kzalloc(test, sizeof(*knobs), GFP_KERNEL);
	error = kunit_kzalloc(test, VMB_ERROR_LEN, GFP_KERNEL);
	if (!knobs || !error)
		return -ENOMEM;
	vmb_knobs_reset(knobs);
	return 0;
}

/* Of this kernel's approximate counters. */
static unsigned long mapped_pages(void)
{
	return get_mm_counter(current->mm, MM_ANONPAGES) +
	       get_mm_counter(current->mm, MM_SHMEMPAGES);
}

/* All pages are there after each operation, and none is left behind. */
static void arena_pages(struct kunit *test)
{
	unsigned long before, with;
	struct vmb_arena arena;
	int all;

	vmb_test_init_arena(test, knobs);
	knobs->vmas = 2000;
	knobs->populate = 1;
again:
	before = mapped_pages();
	arena = vmb_test_build_arena(test, knobs, error);
	KUNIT_EXPECT_EQ(test, arena.pages, 2000 * knobs->vma_pages);
	with = mapped_pages();
	KUNIT_EXPECT_GT(test, with + 64 * num_online_cpus(),
			before + 2000 * knobs->vma_pages);
	all = vmb_test_map_count();
	KUNIT_EXPECT_EQ(test, 0, vmb_arena_munmap(&arena, 10, 20));
	KUNIT_EXPECT_EQ(test, 0, vmb_arena_map(&arena, 10, 20));
	if (!vmb_no_mprotect()) {
		KUNIT_EXPECT_EQ(test, 0,
				vmb_arena_protect(&arena, 5, 20, true));
		KUNIT_EXPECT_EQ(test, vmb_test_map_count(), all);
		KUNIT_EXPECT_EQ(test, 0,
				vmb_arena_protect(&arena, 5, 20, false));
		KUNIT_EXPECT_EQ(test, 0,
				vmb_arena_protect_half(&arena, 15, 20, true));
		KUNIT_EXPECT_EQ(test, vmb_test_map_count(), all + 20);
		KUNIT_EXPECT_EQ(test, 0,
				vmb_arena_protect_half(&arena, 15, 20, false));
	}
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), all);
	KUNIT_EXPECT_EQ_MSG(test, vmb_arena_verify(&arena, error), 0, "%s",
			    error);

	/* One is not. */
	arena.map_flags &= ~MAP_POPULATE;
	arena.populate = false;
	KUNIT_EXPECT_EQ(test, 0, vmb_arena_munmap(&arena, 7, 1));
	KUNIT_EXPECT_EQ(test, 0, vmb_arena_map(&arena, 7, 1));
	KUNIT_EXPECT_EQ(test, 0, vmb_arena_verify(&arena, error));
	arena.populate = true;
	KUNIT_EXPECT_EQ(test, -EUCLEAN, vmb_arena_verify(&arena, error));
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(error, "page 0 of slot 7 is not there"),
				  "%s", error);

	vmb_arena_destroy(&arena, NULL, NULL);
	/* The counters of a few CPUs are not added up. */
	KUNIT_EXPECT_LT(test, mapped_pages(), before + 64 * num_online_cpus());
	if (knobs->layout == VMB_LAYOUT_GAPPED) {
		knobs->layout = VMB_LAYOUT_PACKED;
		knobs->vma_pages = 17;
		goto again;
	}
	if (knobs->backing < VMB_BACKING_FILE) {
		knobs->backing++;
		goto again;
	}
}

/* What the machine has no memory for is refused. */
static void arena_no_memory(struct kunit *test)
{
	struct vmb_arena arena;

	knobs->vmas = 50000;
	knobs->vma_pages = 512;
	knobs->populate = 1;
	arena = vmb_test_init_arena(test, knobs);
	if (si_mem_available() / 4 * 3 > 50000ULL * 513)
		kunit_skip(test, "this machine has memory for it");
	KUNIT_EXPECT_EQ(test, -ENOMEM, vmb_arena_check(&arena, knobs, error));
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(error, "vmas: 50000 VMAs with 512 pages each take up to 100195 MB"),
				  "%s", error);
	/* Processes have an arena each. */
	knobs->mms = VMB_MMS_OWN;
	knobs->readers = 0;
	knobs->writers = 2;
	KUNIT_EXPECT_EQ(test, -ENOMEM, vmb_arena_check(&arena, knobs, error));
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(error, "each, for the driver and each process, take up to 300585 MB"),
				  "%s", error);
	knobs->mms = VMB_MMS_SHARED;
	knobs->populate = 0;
	vmb_arena_init(&arena, current->mm, knobs);
	KUNIT_EXPECT_EQ(test, 0, vmb_arena_check(&arena, knobs, error));
}

/* All slots are one VMA, whatever was done to some of them, with pages and without. */
static void arena_merged(struct kunit *test)
{
	struct vmb_arena arena;
	int one;

	knobs->layout = VMB_LAYOUT_MERGED;
	knobs->vmas = 100;
again:
	arena = vmb_test_build_arena(test, knobs, error);
	one = vmb_test_map_count();
	KUNIT_EXPECT_EQ(test, 0, vmb_arena_munmap(&arena, 50, 1));
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), one + 1);
	KUNIT_EXPECT_EQ(test, -EUCLEAN, vmb_arena_verify(&arena, error));
	KUNIT_EXPECT_EQ(test, 0, vmb_arena_map(&arena, 50, 1));
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), one);
	if (!vmb_no_mprotect()) {
		KUNIT_EXPECT_EQ(test, 0,
				vmb_arena_protect(&arena, 7, 1, true));
		KUNIT_EXPECT_EQ(test, vmb_test_map_count(), one + 2);
		KUNIT_EXPECT_EQ(test, 0,
				vmb_arena_protect(&arena, 7, 1, false));
		KUNIT_EXPECT_EQ(test, vmb_test_map_count(), one);
	}
	KUNIT_EXPECT_EQ_MSG(test, vmb_arena_verify(&arena, error), 0, "%s",
			    error);
	vmb_arena_destroy(&arena, NULL, NULL);
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), one - 1);
	if (!knobs->populate) {
		knobs->populate = 1;
		goto again;
	}
}

/* Each VMA has a huge page, or the kernel has none and that is said. */
static void arena_huge(struct kunit *test)
{
	static const bool no_abort;
	struct vmb_arena arena;
	int err;

	knobs->backing = VMB_BACKING_THP;
	knobs->vma_pages = PMD_SIZE / PAGE_SIZE;
	knobs->vmas = 8;
	knobs->populate = 1;
	arena = vmb_test_init_arena(test, knobs);
	err = vmb_arena_build(&arena, &no_abort, error);
	if (err) {
		vmb_arena_destroy(&arena, NULL, NULL);
		/* Without them in the kernel, madvise() does not know the advice. */
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(error, "huge page"),
					  "%s", error);
		kunit_skip(test, "%s", error);
	}
	KUNIT_EXPECT_EQ(test, arena.pages, 8 * knobs->vma_pages);
	KUNIT_EXPECT_EQ(test, 0, vmb_arena_munmap(&arena, 3, 2));
	KUNIT_EXPECT_EQ(test, 0, vmb_arena_map(&arena, 3, 2));
	KUNIT_EXPECT_EQ_MSG(test, vmb_arena_verify(&arena, error), 0, "%s",
			    error);
	vmb_arena_destroy(&arena, NULL, NULL);
}

static struct kunit_case arena_pages_cases[] = {
	KUNIT_CASE(arena_pages),
	KUNIT_CASE(arena_no_memory),
	KUNIT_CASE(arena_merged),
	KUNIT_CASE(arena_huge),
	{}
};

static struct kunit_suite arena_pages_suite = {
	.name = "vmabench_arena_pages",
	.init = arena_pages_init,
	.test_cases = arena_pages_cases,
};
kunit_test_suite(arena_pages_suite);
