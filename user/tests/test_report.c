// SPDX-License-Identifier: GPL-2.0-only
#include "runs.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/terminal.h"
#include "output/report.h"

/* Two schemes, two repeats; only what the report looks at. */
static const char summary_csv[] =
	"csv_version,run_id,repeat,scheme,kernel_release,readers,writers,"
	"ns_per_lookup,lookups_per_s,lookup_p50_ns,lookup_p99_ns,"
	"lookup_max_ns,hits,absent,busy,spurious_misses,updates_per_s,"
	"munmap_p50_ns,munmap_p99_ns,seed,valid,valid_reason,novel_ns\n"
	"2,r-1,1,a,6.1,1,1,78.3,12771392.1,80,101,5000,75,20,5,0,30000.4,"
	"3000,9000,18446744073709551615,1,,1.5\n"
	"2,r-2,1,b,6.1,1,1,40,25000000,41,44,700,100,0,0,0,,,,"
	"18446744073709551615,1,,\n"
	"2,r-3,2,a,6.1,1,1,80.3,12453300.1,82,103,7000,75,20,5,2,32000.4,"
	"3200,9200,18446744073709551615,0,\"violation, seen\",2\n"
	"2,r-4,2,b,6.1,1,1,42,23809523.8,43,46,900,100,0,0,0,,,,"
	"18446744073709551615,1,,\n";

static const char perf_csv[] =
	"csv_version,run_id,repeat,role,index,tid,event,per_op\n"
	"2,r-1,1,reader,0,77,cycles,999\n"
	"2,r-1,1,reader,all,,cycles,250.5\n"
	"2,r-1,1,reader,all,,task-clock,78\n"
	"2,r-1,1,writer,all,,cycles,9000\n"
	"2,r-2,1,reader,all,,cycles,\n"
	"2,r-3,2,reader,all,,cycles,251.5\n";

struct fixture {
	struct statistics *statistics;
	bool all_events;
	size_t width;
};

/* Report on other runs. */
static void replace(struct fixture *f, const char *summary, const char *perf)
{
	statistics_free(f->statistics);
	f->statistics = runs_read(summary, perf);
}

static int setup(void **state)
{
	struct fixture *f = alloc_zeroed(1, sizeof(*f));

	replace(f, summary_csv, perf_csv);
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

static char *table_of(const struct fixture *f)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	report_table(f->statistics, f->all_events, f->width, out);
	fclose(out);
	return text;
}

static void assert_prints(const struct fixture *f, const char *expected)
{
	char *text = table_of(f);

	assert_string_equal(text, expected);
	free(text);
}

static void assert_table_has(const struct fixture *f, const char *part)
{
	char *text = table_of(f);

	assert_has(text, part);
	free(text);
}

static void assert_table_lacks(const struct fixture *f, const char *part)
{
	char *text = table_of(f);

	assert_null(strstr(text, part));
	free(text);
}

static void test_disturbed(void **state)
{
	struct fixture *f = *state;

	replace(f, "run_id,repeat,scheme,readers,writers,ns_per_lookup,valid,"
		   "disturbed_reason\n"
		   "r-1,1,a,1,0,10,1,\nr-2,2,a,1,0,90,1,reader 0 waited\n",
		NULL);
	assert_table_has(f, "\n*  a ");
	assert_table_has(f, "\n* a, readers=1 writers=0: 1 of 2 runs disturbed, left out: reader 0 waited\n");
	replace(f, "run_id,repeat,scheme,readers,writers,ns_per_lookup,valid,"
		   "disturbed_reason\n"
		   "r-1,1,a,1,0,10,1,it\nr-2,2,a,1,0,90,1,reader 0 waited\n",
		NULL);
	assert_table_has(f, ": 2 of 2 runs disturbed, counted as too few were not: it, ...\n");
}

static void test_table(void **state)
{
	struct fixture *f = *state;

	assert_prints(f,
"   scheme  readers  writers          ns/lookup  ratio  lookups/s  p50[ns]  p99[ns]  max[ns]  hits[%]  absent[%]  busy[%]  misses  updates/s  munmap-p50[ns]  munmap-p99[ns]  cycles/lookup\n"
"!  a             1        1               78.3      1   12771392       80      101     5000    75.00      20.00     5.00       0      30000            3000            9000          250.5\n"
"   b             1        1  41.0 (40.0..42.0)  0.511   24404762       42       45      800   100.00       0.00     0.00       0          -               -               -              -\n"
"median of 1 to 2 repeats (smallest..largest); a 95% interval needs 6 repeats\n"
"runs that are not valid (!) are left out where others are\n"
"ratio: to a with the same knobs, median over pairs of the same repeat\n"
"! r-3 (a, readers=1 writers=1, repeat 2): violation, seen\n"
"b, readers=1 writers=1: 100.0% of the lookups find a VMA (a: 75.0%)\n");
}

static void test_table_of_one_run(void **state)
{
	struct fixture *f = *state;
	const char *end = strstr(summary_csv, "2,r-2,");
	char *one = alloc_printf("%.*s", (int)(end - summary_csv), summary_csv);

	replace(f, one, perf_csv);
	free(one);
	assert_prints(f,
"  scheme  readers  writers  ns/lookup  lookups/s  p50[ns]  p99[ns]  max[ns]  hits[%]  absent[%]  busy[%]  misses  updates/s  munmap-p50[ns]  munmap-p99[ns]  cycles/lookup\n"
"  a             1        1       78.3   12771392       80      101     5000    75.00      20.00     5.00       0      30000            3000            9000          250.5\n");
}

/* Only what a reader needs first, and nothing wider than the terminal. */
static void test_table_fits(void **state)
{
	struct fixture *f = *state;
	char *text, *line, *save;

	f->width = 80;
	text = table_of(f);
	assert_has(text, "all runs: readers=1 writers=1\n   scheme ");
	assert_has(text, "41.0 (+-2.4%)");
	assert_has(text, " p99[ns] ");
	assert_has(text, " updates/s");
	assert_null(strstr(text, "hits[%]"));
	assert_has(text, " more columns do not fit: --wide\n");
	assert_has(text, "median of 1 to 2 repeats (+-range)");
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		assert_true(!strncmp(line, "! r-", 4) ||
			    strlen(line) <= 80);
	free(text);
}

/* Six repeats: the interval is told as a percentage. */
static void test_interval_fits(void **state)
{
	struct fixture *f = *state;
	char *csv = alloc_copy("repeat,scheme,readers,writers,"
			       "ns_per_lookup,updates_per_s,valid\n");
	int i;

	for (i = 1; i <= 6; i++)
		alloc_append(&csv, "%d,a,1,1,%d,%d,1\n%d,b,1,1,200,9,1\n", i,
			     100 + (i & 1), i & 1 ? 10 : 30, i);
	replace(f, csv, NULL);
	free(csv);
	f->width = 80;
	assert_table_has(f, "100.5 +-0.5%");
	assert_table_has(f, "1.990 +-0.5%");
	assert_table_has(f, " 20 +-50%");
	assert_table_has(f, "median of 6 repeats +-95% interval\n");
}

static void test_width(void **state)
{
	(void)state;
	assert_int_equal(setenv("COLUMNS", "91", 1), 0);
	assert_int_equal(table_width(), 91);
	/* Not a number: the terminal's, and a test has none. */
	assert_int_equal(setenv("COLUMNS", "wide", 1), 0);
	assert_int_equal(table_width(), terminal_columns(stdout));
	assert_int_equal(unsetenv("COLUMNS"), 0);
	assert_int_equal(table_width(), terminal_columns(stdout));
}

/* What is always there is there even if nothing fits. */
static void test_table_fits_nowhere(void **state)
{
	struct fixture *f = *state;

	f->width = 20;
	assert_table_has(f, "  scheme      ns/lookup\n");
	assert_table_has(f, "!  a                78.3\n");
}

static void test_events_asked_for(void **state)
{
	struct fixture *f = *state;

	f->all_events = true;
	assert_table_has(f, "cycles/lookup  task-clock/lookup\n");
	assert_table_has(f, "250.5                 78\n");
}

/* Some are worth a column if nobody has asked for them by name. */
static void test_events_shown_unasked(void **state)
{
	static const char csv[] =
		"run_id,role,index,event,per_op\n"
		"r-1,reader,all,cache-misses,0.25\n"
		"r-1,reader,all,context-switches,0.0625\n";
	struct fixture *f = *state;

	replace(f, summary_csv, csv);
	assert_table_has(f, "cache-misses/lookup  context-switches/lookup\n");
	assert_table_has(f, "0.25                   0.0625\n");
}

static void test_varied_knobs_are_shown(void **state)
{
	struct fixture *f = *state;

	replace(f, "repeat,scheme,readers,writers,vmas,hold_ns,ns_per_lookup,"
		   "valid\n"
		   "1,a,1,1,10,0,5,1\n1,b,1,1,10,0,6,1\n"
		   "1,a,1,1,20,0,7,1\n1,b,1,1,20,0,8,1\n", NULL);
	assert_table_has(f, "scheme  readers  writers  vmas  ns");
	assert_table_has(f, "b             1        1    20 ");
}

/* What the report looks at of models; four runs, as in the other. */
#define MODEL_HEADER							\
	"run_id,repeat,scheme,family,index,readers,writers,"		\
	"ns_per_lookup,hits,absent,busy,spurious_misses,fallbacks,"	\
	"fallback_p99_ns,violations,valid,valid_reason,"		\
	"violations_range,violations_freed,violations_torn,torn_spans,"	\
	"lost_wakeups\n"

static void test_model(void **state)
{
	struct fixture *f = *state;

	replace(f, MODEL_HEADER
		"r-1,1,a,kernel,maple,1,1,100,10,0,0,0,,,0,1,,,,,,\n"
		"r-2,1,b,model,rbtree,1,1,200,8,0,0,2,,,0,1,,0,0,0,0,0\n", NULL);
	assert_prints(f,
"  scheme  index   readers  writers  ns/lookup  ratio  lookups/s  p50[ns]  p99[ns]  max[ns]  hits[%]  absent[%]  misses  updates/s\n"
"  a       maple         1        1      100.0      1          -        -        -        -   100.00       0.00       0          -\n"
"  b       rbtree        1        1      200.0  2.000          -        -        -        -    80.00       0.00       2          -\n"
"ratio: to a with the same knobs\n"
"b, readers=1 writers=1: 80.0% of the lookups find a VMA (a: 100.0%)\n");
}

static void test_index_is_told_only_if_there_is_a_choice(void **state)
{
	struct fixture *f = *state;

	replace(f, MODEL_HEADER
		"r-1,1,a,kernel,maple,1,1,100,1,0,0,0,,,0,1,,,,,,\n"
		"r-2,1,b,kernel,,1,1,200,1,0,0,0,,,0,1,,,,,,\n", NULL);
	assert_table_lacks(f, "index");
	replace(f, MODEL_HEADER
		"r-1,1,a,kernel,maple,1,1,100,1,0,0,0,,,0,1,,,,,,\n"
		"r-2,1,b,kernel,rbtree,1,1,200,1,0,0,0,,,0,1,,,,,,\n", NULL);
	assert_table_has(f, "  scheme  index   readers");
	replace(f, MODEL_HEADER
		"r-1,1,a,kernel,maple,1,1,100,1,0,0,0,,,0,1,,,,,,\n"
		"r-2,1,b,model,maple,1,1,200,1,0,0,0,,,0,1,,0,0,0,0,0\n", NULL);
	assert_table_has(f, "  b       maple        1");
	replace(f, MODEL_HEADER
		"r-1,1,a,broken,maple,1,1,100,1,0,0,0,,,0,1,,0,0,0,0,0\n"
		"r-2,1,b,kernel,,1,1,200,1,0,0,0,,,0,1,,,,,,\n", NULL);
	assert_table_has(f, "  a       maple        1");
	assert_table_has(f, "  b       -            1");
}

/* The same tree, asked for by two words, is the same. */
static void test_index_as_a_varied_knob(void **state)
{
	struct fixture *f = *state;

	replace(f, MODEL_HEADER
		"r-1,1,a,model,maple,1,1,100,1,0,0,0,,,0,1,,0,0,0,0,0\n"
		"r-2,1,a,model,rbtree,1,1,200,1,0,0,0,,,0,1,,0,0,0,0,0\n"
		"r-3,1,a,model,maple,1,1,300,1,0,0,0,,,0,1,,0,0,0,0,0\n", NULL);
	assert_table_has(f, "  scheme  index   readers  writers             ns");
	assert_table_has(f, "  a       maple         1        1  200.0 (100.0..300.0)");
	assert_table_has(f, "  a       rbtree        1        1                 200.0");
}

static void test_options_as_varied_knobs(void **state)
{
	struct fixture *f = *state;

	replace(f, "run_id,repeat,scheme,family,index,readers,writers,"
		   "ns_per_lookup,valid,valid_reason,detach\n"
		   "r-1,1,a,model,maple,1,1,100,1,,write_then_detach\n"
		   "r-2,1,a,model,maple,1,1,200,0,bad,hole_punch\n", NULL);
	assert_table_has(f, "  1  write_then_detach      100.0");
	assert_table_has(f, "  1         hole_punch      200.0");
	assert_table_has(f, "\n! r-2 (a, readers=1 writers=1 detach=hole_punch, "
			    "repeat 1): bad\n");
}

static void test_what_is_seldom(void **state)
{
	struct fixture *f = *state;

	replace(f, MODEL_HEADER
		"r-1,1,a,model,maple,1,1,100,9,0,1,0,7,650,5,1,,0,0,0,3,2\n", NULL);
	assert_table_has(f, "  absent[%]  busy[%]  misses  fallbacks  "
			    "fb-p99[ns]  torn-spans  violations  updates/s");
	assert_table_has(f, "       0.00    10.00       0          7  "
			    "       650           3           5          -");
	assert_table_has(f, "  lost-wakeups\n");
	assert_table_has(f, "             2\n");
	/* One line that has it is enough; the others say 0 or nothing. */
	replace(f, MODEL_HEADER
		"r-1,1,a,model,maple,1,1,100,9,0,0,0,0,,0,1,,0,0,0,0,0\n"
		"r-2,1,b,model,maple,1,1,100,9,0,0,0,7,650,0,1,,0,0,0,0,0\n", NULL);
	assert_table_has(f, "  misses  fallbacks  fb-p99[ns]  updates/s");
	assert_table_has(f, "       0          0           -          -");
	assert_table_has(f, "       0          7         650          -");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_disturbed),
		TEST(test_table),
		TEST(test_table_fits),
		TEST(test_width),
		TEST(test_interval_fits),
		TEST(test_table_fits_nowhere),
		TEST(test_table_of_one_run),
		TEST(test_events_asked_for),
		TEST(test_events_shown_unasked),
		TEST(test_varied_knobs_are_shown),
		TEST(test_model),
		TEST(test_index_is_told_only_if_there_is_a_choice),
		TEST(test_index_as_a_varied_knob),
		TEST(test_options_as_varied_knobs),
		TEST(test_what_is_seldom),
	};
#undef TEST

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
