// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/compare.h"
#include "draw.h"
#include "host/kconfig.h"
#include "lib/alloc.h"
#include "lib/array.h"

#define CASES 20000

static void assert_between(const char *what, size_t n, double share, double low,
			   double high)
{
	if (!(share >= low && share <= high))
		fail_msg("%s, n=%zu: %.2f is not from %g to %g", what, n, share,
			 low, high);
}

static void test_verdict_is_that_of_the_interval(void **state)
{
	struct interval up = {.n = 6, .value = 1.1, .low = 1.01, .high = 1.2};
	struct interval down = {.n = 6, .value = 0.9, .low = 0.8, .high = 0.99};
	struct interval touches = {.n = 6, .value = 1.1, .low = 1, .high = 1.2};
	struct interval few = {.n = 3, .value = 1.1, .low = NAN, .high = NAN};

	(void)state;
	assert_int_equal(compare_verdict(&up, BETTER_LOWER), VERDICT_WORSE);
	assert_int_equal(compare_verdict(&up, BETTER_HIGHER), VERDICT_BETTER);
	assert_int_equal(compare_verdict(&down, BETTER_LOWER), VERDICT_BETTER);
	assert_int_equal(compare_verdict(&down, BETTER_HIGHER), VERDICT_WORSE);
	assert_int_equal(compare_verdict(&down, BETTER_NONE),
			 VERDICT_DIFFERENT);
	assert_int_equal(compare_verdict(&touches, BETTER_LOWER), VERDICT_SAME);
	assert_int_equal(compare_verdict(&few, BETTER_LOWER),
			 VERDICT_INCOMPARABLE);
}

/* A change as large as what could be seen is seen in about 80 of 100 cases. */
static void test_smallest_change(void **state)
{
	static const size_t sizes[] = {6, 8, 10, 20, 30};
	struct draw draw = {2};
	static double told[CASES];
	double a[30], b[30];
	size_t s, i, run;

	(void)state;
	for (s = 0; s < ARRAY_SIZE(sizes); s++) {
		size_t shown = 0;
		double change = 1;
		int seen;

		for (seen = 0; seen < 2; seen++) {
			for (run = 0; run < CASES; run++) {
				struct interval ratio;

				for (i = 0; i < sizes[s]; i++) {
					a[i] = exp(0.03 * draw_normal(&draw));
					b[i] = change *
					       exp(0.03 * draw_normal(&draw));
				}
				ratio = interval_of_ratio(a, sizes[s], b,
							  sizes[s]);
				told[run] = min_detectable_effect(&ratio);
				shown += seen && ratio.low > 1;
			}
			change = interval_of_median(told, CASES).value;
		}
		assert_between("smallest change", sizes[s],
			       100.0 * (double)shown / CASES, 75, 85);
	}
	assert_true(isnan(min_detectable_effect(
		&(struct interval){.n = 3, .low = NAN, .high = NAN})));
}

static void assert_differ(const char *a, const char *b, bool same_release,
			  const char *expected)
{
	char *text = kconfig_differ(a, b, same_release);

	if (expected) {
		assert_non_null(text);
		assert_string_equal(text, expected);
	} else {
		assert_null(text);
	}
	free(text);
}

static void test_kconfig(void **state)
{
	static const char base[] = "#\n# Linux\n#\nCONFIG_A=y\nCONFIG_HZ=250\n"
				   "# CONFIG_D is not set\n";

	(void)state;
	assert_differ(base, base, true, NULL);
	/* The order and the comments are no difference. */
	assert_differ(base,
		      "# CONFIG_D is not set\nCONFIG_HZ=250\nCONFIG_A=y\n",
		      true, NULL);
	assert_differ(
		base, "CONFIG_A=y\nCONFIG_HZ=1000\nCONFIG_D=y\n", true,
		"CONFIG_D is n in A, y in B; CONFIG_HZ is 250 in A, 1000 in B");
	/* Not there is not set... */
	assert_differ(base, "CONFIG_A=y\nCONFIG_HZ=250\n", true, NULL);
	assert_differ(base, "CONFIG_HZ=250\n", true,
		      "CONFIG_A is y in A, n in B");
	/* ...but another release may not have the option. */
	assert_differ(base, "CONFIG_HZ=250\nCONFIG_NEW=y\n", false, NULL);
	assert_differ(base, "CONFIG_HZ=300\nCONFIG_NEW=y\n", false,
		      "CONFIG_HZ is 250 in A, 300 in B");
	assert_differ("CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=y\nCONFIG_D=y\n", "",
		      true,
		      "CONFIG_A is y in A, n in B; CONFIG_B is y in A, n in B; "
		      "CONFIG_C is y in A, n in B; and 1 more options");
}

static void assert_condition(const char *text, const char *metric, bool above,
			     double bound)
{
	struct failif failif;
	char *why;

	assert_true(failif_parse(text, &failif, &why));
	assert_string_equal(failif.metric, metric);
	assert_int_equal(failif.above, above);
	assert_true(fabs(failif.bound - bound) < 1e-12);
	free(failif.metric);
}

static void assert_no_condition(const char *text)
{
	struct failif failif;
	char *why = NULL;

	if (failif_parse(text, &failif, &why))
		fail_msg("'%s' was taken", text);
	assert_has(why, text);
	free(why);
}

static void test_conditions(void **state)
{
	static const char *const bad[] = {
		"",
		"ns_per_lookup",
		"ns_per_lookup > 5",
		"> 5%",
		"ns_per_lookup = 5%",
		"ns_per_lookup > %",
		"x > 5%%",
		"x > 0x5%",
		"x > inf%",
		"x > 5% y",
		"x >= 5%",
		"x > nan%",
		"x > 1e999%",
		"x < -100%",
		"x > +-5%",
	};
	size_t i;

	(void)state;
	assert_condition("ns_per_lookup > +5%", "ns_per_lookup", true, 1.05);
	assert_condition("x<-12.5%", "x", false, 0.875);
	assert_condition("  x\t>  5 % ", "x", true, 1.05);
	assert_condition("x > -3%", "x", true, 0.97);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_no_condition(bad[i]);
}

static void test_which_bound_fails(void **state)
{
	struct failif above = {.above = true, .bound = 1.05};
	struct failif below = {.above = false, .bound = 0.95};
	struct comparison c = {.verdict = VERDICT_WORSE};

	(void)state;
	/* Worse for certain, but not by so much for certain. */
	c.ratio = (struct interval){.n = 6, .low = 1.04, .high = 1.2};
	assert_int_equal(failif_holds(&above, &c), FAILIF_NOT_SHOWN);
	c.ratio.low = 1.06;
	assert_int_equal(failif_holds(&above, &c), FAILIF_SHOWN);
	assert_int_equal(failif_holds(&below, &c), FAILIF_NOT_SHOWN);
	c.ratio = (struct interval){.n = 6, .low = 0.8, .high = 0.96};
	assert_int_equal(failif_holds(&below, &c), FAILIF_NOT_SHOWN);
	c.ratio.high = 0.94;
	assert_int_equal(failif_holds(&below, &c), FAILIF_SHOWN);
	c.verdict = VERDICT_INCOMPARABLE;
	assert_int_equal(failif_holds(&below, &c), FAILIF_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdict_is_that_of_the_interval),
		cmocka_unit_test(test_smallest_change),
		cmocka_unit_test(test_kconfig),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_which_bound_fails),
	};

	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
