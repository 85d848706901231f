/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run folder tells of where and how it was measured.
 */
#ifndef VMB_RESULTS_ENV_SNAPSHOT_H
#define VMB_RESULTS_ENV_SNAPSHOT_H

#include <stdbool.h>

#include "lib/table.h"
#include "plan/batch.h"
#include "results/result_writer.h"
#include "session/tuning.h"

#define RECORD_ENVIRONMENT "environment.csv"

/**
 * record_id() - make a name for the runs of one call
 *
 * Return: a new string, unique wherever run folders are gathered.
 */
char *record_id(void);

/**
 * env_snapshot() - describe this machine, and the call
 * @dir: directory of the module's files
 * @argc: number of words of the command line
 * @argv: the command line
 * @quiet: what the driver does to the machine; all zero if it is not begun
 * @batch: the runs to come
 *
 * Takes a tenth of a second, in which it watches what else the machine does.
 *
 * Return: the rows of environment.csv, to be given to table_free().
 */
struct table *env_snapshot(const char *dir, int argc, char *const *argv,
			   const struct tuning *quiet,
			   const struct batch *batch);

/**
 * env_snapshot_save() - put a description, and the configuration of the running
 * kernel, into a folder
 * @folder: the folder
 * @environment: the description
 *
 * What goes wrong is told the user.
 *
 * Return: whether all is written.
 */
bool env_snapshot_save(struct result_writer *folder, struct table *environment);

#endif /* VMB_RESULTS_ENV_SNAPSHOT_H */
