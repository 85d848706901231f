// SPDX-License-Identifier: GPL-2.0-only
#include "driver.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/prediction.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"

/* Two repeats of two readers and a writer, in one of which there was an interrupt. */
static const char summary[] =
	"csv_version,run_id,repeat,kernel_release,scheme,writers,lookups,munmap_count,ns_per_lookup,valid\n"
	"2,r-7,1,6.12,vma_lock,1,100,10,5,1\n"
	"2,r-9,2,6.12,vma_lock,1,200,0,5,1\n";

static const char symbols[] =
	"ffffffff81000000 T find_it\n"
	"ffffffff81000040 t up_read\n"
	"ffffffff81000050 D a_variable\n"
	"ffffffffc0000000 t vma_lock_lookup_row\t[vmabench]\n";

/* Run 8 is not in the summary: it failed. */
static const char counts[] =
	"run 7\n"
	"cpu 1 lookup 60 60 1200\n"
	"cpu 2 lookup 40 39 780\n"
	"cpu 3 munmap 10 10 500\n"
	"at lookup ffffffff81000000 - 990 99 0 198 0 99 0 0 0 0 0\n"
	"at lookup ffffffff8100003f b 792 0 0 0 0 0 0 0 0 0 0\n"
	"at lookup ffffffff81000051 l 99 99 99 99 99 0 198 0 99 99 0\n"
	"at lookup ffffffffc0000010 c 99 0 99 0 0 0 0 99 0 0 33\n"
	"at munmap ffffffff81000010 - 490 0 0 0 0 0 0 0 0 0 0\n"
	"at munmap ffffffff81000011 f 10 0 0 0 0 0 0 0 0 0 0\n"
	"end\n"
	"run 8\n"
	"cpu 1 lookup 5 5 5\n"
	"end\n"
	"run 9\n"
	"cpu 1 lookup 200 200 4400\n"
	"at lookup ffffffff81000000 - 4200 0 0 0 0 0 0 0 0 0 0\n"
	"at lookup ffffffff81000040 - 200 0 0 0 0 0 0 0 0 0 0\n"
	"end\n";

static void remove_file(const char *dir, const char *name)
{
	auto_free char *path = alloc_printf("%s/%s", dir, name);

	assert_int_equal(unlink(path), 0);
}

static int setup(void **state)
{
	struct fixture *f;

	fixture_setup(state);
	f = *state;
	put_file(f->here, "x/summary.csv", summary);
	put_file(f->here, "x/environment.csv", "csv_version,key,value\n");
	put_file(f->here, "x/kallsyms", symbols);
	put_file(f->here, "x/counts", counts);
	return 0;
}

static void says_not(struct fixture *f, const char *line, const char *out)
{
	struct call call = call_to(f, line, NULL);

	assert_int_equal(call.code, VMB_OK);
	assert_has(call.out, "csv_version,kernel_release,");
	if (strstr(call.out, out))
		fail_msg("'%s' says %s: %s", line, out, call.out);
	call_free(&call);
}

static void test_costs_per_operation(void **state)
{
	struct fixture *f = *state;
	char *text;

	says(f, "costs x", VMB_OK, "\ncosts: x/costs.html\n", "");
	text = get_file(f->here, "x/costs.csv");
	/* 20 in the first repeat and 22 in the second, of 299 operations in 300. */
	assert_has(text, ",vma_lock,,,reader,lookup,,instructions,21,20,22,2,299,0.0033");
	assert_has(text, ",reader,lookup,,locked,0.5,0,1,2,");
	assert_has(text, ",reader,lookup,,calls,0.5,0,1,2,");
	assert_has(text, ",reader,lookup,,branches,4,0,8,2,");
	assert_has(text, ",reader,lookup,,loads,1,0,2,2,");
	assert_has(text, ",reader,lookup,,stores,1,0,2,2,");
	assert_has(text, ",reader,lookup,,lines,1.5,0,3,2,");
	assert_has(text, ",reader,lookup,,lines_written,0.5,0,1,2,");
	assert_has(text, ",reader,lookup,,pages,0.5,0,1,2,");
	assert_has(text, ",reader,lookup,,shared,1,0,2,2,");
	assert_has(text, ",reader,lookup,,false_shared,0.5,0,1,2,");
	assert_has(text, ",reader,lookup,,contended,0.5,0,1,2,");
	assert_has(text, ",reader,lookup,,transfers,0.5,0,1,2,");
	assert_has(text, ",reader,lookup,,false_transfers,0.1666666667,0,0.3333333333,2,");
	/* A function ends where the next one begins; data are none. */
	assert_has(text, ",reader,lookup,find_it,instructions,19.5,18,21,2,");
	assert_has(text, ",reader,lookup,up_read,instructions,1,1,1,2,");
	assert_has(text, ",reader,lookup,vma_lock_lookup_row,instructions,0.5,0,1,2,");
	assert_null(strstr(text, "a_variable"));
	/* One repeat had no unmapping, which is not 0. */
	assert_has(text, ",writer,munmap,,instructions,50,50,50,1,10,0\n");
	assert_has(text, ",writer,munmap,,fences,1,1,1,1,");
	free(text);
	says(f, "costs x --functions --wide", VMB_OK, "up_read", "");
	says_not(f, "costs x --scheme hazptr --format csv", "vma_lock");
	/* The files have all. */
	text = get_file(f->here, "x/costs.csv");
	assert_has(text, "vma_lock");
	free(text);
	says(f, "costs x --format json", VMB_OK, "\"per_operation\": 21", "");
}

/* Return a copy with the first @from replaced. */
static char *replaced(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	assert_non_null(at);
	return alloc_printf("%.*s%s%s", (int)(at - text), text, to,
			    at + strlen(from));
}

/* An interrupt in each unmapping: their costs are not known, and not 0. */
static void test_shows_what_was_left_out(void **state)
{
	struct fixture *f = *state;
	auto_free char *text = NULL;
	auto_free char *left_out = replaced(counts, "munmap 10 10 500",
					    "munmap 10 0 0");
	auto_free char *without = replaced(
		left_out, "at munmap ffffffff81000010 - 490 0 0 0 0 0 0 0 0 0 0\n", "");
	auto_free char *none = replaced(
		without, "at munmap ffffffff81000011 f 10 0 0 0 0 0 0 0 0 0 0\n", "");

	put_file(f->here, "x/counts", none);
	says(f, "costs x --wide", VMB_OK, "munmap                -", "");
	text = get_file(f->here, "x/costs.csv");
	assert_has(text, ",writer,munmap,,instructions,,,,0,0,1\n");
}

/* Replace @from in the counts, read them, and expect what is said. */
static void complains(struct fixture *f, const char *from, const char *to,
		      const char *why)
{
	auto_free char *text = replaced(counts, from, to);

	put_file(f->here, "x/counts", text);
	says(f, "costs x", VMB_USAGE, "", why);
	put_file(f->here, "x/counts", counts);
}

static void test_refuses_what_does_not_add_up(void **state)
{
	struct fixture *f = *state;

	complains(f, "cpu 2 lookup 40 39 780", "cpu 2 lookup 40 39 781",
		  "x/counts: run r-7, lookup: functions executed 1980 instructions, CPUs 1981; count again");
	complains(f, "cpu 2 lookup 40", "cpu 2 lookup 39",
		  "run r-7, lookup: the module counted 100 operations, the emulator 99");
	complains(f, "run 9\n", "run 10\n",
		  "run r-9, lookup: the module counted 200 operations, the emulator 0");
	complains(f, "end\nrun 8", "run 8", "'run 8' is not expected there");
	complains(f, "0 0 33\n", "0 33\n", "is not expected there");
	complains(f, " lookup ffffffffc0000010 c", " lookip ffffffffc0000010 c",
		  "is not expected there");
	complains(f, counts, "", "run r-7, lookup: the module counted 100 operations, the emulator 0");
	complains(f, "- 200 0 0 0 0 0 0 0 0 0 0\nend\n",
		  "- 200 0 0 0 0 0 0 0 0 0 0\n",
		  "the last run has no end: the guest died");
	says(f, "costs x", VMB_OK, "", "");
}

/* Ten more instructions in each lookup of both repeats, in one function. */
static const char *const slower[][2] = {
	{"cpu 1 lookup 60 60 1200", "cpu 1 lookup 60 60 2190"},
	{"- 990 99", "- 1980 99"},
	{"200 200 4400", "200 200 6400"},
	{"- 4200 0", "- 6200 0"},
};

static void test_compares(void **state)
{
	struct fixture *f = *state;
	char *text = alloc_copy(counts), *next, *base;
	size_t i;

	says(f, "costs x --output before", VMB_OK, "", "");
	says(f, "costs x --against before/costs.csv", VMB_OK, "no difference",
	     "");
	for (i = 0; i < ARRAY_SIZE(slower); i++) {
		next = replaced(text, slower[i][0], slower[i][1]);
		free(text);
		text = next;
	}
	put_file(f->here, "x/counts", text);
	/* 1 of difference between the repeats, 10 between the kernels. */
	says(f, "costs x --against before/costs.csv --format csv",
	     VMB_REGRESSED,
	     ",,vma_lock,,,lookup,,instructions,21,31,10\n"
	     ",,vma_lock,,,lookup,find_it,instructions,19.5,29.5,10\n",
	     "");
	/* The other way round it is no regression. */
	says(f, "costs x --output after", VMB_OK, "", "");
	put_file(f->here, "x/counts", counts);
	says(f, "costs x --against after/costs.csv", VMB_OK, "find_it", "");
	/* Two are within three times the spread. */
	base = get_file(f->here, "before/costs.csv");
	free(text);
	text = replaced(base, "instructions,21,20,22", "instructions,19,18,20");
	put_file(f->here, "before/costs.csv", text);
	says(f, "costs x --against before/costs.csv", VMB_OK, "no difference",
	     "");
	/* A function with another name, or in another function, is none. */
	free(text);
	text = replaced(symbols, "find_it", "find_it.isra.0");
	put_file(f->here, "x/kallsyms", text);
	put_file(f->here, "before/costs.csv", base);
	says(f, "costs x --against before/costs.csv --format csv", VMB_OK,
	     ",find_it,instructions,19.5,0,-19.5\n", "");
	put_file(f->here, "x/kallsyms", symbols);
	/* What was not counted here is missed. */
	free(text);
	text = alloc_printf("%s2,6.12,,hazptr,,,reader,lookup,,instructions,1,1,1,2,1,0\n",
			    base);
	put_file(f->here, "before/costs.csv", text);
	says(f, "costs x --against before/costs.csv", VMB_USAGE, "",
	     "before/costs.csv: has 1 operations that were not counted here");
	says(f, "costs x --against before/costs.csv --scheme vma_lock", VMB_OK,
	     "", "");
	free(text);
	free(base);
	says(f, "costs x --against nowhere", VMB_USAGE, "",
	     "nowhere: cannot be read: No such file or directory; give the costs.csv");
	says(f, "costs x --against x/summary.csv", VMB_USAGE, "",
	     "x/summary.csv: is no costs.csv");
	put_file(f->here, "before/costs.csv",
		 "kernel_release,job,scheme,index,knobs,operation,function,event,per_operation,min,max\n");
	says(f, "costs x --against before/costs.csv", VMB_USAGE, "",
	     "has no operation of the same knobs; count the same job");
}

static void assert_near(double value, double expected)
{
	if (!(fabs(value / expected - 1) < 1e-6))
		fail_msg("%.10g is not %.10g", value, expected);
}

/* By hand, and at the ends. */
static void test_predicts(void **state)
{
	(void)state;
	/* Nothing transferred: as many times as fast. */
	assert_near(predict(100, 0, 50, 64), 64e7);
	/* Nobody else has the line. */
	assert_near(predict(100, 2, 50, 1), 1e7);
	/* 36 ns, for which the second waits 36 * 36 / 136 ns on average. */
	assert_near(predict(100, 2, 18, 2), 2e9 / (100 + 36 * (1 + 36. / 136)));
	/* The line serves one lookup in 100 ns, whoever waits. */
	assert_near(predict(100, 2, 50, 4096), 1e7);
}

static const char counted[] =
	"csv_version,run_id,repeat,kernel_release,scheme,access,writers,readers,lookups,ns_per_lookup,lookups_per_s,valid\n"
	"2,r-4,1,6.12,vma_lock,own,0,2,100,5,1,1\n"
	"2,r-1,1,6.12,vma_lock,hot,0,2,100,5,1,1\n"
	"2,r-2,1,6.12,hazptr,hot,0,2,100,5,1,1\n"
	"2,r-3,1,6.12,null,hot,0,2,100,5,1,1\n";

/* Two transfers, and none. */
static const char of_schemes[] =
	"run 1\ncpu 1 lookup 100 100 200\n"
	"at lookup ffffffff81000000 l 200 200 200 0 0 0 400 0 200 200 0\nend\n"
	"run 2\ncpu 1 lookup 100 100 100\n"
	"at lookup ffffffff81000000 - 100 0 0 0 0 0 0 0 0 0 0\nend\n"
	"run 3\ncpu 1 lookup 100 100 100\n"
	"at lookup ffffffff81000000 - 100 0 0 0 0 0 0 0 0 0 0\nend\n"
	"run 4\ncpu 1 lookup 100 100 200\n"
	"at lookup ffffffff81000000 l 200 200 200 0 0 0 400 0 200 200 150\nend\n";

/* vma_lock takes 145.529 ns with two readers, which is 18 ns for a transfer. */
static const char times[] =
	"csv_version,run_id,repeat,kernel_release,scheme,access,writers,readers,ns_per_lookup,lookups_per_s,valid\n"
	"2,s-1,1,7.3,vma_lock,hot,0,1,100,10000000,1\n"
	"2,s-2,1,7.3,vma_lock,hot,0,2,145.529412,13742926,1\n"
	"2,s-3,1,7.3,hazptr,hot,0,1,50,20000000,1\n"
	"2,s-4,1,7.3,hazptr,hot,0,2,50,50000000,1\n"
	"2,s-5,1,7.3,vma_lock,own,0,1,100,10000000,1\n"
	"2,s-6,1,7.3,vma_lock,own,0,2,110,18150000,1\n";

static void test_predicts_a_folder(void **state)
{
	struct fixture *f = *state;
	char *text;

	put_file(f->here, "x/summary.csv", counted);
	put_file(f->here, "x/counts", of_schemes);
	put_file(f->here, "y/summary.csv", times);
	put_file(f->here, "y/environment.csv", "csv_version,key,value\n");
	says(f, "costs x --times y --wide", VMB_OK,
	     "transfer takes 18.0 ns", "");
	says(f, "costs x --times y --wide", VMB_OK,
	     "vma_lock  hot          2.00      100.0        2      13.7 M       13.7 M  fitted",
	     "");
	/* Of two transfers 1.5 are false sharing: 2 / (109 + 9 * 9 / 109) ns. */
	says(f, "costs x --times y --wide", VMB_OK,
	     "vma_lock  own          0.50      100.0        2      18.1 M       18.2 M   +0.4%",
	     "");
	/* It is 20% below what was measured; null was not measured. */
	says(f, "costs x --times y --wide --transfer-ns 50-100", VMB_OK,
	     "hazptr    hot          0.00       50.0        2        50 M         40 M  -20.0%  160-160 M  1.28e+03-1.28e+03 M",
	     "");
	text = get_file(f->here, "x/costs-pictures/costs-prediction-hot.csv");
	assert_has(text, "vma_lock,1,10000000,10000000,10000000\n");
	assert_has(text, "vma_lock,1024,5000000,10000000,");
	assert_null(strstr(text, "null"));
	free(text);
	text = get_file(f->here, "x/costs.html");
	assert_has(text, "A prediction, no measurement");
	free(text);
	says(f, "costs x --times y --fit hazptr", VMB_USAGE, "",
	     "--fit: no time of a transfer explains what several readers of hazptr did");
	says(f, "costs x --times y --fit find_vma", VMB_USAGE, "",
	     "--times: y has no times of find_vma with access=hot");
	says(f, "costs x --times y --transfer-ns 150-30", VMB_USAGE, "",
	     "'150-30' is no range of ns");
	says(f, "costs x --times nowhere", VMB_USAGE, "", "nowhere");
}

static void test_refuses_other_folders(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "z/summary.csv",
		 "csv_version,run_id,repeat,scheme,lookups,valid\n2,r-1,1,null,0,0\n");
	put_file(f->here, "z/environment.csv", "csv_version,key,value\n");
	put_file(f->here, "z/kallsyms", symbols);
	put_file(f->here, "z/counts", "");
	says(f, "costs z", VMB_USAGE, "",
	     "z: no run has an operation that counts; count with longer windows");
	/* One scheme of two has none. */
	put_file(f->here, "z/summary.csv",
		 "csv_version,run_id,repeat,scheme,lookups,valid\n2,r-1,1,null,0,0\n2,r-2,1,vma_lock,1,1\n");
	put_file(f->here, "z/counts",
		 "run 2\ncpu 1 lookup 1 1 1\nat lookup ffffffff81000000 - 1 0 0 0 0 0 0 0 0 0 0\nend\n");
	says(f, "costs z", VMB_OK, "vma_lock",
	     "z: null: no run is valid; left out");
	says(f, "costs", VMB_USAGE, "", "no folder given; 'make costs' counts");
	says(f, "costs x x", VMB_USAGE, "", "several folders and no --output");
	says(f, "costs nowhere", VMB_USAGE, "", "nowhere");
	put_file(f->here, "x/kallsyms", "0000000000000000 T find_it\n");
	says(f, "costs x", VMB_USAGE, "",
	     "x/kallsyms: has no functions with addresses; read /proc/kallsyms as root");
	remove_file(f->here, "x/kallsyms");
	says(f, "costs x", VMB_USAGE, "", "x/kallsyms: cannot be read: No such file or directory; 'make costs' makes such folders");
	put_file(f->here, "x/kallsyms", symbols);
	remove_file(f->here, "x/counts");
	says(f, "costs x", VMB_USAGE, "", "x/counts: cannot be read: No such file or directory; 'make costs' makes such folders");
	assert_null(get_file(f->here, "x/costs.csv"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_costs_per_operation, setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(test_shows_what_was_left_out,
						setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_refuses_what_does_not_add_up, setup,
			fixture_teardown),
		cmocka_unit_test_setup_teardown(test_compares, setup,
						fixture_teardown),
		cmocka_unit_test(test_predicts),
		cmocka_unit_test_setup_teardown(test_predicts_a_folder, setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(test_refuses_other_folders,
						setup, fixture_teardown),
	};

	return cmocka_run_group_tests_name("costs", tests, NULL, NULL);
}
