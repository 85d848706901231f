/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The figures of a run that get statistics: one table for all that prints them.
 */
#ifndef VMB_ANALYSIS_METRIC_H
#define VMB_ANALYSIS_METRIC_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/table.h"
#include "stats/interval.h"

enum better {
	BETTER_NONE, /* depends on what is wanted */
	BETTER_LOWER,
	BETTER_HIGHER,
};

enum metric_kind {
	METRIC_CELL,  /* a column of the summary */
	METRIC_SHARE, /* the same, as a share of all slots looked at */
	METRIC_EVENT, /* a perf event per lookup */
};

/**
 * struct metric - a figure
 * @name: what it is called in statistics.csv
 * @source: name of the column, or of the event
 * @unit: its unit
 * @kind: how it comes from its source
 * @better: which way it gets better
 * @decimals: how many are worth printing; METRIC_EVENT: significant digits
 * @main: compared if nothing else is asked for
 * @grain: by what part of it a value may be above the true one, as it is the
 *	   upper end of a histogram's bucket
 */
struct metric {
	const char *name;
	const char *source;
	const char *unit;
	enum metric_kind kind;
	enum better better;
	int decimals;
	bool main;
	double grain;
};

/* Those there always are: all but the events. */
extern const struct metric metrics[];
extern const size_t nmetrics;

/**
 * struct metrics - the figures of some runs
 * @v: the metrics: those there always are, then one for each event
 * @n: how many
 * @values: row after row of the summary a value for each metric; NAN: not
 *	    measured
 */
struct metrics {
	struct metric *v;
	size_t n;
	double *values;
};

/**
 * metrics_new() - read the figures of all runs
 * @summary: rows of summary.csv
 * @perf: rows of perf.csv, of which those of all readers are used, or NULL
 *
 * Return: the figures, to be given to metrics_free().
 */
struct metrics *metrics_new(const struct table *summary,
			    const struct table *perf);

/**
 * metrics_free() - give the memory back
 * @metrics: the figures, or NULL
 */
void metrics_free(struct metrics *metrics);

/**
 * metrics_find() - find a metric by its name
 * @metrics: where to look
 * @name: the name
 *
 * Return: its number, or -1.
 */
long metrics_find(const struct metrics *metrics, const char *name);

/**
 * metrics_value() - read a figure
 * @metrics: the figures
 * @row: the run
 * @metric: number of the metric
 *
 * Return: the value; NAN: not measured.
 */
double metrics_value(const struct metrics *metrics, size_t row, size_t metric);

/**
 * metric_widen() - let an interval hold what rounding hides
 * @metric: what it is of
 * @ratio: a ratio, or a value; its interval is made wider by the grain of the
 *	   metric
 *
 * Two percentiles in neighbouring buckets may be alike, and two in the same one
 * may differ by the width of it.
 */
void metric_widen(const struct metric *metric, struct interval *ratio);

#endif /* VMB_ANALYSIS_METRIC_H */
