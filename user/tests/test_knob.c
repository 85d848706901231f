// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/number.h"
#include "module/abi/knobs.h"
#include "plan/knob.h"

static int setup(void **state)
{
	*state = knobs_builtin();
	return !*state;
}

static int teardown(void **state)
{
	knobs_free(*state);
	return 0;
}

static const struct knob *find(const struct knobs *knobs, const char *name)
{
	int i = knobs_find(knobs, name);

	assert_true(i >= 0);
	return &knobs->v[i];
}

static void takes(const struct knob *knob, const char *value,
		  const char *expected)
{
	char *why = NULL;
	char *checked = knob_check(knob, value, &why);

	if (!checked)
		fail_msg("%s refuses '%s': %s", knob->name, value, why);
	assert_string_equal(checked, expected);
	free(checked);
}

static void refuses(const struct knob *knob, const char *value,
		    const char *reason)
{
	char *why = NULL;
	char *checked = knob_check(knob, value, &why);

	if (checked)
		fail_msg("%s takes '%s'", knob->name, value);
	assert_has(why, reason);
	assert_has(why, "; give ");
	free(why);
}

/* Values no knob whatsoever takes, but for the empty list of CPUs. */
static const char *const nasty[] = {
	"", " ", "-1", "-0", "+1", "1e3", "0x10", "1.0", "1 ", " 1", "1x",
	"1\n", "18446744073709551616", "99999999999999999999999999999999",
	"ten", "\t", "'1'", "1;2", "0-", "-", "\xff", "%n", "true",
};

static void test_nasty_values(void **state)
{
	const struct knobs *knobs = *state;
	size_t i, j;

	for (i = 0; i < knobs->n; i++) {
		const struct knob *knob = &knobs->v[i];

		for (j = 0; j < ARRAY_SIZE(nasty); j++) {
			/* The module alone knows what a scheme is called. */
			if (knob->type == KNOB_SCHEME && *nasty[j])
				continue;
			if (knob->type == KNOB_CPULIST && !*nasty[j])
				continue;
			refuses(knob, nasty[j], "");
		}
	}
}

static void test_bounds(void **state)
{
	const struct knobs *knobs = *state;
	size_t i, numbers = 0;

	for (i = 0; i < knobs->n; i++) {
		const struct knob *knob = &knobs->v[i];
		char *text;

		if (knob->type != KNOB_U64)
			continue;
		numbers++;
		text = alloc_printf("%llu", (unsigned long long)knob->min);
		takes(knob, text, text);
		free(text);
		text = alloc_printf("%llu", (unsigned long long)knob->max);
		takes(knob, text, text);
		free(text);
		if (knob->max < UINT64_MAX) {
			text = alloc_printf("%llu",
					    (unsigned long long)knob->max + 1);
			refuses(knob, text, "is above");
			free(text);
		}
		if (knob->min) {
			text = alloc_printf("%llu",
					    (unsigned long long)knob->min - 1);
			refuses(knob, text, "is below");
			free(text);
		}
	}
	assert_true(numbers > 10);
}

static void test_defaults_are_taken(void **state)
{
	const struct knobs *knobs = *state;
	size_t i;

	for (i = 0; i < knobs->n; i++)
		takes(&knobs->v[i], knobs->v[i].initial, knobs->v[i].initial);
}

static void test_words(void **state)
{
	const struct knob *layout = find(*state, "layout");

	takes(layout, "gapped", "gapped");
	takes(layout, "packed", "packed");
	refuses(layout, "gapped|packed", "there is no");
	refuses(layout, "Gapped", "give gapped, packed or merged");
	refuses(layout, "gap", "there is no");
	refuses(find(*state, "access"), "x",
		"give uniform, zipf, sequential, hot, own or stable");
}

/* Bounds and defaults that the table has by the name of a macro. */
static void test_limit_by_name(void **state)
{
	const struct knob *limit = find(*state, "ref_limit");

	assert_int_equal(limit->min, 2);
	assert_int_equal(limit->max, VMB_REF_LIMIT_MAX);
	assert_string_equal(limit->initial, "1073741823");
	refuses(limit, "1", "is below 2");
}

static void test_switches(void **state)
{
	const struct knob *fallback = find(*state, "fallback");

	assert_string_equal(fallback->unit, "bool");
	takes(fallback, "0", "0");
	takes(fallback, "1", "1");
	refuses(fallback, "2", "give 0 to 1");
	refuses(fallback, "yes", "not a whole number");
}

static void test_words_of_models(void **state)
{
	takes(find(*state, "index"), "native", "native");
	takes(find(*state, "detach"), "hole_punch", "hole_punch");
	refuses(find(*state, "detach"), "hole",
		"give write_detach_store, write_then_detach, store_write_detach or hole_punch");
	refuses(find(*state, "fence"), "none", "give reader, writer or ipi");
}

static void test_scheme_says_what_else(void **state)
{
	char *range = knob_range(find(*state, "scheme"));

	assert_has(range, "families");
	assert_has(range, "all");
	free(range);
}

static void test_sentence(void **state)
{
	refuses(find(*state, "readers"), "5000",
		"5000 is above 1024, the most it takes; give 0 to 1024");
}

static void test_shortest_spelling(void **state)
{
	takes(find(*state, "readers"), "007", "7");
	takes(find(*state, "seed"), "18446744073709551615",
	      "18446744073709551615");
}

static void test_spellings_of_names(void **state)
{
	assert_string_equal(find(*state, "hold_ns")->option, "hold-ns");
	assert_int_equal(knobs_find(*state, "hold-ns"), -1);
}

static void test_cpulists(void **state)
{
	const struct knob *knob = find(*state, "reader_cpus");

	assert_int_equal(knob->type, KNOB_CPULIST);
	assert_int_equal(find(*state, "readers")->type, KNOB_U64);
	takes(knob, "", "");
	takes(knob, "0", "0");
	takes(knob, "0,2-3", "0,2-3");
	takes(knob, "7,3,3", "7,3,3");
	refuses(knob, "3-2", "runs backwards");
	refuses(knob, "1-", "without an end");
	refuses(knob, "1,", "not a list");
	refuses(knob, ",1", "not a list");
	refuses(knob, "1--2", "without an end");
	refuses(knob, "9999999", "no machine");
	refuses(knob, "all", "not a list");
}

static struct knobs *from_csv(const char *csv)
{
	struct table *table = table_parse(csv, strlen(csv));

	assert_non_null(table);
	return knobs_from_table(table);
}

#define HEADER "name,type,min,max,default,unit,help\n"

static void test_knobs_of_a_module(void **state)
{
	struct knobs *knobs = from_csv(HEADER
		"n,u64,2,9,3,ns,\"a, b\"\n"
		"e,enum(one|two|three),,,two,,words\n");

	(void)state;
	assert_non_null(knobs);
	assert_int_equal(knobs->n, 2);
	assert_int_equal(knobs->v[0].min, 2);
	assert_int_equal(knobs->v[0].max, 9);
	assert_string_equal(knobs->v[0].help, "a, b");
	assert_int_equal(knobs->v[1].nchoices, 3);
	assert_string_equal(knobs->v[1].choices[2], "three");
	knobs_free(knobs);
}

static void test_strange_knobs(void **state)
{
	(void)state;
	assert_null(from_csv(HEADER "n,float,0,1,0,,x\n"));
	assert_null(from_csv(HEADER "n,u64,,1,0,,x\n"));
	assert_null(from_csv(HEADER "n,u64,0,-1,0,,x\n"));
	assert_null(from_csv(HEADER "n,enum(a|b,,,a,,x\n"));
	assert_null(from_csv(HEADER ",u64,0,1,0,,x\n"));
	assert_null(from_csv("a,b\n1,2\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nasty_values),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_defaults_are_taken),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_limit_by_name),
		cmocka_unit_test(test_switches),
		cmocka_unit_test(test_words_of_models),
		cmocka_unit_test(test_scheme_says_what_else),
		cmocka_unit_test(test_sentence),
		cmocka_unit_test(test_shortest_spelling),
		cmocka_unit_test(test_spellings_of_names),
		cmocka_unit_test(test_cpulists),
		cmocka_unit_test(test_knobs_of_a_module),
		cmocka_unit_test(test_strange_knobs),
	};

	return cmocka_run_group_tests_name("knob", tests, setup, teardown);
}
