/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One run of the module, from its knobs to its results.
 */
#ifndef VMB_SESSION_SESSION_H
#define VMB_SESSION_SESSION_H

#include "host/event.h"
#include "lib/say.h"
#include "lib/table.h"
#include "plan/batch.h"
#include "session/live.h"
#include "session/profiler.h"

/* The files of a run folder to which each run adds rows. */
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

/* The rows of one run, or of many; a table can be NULL. */
struct results {
	struct table *tables[RESULT_FILES];
	bool traced;	/* of one run: the kernel's trace was on, */
	char *trace;	/* and this is its text if it was stopped, or NULL */
};

/* Return the name of a file, such as "summary.csv". */
const char *result_file_name(enum result_file file);

/* Free all that they hold; nothing is left. */
void results_free(struct results *results);

/*
 * Ask the module in @dir whether it would do each run of a batch.  Return VMB_OK,
 * or what to exit with; then @failed is the job of a refused run, and @why a new
 * string with the reason, "KNOB: SENTENCE" if a knob is wrong.
 */
enum exitcode session_check(const struct batch *batch, const char *dir,
			    const struct job **failed, char **why);

/*
 * Do a run of a plan on the module in @dir.  @events, @profile and @live can be
 * NULL; @live has begun.
 * Return VMB_OK with @results filled in, or print what is wrong and return what
 * to exit with.  Nothing of the run is left in the kernel.
 */
enum exitcode session_run(const char *dir, const struct plan *plan,
			  const struct planned *run,
			  const struct events *events,
			  const struct profile *profile, struct live *live,
			  struct results *results);

#endif /* VMB_SESSION_SESSION_H */
