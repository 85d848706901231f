/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a batch is going to run, without running it.
 */
#ifndef VMB_PLAN_DRY_RUN_H
#define VMB_PLAN_DRY_RUN_H

#include "lib/table.h"
#include "plan/batch.h"

/**
 * dry_run_table() - list the runs in their order
 * @batch: the batch, not empty
 * @first: number of the first run to list, from 0
 *
 * Return: a table with run, job, repeat, the scheme and all knobs that have
 * several values in the batch, to be given to table_free().
 */
struct table *dry_run_table(const struct batch *batch, size_t first);

/* Print that table, and below it the knobs set alike in all runs. */
void dry_run_print(const struct batch *batch, size_t first);

/* Return a new sentence: how many runs from @first on, and their duration. */
char *dry_run_count(const struct batch *batch, size_t first);

#endif /* VMB_PLAN_DRY_RUN_H */
