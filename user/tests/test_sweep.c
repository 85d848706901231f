// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sweeps as their users call them: the plan, the folder, and going on after
 * every way to stop.
 */
#include "support.h"

#include <glob.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "array.h"
#include "driver.h"
#include "exitcode.h"
#include "table.h"

/* Eight runs. */
#define JOBS "[global]\nwarmup_ms = 10\nno_events = 1\n" \
	     "[one]\nscheme = kernel\nreaders = 1,2\nrepeat = 2\n"
/* For the files of a module that are long enough to be cut in the middle. */
static const char *const files[] = {
	"summary.csv", "threads.csv", "histogram.csv", "timeline.csv",
};

static char *path_of(struct fixture *f, const char *name)
{
	return alloc_printf("%s/%s", f->here, name);
}

/* The file as a table; NULL: there is none. */
static struct table *table_of(struct fixture *f, const char *name)
{
	char *text = get_file(f->here, name);
	struct table *table = text ? table_parse(text, strlen(text)) : NULL;

	free(text);
	return table;
}

/* The folder "d" has each of @n runs once, in order, and nothing else. */
static void assert_runs(struct fixture *f, size_t n)
{
	size_t row, i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		char *name = alloc_printf("d/%s", files[i]);
		struct table *table = table_of(f, name);

		if (!table)
			fail_msg("%s is not there", name);
		assert_int_equal(table->nrows, n);
		for (row = 0; row < n; row++) {
			char *end = alloc_printf("-%zu", row + 1);
			const char *id = table_get(table, row, "run_id");

			assert_string_equal(strrchr(id, '-'), end);
			free(end);
		}
		table_free(table);
		free(name);
	}
}

static void begin(struct fixture *f)
{
	put_file(f->here, "j.ini", JOBS);
	ends(f, "sweep j.ini --output d --quiet", VMB_OK, "");
	assert_runs(f, 8);
}

/* The statistics are of all runs there are, and of each once. */
static void assert_statistics(struct fixture *f, const char *n)
{
	struct table *table = table_of(f, "d/statistics.csv");

	assert_int_equal(table->nrows, 1);
	assert_string_equal(table_get(table, 0, "n"), n);
	table_free(table);
}

static void resume(struct fixture *f, const char *words)
{
	ends(f, "sweep --resume d", VMB_OK, words);
	assert_runs(f, 8);
	assert_statistics(f, "8");
}

static void rename_in(struct fixture *f, const char *from, const char *to)
{
	char *old = path_of(f, from), *new = path_of(f, to);

	assert_int_equal(rename(old, new), 0);
	free(old);
	free(new);
}

static void cut(struct fixture *f, const char *name, long by)
{
	char *path = path_of(f, name);
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(truncate(path, st.st_size - by), 0);
	free(path);
}

static void append(struct fixture *f, const char *name, const char *text,
		   size_t len)
{
	char *path = path_of(f, name);
	FILE *file = fopen(path, "a");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	fclose(file);
	free(path);
}

/* Keep the header and so many lines of the journal. */
static void cut_journal(struct fixture *f, size_t lines)
{
	char *text = get_file(f->here, "d/.sweep"), *end = text;
	size_t i;

	for (i = 0; i <= lines; i++)
		end = strchr(end, '\n') + 1;
	*end = '\0';
	put_file(f->here, "d/.sweep", text);
	free(text);
}

/* As after SIGKILL: nothing has its name, and the journal tells of @n runs. */
static void hide(struct fixture *f, size_t n)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		char *name = alloc_printf("d/%s", files[i]);
		char *hidden = alloc_printf("d/.%s.tmp", files[i]);

		rename_in(f, name, hidden);
		free(hidden);
		free(name);
	}
	cut_journal(f, n);
}

/* Change a part of a file into one that is as long. */
static void swap(struct fixture *f, const char *name, const char *from,
		 const char *to)
{
	char *text = get_file(f->here, name), *at;

	assert_non_null(text);
	at = strstr(text, from);
	assert_non_null(at);
	memcpy(at, to, strlen(to));
	put_file(f->here, name, text);
	free(text);
}

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
	put_file(f->here, "j.ini", "[a]\nscheme = speculate\n");
	ends(f, "sweep j.ini", VMB_LACKING,
	     "vmabench: j.ini:2: [a]: scheme: this kernel does not have speculate: not before 6.15\n");
	ends(f, "sweep none.ini", VMB_USAGE,
	     "vmabench: none.ini: cannot be read: No such file or directory\n");
	ends(f, "sweep", VMB_USAGE, "no job file given");
	ends(f, "sweep a b", VMB_USAGE, "one job file at a time");
	ends(f, "sweep --resume d --output e", VMB_USAGE, "give one of them");
	ends(f, "sweep j.ini --dry-run --format json", VMB_USAGE,
	     "--format: a dry run is printed as table or csv");
	ends(f, "sweep j.ini --format xml", VMB_USAGE,
	     "--format: there is no 'xml'; give table, csv or json");
	ends(f, "sweep j.ini --output=", VMB_USAGE,
	     "--output: an empty value; give a directory");
	ends(f, "sweep --resume none", VMB_USAGE,
	     "cannot open the directory none: No such file or directory\n");
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

	put_file(f->here, "j.ini", JOBS "[two]\nwriters=0\n");
	call = call_to(f, "sweep j.ini --output d", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_has(call.err, "vmabench: 9 runs of 2 jobs: ");
	assert_has(call.err, "; reports: d\n");
	assert_has(call.out, "[one]\n");
	assert_has(call.out, "median of ");
	assert_has(call.out, "\n[two]\n");
	assert_has(call.out, "reports: d\n");
	call_free(&call);
	assert_runs(f, 9);

	table = table_of(f, "d/summary.csv");
	assert_string_equal(table_get(table, 0, "job"), "one");
	assert_string_equal(table_get(table, 4, "job"), "two");
	assert_string_equal(table_get(table, 4, "repeat"), "1");
	assert_string_equal(table_get(table, 5, "job"), "one");
	assert_string_equal(table_get(table, 5, "repeat"), "2");
	table_free(table);
	text = get_file(f->here, "d/jobs.ini");
	assert_string_equal(text, JOBS "[two]\nwriters=0\n");
	free(text);
	text = get_file(f->here, "d/environment.csv");
	assert_has(text, ",command_line,vmabench sweep j.ini --output d\n");
	free(text);
	text = get_file(f->here, "d/.summary.csv.tmp");
	assert_null(text);

	ends(f, "sweep j.ini --output d", VMB_USAGE, "d is not empty");
	/* A call without a job file has no job. */
	ends(f, "run --no-events --output r", VMB_OK, "");
	table = table_of(f, "r/summary.csv");
	assert_string_equal(table_get(table, 0, "job"), "");
	table_free(table);
}

static void test_formats(void **state)
{
	struct fixture *f = *state;
	struct call call;
	char *text;

	put_file(f->here, "j.ini", JOBS);
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

	put_file(f->here, "j.ini", JOBS);
	put_summary(f->module, "0", "violation");
	ends(f, "sweep j.ini --output d --format csv", VMB_INVALID,
	     "(find_vma, readers=1 writers=1, repeat 1): violation\n");
	/* They were measured: going on does not try for better ones. */
	put_summary(f->module, "1", "");
	ends(f, "sweep --resume d --format csv", VMB_INVALID, "violation");
	hide(f, 3);
	ends(f, "sweep --resume d --format csv", VMB_INVALID,
	     "3 of 8 runs are done already");
	assert_runs(f, 8);
}

static void test_complete_sweep_is_shown(void **state)
{
	begin(*state);
	resume(*state, "vmabench: 8 of 8 runs are done already\n");
}

static void test_nothing_done_leaves_nothing(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "j.ini", JOBS);
	put_file(f->module, "status", "state=failed\nerror=no luck\n");
	ends(f, "sweep j.ini --output d/e", VMB_FAILED,
	     "stopped after 0 of 8 runs\n");
	assert_int_equal(count_files(f->here), 1);
}

static void test_resume_after_a_failed_run(void **state)
{
	struct fixture *f = *state;

	begin(f);
	hide(f, 3);
	put_file(f->module, "status", "state=failed\nerror=no luck\n");
	ends(f, "sweep --resume d", VMB_FAILED,
	     "vmabench: the run failed: no luck\n"
	     "vmabench: stopped after 3 of 8 runs\n"
	     "vmabench: to go on: vmabench sweep --resume d\n");
	/* What was done is there meanwhile. */
	assert_runs(f, 3);
	assert_statistics(f, "3");
	put_file(f->module, "status", "state=done\n");
	resume(f, "vmabench: 3 of 8 runs are done already\n"
		  "vmabench: 5 runs of 1 job: ");
}

static void test_dry_run_of_the_rest(void **state)
{
	struct fixture *f = *state;
	struct call call;

	begin(f);
	hide(f, 6);
	call = call_to(f, "sweep --resume d --dry-run", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_has(call.out, "run  job  repeat    scheme  readers\n"
			     "7    one       2  find_vma        2\n"
			     "8    one       2  vma_lock        2\n");
	assert_has(call.out, "2 runs of 1 job: ");
	call_free(&call);
	/* It changed nothing. */
	assert_null(get_file(f->here, "d/summary.csv"));
	resume(f, "6 of 8 runs");
}

/* Rows of a run that was not finished, in some files or all. */
static void test_resume_after_half_a_run(void **state)
{
	struct fixture *f = *state;
	size_t i;

	begin(f);
	hide(f, 5);
	append(f, "d/.threads.csv.tmp", "1,half a row", 12);
	resume(f, "5 of 8 runs are done already");
	for (i = 1; i < 8; i++) {
		hide(f, i);
		append(f, "d/.sweep", "1,2026", 6);
		resume(f, "of 8 runs are done already");
	}
}

/* What power failed in: a line of the journal that is nothing, or zeros. */
static void test_resume_after_a_torn_journal(void **state)
{
	struct fixture *f = *state;
	static const char zeros[40];

	begin(f);
	hide(f, 4);
	append(f, "d/.sweep", zeros, sizeof(zeros));
	resume(f, "4 of 8 runs are done already");
	hide(f, 4);
	append(f, "d/.sweep", "1,x\n", 4);
	resume(f, "4 of 8 runs are done already");
	hide(f, 4);
	append(f, "d/.sweep", "\0\0\n", 3);
	resume(f, "4 of 8 runs are done already");
	/* As long as a line should be, and wrong all the same. */
	hide(f, 4);
	append(f, "d/.sweep", "1,id,file,5,1,1,1,1,0\n", 22);
	resume(f, "4 of 8 runs are done already");
	cut(f, "d/.sweep", 3);
	resume(f, "7 of 8 runs are done already");
	/* From then on it is good again. */
	resume(f, "8 of 8 runs are done already");
}

static void test_resume_after_a_cut_file(void **state)
{
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		char *name = alloc_printf("d/%s", files[i]);

		if (!i)
			begin(f);
		cut(f, name, 3);
		resume(f, "vmabench: files in d are shorter than they were: the last 1 runs are done again\n");
		cut(f, name, 60);
		resume(f, "runs are done again\n");
		free(name);
	}
}

/* While some files have their names already and some do not yet. */
static void test_resume_between_names(void **state)
{
	struct fixture *f = *state;

	begin(f);
	rename_in(f, "d/threads.csv", "d/.threads.csv.tmp");
	rename_in(f, "d/timeline.csv", "d/.timeline.csv.tmp");
	cut_journal(f, 7);
	resume(f, "7 of 8 runs are done already");
}

/* What has no name yet stays when it cannot be given one. */
static void test_names_that_are_taken(void **state)
{
	struct fixture *f = *state;
	char *path = path_of(f, "d/threads.csv");

	begin(f);
	hide(f, 3);
	assert_int_equal(mkdir(path, 0777), 0);
	ends(f, "sweep --resume d", VMB_FAILED,
	     "cannot write d/threads.csv: Is a directory\n");
	assert_int_equal(rmdir(path), 0);
	resume(f, "8 of 8 runs are done already");
	free(path);
}

static void test_damage_is_no_interruption(void **state)
{
	struct fixture *f = *state;
	char *path, *text, *end;

	begin(f);
	/* Good CSV, as long as before, with a row less. */
	text = get_file(f->here, "d/summary.csv");
	end = text + strlen(text) - 1;
	*end = '\0';
	memset(strrchr(text, '\n'), 'x', strlen(strrchr(text, '\n')));
	*end = '\n';
	rename_in(f, "d/summary.csv", "summary.csv");
	put_file(f->here, "d/summary.csv", text);
	ends(f, "sweep --resume d", VMB_FAILED,
	     "the files in d are damaged: they do not hold the 8 runs they held");
	rename_in(f, "summary.csv", "d/summary.csv");
	free(text);
	swap(f, "d/summary.csv", "find_vma", "find\"vma");
	ends(f, "sweep --resume d", VMB_FAILED,
	     "the files in d are damaged: they do not hold the 8 runs they held");
	swap(f, "d/summary.csv", "find\"vma", "find_vma");
	assert_runs(f, 8);
	rename_in(f, "d", "old");
	begin(f);
	path = path_of(f, "d/threads.csv");
	assert_int_equal(unlink(path), 0);
	free(path);
	ends(f, "sweep --resume d", VMB_FAILED,
	     "the files in d are shorter than they were after the first run");
	put_file(f->here, "d/.sweep", "nonsense\n");
	ends(f, "sweep --resume d", VMB_FAILED,
	     "d/.sweep is damaged or tells of no run");
	put_file(f->here, "d/.sweep", "");
	ends(f, "sweep --resume d", VMB_FAILED,
	     "d/.sweep is damaged or tells of no run");
	ends(f, "run --no-events --output r", VMB_OK, "");
	ends(f, "sweep --resume r", VMB_USAGE,
	     "--resume: r holds no sweep that was begun; begin one with --output");
}

/* @sentence is why the folder is not gone on with, and it is not touched. */
static void is_foreign(struct fixture *f, const char *sentence)
{
	char *before = get_file(f->here, "d/summary.csv"), *after;
	char *expected = alloc_printf("vmabench: --resume: d cannot go on here: %s; results of both must not be mixed",
				      sentence);

	ends(f, "sweep --resume d", VMB_USAGE, expected);
	ends(f, "sweep --resume d --dry-run", VMB_USAGE, expected);
	after = get_file(f->here, "d/summary.csv");
	assert_string_equal(after, before);
	free(expected);
	free(before);
	free(after);
}

/* Give a key of environment.csv another value. */
static void pretend(struct fixture *f, const char *key, const char *value)
{
	char *text = get_file(f->here, "d/environment.csv"), *at, *end, *new;
	char *name = alloc_printf(",%s,", key);

	at = strstr(text, name);
	assert_non_null(at);
	at += strlen(name);
	end = strchr(at, '\n');
	new = alloc_printf("%.*s%s%s", (int)(at - text), text, value, end);
	put_file(f->here, "d/environment.csv", new);
	free(new);
	free(name);
	free(text);
}

static void test_other_kernel_or_machine(void **state)
{
	static const char *const keys[] = {
		"kernel_release", "kernel_version", "machine",
		"module_srcversion", "driver_version", "cpu_model",
		"cpus_online", "clocksource", "governor", "turbo",
		"machine_hash", "hypervisor",
	};
	struct fixture *f = *state;
	char *kept;
	size_t i;

	begin(f);
	cut_journal(f, 5);
	kept = get_file(f->here, "d/environment.csv");
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		char *expected = alloc_printf("%s was 'other' and is '", keys[i]);
		char *said;
		struct call call;

		pretend(f, keys[i], "other");
		call = call_to(f, "sweep --resume d", NULL);
		said = strstr(call.err, expected);
		assert_non_null(said);
		assert_int_equal(call.code, VMB_USAGE);
		call_free(&call);
		put_file(f->here, "d/environment.csv", kept);
		free(expected);
	}
	/* What changes all the time does not count. */
	pretend(f, "load_average", "other");
	pretend(f, "date", "other");
	resume(f, "5 of 8 runs are done already");
	put_file(f->here, "d/environment.csv", "");
	is_foreign(f, "its environment.csv cannot be read, which tells where it was measured");
	free(kept);
}

static void test_other_module(void **state)
{
	struct fixture *f = *state;
	char *text = get_file(f->module, "version");

	begin(f);
	memcpy(strstr(text, "9.9"), "9.8", 3);
	put_file(f->module, "version", text);
	is_foreign(f, "module_version was '9.9' and is '9.8' now");
	free(text);
}

static void test_other_kernel_config(void **state)
{
	static const char config[] = "the configuration of the kernel is another";
	struct fixture *f = *state;
	char *path, byte;
	int fd;

	begin(f);
	path = path_of(f, "d/kernel-config.gz");
	fd = open(path, O_RDWR);
	if (fd < 0) {
		free(path);
		path = path_of(f, "d/kernel-config");
		fd = open(path, O_RDWR);
	}
	if (fd >= 0) {
		assert_int_equal(pread(fd, &byte, 1, 100), 1);
		byte ^= 1;
		assert_int_equal(pwrite(fd, &byte, 1, 100), 1);
		close(fd);
		is_foreign(f, config);
		unlink(path);
		is_foreign(f, config);
	}
	/* Also where this machine tells of none. */
	put_file(f->here, "d/kernel-config", "other");
	is_foreign(f, config);
	free(path);
}

static void test_other_job_file(void **state)
{
	struct fixture *f = *state;

	begin(f);
	ends(f, "sweep j.ini --resume d", VMB_OK, "8 of 8 runs");
	put_file(f->here, "j.ini", JOBS "vmas = 7\n");
	ends(f, "sweep j.ini --resume d", VMB_USAGE,
	     "vmabench: j.ini:8: is not what the sweep in d began with, see d/jobs.ini; leave the job file out to go on with that one, or begin a new sweep with --output\n");
	put_file(f->here, "d/jobs.ini", JOBS "vmas = 7\n");
	ends(f, "sweep --resume d", VMB_USAGE,
	     "vmabench: d/jobs.ini is not the job file this sweep began with; put that back, or begin a new sweep with --output\n");
	put_file(f->here, "d/jobs.ini", JOBS);
	resume(f, "8 of 8 runs");
}

static void test_one_sweep_at_a_time(void **state)
{
	struct fixture *f = *state;
	char *path;
	int fd;

	begin(f);
	path = path_of(f, "d/.sweep");
	fd = open(path, O_RDWR);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	ends(f, "sweep --resume d", VMB_FAILED,
	     "another vmabench works on d; wait until it has ended\n");
	close(fd);
	free(path);
}

/* What comes with vmabench, in the directory this program is started in. */
static void test_shipped_jobs(void **state)
{
	struct fixture *f = *state;
	glob_t found;
	size_t i;

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

/* Wait until a file has a text in it. */
static void await(const char *dir, const char *name, const char *part)
{
	char *text = NULL;
	int i;

	for (i = 0; i < 2000; i++) {
		text = get_file(dir, name);
		if (text && strstr(text, part))
			break;
		free(text);
		text = NULL;
		usleep(5000);
	}
	if (!text)
		fail_msg("no '%s' in %s", part, name);
	free(text);
}

static void test_interrupt(void **state)
{
	struct fixture *f = *state;
	int out = scratch(), err = scratch();
	char *said;
	pid_t pid;

	begin(f);
	hide(f, 2);
	put_file(f->module, "control", "");
	put_file(f->module, "status", "state=running\nprogress=1\n");
	pid = start(f, "sweep --resume d --quiet", out, err);
	await(f->module, "control", "start");
	kill(pid, SIGINT);
	await(f->module, "control", "abort");
	put_file(f->module, "status", "state=failed\nerror=aborted\n");
	assert_int_equal(exit_status(pid), VMB_FAILED);
	said = slurp(err);
	assert_string_equal(said, "vmabench: interrupted after 2 of 8 runs\n"
				  "vmabench: to go on: vmabench sweep --resume d\n");
	free(said);
	free(slurp(out));
	assert_runs(f, 2);
	put_file(f->module, "status", "state=done\n");
	resume(f, "2 of 8 runs are done already");
}

/* Killed outright, at a moment nobody chose, again and again. */
static void test_kill(void **state)
{
	struct fixture *f = *state;
	int out = scratch(), err = scratch(), kills = 0;
	const char *line = "sweep j.ini --output d --quiet";
	unsigned int seed = 1;
	struct call call;
	pid_t pid;

	put_file(f->here, "j.ini",
		 "[a]\nno_events=1\nreaders=1..60\nrepeat=5\n");
	do {
		pid = start(f, line, out, err);
		await(f->here, "d/.sweep", "\n1,");
		usleep(10000 + (unsigned int)rand_r(&seed) % 100000);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		line = "sweep --resume d --quiet";
		kills++;
	} while (kills < 6);
	call = call_to(f, "sweep --resume d --format csv", NULL);
	if (call.code)
		fail_msg("exits with %d: %s", call.code, call.err);
	call_free(&call);
	assert_runs(f, 300);
	close(out);
	close(err);
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
		TEST(test_complete_sweep_is_shown),
		TEST(test_nothing_done_leaves_nothing),
		TEST(test_resume_after_a_failed_run),
		TEST(test_dry_run_of_the_rest),
		TEST(test_resume_after_half_a_run),
		TEST(test_resume_after_a_torn_journal),
		TEST(test_resume_after_a_cut_file),
		TEST(test_resume_between_names),
		TEST(test_names_that_are_taken),
		TEST(test_damage_is_no_interruption),
		TEST(test_other_kernel_or_machine),
		TEST(test_other_module),
		TEST(test_other_kernel_config),
		TEST(test_other_job_file),
		TEST(test_one_sweep_at_a_time),
		TEST(test_shipped_jobs),
		TEST(test_interrupt),
		TEST(test_kill),
	};
#undef TEST

	return cmocka_run_group_tests_name("sweep", tests, NULL, NULL);
}
