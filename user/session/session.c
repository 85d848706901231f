// SPDX-License-Identifier: GPL-2.0-only
/*
 * The address space that is measured is this process's own.  So between "arm"
 * and the end of the run nothing here allocates or maps memory but what
 * attaching the counters takes, which is done before "start".
 */
#include "session/session.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/module.h"
#include "lib/alloc.h"
#include "lib/progress.h"
#include "lib/say.h"
#include "lib/signals.h"
#include "session/context_switches.h"
#include "session/counter.h"
#include "session/steady_check.h"

/* The longest the progress bar stands still. */
#define POLL_MS 250
/* How long an aborted run may take to be gone before it is called stuck. */
#define ABORT_MS 10000

struct session {
	const char *dir;
	int control;
	int status;
	struct profiler *profiler;	/* NULL: none */
	struct context_switches *switches;
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
	*results = (struct results){ 0 };
}

static int open_file(const char *dir, const char *file, int flags)
{
	char *path = alloc_printf("%s/%s", dir, file);
	int fd = open(path, flags | O_CLOEXEC);

	free(path);
	return fd;
}

static int command(const struct session *session, const char *word)
{
	return write(session->control, word, strlen(word)) < 0 ? errno : 0;
}

static void read_status(const struct session *session,
			struct run_status *status)
{
	char text[sizeof(status->error) + 128];
	ssize_t len = pread(session->status, text, sizeof(text) - 1, 0);

	text[len > 0 ? len : 0] = '\0';
	status_parse(text, status);
}

/* Whose fault a refusal is. */
static enum exitcode refusal(int err)
{
	switch (err) {
	case EINVAL:
		return VMB_USAGE;
	case EOPNOTSUPP:
	case ENOMEM:
		return VMB_LACKING;
	default:
		return VMB_FAILED;
	}
}

static char *why_refused(const struct session *session, int err)
{
	if (err == EBUSY)
		return alloc_printf("another run is on; wait for it or end it: echo abort > %s/control",
				    session->dir);
	return module_error(session->dir, err);
}

static enum exitcode refused(const struct session *session, const char *what,
			     int err)
{
	char *words = why_refused(session, err);

	progress_clear();
	say("%s: %s", what, words);
	free(words);
	return refusal(err);
}

static enum exitcode set_knob(const struct session *session,
			      const struct knob *knob, const char *value,
			      char **why)
{
	char *file = alloc_printf("knobs/%s", knob->name);
	int err = module_write(session->dir, file, value);
	size_t len = strlen(knob->name);
	char *words;

	free(file);
	if (!err)
		return VMB_OK;

	words = why_refused(session, err);
	if (!strncmp(words, knob->name, len) && !strncmp(words + len, ": ", 2))
		*why = alloc_copy(words);
	else
		*why = alloc_printf("%s: %s", knob->name, words);
	free(words);
	return refusal(err);
}

/* The knobs of a run; @why has no more than one sentence. */
static enum exitcode set_knobs(const struct session *session,
			       const struct plan *plan,
			       const struct planned *run, char **why)
{
	enum exitcode code;
	char *words;
	size_t i;
	int err;

	err = command(session, "reset");
	if (err) {
		words = why_refused(session, err);
		*why = alloc_printf("cannot set the knobs: %s", words);
		free(words);
		return refusal(err);
	}
	for (i = 0; i < plan->knobs->n; i++) {
		if (!plan_is_set(plan, i))
			continue;
		code = set_knob(session, &plan->knobs->v[i],
				plan_value(plan, run, i), why);
		if (code)
			return code;
	}
	return VMB_OK;
}

static bool is_over(enum run_state state)
{
	return state == STATE_DONE || state == STATE_FAILED ||
	       state == STATE_IDLE;
}

/* End the run and do not return before the kernel is clean. */
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
	progress_clear();
	say("the aborted run has not ended after %d s; see what hangs (dmesg | tail), and reboot before you measure again",
	    ABORT_MS / 1000);
}

/* Watch the run up to the end of its window, with the counters on in it. */
static void watch(const struct session *session, struct counters *counters)
{
	struct run_status status;
	bool counting = false;

	for (;;) {
		read_status(session, &status);
		if (status.state == STATE_RUNNING && !counting) {
			if (counters)
				counters_enable(counters);
			profiler_enable(session->profiler);
			context_switches_begin(session->switches);
			counting = true;
		}
		if (status.state == STATE_DRAINING || is_over(status.state))
			break;
		progress_show(status.progress);
		if (signals_poll(session->status, POLLPRI, POLL_MS) < 0)
			break;
	}
	if (counters)
		counters_disable(counters);
	/* The profiler takes its time to stop, and switches itself. */
	if (counting)
		context_switches_end(session->switches);
	profiler_disable(session->profiler);
}

/* What the module cannot know of itself. */
static void add_switches(const struct session *session, struct table *summary)
{
	double window_ns = strtod(table_get(summary, 0, "duration_ns"), NULL);
	double count = context_switches_in_window(session->switches, window_ns);
	char text[32];

	if (isnan(count))
		return;
	snprintf(text, sizeof(text), "%.0f", count);
	table_set(summary, 0, "system_switches", text);
}

static enum exitcode read_results(const struct session *session,
				  const struct counters *counters,
				  struct results *results)
{
	int i;

	for (i = 0; i < RESULT_MODULE; i++) {
		char *file = alloc_printf("results/%s", file_names[i]);

		results->tables[i] = module_table(session->dir, file);
		free(file);
		if (results->tables[i] &&
		    (i != RESULT_SUMMARY || results->tables[i]->nrows == 1))
			continue;
		progress_clear();
		say("the module left no usable results/%s; see what the kernel says of it: dmesg | tail",
		    file_names[i]);
		results_free(results);
		return VMB_FAILED;
	}
	steady_check(results->tables[RESULT_SUMMARY],
		     results->tables[RESULT_TIMELINE]);
	add_switches(session, results->tables[RESULT_SUMMARY]);
	if (counters)
		results->tables[RESULT_PERF] =
			counters_table(counters,
				       results->tables[RESULT_THREADS]);
	profiler_tell(session->profiler, results->tables[RESULT_SUMMARY],
		      results->tables[RESULT_THREADS]);
	return VMB_OK;
}

/* From armed to done. */
static enum exitcode finish(const struct session *session,
			    const struct events *events,
			    struct results *results)
{
	struct counters *counters = NULL;
	struct run_status status;
	struct table *threads;
	enum exitcode code;
	bool attached;
	int err;

	threads = module_table(session->dir, "threads");
	if (threads && events)
		counters = counters_attach(events, threads);
	attached = profiler_attach(session->profiler, threads);
	table_free(threads);
	if (!attached) {
		abort_run(session);
		counters_free(counters);
		return VMB_FAILED;
	}

	err = interrupted() ? EINTR : command(session, "start");
	if (!err) {
		watch(session, counters);
		err = interrupted() ? EINTR : command(session, "wait");
	}
	read_status(session, &status);
	if (interrupted()) {
		abort_run(session);
		code = VMB_FAILED;
	} else if (err || status.state != STATE_DONE) {
		code = refused(session, "the run failed", err ? err : EIO);
		abort_run(session);
	} else {
		code = read_results(session, counters, results);
	}
	counters_free(counters);
	return code;
}

static enum exitcode arm(const struct session *session,
			 const struct events *events, struct results *results)
{
	int err;

	err = interrupted() ? EINTR : command(session, "arm");
	if (interrupted()) {
		abort_run(session);
		return VMB_FAILED;
	}
	if (err)
		return refused(session, "the run was refused", err);
	return finish(session, events, results);
}

/* From its knobs to its results, with the profiler around it, if there is one. */
static enum exitcode prepare(struct session *session, const struct plan *plan,
			     const struct planned *run,
			     const struct events *events,
			     const struct profile *profile,
			     struct results *results)
{
	enum exitcode code;
	char *why;

	code = set_knobs(session, plan, run, &why);
	if (code) {
		progress_clear();
		say("the run was refused: %s", why);
		free(why);
		return code;
	}
	if (profile) {
		session->profiler = profiler_start(profile);
		if (!session->profiler)
			return VMB_FAILED;
	}
	code = arm(session, events, results);
	if (!profiler_end(session->profiler, !code) && !code) {
		results_free(results);
		code = VMB_FAILED;
	}
	return code;
}

static bool open_session(struct session *session, char **why)
{
	session->control = open_file(session->dir, "control", O_WRONLY);
	session->status = open_file(session->dir, "status", O_RDONLY);
	if (session->control >= 0 && session->status >= 0)
		return true;
	*why = alloc_printf("cannot open the control and status files in %s: %s; see what is in the way: "
			    VMB_PROGRAM " doctor", session->dir, strerror(errno));
	return false;
}

static void close_session(const struct session *session)
{
	if (session->status >= 0)
		close(session->status);
	if (session->control >= 0)
		close(session->control);
}

enum exitcode session_check(const char *dir, const struct plan *plan,
			    const struct planned *run, char **why)
{
	struct session session = { .dir = dir };
	enum exitcode code = VMB_FAILED;
	int err;

	if (open_session(&session, why)) {
		code = set_knobs(&session, plan, run, why);
		err = code ? 0 : command(&session, "check");
		if (err) {
			*why = why_refused(&session, err);
			code = refusal(err);
		}
	}
	close_session(&session);
	return code;
}

enum exitcode session_run(const char *dir, const struct plan *plan,
			  const struct planned *run,
			  const struct events *events,
			  const struct profile *profile,
			  struct results *results)
{
	struct session session = { .dir = dir };
	enum exitcode code = VMB_FAILED;
	char *why;

	if (open_session(&session, &why)) {
		session.switches = context_switches_open();
		code = prepare(&session, plan, run, events, profile, results);
		context_switches_close(session.switches);
	} else {
		progress_clear();
		say("%s", why);
		free(why);
	}
	close_session(&session);
	progress_clear();
	return code;
}
