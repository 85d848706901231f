// SPDX-License-Identifier: GPL-2.0-only
/* Access distributions: where readers look. */
#include <linux/bitmap.h>
#include <linux/math64.h>

#include "../pick.h"
#include "../volatile.h"
#include "common.h"

static const struct vmb_arena plain_arena = {
	.slots = 100,
	.group_slots = 1,
	.groups = 100,
	.volatile_pct = 10,
	.volatile_groups = 10,
};

static const struct vmb_pick_config plain = {
	.access = VMB_ACCESS_UNIFORM,
	.base = 0x10000000,
	.stride = 4 * PAGE_SIZE,
	.pages = 2,
	.slots = 100,
	.readers = 1,
	.arena = &plain_arena,
	.seed = 1,
};

/* What one case draws with; too large for the stack. */
struct draws {
	struct vmb_pick pick;
	unsigned long addrs[VMB_PICK_BLOCK];
};

static struct draws *begin(struct kunit *test,
			   const struct vmb_pick_config *config)
{
	struct draws *draws = kunit_kzalloc(test, sizeof(*draws), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, draws);
	vmb_pick_init(&draws->pick, config);
	return draws;
}

/* Slot of an address, which must be the begin of one of its pages. */
static u32 slot_of(struct kunit *test, const struct vmb_pick_config *config,
		   unsigned long addr)
{
	unsigned long offset = addr - config->base;
	u32 slot = offset / config->stride;

	KUNIT_ASSERT_GE(test, addr, config->base);
	KUNIT_ASSERT_LT(test, slot, config->slots);
	KUNIT_ASSERT_TRUE(test, PAGE_ALIGNED(addr));
	KUNIT_ASSERT_LT(test, offset % config->stride,
			config->pages * PAGE_SIZE);
	return slot;
}

/* Draw @n times; count by slot, and by page of the slot if @pages is given. */
static void count_draws(struct kunit *test, struct draws *draws, u32 n,
			u32 *slots, u32 *pages)
{
	const struct vmb_pick_config *config = &draws->pick.config;
	u32 i, block;

	for (; n; n -= block) {
		block = min_t(u32, n, VMB_PICK_BLOCK);
		vmb_pick_fill(&draws->pick, draws->addrs, block);
		for (i = 0; i < block; i++) {
			unsigned long addr = draws->addrs[i];

			slots[slot_of(test, config, addr)]++;
			if (pages)
				pages[(addr - config->base) % config->stride >>
				      PAGE_SHIFT]++;
		}
	}
}

/* A sum of squares far out of what chance gives, on either side. */
static void check_chi_square(struct kunit *test, u64 sum, u32 freedom)
{
	u32 spread = int_sqrt(2 * freedom);

	KUNIT_EXPECT_LE_MSG(test, sum, freedom + 6 * spread + 20,
			    "%u degrees of freedom", freedom);
	if (freedom >= 99)
		KUNIT_EXPECT_GE_MSG(test, sum, freedom - 6 * spread,
				    "%u degrees of freedom: too even", freedom);
}

static u64 squares(u64 count, u64 expected)
{
	u64 off = count > expected ? count - expected : expected - count;

	return off * off * 1000 / expected;
}

static void check_even(struct kunit *test, const u32 *counts, u32 n, u32 draws)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < n; i++)
		sum += squares(counts[i], draws / n);
	check_chi_square(test, sum / 1000, n - 1);
}

static void pick_uniform(struct kunit *test)
{
	static const u32 sizes[] = { 1, 2, 3, 7, 100, 1000 };
	struct vmb_pick_config config = plain;
	u32 i, *slots, *pages;

	config.pages = 4;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		config.slots = sizes[i];
		slots = vmb_test_alloc(test, sizes[i] * sizeof(*slots));
		pages = vmb_test_alloc(test, 4 * sizeof(*pages));
		count_draws(test, begin(test, &config), sizes[i] * 1000,
			    slots, pages);
		check_even(test, slots, sizes[i], sizes[i] * 1000);
		check_even(test, pages, 4, sizes[i] * 1000);
	}
}

/* Slot of a rank, as it is documented at struct vmb_pick. */
static u32 slot_of_rank(const struct vmb_pick *pick, u32 rank)
{
	return (u64)(rank - 1) * pick->scatter % pick->config.slots;
}

/* By rank, how often it is to come in @draws draws, in thousandths. */
static u64 zipf_expects(u32 rank, u64 draws, u64 harmonic)
{
	return mul_u64_u64_div_u64(draws * 1000, (1ULL << 40) / rank, harmonic);
}

static u64 harmonic_number(u32 n)
{
	u64 sum = 0;
	u32 rank;

	for (rank = 1; rank <= n; rank++)
		sum += (1ULL << 40) / rank;
	return sum;
}

/* Off by at most a 50th, beyond what is left to chance. */
static void check_near(struct kunit *test, u64 count, u64 expected,
		       const char *what, u32 rank)
{
	u64 slack = expected / 50 + 5 * int_sqrt64(expected);

	KUNIT_EXPECT_GE_MSG(test, count + slack, expected, "%s %u", what, rank);
	KUNIT_EXPECT_LE_MSG(test, count, expected + slack, "%s %u", what, rank);
}

static void pick_zipf(struct kunit *test)
{
	static const u32 sizes[] = { 1, 2, 3, 7, 64, 100, 1000 };
	const u32 n = 1000000;
	struct vmb_pick_config config = plain;
	u32 i, rank;

	config.access = VMB_ACCESS_ZIPF;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		u64 harmonic = harmonic_number(sizes[i]), sum = 0;
		struct draws *draws;
		u32 *slots;

		config.slots = sizes[i];
		slots = vmb_test_alloc(test, sizes[i] * sizeof(*slots));
		draws = begin(test, &config);
		count_draws(test, draws, n, slots, NULL);
		for (rank = 1; rank <= sizes[i]; rank++) {
			u64 expected = zipf_expects(rank, n, harmonic) / 1000;
			u64 count = slots[slot_of_rank(&draws->pick, rank)];

			KUNIT_EXPECT_GT_MSG(test, count, 0, "rank %u of %u",
					    rank, sizes[i]);
			if (rank <= 10)
				check_near(test, count, expected, "rank", rank);
			sum += squares(count, expected);
		}
		check_chi_square(test, sum / 1000, sizes[i] - 1);
	}
}

/*
 * Most of a million slots are drawn too rarely: look at octaves of ranks, at
 * how often they come and, as that is left to chance, at how often they are to.
 */
static void pick_zipf_million(struct kunit *test)
{
	const u32 n = 4000000, size = 1000000;
	struct vmb_pick_config config = plain;
	u32 *slots = vmb_test_alloc(test, size * sizeof(*slots));
	u64 harmonic = harmonic_number(size);
	u32 first, rank, octave = 0;
	struct draws *draws;

	config.access = VMB_ACCESS_ZIPF;
	config.slots = size;
	draws = begin(test, &config);
	count_draws(test, draws, n, slots, NULL);

	for (rank = 1; rank <= 10; rank++)
		check_near(test, slots[slot_of_rank(&draws->pick, rank)],
			   zipf_expects(rank, n, harmonic) / 1000, "rank",
			   rank);
	for (first = 1; first <= size; first *= 2, octave++) {
		u64 chance = mul_u64_u64_div_u64(
			harmonic_number(min(2 * first - 1, size)), 1ULL << 32,
			harmonic);
		u64 count = 0, expected = 0;

		KUNIT_EXPECT_LE_MSG(test,
				    abs_diff(chance,
					     draws->pick.octave_end[octave]),
				    (1ULL << 32) / 20000, "octave %u", octave);

		for (rank = first; rank < 2 * first && rank <= size; rank++) {
			count += slots[slot_of_rank(&draws->pick, rank)];
			expected += zipf_expects(rank, n, harmonic);
		}
		check_near(test, count, expected / 1000, "octave", first);
	}
}

/* No two ranks share a slot, and the first ranks are no neighbours. */
static void pick_zipf_scatter(struct kunit *test)
{
	static const u32 sizes[] = {
		1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 21, 34, 100, 610, 987,
		1000, 1024, 4181, 30030, 65535, 65536, 510510, 999983, 1000000,
	};
	struct vmb_pick_config config = plain;
	unsigned long *seen = vmb_test_alloc(test,
					     BITS_TO_LONGS(1000000) * sizeof(*seen));
	u32 i, rank;

	config.access = VMB_ACCESS_ZIPF;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct draws *draws;

		config.slots = sizes[i];
		draws = begin(test, &config);
		bitmap_zero(seen, sizes[i]);
		for (rank = 1; rank <= sizes[i]; rank++)
			__set_bit(slot_of_rank(&draws->pick, rank), seen);
		KUNIT_EXPECT_EQ_MSG(test, bitmap_weight(seen, sizes[i]),
				    sizes[i], "slots that ranks lead to");
		if (sizes[i] >= 100)
			KUNIT_EXPECT_GT(test, abs((int)slot_of_rank(&draws->pick, 2) -
						  (int)slot_of_rank(&draws->pick, 1)),
					sizes[i] / 4);
	}
}

static void pick_sequential(struct kunit *test)
{
	static const u32 sizes[] = { 1, 2, 7, 256, 1000 };
	struct vmb_pick_config config = plain;
	u32 i, j, k;

	config.access = VMB_ACCESS_SEQUENTIAL;
	config.readers = 3;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		config.slots = sizes[i];
		for (config.index = 0; config.index < 3; config.index++) {
			struct draws *draws = begin(test, &config);
			u32 next = config.index * sizes[i] / 3;

			for (j = 0; j < 9; j++) {
				vmb_pick_fill(&draws->pick, draws->addrs,
					      VMB_PICK_BLOCK);
				for (k = 0; k < VMB_PICK_BLOCK; k++) {
					KUNIT_ASSERT_EQ(test, next,
							slot_of(test, &config,
								draws->addrs[k]));
					next = (next + 1) % sizes[i];
				}
			}
		}
	}
}

static void pick_hot(struct kunit *test)
{
	struct vmb_pick_config config = plain;
	u32 slots[100] = {};

	config.access = VMB_ACCESS_HOT;
	config.hot = 42;
	count_draws(test, begin(test, &config), 1000, slots, NULL);
	KUNIT_EXPECT_EQ(test, slots[42], 1000);
}

/* No slot has two readers, none has no reader. */
static void pick_own(struct kunit *test)
{
	static const u32 sizes[] = { 1, 2, 3, 7, 8, 9, 100, 1000 };
	static const u32 readers[] = { 1, 2, 3, 5, 7, 8, 100, 1000 };
	struct vmb_pick_config config = plain;
	struct vmb_arena arena = plain_arena;
	struct draws *draws = begin(test, &plain);
	u32 *slots = vmb_test_alloc(test, 1000 * sizeof(*slots));
	u32 *owner = vmb_test_alloc(test, 1000 * sizeof(*owner));
	u32 i, j, slot;

	config.access = VMB_ACCESS_OWN;
	config.arena = &arena;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (j = 0; j < ARRAY_SIZE(readers); j++) {
			if (readers[j] > sizes[i])
				continue;
			config.slots = sizes[i];
			config.readers = readers[j];
			arena.slots = arena.groups = sizes[i];
			arena.volatile_groups = sizes[i] * 10 / 100;
			memset(owner, 0, 1000 * sizeof(*owner));
			for (config.index = 0; config.index < readers[j];
			     config.index++) {
				memset(slots, 0, 1000 * sizeof(*slots));
				vmb_pick_init(&draws->pick, &config);
				count_draws(test, draws,
					    (sizes[i] / readers[j] + 1) * 30,
					    slots, NULL);
				for (slot = 0; slot < sizes[i]; slot++)
					owner[slot] += slots[slot] != 0;
			}
			for (slot = 0; slot < sizes[i]; slot++)
				KUNIT_ASSERT_EQ_MSG(test, owner[slot], 1,
						    "readers of slot %u of %u, %u readers",
						    slot, sizes[i], readers[j]);
		}
	}
}

/* Whatever chooses the slot, all pages of it are looked up alike. */
static void pick_pages(struct kunit *test)
{
	static const u32 sizes[] = { 1, 2, 5, 512 };
	struct vmb_pick_config config = plain;
	u32 i, *slots, *pages;

	slots = vmb_test_alloc(test, config.slots * sizeof(*slots));
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		config.pages = sizes[i];
		config.stride = sizes[i] * PAGE_SIZE;
		for (config.access = VMB_ACCESS_UNIFORM;
		     config.access <= VMB_ACCESS_STABLE; config.access++) {
			pages = vmb_test_alloc(test, sizes[i] * sizeof(*pages));
			count_draws(test, begin(test, &config), sizes[i] * 100,
				    slots, pages);
			check_even(test, pages, sizes[i], sizes[i] * 100);
		}
	}
}

/* All slots that nobody changes are equally likely, and no other is chosen. */
static void pick_stable(struct kunit *test)
{
	static const struct {
		u64 slots, span, volatile_pct;
	} cases[] = {
		{ 1, 1, 0 }, { 10, 1, 50 }, { 100, 1, 99 }, { 100, 1, 1 },
		{ 300, 7, 33 }, { 1000, 16, 10 }, { 99, 100, 50 },
		{ 1000, 999, 100 },
	};
	struct vmb_pick_config config = plain;
	struct vmb_arena arena;
	u32 i, n, slot, *slots;

	config.access = VMB_ACCESS_STABLE;
	config.arena = &arena;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vmb_knobs *knobs = kunit_kzalloc(test, sizeof(*knobs),
							GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, knobs);
		vmb_knobs_reset(knobs);
		knobs->vmas = cases[i].slots;
		knobs->write_span = cases[i].span;
		knobs->volatile_pct = cases[i].volatile_pct;
		vmb_arena_init(&arena, NULL, knobs);
		kunit_kfree(test, knobs);
		config.slots = arena.slots;
		slots = vmb_test_alloc(test, arena.slots * sizeof(*slots));
		n = vmb_arena_stable_slots(&arena);
		count_draws(test, begin(test, &config), n * 100, slots, NULL);
		for (n = 0, slot = 0; slot < arena.slots; slot++) {
			if (!vmb_arena_is_volatile(&arena, slot))
				slots[n++] = slots[slot];
			else
				KUNIT_EXPECT_EQ(test, slots[slot], 0);
		}
		KUNIT_EXPECT_EQ(test, n, vmb_arena_stable_slots(&arena));
		check_even(test, slots, n, n * 100);
	}
}

/* The seed decides, and nothing else does; not how draws are cut in blocks. */
static void pick_repeats(struct kunit *test)
{
	struct vmb_pick_config config = plain;
	struct draws *a, *b;
	unsigned int i;

	for (config.access = VMB_ACCESS_UNIFORM;
	     config.access <= VMB_ACCESS_STABLE; config.access++) {
		config.seed = 1;
		a = begin(test, &config);
		b = begin(test, &config);
		vmb_pick_fill(&a->pick, a->addrs, VMB_PICK_BLOCK);
		for (i = 0; i < VMB_PICK_BLOCK; i++)
			vmb_pick_fill(&b->pick, &b->addrs[i], 1);
		KUNIT_EXPECT_MEMEQ(test, a->addrs, b->addrs, sizeof(a->addrs));

		vmb_pick_fill(&b->pick, b->addrs, VMB_PICK_BLOCK);
		KUNIT_EXPECT_MEMNEQ(test, a->addrs, b->addrs, sizeof(a->addrs));

		config.seed = 2;
		b = begin(test, &config);
		vmb_pick_fill(&b->pick, b->addrs, VMB_PICK_BLOCK);
		KUNIT_EXPECT_MEMNEQ(test, a->addrs, b->addrs, sizeof(a->addrs));

		config.seed = 1;
		config.readers = 2;
		config.index = 1;
		b = begin(test, &config);
		vmb_pick_fill(&b->pick, b->addrs, VMB_PICK_BLOCK);
		KUNIT_EXPECT_MEMNEQ(test, a->addrs, b->addrs, sizeof(a->addrs));
		config.readers = 1;
		config.index = 0;
	}
}

/* Streams of near seeds and readers are no parts of each other. */
static void pick_streams(struct kunit *test)
{
	enum { STREAMS = 8, DRAWS = 256, ALL = STREAMS * STREAMS * DRAWS };
	u64 *draws = vmb_test_alloc(test, ALL * sizeof(*draws));
	unsigned int i, j;
	u32 *heads;

	for (i = 0; i < STREAMS * STREAMS; i++) {
		struct vmb_random random;

		vmb_random_seed(&random, i / STREAMS, i % STREAMS);
		for (j = 0; j < DRAWS; j++)
			draws[i * DRAWS + j] = vmb_random_next(&random);
	}
	/* No number of 64 bits comes twice: by their first 16, then in full. */
	heads = vmb_test_alloc(test, 65536 * sizeof(*heads));
	for (i = 0; i < ALL; i++)
		heads[draws[i] >> 48]++;
	for (i = 0; i < ALL; i++) {
		if (heads[draws[i] >> 48] < 2)
			continue;
		for (j = i + 1; j < ALL; j++)
			if (draws[i] == draws[j])
				KUNIT_FAIL_AND_ABORT(test,
						     "draw %u of stream %u is draw %u of stream %u",
						     i % DRAWS, i / DRAWS,
						     j % DRAWS, j / DRAWS);
	}
}

static void pick_below(struct kunit *test)
{
	static const u32 limits[] = { 1, 2, 3, 1000, 1000000, U32_MAX };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		KUNIT_EXPECT_EQ(test, vmb_random_below(0, limits[i]), 0);
		KUNIT_EXPECT_EQ(test, vmb_random_below(U32_MAX, limits[i]),
				limits[i] - 1);
	}
}

/* Mean, and shares above some multiples of it: e^-1, e^-3; by five sigma. */
static void pick_exponential(struct kunit *test)
{
	const unsigned int draws = 100000;
	const u64 mean = 1000000;
	struct vmb_random random;
	unsigned int i, above[2] = {};
	u64 sum = 0;

	vmb_random_seed(&random, 1, 1);
	for (i = 0; i < draws; i++) {
		u64 x = vmb_random_exponential(&random, mean);

		sum += x;
		above[0] += x > mean;
		above[1] += x > 3 * mean;
	}
	KUNIT_EXPECT_GT(test, div_u64(sum, draws), 984000);
	KUNIT_EXPECT_LT(test, div_u64(sum, draws), 1016000);
	KUNIT_EXPECT_GT(test, above[0], 36025);
	KUNIT_EXPECT_LT(test, above[0], 37551);
	KUNIT_EXPECT_GT(test, above[1], 4634);
	KUNIT_EXPECT_LT(test, above[1], 5324);

	/* The smallest u draws the largest number: no overflow. */
	random.state = 0;
	KUNIT_EXPECT_LE(test, vmb_random_exponential(&random, 1ULL << 50),
			45ULL << 50);
}

/* Number of the page that an address is in, over all slots. */
static u32 page_of(struct kunit *test, const struct vmb_pick_config *config,
		   unsigned long addr)
{
	return slot_of(test, config, addr) * config->pages +
	       ((addr - config->base) % config->stride >> PAGE_SHIFT);
}

/* In turn: no two readers choose a page, and all pages come before the first again. */
static void pick_in_turn(struct kunit *test)
{
	static const struct {
		unsigned int access;
		u32 pages;
	} cases[] = {
		{ VMB_ACCESS_UNIFORM, 500 }, { VMB_ACCESS_SEQUENTIAL, 500 },
		{ VMB_ACCESS_OWN, 500 }, { VMB_ACCESS_STABLE, 450 },
		{ VMB_ACCESS_HOT, 5 },
	};
	u8 *seen = kunit_kzalloc(test, 500, GFP_KERNEL);
	struct vmb_pick_config config = plain;
	struct draws *draws;
	u32 i, n, all, page, block;
	u64 pages;

	KUNIT_ASSERT_NOT_NULL(test, seen);
	config.in_turn = true;
	config.pages = 5;
	config.stride = 8 * PAGE_SIZE;
	config.readers = 3;
	config.hot = 42;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		config.access = cases[i].access;
		memset(seen, 0, 500);
		all = 0;
		for (config.index = 0; config.index < 3; config.index++) {
			draws = begin(test, &config);
			pages = vmb_pick_pages(&draws->pick);
			for (all += pages; pages; pages -= block) {
				block = min_t(u64, pages, VMB_PICK_BLOCK);
				vmb_pick_fill(&draws->pick, draws->addrs, block);
				for (n = 0; n < block; n++) {
					page = page_of(test, &config,
						       draws->addrs[n]);
					KUNIT_EXPECT_EQ_MSG(test, 0, seen[page]++,
							    "page %u, case %u",
							    page, i);
				}
			}
			vmb_pick_fill(&draws->pick, draws->addrs, 1);
			KUNIT_EXPECT_EQ(test, 1,
					seen[page_of(test, &config, draws->addrs[0])]);
		}
		KUNIT_EXPECT_EQ_MSG(test, all, cases[i].pages, "case %u", i);
	}
}

static struct kunit_case pick_cases[] = {
	KUNIT_CASE(pick_below),
	KUNIT_CASE(pick_exponential),
	KUNIT_CASE(pick_streams),
	KUNIT_CASE(pick_uniform),
	KUNIT_CASE(pick_zipf),
	KUNIT_CASE(pick_zipf_million),
	KUNIT_CASE(pick_zipf_scatter),
	KUNIT_CASE(pick_sequential),
	KUNIT_CASE(pick_hot),
	KUNIT_CASE(pick_own),
	KUNIT_CASE(pick_stable),
	KUNIT_CASE(pick_pages),
	KUNIT_CASE(pick_in_turn),
	KUNIT_CASE(pick_repeats),
	{}
};

static struct kunit_suite pick_suite = {
	.name = "vmabench_pick",
	.test_cases = pick_cases,
};
kunit_test_suite(pick_suite);
