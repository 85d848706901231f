// SPDX-License-Identifier: GPL-2.0-only
/* The step of clocks that are made up, and of the clock. */
#include "../abi/clock_step.h"
#include "../clock.h"
#include "../random.h"
#include "common.h"

/*
 * Read a clock that moves by @step_milli thousandths of a unit, and is rounded
 * down to units, at the ends of times of all lengths below 500 units.
 */
static unsigned int step_of(struct kunit *test, u64 step_milli)
{
	unsigned short *pairs = vmb_test_alloc(test, VMB_CLOCK_DIFFERENCES *
					       sizeof(*pairs));
	u64 begin, end, now = 0;
	unsigned int i;

	for (i = 0; i < VMB_CLOCK_PAIRS; i++) {
		begin = div64_u64(now, step_milli) * step_milli / 1000;
		now += 50000 + i * 37 % 450 * 1000;
		end = div64_u64(now, step_milli) * step_milli / 1000;
		now += 12345;
		/* An interrupt now and then. */
		if (i % 100 == 0)
			end += 3000 + i % 7;
		if (end - begin < VMB_CLOCK_DIFFERENCES)
			pairs[end - begin]++;
	}
	return vmb_clock_step_milli(pairs);
}

static void clock_steps(struct kunit *test)
{
	static const unsigned int exact[] = {
		1000, 2000, 5000, 10000, 21000, 36000, 100000, 1000000,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(exact); i++)
		KUNIT_EXPECT_EQ(test, step_of(test, exact[i]), exact[i]);
	/* 24 MHz, and a TSC whose steps are no whole number of ticks. */
	KUNIT_EXPECT_GT(test, step_of(test, 41667), 41400);
	KUNIT_EXPECT_LT(test, step_of(test, 41667), 41900);
	KUNIT_EXPECT_GT(test, step_of(test, 29945), 29700);
	KUNIT_EXPECT_LT(test, step_of(test, 29945), 30200);
	/* It never moves in such a time. */
	KUNIT_EXPECT_EQ(test, step_of(test, 1000000000), 0);
}

/* Readings of an emulator: far apart, at all distances, a few of each. */
static void clock_jitters(struct kunit *test)
{
	unsigned short *pairs = vmb_test_alloc(test, VMB_CLOCK_DIFFERENCES *
					       sizeof(*pairs));
	struct vmb_random random;
	unsigned int seed, spread, i;

	for (seed = 1; seed <= 20; seed++) {
		vmb_random_seed(&random, seed, 0);
		memset(pairs, 0, VMB_CLOCK_DIFFERENCES * sizeof(*pairs));
		spread = 150 * seed;
		for (i = 0; i < VMB_CLOCK_PAIRS; i++) {
			/* Long ones are rarer. */
			u32 most = vmb_random_below(vmb_random_next(&random) >> 32,
						    spread);
			u32 more = vmb_random_below(vmb_random_next(&random) >> 32,
						    most + 1);

			pairs[700 + more]++;
		}
		KUNIT_EXPECT_LE_MSG(test, vmb_clock_step_milli(pairs), 3000,
				    "differences of 700 to %u", 700 + spread);
	}
}

/* What is measured is a step: latencies are multiples of it. */
static void clock_step_now(struct kunit *test)
{
	u64 step = vmb_clock_step_ps();

	KUNIT_EXPECT_GT(test, step, 0);
	KUNIT_EXPECT_LT(test, step, 1000000);
}

static struct kunit_case clock_cases[] = {
	KUNIT_CASE(clock_steps),
	KUNIT_CASE(clock_jitters),
	KUNIT_CASE(clock_step_now),
	{}
};

static struct kunit_suite clock_suite = {
	.name = "vmabench_clock",
	.test_cases = clock_cases,
};
kunit_test_suite(clock_suite);
