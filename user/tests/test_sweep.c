// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sweeps as their users call them: the plan, the folder and what is printed.
 */
#include "support.h"

#include <glob.h>
#include <stdlib.h>

#include "driver.h"
#include "lib/alloc.h"
#include "lib/say.h"
#include "lib/table.h"
#include "sweepfolder.h"

static void test_dry_run(void **state)
{
	struct fixture *f = *state;
	struct call call;

	put_file(f->here, "j.ini",
		 "[global]\nwarmup_ms=100\nduration_ms=900\nrepeat=2\n"
		 "[read]\nscheme=kernel\nreaders=1..4 x2\n"
		 "[write]\nscheme=find_vma\nwriters=0\nrepeat=1\nvmas=1e4\n");
	call = call_to(f, "sweep j.ini --dry-run", NULL);
	assert_string_equal(call.err, "");
	assert_int_equal(call.code, VMB_OK);
	assert_string_equal(call.out,
"run  job    repeat    scheme  readers  writers   vmas\n"
"1    read        1  find_vma        1        1   1000\n"
"2    read        1  vma_lock        1        1   1000\n"
"3    read        1  find_vma        2        1   1000\n"
"4    read        1  vma_lock        2        1   1000\n"
"5    read        1  find_vma        4        1   1000\n"
"6    read        1  vma_lock        4        1   1000\n"
"7    write       1  find_vma        1        0  10000\n"
"8    read        2  find_vma        1        1   1000\n"
"9    read        2  vma_lock        1        1   1000\n"
"10   read        2  find_vma        2        1   1000\n"
"11   read        2  vma_lock        2        1   1000\n"
"12   read        2  find_vma        4        1   1000\n"
"13   read        2  vma_lock        4        1   1000\n"
"in all runs: warmup_ms=100 duration_ms=900\n"
"13 runs of 2 jobs: warm-up and windows take 13 s, building and clearing the arenas an estimated 2 s, all about 15 s\n");
	call_free(&call);

	call = call_to(f, "sweep j.ini --dry-run --format csv", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_has(call.out, "run,job,repeat,scheme,readers,writers,vmas\n"
			     "1,read,1,find_vma,1,1,1000\n");
	assert_has(call.err, "vmabench: 13 runs of 2 jobs: ");
	call_free(&call);
	/* Nothing was run, and nothing written. */
	assert_int_equal(count_files(f->here), 1);
}

/* What a dry run asks the module; a check is all it does. */
static void test_module_is_asked(void **state)
{
	struct fixture *f = *state;
	char *text;

	put_file(f->here, "j.ini", "[a]\nreaders=1,2\nrepeat=9\n");
	ends(f, "sweep j.ini --dry-run", VMB_OK, "");
	text = get_file(f->module, "control");
	assert_string_equal(text, "resetcheck");
	free(text);
	text = get_file(f->module, "knobs/readers");
	assert_string_equal(text, "2\n");
	free(text);
}

static void test_refused_as_a_whole(void **state)
{
	struct fixture *f = *state;
	char *text;

	put_file(f->here, "j.ini", "[good]\n[bad]\nraeders = 1\n");
	ends(f, "sweep j.ini", VMB_USAGE,
	     "vmabench: j.ini:3: there is no knob or option 'raeders'; the nearest is 'readers'\n");
	put_file(f->here, "j.ini", "[a]\nprofile = perf record\n");
	ends(f, "sweep j.ini", VMB_USAGE,
	     "vmabench: j.ini:2: 'profile' is for 'vmabench run' alone, as sweeps are not profiled; give --profile there\n");
	put_file(f->here, "j.ini", "[a]\nuntil = 2%\n");
	ends(f, "sweep j.ini", VMB_USAGE,
	     "vmabench: j.ini:2: 'until' is for 'vmabench run' alone; give repeat here\n");
	put_file(f->here, "j.ini", "[a]\nbudget = 2\n");
	ends(f, "sweep j.ini", VMB_USAGE,
	     "vmabench: j.ini:2: 'budget' belongs to the call, not to the runs; give it on the command line\n");
	put_file(f->here, "j.ini", "[a]\nscheme = speculate\n");
	ends(f, "sweep j.ini", VMB_LACKING,
	     "vmabench: j.ini:2: [a]: scheme: this kernel does not have speculate: not before 6.15\n");
	ends(f, "sweep none.ini", VMB_USAGE,
	     "vmabench: none.ini: cannot be read: No such file or directory; give the path of a readable file\n");
	ends(f, "sweep", VMB_USAGE, "no job file given");
	ends(f, "sweep a b", VMB_USAGE, "vmabench: 'b' is one word too many; run: vmabench sweep --help\n");
	ends(f, "sweep --resume d --output e", VMB_USAGE, "give one of them");
	ends(f, "sweep j.ini --dry-run --format json", VMB_USAGE,
	     "vmabench: --format: a dry run is not printed as json; give table or csv\n");
	ends(f, "sweep j.ini --format xml", VMB_USAGE,
	     "--format: there is no 'xml'; give table, csv or json");
	ends(f, "sweep j.ini --output=", VMB_USAGE,
	     "vmabench: --output: an empty value; give --output=DIR\n");
	ends(f, "sweep --resume none", VMB_USAGE,
	     "cannot open the directory none: No such file or directory; give one that was begun with --output\n");
	assert_int_equal(count_files(f->here), 1);
	/* Nor was the module asked for a run. */
	text = get_file(f->module, "control");
	assert_string_equal(text, "");
	free(text);
}

static void test_folder(void **state)
{
	struct fixture *f = *state;
	struct table *table;
	struct call call;
	char *text;

	put_file(f->here, "j.ini", SWEEP_JOBS "[two]\nwriters=0\nrepeat=1\n");
	call = call_to(f, "sweep j.ini --output d", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_has(call.err, "vmabench: 9 runs of 2 jobs: ");
	assert_has(call.err, "; reports: d\n");
	assert_has(call.out, "[one]\n");
	assert_has(call.out, "median of ");
	assert_has(call.out, "\n[two]\n");
	assert_has(call.out, "reports: d\n");
	call_free(&call);
	sweep_has_runs(f, 9);

	table = sweep_table(f, "d/summary.csv");
	assert_string_equal(table_get(table, 0, "job"), "one");
	assert_string_equal(table_get(table, 4, "job"), "two");
	assert_string_equal(table_get(table, 4, "repeat"), "1");
	assert_string_equal(table_get(table, 5, "job"), "one");
	assert_string_equal(table_get(table, 5, "repeat"), "2");
	table_free(table);
	text = get_file(f->here, "d/jobs.ini");
	assert_string_equal(text, SWEEP_JOBS "[two]\nwriters=0\nrepeat=1\n");
	free(text);
	text = get_file(f->here, "d/environment.csv");
	assert_has(text, ",command_line,vmabench sweep j.ini --output d\n");
	free(text);
	text = get_file(f->here, "d/.summary.csv.tmp");
	assert_null(text);

	ends(f, "sweep j.ini --output d", VMB_USAGE, "d is not empty");
	/* A call without a job file has no job. */
	ends(f, "run --no-events --output r", VMB_OK, "");
	table = sweep_table(f, "r/summary.csv");
	assert_string_equal(table_get(table, 0, "job"), "");
	table_free(table);
}

static void test_formats(void **state)
{
	struct fixture *f = *state;
	struct call call;
	char *text;

	put_file(f->here, "j.ini", SWEEP_JOBS);
	call = call_to(f, "sweep j.ini --output d --format csv --quiet", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_string_equal(call.err, "");
	text = get_file(f->here, "d/summary.csv");
	assert_string_equal(call.out, text);
	free(text);
	call_free(&call);
	call = call_to(f, "sweep --resume d --format json --quiet", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_has(call.out, "\"job\": \"one\"");
	call_free(&call);
}

static void test_invalid_runs_are_kept(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "j.ini", SWEEP_JOBS);
	put_summary(f->module, "0", "violation");
	ends(f, "sweep j.ini --output d --format csv", VMB_INVALID,
	     "(find_vma, readers=1 writers=1, repeat 1): violation\n");
	/* They were measured: going on does not try for better ones. */
	put_summary(f->module, "1", "");
	ends(f, "sweep --resume d --format csv", VMB_INVALID, "violation");
	sweep_hide(f, 3);
	ends(f, "sweep --resume d --format csv", VMB_INVALID,
	     "3 of 8 runs are done already");
	sweep_has_runs(f, 8);
}

static void assert_run(struct fixture *f, size_t row, const char *repeat,
		       const char *disturbed)
{
	struct table *table = sweep_table(f, "d/summary.csv");

	assert_string_equal(table_get(table, row, "repeat"), repeat);
	assert_string_equal(table_get(table, row, "disturbed"), disturbed);
	table_free(table);
}

/* Disturbed runs are repeated at the end, for a quarter of the time. */
static void test_disturbed_runs_are_repeated(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "j.ini", SWEEP_JOBS);
	put_disturbed(f->module, "1", "", "reader 0 waited");
	ends(f, "sweep j.ini --output d", VMB_OK,
	     "8 of 8 runs were disturbed; 2 repeated, 8 still are\n");
	sweep_has_runs(f, 10);
	assert_run(f, 8, "1", "1");
	assert_run(f, 9, "1", "1");

	/* The rest of the repeats is the same after an interruption. */
	sweep_hide(f, 9);
	put_summary(f->module, "1", "");
	ends(f, "sweep --resume d --budget 0", VMB_OK,
	     "8 of 8 runs were disturbed; 1 repeated, 8 still are\n");
	ends(f, "sweep --resume d", VMB_OK,
	     "8 of 8 runs were disturbed; 2 repeated, 7 still are\n");
	sweep_has_runs(f, 10);
	assert_run(f, 9, "1", "0");
}

static void test_budget(void **state)
{
	struct fixture *f = *state;
	struct call call;

	put_disturbed(f->module, "1", "", "reader 0 waited");
	call = call_to(f, "run --output a --budget 0 --no-events", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_string_equal(call.err, "");
	call_free(&call);
	/* All of a combination are disturbed, and so is every repeat. */
	ends(f, "run --output c --budget 60 --repeat 2 --writers 0,1", VMB_OK,
	     "4 of 4 runs were disturbed; 4 repeated, 4 still are\n");
	/* A run takes 1.35 s, so 3 s are over in the third. */
	ends(f, "run --output b --budget 0.05", VMB_OK,
	     "7 of 7 runs were disturbed; 3 repeated, 7 still are\n");
	ends(f, "run --budget never", VMB_USAGE,
	     "--budget: 'never' is no number of minutes from 0 to 1000000");
	ends(f, "run --budget -1", VMB_USAGE,
	     "--budget: '-1' is no number of minutes from 0 to 1000000");
}

static void test_nothing_done_leaves_nothing(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "j.ini", SWEEP_JOBS);
	put_file(f->module, "status", "state=failed\nerror=no luck\n");
	ends(f, "sweep j.ini --output d/e", VMB_FAILED,
	     "stopped after 0 of 8 runs\n");
	assert_int_equal(count_files(f->here), 1);
}

/* What comes with vmabench, in the directory this program is started in. */
static void test_shipped_jobs(void **state)
{
	struct fixture *f = *state;
	glob_t found;
	size_t i;

	put_file(f->module, "schemes",
		 "scheme,family,available,reason,indexes,options\n"
		 "find_vma,kernel,1,,maple,\nvma_lock,kernel,1,,maple,\n"
		 "rcu_walk,kernel,1,,maple,\npage_fault,fault,1,,maple,fault_lock\n"
		 "model_xy,model,1,,rbtree maple,\n");
	assert_int_equal(glob("../scripts/jobs/*.ini", 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= 6);
	for (i = 0; i < found.gl_pathc; i++) {
		char *path = realpath(found.gl_pathv[i], NULL);
		char *line = alloc_printf("sweep %s --dry-run", path);
		struct call call = call_to(f, line, NULL);

		if (call.code)
			fail_msg("%s: %s", path, call.err);
		assert_has(call.out, " runs of ");
		call_free(&call);
		free(line);
		free(path);
	}
	globfree(&found);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, \
						   fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_dry_run),
		TEST(test_module_is_asked),
		TEST(test_refused_as_a_whole),
		TEST(test_folder),
		TEST(test_formats),
		TEST(test_invalid_runs_are_kept),
		TEST(test_disturbed_runs_are_repeated),
		TEST(test_budget),
		TEST(test_nothing_done_leaves_nothing),
		TEST(test_shipped_jobs),
	};
#undef TEST

	return cmocka_run_group_tests_name("sweep", tests, NULL, NULL);
}
