/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The runs of a job file, and their folder, new or resumed.
 *
 * A run is done when summary.csv has its row, which is written when its rows in
 * all other files are on the disk. Resuming skips the runs that summary.csv
 * has. Rows of other runs, which were interrupted, are cut off.
 */
#ifndef VMB_RESULTS_SWEEP_H
#define VMB_RESULTS_SWEEP_H

#include <stdbool.h>

#include "lib/ini.h"
#include "lib/say.h"
#include "plan/job_file.h"
#include "results/run_loop.h"
#include "session/session.h"

/* The copy of the job file in the folder. */
#define SWEEP_JOB_FILE "jobs.ini"

struct sweep {
	struct job_file jobs;
	struct run_loop loop;
	size_t ends[RESULT_FILES]; /* of the rows in a reopened folder */
};

/**
 * sweep_reopen() - find out what the folder of a sweep holds; change nothing
 * @sweep: to be passed to sweep_close() in any case
 * @path: where it is
 * @given: the job file the user gave, or NULL
 * @ini: set to the folder's own, to be passed to ini_free(), or to NULL
 *
 * Return: VMB_OK or the exit code; VMB_USAGE also if the job files differ.
 */
enum exitcode sweep_reopen(struct sweep *sweep, const char *path,
			   const struct ini *given, struct ini **ini);

/* Return whether a directory is the folder of a sweep. */
bool sweep_is_begun(const char *path);

/**
 * sweep_read() - parse a job file and let the module check it
 * @sweep: argc, argv and dir of its loop are set, and perhaps reopened; to be
 *	   passed to sweep_close() in any case
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
 * @output: the new folder, unless one was reopened; NULL: below results/
 * @dry: change nothing; only check that a reopened folder can be continued
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
