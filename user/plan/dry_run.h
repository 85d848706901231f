/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a batch is going to run, without running it.
 */
#ifndef VMB_PLAN_DRY_RUN_H
#define VMB_PLAN_DRY_RUN_H

#include "lib/table.h"
#include "plan/batch.h"

/*
 * Return a table of the runs from @first on, in their order: run, job, repeat,
 * the scheme and all knobs that have several values in the batch.
 */
struct table *dry_run_table(const struct batch *batch, size_t first);

/* Print that table, and below it the knobs set alike in all runs. */
void dry_run_print(const struct batch *batch, size_t first);

/* Return a new sentence: how many runs from @first on, and their duration. */
char *dry_run_count(const struct batch *batch, size_t first);

#endif /* VMB_PLAN_DRY_RUN_H */
