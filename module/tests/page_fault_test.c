// SPDX-License-Identifier: GPL-2.0-only
/* Page faults: each takes a page that is not there, and leaves none. */
#include "../arena.h"
#include "../calibrate.h"
#include "../roles.h"
#include "../schemes/schemes.h"
#include "../volatile.h"
#include "common.h"

#define SLOTS 20

struct page_fault_fixture {
	struct vmb_config config;
	struct vmb_space space;
	struct vmb_reader reader;
	struct vmb_hist hist[VMB_READER_OPS];
	char error[VMB_ERROR_LEN];
};

static struct page_fault_fixture *fixture;

static int page_fault_test_init(struct kunit *test)
{
	vmb_test_attach_mm(test);
	if (vmb_scheme_unavailable(&vmb_scheme_page_fault))
		kunit_skip(test, "page_fault is unavailable: %s",
			   vmb_scheme_unavailable(&vmb_scheme_page_fault));
	fixture = vmb_test_alloc(test, sizeof(*fixture));
	vmb_knobs_reset(&fixture->config.knobs);
	fixture->config.knobs.scheme = &vmb_scheme_page_fault;
	fixture->config.knobs.vmas = SLOTS;
	fixture->config.knobs.vma_pages = 4;
	fixture->config.knobs.volatile_pct = 30;
	fixture->config.knobs.access = VMB_ACCESS_OWN;
	fixture->config.tree = VMB_MAPLE;
	return 0;
}

static void build(struct kunit *test)
{
	static const bool no_abort;
	struct vmb_arena *arena = &fixture->space.arena;
	struct vmb_reader *reader = &fixture->reader;

	vmb_arena_init(arena, current->mm, &fixture->config.knobs);
	KUNIT_ASSERT_EQ_MSG(test, 0,
			    vmb_arena_build(arena, &no_abort, fixture->error),
			    "%s", fixture->error);
	memset(reader, 0, sizeof(*reader));
	vmb_reader_init(reader, &fixture->config, &fixture->space, 0);
	reader->sink.hist = fixture->hist;
}

static void destroy(void)
{
	vmb_arena_destroy(&fixture->space.arena, NULL, NULL);
}

/* Touch all pages of the reader once; return the faults that the kernel counted. */
static u64 touch_all(struct kunit *test)
{
	struct vmb_reader *reader = &fixture->reader;
	u64 n = vmb_pick_pages(&reader->pick);
	u64 before = current->min_flt + current->maj_flt;

	KUNIT_ASSERT_LE(test, n, VMB_PICK_BLOCK);
	memset(&reader->counts, 0, sizeof(reader->counts));
	vmb_pick_fill(&reader->pick, reader->addrs, n);
	reader->read(reader, reader->addrs, reader->addrs + n);
	return current->min_flt + current->maj_flt - before;
}

/* All kinds of pages, with and without samples, leave nothing behind. */
static void page_fault_leaves_no_page(struct kunit *test)
{
	struct vmb_knobs *knobs = &fixture->config.knobs;
	unsigned int i;

	for (i = 0; i < 24; i++) {
		knobs->backing = i / 4 % 3;
		knobs->fault_lock = i / 12;
		knobs->touch = i & 1 ? VMB_TOUCH_READ : VMB_TOUCH_WRITE;
		knobs->sample_every = i & 2 ? 3 : 0;
		build(test);
		KUNIT_EXPECT_EQ_MSG(test, touch_all(test),
				    vmb_pick_pages(&fixture->reader.pick),
				    "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, 0, fixture->reader.counts.spurious_misses,
				    "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, 0, fixture->reader.failed, "case %u", i);
		KUNIT_EXPECT_GT_MSG(test, fixture->reader.counts.zap_ticks, 0,
				    "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, 0,
				    vmb_arena_verify(&fixture->space.arena,
						     fixture->error),
				    "case %u: %s", i, fixture->error);
		destroy();
	}
}

/* A page that was left would be touched without a fault. */
static void page_fault_finds_a_page_left(struct kunit *test)
{
	struct vmb_arena *arena = &fixture->space.arena;
	struct page *page;

	build(test);
	KUNIT_ASSERT_EQ(test, 1,
			get_user_pages_unlocked(vmb_arena_addr(arena, 5) + PAGE_SIZE,
						1, &page, FOLL_WRITE));
	put_page(page);
	KUNIT_EXPECT_EQ(test, -EUCLEAN,
			vmb_arena_verify(arena, fixture->error));
	KUNIT_EXPECT_NOT_NULL(test, strstr(fixture->error, "slot 5 "));
	/* The next reader zaps it with its own. */
	touch_all(test);
	KUNIT_EXPECT_EQ(test, 0, vmb_arena_verify(arena, fixture->error));
	destroy();
}

/* Without the right, a program would get a signal: there is no fault to count. */
static void page_fault_heeds_rights(struct kunit *test)
{
	struct vmb_arena *arena = &fixture->space.arena;
	struct vmb_reader *reader = &fixture->reader;
	unsigned int touch;
	u32 slot;

	for (touch = VMB_TOUCH_WRITE; touch <= VMB_TOUCH_READ; touch++) {
		fixture->config.knobs.touch = touch;
		build(test);
		slot = vmb_arena_volatile_slot(arena, 0);
		reader->written = true;
		reader->may_be_empty = false;
		KUNIT_ASSERT_EQ(test, 0, vmb_arena_protect(arena, slot, 1, true));
		touch_all(test);
		/* With the other right even slots can be read, odd ones cannot. */
		KUNIT_EXPECT_EQ(test, reader->counts.busy,
				touch == VMB_TOUCH_READ && !(slot & 1) ? 0 : 4);
		KUNIT_EXPECT_EQ(test, reader->counts.spurious_misses, 0);
		KUNIT_EXPECT_EQ(test, reader->failed, 0);
		KUNIT_ASSERT_EQ(test, 0, vmb_arena_munmap(arena, slot, 1));
		reader->may_be_empty = true;
		touch_all(test);
		KUNIT_EXPECT_EQ(test, reader->counts.absent, 4);
		KUNIT_ASSERT_EQ(test, 0, vmb_arena_map(arena, slot, 1));
		destroy();
	}
}

/* As before each run. */
static void page_fault_tries_one(struct kunit *test)
{
	build(test);
	KUNIT_EXPECT_EQ_MSG(test, 0,
			    vmb_try_lookup(&fixture->reader, &fixture->config,
					   fixture->error),
			    "%s", fixture->error);
	KUNIT_EXPECT_EQ(test, 0, vmb_arena_verify(&fixture->space.arena,
						  fixture->error));
	destroy();
}

static struct kunit_case page_fault_test_cases[] = {
	KUNIT_CASE(page_fault_leaves_no_page),
	KUNIT_CASE(page_fault_finds_a_page_left),
	KUNIT_CASE(page_fault_heeds_rights),
	KUNIT_CASE(page_fault_tries_one),
	{}
};

static struct kunit_suite page_fault_test_suite = {
	.name = "vmabench_page_fault",
	.init = page_fault_test_init,
	.test_cases = page_fault_test_cases,
};
kunit_test_suite(page_fault_test_suite);
