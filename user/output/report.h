/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the driver prints of its runs.
 *
 * Every figure is a cell of summary.csv or perf.csv as it was saved; the only
 * thing added is the statistics over repeats.
 */
#ifndef VMB_OUTPUT_REPORT_H
#define VMB_OUTPUT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "analysis/statistics.h"
#include "session/session.h"

/* Job, index and every knob. */
#define VMB_REPORT_LABELS_MAX 64

/* All runs that were done. */
struct report {
	bool all_events;		/* show each, not only the common ones */
	struct results rows;		/* one summary row for each run */
	const struct statistics *statistics;	/* of these rows */
};

/**
 * report_valid() - see whether the figures may be used
 * @report: the runs
 *
 * Return: whether each of the runs is valid.
 */
bool report_valid(const struct report *report);

/**
 * report_why_invalid() - say why the figures of runs may not be used
 * @report: the runs
 * @n: set to the number of runs that are not valid
 *
 * Return: for each of them a string that names the run, its scheme and knobs,
 * the module's reason and what the checker found; to be given to split_free().
 */
char **report_why_invalid(const struct report *report, size_t *n);

/**
 * report_labels() - choose the columns that tell runs from each other
 * @report: the runs
 * @labels: set to their names; room for VMB_REPORT_LABELS_MAX
 *
 * Scheme, readers and writers are always told, with job and index before them
 * and other knobs behind if they differ.
 *
 * Return: how many.
 */
size_t report_labels(const struct report *report, const char **labels);

/**
 * report_table() - print a table for human readers
 * @report: the runs
 * @out: where to
 *
 * One line for each set of knobs, with the median over its repeats, its 95%
 * interval and extremes, and the ratio to the first scheme. Columns that are 0
 * nearly always are there only if they are not.
 */
void report_table(const struct report *report, FILE *out);

/**
 * report_csv() - print the summary of all runs as CSV
 * @report: the runs
 * @out: where to
 */
void report_csv(const struct report *report, FILE *out);

/**
 * report_json() - print the summary of all runs and their statistics as JSON
 * @report: the runs
 * @out: where to
 *
 * An object: "runs" is an array of one object for each run: the columns of
 * summary.csv, numbers as numbers, empty cells as null, and in "perf" what a
 * role's events were per operation. "statistics" is an array of the rows of
 * statistics.csv in the same manner.
 */
void report_json(const struct report *report, FILE *out);

#endif /* VMB_OUTPUT_REPORT_H */
