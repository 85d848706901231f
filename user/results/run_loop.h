/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Do the runs of a batch, one after the other.
 */
#ifndef VMB_RESULTS_RUN_LOOP_H
#define VMB_RESULTS_RUN_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/say.h"
#include "lib/table.h"
#include "plan/batch.h"
#include "results/result_writer.h"
#include "results/until.h"
#include "session/tuning.h"

/* A quarter of the time that the planned runs take, or with until 10 minutes. */
#define BUDGET_DEFAULT (-1.0)

struct run_loop {
	int argc; /* the call, for the record */
	char *const *argv;
	const char *dir;     /* of the module's files */
	const char *profile; /* command that profiles each run; NULL: none */
	double budget_s; /* for runs beyond the plan, or BUDGET_DEFAULT */
	uint64_t interval_ns; /* of the lines about a run that is on; 0: none */
	double until; /* of a batch of one job: see until.h; 0: no more rounds */
	struct batch *batch;
	struct tuning tuning; /* begun for the batch */

	/* Set here, or by what reopens a folder; run_loop_close() frees them. */
	char *id;   /* the runs are ID-1, ID-2, ... */
	char *path; /* of the folder */
	struct result_writer *folder;
	size_t ndone; /* runs from the first that are in the folder */
	struct run_note *notes; /* by run, of those that are done */
	size_t ntraced, nstopped; /* runs with the kernel's trace on, and stopped */
};

/* Return the rows of environment.csv, as env_snapshot(). */
struct table *run_loop_environment(const struct run_loop *loop);

/*
 * Create the folder @output, or one below results/ if it is NULL, and record
 * the environment in it. Errors are reported.
 */
enum exitcode run_loop_open(struct run_loop *loop, const char *output,
			    bool resumable);

/*
 * Note what run @i, the next one, was. If it was disturbed it is repeated at the
 * end while the budget lasts; so are repeats, until as many of a combination
 * were in vain as it has runs. The order of the runs follows from these notes
 * alone, so a sweep can be resumed among repeats.
 */
void run_loop_note(struct run_loop *loop, size_t i, struct run_note note);

/*
 * Do the remaining runs, and update ndone; @quiet shows no progress. Errors are
 * reported and end the loop.
 */
enum exitcode run_loop_go(struct run_loop *loop, bool quiet);

/* End the tuning and close the folder; a loop of zeros is allowed. */
void run_loop_close(struct run_loop *loop);

#endif /* VMB_RESULTS_RUN_LOOP_H */
