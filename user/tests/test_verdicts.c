// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verdicts on claims from runs with known effects: for every kind of rule, and
 * for each of the claim files there are.
 */
#include "support.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "array.h"
#include "claimdata.h"
#include "claims/judge.h"

#define CLAIMS "../scripts/claims"
/* Two groups; C50% is what stands for the tests. */
#define HEAD                                                                 \
	"[claim]\nid = T01\nyear = 2010\nthread = a mail\nsays = it is so\n" \
	"run = two schemes\n[global]\nrepeat = 9\n"                          \
	"[a]\nscheme = rcu_refcount, vm_refcnt\n"
#define TEST(name, rule, more)                                              \
	"[test " name "]\nmetric = updates / lookups\n"                     \
	"left = job=a scheme=vm_refcnt\nupheld = " rule "\nsmallest = 5%\n" \
	"unit = ratio\nwhy = so\n" more
#define RIGHT_IS "right = job=a scheme=rcu_refcount\n"

/* The runs of a claim that is written here. */
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

static struct claim_verdict *judge(const struct claimdata *data)
{
	const char *dir = temp_dir();
	char *folder = alloc_printf("%s/%s", dir, data->claim->id);
	char *file = alloc_printf("%s/" CLAIM_FILE, folder), *why;
	struct claim_verdict *verdict;

	claimdata_write(data, dir);
	verdict = claim_judge(claim_read(file, &why), folder);
	free(file);
	free(folder);
	return verdict;
}

static void is_verdict(const struct claimdata *data, enum verdict expected,
		       const char *words)
{
	struct claim_verdict *verdict = judge(data);

	if (verdict->verdict != expected)
		fail_msg("%s: '%s' instead of '%s': %s", data->claim->id,
			 verdict_word(verdict->verdict), verdict_word(expected),
			 verdict->reason);
	assert_has(verdict->reason, words);
	claim_verdict_free(verdict);
}

/* All repeats alike: the interval is a point. */
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
		claimdata_aim(data, &data->claim->tests[0], i, value);
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

/* Nine values of one test; those of the interval's ends are the 2nd and 8th. */
static void of_values(const char *test, const double *values,
		      enum verdict expected, const char *words)
{
	char *text = alloc_printf(HEAD "%s", test);
	struct claimdata *data = data_of(text);
	unsigned int i;

	for (i = 0; i < 9; i++)
		claimdata_aim(data, &data->claim->tests[0], i + 1, values[i]);
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
	/* One run is enough where all count. */
	of_values(TEST("t", "> 2", "judge = every\n"), above, REFUTED,
		  "refuted: t");
	of_values(TEST("t", "> 0.9", "judge = every\n"), above, UPHELD,
		  "upheld: t");
}

/* Pairs: what both sides of a repeat have in common is in no ratio. */
static void test_pairs(void **state)
{
	struct claimdata *data = data_of(HEAD TEST("t", "> 1.9", RIGHT_IS));
	const struct claim_test *test = &data->claim->tests[0];
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

/* Aim all tests of a claim; @refuted: bits of those that are to be refuted. */
static struct claimdata *aimed(const char *path, unsigned long refuted)
{
	struct claimdata *data = claimdata_new(path, 0);
	size_t i, rule = 0;
	unsigned int k;

	for (i = 0; i < data->claim->ntests; i++) {
		const struct claim_test *test = &data->claim->tests[i];
		double value;

		if (!test->upheld.text)
			continue;
		value = refuted >> rule++ & 1 ? outside(&test->upheld)
					      : inside(&test->upheld);
		for (k = 1; k <= claimdata_repeats(data, test); k++)
			claimdata_aim(data, test, k,
				      value * (1 + (test->every ? 0 : 1e-3) *
							   (k % 5)));
	}
	return data;
}

static size_t count_rules(const struct claim *claim)
{
	size_t i, n = 0;

	for (i = 0; i < claim->ntests; i++)
		n += !!claim->tests[i].upheld.text;
	return n;
}

static const struct claim_test *first_rule(const struct claim *claim)
{
	const struct claim_test *test = claim->tests;

	while (!test->upheld.text)
		test++;
	return test;
}

static size_t first_run(const struct claimdata *data)
{
	return claimdata_row(data, &first_rule(data->claim)->sides[LEFT], 4);
}

/* Whatever else is upheld: this is not. */
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

/* A test of a claim has half of its values on either side. */
static void spans(const char *path)
{
	struct claimdata *data = claimdata_new(path, 0);
	bool any = false;
	unsigned int k;
	size_t i;

	for (i = 0; i < data->claim->ntests; i++) {
		const struct claim_test *test = &data->claim->tests[i];

		for (k = 1;
		     test->upheld.text && k <= claimdata_repeats(data, test);
		     k++)
			claimdata_aim(data, test, k,
				      test->every || k % 2
					      ? inside(&test->upheld)
					      : outside(&test->upheld));
		any = any || (test->upheld.text && !test->every);
	}
	if (any)
		is_verdict(data, UNDECIDED, "the interval spans the threshold");
	claimdata_free(data);
}

static void each_way(const char *path)
{
	struct claimdata *data = aimed(path, 0);
	size_t nrules = count_rules(data->claim);

	is_verdict(data, UPHELD, "upheld: ");
	if (data->claim->cpus > 1) {
		data->cpus = data->claim->cpus - 1;
		is_verdict(data, UNDECIDED, "CPUs, and there were");
	}
	claimdata_free(data);
	data = aimed(path, ~0UL);
	is_verdict(data, REFUTED, "refuted: ");
	claimdata_free(data);
	if (nrules > 1) {
		data = aimed(path, 1);
		is_verdict(data, DEPENDS, "; refuted: ");
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
	assert_int_equal(n, 16);
}

static void test_few_repeats(void **state)
{
	static const char text[] =
		"[claim]\nid = T01\nyear = 2010\nthread = a mail\n"
		"says = it is so\nrun = two schemes\n[global]\nrepeat = 5\n"
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
			claimdata_aim(data, &data->claim->tests[0], k, 2);
		is_verdict(data, UNDECIDED, "5 repeats");
		claimdata_free(data);
		free(whole);
	}
}

/* @column of one run is changed, and that is why nothing is decided. */
static void spoiled(const char *more, const char *side, const char *column,
		    const char *cell, const char *words)
{
	char *text = alloc_printf("%s%s", HEAD TEST("t", "> 0.5", ""), more);
	struct claimdata *data = data_of(text);
	const struct claim_test *test = &data->claim->tests[0];
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
		claimdata_aim(data, &data->claim->tests[0], k, 2);
	is_verdict(data, UPHELD, "");
	data->platform = "uml";
	is_verdict(data, UNDECIDED, "not in uml: its CPUs are not real");
	claimdata_free(data);
}

/* A claim of three tests, of which each is as told. */
static void sums_up(unsigned long refuted, const char *invalid,
		    enum verdict expected, const char *words)
{
	struct claimdata *data;
	const char *dir = temp_dir();
	char *path = alloc_printf("%s/T01.ini", dir);

	put_file(
		dir, "T01.ini",
		HEAD "[b]\nscheme = hazptr\n" TEST(
			"one", "> 1",
			"") "[test two]\nmetric = hits\nleft = job=a scheme=rcu_refcount\n"
			    "upheld = > 9\nsmallest = 5%\nunit = x\nwhy = so\n"
			    "[test three]\nmetric = hits\nleft = job=b scheme=hazptr\n"
			    "upheld = > 9\nsmallest = 5%\nunit = x\nwhy = so\n"
			    "[test shown]\nmetric = drain_ns\nleft = job=b scheme=hazptr\n"
			    "unit = ns\nwhy = so\n");
	data = aimed(path, refuted);
	if (*invalid)
		table_set(
			data->summary,
			claimdata_row(
				data,
				&(struct selection){
					.v = &(struct wanted){(char *)"scheme",
							      (char *)invalid},
					.n = 1},
				1),
			"valid", "0");
	is_verdict(data, expected, words);
	claimdata_free(data);
	free(path);
}

static void test_sums(void **state)
{
	(void)state;
	sums_up(0, "", UPHELD, "upheld: one, two, three");
	sums_up(7, "", REFUTED, "refuted: one, two, three");
	sums_up(2, "", DEPENDS, "upheld: one, three; refuted: two");
	sums_up(0, "hazptr", UNDECIDED,
		"upheld: one, two; not decided: three (");
	sums_up(7, "hazptr", UNDECIDED,
		"refuted: one, two; not decided: three");
	sums_up(2, "hazptr", DEPENDS,
		"upheld: one; refuted: two; not decided: three (");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_thresholds),
		cmocka_unit_test(test_intervals),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_few_repeats),
		cmocka_unit_test(test_what_is_lacking),
		cmocka_unit_test(test_platform),
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_claim_files),
	};

	return cmocka_run_group_tests_name("verdicts", tests, NULL, NULL);
}
