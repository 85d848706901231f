// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verdicts on claims from runs with known effects: for every kind of rule, and
 * for each of the claim files there are.
 */
#include "support.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claimdata.h"
#include "claims/claim_verdict.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "module/abi/columns.h"

#define CLAIMS "../scripts/claims"
/* A job with two schemes, to which tests are added. */
#define HEAD                                                                 \
	"[claim]\nid = T01\nyear = 2010\nthread = a mail\nsays = it is so\n" \
	"run = two schemes\nlimits = l\n[global]\nrepeat = 9\n"              \
	"[a]\nscheme = rcu_refcount, vm_refcnt\n"
#define TEST(name, rule, more)                                              \
	"[test " name "]\nmetric = updates / lookups\n"                     \
	"left = job=a scheme=vm_refcnt\nupheld = " rule "\nsmallest = 5%\n" \
	"unit = ratio\nwhy = so\n" more
#define RIGHT_IS "right = job=a scheme=rcu_refcount\n"

/* Create the runs of a claim from the text of its file. */
static struct claimdata *data_of(const char *text)
{
	const char *dir = temp_dir();
	char *path = alloc_printf("%s/T01.ini", dir);
	struct claimdata *data;

	put_file(dir, "T01.ini", text);
	data = claimdata_new(path, 4);
	free(path);
	return data;
}

static struct claim_verdict judge(const struct claimdata *data)
{
	const char *dir = temp_dir();
	char *folder = alloc_printf("%s/%s", dir, data->claim.id);
	struct claim_verdict verdict;

	claimdata_write(data, dir);
	claim_decide(&verdict, &data->claim, folder, NULL);
	free(folder);
	return verdict;
}

static void is_verdict(const struct claimdata *data, enum verdict expected,
		       const char *words)
{
	struct claim_verdict verdict = judge(data);

	if (verdict.verdict != expected)
		fail_msg("%s: '%s' instead of '%s': %s", data->claim.id,
			 verdict_words[verdict.verdict], verdict_words[expected],
			 verdict.reason);
	assert_has(verdict.reason, words);
	claim_verdict_free(&verdict);
}

/* All repeats have the same value: the interval is a point. */
static void at(const char *rule, const char *more, double value,
	       enum verdict expected)
{
	char *text = alloc_printf(HEAD "[test t]\nmetric = updates / lookups\n"
				       "left = job=a scheme=vm_refcnt\n"
				       "upheld = %s\nsmallest = 5%%\nunit = x\n"
				       "why = so\n%s",
				  rule, more);
	struct claimdata *data = data_of(text);
	unsigned int i;

	for (i = 1; i <= 9; i++)
		claimdata_aim(data, &data->claim.tests[0], i, value);
	is_verdict(data, expected, "");
	claimdata_free(data);
	free(text);
}

static void around(const char *rule, double threshold, enum verdict below,
		   enum verdict on, enum verdict above)
{
	static const char *const kinds[] = {
		"",
		RIGHT_IS,
		"judge = every\n",
		RIGHT_IS "judge = every\n",
		"left_over = job=a scheme=rcu_refcount\n",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		at(rule, kinds[i], threshold - 1e-4, below);
		at(rule, kinds[i], threshold, on);
		at(rule, kinds[i], threshold + 1e-4, above);
	}
}

static void test_thresholds(void **state)
{
	(void)state;
	around("> 2", 2, REFUTED, REFUTED, UPHELD);
	around(">= 2", 2, REFUTED, UPHELD, UPHELD);
	around("< 2", 2, UPHELD, REFUTED, REFUTED);
	around("<= 2", 2, UPHELD, UPHELD, REFUTED);
	around("= 2", 2, REFUTED, UPHELD, REFUTED);
	around("0.5..2", 2, UPHELD, UPHELD, REFUTED);
	around("0.5..2", 0.5, REFUTED, UPHELD, UPHELD);
	at("<= 0", "judge = every\n", 0, UPHELD);
	at("<= 0", "judge = every\n", 1e-6, REFUTED);
	at("> 0", "", 0, REFUTED);
	at("> 0", "", 1e-6, UPHELD);
}

/* Nine values of one test; the interval ends near the 2nd and the 8th. */
static void of_values(const char *test, const double *values,
		      enum verdict expected, const char *words)
{
	char *text = alloc_printf(HEAD "%s", test);
	struct claimdata *data = data_of(text);
	unsigned int i;

	for (i = 0; i < 9; i++)
		claimdata_aim(data, &data->claim.tests[0], i + 1, values[i]);
	is_verdict(data, expected, words);
	claimdata_free(data);
	free(text);
}

static void test_intervals(void **state)
{
	static const double spans[] = {1, 1.2, 1.4, 1.8, 2.05, 2.2, 2.5, 3, 4};
	static const double above[] = {1, 2.1, 2.2, 2.3, 2.5, 2.6, 3, 4, 9};
	static const double below[] = {.1, 1, 1, 1, 1.5, 1.6, 1.7, 1.9, 9};
	static const double near[] = {1.98, 1.99, 1.99, 1.995, 2.001,
				      2.01, 2.01, 2.02, 2.02};

	(void)state;
	of_values(TEST("t", "> 2", ""), spans, UNDECIDED,
		  "spans the threshold 2; about ");
	of_values(
		TEST("t", "> 2", RIGHT_IS), spans, UNDECIDED,
		"more repeats would make it as narrow as the smallest effect");
	of_values(TEST("t", "> 2", RIGHT_IS), above, UPHELD, "upheld: t");
	of_values(TEST("t", "> 2", RIGHT_IS), below, REFUTED, "refuted: t");
	of_values(TEST("t", "> 2", RIGHT_IS), near, UNDECIDED,
		  "by less than the smallest effect that would matter (5%)");
	of_values(TEST("t", "1..2", RIGHT_IS), spans, UNDECIDED,
		  "spans the threshold 2;");
	/* One run refutes a test that every run decides. */
	of_values(TEST("t", "> 2", "judge = every\n"), above, REFUTED,
		  "refuted: t");
	of_values(TEST("t", "> 0.9", "judge = every\n"), above, UPHELD,
		  "upheld: t");
}

/* A background is added or subtracted repeat by repeat. */
static void test_background(void **state)
{
	struct claimdata *data = data_of(
		HEAD TEST("less", "= 4",
			  "left_less = job=a scheme=rcu_refcount\n")
			TEST("both", "= 7",
			     "left_less = job=a scheme=rcu_refcount\n"
			     "left_plus = job=a scheme=vm_refcnt\n" RIGHT_IS));
	const struct claim_test *test = &data->claim.tests[0];
	unsigned int i;

	(void)state;
	for (i = 1; i <= 9; i++) {
		size_t left = claimdata_row(data, &test->sides[LEFT], i);
		size_t less = claimdata_row(data, &test->sides[LEFT_LESS], i);

		table_set_number(data->summary, left, "lookups", 1);
		table_set_number(data->summary, less, "lookups", 1);
		/* The difference is always 4, the ratio is not. */
		table_set_number(data->summary, less, "updates", i);
		table_set_number(data->summary, left, "updates", i + 4);
	}
	is_verdict(data, REFUTED, "upheld: less; refuted: both");
	for (i = 1; i <= 9; i++) {
		size_t left = claimdata_row(data, &test->sides[LEFT], i);

		table_set_number(data->summary, left, "updates", 4 * i);
	}
	is_verdict(data, REFUTED, "upheld: both; refuted: less");
	claimdata_free(data);
}

/* Percentiles are rounded, and a ratio of ratios is rounded twice. */
static void test_rounding(void **state)
{
	struct claimdata *data = data_of(
		HEAD TEST("none", "> 0.5", RIGHT_IS)
		"[test once]\nmetric = lookup_p99_ns\nunit = x\nwhy = so\n"
		"left = job=a scheme=vm_refcnt\n" RIGHT_IS
		"[test twice]\nmetric = lookup_p99_ns\nunit = x\nwhy = so\n"
		"left = job=a scheme=vm_refcnt\n" RIGHT_IS
		"left_over = job=a scheme=rcu_refcount\n");
	struct claim_verdict verdict = judge(data);
	const struct interval *none = &verdict.tests[0].over;
	const struct interval *once = &verdict.tests[1].over;
	const struct interval *twice = &verdict.tests[2].over;

	(void)state;
	assert_true(none->low == 1 && none->high == 1);
	assert_true(once->high > 1 && once->low < 1);
	assert_true(twice->high / twice->value > once->high);
	assert_true(twice->low / twice->value < once->low);
	claim_verdict_free(&verdict);
	claimdata_free(data);
}

/* Left and another side have these medians, by a clock with this step. */
static void of_clock(const char *rest, double left, double other, double step,
		     enum verdict expected, const char *words)
{
	char *text = alloc_printf(HEAD
				  "[test t]\nunit = x\nwhy = so\nsmallest = 1%%\n"
				  "left = job=a scheme=vm_refcnt\n%s", rest);
	struct claimdata *data = data_of(text);
	const struct claim_test *test = &data->claim.tests[0];
	enum side side;
	unsigned int i;

	for (i = 1; i <= 9; i++)
		for (side = LEFT; side < SIDES; side++) {
			size_t row;

			if (!test->sides[side].text)
				continue;
			row = claimdata_row(data, &test->sides[side], i);
			table_set_number(data->summary, row, "lookup_p50_ns",
					 side == LEFT ? left : other);
			table_set_number(data->summary, row, "lookup_p99_ns",
					 other);
			table_set_number(data->summary, row, "clock_step_ns",
					 step);
			table_set_number(data->summary, row, "group", 1);
		}
	is_verdict(data, expected, words);
	claimdata_free(data);
	free(text);
}

/* A margin within a step of the clock decides nothing. */
static void test_steps_of_the_clock(void **state)
{
#define P50(rule) "metric = lookup_p50_ns\nupheld = " rule "\n"
#define LESS_IS "left_less = job=a scheme=rcu_refcount\n"
	static const char near[] = "nearer to a threshold than percentiles are rounded";

	(void)state;
	of_clock(P50("> 1") RIGHT_IS, 120, 110, 10, UNDECIDED, near);
	of_clock(P50("< 1") RIGHT_IS, 110, 120, 10, UNDECIDED, near);
	of_clock(P50("> 1") RIGHT_IS, 120, 110, 1, UPHELD, "");
	of_clock(P50("> 1") RIGHT_IS, 131, 110, 10, UPHELD, "");
	of_clock(P50("> 1") RIGHT_IS, 110, 131, 10, REFUTED, "");
	/* A counter of 24 MHz. */
	of_clock(P50("> 1") RIGHT_IS, 83, 41, 41.667, UNDECIDED, near);
	of_clock(P50("> 1") RIGHT_IS, 125, 83, 41.667, UNDECIDED, near);
	of_clock(P50("> 1") RIGHT_IS, 125, 41, 41.667, UPHELD, "");
	/* Without a right side a step is what it is, not a share. */
	of_clock(P50("< 118"), 110, 0, 10, UNDECIDED, near);
	of_clock(P50("< 130"), 110, 0, 10, UPHELD, "");
	of_clock(P50("< 118") "judge = every\n", 110, 0, 10, UNDECIDED, near);
	of_clock(P50("< 130") "judge = every\n", 110, 0, 10, UPHELD, "");
	/* Each value of a difference is rounded. */
	of_clock(P50("> 0") LESS_IS, 130, 110, 10, UNDECIDED, near);
	of_clock(P50("> 0") LESS_IS, 140, 110, 10, UPHELD, "");
	of_clock("metric = lookup_p99_ns - lookup_p50_ns\nupheld = > 0\n",
		 110, 130, 10, UNDECIDED, near);
	of_clock("metric = lookup_p99_ns - lookup_p50_ns\nupheld = > 0\n",
		 110, 140, 10, UPHELD, "");
}

/* What both sides of a repeat have in common cancels. */
static void test_pairs(void **state)
{
	struct claimdata *data = data_of(HEAD TEST("t", "> 1.9", RIGHT_IS));
	const struct claim_test *test = &data->claim.tests[0];
	unsigned int i;

	(void)state;
	for (i = 1; i <= 9; i++) {
		size_t row = claimdata_row(data, &test->sides[RIGHT], i);

		table_set_number(data->summary, row, "updates",
				 1000 * pow(3, i));
		claimdata_aim(data, test, i, 2);
	}
	is_verdict(data, UPHELD, "");
	claimdata_free(data);
}

static bool has_rule(const struct claim_test *test)
{
	return test->upheld.text && !test->counts;
}

/* Aim all tests on runs of a claim; @refuted has a bit for each test to be refuted. */
static struct claimdata *aimed(const char *path, unsigned long refuted)
{
	struct claimdata *data = claimdata_new(path, 0);
	size_t i, rule = 0;
	unsigned int k;

	for (i = 0; i < data->claim.ntests; i++) {
		const struct claim_test *test = &data->claim.tests[i];
		double value;

		if (!has_rule(test))
			continue;
		value = refuted >> rule++ & 1 ? outside(&test->upheld)
					      : inside(&test->upheld);
		for (k = 1; k <= claimdata_repeats(data, test); k++)
			claimdata_aim(data, test, k,
				      value * (1 + (test->judging == JUDGE_EVERY
							    ? 0
							    : 1e-3) *
							   (k % 5)));
	}
	return data;
}

/* Return the test on runs with rule number @n, or NULL. */
static const struct claim_test *nth_rule(const struct claim *claim, size_t n)
{
	size_t i;

	for (i = 0; i < claim->ntests; i++)
		if (has_rule(&claim->tests[i]) && !n--)
			return &claim->tests[i];
	return NULL;
}

static enum verdict without(const struct claim *claim,
			    const struct claim_test *refuted)
{
	const struct claim_test *other;
	size_t i;

	if (refuted->role == ROLE_CONTROL)
		return UNDECIDED;
	for (i = 0; (other = nth_rule(claim, i)); i++)
		if (refuted->role == ROLE_CASE && other->role == ROLE_CASE &&
		    other != refuted)
			return DEPENDS;
	return REFUTED;
}

static size_t first_run(const struct claimdata *data)
{
	return claimdata_row(data, &nth_rule(&data->claim, 0)->sides[LEFT], 4);
}

/* One run that is missing or not valid leaves the claim undecided. */
static void never_upheld(const char *path)
{
	struct claimdata *data = aimed(path, 0);
	const char *scheme =
		table_get(data->summary, first_run(data), "scheme");

	/* A scheme that is broken on purpose is not valid anyway. */
	if (strncmp(scheme, "broken", 6)) {
		table_set(data->summary, first_run(data), "valid", "0");
		table_set(data->summary, first_run(data), "valid_reason",
			  "too short");
		is_verdict(data, UNDECIDED, "the run is not valid: too short");
		table_set(data->summary, first_run(data), "valid", "1");
		is_verdict(data, UPHELD, "");
	}
	claimdata_drop(data, first_run(data));
	is_verdict(data, UNDECIDED, "there is no such run");
	claimdata_free(data);
}

/* The interval contains the threshold: half of the values on either side. */
static void spans(const char *path)
{
	struct claimdata *data = claimdata_new(path, 0);
	bool any = false;
	unsigned int k;
	size_t i;

	for (i = 0; i < data->claim.ntests; i++) {
		const struct claim_test *test = &data->claim.tests[i];

		for (k = 1;
		     has_rule(test) && k <= claimdata_repeats(data, test);
		     k++)
			claimdata_aim(data, test, k,
				      test->judging == JUDGE_EVERY || k % 2
					      ? inside(&test->upheld)
					      : outside(&test->upheld));
		any = any ||
		      (has_rule(test) && test->judging != JUDGE_EVERY);
	}
	if (any)
		is_verdict(data, UNDECIDED, "the interval spans the threshold");
	claimdata_free(data);
}

static void each_way(const char *path)
{
	struct claimdata *data = aimed(path, 0);
	const struct claim_test *test;
	bool more = true;
	size_t i;

	is_verdict(data, UPHELD, "upheld: ");
	if (data->claim.cpus > 1) {
		data->cpus = data->claim.cpus - 1;
		is_verdict(data, UNDECIDED, "CPUs, and there were");
	}
	claimdata_free(data);
	for (i = 0; more; i++) {
		data = aimed(path, 1UL << i);
		test = nth_rule(&data->claim, i);
		more = test;
		if (more)
			is_verdict(data, without(&data->claim, test),
				   test->name);
		claimdata_free(data);
	}
	never_upheld(path);
	spans(path);
}

static void test_claim_files(void **state)
{
	DIR *dir = opendir(CLAIMS);
	struct dirent *entry;
	size_t n = 0;

	(void)state;
	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		char *path;

		if (!strstr(entry->d_name, ".ini"))
			continue;
		path = alloc_printf(CLAIMS "/%s", entry->d_name);
		each_way(path);
		free(path);
		n++;
	}
	closedir(dir);
	assert_int_equal(n, 22);
}

static void test_few_repeats(void **state)
{
	static const char text[] =
		"[claim]\nid = T01\nyear = 2010\nthread = a mail\n"
		"says = it is so\nrun = two schemes\nlimits = l\n[global]\nrepeat = 5\n"
		"[a]\nscheme = rcu_refcount, vm_refcnt\n";
	static const char *const kinds[] = {"", RIGHT_IS, "judge = every\n"};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		char *whole = alloc_printf("%s%s%s", text,
					   TEST("t", "> 0.5", ""), kinds[i]);
		struct claimdata *data = data_of(whole);
		unsigned int k;

		for (k = 1; k <= 5; k++)
			claimdata_aim(data, &data->claim.tests[0], k, 2);
		is_verdict(data, UNDECIDED, "5 repeats");
		claimdata_free(data);
		free(whole);
	}
}

/* One changed cell of one run leaves the claim undecided. */
static void spoiled(const char *more, const char *side, const char *column,
		    const char *cell, const char *words)
{
	char *text = alloc_printf("%s%s", HEAD TEST("t", "> 0.5", ""), more);
	struct claimdata *data = data_of(text);
	const struct claim_test *test = &data->claim.tests[0];
	unsigned int k;

	for (k = 1; k <= 9; k++)
		claimdata_aim(data, test, k, 2);
	is_verdict(data, UPHELD, "");
	table_set(data->summary,
		  claimdata_row(data, &test->sides[*side == 'r' ? RIGHT : LEFT],
				7),
		  column, cell);
	is_verdict(data, UNDECIDED, words);
	claimdata_free(data);
	free(text);
}

static void test_what_is_lacking(void **state)
{
	(void)state;
	spoiled("needs = absent>0\n", "left", "absent", "0",
		"repeat 7 of 'job=a scheme=vm_refcnt': it needs absent>0, and that is 0");
	spoiled("needs = hits>5 absent>=1\n", "left", "absent", "",
		"it needs absent>=1, which was not measured");
	spoiled(RIGHT_IS "needs = absent>0\n", "right", "absent", "0",
		"repeat 7 of 'job=a scheme=rcu_refcount': it needs absent>0");
	spoiled("", "left", "updates", "", "updates / lookups has no value");
	spoiled("", "left", "lookups", "0", "updates / lookups has no value");
	spoiled(RIGHT_IS, "right", "valid", "0", "the run is not valid");
	spoiled(RIGHT_IS, "right", "updates", "0", "not above 0 in all runs");
	spoiled(RIGHT_IS, "right", "repeat", "8", "there is no such run");
	spoiled("", "left", "repeat", "8", "there is no such run");
	spoiled("left_over = job=a scheme=rcu_refcount\n" RIGHT_IS, "left",
		"valid", "0", "the run is not valid");
}

static void test_platform(void **state)
{
	struct claimdata *data =
		data_of(HEAD TEST("t", "> 0.5",
				  "not_in = uml, xen\n"
				  "why_not = its CPUs are not real\n"));
	unsigned int k;

	(void)state;
	for (k = 1; k <= 9; k++)
		claimdata_aim(data, &data->claim.tests[0], k, 2);
	is_verdict(data, UPHELD, "");
	data->platform = "uml";
	is_verdict(data, UNDECIDED, "not in uml: its CPUs are not real");
	claimdata_free(data);
}

#define COSTS                                                                 \
	"kernel_release,job,scheme,operation,function,event,per_operation,"   \
	"min,max,repeats\n"                                                   \
	"7.3,x,vm_refcnt,lookup,,locked,2,2,2,5\n"                            \
	"7.3,x,vm_refcnt,lookup,f,locked,1,1,1,5\n"                           \
	"7.3,x,vm_refcnt,lookup,,fences,0,0,0,5\n"                            \
	"7.3,x,vm_refcnt,munmap,,locked,8,6,12,5\n"                           \
	"7.3,x,hazptr,lookup,,locked,1,1,1,5\n"                               \
	"7.3,x,hazptr,munmap,,locked,4,3,4,5\n"                               \
	"7.3,y,hazptr,lookup,,locked,4,4,4,5\n"                               \
	"7.3,y,hazptr,lookup,,fences,0,0,0,5\n"
#define COUNTS_FOR(test, name, left, rule, more)                          \
	"[test " name "]\ncounts = locked\nfor = " test "\nleft = " left  \
	"\nupheld = " rule "\nsmallest = 5%\nunit = x\nwhy = so\n" more
#define COUNTS(name, left, rule, more) COUNTS_FOR("t", name, left, rule, more)
#define OURS "job=x scheme=vm_refcnt"

/*
 * Decide a claim with tests on counts, and with a test on runs whose value is
 * @ratio; NAN: it takes more CPUs than there were.
 */
static void on_counts(const char *tests, double ratio, enum verdict expected,
		      const char *rests_on, const char *words)
{
	static const char costs[] = COSTS;
	char *text = alloc_printf("%s%s", HEAD TEST("t", "> 1.5", ""), tests);
	struct claimdata *data = data_of(text);
	struct table *table = table_parse(costs, strlen(costs));
	struct claim_verdict verdict;
	const char *dir = temp_dir();
	char *folder = alloc_printf("%s/T01", dir);
	unsigned int k;

	for (k = 1; k <= 9 && !isnan(ratio); k++)
		claimdata_aim(data, &data->claim.tests[0], k, ratio);
	claimdata_write(data, dir);
	if (isnan(ratio))
		put_file(folder, CLAIM_NOT_RUN, "it takes 4 CPUs\n");
	claim_decide(&verdict, &data->claim, folder, table);
	if (verdict.verdict != expected)
		fail_msg("'%s' instead of '%s': %s",
			 verdict_words[verdict.verdict],
			 verdict_words[expected], verdict.reason);
	assert_string_equal(verdict.rests_on, rests_on);
	assert_has(verdict.reason, words);
	claim_verdict_free(&verdict);
	table_free(table);
	claimdata_free(data);
	free(folder);
	free(text);
}

/* Counts decide what runs do not, and do not overrule them. */
static void test_on_counts(void **state)
{
#define ELSEWHERE(role) "role = " role "\nnot_in = none\nwhy_not = no\n"
	(void)state;
	on_counts(COUNTS("c", OURS, "<= 2", ""), 2, UPHELD, "runs", "upheld: t");
	on_counts(COUNTS("c", OURS, "< 2", ""), 2, UPHELD, "runs", "upheld: t");
	on_counts(COUNTS("c", OURS, "<= 2", ""), 1, REFUTED, "runs",
		  "refuted: t");
	on_counts(COUNTS("c", OURS, "<= 2", ""), NAN, UPHELD, "counts",
		  "upheld by counts: t (the rule holds everywhere between the smallest and the largest value; counted in 7.3)");
	on_counts(COUNTS("c", OURS, "< 2", ""), NAN, REFUTED, "counts",
		  "refuted by counts: t (the rule holds nowhere between");
	on_counts("", NAN, UNDECIDED, "", "it takes 4 CPUs");
	on_counts("", 2, UPHELD, "runs", "upheld: t");
	/* Of two tests one is decided by counts. */
	on_counts(TEST("u", "> 9", ELSEWHERE("part"))
			  COUNTS_FOR("u", "c", OURS, "< 2", ""),
		  2, REFUTED, "runs and counts",
		  "upheld: t; refuted by counts: u (");
	on_counts(TEST("u", "> 9", ELSEWHERE("control"))
			  COUNTS_FOR("u", "c", OURS, "> 1", ""),
		  2, UPHELD, "runs and counts",
		  "upheld: t; controls that hold by counts: u (");
	on_counts(TEST("u", "> 9", ELSEWHERE("control"))
			  COUNTS_FOR("u", "c", OURS, "> 2", ""),
		  2, UNDECIDED, "",
		  "could not have shown it: control refuted by counts: u (");
	on_counts(TEST("u", "> 9", ELSEWHERE("part")), 2, UNDECIDED, "",
		  "upheld: t; not decided: u (not in none: no)");
	/* For what has no counts, runs are needed. */
	on_counts(TEST("u", "> 9", "") COUNTS("c", OURS, "> 1", ""), NAN,
		  UNDECIDED, "",
		  "upheld by counts: t (the rule holds everywhere between the smallest and the largest value; counted in 7.3); not decided: u (it takes 4 CPUs)");
}

/* Ratios reach from the smallest over the largest to the reverse. */
static void test_counts_values(void **state)
{
#define OTHERS "right = job=x scheme=hazptr\n"
#define IN_MUNMAP "operation = munmap\n"
	static const struct {
		const char *test, *reason;
		enum verdict verdict;
	} tests[] = {
		{ COUNTS("c", OURS, "= 2", OTHERS), "everywhere", UPHELD },
		{ COUNTS("c", OURS, "1.5..4", OTHERS IN_MUNMAP), "everywhere",
		  UPHELD },
		{ COUNTS("c", OURS, "> 1.5", OTHERS IN_MUNMAP),
		  "a limit of the rule lies between the smallest and the largest value; counted in 7.3",
		  UNDECIDED },
		{ COUNTS("c", OURS, "< 4", OTHERS IN_MUNMAP), "a limit", UNDECIDED },
		{ COUNTS("c", OURS, "> 6", IN_MUNMAP), "a limit", UNDECIDED },
		{ COUNTS("c", OURS, ">= 6", IN_MUNMAP), "everywhere", UPHELD },
		{ COUNTS("c", OURS, "> 12", IN_MUNMAP), "nowhere", REFUTED },
		{ COUNTS("c", "scheme=hazptr", "> 0", ""),
		  "costs.csv has several counts of locked in a lookup by 'scheme=hazptr'",
		  UNDECIDED },
		{ COUNTS("c", "scheme=rcu_walk", "> 0", ""),
		  "costs.csv has no counts of locked in a lookup by 'scheme=rcu_walk'",
		  UNDECIDED },
		{ "[test c]\ncounts = fences\nfor = t\nleft = " OURS
		  "\nright = job=y scheme=hazptr\n"
		  "upheld = > 1\nsmallest = 5%\nunit = x\nwhy = so\n",
		  "it is divided by 0", UNDECIDED },
		{ "[test c]\ncounts = locked\nleft = " OURS
		  "\nunit = x\nwhy = so\n", "it has no rule", SHOWN },
	};
	static const char costs[] = COSTS;
	struct table *table = table_parse(costs, strlen(costs));
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		char *text = alloc_printf("%s%s", HEAD TEST("t", "> 1.5", ""),
					  tests[i].test);
		struct claimdata *data = data_of(text);
		struct test_verdict verdict = { .test = &data->claim.tests[1] };

		count_decide(&verdict, table);
		assert_has(verdict.reason, tests[i].reason);
		assert_int_equal(verdict.verdict, tests[i].verdict);
		free(verdict.reason);
		claimdata_free(data);
		free(text);
	}
	table_free(table);
}

/* The counts that lie beside the claim files decide all tests on counts. */
static void test_counts_of_claims(void **state)
{
	struct claim_set set;
	char *why = claim_set_read(&set, CLAIMS, false, NULL);
	size_t i, k, n = 0;

	(void)state;
	if (why)
		fail_msg("%s", why);
	for (i = 0; i < set.n; i++) {
		for (k = 0; k < set.v[i].ntests; k++) {
			struct test_verdict verdict = {
				.test = &set.v[i].tests[k],
			};

			if (!verdict.test->counts)
				continue;
			count_decide(&verdict, set.costs);
			if (!verdict.over.n)
				fail_msg("%s: %s: %s", set.v[i].id,
					 verdict.test->name, verdict.reason);
			free(verdict.reason);
			n++;
		}
	}
	assert_true(n > 0);
	claim_set_free(&set);
}

#define WITH_ROLE(name, metric, scheme, role)      \
	"[test " name "]\nmetric = " metric "\n"   \
	"left = job=" scheme "\nrole = " role "\n" \
	"upheld = > 9\nsmallest = 5%%\nunit = x\nwhy = so\n"

/*
 * A claim with three tests of @roles such as "part case case". @refuted has a
 * bit for each that is refuted; a run of scheme @invalid is not valid.
 */
static void sums_up(const char *roles, unsigned long refuted,
		    const char *invalid, enum verdict expected,
		    const char *words)
{
	struct claimdata *data;
	const char *dir = temp_dir();
	char *path = alloc_printf("%s/T01.ini", dir), *text, role[3][8];

	assert_int_equal(
		sscanf(roles, "%7s %7s %7s", role[0], role[1], role[2]), 3);
	text = alloc_printf(
		HEAD "[b]\nscheme = hazptr\n" WITH_ROLE(
			"one", "hits", "a scheme=vm_refcnt",
			"%s") WITH_ROLE("two", "hits", "a scheme=rcu_refcount",
					"%s")
			WITH_ROLE(
				"three", "hits", "b scheme=hazptr",
				"%s") "[test shown]\nmetric = drain_ns\nleft = job=b scheme=hazptr\n"
				      "unit = ns\nwhy = so\n",
		role[0], role[1], role[2]);
	put_file(dir, "T01.ini", text);
	data = aimed(path, refuted);
	if (*invalid)
		table_set(
			data->summary,
			claimdata_row(
				data,
				&(struct selection){
					.want[KEY_scheme] = invalid},
				1),
			"valid", "0");
	is_verdict(data, expected, words);
	claimdata_free(data);
	free(text);
	free(path);
}

/* All parts must hold; a claim can hold for some of its cases. */
static void test_sums(void **state)
{
	(void)state;
	sums_up("part part part", 0, "", UPHELD, "upheld: one, two, three");
	sums_up("part part part", 7, "", REFUTED, "refuted: one, two, three");
	sums_up("part part part", 2, "", REFUTED,
		"upheld: one, three; refuted: two");
	sums_up("case case case", 0, "", UPHELD, "upheld: one, two, three");
	sums_up("case case case", 7, "", REFUTED, "refuted: one, two, three");
	sums_up("case case case", 2, "", DEPENDS,
		"upheld: one, three; refuted: two");
	sums_up("part case case", 2, "", DEPENDS,
		"upheld: one, three; refuted: two");
	sums_up("part case case", 6, "", REFUTED,
		"upheld: one; refuted: two, three");
	sums_up("part case case", 1, "", REFUTED,
		"upheld: two, three; refuted: one");
	sums_up("part part case", 4, "", REFUTED,
		"upheld: one, two; refuted: three");
}

/* A claim with an undecided test is not upheld; it depends if other cases differ. */
static void test_sums_undecided(void **state)
{
	(void)state;
	sums_up("part part part", 0, "hazptr", UNDECIDED,
		"upheld: one, two; not decided: three (");
	sums_up("case case case", 0, "hazptr", UNDECIDED,
		"upheld: one, two; not decided: three (");
	sums_up("case case case", 2, "hazptr", DEPENDS,
		"upheld: one; refuted: two; not decided: three (");
	sums_up("case case case", 7, "hazptr", UNDECIDED,
		"refuted: one, two; not decided: three (");
	sums_up("part case case", 2, "hazptr", UNDECIDED,
		"upheld: one; refuted: two; not decided: three (");
	/* A refuted part refutes the claim, whatever the others are. */
	sums_up("part part part", 2, "hazptr", REFUTED,
		"upheld: one; refuted: two; not decided: three (");
}

static void test_controls(void **state)
{
	(void)state;
	sums_up("part part control", 0, "", UPHELD,
		"upheld: one, two; controls that hold: three");
	sums_up("part part control", 1, "", REFUTED,
		"upheld: two; refuted: one; controls that hold: three");
	sums_up("part part control", 4, "", UNDECIDED,
		"the experiment could not have shown it: control refuted: three (the rule holds nowhere in the interval); upheld: one, two");
	sums_up("part part control", 5, "", UNDECIDED,
		"control refuted: three (");
	sums_up("case case control", 5, "", UNDECIDED,
		"control refuted: three (");
	sums_up("part part control", 0, "hazptr", UNDECIDED,
		"the experiment could not have shown it: control not decided: three (repeat 1 of ");
	/* Tests with the same reason are listed together. */
	sums_up("part control control", 6, "", UNDECIDED,
		"could not have shown it: control refuted: two, three (the rule holds nowhere in the interval); upheld: one");
	sums_up("part control control", 2, "hazptr", UNDECIDED,
		"control refuted: two (the rule holds nowhere in the interval); control not decided: three (");
}

static void test_same_reasons(void **state)
{
	struct claimdata *data = data_of(
		HEAD TEST("one", "> 0.5", "not_in = uml\nwhy_not = no\n") TEST(
			"two", "> 0.5", "") TEST("three", "> 0.5",
						 "not_in = uml\nwhy_not = no\n")
			TEST("four", "> 0.5", "not_in = uml\nwhy_not = why\n"));

	(void)state;
	data->platform = "uml";
	is_verdict(
		data, UNDECIDED,
		"upheld: two; not decided: one, three (not in uml: no); not decided: four (not in uml: why)");
	claimdata_free(data);
}

/* A run with violations can refute a test that counts them, not uphold it. */
static void counts_violations(const char *column, const char *reason,
			      enum verdict expected, const char *words)
{
	struct claimdata *data = data_of(
		HEAD "[test t]\nmetric = violations_file\n"
		     "left = job=a scheme=vm_refcnt\nviolations = counted\n"
		     "judge = every\nupheld = <= 0\nsmallest = 1\nunit = x\n"
		     "why = so\n");
	size_t row = claimdata_row(data, &data->claim.tests[0].sides[LEFT], 7);

	is_verdict(data, UPHELD, "upheld: t");
	table_set(data->summary, row, "valid", "0");
	table_set(data->summary, row, "valid_reason", reason);
	table_set(data->summary, row, column, "2");
	is_verdict(data, expected, words);
	claimdata_free(data);
}

static void test_violations(void **state)
{
	(void)state;
	counts_violations("violations_file", VMB_REASON_VIOLATIONS, REFUTED,
			  "refuted: t");
	counts_violations(
		"violations_torn", VMB_REASON_VIOLATIONS, UNDECIDED,
		"not decided: t (the rule holds in all 9 runs, but repeat 7 of 'job=a scheme=vm_refcnt': the run is not valid: " VMB_REASON_VIOLATIONS
		", and not by what it counts)");
	counts_violations("violations_file", "too short", UNDECIDED,
			  "the run is not valid: too short");
	counts_violations("violations_file",
			  VMB_REASON_VIOLATIONS "; lookups drifted", UNDECIDED,
			  "the run is not valid: ");
}

/* Rare events are pooled: their median is 0. */
static void pooled(const char *counts, const char *more, enum verdict expected,
		   const char *words)
{
	char *text = alloc_printf(
		HEAD "[test t]\nmetric = second_waits\nof = lookups\n"
		     "per = 1000000\nleft = job=a scheme=vm_refcnt\n"
		     "judge = %s\nsmallest = 5%%\nunit = x\nwhy = so\n",
		more);
	struct claimdata *data = data_of(text);
	unsigned int i;

	for (i = 1; i <= 9; i++) {
		size_t row = claimdata_row(
			data, &data->claim.tests[0].sides[LEFT], i);

		table_set_number(data->summary, row, "lookups", 1e6);
		table_set_number(data->summary, row, "second_waits",
				 counts[i - 1] - '0');
	}
	is_verdict(data, expected, words);
	claimdata_free(data);
	free(text);
}

static void test_counts(void **state)
{
	struct claim_verdict verdict;
	struct claimdata *data;

	(void)state;
	pooled("000900080", "pooled\nupheld = > 0.1", UPHELD, "upheld: t");
	pooled("000900080", "pooled\nupheld = < 9", UPHELD, "upheld: t");
	pooled("000900080", "pooled\nupheld = > 9", REFUTED, "refuted: t");
	pooled("000900080", "pooled\nupheld = > 1", UNDECIDED,
	       "spans the threshold 1;");
	pooled("000900080", "pooled\nupheld = > 1", UNDECIDED,
	       "; counted 17 of 9.0 million)");
	pooled("222222222", "pooled\nupheld = > 1", UPHELD, "upheld: t");
	pooled("000000000", "pooled\nupheld = < 1", UPHELD, "upheld: t");
	/* 0 of 9 million do not exclude a rate of 0.3 per million. */
	pooled("000000000", "pooled\nupheld = < 0.3", UNDECIDED,
	       "spans the threshold 0.3");
	pooled("000000000", "every\nupheld = <= 0", UPHELD, "upheld: t");
	pooled("000000001", "every\nupheld = <= 0", REFUTED, "refuted: t");
	data = data_of(
		HEAD "[test t]\nmetric = second_waits\nof = lookups\n"
		     "left = job=a scheme=vm_refcnt\njudge = every\n"
		     "upheld = <= 1\nsmallest = 5%\nunit = x\nwhy = so\n"
		     "[test u]\nmetric = second_waits\nof = lookups\nper = 10\n"
		     "left = job=a scheme=vm_refcnt\njudge = pooled\n"
		     "unit = x\nwhy = so\n");
	verdict = judge(data);
	assert_string_equal(
		verdict.tests[0].reason,
		"the rule holds in all 9 runs; counted 9000.0 million of 9000.0 million");
	assert_true(verdict.tests[0].over.value == 1);
	assert_string_equal(
		verdict.tests[1].reason,
		"it has no rule, and bears on the claim only; counted 9000.0 million of 9000.0 million");
	assert_true(verdict.tests[1].over.value == 10);
	claim_verdict_free(&verdict);
	/* More counted than there were lookups. */
	table_set(data->summary, 0, "lookups", "5");
	table_set(data->summary, 1, "lookups", "5");
	verdict = judge(data);
	assert_string_equal(
		verdict.tests[1].reason,
		"second_waits is below 0 or above lookups in some run, so it is no share of it; counted 9000.0 million of 8000.0 million");
	claim_verdict_free(&verdict);
	claimdata_free(data);
}

/* Conditions can differ between the sides. */
static void test_needs_of_sides(void **state)
{
	struct claimdata *data =
		data_of(HEAD TEST("t", "> 0.5",
				  RIGHT_IS "needs_left = absent>0\n"
					   "needs_right = retries<=0\n"
					   "needs = hits>0\n"));
	const struct claim_test *test = &data->claim.tests[0];
	size_t left, right;
	unsigned int k;

	(void)state;
	for (k = 1; k <= 9; k++) {
		right = claimdata_row(data, &test->sides[RIGHT], k);
		table_set(data->summary, right, "retries", "0");
		claimdata_aim(data, test, k, 2);
	}
	left = claimdata_row(data, &test->sides[LEFT], 7);
	right = claimdata_row(data, &test->sides[RIGHT], 7);
	table_set(data->summary, left, "retries", "1");
	is_verdict(data, UPHELD, "");
	table_set(data->summary, right, "retries", "1");
	is_verdict(
		data, UNDECIDED,
		"repeat 7 of 'job=a scheme=rcu_refcount': it needs retries<=0");
	table_set(data->summary, right, "retries", "0");
	table_set(data->summary, left, "absent", "0");
	is_verdict(data, UNDECIDED,
		   "repeat 7 of 'job=a scheme=vm_refcnt': it needs absent>0");
	table_set(data->summary, left, "absent", "1");
	table_set(data->summary, right, "hits", "0");
	is_verdict(data, UNDECIDED, "it needs hits>0");
	claimdata_free(data);
	/* needs_left does not apply to left_less. */
	data = data_of(HEAD TEST("t", "> 0.5",
				 "left_less = job=a scheme=rcu_refcount\n"
				 "needs_left = absent>0\n"));
	for (k = 1; k <= 9; k++)
		claimdata_aim(data, &data->claim.tests[0], k, 2);
	is_verdict(data, UPHELD, "");
	left = claimdata_row(data, &data->claim.tests[0].sides[LEFT], 7);
	table_set(data->summary, left, "absent", "0");
	is_verdict(data, UNDECIDED, "it needs absent>0");
	claimdata_free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_thresholds),
		cmocka_unit_test(test_intervals),
		cmocka_unit_test(test_background),
		cmocka_unit_test(test_rounding),
		cmocka_unit_test(test_steps_of_the_clock),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_few_repeats),
		cmocka_unit_test(test_what_is_lacking),
		cmocka_unit_test(test_platform),
		cmocka_unit_test(test_on_counts),
		cmocka_unit_test(test_counts_values),
		cmocka_unit_test(test_counts_of_claims),
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_sums_undecided),
		cmocka_unit_test(test_controls),
		cmocka_unit_test(test_same_reasons),
		cmocka_unit_test(test_violations),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_needs_of_sides),
		cmocka_unit_test(test_claim_files),
	};

	return cmocka_run_group_tests_name("verdicts", tests, NULL, NULL);
}
