// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <math.h>

#include "draw.h"
#include "lib/array.h"
#include "stats/stationarity.h"

static void assert_near(double value, double expected, double error)
{
	if (!(fabs(value - expected) <= error))
		fail_msg("%.10g is not %.10g", value, expected);
}

/*
 * A worked example, "A Mann-Kendall example (by hand)", of the mathematics
 * department of the College of the Holy Cross: S = 54, one pair of equal
 * values, Z = 2.9058.
 */
static void test_trend_by_hand(void **state)
{
	static const double values[] = {
		12.9, 14.8, 13.2, 15.7, 13.8, 15.6, 12.9,
		11.0, 17.3, 15.9, 19.0, 18.3, 20.1, 21.7,
	};
	double falling[14];
	size_t i;

	(void)state;
	assert_near(trend_chance(values, 14), erfc(2.9058 / sqrt(2)), 1e-6);
	for (i = 0; i < 14; i++)
		falling[i] = -values[i];
	assert_near(trend_chance(falling, 14), erfc(2.9058 / sqrt(2)), 1e-6);
}

static void test_no_trend(void **state)
{
	static const double same[10] = {0};
	static const double even[] = {1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2, 1};

	(void)state;
	assert_near(trend_chance(same, 10), 1, 0);
	assert_near(trend_chance(even, 12), 1, 0);
}

static void test_slope(void **state)
{
	static const double time[] = {0, 1, 2, 4, 8};
	static const double value[] = {1, 3, 5, 9, 1000};

	(void)state;
	/* Of ten slopes six are 2: the far one is not followed. */
	assert_near(trend_slope(time, value, 5), 2, 1e-12);
}

/*
 * The Nile at Aswan, 1871 to 1910 (Cobb 1978), whose level fell after 1898, the
 * 28th year.  Counted by a script: 35 of 336 pairs rise there, and by Gauss's
 * coefficients so few, or many, are 0.00104 / 39 of all orders.
 */
static void test_step_of_the_nile(void **state)
{
	static const double flow[] = {
		1120, 1160, 963,  1210, 1160, 1160, 813,  1230, 1370, 1140,
		995,  935,  1110, 994,	1020, 960,  1180, 799,	958,  1140,
		1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774,  840,
		874,  694,  940,  833,	701,  916,  692,  1020, 1050, 969,
	};
	(void)state;
	assert_near(change_chance(flow, 40, 28), 0.0010432197695651757, 1e-12);
	assert_int_equal(change_split(flow, 40), 28);
}

static void test_exact_step(void **state)
{
	/* All 5040 orders were gone through by a script. */
	static const double tied[] = {3, 1, 4, 1, 9, 8, 9};
	static const double clean[] = {1, 5, 2, 4, 3, 9, 7, 8, 6, 10};
	static const double same[10] = {0};
	(void)state;
	assert_near(change_chance(tied, 7, 4), 504.0 / 5040, 1e-12);
	assert_int_equal(change_split(tied, 7), 4);
	/* Only the two halves, in any order, and the other way about. */
	assert_near(change_chance(clean, 10, 5), 2.0 / 252, 1e-12);
	assert_int_equal(change_split(clean, 10), 5);
	assert_near(change_chance(same, 10, change_split(same, 10)), 1, 0);
}

struct timeline {
	double start[400], end[400], count[400];
	size_t n;
};

/* @n steps of 100 ms with a thousand each, times what @level says. */
static void make(struct timeline *t, size_t n, double (*level)(double),
		 double noise, struct draw *draw)
{
	size_t i;

	t->n = n;
	for (i = 0; i < n; i++) {
		t->start[i] = 100e6 * (double)i;
		t->end[i] = 100e6 * (double)(i + 1);
		t->count[i] = 1000 * level(((double)i + 0.5) / (double)n) *
			      exp(noise * draw_normal(draw));
	}
}

static struct stationarity of(const struct timeline *t)
{
	return stationarity_test(t->start, t->end, t->count, t->n);
}

static double flat(double part)
{
	(void)part;
	return 1;
}

static double falls(double part)
{
	return 1 - 0.3 * part;
}

static double falls_little(double part)
{
	return 1 - 0.05 * part;
}

static double jumps(double part)
{
	return part < 0.5 ? 1 : 1.4;
}

static double jumps_late(double part)
{
	return part < 0.75 ? 1 : 0.8;
}

static void test_drift(void **state)
{
	struct draw draw = {1};
	struct timeline t;
	struct stationarity steady;

	(void)state;
	make(&t, 20, falls, 0.01, &draw);
	steady = of(&t);
	assert_int_equal(steady.what, STEADY_DRIFT);
	assert_near(steady.change, -0.3, 0.03);
	make(&t, 10, falls, 0.01, &draw);
	assert_int_equal(of(&t).what, STEADY_DRIFT);
	/* More steps than are compared. */
	make(&t, 400, falls, 0.1, &draw);
	steady = of(&t);
	assert_int_equal(steady.what, STEADY_DRIFT);
	assert_near(steady.change, -0.3, 0.06);
}

static void test_small_drift_is_steady(void **state)
{
	struct draw draw = {2};
	struct timeline t;

	(void)state;
	make(&t, 100, falls_little, 0.001, &draw);
	assert_true(trend_chance(t.count, t.n) < 1e-6);
	assert_int_equal(of(&t).what, STEADY);
}

static void test_step(void **state)
{
	struct draw draw = {3};
	struct timeline t;
	struct stationarity steady;

	(void)state;
	make(&t, 10, jumps, 0.02, &draw);
	steady = of(&t);
	assert_int_equal(steady.what, STEADY_STEP);
	assert_near(steady.change, 0.4, 0.05);
	assert_near(steady.at, 500e6, 1);
	make(&t, 40, jumps_late, 0.02, &draw);
	steady = of(&t);
	assert_int_equal(steady.what, STEADY_STEP);
	assert_near(steady.change, -0.2, 0.03);
	assert_near(steady.at, 3000e6, 1);
}

/* Half of the steps have nothing. */
static void test_from_nothing(void **state)
{
	struct draw draw = {9};
	struct timeline t;
	struct stationarity steady;
	size_t i;

	(void)state;
	make(&t, 21, flat, 0.01, &draw);
	for (i = 0; i < 10; i++)
		t.count[i] = 0;
	steady = of(&t);
	assert_int_equal(steady.what, STEADY_STEP);
	assert_true(isinf(steady.change) && steady.change > 0);
	for (i = 0; i < 10; i++) {
		t.count[i] = t.count[20 - i];
		t.count[20 - i] = 0;
	}
	steady = of(&t);
	assert_int_equal(steady.what, STEADY_STEP);
	assert_near(steady.change, -1, 0);
}

static void test_unjudged(void **state)
{
	struct draw draw = {4};
	struct timeline t;
	size_t i;

	(void)state;
	make(&t, 9, jumps, 0.01, &draw);
	assert_int_equal(of(&t).what, STEADY_UNJUDGED);
	t.n = 0;
	assert_int_equal(of(&t).what, STEADY_UNJUDGED);
	make(&t, 20, jumps, 0.01, &draw);
	t.count[3] = NAN;
	assert_int_equal(of(&t).what, STEADY_UNJUDGED);
	/* A batch now and then: nothing in most steps. */
	make(&t, 20, flat, 0, &draw);
	for (i = 0; i < 11; i++)
		t.count[i] = 0;
	assert_int_equal(of(&t).what, STEADY_UNJUDGED);
}

/* The last step is a piece of one, and its count too. */
static void test_last_step_by_its_length(void **state)
{
	struct draw draw = {5};
	struct timeline t;
	size_t i;

	(void)state;
	make(&t, 11, flat, 0.01, &draw);
	t.end[10] = t.start[10] + 60e6;
	t.count[10] *= 0.6;
	assert_int_equal(of(&t).what, STEADY);
	/* So short that one batch makes it a hundred times as fast. */
	t.end[10] = t.start[10] + 1e5;
	t.count[10] = 100;
	assert_int_equal(of(&t).what, STEADY);
	/* It is no tenth step either. */
	make(&t, 10, jumps, 0.01, &draw);
	t.end[9] = t.start[9] + 1e5;
	assert_int_equal(of(&t).what, STEADY_UNJUDGED);
	/* Counts that fall with the lengths are no drift. */
	make(&t, 20, flat, 0, &draw);
	for (i = 0; i < t.n; i++) {
		t.end[i] -= 2e6 * (double)i;
		t.count[i] *= 1 - 0.02 * (double)i;
	}
	assert_int_equal(of(&t).what, STEADY);
}

/* With a rate set counts are equal but for the last of some. */
static void test_rate_limited(void **state)
{
	struct draw draw = {6};
	struct timeline t;
	size_t i;

	(void)state;
	make(&t, 20, flat, 0, &draw);
	for (i = 0; i < t.n; i++)
		t.count[i] = i % 3 ? 10 : 11;
	assert_int_equal(of(&t).what, STEADY);
}

#define CASES 1000

static double share_flagged(struct draw *draw, size_t n,
			    double (*level)(double), double noise)
{
	struct timeline t;
	size_t i, flagged = 0;

	for (i = 0; i < CASES; i++) {
		make(&t, n, level, noise, draw);
		flagged += of(&t).what > STEADY;
	}
	return 100.0 * (double)flagged / CASES;
}

static void test_false_alarms(void **state)
{
	static const size_t sizes[] = {10, 16, 20, 40};
	struct draw draw = {7};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		/* Noise of 2% never makes a tenth; of 30% it may, by chance. */
		assert_near(share_flagged(&draw, sizes[i], flat, 0.02), 0, 0);
		assert_near(share_flagged(&draw, sizes[i], flat, 0.3), 1, 1);
	}
}

static void test_power(void **state)
{
	struct draw draw = {8};

	(void)state;
	assert_near(share_flagged(&draw, 10, falls, 0.03), 100, 1);
	assert_near(share_flagged(&draw, 10, jumps, 0.03), 100, 1);
	assert_near(share_flagged(&draw, 20, jumps_late, 0.03), 100, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trend_by_hand),
		cmocka_unit_test(test_no_trend),
		cmocka_unit_test(test_slope),
		cmocka_unit_test(test_step_of_the_nile),
		cmocka_unit_test(test_exact_step),
		cmocka_unit_test(test_drift),
		cmocka_unit_test(test_small_drift_is_steady),
		cmocka_unit_test(test_step),
		cmocka_unit_test(test_from_nothing),
		cmocka_unit_test(test_unjudged),
		cmocka_unit_test(test_last_step_by_its_length),
		cmocka_unit_test(test_rate_limited),
		cmocka_unit_test(test_false_alarms),
		cmocka_unit_test(test_power),
	};

	return cmocka_run_group_tests_name("steady", tests, NULL, NULL);
}
