/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A command that profiles the workers of a run, in its measured window only.
 *
 * It is a shell command that speaks the control protocol of perf (perf-record(1),
 * --control=fd:): it is told "ping", "enable", "disable" and "stop" in lines on
 * one pipe, and answers each with "ack" on another.
 *
 * It is started before the run is armed and waits in its shell for the threads'
 * ids: a process that is started later would be so in the address space that is
 * measured.
 */
#ifndef VMB_SESSION_PROFILER_H
#define VMB_SESSION_PROFILER_H

#include <stdbool.h>

#include "lib/table.h"

/* What the command finds in its environment, besides VMABENCH_TIDS. */
struct profile {
	const char *command;	/* for sh -c */
	const char *run_id;	/* VMABENCH_RUN_ID: name of the run in the CSV */
	const char *output;	/* VMABENCH_OUTPUT: the run folder */
};

struct profiler;

/**
 * profiler_start() - start the command; it waits for the threads' ids
 * @profile: what to start, and for which run
 *
 * Return: the profiler, to be given to profiler_end(), or NULL: the user has
 * been told why.
 */
struct profiler *profiler_start(const struct profile *profile);

/**
 * profiler_attach() - hand over the ids and wait until the command is ready
 * @profiler: the profiler, or NULL
 * @threads: the module's file "threads", NULL if it cannot be read
 *
 * Return: whether it is ready or there is none; if not, and nobody has
 * interrupted us, the user has been told why.
 */
bool profiler_attach(struct profiler *profiler, const struct table *threads);

/**
 * profiler_enable() - the window has been opened
 * @profiler: the profiler, or NULL
 */
void profiler_enable(struct profiler *profiler);

/**
 * profiler_disable() - the window has been closed
 * @profiler: the profiler, or NULL; it may never have been enabled
 */
void profiler_disable(struct profiler *profiler);

/**
 * profiler_tell() - tell the user how exactly it kept to the window
 * @profiler: the profiler, or NULL
 * @summary: the run's summary.csv, which has when the window was opened
 * @threads: its threads.csv, which has when it was closed
 */
void profiler_tell(const struct profiler *profiler, const struct table *summary,
		   const struct table *threads);

/**
 * profiler_end() - end the command and all it has started
 * @profiler: the profiler, or NULL
 * @wanted: let it complete what it writes; else it is killed
 *
 * Return: whether it did what was @wanted, or there was none; if not, the user
 * has been told why.
 */
bool profiler_end(struct profiler *profiler, bool wanted);

#endif /* VMB_SESSION_PROFILER_H */
