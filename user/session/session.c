// SPDX-License-Identifier: GPL-2.0-only
/*
 * The address space that is measured is this process's own or, with mms=own, those of
 * processes that it starts.  Between "start" and
 * the end of the run, nothing here allocates or maps memory; user threads are
 * started, and counters attached, before that.
 */
#include "session/session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/module.h"
#include "lib/alloc.h"
#include "lib/signals.h"
#include "lib/terminal.h"
#include "session/system_counts.h"
#include "session/agreement.h"
#include "session/counter.h"
#include "session/steady_check.h"
#include "session/trace.h"
#include "session/user_threads.h"

/* The longest time between two updates of the progress bar in a warm-up. */
#define POLL_MS 250
/* How long an aborted run can take to end before it is reported as stuck: holds take 10 s. */
#define ABORT_MS 20000

struct session {
	const char *dir;
	int control, status;
	struct counters *counters;	/* NULL: none */
	struct profiler *profiler;	/* NULL: none */
	struct live *live;		/* NULL: no lines while it is on */
	struct system_counts *counts;
	struct user_threads *users;
	struct trace *trace;		/* NULL: none */
};

static const char *const file_names[RESULT_FILES] = {
	[RESULT_SUMMARY] = "summary.csv",
	[RESULT_THREADS] = "threads.csv",
	[RESULT_HISTOGRAM] = "histogram.csv",
	[RESULT_TIMELINE] = "timeline.csv",
	[RESULT_HEAT] = "heat.csv",
	[RESULT_PERF] = "perf.csv",
};

const char *result_file_name(enum result_file file)
{
	return file_names[file];
}

void results_free(struct results *results)
{
	int i;

	for (i = 0; i < RESULT_FILES; i++)
		table_free(results->tables[i]);
	free(results->trace);
	*results = (struct results){ 0 };
}

static int open_file(const char *dir, const char *file, int flags)
{
	auto_free char *path = alloc_printf("%s/%s", dir, file);

	return open(path, flags | O_CLOEXEC);
}

static bool open_session(struct session *session, char **why)
{
	session->control = open_file(session->dir, "control", O_WRONLY);
	session->status = open_file(session->dir, "status", O_RDONLY);
	if (session->control >= 0 && session->status >= 0)
		return true;
	*why = alloc_printf("cannot open the control and status files in %s: %s; to see why, run: "
			    VMB_PROGRAM " doctor", session->dir,
			    strerror(errno));
	return false;
}

static void close_session(const struct session *session)
{
	if (session->status >= 0)
		close(session->status);
	if (session->control >= 0)
		close(session->control);
}

/* Return 0 or an errno. */
static int command(const struct session *session, const char *word)
{
	return write(session->control, word, strlen(word)) < 0 ? errno : 0;
}

/* The same, but EINTR if the user interrupts the driver, or has before. */
static int step(const struct session *session, const char *word)
{
	int err = interrupted() ? EINTR : command(session, word);

	return interrupted() ? EINTR : err;
}

static void read_status(const struct session *session,
			struct run_status *status)
{
	char text[sizeof(status->error) + 128];
	ssize_t len = pread(session->status, text, sizeof(text) - 1, 0);

	text[len > 0 ? len : 0] = '\0';
	status_parse(text, status);
}

/* Set @why to the reason for an errno; return what to exit with. */
static enum exitcode refusal(const struct session *session, int err, char **why)
{
	*why = err == EBUSY ?
	       alloc_printf("another run is active; wait for it or end it: echo abort > %s/control",
			    session->dir) :
	       module_error(session->dir, err);
	if (err == EINVAL)
		return VMB_USAGE;
	return err == EOPNOTSUPP || err == ENOMEM ? VMB_LACKING : VMB_FAILED;
}

#define report(...) \
	do { progress_clear(); say(__VA_ARGS__); } while (0)

/* Report an errno of the module, unless the user has interrupted the run. */
static enum exitcode report_errno(const struct session *session,
				  const char *what, int err)
{
	auto_free char *why = NULL;
	enum exitcode code;

	if (interrupted())
		return VMB_FAILED;
	code = refusal(session, err, &why);
	report("%s: %s", what, why);
	return code;
}

/* The module puts the name of the knob in front of some reasons. */
static enum exitcode set_knob(const struct session *session,
			      const struct knob *knob, const char *value,
			      char **why)
{
	auto_free char *file = alloc_printf("knobs/%s", knob->name);
	auto_free char *prefix = alloc_printf("%s: ", knob->name);
	auto_free char *reason = NULL;
	int err = module_write(session->dir, file, value);
	enum exitcode code;

	if (!err)
		return VMB_OK;
	code = refusal(session, err, &reason);
	*why = alloc_printf("%s%s", strncmp(reason, prefix, strlen(prefix)) ?
				    prefix : "", reason);
	return code;
}

static enum exitcode set_knobs(const struct session *session,
			       const struct plan *plan,
			       const struct planned *run, char **why)
{
	int err = command(session, "reset");
	enum exitcode code = VMB_OK;
	size_t i;

	if (err)
		return refusal(session, err, why);
	for (i = 0; i < plan->knobs->n && !code; i++)
		if (plan_is_set(plan, i))
			code = set_knob(session, &plan->knobs->v[i],
					plan_value(plan, run, i), why);
	return code;
}

static bool is_over(enum run_state state)
{
	return state == STATE_DONE || state == STATE_FAILED ||
	       state == STATE_IDLE;
}

/* End the run and wait until the kernel has cleaned up. */
static void abort_run(const struct session *session)
{
	struct run_status status;
	int waited;

	command(session, "abort");
	for (waited = 0; waited < ABORT_MS; waited += 10) {
		read_status(session, &status);
		if (is_over(status.state))
			return;
		usleep(10000);
	}
	report("the aborted run has not ended after %d s; see what hangs (dmesg | tail), and reboot before you measure again",
	       ABORT_MS / 1000);
}

/*
 * Watch the run until its window closes, and count in the window only.  The
 * window opens when this process polls again, so it sleeps all through it, but
 * for the lines it is to print: it has a CPU in common with a worker if all CPUs
 * have one.
 */
static void watch(const struct session *session)
{
	struct run_status status;
	bool counting = false;
	int ready;

	for (;;) {
		read_status(session, &status);
		if (status.state == STATE_RUNNING && !counting) {
			counters_enable(session->counters);
			profiler_enable(session->profiler);
			system_counts_begin(session->counts);
			counting = true;
		}
		if (status.state == STATE_DRAINING || is_over(status.state))
			break;
		progress_show(status.progress);
		ready = signals_poll(session->status, POLLPRI,
				     counting ? live_wait_ms(session->live) :
						POLL_MS);
		if (ready < 0)
			break;
		if (!ready && counting)
			live_print(session->live);
	}
	counters_disable(session->counters);
	/* The profiler takes a while to stop, and switches contexts itself. */
	if (counting)
		system_counts_end(session->counts);
	profiler_disable(session->profiler);
}

/* Read the module's files, and add what only the driver knows. */
static enum exitcode read_results(const struct session *session,
				  struct results *results)
{
	struct table *summary, *threads;
	int i;

	for (i = 0; i < RESULT_MODULE; i++) {
		auto_free char *file = alloc_printf("results/%s", file_names[i]);
		struct table *table = module_table(session->dir, file);

		results->tables[i] = table;
		if (table && (i != RESULT_SUMMARY || table->nrows == 1))
			continue;
		report("the module left no usable %s; for the kernel's messages, run: dmesg | tail",
		       file);
		results_free(results);
		return VMB_FAILED;
	}
	summary = results->tables[RESULT_SUMMARY];
	threads = results->tables[RESULT_THREADS];
	agreement_check(summary, threads, results->tables[RESULT_HISTOGRAM],
			results->tables[RESULT_TIMELINE],
			results->tables[RESULT_HEAT]);
	steady_check(summary, results->tables[RESULT_TIMELINE]);
	system_counts_add(session->counts, summary);
	if (session->counters)
		results->tables[RESULT_PERF] =
			counters_table(session->counters, threads);
	profiler_report(session->profiler, summary, threads);
	return VMB_OK;
}

/* Start an armed run and wait for its end. */
static enum exitcode finish(const struct session *session,
			    struct results *results)
{
	int err = step(session, "start");
	enum exitcode code;
	struct run_status status;

	if (!err) {
		watch(session);
		err = step(session, "wait");
	}
	read_status(session, &status);
	live_end(session->live, !err && status.state == STATE_DONE);
	if (!err && status.state == STATE_DONE)
		return read_results(session, results);
	code = report_errno(session, "the run failed", err ?: EIO);
	abort_run(session);
	return code;
}

static bool wants_trace(const struct plan *plan, const struct planned *run)
{
	return atoll(plan_value_of(plan, run, "trace_above")) > 0;
}

/* Return the users of a run that are processes. */
static struct user_threads *new_users(const char *dir, const struct plan *plan,
				      const struct planned *run, char **why)
{
	size_t processes[VMB_ROLE_COUNT] = { 0 };

	processes[VMB_SCANNER] = (size_t)atol(plan_value_of(plan, run, "scanners"));
	if (!strcmp(plan_value_of(plan, run, "mms"), "own")) {
		processes[VMB_READER] = (size_t)atol(plan_value_of(plan, run, "readers"));
		processes[VMB_WRITER] = (size_t)atol(plan_value_of(plan, run, "writers"));
	}
	return user_threads_new(dir, processes, why);
}

/* Return the threads of the armed run, once all are there, or NULL. */
static struct table *start_users(struct session *session)
{
	struct table *threads = module_table(session->dir, "threads");
	auto_free char *why = NULL;

	if (!threads)
		return NULL;
	if (!user_threads_start(session->users, session->dir, threads, &why)) {
		report("the run failed: %s", why);
		table_free(threads);
		return NULL;
	}
	/* With all tids. */
	table_free(threads);
	return module_table(session->dir, "threads");
}

/* Arm the run, attach to its threads and do it. */
static enum exitcode arm(struct session *session, const struct events *events,
			 struct results *results)
{
	int err = step(session, "arm");
	enum exitcode code = VMB_FAILED;
	struct table *threads;

	if (err) {
		if (interrupted())
			abort_run(session);
		return report_errno(session, "the run was refused", err);
	}
	threads = start_users(session);
	if (threads && events)
		session->counters = counters_attach(events, threads);
	if (threads && profiler_attach(session->profiler, threads))
		code = finish(session, results);
	else
		abort_run(session);
	counters_free(session->counters);
	table_free(threads);
	return code;
}

/* Run the profiler, if there is one, around the whole run. */
static enum exitcode profile_run(struct session *session,
				 const struct profile *profile,
				 const struct events *events,
				 struct results *results)
{
	enum exitcode code;

	if (profile && !(session->profiler = profiler_start(profile)))
		return VMB_FAILED;
	code = arm(session, events, results);
	if (!profiler_end(session->profiler, !code) && !code) {
		results_free(results);
		code = VMB_FAILED;
	}
	return code;
}

/* Ask the module whether it would do one run. */
static enum exitcode check_run(const char *dir, const struct plan *plan,
			       const struct planned *run, char **why)
{
	struct session session = { .dir = dir };
	enum exitcode code = VMB_FAILED;
	auto_free char *missing = NULL;
	int err;

	if (open_session(&session, why)) {
		code = set_knobs(&session, plan, run, why);
		err = code ? 0 : command(&session, "check");
		if (err)
			code = refusal(&session, err, why);
		missing = !code && wants_trace(plan, run) ? trace_missing() :
							    NULL;
		if (missing) {
			*why = alloc_printf("trace_above: %s", missing);
			code = VMB_LACKING;
		}
	}
	close_session(&session);
	return code;
}

/* Return the value the module asks for, or 0 if it refused for other reasons. */
static unsigned long long wanted_map_count(const char *why)
{
	static const char command[] = "sysctl vm.max_map_count=";
	const char *found = strstr(why, command);

	return found ? strtoull(found + strlen(command), NULL, 10) : 0;
}

/*
 * Keep only the first refusal. If the limit of VMAs is too low, keep the one
 * for the largest arena, so that it has to be raised only once.
 */
enum exitcode session_check(const struct batch *batch, const char *dir,
			    const struct job **failed, char **why)
{
	unsigned long long map_count, largest = 0;
	enum exitcode kept = VMB_OK, code;
	const struct job *job;
	struct planned run;
	size_t i;

	*why = NULL;
	for (i = 0; i < batch->nruns && (!kept || largest); i++) {
		auto_free char *words = NULL;

		job = batch_get(batch, i, &run);
		/* The first round of repeats has each combination once. */
		if (run.repeat > 1)
			break;
		code = check_run(dir, job->plan, &run, &words);
		map_count = code ? wanted_map_count(words) : 0;
		if (!code || (kept && map_count <= largest))
			continue;
		free(*why);
		*why = alloc_copy(words);
		*failed = job;
		kept = code;
		largest = map_count;
	}
	return kept;
}

enum exitcode session_run(const char *dir, const struct plan *plan,
			  const struct planned *run,
			  const struct events *events,
			  const struct profile *profile, struct live *live,
			  struct results *results)
{
	struct session session = { .dir = dir, .live = live };
	enum exitcode code = VMB_FAILED;
	auto_free char *why = NULL;

	if (!open_session(&session, &why)) {
		report("%s", why);
	} else if ((code = set_knobs(&session, plan, run, &why))) {
		report("the run was refused: %s", why);
	} else if (wants_trace(plan, run) &&
		   !(session.trace = trace_begin(&why))) {
		report("the run failed: trace_above: %s", why);
		code = VMB_FAILED;
	} else {
		session.users = new_users(dir, plan, run, &why);
		session.counts = system_counts_open();
		if (why)
			report("the run failed: %s", why);
		else
			code = profile_run(&session, profile, events, results);
		system_counts_close(session.counts);
		user_threads_end(session.users);
		results->traced = session.trace;
		if (session.trace && !code)
			results->trace = trace_text(session.trace);
		trace_end(session.trace);
	}
	close_session(&session);
	progress_clear();
	return code;
}
