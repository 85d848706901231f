/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs with their metrics, and the run that a line of a file belongs to.
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
 * @v: the runs, in the order they were done
 * @n: how many
 * @metrics: metrics[], then one for each perf event
 * @nmetrics: how many
 * @tree: tsearch() tree of the runs, by run_id and repeat
 *
 * A subset borrows runs and metrics of a set; only its @v is freed.
 */
struct run_set {
	struct run **v;
	size_t n;
	struct metric *metrics;
	size_t nmetrics;
	void *tree;
};

/**
 * run_set_new() - create an empty set
 *
 * Return: the set, to be given to run_set_free().
 */
struct run_set *run_set_new(void);

/**
 * run_set_of_tables() - create a set of the runs just done
 * @summary: rows of summary.csv
 * @perf: rows of perf.csv, or NULL
 *
 * A missing column counts as empty.
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
 * @run: the run; the set owns it afterwards
 *
 * Return: false, with nothing added, if the set has this run already.
 */
bool run_set_add(struct run_set *set, struct run *run);

/**
 * run_set_event() - add a perf event of all readers of a run
 * @set: the set
 * @run: one of its runs
 * @event: name of the event
 * @per_lookup: events per lookup; NAN: not counted
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

/* The state of a join; mostly a line belongs to the run of the line before. */
struct run_join {
	struct run_set *set;
	struct run *run;
	size_t strange; /* lines whose run is not in the set */
};

/* The key of a join. These are the first columns a reader asks for. */
#define JOIN_COLUMNS                 \
	{"run_id", false, true},     \
	{                            \
		"repeat", true, true \
	}
#define JOIN_NCOLUMNS 2

/**
 * run_join_find() - find the run of a line
 * @join: the state; zeroed except for the set
 * @line: the line; starts with JOIN_COLUMNS
 *
 * Return: the run, or NULL.
 */
struct run *run_join_find(struct run_join *join, const struct csv_line *line);

/**
 * run_join_line() - find the run of a line, and count lines that have none
 * @join: the state; zeroed except for the set
 * @line: the line; starts with JOIN_COLUMNS
 *
 * Return: the run, or NULL.
 */
struct run *run_join_line(struct run_join *join, const struct csv_line *line);

/**
 * run_join_end() - report how many lines had no run
 * @join: the state
 * @path: the file that was read
 * @complaints: where to
 */
void run_join_end(const struct run_join *join, const char *path,
		  struct parse_warnings *complaints);

#endif /* VMB_RESULTS_RUN_SET_H */
