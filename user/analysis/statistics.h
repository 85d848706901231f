/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Statistics over repeats, computed once for tables, CSV, JSON and pages.
 *
 *	for (g = 0; g < s->groups.n; g++)
 *		s->groups.v[g]->runs[0]->readers,
 *		s->groups.v[g]->by_metric[METRIC_ns_per_lookup].over
 */
#ifndef VMB_ANALYSIS_STATISTICS_H
#define VMB_ANALYSIS_STATISTICS_H

#include "analysis/group.h"
#include "lib/table.h"
#include "results/result_writer.h"
#include "results/run_set.h"
#include "session/session.h"

/**
 * struct statistics - all metrics of all groups
 * @runs: the runs and their metrics
 * @groups: their groups, with a statistic for each metric
 * @own: the runs if the statistics own them, or NULL
 */
struct statistics {
	const struct run_set *runs;
	struct run_groups groups;
	struct run_set *own;
};

/**
 * statistics_new() - compute all statistics
 * @runs: the runs; must outlive the statistics
 *
 * Return: the statistics, to be given to statistics_free().
 */
struct statistics *statistics_new(const struct run_set *runs);

/**
 * statistics_of_rows() - compute the statistics of runs just done
 * @rows: their rows; need not outlive the statistics
 *
 * Return: the statistics, to be given to statistics_free().
 */
struct statistics *statistics_of_rows(const struct results *rows);

/** statistics_free() - free @statistics and what belongs to it */
void statistics_free(struct statistics *statistics);

/**
 * statistics_table() - make the rows of statistics.csv
 * @statistics: the statistics
 *
 * A metric that no run of a group has is left out.
 *
 * Return: the table, to be given to table_free().
 */
struct table *statistics_table(const struct statistics *statistics);

/**
 * statistics_publish() - publish a run folder with its statistics.csv
 * @folder: the folder, with the rows of all runs
 * @rows: the same rows
 *
 * Errors are reported.
 *
 * Return: the statistics, to be given to statistics_free(), or NULL.
 */
struct statistics *statistics_publish(struct result_writer *folder,
				      const struct results *rows);

#endif /* VMB_ANALYSIS_STATISTICS_H */
