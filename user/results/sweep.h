/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All runs of a job file, done into a folder.
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
 * sweep_read() - understand a job file and ask the module about it
 * @sweep: argc, argv, dir and, if it is to go on, store are set; the rest is
 *	   filled in; to be given to sweep_close() in any case
 * @ini: the job file, which @sweep takes over
 * @knobs: the knobs; they have to outlive @sweep
 * @schemes: the module's file "schemes"
 * @why: set to a new string if it is refused
 *
 * Return: VMB_OK or what to exit with.
 */
enum exitcode sweep_read(struct sweep *sweep, struct ini *ini,
			 const struct knobs *knobs, const struct table *schemes,
			 char **why);

/**
 * sweep_prepare() - prepare machine and folder
 * @sweep: the sweep, read
 * @output: the new folder, if none was opened as store; NULL: below results/
 * @dry: only find out which runs of a folder that was opened are done
 * @why: set to a new string if the machine cannot have what the file asks for;
 *	 else to NULL, and what goes wrong is told the user
 *
 * Return: VMB_OK or what to exit with.
 */
enum exitcode sweep_prepare(struct sweep *sweep, const char *output, bool dry,
			    char **why);

/**
 * sweep_measure() - do the runs that are not done yet
 * @sweep: the sweep, prepared
 * @quiet: whether to show no progress
 *
 * Errors are reported.  The caller publishes the folder.
 *
 * Return: VMB_OK if all runs are done, else what to exit with.
 */
enum exitcode sweep_measure(struct sweep *sweep, bool quiet);

/**
 * sweep_close() - let go of all that a sweep holds
 * @sweep: the sweep
 */
void sweep_close(struct sweep *sweep);

#endif /* VMB_RESULTS_SWEEP_H */
