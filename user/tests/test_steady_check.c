// SPDX-License-Identifier: GPL-2.0-only
#include "driver.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/say.h"
#include "session/session.h"
#include "session/steady_check.h"

#define HEADER "csv_version,run_id,repeat,start_ns,end_ns,lookups,updates\n"

/* Ten steps of 100 ms; the columns as they are, NULL: empty. */
static char *timeline(const int *lookups, const int *updates)
{
	char *csv = alloc_copy(HEADER);
	int i;

	for (i = 0; i < 10; i++) {
		alloc_append(&csv, "1,1,,%d00000000,%d00000000,", i, i + 1);
		if (lookups)
			alloc_append(&csv, "%d", lookups[i]);
		alloc_append(&csv, ",");
		if (updates)
			alloc_append(&csv, "%d", updates[i]);
		alloc_append(&csv, "\n");
	}
	return csv;
}

static const int steady[] = {800, 802, 799, 801, 805, 797, 803, 800, 798, 804};
static const int jumps[] = {800, 802,  799,  801, 805,
			    997, 1003, 1000, 998, 1004};
static const int falls[] = {99, 95, 93, 88, 84, 81, 76, 73, 68, 64};

static void assert_judged(const char *csv, const char *summary_row,
			  const char *is_steady, const char *reason)
{
	char *summary = alloc_printf("valid,valid_reason,steady,steady_reason\n%s,,\n",
				     summary_row);
	struct results results = {0};

	results.tables[RESULT_SUMMARY] = table_parse(summary, strlen(summary));
	results.tables[RESULT_TIMELINE] = table_parse(csv, strlen(csv));
	assert_non_null(results.tables[RESULT_SUMMARY]);
	assert_non_null(results.tables[RESULT_TIMELINE]);
	steady_check(results.tables[RESULT_SUMMARY],
		     results.tables[RESULT_TIMELINE]);
	assert_string_equal(
		table_get(results.tables[RESULT_SUMMARY], 0, "steady"), is_steady);
	assert_string_equal(
		table_get(results.tables[RESULT_SUMMARY], 0, "steady_reason"),
		reason);
	assert_int_equal(
		*table_get(results.tables[RESULT_SUMMARY], 0, "valid"),
		*summary_row);
	results_free(&results);
	free(summary);
}

static void assert_run(const int *lookups, const int *updates,
		       const char *summary_row, const char *is_steady,
		       const char *reason)
{
	char *csv = timeline(lookups, updates);

	assert_judged(csv, summary_row, is_steady, reason);
	free(csv);
}

static void test_reasons(void **state)
{
	(void)state;
	assert_run(steady, steady, "1,", "1", "");
	assert_run(jumps, steady, "1,", "0",
		   "lookups per second changed by +25% at 500 ms");
	assert_run(steady, falls, "1,", "0",
		   "updates per second drifted by -39% over the window");
	assert_run(jumps, falls, "1,", "0",
		   "lookups per second changed by +25% at 500 ms; "
		   "updates per second drifted by -39% over the window");
	/* That is no matter of valid. */
	assert_run(jumps, NULL, "0,a violation", "0",
		   "lookups per second changed by +25% at 500 ms");
}

static void test_without_readers_or_writers(void **state)
{
	(void)state;
	assert_run(NULL, steady, "1,", "1", "");
	assert_run(NULL, falls, "1,", "0",
		   "updates per second drifted by -39% over the window");
	assert_run(steady, NULL, "1,", "1", "");
	assert_run(NULL, NULL, "1,", "", "");
}

static void test_no_timeline(void **state)
{
	(void)state;
	assert_judged(HEADER, "1,", "", "");
}

/* From the module to all that is printed and saved. */
static void test_run_is_marked(void **state)
{
	struct fixture *f = *state;
	char *csv = timeline(jumps, NULL), *dir, *text;
	struct call call;

	put_file(f->module, "results/timeline.csv", csv);
	free(csv);
	call = call_to(f, "run --repeat 2 --no-events --output t", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_has(call.out, "\n~  find_vma");
	assert_has(call.out,
		   "\n~ find_vma, readers=1 writers=1: 2 of 2 runs not steady: "
		   "lookups per second changed by +25% at 500 ms, ...\n");
	call_free(&call);
	dir = alloc_printf("%s/t", f->here);
	text = get_file(dir, "summary.csv");
	assert_has(text, ",0,lookups per second changed by +25% at 500 ms");
	free(text);
	/* They are in the medians. */
	text = get_file(dir, "statistics.csv");
	assert_has(text, "ns_per_lookup,ns,2,");
	free(text);
	free(dir);

	call = call_to(f, "run --repeat 1 --no-events --format json --output u", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_has(call.out, "\"steady_reason\": \"lookups per second changed");
	assert_has(call.out, "\"invalid\": 0");
	call_free(&call);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_without_readers_or_writers),
		cmocka_unit_test(test_no_timeline),
		cmocka_unit_test_setup_teardown(
			test_run_is_marked, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
