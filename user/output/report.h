/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is printed of runs.
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
#include "lib/say.h"
#include "plan/batch.h"

/* The values of --format. */
enum format {
	FORMAT_TABLE,
	FORMAT_CSV,
	FORMAT_JSON,
};

/* The words for them, for cli_choice(). */
#define FORMAT_WORDS ((const char *const[]){ "table", "csv", "json", NULL })

/**
 * print_results() - print the results of runs just done
 * @batch: what was to be run
 * @statistics: of what was run, the first runs of the batch, with their folder
 * @format: how to print them; a table for each job
 * @wide: print all columns of a table, whatever the width of the terminal
 * @quiet: true not to print the path of the folder
 *
 * The reasons why runs are not valid are printed as well.
 *
 * Return: VMB_OK, or VMB_INVALID if a run is not valid.
 */
enum exitcode print_results(const struct batch *batch,
			    const struct statistics *statistics,
			    enum format format, bool wide, bool quiet);

/**
 * report_why_invalid() - say why the figures of runs may not be used
 * @statistics: of the runs
 * @n: set to the number of runs that are not valid
 *
 * Return: for each of them a string that names the run, its scheme and knobs,
 * the module's reason and what the checker found; to be given to split_free().
 */
char **report_why_invalid(const struct statistics *statistics, size_t *n);

/**
 * report_table() - print a table for human readers
 * @statistics: of the runs
 * @all_events: show each perf event, not only the common ones
 * @width: the width there is; 0: any, and then the extremes are shown too
 * @out: where to
 *
 * One line for each set of knobs, with the median over its repeats, its 95%
 * interval and the ratio to the first scheme.
 */
void report_table(const struct statistics *statistics, bool all_events,
		  size_t width, FILE *out);

/**
 * report_json() - print the summary of all runs and their statistics as JSON
 * @statistics: of the runs, with the folder they were read from
 * @out: where to
 *
 * An object: "runs" is an array of one object for each run: the columns of
 * summary.csv, numbers as numbers, empty cells as null, and in "perf" what a
 * role's events were per operation. "statistics" is an array of the rows of
 * statistics.csv in the same manner.
 */
void report_json(const struct statistics *statistics, FILE *out);

#endif /* VMB_OUTPUT_REPORT_H */
