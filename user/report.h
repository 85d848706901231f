/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the driver prints of its runs.
 *
 * Every figure is a cell of summary.csv or perf.csv as it was saved; the only
 * thing added is the statistics over repeats.
 */
#ifndef VMB_REPORT_H
#define VMB_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "event.h"
#include "plan.h"
#include "session.h"

/* All runs that were done. */
struct report {
	const struct plan *plan;
	const struct events *events;	/* NULL: none counted */
	bool all_events;		/* show each, not only the common ones */
	size_t nruns;			/* the first so many of the plan */
	/* Rows of all runs; one summary row for each. */
	struct results rows;
};

/**
 * report_valid() - see whether the figures may be used
 * @report: the runs
 *
 * Return: whether each of the runs is valid.
 */
bool report_valid(const struct report *report);

/**
 * report_why_invalid() - say why the figures of a run may not be used
 * @report: the runs
 * @run: number of the run
 *
 * Return: a new string that names the run, its scheme and knobs, the module's
 * reason and what the checker found; NULL if the run is valid.
 */
char *report_why_invalid(const struct report *report, size_t run);

/**
 * report_table() - print a table for human readers
 * @report: the runs
 * @out: where to
 *
 * One line for each set of knobs, with the median over its repeats. Columns
 * that are 0 nearly always are there only if they are not.
 */
void report_table(const struct report *report, FILE *out);

/**
 * report_csv() - print the summary of all runs as CSV
 * @report: the runs
 * @out: where to
 */
void report_csv(const struct report *report, FILE *out);

/**
 * report_json() - print the summary of all runs as JSON
 * @report: the runs
 * @out: where to
 *
 * An array of one object for each run: the columns of summary.csv, numbers as
 * numbers, empty cells as null, and in "perf" what a role's events were per
 * operation.
 */
void report_json(const struct report *report, FILE *out);

#endif /* VMB_REPORT_H */
