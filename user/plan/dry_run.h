/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a sweep would do, in words.
 */
#ifndef VMB_PLAN_DRY_RUN_H
#define VMB_PLAN_DRY_RUN_H

#include <stdio.h>

#include "lib/table.h"
#include "plan/batch.h"

/**
 * dry_run_table() - list runs
 * @batch: the batch
 * @first: number of the first run that is listed
 *
 * Return: a table of a row for each, with the knobs in which runs of the batch
 * differ, to be given to table_free().
 */
struct table *dry_run_table(const struct batch *batch, size_t first);

/**
 * dry_run_common() - tell which knobs are set alike in all runs
 * @batch: the batch
 *
 * Return: "knob=value ..." in a new string, NULL if there are none.
 */
char *dry_run_common(const struct batch *batch);

/**
 * dry_run_count() - tell how many runs there are, and how long they take
 * @batch: the batch
 * @first: number of the first run that counts
 *
 * Return: a sentence in a new string.
 */
char *dry_run_count(const struct batch *batch, size_t first);

#endif /* VMB_PLAN_DRY_RUN_H */
