/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run folder records about where and how it was measured.
 */
#ifndef VMB_RESULTS_ENV_SNAPSHOT_H
#define VMB_RESULTS_ENV_SNAPSHOT_H

#include <stdbool.h>

#include "lib/table.h"
#include "plan/batch.h"
#include "results/result_writer.h"
#include "session/tuning.h"

#define RECORD_ENVIRONMENT "environment.csv"

/* Return a new name for the runs of one call, unique across machines. */
char *record_id(void);

/*
 * Return the rows of environment.csv, to be given to table_free(): this machine,
 * the command line, the module in @dir and the runs to come. @tuning can be all
 * zero. Takes a tenth of a second to sample the load. What this machine does not
 * report is empty.
 */
struct table *env_snapshot(const char *dir, int argc, char *const *argv,
			   const struct tuning *tuning,
			   const struct batch *batch);

/* Write the rows and the configuration of the running kernel into a folder. */
bool env_snapshot_save(struct result_writer *folder, struct table *environment);

#endif /* VMB_RESULTS_ENV_SNAPSHOT_H */
