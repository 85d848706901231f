// SPDX-License-Identifier: GPL-2.0-only
#include "runs.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "lib/alloc.h"
#include "output/report.h"

#define DATA "tests/data/base"

struct fixture {
	struct statistics *statistics;
};

static struct table *read_table(const char *name)
{
	char *text = get_file(DATA, name);
	struct table *table;

	assert_non_null(text);
	table = table_parse(text, strlen(text));
	assert_non_null(table);
	free(text);
	return table;
}

static const struct statistic *get(const struct statistics *s, size_t group,
				   size_t metric)
{
	return &s->groups.v[group]->by_metric[metric];
}

static int setup(void **state)
{
	struct fixture *f = alloc_zeroed(1, sizeof(*f));
	char *why;

	f->statistics = statistics_read(DATA, &why);
	if (!f->statistics)
		fail_msg("%s", why);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	statistics_free(f->statistics);
	free(f);
	return 0;
}

/*
 * statistics.csv was computed apart from this program, by a script that sorts,
 * takes the ranks of test_interval.c, and divides run by run.
 */
static void test_golden_csv(void **state)
{
	struct fixture *f = *state;
	struct table *table = statistics_table(f->statistics);
	char *expected = get_file(DATA, "statistics.csv"), *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(expected);
	table_write_header(table, out);
	table_write_rows(table, out);
	fclose(out);
	assert_string_equal(text, expected);
	table_free(table);
	free(expected);
	free(text);
}

static void test_golden_table(void **state)
{
	struct fixture *f = *state;
	char *expected = get_file(DATA, "table.txt");
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(expected);
	report_table(f->statistics, false, 0, out);
	fclose(out);
	assert_string_equal(text, expected);
	free(expected);
	free(text);
}

/* Cell by cell the same as the CSV. */
static void test_json_agrees(void **state)
{
	struct fixture *f = *state;
	struct table *golden = read_table("statistics.csv");
	size_t row, i, len;
	char *text;
	FILE *out = open_memstream(&text, &len);
	json_t *all, *rows;

	report_json(f->statistics, out);
	fclose(out);
	all = json_loads(text, 0, NULL);
	rows = json_object_get(all, "statistics");
	assert_int_equal(json_array_size(json_object_get(all, "runs")), 32);
	assert_int_equal(json_array_size(rows), golden->nrows);
	for (row = 0; row < golden->nrows; row++) {
		json_t *object = json_array_get(rows, row);

		assert_int_equal(json_object_size(object), golden->ncolumns);
		for (i = 0; i < golden->ncolumns; i++) {
			const char *cell =
				table_get(golden, row, golden->columns[i]);
			json_t *value =
				json_object_get(object, golden->columns[i]);

			if (!*cell)
				assert_true(json_is_null(value));
			else if (json_is_string(value))
				assert_string_equal(json_string_value(value),
						    cell);
			else
				assert_true(json_number_value(value) ==
					    strtod(cell, NULL));
		}
	}
	table_free(golden);
	json_decref(all);
	free(text);
}

static void test_groups_differ_by_every_knob(void **state)
{
	struct statistics *s;

	(void)state;
	s = runs_read("repeat,scheme,readers,writers,fence,hold_ns,job,valid\n"
		    "1,a,1,0,,0,x,1\n2,a,1,0,,0,x,1\n1,a,1,1,,0,x,1\n"
		    "1,h,1,1,reader,0,x,1\n1,h,1,1,writer,0,x,1\n"
		    "1,a,1,0,,0,y,1\n1,a,1,0,,7,y,1\n", NULL);
	assert_int_equal(s->groups.n, 6);
	assert_int_equal(s->groups.v[0]->nall, 2);
	assert_string_equal(s->groups.v[0]->knobs, "writers=0 hold_ns=0");
	assert_string_equal(s->groups.v[2]->knobs,
			    "writers=1 hold_ns=0 fence=reader");
	assert_string_equal(s->groups.v[5]->knobs, "writers=0 hold_ns=7");
	/* A knob that the first scheme does not have parts nothing. */
	assert_ptr_equal(s->groups.v[2]->reference, s->groups.v[1]);
	assert_ptr_equal(s->groups.v[3]->reference, s->groups.v[1]);
	assert_null(s->groups.v[0]->reference);
	/* Another job, another first scheme. */
	assert_null(s->groups.v[4]->reference);
	statistics_free(s);
}

static void test_reference_on_the_same_index(void **state)
{
	struct statistics *s;

	(void)state;
	s = runs_read("repeat,scheme,index,readers,valid\n"
		    "1,a,rbtree,1,1\n1,a,maple,1,1\n1,b,maple,1,1\n"
		    "1,c,list,1,1\n1,c,list,2,1\n", NULL);
	assert_ptr_equal(s->groups.v[2]->reference, s->groups.v[1]);
	assert_ptr_equal(s->groups.v[3]->reference, s->groups.v[0]);
	assert_null(s->groups.v[4]->reference);
	statistics_free(s);
}

/* By repeat, not by place; a run without its fellow is in no ratio. */
static void test_pairs(void **state)
{
	struct statistics *s;
	const struct statistic *of;

	(void)state;
	s = runs_read("repeat,scheme,ns_per_lookup,valid\n"
		    "1,a,10,1\n2,a,20,1\n3,a,30,0\n4,a,40,1\n5,a,50,1\n"
		    "5,b,100,1\n4,b,120,1\n3,b,3,1\n2,b,20,1\n6,b,7,1\n", NULL);
	of = get(s, 1, METRIC_ns_per_lookup);
	assert_int_equal(of->over.n, 5);
	assert_int_equal(of->ratio.n, 3);
	assert_true(of->ratio.value == 2);
	assert_true(of->ratio.min == 1 && of->ratio.max == 3);
	assert_ptr_equal(s->groups.v[1]->reference, s->groups.v[0]);
	assert_null(s->groups.v[0]->reference);
	/* What is not valid is left out, and counted. */
	assert_int_equal(get(s, 0, METRIC_ns_per_lookup)->over.n, 4);
	assert_int_equal(s->groups.v[0]->ninvalid, 1);
	statistics_free(s);
}

/* A percentile is known to a bucket and a step of the clock, a ratio too. */
static void test_clock_step(void **state)
{
	struct statistics *s;

	(void)state;
	s = runs_read("repeat,scheme,lookup_p50_ns,clock_step_ns\n"
		      "1,a,110,10\n1,b,120,10\n2,a,110,10\n2,b,120,10\n"
		      "3,a,110,10\n3,b,120,10\n4,a,110,10\n4,b,120,10\n"
		      "5,a,110,10\n5,b,120,10\n6,a,110,10\n6,b,120,10\n", NULL);
	assert_true(get(s, 1, METRIC_lookup_p50_ns)->ratio.low < 1);
	assert_true(get(s, 1, METRIC_lookup_p50_ns)->ratio.value > 1.09);
	assert_float_equal(get(s, 0, METRIC_lookup_p50_ns)->over.low,
			   110 - 110.0 / 64 - 10, 1e-9);
	assert_float_equal(get(s, 0, METRIC_lookup_p50_ns)->over.high,
			   110 + 110.0 / 64 + 10, 1e-9);
	statistics_free(s);
	/* Not below 0; the largest step of a group counts; too few repeats. */
	s = runs_read("repeat,scheme,lookup_p50_ns,clock_step_ns\n"
		      "1,a,41,41.667\n2,a,41,20\n3,a,41,20\n4,a,41,20\n"
		      "5,a,41,20\n6,a,41,20\n1,b,83,41.667\n", NULL);
	assert_true(get(s, 0, METRIC_lookup_p50_ns)->over.low == 0);
	assert_float_equal(get(s, 0, METRIC_lookup_p50_ns)->over.high,
			   41 + 41.0 / 64 + 41.667, 1e-9);
	assert_true(isnan(get(s, 1, METRIC_lookup_p50_ns)->over.low));
	statistics_free(s);
	/* Lookups are timed in groups, operations of writers are not. */
	s = runs_read("repeat,scheme,lookup_p50_ns,release_p50_ns,clock_step_ns,group\n"
		      "1,a,64,64,10,10\n2,a,64,64,10,10\n3,a,64,64,10,10\n"
		      "4,a,64,64,10,10\n5,a,64,64,10,10\n6,a,64,64,10,10\n",
		      NULL);
	assert_float_equal(get(s, 0, METRIC_lookup_p50_ns)->over.high,
			   64 + 1 + 1, 1e-9);
	assert_float_equal(get(s, 0, METRIC_release_p50_ns)->over.high,
			   64 + 1 + 10, 1e-9);
	statistics_free(s);
}

/* Disturbed runs count only if fewer than half of the valid ones are left. */
static void test_disturbed(void **state)
{
	struct statistics *s;
	const struct run_group *group;

	(void)state;
	s = runs_read("repeat,scheme,ns_per_lookup,valid,disturbed_reason\n"
		    "1,a,10,1,\n2,a,90,1,reader 0\n3,a,20,1,\n4,a,70,0,\n"
		    "1,b,10,1,\n2,b,90,1,reader 1\n3,b,80,1,reader 2\n", NULL);
	group = s->groups.v[0];
	assert_int_equal(group->n, 2);
	assert_int_equal(group->nchosen, 3);
	assert_int_equal(group->ndisturbed, 1);
	assert_string_equal(group->disturbed, "reader 0");
	assert_true(get(s, 0, METRIC_ns_per_lookup)->over.value == 15);
	group = s->groups.v[1];
	assert_int_equal(group->n, 3);
	assert_int_equal(group->ndisturbed, 2);
	assert_string_equal(group->disturbed, "reader 1");
	assert_true(get(s, 1, METRIC_ns_per_lookup)->over.value == 80);
	statistics_free(s);
}

static void test_group_without_a_valid_run(void **state)
{
	struct statistics *s;

	(void)state;
	s = runs_read("repeat,scheme,ns_per_lookup,valid\n"
		    "1,a,10,0\n2,a,20,0\n3,a,40,0\n", NULL);
	assert_int_equal(get(s, 0, METRIC_ns_per_lookup)->over.n, 3);
	assert_true(get(s, 0, METRIC_ns_per_lookup)->over.value == 20);
	assert_int_equal(s->groups.v[0]->ninvalid, 3);
	statistics_free(s);
}

static void test_events(void **state)
{
	static const char csv[] =
		"run_id,repeat,scheme,valid\nr-2,1,a,1\nr-1,2,a,1\n";
	static const char perf_csv[] =
		"run_id,repeat,role,index,event,per_op\n"
		"r-1,2,reader,all,cycles,30\nr-1,2,writer,all,cycles,9\n"
		"r-2,1,reader,0,cycles,8\nr-2,1,reader,all,cycles,10\n"
		"r-2,1,reader,all,cache-misses,\nr-9,1,reader,all,cycles,7\n";
	struct statistics *s = runs_read(csv, perf_csv);
	long cycles = run_set_metric(s->runs, "cycles_per_lookup");
	long misses = run_set_metric(s->runs, "cache-misses_per_lookup");

	(void)state;
	assert_true(cycles >= 0 && misses >= 0);
	assert_true(run_metric(s->runs->v[0], (size_t)cycles) == 10);
	assert_true(run_metric(s->runs->v[1], (size_t)cycles) == 30);
	assert_true(get(s, 0, (size_t)cycles)->over.value == 20);
	assert_int_equal(get(s, 0, (size_t)misses)->over.n, 0);
	assert_int_equal(run_set_metric(s->runs, "no_such"), -1);
	statistics_free(s);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_golden_csv),
		TEST(test_golden_table),
		TEST(test_json_agrees),
		cmocka_unit_test(test_groups_differ_by_every_knob),
		cmocka_unit_test(test_reference_on_the_same_index),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_clock_step),
		cmocka_unit_test(test_disturbed),
		cmocka_unit_test(test_group_without_a_valid_run),
		cmocka_unit_test(test_events),
	};
#undef TEST

	return cmocka_run_group_tests_name("statistics", tests, NULL, NULL);
}
