/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the repeats of all runs say together: computed once, the same numbers
 * for table, CSV, JSON and pages.
 *
 * How to get at them: groups->v[g] is what was repeated, group_cell() what it
 * was run with, and statistics_of() its figures:
 *
 *	for (g = 0; g < s->groups->n; g++)
 *		group_cell(s->groups, g, "readers"),
 *		statistics_of(s, g, statistics_metric(s, "ns_per_lookup"))->over
 */
#ifndef VMB_ANALYSIS_STATISTICS_H
#define VMB_ANALYSIS_STATISTICS_H

#include "analysis/group.h"
#include "analysis/metric.h"
#include "lib/table.h"
#include "results/result_writer.h"
#include "stats/interval.h"

/**
 * struct statistic - one metric of one group
 * @over: median over the repeats
 * @ratio: to the group of the first scheme, paired by repeat; n is 0 if there
 *	   is none
 */
struct statistic {
	struct interval over;
	struct interval ratio;
};

/**
 * struct statistics - all metrics of all groups
 * @groups: the groups
 * @metrics: the metrics, and the figure of each run
 * @references: for each group the one its ratios are to, -1: it has none
 * @v: group after group one for each metric
 *
 * Runs that are not valid are left out, unless no run of their group is valid:
 * then all of the group are in, for want of better.
 */
struct statistics {
	struct run_groups *groups;
	struct metrics *metrics;
	long *references;
	struct statistic *v;
};

/**
 * statistics_new() - compute all statistics
 * @summary: rows of summary.csv; they have to outlive the statistics
 * @perf: rows of perf.csv, or NULL
 *
 * Return: the statistics, to be given to statistics_free().
 */
struct statistics *statistics_new(const struct table *summary,
				  const struct table *perf);

/**
 * statistics_free() - give the memory back
 * @statistics: the statistics, or NULL
 */
void statistics_free(struct statistics *statistics);

/**
 * statistics_metric() - find a metric by its name
 * @statistics: the statistics
 * @name: the name, as in metric.c, or EVENT_per_lookup
 *
 * Return: its number, or -1.
 */
long statistics_metric(const struct statistics *statistics, const char *name);

/**
 * statistics_of() - look up what one group has of one metric
 * @statistics: the statistics
 * @group: number of the group
 * @metric: number of the metric
 *
 * Return: the statistic.
 */
const struct statistic *statistics_of(const struct statistics *statistics,
				      size_t group, size_t metric);

/**
 * statistics_scheme() - what the ratios of a group are to
 * @statistics: the statistics
 * @group: number of the group
 *
 * Return: name of the scheme, "" if it has no ratios.
 */
const char *statistics_scheme(const struct statistics *statistics,
			      size_t group);

/**
 * statistics_table() - make the rows of statistics.csv
 * @statistics: the statistics
 *
 * What no run of a group has is left out.
 *
 * Return: the table, to be given to table_free().
 */
struct table *statistics_table(const struct statistics *statistics);

/**
 * statistics_publish() - publish a run folder with its statistics.csv
 * @folder: the folder, with the rows of all runs
 * @summary: its summary.csv, which has to outlive the statistics
 * @perf: its perf.csv, or NULL
 *
 * Errors are reported.
 *
 * Return: the statistics, to be given to statistics_free(), or NULL.
 */
struct statistics *statistics_publish(struct result_writer *folder,
				      const struct table *summary,
				      const struct table *perf);

#endif /* VMB_ANALYSIS_STATISTICS_H */
