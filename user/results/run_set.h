/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs with their metrics, and the run that a line of a file belongs to.
 */
#ifndef VMB_RESULTS_RUN_SET_H
#define VMB_RESULTS_RUN_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/csv_file.h"
#include "lib/table.h"
#include "results/metric.h"
#include "results/run.h"

/* A subset borrows runs and metrics of a set; only its @v is freed. */
struct run_set {
	struct run **v; /* in the order they were done */
	size_t n;
	struct metric *metrics; /* metrics[], then one for each perf event */
	size_t nmetrics;
	void *tree; /* of tsearch(), by run_id and repeat */
};

/* Create an empty set. */
struct run_set *run_set_new(void);

/*
 * Create a set of the runs just done, from rows of summary.csv and of perf.csv,
 * which can be NULL. A missing column counts as empty.
 */
struct run_set *run_set_of_tables(const struct table *summary,
				  const struct table *perf);

/* Free a set and its runs. */
void run_set_free(struct run_set *set);

/* Pass a run to a set. Return false if the set has this run already. */
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

/* Return the number of a metric by its name in statistics.csv, or -1. */
long run_set_metric(const struct run_set *set, const char *name);

/*
 * Return a figure of a run by the name of a metric, or of a column of the
 * summary that holds numbers; NAN: not measured.
 */
double run_set_value(const struct run_set *set, const struct run *run,
		     const char *name);

/*
 * The state of a join, zeroed except for the set. Mostly a line belongs to the
 * run of the line before.
 */
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

/* Return the run of a line that starts with JOIN_COLUMNS, or NULL. */
struct run *run_join_find(struct run_join *join, const struct csv_line *line);

/* Return the run of a line as run_join_find(), and count lines without one. */
struct run *run_join_line(struct run_join *join, const struct csv_line *line);

/* Complain about the lines of the file @path that had no run. */
void run_join_end(const struct run_join *join, const char *path,
		  struct parse_warnings *complaints);

#endif /* VMB_RESULTS_RUN_SET_H */
