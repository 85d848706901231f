// SPDX-License-Identifier: GPL-2.0-only
/*
 * Going on with a sweep after every way to stop.
 */
#include "support.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"
#include "sweepfolder.h"

static void cut(struct fixture *f, const char *name, long by)
{
	char *path = sweep_path(f, name);
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(truncate(path, st.st_size - by), 0);
	free(path);
}

static void append(struct fixture *f, const char *name, const char *text,
		   size_t len)
{
	char *path = sweep_path(f, name);
	FILE *file = fopen(path, "a");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	fclose(file);
	free(path);
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

static void test_complete_sweep_is_shown(void **state)
{
	sweep_begin(*state);
	sweep_resume(*state, "vmabench: 8 of 8 runs are done already\n");
}

static void test_resume_after_a_failed_run(void **state)
{
	struct fixture *f = *state;

	sweep_begin(f);
	sweep_hide(f, 3);
	put_file(f->module, "status", "state=failed\nerror=no luck\n");
	ends(f, "sweep --resume d", VMB_FAILED,
	     "vmabench: the run failed: no luck\n"
	     "vmabench: stopped after 3 of 8 runs\n"
	     "vmabench: to continue, run: vmabench sweep --resume d\n");
	/* What was done is there meanwhile. */
	sweep_has_runs(f, 3);
	sweep_has_statistics(f, "3");
	put_file(f->module, "status", "state=done\n");
	sweep_resume(f, "vmabench: 3 of 8 runs are done already\n"
		  "vmabench: 5 runs of 1 job: ");
}

static void test_dry_run_of_the_rest(void **state)
{
	struct fixture *f = *state;
	struct call call;

	sweep_begin(f);
	sweep_hide(f, 6);
	call = call_to(f, "sweep --resume d --dry-run", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_has(call.out, "run  job  repeat    scheme  readers\n"
			     "7    one       2  find_vma        2\n"
			     "8    one       2  vma_lock        2\n");
	assert_has(call.out, "2 runs of 1 job: ");
	call_free(&call);
	/* It changed nothing. */
	assert_null(get_file(f->here, "d/summary.csv"));
	sweep_resume(f, "6 of 8 runs");
}

/* Rows of a run that was not finished, in some files or all. */
static void test_resume_after_half_a_run(void **state)
{
	struct fixture *f = *state;
	size_t i;

	sweep_begin(f);
	sweep_hide(f, 5);
	append(f, "d/.threads.csv.tmp", "1,half a row", 12);
	sweep_resume(f, "5 of 8 runs are done already");
	for (i = 1; i < 8; i++) {
		sweep_hide(f, i);
		append(f, "d/.summary.csv.tmp", "1,2026", 6);
		sweep_resume(f, "of 8 runs are done already");
	}
}

/* A run that no job describes, and that is no repeat of a disturbed one. */
static void test_more_runs_than_jobs(void **state)
{
	struct fixture *f = *state;
	size_t i;

	sweep_begin(f);
	for (i = 0; sweep_files[i]; i++) {
		auto_free char *name = alloc_printf("d/%s", sweep_files[i]);
		auto_free char *text = get_file(f->here, name);
		char *row = strrchr(text, '-');

		while (row[-1] != '\n')
			row--;
		row = alloc_copy(row);
		strrchr(row, '-')[1] = '9';
		append(f, name, row, strlen(row));
		free(row);
	}
	ends(f, "sweep --resume d", VMB_USAGE,
	     "--resume: d has more runs than its job file describes; begin a new sweep with --output\n");
}

/* The power failed: a row of the summary is nothing, or zeros. */
static void test_resume_after_a_torn_summary(void **state)
{
	struct fixture *f = *state;
	static const char zeros[40];

	sweep_begin(f);
	sweep_hide(f, 4);
	append(f, "d/.summary.csv.tmp", zeros, sizeof(zeros));
	sweep_resume(f, "4 of 8 runs are done already");
	sweep_hide(f, 4);
	append(f, "d/.summary.csv.tmp", "1,x\n", 4);
	sweep_resume(f, "4 of 8 runs are done already");
	sweep_hide(f, 4);
	append(f, "d/.summary.csv.tmp", "\0\0\n", 3);
	sweep_resume(f, "4 of 8 runs are done already");
	cut(f, "d/summary.csv", 3);
	sweep_resume(f, "7 of 8 runs are done already");
	/* From then on it is good again. */
	sweep_resume(f, "8 of 8 runs are done already");
}

static void test_resume_after_a_cut_file(void **state)
{
	struct fixture *f = *state;
	size_t i;

	sweep_begin(f);
	/* Behind the summary, of which rows are cut above. */
	for (i = 1; sweep_files[i]; i++) {
		char *name = alloc_printf("d/%s", sweep_files[i]);

		cut(f, name, 3);
		sweep_resume(f, "vmabench: files in d lack rows of runs in summary.csv: the last 1 runs are done again\n");
		cut(f, name, 60);
		sweep_resume(f, "runs are done again\n");
		free(name);
	}
}

/* While some files have their names already and some do not yet. */
static void test_resume_between_names(void **state)
{
	struct fixture *f = *state;

	sweep_begin(f);
	sweep_rename(f, "d/threads.csv", "d/.threads.csv.tmp");
	sweep_rename(f, "d/timeline.csv", "d/.timeline.csv.tmp");
	sweep_cut(f, "d/summary.csv", 7);
	sweep_resume(f, "7 of 8 runs are done already");
}

/* What has no name yet stays when it cannot be given one. */
static void test_names_that_are_taken(void **state)
{
	struct fixture *f = *state;
	char *path = sweep_path(f, "d/threads.csv");

	sweep_begin(f);
	sweep_hide(f, 3);
	assert_int_equal(mkdir(path, 0777), 0);
	ends(f, "sweep --resume d", VMB_FAILED,
	     "cannot write d/threads.csv: Is a directory; choose another directory, or remove what is in the way there\n");
	assert_int_equal(rmdir(path), 0);
	sweep_resume(f, "8 of 8 runs are done already");
	free(path);
}

static void test_damage_is_no_interruption(void **state)
{
	struct fixture *f = *state;
	char *path;

	sweep_begin(f);
	swap(f, "d/summary.csv", "find_vma", "find\"vma");
	ends(f, "sweep --resume d", VMB_FAILED,
	     "--resume: runs would be lost: d/summary.csv:2: its quotes are broken");
	swap(f, "d/summary.csv", "find\"vma", "find_vma");
	swap(f, "d/summary.csv", "-2,1,", "-3,1,");
	ends(f, "sweep --resume d", VMB_FAILED,
	     "--resume: runs would be lost: d/summary.csv:3: it is not run 2 of this sweep");
	swap(f, "d/summary.csv", "-3,1,", "-2,1,");
	sweep_has_runs(f, 8);
	sweep_rename(f, "d", "old");
	sweep_begin(f);
	path = sweep_path(f, "d/threads.csv");
	assert_int_equal(unlink(path), 0);
	free(path);
	ends(f, "sweep --resume d", VMB_FAILED,
	     "--resume: no run in d is whole in all files; begin a new sweep with --output");
	/* Killed in the first run: the other files have rows, the summary none. */
	sweep_rename(f, "d", "older");
	sweep_begin(f);
	sweep_hide(f, 0);
	ends(f, "sweep --resume d", VMB_FAILED,
	     "--resume: no run in d is whole in all files; begin a new sweep with --output");
	put_file(f->here, "d/.sweep", "nonsense\n");
	ends(f, "sweep --resume d", VMB_USAGE,
	     "d/jobs.ini is not the job file this sweep began with");
	ends(f, "run --no-events --output r", VMB_OK, "");
	ends(f, "sweep --resume r", VMB_USAGE,
	     "--resume: r holds no sweep that was begun; begin one with --output");
}

/* Runs of two versions are never in one folder. */
static void test_resume_folder_of_another_version(void **state)
{
	static const char *const versions[] = { "1", "3" };
	struct fixture *f = *state;
	char *summary, *text, *says;
	size_t i;

	sweep_begin(f);
	sweep_hide(f, 5);
	summary = get_file(f->here, "d/.summary.csv.tmp");
	for (i = 0; i < ARRAY_SIZE(versions); i++) {
		/* An older one lacks columns too. */
		text = alloc_printf("csv_version,run_id\n%s,r-1\n", versions[i]);
		says = alloc_printf("d/.summary.csv.tmp: its csv_version is '%s', and this vmabench reads 2 only; measure anew, or use the vmabench that wrote it",
				    versions[i]);
		put_file(f->here, "d/.summary.csv.tmp", text);
		ends(f, "sweep --resume d", VMB_FAILED, says);
		free(says);
		free(text);
	}
	put_file(f->here, "d/.summary.csv.tmp", summary);
	sweep_resume(f, "5 of 8 runs are done already");
	free(summary);
}

static void test_one_sweep_at_a_time(void **state)
{
	struct fixture *f = *state;
	char *path;
	int fd;

	sweep_begin(f);
	path = sweep_path(f, "d");
	fd = open(path, O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	ends(f, "sweep --resume d", VMB_FAILED,
	     "another vmabench works on d; wait until it has ended\n");
	close(fd);
	free(path);
}

static void test_interrupt(void **state)
{
	struct fixture *f = *state;
	int out = scratch(), err = scratch();
	char *said;
	pid_t pid;

	sweep_begin(f);
	sweep_hide(f, 2);
	put_file(f->module, "control", "");
	put_file(f->module, "status", "state=running\nprogress=1\n");
	pid = start(f, "sweep --resume d --quiet", out, err);
	await_text(f->module, "control", "start");
	kill(pid, SIGINT);
	await_text(f->module, "control", "abort");
	put_file(f->module, "status", "state=failed\nerror=aborted\n");
	assert_int_equal(exit_status(pid), VMB_FAILED);
	said = slurp(err);
	assert_string_equal(said, "vmabench: interrupted after 2 of 8 runs\n"
				  "vmabench: to continue, run: vmabench sweep --resume d\n");
	free(said);
	free(slurp(out));
	sweep_has_runs(f, 2);
	put_file(f->module, "status", "state=done\n");
	sweep_resume(f, "2 of 8 runs are done already");
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
		await_text(f->here, "d/.summary.csv.tmp", "\n2,");
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
	sweep_has_runs(f, 300);
	close(out);
	close(err);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, \
						   fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_complete_sweep_is_shown),
		TEST(test_resume_after_a_failed_run),
		TEST(test_dry_run_of_the_rest),
		TEST(test_resume_after_half_a_run),
		TEST(test_more_runs_than_jobs),
		TEST(test_resume_after_a_torn_summary),
		TEST(test_resume_after_a_cut_file),
		TEST(test_resume_between_names),
		TEST(test_names_that_are_taken),
		TEST(test_damage_is_no_interruption),
		TEST(test_resume_folder_of_another_version),
		TEST(test_one_sweep_at_a_time),
		TEST(test_interrupt),
		TEST(test_kill),
	};
#undef TEST

	return cmocka_run_group_tests_name("resume", tests, NULL, NULL);
}
