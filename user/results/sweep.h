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

/*
 * Read what the folder of a sweep holds, and change nothing. Set @ini to its
 * job file, or to NULL; if the user @given one that differs, return VMB_USAGE.
 * Errors are reported. Pass @sweep to sweep_close() in any case.
 */
enum exitcode sweep_reopen(struct sweep *sweep, const char *path,
			   const struct ini *given, struct ini **ini);

/* Return whether a directory is the folder of a sweep. */
bool sweep_is_begun(const char *path);

/*
 * Parse a job file, as job_file_parse(), and let the module check it. argc, argv
 * and dir of the sweep's loop are set; the sweep takes over @ini and needs @knobs.
 * Pass it to sweep_close() in any case.
 */
enum exitcode sweep_read(struct sweep *sweep, struct ini *ini,
			 const struct knobs *knobs, const struct table *schemes,
			 char **why);

/*
 * Prepare the machine, and the folder that was reopened or else run_loop_open()
 * creates. @dry changes neither. @why is set to a new string if the machine lacks
 * what the file asks for; otherwise to NULL, and errors are reported.
 */
enum exitcode sweep_prepare(struct sweep *sweep, const char *output, bool dry,
			    char **why);

/* Do the remaining runs, and report errors. The caller publishes the folder. */
enum exitcode sweep_measure(struct sweep *sweep, bool quiet);

void sweep_close(struct sweep *sweep);

#endif /* VMB_RESULTS_SWEEP_H */
