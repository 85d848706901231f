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

struct statistics {
	const struct run_set *runs;
	struct run_groups groups; /* with a statistic for each metric */
	struct run_set *own;	  /* the runs to be freed, or NULL */
};

/* Compute all statistics of @runs, which must outlive them. */
struct statistics *statistics_new(const struct run_set *runs);

/* Compute the statistics of runs just done; @rows can be freed before. */
struct statistics *statistics_of_rows(const struct results *rows);

/* Free statistics, or NULL. */
void statistics_free(struct statistics *statistics);

/*
 * Return the rows of statistics.csv. A metric that no run of a group has is
 * left out.
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
