// SPDX-License-Identifier: GPL-2.0-only
/*
 * Results as JSON.
 */
#include "runs.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "lib/textout.h"
#include "output/report.h"

static const char summary_csv[] =
	"csv_version,run_id,repeat,scheme,kernel_release,readers,writers,"
	"ns_per_lookup,lookups_per_s,lookup_p50_ns,lookup_p99_ns,"
	"lookup_max_ns,hits,absent,busy,spurious_misses,updates_per_s,"
	"munmap_p50_ns,munmap_p99_ns,seed,valid,valid_reason,novel_ns\n"
	"2,r-1,1,a,6.1,1,1,78.3,12771392.1,80,101,5000,75,20,5,0,30000.4,"
	"3000,9000,18446744073709551615,1,,1.5\n";

static const char perf_csv[] =
	"csv_version,run_id,repeat,role,index,tid,event,per_op\n"
	"2,r-1,1,reader,0,77,cycles,999\n"
	"2,r-1,1,reader,all,,cycles,250.5\n"
	"2,r-1,1,reader,all,,task-clock,78\n"
	"2,r-1,1,writer,all,,cycles,9000\n";

static void test_json(void **state)
{
	struct statistics *statistics = runs_read(summary_csv, perf_csv);
	static const char expected[] =
		"{\n"
		"  \"runs\": [\n"
		"    {\n"
		"      \"csv_version\": 2,\n"
		"      \"run_id\": \"r-1\",\n"
		"      \"repeat\": 1,\n"
		"      \"scheme\": \"a\",\n"
		"      \"kernel_release\": \"6.1\",\n"
		"      \"readers\": 1,\n"
		"      \"writers\": 1,\n"
		"      \"ns_per_lookup\": 78.3,\n"
		"      \"lookups_per_s\": 12771392.1,\n"
		"      \"lookup_p50_ns\": 80,\n"
		"      \"lookup_p99_ns\": 101,\n"
		"      \"lookup_max_ns\": 5000,\n"
		"      \"hits\": 75,\n"
		"      \"absent\": 20,\n"
		"      \"busy\": 5,\n"
		"      \"spurious_misses\": 0,\n"
		"      \"updates_per_s\": 30000.4,\n"
		"      \"munmap_p50_ns\": 3000,\n"
		"      \"munmap_p99_ns\": 9000,\n"
		"      \"seed\": \"18446744073709551615\",\n"
		"      \"valid\": 1,\n"
		"      \"valid_reason\": null,\n"
		"      \"novel_ns\": 1.5,\n"
		"      \"perf\": {\n"
		"        \"reader\": {\n"
		"          \"cycles\": 250.5,\n"
		"          \"task-clock\": 78\n"
		"        },\n"
		"        \"writer\": {\n"
		"          \"cycles\": 9000\n"
		"        }\n"
		"      }\n"
		"    }\n"
		"  ],\n"
		"  \"statistics\": [\n"
		"    {\n"
		"      \"csv_version\": 2,\n"
		"      \"job\": null,\n"
		"      \"scheme\": \"a\",\n"
		"      \"index\": null,\n"
		"      \"knobs\": null,\n"
		"      \"metric\": \"ns_per_lookup\",\n"
		"      \"unit\": \"ns\",\n"
		"      \"n\": 1,\n"
		"      \"median\": 78.3,\n"
		"      \"ci_low\": null,\n"
		"      \"ci_high\": null,\n"
		"      \"min\": 78.3,\n"
		"      \"max\": 78.3,\n"
		"      \"ratio\": null,\n"
		"      \"ratio_low\": null,\n"
		"      \"ratio_high\": null,\n"
		"      \"ratio_to\": null,\n"
		"      \"invalid\": 0\n"
		"    },\n";
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	report_json(statistics, out);
	fclose(out);
	assert_true(len > strlen(expected));
	text[strlen(expected)] = '\0';
	assert_string_equal(text, expected);
	free(text);
	statistics_free(statistics);
}

/* The rows of a CSV file as JSON. */
static char *json_of(const char *csv)
{
	struct table *table = table_parse(csv, strlen(csv));
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	print_json(table, out);
	fclose(out);
	table_free(table);
	return text;
}

/* A number that JSON's reader could not hold is kept, as text. */
static void test_json_clamps_nothing(void **state)
{
	char *text = json_of("novel,other,more\n"
			     "18446744073709551615,inf,1e400\n");

	(void)state;
	assert_has(text, "\"novel\": \"18446744073709551615\"");
	assert_has(text, "\"other\": \"inf\"");
	assert_has(text, "\"more\": \"1e400\"");
	free(text);
}

/* No cell and no column is left out for a byte that is not UTF-8. */
static void test_json_is_utf8(void **state)
{
	char *text = json_of("scheme,k\xffy\n"
			     "caf\xe9 \xc3\xa9\xe2\x82,1\n");

	(void)state;
	assert_has(text, "\"scheme\": \"caf\uFFFD \u00e9\uFFFD\uFFFD\"");
	assert_has(text, "\"k\uFFFDy\": 1");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_clamps_nothing),
		cmocka_unit_test(test_json_is_utf8),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
