/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs with their metrics, and finding the run a line of a file belongs to.
 */
#ifndef VMB_RESULTS_RUN_SET_H
#define VMB_RESULTS_RUN_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/parse_warnings.h"
#include "lib/table.h"
#include "results/metric.h"
#include "results/run.h"

/**
 * struct run_set - runs
 * @v: the runs, in the order they were made
 * @n: how many
 * @metrics: what they have figures of: metrics[], then one for each event
 * @nmetrics: how many
 * @tree: the same runs by run_id and repeat, by tsearch()
 *
 * A part of a set has the runs and metrics of the whole, and no tree.
 */
struct run_set {
	struct run **v;
	size_t n;
	struct metric *metrics;
	size_t nmetrics;
	void *tree;
};

/**
 * run_set_new() - make a set without runs
 *
 * Return: the set, to be given to run_set_free().
 */
struct run_set *run_set_new(void);

/**
 * run_set_of_tables() - make a set of what was just run
 * @summary: rows of summary.csv
 * @perf: rows of perf.csv, or NULL
 *
 * A column the tables lack is as if empty.
 *
 * Return: the set, to be given to run_set_free().
 */
struct run_set *run_set_of_tables(const struct table *summary,
				  const struct table *perf);

/** run_set_free() - free @set and what belongs to it */
void run_set_free(struct run_set *set);

/**
 * run_set_add() - add a run
 * @set: the set
 * @run: the run, which is the set's afterwards
 *
 * Return: false, with nothing added, if there is such a run.
 */
bool run_set_add(struct run_set *set, struct run *run);

/**
 * run_set_event() - add what perf counted in all readers of a run
 * @set: the set
 * @run: one of its runs
 * @event: name of the event
 * @per_lookup: how many for each lookup; NAN: not counted
 */
void run_set_event(struct run_set *set, struct run *run,
		   const struct csv_cell *event, double per_lookup);

/**
 * run_set_metric() - find a metric by the name a user gave
 * @set: the runs
 * @name: the name, as in statistics.csv
 *
 * Return: its number, or -1.
 */
long run_set_metric(const struct run_set *set, const char *name);

/**
 * run_set_value() - read a figure by the name a user gave
 * @set: the set
 * @run: one of its runs
 * @name: a metric, or a column of the summary that holds numbers
 *
 * Return: the value; NAN: not measured.
 */
double run_set_value(const struct run_set *set, const struct run *run,
		     const char *name);

/* Finding the run of each line of a file, which mostly is that of the last. */
struct run_join {
	struct run_set *set;
	struct run *run;
	size_t strange; /* lines of runs there are not */
};

/* What the files are joined by; first of the columns asked for. */
#define JOIN_COLUMNS                 \
	{"run_id", false, true},     \
	{                            \
		"repeat", true, true \
	}
#define JOIN_NCOLUMNS 2

/**
 * run_join_find() - find the run of a line
 * @join: the state; all but the set 0 at first
 * @line: the line, of which JOIN_COLUMNS are the first
 *
 * Return: the run, or NULL.
 */
struct run *run_join_find(struct run_join *join, const struct csv_line *line);

/**
 * run_join_line() - find the run of a line, and count it if there is none
 * @join: the state; all but the set 0 at first
 * @line: the line, of which JOIN_COLUMNS are the first
 *
 * Return: the run, or NULL.
 */
struct run *run_join_line(struct run_join *join, const struct csv_line *line);

/**
 * run_join_end() - complain of the lines of runs there are not
 * @join: the state
 * @path: the file that was read
 * @complaints: where to
 */
void run_join_end(const struct run_join *join, const char *path,
		  struct parse_warnings *complaints);

#endif /* VMB_RESULTS_RUN_SET_H */
