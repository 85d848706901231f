/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The runs of a job file and their folder.
 */
#ifndef VMB_RESULTS_SWEEP_H
#define VMB_RESULTS_SWEEP_H

#include <stdbool.h>

#include "lib/exitcode.h"
#include "plan/job_file.h"
#include "results/run_loop.h"
#include "results/store.h"
#include "session/tuning.h"

struct sweep {
	int argc; /* the call, for the record */
	char *const *argv;
	const char *dir; /* of the module's files */
	struct job_file jobs;
	struct store store;
	struct tuning machine;
	struct run_loop loop;
};

/**
 * sweep_read() - parse a job file and let the module check it
 * @sweep: argc, argv, dir and, to resume, store are set; the rest is filled
 *	   in; to be passed to sweep_close() in any case
 * @ini: the job file, which @sweep takes over
 * @knobs: the knobs; they must outlive @sweep
 * @schemes: the module's file "schemes"
 * @why: set to a new string if it is refused
 *
 * Return: VMB_OK or the exit code.
 */
enum exitcode sweep_read(struct sweep *sweep, struct ini *ini,
			 const struct knobs *knobs, const struct table *schemes,
			 char **why);

/**
 * sweep_prepare() - prepare machine and folder
 * @sweep: the sweep, read
 * @output: the new folder, unless one was opened as store; NULL: below results/
 * @dry: change nothing; only find out which runs of an opened folder are done
 * @why: set to a new string if the machine lacks what the file asks for;
 *	 otherwise set to NULL, and errors are reported
 *
 * Return: VMB_OK or the exit code.
 */
enum exitcode sweep_prepare(struct sweep *sweep, const char *output, bool dry,
			    char **why);

/* Do the remaining runs, and report errors. The caller publishes the folder. */
enum exitcode sweep_measure(struct sweep *sweep, bool quiet);

void sweep_close(struct sweep *sweep);

#endif /* VMB_RESULTS_SWEEP_H */
