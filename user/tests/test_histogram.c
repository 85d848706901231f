// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <stdbool.h>

#include "module/abi/histogram.h"

#define LIMIT (1ULL << VMB_HIST_MAX_BITS)

static void test_edges(void **state)
{
	(void)state;
	assert_int_equal(vmb_hist_index(0), 0);
	assert_int_equal(vmb_hist_index(1), 1);
	assert_int_equal(vmb_hist_index(63), 63);
	assert_int_equal(vmb_hist_index(64), 64);
	assert_int_equal(vmb_hist_index(127), 127);
	assert_int_equal(vmb_hist_index(128), 128);
	assert_int_equal(vmb_hist_index(129), 128);
	assert_int_equal(vmb_hist_index(130), 129);
	assert_int_equal(vmb_hist_index(LIMIT - 1), VMB_HIST_BUCKETS - 1);
	assert_int_equal(VMB_HIST_BUCKETS, 1984);
	assert_true(vmb_hist_low(VMB_HIST_BUCKETS) == LIMIT);
}

/* Buckets cover all values, without a gap, an overlap or a step back. */
static void test_buckets_meet(void **state)
{
	unsigned long long low, high;
	unsigned int i;

	(void)state;
	assert_true(vmb_hist_low(0) == 0);
	for (i = 0; i < VMB_HIST_BUCKETS; i++) {
		low = vmb_hist_low(i);
		high = vmb_hist_low(i + 1);
		assert_true(high > low);
		assert_int_equal(vmb_hist_index(low), i);
		assert_int_equal(vmb_hist_index(high - 1), i);
	}
}

static void test_error(void **state)
{
	unsigned long long low, width;
	unsigned int i;

	(void)state;
	for (i = 0; i < VMB_HIST_BUCKETS; i++) {
		low = vmb_hist_low(i);
		width = vmb_hist_low(i + 1) - low;
		/* What a value may be off, against the value. */
		assert_true((width - 1) * VMB_HIST_SUB <= low);
	}
}

static bool holds(unsigned long long ns)
{
	unsigned int i = vmb_hist_index(ns);

	return i < VMB_HIST_BUCKETS && vmb_hist_low(i) <= ns &&
	       ns < vmb_hist_low(i + 1);
}

static void test_values(void **state)
{
	unsigned long long ns;

	(void)state;
	for (ns = 0; ns < 1 << 20; ns++)
		assert_true(holds(ns));
	for (ns = 1 << 20; ns < LIMIT; ns += ns / 9973 + 1)
		assert_true(holds(ns));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_buckets_meet),
		cmocka_unit_test(test_error),
		cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests_name("histogram", tests, NULL, NULL);
}
