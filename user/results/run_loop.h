/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Do the runs of a batch, one after the other.
 */
#ifndef VMB_RESULTS_RUN_LOOP_H
#define VMB_RESULTS_RUN_LOOP_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/say.h"
#include "plan/batch.h"
#include "results/result_writer.h"
#include "session/session.h"
#include "session/tuning.h"

struct run_loop {
	const struct batch *batch;
	const char *dir;	/* of the module's files */
	const char *id;		/* of this call: the runs are ID-1, ID-2, ... */
	struct result_writer *folder; /* where the rows go */
	struct tuning *machine;	      /* begun for the batch */
	const char *profile;	/* command that profiles each run; NULL: none */
	const char *output;	/* the folder's path, for that command */
	size_t ndone;		/* the first so many are done */
	struct results rows;	/* summary and perf of those that are */
};

/*
 * Do the remaining runs, and update ndone and rows; @quiet shows no progress.
 * Errors are reported and end the loop.
 */
enum exitcode run_loop_go(struct run_loop *loop, bool quiet);

#endif /* VMB_RESULTS_RUN_LOOP_H */
