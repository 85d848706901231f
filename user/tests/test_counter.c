// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "session/counter.h"

static void test_scaling(void **state)
{
	struct reading reading = { 1000, 500, 500 };

	(void)state;
	/* On for just the window. */
	assert_true(perf_in_window(&reading, 2e9, 2e9) == 1000);
	/* On for twice the window: half of what was counted is outside. */
	assert_true(perf_in_window(&reading, 1e9, 2e9) == 500);
	/* Counted for a quarter of the time it was wanted. */
	reading.running_ns = 125;
	assert_true(perf_in_window(&reading, 2e9, 2e9) == 4000);
	/* Both. */
	assert_true(perf_in_window(&reading, 1e9, 2e9) == 2000);
}

static void test_not_measured_is_not_zero(void **state)
{
	struct reading reading = { 0, 500, 0 };

	(void)state;
	assert_true(isnan(perf_in_window(&reading, 1e9, 1e9)));
	reading.running_ns = 500;
	assert_true(isnan(perf_in_window(&reading, 1e9, 0)));
	assert_true(perf_in_window(&reading, 1e9, 1e9) == 0);
}

/* Counters that a machine has on some of its CPUs only. */
static void test_two_kinds_of_cores(void **state)
{
	const char *root = temp_dir();

	(void)state;
	put_file(root, "sys/bus/event_source/devices/cpu_core/cpus", "0-3\n");
	sysfile_set_root(root);
	assert_has(perf_why_not(), "others use the counters");
	put_file(root, "sys/bus/event_source/devices/cpu_atom/cpus", "4-7\n");
	assert_has(perf_why_not(), "several kinds of cores");
	sysfile_set_root("");
}

static const char threads_csv_format[] =
	"role,index,tid,cpu\n"
	"reader,0,%d,0\n"
	"writer,0,%d,1\n";

/* The order of the lines differs on purpose. */
static const char results_csv[] =
	"role,index,begin_ns,end_ns,ops\n"
	"writer,0,0,1000,0\n"
	"reader,0,500,1000000500,1000\n";

/* libpfm knows the name, but this machine cannot count it. */
#ifdef __x86_64__
#define ELSEWHERE "netburst::uops_retired"	/* a Pentium 4 */
#else
#define ELSEWHERE "cycles:no-such-mask"
#endif

static bool has_perf(const struct events *events)
{
	return events->v[0].lack == EVENT_THERE;
}

/* Counts on threads while this process is at work. */
static struct table *count_on(const struct events *events, const char *csv,
			      bool enable)
{
	struct table *threads = table_parse(csv, strlen(csv));
	struct table *results = table_parse(results_csv, strlen(results_csv));
	struct counters *counters;
	struct table *table;
	volatile unsigned int i;

	counters = counters_attach(events, threads);
	if (enable)
		counters_enable(counters);
	for (i = 0; i < 10000000; i++)
		;
	counters_disable(counters);
	table = counters_table(counters, results);
	counters_free(counters);
	table_free(threads);
	table_free(results);
	return table;
}

/* This process is given out as reader and writer. */
static struct table *count_self(const struct events *events, bool enable)
{
	char *csv = alloc_printf(threads_csv_format, getpid(), getpid());
	struct table *table = count_on(events, csv, enable);

	free(csv);
	return table;
}

static void test_rows(void **state)
{
	char *why;
	struct events *events = events_new("task-clock," ELSEWHERE, &why);
	struct table *table;
	double per_op, wall, clock;

	(void)state;
	assert_non_null(events);
	if (!has_perf(events)) {
		events_free(events);
		skip();
	}
	table = count_self(events, true);

	/* A line per thread and event, and one for all of a role. */
	assert_int_equal(table->nrows, 8);
	assert_string_equal(table_get(table, 0, "role"), "reader");
	assert_string_equal(table_get(table, 0, "index"), "0");
	assert_string_equal(table_get(table, 0, "event"), "task-clock");
	assert_string_equal(table_get(table, 1, "index"), "all");
	assert_string_equal(table_get(table, 1, "tid"), "");

	/* The window is 1 s of 1000 operations. */
	clock = strtod(table_get(table, 0, "count"), NULL);
	wall = strtod(table_get(table, 0, "wall_ns"), NULL);
	per_op = strtod(table_get(table, 0, "per_op"), NULL);
	assert_true(clock > 0 && wall > 0);
	assert_true(fabs(per_op / (clock * 1e9 / wall / 1000) - 1) < 0.001);
	assert_string_equal(table_get(table, 1, "per_op"),
			    table_get(table, 0, "per_op"));

	/* What this machine does not have is empty, not 0. */
	assert_string_equal(table_get(table, 2, "event"), ELSEWHERE);
	assert_string_equal(table_get(table, 2, "count"), "");
	assert_string_equal(table_get(table, 3, "per_op"), "");

	/* A writer that finished nothing has no cost per operation. */
	assert_string_equal(table_get(table, 4, "role"), "writer");
	assert_true(strtod(table_get(table, 4, "count"), NULL) > 0);
	assert_string_equal(table_get(table, 4, "per_op"), "");

	table_free(table);
	events_free(events);
}

static void test_never_enabled(void **state)
{
	char *why;
	struct events *events = events_new("task-clock", &why);
	struct table *table;

	(void)state;
	assert_non_null(events);
	table = count_self(events, false);
	assert_string_equal(table_get(table, 0, "count"), "");
	assert_string_equal(table_get(table, 1, "count"), "");
	assert_string_equal(table_get(table, 1, "per_op"), "");
	table_free(table);
	events_free(events);
}

/* What some threads did would pass for what all did. */
static void test_one_thread_is_not_counted(void **state)
{
	char *why;
	struct events *events = events_new("task-clock", &why);
	/* No kernel gives out such a thread id. */
	char *csv = alloc_printf("role,index,tid,cpu\nreader,0,%d,0\n"
				 "reader,1,%d,0\n", getpid(), INT_MAX);
	struct table *table;

	(void)state;
	assert_non_null(events);
	if (!has_perf(events)) {
		events_free(events);
		free(csv);
		skip();
	}
	table = count_on(events, csv, true);
	assert_int_equal(table->nrows, 3);
	assert_true(strtod(table_get(table, 0, "count"), NULL) > 0);
	assert_string_equal(table_get(table, 1, "count"), "");
	assert_string_equal(table_get(table, 2, "index"), "all");
	assert_string_equal(table_get(table, 2, "count"), "");
	assert_string_equal(table_get(table, 2, "per_op"), "");
	table_free(table);
	events_free(events);
	free(csv);
}

static void test_names(void **state)
{
	char *why = NULL;
	struct events *events;

	(void)state;
	assert_null(events_new("cycles,,instructions", &why));
	assert_has(why, "empty name");
	free(why);
	assert_null(events_new("", &why));
	assert_has(why, "empty name");
	free(why);
	assert_null(events_new("cycles,cycles", &why));
	assert_has(why, "cycles is given twice; give it once");
	free(why);

	events = events_new("task-clock,r01c2,cs", &why);
	assert_non_null(events);
	if (has_perf(events)) {
		assert_int_equal(events->v[0].attr.type, PERF_TYPE_SOFTWARE);
		assert_int_equal(events->v[1].attr.type, PERF_TYPE_RAW);
		assert_int_equal(events->v[1].attr.config, 0x1c2);
		/* Kernel threads never leave the kernel, user threads do. */
		assert_false(events->v[1].attr.exclude_user);
		assert_false(events->v[1].attr.exclude_kernel);
		assert_int_equal(events->v[2].attr.config,
				 PERF_COUNT_SW_CONTEXT_SWITCHES);
	}
	events_free(events);
}

static void test_misspelt(void **state)
{
	char *why = NULL;
	struct events *events = events_new("task-clock", &why);
	bool perf = has_perf(events);

	(void)state;
	events_free(events);
	if (!perf)
		skip();
	assert_null(events_new("task-clock,cylces", &why));
	assert_string_equal(why,
			    "there is no event 'cylces'; the nearest is 'cycles'");
	free(why);
	assert_null(events_new("perf::dTLB-laod-misses:u", &why));
	assert_has(why, "the nearest is 'dtlb-load-misses'");
	free(why);

	/* Names that another machine or kernel has are no mistake. */
	events = events_new(ELSEWHERE ",sched:sched_switch", &why);
	assert_non_null(events);
	assert_int_equal(events->v[0].lack, EVENT_UNNAMED);
	events_free(events);
}

static void test_one_line_for_each_reason(void **state)
{
	struct event v[] = {
		{ .name = "a", .lack = EVENT_ABSENT },
		{ .name = "b", .lack = EVENT_THERE },
		{ .name = "c", .lack = EVENT_ABSENT },
		{ .name = "d", .lack = EVENT_FORBIDDEN },
	};
	struct events events = { v, 4 };
	char *said, *line;

	(void)state;
	capture_begin();
	events_explain(&events);
	said = capture_end();
	assert_has(said, "perf_event_paranoid");
	assert_has(said, ": a, c (this machine has no such counter");
	line = strchr(said, '\n');
	assert_non_null(line);
	line = strchr(line + 1, '\n');
	assert_non_null(line);
	assert_int_equal(line[1], '\0');
	free(said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scaling),
		cmocka_unit_test(test_not_measured_is_not_zero),
		cmocka_unit_test(test_two_kinds_of_cores),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_never_enabled),
		cmocka_unit_test(test_one_thread_is_not_counted),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_misspelt),
		cmocka_unit_test(test_one_line_for_each_reason),
	};

	return cmocka_run_group_tests_name("counter", tests, NULL, NULL);
}
