// SPDX-License-Identifier: GPL-2.0-only
/*
 * The profiler's command: what it is told in which order, and that nothing of
 * it is left however it ends.
 */
#include "support.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/read_file.h"
#include "lib/signals.h"
#include "session/profiler.h"

/*
 * What answers as perf does, some versions with a NUL behind the line, and
 * writes down what it was told.
 */
#define ANSWER "printf 'ack\\n\\0' >&4; "
#define LISTEN "while read -r word <&3; do echo \"$word\" >>\"$VMABENCH_OUTPUT/log\"; "

static const char *dir;

static struct profiler *start(const char *command)
{
	struct profile profile = { command, "id-7", dir };
	struct profiler *profiler = profiler_start(&profile);

	assert_non_null(profiler);
	return profiler;
}

static struct table *threads(void)
{
	static const char text[] =
		"role,index,tid,cpu,end_ns\nreader,0,4000001,0,1000\n"
		"writer,0,4000002,1,300000000\n";
	struct table *table = table_parse(text, sizeof(text) - 1);

	assert_non_null(table);
	return table;
}

static bool attach(struct profiler *profiler)
{
	struct table *table = threads();
	bool attached = profiler_attach(profiler, table);

	table_free(table);
	return attached;
}

static void log_is(const char *expected)
{
	char *path = alloc_printf("%s/log", dir);
	char *text = read_file(path, NULL);

	assert_string_equal(text ?: "", expected);
	free(text);
	unlink(path);
	free(path);
}

static void test_order(void **state)
{
	struct profiler *profiler = start(
		"echo $VMABENCH_TIDS $VMABENCH_CONTROL $VMABENCH_RUN_ID >\"$VMABENCH_OUTPUT/log\"\n"
		LISTEN ANSWER "[ $word != stop ] || exit 0; done");

	(void)state;
	assert_true(attach(profiler));
	profiler_enable(profiler);
	profiler_disable(profiler);
	assert_true(profiler_end(profiler, true));
	log_is("4000001,4000002 fd:3,4 id-7\nping\nenable\ndisable\nstop\n");
}

/* A window that was never seen open has none to be closed. */
static void test_no_window(void **state)
{
	struct profiler *profiler = start(LISTEN ANSWER
					  "[ $word != stop ] || exit 0; done");

	(void)state;
	assert_true(attach(profiler));
	profiler_disable(profiler);
	assert_true(profiler_end(profiler, true));
	log_is("ping\nstop\n");
}

/* What was said since capture_begin(). */
static void said(const char *words)
{
	char *text = capture_end();

	assert_has(text, words);
	free(text);
}

static void test_ends_early(void **state)
{
	struct profiler *profiler = start("exit 5");

	(void)state;
	capture_begin();
	assert_false(attach(profiler));
	said("--profile: the command ended with status 5 before the run\n");
	assert_true(profiler_end(profiler, false));

	/* In the run: it is over, but nothing hangs, and it is told in the end. */
	profiler = start("read -r word <&3; printf 'ack\n' >&4");
	assert_true(attach(profiler));
	profiler_enable(profiler);
	profiler_disable(profiler);
	capture_begin();
	assert_false(profiler_end(profiler, true));
	said("status 0 and did not answer in the run\n");
}

static void test_fails_late(void **state)
{
	struct profiler *profiler = start(LISTEN ANSWER
					  "[ $word != stop ] || exit 3; done");

	(void)state;
	assert_true(attach(profiler));
	profiler_enable(profiler);
	profiler_disable(profiler);
	capture_begin();
	assert_false(profiler_end(profiler, true));
	said("--profile: the command ended with status 3 after the run\n");
	log_is("ping\nenable\ndisable\nstop\n");
}

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/*
 * Switched on 1 s after a window was opened that its last thread left 300 ms
 * later, and off at once.
 */
static void test_tell(void **state)
{
	struct profiler *profiler = start(LISTEN ANSWER
					  "[ $word != stop ] || exit 0; done");
	double began = now_ns();
	char *csv = alloc_printf("opened_ns\n%.0f\n", began - 1e9);
	struct table *summary = table_parse(csv, strlen(csv));
	struct table *rows = threads();
	double at[4], over;
	char *text;
	int i;

	(void)state;
	assert_true(attach(profiler));
	capture_begin();
	profiler_report(profiler, summary, rows);
	said("the window was over before the command could be switched on");
	profiler_enable(profiler);
	profiler_disable(profiler);
	over = 1000 + (now_ns() - began) / 1e6;
	capture_begin();
	profiler_report(profiler, summary, rows);
	text = capture_end();
	assert_int_equal(sscanf(text, "vmabench: run id-7: profiled from %lf..%lf ms after the start of the window to %lf..%lf ms",
				&at[0], &at[1], &at[2], &at[3]), 4);
	/* From the begin of the window, all of them, they are in this order. */
	at[2] += 300;
	at[3] += 300;
	for (i = 0; i < 4; i++)
		assert_true(at[i] + 0.002 >= (i ? at[i - 1] : 1000) &&
			    at[i] < over + 0.002);
	free(text);
	assert_true(profiler_end(profiler, true));
	log_is("ping\nenable\ndisable\nstop\n");
	table_free(summary);
	table_free(rows);
	free(csv);
}

/* It goes away by itself when the threads have. */
static void test_gone_before_stop(void **state)
{
	struct profiler *profiler = start(LISTEN ANSWER
					  "[ $word != disable ] || exit 0; done");

	(void)state;
	assert_true(attach(profiler));
	profiler_enable(profiler);
	profiler_disable(profiler);
	usleep(100000);
	assert_true(profiler_end(profiler, true));
	log_is("ping\nenable\ndisable\n");
}

static pid_t logged_pid(void)
{
	char *path = alloc_printf("%s/log", dir);
	char *text = read_file(path, NULL);
	pid_t pid;

	assert_non_null(text);
	pid = atoi(text);
	assert_true(pid > 1);
	free(text);
	unlink(path);
	free(path);
	return pid;
}

/* A killed process is there until whoever inherited it has seen it end. */
static bool is_alive(pid_t pid)
{
	char *path = alloc_printf("/proc/%d/stat", (int)pid);
	char *text = read_file(path, NULL);
	bool alive = text && !strstr(text, ") Z ");

	free(text);
	free(path);
	return alive;
}

/* A signal that was sent need not have arrived. */
static bool dies(pid_t pid)
{
	int i;

	for (i = 0; i < 6000 && is_alive(pid); i++)
		usleep(10000);
	return !is_alive(pid);
}

/* Whatever it has started goes with it, also if it does not want to. */
static void test_killed(void **state)
{
	static const char *const commands[] = {
		"sleep 100 & echo $! >\"$VMABENCH_OUTPUT/log\"\n"
			LISTEN ANSWER "done",
		"trap '' TERM\nsleep 100 & echo $! >\"$VMABENCH_OUTPUT/log\"\n"
			"read -r word <&3\n" ANSWER "wait",
		"sleep 100 & echo $! >\"$VMABENCH_OUTPUT/log\"\n"
			"read -r word <&3\n" ANSWER "exit 0",
	};
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		struct profiler *profiler = start(commands[i]);
		pid_t pid;

		assert_true(attach(profiler));
		pid = logged_pid();
		assert_true(is_alive(pid));
		assert_true(profiler_end(profiler, false));
		assert_true(dies(pid));
		log_is("");
	}
}

/* Given up before there were threads: it never runs. */
static void test_never_attached(void **state)
{
	struct profiler *profiler = start("echo ran >\"$VMABENCH_OUTPUT/log\"");

	(void)state;
	assert_true(profiler_end(profiler, false));
	log_is("");
}

static void test_none(void **state)
{
	(void)state;
	assert_true(profiler_attach(NULL, NULL));
	profiler_enable(NULL);
	profiler_disable(NULL);
	profiler_report(NULL, NULL, NULL);
	assert_true(profiler_end(NULL, true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_no_window),
		cmocka_unit_test(test_ends_early),
		cmocka_unit_test(test_fails_late),
		cmocka_unit_test(test_gone_before_stop),
		cmocka_unit_test(test_tell),
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_never_attached),
		cmocka_unit_test(test_none),
	};

	dir = temp_dir();
	/* A pipe whose other end is gone is an error, not the end. */
	signals_catch();
	return cmocka_run_group_tests_name("profiler", tests, NULL, NULL);
}
