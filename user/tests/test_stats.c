// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <math.h>

#include "stats.h"

static void assert_stats(struct stats stats, size_t n, double median,
			 double min, double max)
{
	assert_int_equal(stats.n, n);
	assert_true(stats.median == median);
	assert_true(stats.min == min);
	assert_true(stats.max == max);
}

static void test_odd(void **state)
{
	double values[] = { 5, 1, 9 };

	(void)state;
	assert_stats(stats_of(values, 3), 3, 5, 1, 9);
}

static void test_even(void **state)
{
	double values[] = { 8, 1, 9, 4 };

	(void)state;
	assert_stats(stats_of(values, 4), 4, 6, 1, 9);
}

static void test_one(void **state)
{
	double values[] = { -2.5 };

	(void)state;
	assert_stats(stats_of(values, 1), 1, -2.5, -2.5, -2.5);
}

static void test_none(void **state)
{
	double values[] = { NAN, NAN };

	(void)state;
	assert_int_equal(stats_of(values, 0).n, 0);
	assert_int_equal(stats_of(values, 2).n, 0);
}

static void test_gaps(void **state)
{
	double values[] = { NAN, 3, NAN, 1, 2 };

	(void)state;
	assert_stats(stats_of(values, 5), 3, 2, 1, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_odd),
		cmocka_unit_test(test_even),
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_gaps),
	};

	return cmocka_run_group_tests_name("stats", tests, NULL, NULL);
}
