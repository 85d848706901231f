// SPDX-License-Identifier: GPL-2.0-only
/*
 * Claim files, and the command that puts them to the test.
 */
#include "support.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "claimdata.h"
#include "claims/claim.h"
#include "driver.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"
#include "lib/table.h"

#define CLAIM                                                             \
	"[claim]\nid = T01\nyear = 2010\nthread = a \"mail\", and more\n" \
	"says = it takes <long>\nrun = one scheme\nlimits = no <more>\n"
#define JOBS                                                         \
	"[global]\nno_events = 1\nrepeat = 7\n[quick]\nrepeat = 6\n" \
	"[one]\nscheme = find_vma\n"
#define TEST                                              \
	"[test slow]\nmetric = ns_per_lookup\n"           \
	"left = job=one scheme=find_vma\nupheld = > 50\n" \
	"smallest = 5%\nunit = ns\nwhy = so\n"
#define GOOD CLAIM JOBS TEST

static void same_files(struct fixture *f, const char *a, const char *b)
{
	char *x = get_file(f->here, a), *y = get_file(f->here, b);

	assert_non_null(x);
	assert_non_null(y);
	assert_string_equal(x, y);
	free(x);
	free(y);
}

static void has_file(struct fixture *f, const char *name, const char *part)
{
	char *text = get_file(f->here, name);

	if (!text)
		fail_msg("%s is not there", name);
	assert_has(text, part);
	free(text);
}

static void remove_file(struct fixture *f, const char *name)
{
	char *path = alloc_printf("%s/%s", f->here, name);

	assert_int_equal(unlink(path), 0);
	free(path);
}

/* Expect a row of claims.csv; an empty @test is the row of the claim. */
static void is_row(struct fixture *f, const char *name, const char *claim,
		   const char *test, const char *verdict, const char *reason)
{
	char *text = get_file(f->here, name);
	struct table *table = table_parse(text, strlen(text));
	size_t row;

	assert_non_null(table);
	for (row = 0; row < table->nrows; row++)
		if (!strcmp(table_get(table, row, "claim"), claim) &&
		    !strcmp(table_get(table, row, "test"), test))
			break;
	assert_true(row < table->nrows);
	assert_string_equal(table_get(table, row, "verdict"), verdict);
	assert_has(table_get(table, row, "reason"), reason);
	table_free(table);
	free(text);
}

static void test_measures(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "c/T01.ini", GOOD);
	says(f, "claims --claims c --output d/e", VMB_OK,
	     "T01  upheld: it takes <long>", "T01: it takes <long>");
	is_row(f, "d/e/claims.csv", "T01", "", "upheld", "upheld: slow");
	is_row(f, "d/e/claims.csv", "T01", "slow", "upheld", "all of");
	has_file(f, "d/e/claims.csv", ",ns_per_lookup,78.3,78.3,78.3,ns,> 50,");
	has_file(f, "d/e/claims.html", "it takes &lt;long&gt;");
	has_file(f, "d/e/claims.html", "a &quot;mail&quot;, and more");
	has_file(f, "d/e/claims.html",
		 "<strong>Limits:</strong> no &lt;more&gt;</p>");
	has_file(f, "d/e/claims.html", "<td class=\"word\">median</td>");
	has_file(f, "d/e/claims.csv", ",no <more>,,,runs,\n");
	has_file(f, "d/e/T01/claim.ini", GOOD);
	has_file(f, "d/e/T01/jobs.ini", "repeat = 6\n");
	has_file(f, "d/e/T01/summary.csv", "find_vma");
	/* Again from the saved files, here and from another directory. */
	says(f, "claims --from d/e --output g", VMB_OK, "upheld", "");
	same_files(f, "d/e/claims.csv", "g/claims.csv");
	has_file(f, "g/claims.html", "href=\"../d/e/T01/summary.csv\"");
	says(f, "claims --from d/../d/e/ --output h", VMB_OK, "upheld", "");
	same_files(f, "d/e/claims.csv", "h/claims.csv");
	/* The folder's own claim file is used. */
	put_file(f->here, "c/T01.ini", "");
	says(f, "claims --from d/e", VMB_OK, "upheld", "");
	same_files(f, "d/e/claims.csv", "g/claims.csv");
	/* The folder's runs are used. */
	put_file(f->here, "d/e/T01/summary.csv", "csv_version\n2\n");
	says(f, "claims --from d/e", VMB_OK, "cannot be decided here", "");
	is_row(f, "d/e/claims.csv", "T01", "slow", "cannot be decided here",
	       "summary.csv: there is no column 'run_id'");
	/* Verdicts of another version stay as they are. */
	put_file(f->here, "d/e/claims.csv", "csv_version,claim\n1,T01\n");
	says(f, "claims --from d/e", VMB_USAGE, "",
	     "d/e/claims.csv: its csv_version is '1', and this vmabench reads 2 only; measure anew, or use the vmabench that wrote it");
	has_file(f, "d/e/claims.csv", "\n1,T01\n");
	put_file(f->here, "d/e/claims.csv", "csv_version,claim\n3,T01\n");
	says(f, "claims --from d/e", VMB_USAGE, "", "its csv_version is '3'");
	put_file(f->here, "d/e/claims.csv", "");
	/* Reasons do not depend on where the folder is. */
	says(f, "claims --from d/e --output x", VMB_OK, "", "");
	says(f, "claims --from d/../d/e --output y", VMB_OK, "", "");
	same_files(f, "x/claims.csv", "y/claims.csv");
}

static void test_versions(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "c/T01.ini", GOOD "[full]\nrepeat = 8\nvmas = 10\n");
	says(f, "claims --claims c --output q --quick", VMB_OK, "", "6 runs");
	says(f, "claims --claims c --output f --full", VMB_OK, "", "8 runs");
	has_file(f, "f/T01/jobs.ini", "repeat = 8\nvmas = 10\n");
	says(f, "claims --claims c --resume q --full", VMB_USAGE, "",
	     "--resume: q was started with --quick; give --quick, or start anew with --output");
	says(f, "claims --claims c --resume f --quick", VMB_USAGE, "",
	     "--resume: f was started with --full; give --full, or start anew with --output");
	says(f, "claims --claims c --resume f", VMB_OK, "",
	     "8 of 8 runs are done already");
	says(f, "claims --claims c --resume q --quick", VMB_OK, "",
	     "6 of 6 runs are done already");
}

/* Counts are saved with the runs. */
static void test_counts(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "c/T01.ini", CLAIM JOBS
		 "[test slow]\nmetric = ns_per_lookup\n"
		 "left = job=one scheme=find_vma\nupheld = > 50\n"
		 "smallest = 5%\nunit = ns\nwhy = so\ncpus = 60000\n"
		 "[test locked]\ncounts = locked\nfor = slow\nleft = job=x\n"
		 "upheld = > 1\nsmallest = 5%\nunit = x\nwhy = so\n");
	says(f, "claims --claims c --output a", VMB_OK,
	     "T01  cannot be decided here: it takes", "");
	is_row(f, "a/claims.csv", "T01", "locked", "cannot be decided here",
	       "there are no counts (costs.csv)");
	put_file(f->here, "c/costs.csv",
		 "kernel_release,job,scheme,operation,function,event,per_operation,min,max,repeats\n"
		 "7.3,x,find_vma,lookup,,locked,2,2,2,5\n");
	says(f, "claims --claims c --output d", VMB_OK,
	     "T01  upheld by counts: it takes", "");
	is_row(f, "d/claims.csv", "T01", "locked", "upheld",
	       "the rule holds everywhere between the smallest and the largest value; counted in 7.3");
	has_file(f, "d/claims.csv", ",locked per lookup,2,2,2,x,> 1,upheld,");
	has_file(f, "d/claims.csv", ",counts,\n");
	has_file(f, "d/claims.html",
		 "<strong>Verdict:</strong> upheld by counts.</p>");
	says(f, "claims --from d --output e", VMB_OK, "upheld by counts", "");
	same_files(f, "d/claims.csv", "e/claims.csv");
	put_file(f->here, "c/costs.csv", "a,b\n");
	says(f, "claims --claims c --output g", VMB_USAGE, "",
	     "c/costs.csv is damaged; count again with make costs, or remove it");
}

/* The runs in the source tree give the verdicts that were published. */
static void test_reference(void **state)
{
	struct fixture *f = *state;
	char *dir = realpath("../results/reference/claims", NULL);
	char *line = alloc_printf("claims --from %s --output g", dir);
	char *published = get_file(dir, "claims.csv"), *again;

	says(f, line, VMB_OK, "", "");
	again = get_file(f->here, "g/claims.csv");
	assert_string_equal(again, published);
	free(again);
	free(published);
	free(line);
	free(dir);
}

/* A claim resumes only with the rules it was started with. */
static void test_rules_stay(void **state)
{
	struct fixture *f = *state;
	char *before;

	put_file(f->here, "c/T01.ini", GOOD);
	says(f, "claims --claims c --output d", VMB_OK, "upheld", "");
	before = get_file(f->here, "d/claims.csv");
	put_file(f->here, "c/T01.ini", CLAIM JOBS TEST "judge = every\n");
	says(f, "claims --claims c --resume d", VMB_USAGE, "",
	     "c/T01.ini:22: differs from d/T01/claim.ini: rules cannot change once there are runs; restore them, or start anew with --output");
	has_file(f, "d/claims.csv", before);
	has_file(f, "d/T01/claim.ini", GOOD);
	put_file(f->here, "c/T01.ini", GOOD);
	says(f, "claims --claims c --resume d", VMB_OK, "upheld",
	     "6 of 6 runs are done already");
	/* Without its rules it does not resume. */
	remove_file(f, "d/T01/claim.ini");
	says(f, "claims --claims c --resume d", VMB_USAGE, "",
	     "d/T01/claim.ini: ");
	free(before);
}

/* The rules are saved before the first run ends, however it ends. */
static void test_rules_come_first(void **state)
{
	int out = scratch(), err = scratch();
	struct fixture *f = *state;
	pid_t pid;

	put_file(f->here, "c/T01.ini", GOOD);
	put_file(f->module, "control", "");
	put_file(f->module, "status", "state=running\nprogress=1\n");
	pid = start(f, "claims --claims c --output d", out, err);
	await_text(f->module, "control", "start");
	has_file(f, "d/T01/claim.ini", GOOD);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	put_file(f->module, "status", "state=done\n");
	/* Without a finished run other rules can still be given. */
	put_file(f->here, "c/T01.ini", GOOD "judge = every\n");
	says(f, "claims --claims c --resume d", VMB_OK, "T01  upheld",
	     "6 runs");
	has_file(f, "d/T01/claim.ini", "judge = every\n");
	has_file(f, "d/claims.html", "<td class=\"word\">every</td>");
	close(out);
	close(err);
}

/* Resuming does the claims chosen before, not all that are there. */
static void test_choice_stays(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "c/T01.ini", GOOD);
	put_file(f->here, "c/T02.ini",
		 "[claim]\nid = T02\nyear = 2010\nthread = x\nsays = y\n"
		 "run = z\nlimits = l\n" JOBS TEST);
	put_file(f->here, "c/T03.ini",
		 "[claim]\nid = T03\nyear = 2010\nthread = x\nsays = y\n"
		 "run = z\nlimits = l\n" JOBS TEST);
	says(f, "claims --claims c --only T01 --output d", VMB_OK, "T01", "");
	says(f, "claims --claims c --resume d", VMB_OK, "T01", "6 of 6 runs");
	assert_null(get_file(f->here, "d/T02/claim.ini"));
	/* Another claim is added, whose first run fails. */
	put_file(f->module, "status",
		 "state=failed\nprogress=0\nerror=it broke\n");
	says(f, "claims --claims c --resume d --only T02", VMB_FAILED, "T01",
	     "vmabench: to continue, run: vmabench claims --claims c --resume d\n");
	assert_null(get_file(f->here, "d/T02/claim.ini"));
	put_file(f->module, "status", "state=done\nprogress=100\nerror=\n");
	says(f, "claims --claims c --resume d", VMB_OK, "T02  upheld", "");
	is_row(f, "d/claims.csv", "T01", "", "upheld", "");
	is_row(f, "d/claims.csv", "T02", "", "upheld", "");
	assert_null(get_file(f->here, "d/T03/claim.ini"));
	put_file(f->here, "d/.claims", "[claims]\nversion = long\n");
	says(f, "claims --claims c --resume d", VMB_USAGE, "",
	     "d/.claims is damaged: it has no version; start anew with --output");
}

/* The path of the report is printed only if it was written. */
static void unwritable(struct fixture *f, const char *line, const char *words)
{
	struct call call = call_to(f, line, NULL);

	assert_int_equal(call.code, VMB_FAILED);
	assert_has(call.err, words);
	assert_null(strstr(call.out, "report:"));
	call_free(&call);
}

static void test_unwritable(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "c/T01.ini", GOOD);
	says(f, "claims --claims c --output d", VMB_OK,
	     "report: d/claims.html\n", "");
	put_file(f->here, "file", "");
	unwritable(f, "claims --from d --output file",
		   "cannot write file/claims.csv: Not a directory");
	put_file(f->here, "csv/claims.csv/x", "");
	unwritable(f, "claims --from d --output csv",
		   "cannot write csv/claims.csv: Is a directory");
	put_file(f->here, "html/claims.html/x", "");
	unwritable(f, "claims --from d --output html",
		   "cannot write html/claims.html: Is a directory");
}

/* A claim this machine cannot decide is no failure; the reason is saved. */
static void test_lacking(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "c/T01.ini", GOOD);
	put_file(
		f->here, "c/T02.ini",
		"[claim]\nid = T02\nyear = 2010\nthread = x\nsays = y\n"
		"run = z\nlimits = l\n[one]\nscheme = speculate\nrepeat = 6\n[test a]\n"
		"metric = lookups\nleft = job=one\nupheld = > 1\n"
		"smallest = 5%\nunit = count\nwhy = so\n");
	put_file(
		f->here, "c/T03.ini",
		"[claim]\nid = T03\nyear = 2010\nthread = x\nsays = y\n"
		"cpus = 5000\nrun = z\nlimits = l\n[one]\nscheme = find_vma\n[test a]\n"
		"metric = lookups\nleft = job=one\nupheld = > 1\n"
		"smallest = 5%\nunit = count\nwhy = so\n");
	says(f, "claims --claims c --output d", VMB_OK, "T01  upheld", "");
	is_row(f, "d/claims.csv", "T02", "", "cannot be decided here",
	       "T02.ini:9: [one]: scheme: this kernel does not have speculate: not before 6.15; a kernel or machine that has it could decide it");
	is_row(f, "d/claims.csv", "T03", "a", "cannot be decided here",
	       "it takes 5000 CPUs, and this machine has ");
	says(f, "claims --from d --output g", VMB_OK, "", "");
	same_files(f, "d/claims.csv", "g/claims.csv");
	says(f, "claims --from d --only T01,T03 --output h", VMB_OK, "T03", "");
	/* The claim is run once the scheme is available. */
	put_file(f->module, "schemes",
		 "scheme,family,available,reason,indexes,options\n"
		 "find_vma,kernel,1,,maple,\nspeculate,kernel,1,,maple,\n");
	says(f, "claims --claims c --resume d", VMB_OK, "T01  upheld",
	     "6 of 6 runs are done already");
	assert_null(get_file(f->here, "d/T02/not-run.txt"));
	has_file(f, "d/T02/summary.csv", "find_vma");
}

static void test_failing(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "c/T01.ini", GOOD);
	put_file(f->module, "status",
		 "state=failed\nprogress=0\nerror=it broke\n");
	says(f, "claims --claims c --output d", VMB_FAILED, "", "it broke");
	put_file(f->module, "status", "state=done\nprogress=100\nerror=\n");
	put_summary(f->module, "0", "too short");
	/* A run that is not valid is no failure, and decides nothing. */
	says(f, "claims --claims c --output e", VMB_OK,
	     "cannot be decided here", "");
	is_row(f, "e/claims.csv", "T01", "slow", "cannot be decided here",
	       "repeat 1 of 'job=one scheme=find_vma': the run is not valid: too short (and 5 more of its 6 repeats)");
}

/* Violations of a scheme of @family make the command exit with @code. */
static void with_violations(struct fixture *f, const char *family, int code)
{
	char *path = alloc_printf("%s/c/T01.ini", f->here), *dir;
	struct claimdata *data;

	put_file(f->here, "c/T01.ini", GOOD);
	data = claimdata_new(path, 2);
	dir = alloc_printf("%s/%s", f->here, family);
	table_set(data->summary, 3, "violations", "2");
	table_set(data->summary, 3, "family", family);
	assert_int_equal(mkdir(dir, 0777), 0);
	claimdata_write(data, dir);
	free(path);
	path = alloc_printf("claims --from %s", family);
	says(f, path, code, "upheld", "");
	claimdata_free(data);
	free(path);
	free(dir);
}

static void test_violations(void **state)
{
	struct fixture *f = *state;

	with_violations(f, "model", VMB_INVALID);
	with_violations(f, "kernel", VMB_INVALID);
	with_violations(f, "broken", VMB_OK);
}

static void test_plan(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "c/T01.ini",
		 CLAIM "cpus = 2\n" JOBS "readers = 1..cpus x2\n" TEST
		       "left_over = job=one readers=cpus\n");
	/* There is no module. */
	setenv("VMABENCH_DIR", "/nonexistent", 1);
	says(f, "claims --claims c --plan 1", VMB_OK,
	     "cannot be decided with 1 CPU: it takes 2", "");
	says(f, "claims --claims c --plan 16", VMB_USAGE, "",
	     "c/T01.ini:19: [test slow]: left: 'job=one scheme=find_vma' selects 5 runs of each repeat; narrow it down by readers");
	put_file(f->here, "c/T01.ini", GOOD "right = job=one readers=1\n");
	says(f, "claims --claims c --plan 16", VMB_OK,
	     "test slow: ns_per_lookup; left: job=one scheme=find_vma; right: job=one readers=1: upheld if > 50",
	     "");
	says(f, "claims --claims c --plan 16 --only T01", VMB_OK,
	     "1 claim on 16 CPUs: about ", "");
	put_file(f->here, "c/T01.ini",
		 CLAIM JOBS "readers = 1..cpus x2\n" TEST
			    "left_over = job=one readers=cpus\n");
	says(f, "claims --claims c --plan 1", VMB_OK, "6 runs", "");
	/* Which index is native shows in the runs. */
	put_file(f->here, "c/T01.ini",
		 CLAIM JOBS "index = native\n" TEST
			    "right = job=one index=maple\n");
	says(f, "claims --claims c --plan 2", VMB_OK, "6 runs", "");
	/* Measuring needs one. */
	put_file(f->here, "c/T01.ini", GOOD);
	says(f, "claims --claims c --output d", VMB_LACKING, "", "module");
	assert_int_equal(count_files(f->here), 1);
}

/* Without --claims. */
static void test_finds_files(void **state)
{
	struct fixture *f = *state;

	says(f, "claims --plan 2", VMB_USAGE, "",
	     "no claim files are installed, and none are in scripts/claims; install them (make install)");
	put_file(f->here, "scripts/claims/T01.ini", GOOD);
	says(f, "claims --plan 2", VMB_OK, "T01 (2010)", "");
}

static void test_calls(void **state)
{
	static const struct {
		const char *line, *words;
	} refused[] = {
		{"claims --claims c --only T1,T01",
		 "--only: there is no claim 'T1'; the nearest is 'T01'"},
		{"claims --quick --full", "give one of them"},
		{"claims --from d --plan 2", "give one of them"},
		{"claims --from d --full",
		 "leave --quick, --full and --claims out"},
		{"claims --plan 0", "--plan: 0 is below 1"},
		{"claims --plan 2x", "--plan: '2x' is not a whole number"},
		{"claims --resume d --output e", "leave it out"},
		{"claims --claims c --resume empty",
		 "--resume: empty was not started by vmabench claims"},
		{"claims T01", "'T01' is not an option; run: vmabench claims --help"},
		{"claims --claims none", "cannot read the directory none"},
		{"claims --claims empty", "empty has no claim files"},
		{"claims --from empty", "empty has no folder with a claim.ini"},
		{"claims --from none", "cannot read the directory none"},
		{"claims --claims c --output empty",
		 "--output: empty is not empty; give a new directory, or continue with --resume empty"},
		{"claims --claims twice",
		 "twice/b.ini is of claim T01, and so is another file"},
		{"claims --from wrong",
		 "wrong/T02/claim.ini is of claim T01, but its folder is called differently; rename the folder to T01"},
	};
	struct fixture *f = *state;
	size_t i;

	put_file(f->here, "c/T01.ini", GOOD);
	put_file(f->here, "empty/x", "");
	put_file(f->here, "twice/a.ini", GOOD);
	put_file(f->here, "twice/b.ini", GOOD);
	put_file(f->here, "wrong/T02/claim.ini", GOOD);
	for (i = 0; i < ARRAY_SIZE(refused); i++)
		says(f, refused[i].line, VMB_USAGE, "", refused[i].words);
}

static void test_damaged(void **state)
{
	static const struct {
		const char *text, *words;
	} files[] = {
		{JOBS TEST, "c/f.ini: has no section [claim]"},
		{CLAIM JOBS, "c/f.ini: has no test with a rule"},
		{CLAIM JOBS
		 "[test a]\nmetric = lookups\nleft = job=one\nunit = x\nwhy = y\n",
		 "c/f.ini: has no test with a rule"},
		{CLAIM "sys = x\n" JOBS TEST,
		 "c/f.ini:8: [claim] has no key 'sys'; the nearest is 'says'"},
		{"[claim]\nid = T01\n" JOBS TEST,
		 "c/f.ini:1: [claim] lacks 'year'; add a line year = ..."},
		{CLAIM "cpus = 0\n" JOBS TEST,
		 "c/f.ini:8: cpus: 0 is below 1"},
		{CLAIM "cpus = many\n" JOBS TEST,
		 "c/f.ini:8: cpus: 'many' is not a whole number"},
		{"[claim]\nid = T/1\nyear = 2010\nthread = x\nsays = x\nrun = x\n" JOBS
			 TEST,
		 "c/f.ini:2: id: 'T/1' is not a name"},
		{"[claim]\nid = T1\nyear = 10\nthread = x\nsays = x\nrun = x\n" JOBS
			 TEST,
		 "c/f.ini:3: year: '10' is not a year"},
		{"[claim]\nid = T1\nyear = 2010\nthread =\nsays = x\nrun = x\n" JOBS
			 TEST,
		 "c/f.ini:4: thread: an empty value"},
		{GOOD "metrik = lookups\n",
		 "c/f.ini:22: [test slow] has no key 'metrik'; the nearest is 'metric'"},
		{GOOD "cpus = x\n", "c/f.ini:22: cpus: 'x' is not a whole number"},
		{GOOD "judge = all\n",
		 "c/f.ini:22: judge: there is no 'all'; give median, every or pooled"},
		{GOOD "right = one\n",
		 "c/f.ini:22: right: 'one' is not KEY=VALUE"},
		{GOOD "right = jobs=one\n",
		 "c/f.ini:22: right: runs do not differ by 'jobs'; the nearest is 'job'"},
		{GOOD "right = job=one job=two\n",
		 "c/f.ini:22: right: 'job' is given twice"},
		{GOOD "right = job=two\n",
		 "c/f.ini:22: [test slow]: right: no run is 'job=two'"},
		{GOOD "right_over = job=one\n",
		 "c/f.ini:22: right_over: means nothing without 'right'"},
		{GOOD "role = witness\n",
		 "c/f.ini:22: role: there is no 'witness'; give part, case or control"},
		{CLAIM JOBS TEST "role = control\n",
		 "c/f.ini: has no test with a rule (upheld = ...) except controls"},
		{GOOD
		 "[test a]\nmetric = lookups\nleft = job=one\nrole = case\nunit = x\nwhy = y\n",
		 "c/f.ini:25: role: means nothing without 'upheld'"},
		{GOOD
		 "[test a]\nmetric = lookups\nleft = job=one\njudge = every\nunit = x\nwhy = y\n",
		 "c/f.ini:25: judge: means nothing without 'upheld'"},
		{GOOD "judge = pooled\n",
		 "c/f.ini:22: judge: pooled means nothing without 'of'"},
		{GOOD "of = lookups\n",
		 "c/f.ini:22: of: counts have no median; judge = pooled, or every"},
		{GOOD "judge = every\nof = lookups\nright = job=one\n",
		 "c/f.ini:23: of: counts are of one side"},
		{GOOD "judge = every\nof = lokups\n",
		 "c/f.ini:23: of: there is no metric or column 'lokups'"},
		{GOOD "judge = every\nof = lookups\nleft_less = job=one\n",
		 "c/f.ini:23: of: counts are of one side"},
		{GOOD "left_plus = job=one\nleft_over = job=one\n",
		 "c/f.ini:23: left_over: does not go with left_plus"},
		{GOOD "per = 10\n",
		 "c/f.ini:22: per: means nothing without 'of'"},
		{GOOD "judge = every\nof = lookups\nper = 0\n",
		 "c/f.ini:24: per: '0' is not a number above 0"},
		{GOOD "needs_right = hits>0\n",
		 "c/f.ini:22: needs_right: means nothing without 'right'"},
		{GOOD "needs_left = hit>0\n",
		 "c/f.ini:22: needs_left: there is no metric or column 'hit'"},
		{GOOD "violations = 1\n",
		 "c/f.ini:22: violations: '1' is unknown; give counted"},
		{GOOD "not_in = uml\n",
		 "c/f.ini:22: not_in: means nothing without 'why_not'"},
		{GOOD "counts = locked\n",
		 "c/f.ini:16: metric: does not go with counts; leave it out"},
		{GOOD "operation = munmap\n",
		 "c/f.ini:22: operation: means nothing without 'counts'"},
		{GOOD "[test a]\ncounts = lockd\nleft = job=one\n",
		 "c/f.ini:23: counts: there is no 'lockd'; give instructions, "},
		{GOOD
		 "[test a]\ncounts = locked\noperation = fork\nleft = job=one\n",
		 "c/f.ini:24: operation: there is no 'fork'; give lookup, "},
		{GOOD
		 "[test a]\ncounts = locked\nleft = job=one vmas=10\nunit = x\nwhy = y\n",
		 "c/f.ini:24: left: counts are selected by job and scheme alone; leave vmas=10 out"},
		{GOOD
		 "[test a]\ncounts = locked\nleft = job=one\nupheld = > 1\nsmallest = 5%\nunit = x\nwhy = y\n",
		 "c/f.ini:22: [test a] has one of 'for' and 'upheld'; add the other"},
		{GOOD
		 "[test a]\ncounts = locked\nfor = slo\nleft = job=one\nupheld = > 1\nsmallest = 5%\nunit = x\nwhy = y\n",
		 "c/f.ini:24: for: there is no test on runs 'slo' with a rule"},
		{GOOD
		 "[test a]\ncounts = locked\nfor = slow\nleft = job=one\nupheld = > 1\nsmallest = 5%\nunit = x\nwhy = y\n"
		 "[test b]\ncounts = locked\nfor = slow\nleft = job=one\nupheld = > 1\nsmallest = 5%\nunit = x\nwhy = y\n",
		 "c/f.ini:32: for: another test stands for 'slow' already"},
		{GOOD
		 "[test a]\ncounts = locked\nleft = job=one\nneeds = hits>0\nunit = x\nwhy = y\n",
		 "c/f.ini:25: needs: does not go with counts; leave it out"},
		{GOOD "needs = hits\n",
		 "c/f.ini:22: needs: 'hits' is not a condition"},
		{GOOD "needs = hit>1\n",
		 "c/f.ini:22: needs: there is no metric or column 'hit'; the nearest is 'hits'"},
		{GOOD "needs = hits>\n", "c/f.ini:22: needs: '>' is not a rule"},
		{GOOD "[test  x]\n",
		 "c/f.ini:22: [test  x] lacks 'left'"},
		{CLAIM JOBS "[test a]\nleft = job=one\nunit = x\nwhy = y\n",
		 "c/f.ini:15: [test a] lacks 'metric'; add a line metric = ..., or counts = ..."},
		{GOOD "[more jobs]\n",
		 "c/f.ini:22: [more jobs] is not a section of a claim"},
		{GOOD "[two]\nsceme = find_vma\n",
		 "c/f.ini:23: there is no knob or option 'sceme'; the nearest is 'scheme'"},
		{GOOD "[two]\nreaders = 9999\n", "c/f.ini:23: readers: "},
		{GOOD
		 "[two]\nrepeat = 9\n[test b]\nmetric = hits\nleft = job=one\nright = job=two\nupheld = > 1\nsmallest = 5%\nunit = x\nwhy = y\n",
		 "c/f.ini:27: [test b]: right: it has 9 repeats and left 6, which cannot be paired"},
		{GOOD "[test\n", "c/f.ini:22: not a name of a section"},
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		put_file(f->here, "c/f.ini", files[i].text);
		says(f, "claims --claims c --output d", VMB_USAGE, "",
		     files[i].words);
		assert_int_equal(count_files(f->here), 1);
	}
}

/* Damaged metrics and rules. */
static void test_damaged_rules(void **state)
{
	static const struct {
		const char *metric, *rule, *words;
	} tests[] = {
		{"lokups", "> 1",
		 "metric: there is no metric or column 'lokups'; the nearest is 'lookups'"},
		{"scheme", "> 1",
		 "metric: the column 'scheme' does not hold numbers"},
		{"lookups /", "> 1",
		 "metric: a name or a number is missing at the end"},
		{"lookups * / 2", "> 1",
		 "metric: a name or a number is missing before '/ 2'"},
		{"(lookups", "> 1", "metric: a ) is missing"},
		{"lookups hits", "> 1", "metric: 'hits' is left over"},
		{"lookups)", "> 1", "metric: ')' is left over"},
		{"1.2.3 * lookups", "> 1", "metric: '1.2.3' is not a number"},
		{"lookups", "1", "upheld: '1' is not a rule; write > NUMBER"},
		{"lookups", "> x", "upheld: '> x' is not a rule"},
		{"lookups", "=> 1", "upheld: '=> 1' is not a rule"},
		{"lookups", "1..", "upheld: '1..' is not a rule"},
		{"lookups", "2..1", "upheld: '2..1' runs downwards"},
		{"lookups", ">", "upheld: '>' is not a rule"},
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		char *text = alloc_printf(CLAIM JOBS
					  "[test a]\nmetric = %s\n"
					  "left = job=one\nupheld = %s\n"
					  "smallest = x\nunit = x\nwhy = x\n",
					  tests[i].metric, tests[i].rule);
		char *words = alloc_printf(
			"c/f.ini:%d: %s",
			strncmp(tests[i].words, "metric", 6) ? 18 : 16,
			tests[i].words);

		put_file(f->here, "c/f.ini", text);
		says(f, "claims --claims c --output d", VMB_USAGE, "", words);
		free(words);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define ON_DRIVER(test) \
	cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
		ON_DRIVER(test_measures),      ON_DRIVER(test_versions),
		ON_DRIVER(test_rules_stay),    ON_DRIVER(test_rules_come_first),
		ON_DRIVER(test_choice_stays),  ON_DRIVER(test_lacking),
		ON_DRIVER(test_failing),       ON_DRIVER(test_violations),
		ON_DRIVER(test_plan),	       ON_DRIVER(test_finds_files),
		ON_DRIVER(test_calls),	       ON_DRIVER(test_damaged),
		ON_DRIVER(test_damaged_rules), ON_DRIVER(test_unwritable),
		ON_DRIVER(test_reference),     ON_DRIVER(test_counts),
	};

	return cmocka_run_group_tests_name("claims", tests, NULL, NULL);
}
