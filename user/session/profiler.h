/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A command that profiles the workers of a run, in its measured window only.
 *
 * It is a shell command that speaks the control protocol of perf (perf-record(1),
 * --control=fd:): it gets the lines "ping", "enable", "disable" and "stop" on
 * one pipe, and answers each with "ack" on another.
 *
 * It is started before the run is armed and waits in its shell for the threads'
 * ids: starting it later would change the address space that is measured.
 */
#ifndef VMB_SESSION_PROFILER_H
#define VMB_SESSION_PROFILER_H

#include <stdbool.h>

#include "lib/table.h"

/* The environment of the command, which also has VMABENCH_TIDS. */
struct profile {
	const char *command; /* for sh -c */
	const char *run_id;  /* VMABENCH_RUN_ID: name of the run in the CSV */
	const char *output;  /* VMABENCH_OUTPUT: the run folder */
};

struct profiler;

/* Start the command; return NULL if that fails, which is printed. */
struct profiler *profiler_start(const struct profile *profile);

/*
 * Hand over the ids in @threads, the module's file or NULL, and wait until the
 * command is ready.  No @profiler, NULL, is ready here and does nothing below.
 * Return true, or print why it is not ready unless the user interrupted.
 */
bool profiler_attach(struct profiler *profiler, const struct table *threads);

/* Note that the window has opened. */
void profiler_enable(struct profiler *profiler);

/* Note that the window has closed, or that the run has ended without one. */
void profiler_disable(struct profiler *profiler);

/*
 * Print how exactly the command kept to the window, which opened as in the
 * run's summary.csv and closed as in its threads.csv.
 */
void profiler_report(const struct profiler *profiler,
		     const struct table *summary, const struct table *threads);

/*
 * End the command and all it has started.  If its output is wanted, let it
 * complete that first.  Return true, or print why the output is not complete.
 */
bool profiler_end(struct profiler *profiler, bool wanted);

#endif /* VMB_SESSION_PROFILER_H */
