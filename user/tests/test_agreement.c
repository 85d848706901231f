// SPDX-License-Identifier: GPL-2.0-only
#include "driver.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "module/abi/columns.h"
#include "session/agreement.h"
#include "session/session.h"

/* One reader that made ten lookups of two slots, and a writer that unmapped and mapped. */
static const char *const good[] = {
	[RESULT_SUMMARY] =
		"valid,valid_reason,read_op,read_span,timeline_ms,lookups,lookup_samples,updates,munmap_count,map_count,"
		"hits,absent,busy,spurious_misses,retries,fallbacks,fallback_count,violations\n"
		"1,,iterate,2,100,10,5,6,3,3,16,2,1,1,4,,,0\n",
	[RESULT_THREADS] =
		"role,index,ops,samples,hits,absent,busy,spurious_misses,retries,fallbacks,violations\n"
		"reader,0,4,2,7,0,1,0,1,,0\n"
		"reader,1,6,3,9,2,0,1,3,,0\n"
		"writer,0,6,,,,,,,,\n",
	[RESULT_HISTOGRAM] =
		"role,index,op,low_ns,high_ns,count\n"
		"reader,all,lookup,8,9,4\nreader,all,lookup,9,10,1\n"
		"writer,all,munmap,8,9,3\nwriter,all,map,8,9,3\n"
		"reader,0,lookup,8,9,2\nreader,1,lookup,8,9,2\nreader,1,lookup,9,10,1\n"
		"writer,0,munmap,8,9,3\nwriter,0,map,8,9,3\n",
	[RESULT_TIMELINE] =
		"start_ns,end_ns,lookups,updates\n0,100,3,2\n100,200,7,4\n",
	[RESULT_HEAT] =
		"start_ns,end_ns,low_ns,high_ns,count\n0,100,8,16,2\n100,200,8,16,3\n",
};

/* What the module writes; the tables above have what matters. */
#define COLUMN(name, unit, value, help) #name,
static const char *const all[] = { VMB_SUMMARY_COLUMNS(COLUMN) };
static const char *const of_threads[] = { VMB_THREADS_COLUMNS(COLUMN) };
#undef COLUMN

static void add_columns(struct table *table, const char *const *names, size_t n)
{
	for (; n; names++, n--)
		if (table_column(table, *names) < 0)
			table_add_column(table, *names);
}

/* Check a run, of which one table has @to in place of @from. */
static void check(enum result_file file, const char *from, const char *to,
		  const char *valid, const char *reason)
{
	struct results results = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		const char *at = i == file ? strstr(good[i], from) : NULL;
		auto_free char *text = at ?
			alloc_printf("%.*s%s%s", (int)(at - good[i]), good[i],
				     to, at + strlen(from)) :
			alloc_copy(good[i]);

		assert_true(i != file || at);
		results.tables[i] = table_parse(text, strlen(text));
		assert_non_null(results.tables[i]);
	}
	add_columns(results.tables[RESULT_SUMMARY], all, ARRAY_SIZE(all));
	add_columns(results.tables[RESULT_THREADS], of_threads, ARRAY_SIZE(of_threads));
	agreement_check(results.tables[RESULT_SUMMARY],
			results.tables[RESULT_THREADS],
			results.tables[RESULT_HISTOGRAM],
			results.tables[RESULT_TIMELINE],
			results.tables[RESULT_HEAT]);
	assert_string_equal(table_get(results.tables[RESULT_SUMMARY], 0, "valid"), valid);
	assert_has(table_get(results.tables[RESULT_SUMMARY], 0, "valid_reason"), reason);
	results_free(&results);
}

static void test_agrees(void **state)
{
	(void)state;
	check(RESULT_SUMMARY, "1,,iterate", "1,,iterate", "1", "");
	/* Without a timeline there is nothing to add up. */
	check(RESULT_SUMMARY, "2,100,10", "2,0,10", "1", "");
}

static void test_differs(void **state)
{
	static const struct {
		enum result_file file;
		const char *from, *to, *reason;
	} tests[] = {
		{ RESULT_THREADS, "reader,1,6", "reader,1,5", "lookups: 10 in summary.csv, 9 in threads.csv" },
		{ RESULT_THREADS, "writer,0,6", "writer,0,7", "updates: 6 in summary.csv, 7 in threads.csv" },
		{ RESULT_THREADS, "6,3,9", "6,2,9", "lookup_samples: 5 in summary.csv, 4 in threads.csv" },
		{ RESULT_THREADS, "6,3,9,2", "6,3,9,3", "absent: 2 in summary.csv, 3 in threads.csv" },
		{ RESULT_HISTOGRAM, "all,lookup,8,9,4", "all,lookup,8,9,3", "lookup_samples: 5 in summary.csv, 4 in histogram.csv" },
		{ RESULT_HISTOGRAM, "0,lookup,8,9,2", "0,lookup,8,9,3", "lookup_samples: 5 in summary.csv, 6 in histogram.csv" },
		{ RESULT_HISTOGRAM, "all,map,8,9,3", "all,map,8,9,2", "map_count: 3 in summary.csv, 2 in histogram.csv" },
		{ RESULT_TIMELINE, "100,200,7", "100,200,8", "lookups: 10 in summary.csv, 11 in timeline.csv" },
		{ RESULT_TIMELINE, "7,4", "7,3", "updates: 6 in summary.csv, 5 in timeline.csv" },
		{ RESULT_HEAT, "8,16,3", "8,16,4", "lookup_samples: 5 in summary.csv, 6 in heat.csv" },
		{ RESULT_HISTOGRAM, "high_ns,count", "high_ns,counts", "lookup_samples is not in summary.csv and histogram.csv" },
		{ RESULT_SUMMARY, "iterate,2", "iterate,0", "lookups came by 0 slots, and 4 were not found" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(tests); i++)
		check(tests[i].file, tests[i].from, tests[i].to, "0", tests[i].reason);
}

/* It has a reason already. */
static void test_invalid(void **state)
{
	(void)state;
	check(RESULT_SUMMARY, "1,,iterate,2", "0,x,iterate,3", "0", "x");
}

/* From the module to what the driver exits with. */
static void test_run_is_invalid(void **state)
{
	struct fixture *f = *state;
	struct call call;

	put_file(f->module, "results/threads.csv",
		 "csv_version,run_id,repeat,role,index,tid,cpu,ops\n"
		 "1,1,,reader,0,7,0,1\n");
	call = call_to(f, "run --repeat 1 --no-events --output t", NULL);
	assert_int_equal(call.code, VMB_INVALID);
	assert_has(call.out, "its results do not agree, which is a fault of vmabench: lookups: ");
	call_free(&call);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agrees),
		cmocka_unit_test(test_differs),
		cmocka_unit_test(test_invalid),
		cmocka_unit_test_setup_teardown(
			test_run_is_invalid, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests_name("agreement", tests, NULL, NULL);
}
