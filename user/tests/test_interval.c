// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <math.h>

#include "lib/array.h"
#include "stats/distributions.h"
#include "stats/interval.h"

#include "draw.h"

#define KNOWN_RANK_6 1.167657381

static void assert_near(double value, double expected, double error)
{
	if (!(fabs(value - expected) <= error))
		fail_msg("%.10g is not %.10g", value, expected);
}

static void assert_nothing(struct interval interval)
{
	assert_int_equal(interval.n, 0);
	assert_true(isnan(interval.value) && isnan(interval.low) &&
		    isnan(interval.high) && isnan(interval.min) &&
		    isnan(interval.max));
}

static void test_median(void **state)
{
	const double odd[] = {5, NAN, 1, 9, NAN};
	const double even[] = {8, 1, 9, 4};
	struct interval interval;

	(void)state;
	interval = interval_of_median(odd, ARRAY_SIZE(odd));
	assert_int_equal(interval.n, 3);
	assert_true(interval.value == 5);
	assert_true(interval.min == 1 && interval.max == 9);
	assert_true(isnan(interval.low) && isnan(interval.high));

	interval = interval_of_median(even, ARRAY_SIZE(even));
	assert_true(interval.value == 6);
	/* What it was given is as it was. */
	assert_true(even[0] == 8 && even[3] == 4);

	interval = interval_of_median(&even[2], 1);
	assert_true(interval.n == 1 && interval.value == 9);
	assert_nothing(interval_of_median(odd, 0));
	assert_nothing(interval_of_median(&odd[1], 1));
}

static void test_five_are_too_few(void **state)
{
	const double values[] = {1, 2, 3, 4, 5, 6};

	(void)state;
	assert_true(isnan(interval_of_median(values, 5).low));
	assert_true(isnan(interval_of_median(values, 5).high));
	assert_false(isnan(interval_of_median(values, 6).low));
	assert_false(isnan(interval_of_median(values, 6).high));
}

/* One value that is far off is shown and moves nothing else. */
static void test_outlier(void **state)
{
	double values[] = {10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
	struct interval without, with;

	(void)state;
	without = interval_of_median(values, 10);
	values[9] = 1e6;
	with = interval_of_median(values, 10);
	assert_true(with.value == without.value);
	assert_true(with.low == without.low && with.high == without.high);
	assert_true(with.max == 1e6);
}

/*
 * With the values 1 to n the lower end is a rank.  Even n: from Simpson's rule
 * over 20000 steps of the density of Beta((n+1)/2, (n+1)/2) in sin^2.
 */
static void test_ranks_of_even_n(void **state)
{
	static const struct {
		size_t n;
		double rank;
	} known[] = {
		{6, KNOWN_RANK_6},
		{10, 2.458815373},
		{20, 6.160906179},
	};
	double values[20];
	struct interval interval;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(values); i++)
		values[i] = (double)i + 1;
	for (i = 0; i < ARRAY_SIZE(known); i++) {
		interval = interval_of_median(values, known[i].n);
		assert_near(interval.low, known[i].rank, 1e-7);
		assert_near(interval.high,
			    (double)known[i].n + 1 - known[i].rank, 1e-7);
	}
}

/* The chance that at least @k of @n draws succeed. */
static double binomial_tail(int n, int k, double p)
{
	double sum = 0, ways = 1;
	int i;

	for (i = 0; i <= n; i++) {
		if (i >= k)
			sum += ways * pow(p, i) * pow(1 - p, n - i);
		ways = ways * (n - i) / (i + 1);
	}
	return sum;
}

/* Odd n: the median of n draws is below x if (n+1)/2 of them are. */
static void test_ranks_of_odd_n(void **state)
{
	double values[31], x;
	int i, n;

	(void)state;
	for (i = 0; i < 31; i++)
		values[i] = i + 1;
	for (n = 7; n <= 31; n += 2) {
		x = interval_of_median(values, (size_t)n).low / (n + 1);
		assert_near(binomial_tail(n, (n + 1) / 2, x), 0.025, 1e-9);
	}
}

/* To 18 digits by the same fraction with 40 digits in Python's mpmath. */
static void test_large_beta(void **state)
{
	static const struct {
		double a, b, x, is;
	} cases[] = {
		{1e7, 1e7, 0.5, 0.5},
		{1e7, 1e7 + 1, 0.5, 0.500089206204692561},
		{1e7, 1e7, 0.4999, 0.185546685359342159},
		{1e7, 1e7, 0.5003, 0.996354823221053235},
		{5e6, 1.5e7, 0.2501, 0.849148868999436825},
		{41, 19999960, 2e-6, 0.458081821637441864},
		{41, 19999960, 2.7e-6, 0.971226855324900833},
		{30.5, 1e9, 2.5e-8, 0.15826699449110739},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_near(beta_cdf(cases[i].a, cases[i].b, cases[i].x),
			    cases[i].is, 1e-11);
}

static void test_beta(void **state)
{
	(void)state;
	assert_near(beta_cdf(3, 5, 0.2), binomial_tail(7, 3, 0.2), 1e-12);
	assert_near(beta_cdf(40, 60, 0.7), binomial_tail(99, 40, 0.7), 1e-10);
	assert_near(beta_cdf(0.5, 0.5, 0.25), 1.0 / 3, 1e-12);
	assert_near(beta_cdf(500.5, 500.5, 0.5), 0.5, 1e-9);
	assert_true(beta_cdf(2, 3, -1) == 0 && beta_cdf(2, 3, 2) == 1);
	assert_near(beta_quantile(1, 1, 0.3), 0.3, 1e-12);
	assert_near(beta_quantile(2, 1, 0.25), 0.5, 1e-12);
}

/*
 * "Critical values of U, two-tailed, 0.05", as printed in the tables of many
 * textbooks after Auble (1953).
 */
static void test_critical_values(void **state)
{
	static const size_t table[][3] = {
		{4, 4, 0},    {3, 5, 0},    {2, 8, 0},	  {5, 5, 2},
		{6, 6, 5},    {5, 8, 6},    {7, 10, 14},  {8, 8, 13},
		{10, 10, 23}, {11, 12, 33}, {15, 15, 64}, {20, 20, 127},
	};
	size_t i, u;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		assert_true(mann_whitney_critical(table[i][0], table[i][1],
						  0.05, &u));
		assert_int_equal(u, table[i][2]);
		assert_true(mann_whitney_critical(table[i][1], table[i][0],
						  0.05, &u));
		assert_int_equal(u, table[i][2]);
	}
	assert_false(mann_whitney_critical(3, 4, 0.05, &u));
	assert_false(mann_whitney_critical(2, 7, 0.05, &u));
	assert_false(mann_whitney_critical(1, 30, 0.05, &u));
	assert_false(mann_whitney_critical(0, 30, 0.05, &u));
}

/* Counted one by one over all 924 and 792 choices. */
static void test_rank_sum(void **state)
{
	(void)state;
	assert_near(mann_whitney_cdf(6, 6, 5), 19.0 / 924, 1e-15);
	assert_near(mann_whitney_cdf(6, 6, 6), 30.0 / 924, 1e-15);
	assert_near(mann_whitney_cdf(5, 7, 7), 42.0 / 792, 1e-15);
	assert_near(mann_whitney_cdf(6, 6, 36), 1, 0);
	/* By Gauss's coefficients, exactly; here approximated. */
	assert_near(mann_whitney_cdf(51, 50, 985), 0.0244774325, 0.0003);
	assert_near(mann_whitney_cdf(51, 50, 1000), 0.0310310648, 0.0003);
	assert_near(mann_whitney_cdf(51, 50, 1100), 0.1185193651, 0.0006);
}

/*
 * Worked example of a vendor's manual: the median of all 20 differences of
 * these two samples is 6.  Ratios are differences of logarithms.
 */
static void test_ratio_of_independent(void **state)
{
	const double first[] = {22, 24, 25, 29, 30};
	const double second[] = {16, 21, 22, 23};
	double a[5], b[5];
	struct interval interval;
	size_t i;

	(void)state;
	for (i = 0; i < 5; i++)
		b[i] = exp(first[i]);
	for (i = 0; i < 4; i++)
		a[i] = exp(second[i]);
	a[4] = NAN;
	interval = interval_of_ratio(a, 5, b, 5);
	assert_int_equal(interval.n, 4);
	assert_near(log(interval.value), 6, 1e-12);
	/*
	 * Of 4 and 5, U up to 1 shows a difference: the second smallest and
	 * second largest of -1 0 1 1 2 2 3 3 4 6 6 7 7 8 8 8 9 9 13 14.
	 */
	assert_near(log(interval.low), 0, 1e-12);
	assert_near(log(interval.high), 13, 1e-12);
	assert_near(log(interval.min), -1, 1e-12);
	assert_near(log(interval.max), 14, 1e-12);
	/* 3 of 4 is no sample to tell anything from. */
	interval = interval_of_ratio(a, 4, b, 3);
	assert_true(isnan(interval.low) && isnan(interval.high));
	assert_false(isnan(interval.value));
}

static void test_paired_ratio(void **state)
{
	const double a[] = {10, 20, NAN, 40, 50, 60, 70, 80};
	const double b[] = {11, 24, 7, 52, 70, NAN, 70, 72};
	struct interval interval;

	(void)state;
	/* 1.1 1.2 1.3 1.4 1.0 0.9 */
	interval = interval_of_paired_ratio(a, b, 8);
	assert_int_equal(interval.n, 6);
	assert_near(interval.value, 1.15, 1e-12);
	assert_near(interval.min, 0.9, 1e-12);
	assert_near(interval.max, 1.4, 1e-12);
	assert_near(interval.low, 0.9 + 0.1 * (KNOWN_RANK_6 - 1), 1e-7);
	/* Pairs, not sorted samples: one scheme's noise is not the other's. */
	assert_true(interval_of_paired_ratio(a, a, 8).low == 1);
}

static void test_no_ratio_of_zero(void **state)
{
	const double a[] = {1, 2, 3, 4, 5, 6};
	const double b[] = {1, 2, 3, 0, 5, 6};
	const double none[] = {NAN, NAN, NAN, NAN, NAN, NAN};

	(void)state;
	assert_nothing(interval_of_paired_ratio(a, b, 6));
	assert_nothing(interval_of_paired_ratio(b, a, 6));
	assert_nothing(interval_of_ratio(a, 6, b, 6));
	assert_nothing(interval_of_ratio(b, 6, a, 6));
	assert_nothing(interval_of_ratio(a, 6, none, 6));
	assert_nothing(interval_of_paired_ratio(a, none, 6));
}

#define CASES 20000

static const size_t sizes[] = {6, 8, 10, 20, 30};

static void assert_share(const char *what, size_t n, size_t hits, double low,
			 double high)
{
	double share = 100.0 * (double)hits / CASES;

	if (share < low || share > high)
		fail_msg("%s, n=%zu: %.2f of 100 are not %g to %g", what, n,
			 share, low, high);
}

/* A 95% interval holds the truth in 93 to 97 of 100 cases. */
static void test_coverage_of_the_median(void **state)
{
	struct draw draw = {1};
	double values[30];
	size_t d, s, i, run;

	(void)state;
	for (d = 0; d < ndistributions; d++) {
		for (s = 0; s < ARRAY_SIZE(sizes); s++) {
			size_t hits = 0;

			for (run = 0; run < CASES; run++) {
				struct interval interval;

				for (i = 0; i < sizes[s]; i++)
					values[i] = distributions[d].one(&draw);
				interval = interval_of_median(values, sizes[s]);
				hits += interval.low <=
						distributions[d].median &&
					interval.high >=
						distributions[d].median;
			}
			assert_share(distributions[d].name, sizes[s], hits, 93,
				     97);
		}
	}
}

/* What differs by a factor, beside a disturbance that pairs share. */
static void draw_pair(struct draw *draw, double *a, double *b, size_t n,
		      double ratio, double shared)
{
	size_t i;

	for (i = 0; i < n; i++) {
		double common = exp(shared * draw_normal(draw));

		a[i] = 100 * common * exp(0.05 * draw_normal(draw));
		b[i] = ratio * 100 * common * exp(0.05 * draw_normal(draw));
	}
}

static void test_coverage_of_paired_ratio(void **state)
{
	struct draw draw = {2};
	double a[30], b[30];
	size_t s, run;

	(void)state;
	for (s = 0; s < ARRAY_SIZE(sizes); s++) {
		size_t hits = 0, alarms = 0;

		for (run = 0; run < CASES; run++) {
			struct interval interval;

			draw_pair(&draw, a, b, sizes[s], 1.3, 0.5);
			interval = interval_of_paired_ratio(a, b, sizes[s]);
			hits += interval.low <= 1.3 && interval.high >= 1.3;
			draw_pair(&draw, a, b, sizes[s], 1, 0.5);
			interval = interval_of_paired_ratio(a, b, sizes[s]);
			alarms += interval.low > 1 || interval.high < 1;
		}
		assert_share("paired", sizes[s], hits, 93, 97);
		assert_share("paired, alarms", sizes[s], alarms, 2, 5);
	}
}

/*
 * At n = 8 the test at 5% is wrong in 4.99 of 100 cases, so three standard
 * errors of the simulation are let pass; test_rank_sum() is exact.
 */
static void test_coverage_of_ratio(void **state)
{
	struct draw draw = {3};
	double a[30], b[30];
	size_t s, run;

	(void)state;
	for (s = 0; s < ARRAY_SIZE(sizes); s++) {
		size_t hits = 0, alarms = 0;

		for (run = 0; run < CASES; run++) {
			struct interval interval;

			draw_pair(&draw, a, b, sizes[s], 0.7, 0);
			interval = interval_of_ratio(a, sizes[s], b, sizes[s]);
			hits += interval.low <= 0.7 && interval.high >= 0.7;
			draw_pair(&draw, a, b, sizes[s], 1, 0);
			interval = interval_of_ratio(a, sizes[s], b, sizes[s]);
			alarms += interval.low > 1 || interval.high < 1;
		}
		assert_share("independent", sizes[s], hits, 93, 97);
		assert_share("independent, alarms", sizes[s], alarms, 2, 5.46);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_median),
		cmocka_unit_test(test_five_are_too_few),
		cmocka_unit_test(test_outlier),
		cmocka_unit_test(test_ranks_of_even_n),
		cmocka_unit_test(test_ranks_of_odd_n),
		cmocka_unit_test(test_beta),
		cmocka_unit_test(test_large_beta),
		cmocka_unit_test(test_critical_values),
		cmocka_unit_test(test_rank_sum),
		cmocka_unit_test(test_ratio_of_independent),
		cmocka_unit_test(test_paired_ratio),
		cmocka_unit_test(test_no_ratio_of_zero),
		cmocka_unit_test(test_coverage_of_the_median),
		cmocka_unit_test(test_coverage_of_paired_ratio),
		cmocka_unit_test(test_coverage_of_ratio),
	};

	return cmocka_run_group_tests_name("interval", tests, NULL, NULL);
}
