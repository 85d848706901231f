/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One run of the module, from its knobs to its results.
 */
#ifndef VMB_SESSION_SESSION_H
#define VMB_SESSION_SESSION_H

#include "host/event.h"
#include "lib/exitcode.h"
#include "lib/table.h"
#include "plan/plan.h"
#include "session/profiler.h"

/* The files of a run folder that get rows from each run. */
enum result_file {
	RESULT_SUMMARY,
	RESULT_THREADS,
	RESULT_HISTOGRAM,
	RESULT_TIMELINE,
	RESULT_HEAT,
	RESULT_MODULE,			/* number of files the module writes */
	RESULT_PERF = RESULT_MODULE,	/* written by the driver */
	RESULT_FILES,
};

/* The rows of one run, or of many; NULL: there are none. */
struct results {
	struct table *tables[RESULT_FILES];
};

/**
 * result_file_name() - name of a result file
 * @file: which
 *
 * Return: the name, such as "summary.csv".
 */
const char *result_file_name(enum result_file file);

/**
 * results_free() - give the tables' memory back
 * @results: the results; empty afterwards
 */
void results_free(struct results *results);

/**
 * session_check() - ask the module whether it would do a run
 * @dir: directory of the module's files
 * @plan: the plan
 * @run: the run of the plan
 * @why: set to a new string that says what is wrong, with a knob's name in front
 *	 where it is one, if it would not
 *
 * Return: VMB_OK, else what to exit with.
 */
enum exitcode session_check(const char *dir, const struct plan *plan,
			    const struct planned *run, char **why);

/**
 * session_run() - do one run
 * @dir: directory of the module's files
 * @plan: the plan
 * @run: the run of the plan
 * @events: what to count, or NULL
 * @profile: what to profile it with, or NULL
 * @results: filled in if the run is done
 *
 * What goes wrong is told the user. Nothing of the run is left in the kernel,
 * whatever is returned.
 *
 * Return: VMB_OK if the run is done, else what to exit with.
 */
enum exitcode session_run(const char *dir, const struct plan *plan,
			  const struct planned *run,
			  const struct events *events,
			  const struct profile *profile,
			  struct results *results);

#endif /* VMB_SESSION_SESSION_H */
