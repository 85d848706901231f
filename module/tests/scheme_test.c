// SPDX-License-Identifier: GPL-2.0-only
/* Schemes without a race: what is there is found, what is not is not. */
#include "../arena.h"
#include "../reader.h"
#include "../schemes/schemes.h"
#include "common.h"

#define SLOTS 100
#define SPAN 4
#define EVERY 7

struct scheme_fixture {
	struct vmb_knobs knobs;
	struct vmb_arena arena;
	struct vmb_reader reader;
	struct vmb_hist hist[VMB_READER_OPS];
	char error[VMB_ERROR_LEN];
};

static struct scheme_fixture *fixture;

static int scheme_test_init(struct kunit *test)
{
	static const bool no_abort;
	struct vmb_reader *reader;

	vmb_test_attach_mm(test);
	fixture = vmb_test_alloc(test, sizeof(*fixture));
	vmb_knobs_reset(&fixture->knobs);
	fixture->knobs.vmas = SLOTS;
	fixture->knobs.volatile_pct = 30;
	fixture->knobs.write_span = SPAN;
	vmb_arena_init(&fixture->arena, current->mm, &fixture->knobs);
	KUNIT_ASSERT_EQ(test, 0, vmb_arena_build(&fixture->arena, &no_abort,
						 fixture->error));
	reader = &fixture->reader;
	reader->mm = current->mm;
	reader->arena = &fixture->arena;
	reader->read_span = SPAN;
	reader->sample_every = EVERY;
	reader->group = 1;
	reader->sink.hist = fixture->hist;
	return 0;
}

/* Look every slot up once; or begin to walk at every slot that allows it. */
static const struct vmb_read_counts *read_all(struct kunit *test,
					      const struct vmb_scheme *scheme,
					      unsigned int op,
					      unsigned int variant)
{
	struct vmb_reader *reader = &fixture->reader;
	unsigned int begins = op == VMB_READ_OP_ITERATE ?
		SLOTS - SPAN + 1 : SLOTS;
	struct vmb_pick_config config = {
		.access = VMB_ACCESS_SEQUENTIAL,
		.base = fixture->arena.base,
		.stride = fixture->arena.stride,
		.pages = fixture->knobs.vma_pages,
		.slots = begins,
		.readers = 1,
		.seed = 1,
	};

	vmb_pick_init(&reader->pick, &config);
	memset(&reader->counts, 0, sizeof(reader->counts));
	memset(fixture->hist, 0, sizeof(fixture->hist));
	reader->until_sample = 0;
	reader->last = 0;
	reader->depend = variant == VMB_SAMPLED;
	vmb_pick_fill(&reader->pick, reader->addrs, begins);
	scheme->read[VMB_MAPLE][op][variant](reader, reader->addrs,
					     reader->addrs + begins);
	/* At most twice the mean, less two, lie between two groups. */
	KUNIT_EXPECT_GE_MSG(test, reader->sink.hist->total,
			    variant == VMB_SAMPLED ?
			    DIV_ROUND_UP(begins, 2 * EVERY - 2 + reader->group) :
			    0, "samples of %s", scheme->name);
	KUNIT_EXPECT_LE_MSG(test, reader->sink.hist->total,
			    variant == VMB_SAMPLED ? begins : 0,
			    "samples of %s", scheme->name);
	/* Those that fell back are timed twice, and no others. */
	KUNIT_EXPECT_LE_MSG(test, reader->sink.hist[VMB_READER_FALLBACK].total,
			    reader->group > 1 ? 0 :
			    min(reader->sink.hist->total, reader->counts.fallbacks),
			    "samples of %s", scheme->name);
	return &reader->counts;
}

/* How often read_all() comes by what is not mapped. */
static unsigned int expected_misses(unsigned int op, u32 gone, u32 n)
{
	unsigned int begin, slot, misses = 0;

	if (op == VMB_READ_OP_LOOKUP)
		return n;
	for (begin = 0; begin + SPAN <= SLOTS; begin++)
		for (slot = begin; slot < begin + SPAN; slot++)
			misses += slot >= gone && slot < gone + n;
	return misses;
}

/* Run all schemes of the kernel, ways to read and variants. */
static void check_schemes(struct kunit *test, u32 gone, u32 n,
			  size_t counted_as)
{
	unsigned int i, op, variant;

	for (i = 0; i < vmb_scheme_count * 4; i++) {
		const struct vmb_scheme *scheme = vmb_schemes[i / 4];
		const struct vmb_read_counts *counts;
		struct vmb_read_counts expected = {};
		u64 *misses = (void *)&expected + counted_as;

		op = i & 1 ? VMB_READ_OP_ITERATE : VMB_READ_OP_LOOKUP;
		variant = i & 2 ? VMB_SAMPLED : VMB_UNTIMED;
		/* Page faults have a suite of their own. */
		if (scheme->protocol || scheme->faults ||
		    vmb_scheme_unavailable(scheme))
			continue;
		if (scheme != &vmb_scheme_null)
			*misses = expected_misses(op, gone, n);
		/* Nothing found is looked up again under mmap_lock. */
		if (scheme == &vmb_scheme_fault_path ||
		    scheme == &vmb_scheme_vma_wait)
			expected.fallbacks = *misses;
		counts = read_all(test, scheme, op, variant);
		KUNIT_EXPECT_TRUE_MSG(test,
				      !memcmp(counts, &expected,
					      sizeof(expected)),
				      "%s, read_op %u, variant %u: absent %llu busy %llu spurious %llu retries %llu fallbacks %llu violations %llu",
				      scheme->name, op, variant, counts->absent,
				      counts->busy, counts->spurious_misses,
				      counts->retries, counts->fallbacks,
				      counts->violations);
		/* What only the knob depend needs is not stored without it. */
		if (!fixture->reader.depend)
			KUNIT_EXPECT_EQ_MSG(test, fixture->reader.last, 0,
					    "last of %s", scheme->name);
		else if (op == VMB_READ_OP_LOOKUP && !n)
			KUNIT_EXPECT_LT_MSG(test, fixture->reader.last -
					    vmb_arena_addr(&fixture->arena,
							   SLOTS - 1),
					    fixture->arena.slot_len,
					    "last of %s", scheme->name);
	}
}

static void scheme_finds_all(struct kunit *test)
{
	check_schemes(test, 0, 0, offsetof(struct vmb_read_counts, absent));
}

/* A volatile slot that is empty is absent where writers unmap, else busy. */
static void scheme_misses_volatile(struct kunit *test)
{
	u32 slot = vmb_arena_volatile_slot(&fixture->arena, 2);

	KUNIT_ASSERT_EQ(test, 0, vmb_arena_munmap(&fixture->arena, slot, SPAN));
	fixture->reader.written = true;
	fixture->reader.may_be_empty = true;
	check_schemes(test, slot, SPAN,
		      offsetof(struct vmb_read_counts, absent));
	fixture->reader.may_be_empty = false;
	check_schemes(test, slot, SPAN, offsetof(struct vmb_read_counts, busy));
}

/* A stable slot that is not found is a false negative, at both ends too. */
static void scheme_misses_stable(struct kunit *test)
{
	const struct vmb_arena *arena = &fixture->arena;
	const u32 slots[] = {
		vmb_arena_stable_slot(arena, 0), vmb_arena_stable_slot(arena, 1),
		vmb_arena_stable_slot(arena, vmb_arena_stable_slots(arena) - 1),
	};
	unsigned int i;

	fixture->reader.written = true;
	fixture->reader.may_be_empty = true;
	for (i = 0; i < ARRAY_SIZE(slots); i++) {
		KUNIT_ASSERT_FALSE(test,
				   vmb_arena_is_volatile(&fixture->arena,
							 slots[i]));
		KUNIT_ASSERT_EQ(test, 0, vmb_arena_munmap(&fixture->arena,
							  slots[i], 1));
		check_schemes(test, slots[i], 1,
			      offsetof(struct vmb_read_counts,
				       spurious_misses));
		KUNIT_ASSERT_EQ(test, 0, vmb_arena_map(&fixture->arena,
						       slots[i], 1));
	}
}

/* The same, with lookups that are timed together. */
static void scheme_groups(struct kunit *test)
{
	fixture->reader.group = 4;
	scheme_finds_all(test);
	scheme_misses_volatile(test);
}

/* A sample of a group is the time of one lookup. */
static void scheme_group_is_mean(struct kunit *test)
{
	struct vmb_reader *reader = &fixture->reader;
	u64 ns;

	reader->group = 4;
	reader->hold = vmb_clock_from_ns(10000);
	read_all(test, &vmb_scheme_null, VMB_READ_OP_LOOKUP, VMB_SAMPLED);
	KUNIT_ASSERT_TRUE(test, vmb_hist_percentile(reader->sink.hist, 50000,
						    &ns));
	KUNIT_EXPECT_GE(test, ns, 9900);
	KUNIT_EXPECT_LT(test, ns, 4 * 10000);
}

/* A mean is rounded to the nearest ns: rounded down, it would be too small. */
static void scheme_group_is_rounded(struct kunit *test)
{
	struct vmb_reader *reader = &fixture->reader;
	u64 end = 0;

	while (vmb_clock_to_ns(end) < 403)
		end++;
	KUNIT_ASSERT_EQ(test, vmb_clock_to_ns(end), 403);
	reader->group = 4;
	memset(fixture->hist, 0, sizeof(fixture->hist));
	vmb_reader_timed(reader, 0, end, reader->addrs, reader->addrs + 4,
			 false);
	KUNIT_EXPECT_EQ(test, reader->sink.hist->max, 101);
}

static const unsigned long *spin_row(struct vmb_reader *reader,
				     const unsigned long *addr,
				     const unsigned long *end)
{
	vmb_clock_spin(vmb_clock_from_ns(40000));
	return end;
}

static void skip_untimed(struct vmb_reader *reader, const unsigned long *addr,
			 const unsigned long *end)
{
}

/* Wherever in a batch a group begins, it has all its lookups. */
static void scheme_groups_are_whole(struct kunit *test)
{
	struct vmb_reader *reader = &fixture->reader;
	unsigned int i;
	u64 ns;

	reader->group = 40;
	for (i = 0; i < 100; i++)
		vmb_read_sampled(reader, reader->addrs, reader->addrs + 41 + i % 30,
				 spin_row, skip_untimed);
	KUNIT_EXPECT_GT(test, reader->sink.hist->total, 50);
	KUNIT_ASSERT_TRUE(test, vmb_hist_percentile(reader->sink.hist, 75000,
						    &ns));
	/* The time of a row, by the lookups of a group. */
	KUNIT_EXPECT_LT(test, ns, 2000);
}

static unsigned long looked_up[3];

static enum vmb_outcome record_lookup(struct vmb_reader *reader,
				      unsigned long addr)
{
	looked_up[reader->counts.lookups++] = addr;
	vmb_reader_found(reader, 0x10 * reader->counts.lookups);
	return VMB_FOUND;
}

/*
 * An address depends on the last result, in bits that are all 0 but here; and
 * without the knob it does not.
 */
static void scheme_depends(struct kunit *test)
{
	const unsigned long addrs[] = { 0x1000, 0x2000, 0x3000 };
	struct vmb_reader *reader = &fixture->reader;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		reader->counts.lookups = 0;
		reader->last = 0;
		reader->depend = i;
		reader->no_bits = i < 2 ? ~0UL : 0;
		vmb_lookup_row(reader, addrs, addrs + 3, record_lookup);
		KUNIT_EXPECT_EQ(test, looked_up[0], 0x1000);
		KUNIT_EXPECT_EQ(test, looked_up[1], i == 1 ? 0x2010 : 0x2000);
		KUNIT_EXPECT_EQ(test, looked_up[2], i == 1 ? 0x3020 : 0x3000);
	}
}

/* Slots without holes between: a neighbour is not taken for the slot. */
static void scheme_packed(struct kunit *test)
{
	static const bool no_abort;
	u32 slot;

	fixture->knobs.layout = VMB_LAYOUT_PACKED;
	fixture->knobs.vma_pages = 1;
	vmb_arena_init(&fixture->arena, current->mm, &fixture->knobs);
	KUNIT_ASSERT_EQ(test, 0, vmb_arena_build(&fixture->arena, &no_abort,
						 fixture->error));
	fixture->reader.written = true;
	fixture->reader.may_be_empty = true;
	scheme_finds_all(test);
	slot = vmb_arena_volatile_slot(&fixture->arena, 0);
	KUNIT_ASSERT_EQ(test, 0, vmb_arena_munmap(&fixture->arena, slot, SPAN));
	check_schemes(test, slot, SPAN,
		      offsetof(struct vmb_read_counts, absent));
}

/* What is found and does not cover the address is told from what does. */
static void scheme_covers(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, vmb_covers(4096, 8192, 4096));
	KUNIT_EXPECT_TRUE(test, vmb_covers(4096, 8192, 8191));
	KUNIT_EXPECT_FALSE(test, vmb_covers(4096, 8192, 4095));
	KUNIT_EXPECT_FALSE(test, vmb_covers(4096, 8192, 8192));
	KUNIT_EXPECT_FALSE(test, vmb_covers(4096, 8192, 0));
	KUNIT_EXPECT_FALSE(test, vmb_covers(4096, 8192, ULONG_MAX));
	KUNIT_EXPECT_FALSE(test, vmb_covers(4096, 4096, 4096));
}

/* Every way a lookup can fail has its own count. */
static void scheme_outcomes(struct kunit *test)
{
	struct vmb_reader *reader = &fixture->reader;
	const struct vmb_arena *arena = &fixture->arena;
	unsigned long stable = vmb_arena_addr(arena,
					      vmb_arena_stable_slot(arena, 0));
	unsigned long changing = vmb_arena_addr(arena,
						vmb_arena_volatile_slot(arena, 0));
	struct vmb_read_counts expected = {
		.absent = 1, .busy = 1, .spurious_misses = 2, .violations = 2,
	};

	/* Without writers nothing may be missing. */
	vmb_reader_missed(reader, changing, VMB_NOTHING);
	reader->written = true;
	vmb_reader_missed(reader, changing, VMB_NOTHING);
	reader->may_be_empty = true;
	vmb_reader_missed(reader, changing + arena->slot_len - 1, VMB_NOTHING);
	vmb_reader_missed(reader, stable, VMB_NOTHING);
	vmb_reader_missed(reader, stable, VMB_WRONG);
	vmb_reader_missed(reader, changing, VMB_WRONG);
	KUNIT_EXPECT_MEMEQ(test, &reader->counts, &expected, sizeof(expected));
}

/* One in so many on average, wherever in a batch. */
static void scheme_samples(struct kunit *test)
{
	vmb_read_fn *read =
		vmb_scheme_null.read[VMB_MAPLE][VMB_READ_OP_LOOKUP][VMB_SAMPLED];
	struct vmb_reader *reader = &fixture->reader;
	const unsigned long *addrs = reader->addrs;
	const unsigned int batches = 200;
	u64 at_first = 0, before;
	unsigned int i;

	reader->until_sample = 0;
	for (i = 0; i < batches; i++) {
		before = reader->sink.hist->total;
		read(reader, addrs, addrs + 1);
		at_first += reader->sink.hist->total - before;
		read(reader, addrs, addrs + EVERY * 16 - 1);
	}
	KUNIT_EXPECT_GT(test, reader->sink.hist->total, batches * 16 * 9 / 10);
	KUNIT_EXPECT_LT(test, reader->sink.hist->total, batches * 16 * 11 / 10);
	/* A fixed distance would time the first of every batch, or of none. */
	KUNIT_EXPECT_GT(test, at_first, batches / EVERY / 2);
	KUNIT_EXPECT_LT(test, at_first, batches / EVERY * 2);
}

static struct kunit_case scheme_cases[] = {
	KUNIT_CASE(scheme_samples),
	KUNIT_CASE(scheme_covers),
	KUNIT_CASE(scheme_outcomes),
	KUNIT_CASE(scheme_finds_all),
	KUNIT_CASE(scheme_misses_volatile),
	KUNIT_CASE(scheme_misses_stable),
	KUNIT_CASE(scheme_packed),
	KUNIT_CASE(scheme_groups),
	KUNIT_CASE(scheme_groups_are_whole),
	KUNIT_CASE(scheme_group_is_mean),
	KUNIT_CASE(scheme_group_is_rounded),
	KUNIT_CASE(scheme_depends),
	{}
};

static struct kunit_suite scheme_suite = {
	.name = "vmabench_scheme",
	.init = scheme_test_init,
	.test_cases = scheme_cases,
};
kunit_test_suite(scheme_suite);
