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

/*
 * Print the results of runs just done, the first ones of @batch: a table for
 * each job, with all columns if @wide, and the reasons why runs are not valid;
 * unless @quiet also the path of their folder.  Return VMB_OK, or VMB_INVALID if
 * a run is not valid.
 */
enum exitcode print_results(const struct batch *batch,
			    const struct statistics *statistics,
			    enum format format, bool wide, bool quiet);

/*
 * Return a string for each of the @n runs that are not valid, to be given to
 * split_free(): the run, its scheme and knobs, the module's reason and what the
 * checker found.
 */
char **report_why_invalid(const struct statistics *statistics, size_t *n);

/*
 * Print a table for human readers: a line for each set of knobs, with the median
 * over its repeats, its 95% interval and the ratio to the first scheme.  Without
 * a @width the extremes are shown too, and with @all_events every perf event.
 */
void report_table(const struct statistics *statistics, bool all_events,
		  size_t width, FILE *out);

/*
 * Print an object: "runs" is an array of the rows of summary.csv, numbers as
 * numbers, empty cells as null, and in "perf" the events of each role per
 * operation.  "statistics" is an array of the rows of statistics.csv.
 */
void report_json(const struct statistics *statistics, FILE *out);

/*
 * Print a table as JSON: an array of an object for each row, numbers as
 * numbers, empty cells as null.
 */
void print_json(const struct table *table, FILE *out);

#endif /* VMB_OUTPUT_REPORT_H */
