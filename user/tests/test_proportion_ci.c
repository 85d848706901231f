// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <math.h>

#include "draw.h"
#include "lib/array.h"
#include "stats/distributions.h"
#include "stats/interval.h"

#define RUNS_MAX 21
#define CASES 4000

static void assert_near(double value, double expected, double error)
{
	if (!(fabs(value - expected) <= error))
		fail_msg("%.10g is not %.10g", value, expected);
}

static void test_sums(void **state)
{
	const double counts[] = {0, 0, 3, 0, 1, 0};
	const double of[] = {100, 200, 300, 100, 200, 100};
	struct interval share = proportion_ci(counts, of, 6);

	(void)state;
	assert_int_equal(share.n, 6);
	assert_near(share.value, 0.004, 1e-15);
	assert_true(share.min == 0 && share.max == 0.01);
	assert_true(share.low < 0.004 && share.high > 0.004);
}

/* 1 - 0.025^(1/N) is the end of the exact interval of none of N. */
static void test_nothing_happened(void **state)
{
	const double counts[6] = {0};
	const double of[] = {10, 20, 20, 20, 20, 10};
	struct interval share = proportion_ci(counts, of, 6);

	(void)state;
	assert_true(share.value == 0 && share.low == 0);
	assert_near(share.high, 1 - pow(0.025, 0.01), 1e-12);
	share = proportion_ci(of, of, 6);
	assert_true(share.value == 1 && share.high == 1);
	assert_near(share.low, pow(0.025, 0.01), 1e-12);
}

/* Never narrower than the exact one, and wider if runs are not alike. */
static void test_runs_that_differ(void **state)
{
	const double alike[] = {5, 5, 5, 5, 5, 5};
	const double unlike[] = {0, 0, 29, 1, 0, 0};
	const double of[] = {1000, 1000, 1000, 1000, 1000, 1000};
	double low = beta_quantile(30, 5971, 0.025);
	double high = beta_quantile(31, 5970, 0.975);
	struct interval share = proportion_ci(alike, of, 6);

	(void)state;
	assert_near(share.low, low, 1e-12);
	assert_near(share.high, high, 1e-12);
	share = proportion_ci(unlike, of, 6);
	assert_true(share.low < low / 5 && share.high > high * 2);
}

static void test_nothing_to_say(void **state)
{
	const double counts[] = {0, 1, 2, 1, 0, 1};
	const double of[] = {9, 9, 9, 9, 9, 9};
	const double few[] = {9, 9, 1, 9, 9, 9};
	const double none[] = {9, 0, 9, 9, 9, 9};
	const double lost[] = {9, 9, 9, NAN, 9, 9};

	(void)state;
	assert_int_equal(proportion_ci(counts, of, 5).n, 5);
	assert_true(isnan(proportion_ci(counts, of, 5).low));
	assert_true(isnan(proportion_ci(counts, of, 5).high));
	assert_int_equal(proportion_ci(counts, of, 0).n, 0);
	assert_int_equal(proportion_ci(counts, few, 6).n, 0);
	assert_int_equal(proportion_ci(counts, none, 6).n, 0);
	assert_int_equal(proportion_ci(counts, lost, 6).n, 0);
	assert_int_equal(proportion_ci(lost, of, 6).n, 0);
}

static double same(struct draw *draw)
{
	(void)draw;
	return 1;
}

static double by_half(struct draw *draw)
{
	return exp(0.5 * draw_normal(draw) - 0.125);
}

/* Gamma with a shape of 2. */
static double by_two_thirds(struct draw *draw)
{
	return -log(draw_uniform(draw) * draw_uniform(draw)) / 2;
}

/* How much the rates of runs differ from their mean, which is 1. */
static const struct {
	const char *name;
	double (*one)(struct draw *draw);
} rates[] = {
	{"alike", same},
	{"half as much", by_half},
	{"two thirds as much", by_two_thirds},
};

/* In how many of 100 cases the truth is in the interval. */
static double coverage(struct draw *draw, double (*rate)(struct draw *draw),
		       size_t n, double mean)
{
	double counts[RUNS_MAX], of[RUNS_MAX], truth = mean / 1e6;
	size_t run, i, hits = 0;

	for (run = 0; run < CASES; run++) {
		struct interval share;

		for (i = 0; i < n; i++) {
			of[i] = 1e6 * exp(0.2 * draw_normal(draw));
			counts[i] =
				draw_count(draw, of[i] * truth * rate(draw));
		}
		share = proportion_ci(counts, of, n);
		hits += share.low <= truth && share.high >= truth;
	}
	return 100.0 * (double)hits / CASES;
}

/* A 95% interval that holds the truth in 93 of 100 cases or more. */
static void test_coverage(void **state)
{
	static const size_t sizes[] = {6, 9, RUNS_MAX};
	static const double means[] = {0.3, 3, 300};
	struct draw draw = {4};
	size_t r, s, m;

	(void)state;
	for (r = 0; r < ARRAY_SIZE(rates); r++) {
		for (s = 0; s < ARRAY_SIZE(sizes); s++) {
			for (m = 0; m < ARRAY_SIZE(means); m++) {
				double share = coverage(&draw, rates[r].one,
							sizes[s], means[m]);

				if (share < 93)
					fail_msg(
						"rates differ: %s, n=%zu, mean %g: only %.2f of 100",
						rates[r].name, sizes[s],
						means[m], share);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_nothing_happened),
		cmocka_unit_test(test_runs_that_differ),
		cmocka_unit_test(test_nothing_to_say),
		cmocka_unit_test(test_coverage),
	};

	return cmocka_run_group_tests_name("pooled", tests, NULL, NULL);
}
