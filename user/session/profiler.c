// SPDX-License-Identifier: GPL-2.0-only
#include "session/profiler.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/monotonic.h"
#include "lib/say.h"
#include "lib/signals.h"
#include "lib/terminal.h"

/* The command's ends of the pipes, in its own numbers. */
#define CONTROL_FD 3
#define ACK_FD 4
#define CONTROL_TEXT "fd:3,4"

/* perf reads about the kernel before it is ready, and later its file. */
#define READY_MS 60000
#define COMPLETE_MS 120000
/* An answer in the run; later ones would not be about the window. */
#define ANSWER_MS 2000

/* An order was carried out between two times of CLOCK_MONOTONIC. */
struct order_time {
	double after_ns, before_ns;
};

struct profiler {
	const char *run_id;
	pid_t pid;
	int control, ack;
	siginfo_t info; /* how it ended */
	bool silent;	/* it has not answered in the run */
	struct order_time on, off;
};

#define report(fmt, ...) \
	do { progress_clear(); say("--profile: " fmt, ##__VA_ARGS__); } while (0)

static void close_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* The command's end must not have a number the command gets later. */
static bool make_pipe(int *ours, int *theirs, bool we_write)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return false;
	*ours = ends[we_write];
	*theirs = fcntl(ends[!we_write], F_DUPFD_CLOEXEC, 10);
	close(ends[!we_write]);
	return *theirs >= 0;
}

/*
 * posix_spawn() does not copy this address space, unlike fork().  The command
 * gets its own process group, so that Ctrl-C only reaches the driver, and the
 * driver can end all processes of the command.
 */
static int spawn(const struct profile *profile, int control, int ack,
		 pid_t *pid)
{
	auto_free char *script = alloc_printf("IFS= read -r VMABENCH_TIDS <&%d || exit\n"
				    "export VMABENCH_TIDS\n%s",
				    CONTROL_FD, profile->command);
	char *argv[] = { "sh", "-c", script, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	int err;

	setenv("VMABENCH_CONTROL", CONTROL_TEXT, 1);
	setenv("VMABENCH_RUN_ID", profile->run_id, 1);
	setenv("VMABENCH_OUTPUT", profile->output, 1);

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
					 O_RDONLY, 0);
	/* Stdout is for the report. */
	posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, control, CONTROL_FD);
	posix_spawn_file_actions_adddup2(&files, ack, ACK_FD);

	posix_spawnattr_init(&attributes);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGXFSZ);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF |
				 POSIX_SPAWN_SETPGROUP);

	err = posix_spawn(pid, "/bin/sh", &files, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return err;
}

struct profiler *profiler_start(const struct profile *profile)
{
	struct profiler *profiler = alloc_zeroed(1, sizeof(*profiler));
	int control = -1, ack = -1, err;

	*profiler = (struct profiler){ .run_id = profile->run_id,
				       .control = -1, .ack = -1 };
	err = make_pipe(&profiler->control, &control, true) &&
	      make_pipe(&profiler->ack, &ack, false) ?
		      spawn(profile, control, ack, &profiler->pid) : errno;
	close_open(control);
	close_open(ack);
	if (!err)
		return profiler;

	report("cannot start a shell: %s; it takes /bin/sh, a process more (ulimit -u) and four open files (ulimit -n)",
	       strerror(err));
	profiler->pid = 0;
	profiler_end(profiler, false);
	return NULL;
}

static bool send_line(struct profiler *profiler, const char *line)
{
	size_t len = strlen(line);

	return write(profiler->control, line, len) == (ssize_t)len;
}

/* Wait for a line of the command.  Some versions of perf add a NUL to it. */
static bool answered(struct profiler *profiler, int limit_ms)
{
	double end_ns = monotonic_ns() + limit_ms * 1e6;
	char c = '\0';

	while (c != '\n') {
		double left_ns = end_ns - monotonic_ns();

		if (left_ns <= 0 ||
		    signals_poll(profiler->ack, POLLIN,
				 (int)(left_ns / 1e6) + 1) <= 0 ||
		    read(profiler->ack, &c, 1) != 1)
			return false;
	}
	return true;
}

/*
 * Wait until the command has ended, and return true if it has.  Its number is
 * still needed for the other processes of its group.
 */
static bool ended(struct profiler *profiler, int limit_ms)
{
	double end_ns = monotonic_ns() + limit_ms * 1e6;

	while (!waitid(P_PID, (id_t)profiler->pid, &profiler->info,
		       WEXITED | WNOHANG | WNOWAIT) &&
	       !profiler->info.si_pid) {
		if (monotonic_ns() >= end_ns)
			return false;
		usleep(2000);
	}
	return true;
}

static void say_ended(const struct profiler *profiler, const char *when)
{
	report("the command %s %d %s",
	       profiler->info.si_code == CLD_EXITED ? "ended with status" :
						      "was killed by signal",
	       profiler->info.si_status, when);
}

bool profiler_attach(struct profiler *profiler, const struct table *threads)
{
	auto_free char *tids = NULL;
	size_t row;
	bool ready;

	if (!profiler)
		return true;
	if (!threads) {
		report("the module does not list the threads of the run; for the kernel's messages, run: dmesg | tail");
		return false;
	}
	for (row = 0; row < threads->nrows; row++)
		alloc_join(&tids, ",", table_get(threads, row, "tid"));
	alloc_append(&tids, "\n");
	ready = send_line(profiler, tids) && send_line(profiler, "ping\n") &&
		answered(profiler, READY_MS);
	if (ready || interrupted())
		return ready;

	/* A process closes its pipe shortly before it ends. */
	if (ended(profiler, 1000))
		say_ended(profiler, "before the run");
	else
		report("the command does not answer on the control pipe; give perf record --control $VMABENCH_CONTROL, or answer as it does");
	return false;
}

static void order(struct profiler *profiler, const char *line,
		  struct order_time *time)
{
	time->after_ns = monotonic_ns();
	if (!send_line(profiler, line) || !answered(profiler, ANSWER_MS))
		profiler->silent = true;
	time->before_ns = monotonic_ns();
}

void profiler_enable(struct profiler *profiler)
{
	if (profiler)
		order(profiler, "enable\n", &profiler->on);
}

void profiler_disable(struct profiler *profiler)
{
	/* Do not delay the drain for a command that was not switched on. */
	if (profiler && profiler->on.before_ns && !profiler->silent)
		order(profiler, "disable\n", &profiler->off);
}

static double last_end_ns(const struct table *threads)
{
	double last = NAN;
	size_t row;

	for (row = 0; row < threads->nrows; row++)
		last = fmax(last,
			    strtod(table_get(threads, row, "end_ns"), NULL));
	return last;
}

void profiler_report(const struct profiler *profiler,
		     const struct table *summary, const struct table *threads)
{
	double opened, closed;

	if (!profiler || profiler->silent)
		return;
	if (!profiler->on.before_ns) {
		report("the window was over before the command could be switched on; raise duration_ms");
		return;
	}
	opened = strtod(table_get(summary, 0, "opened_ns"), NULL);
	closed = opened + last_end_ns(threads);
	progress_clear();
	say_note("run %s: profiled from %+.3f..%+.3f ms after the start of the window to %+.3f..%+.3f ms after its end",
		 profiler->run_id,
		 (profiler->on.after_ns - opened) / 1e6,
		 (profiler->on.before_ns - opened) / 1e6,
		 (profiler->off.after_ns - closed) / 1e6,
		 (profiler->off.before_ns - closed) / 1e6);
}

static bool complete(struct profiler *profiler)
{
	double end_ns = monotonic_ns() + COMPLETE_MS * 1e6;

	/* It can have ended already, with the threads. */
	send_line(profiler, "stop\n");
	while (!ended(profiler, 50)) {
		if (interrupted())
			return false;
		if (monotonic_ns() < end_ns)
			continue;
		report("the command does not end after 'stop'; make it end, as perf record --control does");
		return false;
	}
	if (profiler->silent)
		say_ended(profiler, "and did not answer in the run");
	else if (profiler->info.si_status)
		say_ended(profiler, "after the run");
	return !profiler->silent && !profiler->info.si_status;
}

bool profiler_end(struct profiler *profiler, bool wanted)
{
	bool good;

	if (!profiler)
		return true;
	good = !wanted || complete(profiler);
	if (profiler->pid) {
		kill(-profiler->pid, SIGTERM);
		ended(profiler, 2000);
		kill(-profiler->pid, SIGKILL);
		waitpid(profiler->pid, NULL, 0);
	}
	close_open(profiler->control);
	close_open(profiler->ack);
	free(profiler);
	return good;
}
