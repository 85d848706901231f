/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finding runs by what the files of a folder are joined by.
 */
#ifndef VMB_RESULTS_RUN_INDEX_H
#define VMB_RESULTS_RUN_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/csv_file.h"

#define NO_RUN SIZE_MAX

struct runindex;

/**
 * runindex_new() - make an index without runs
 *
 * Return: the index, to be given to runindex_free().
 */
struct runindex *runindex_new(void);

/**
 * runindex_free() - give an index's memory back
 * @index: the index, or NULL
 */
void runindex_free(struct runindex *index);

/**
 * runindex_add() - add a run
 * @index: the index
 * @run_id: its run_id
 * @repeat: its repeat
 * @row: its row in the summary
 *
 * Return: false if there is such a run.
 */
bool runindex_add(struct runindex *index, const struct csv_cell *run_id,
		  const struct csv_cell *repeat, size_t row);

/**
 * runindex_find() - find a run
 * @index: the index
 * @run_id: its run_id
 * @repeat: its repeat
 *
 * Return: its row in the summary, or NO_RUN.
 */
size_t runindex_find(const struct runindex *index,
		     const struct csv_cell *run_id,
		     const struct csv_cell *repeat);

/* Finding the run of each line of a file, which mostly is that of the last. */
struct runjoin {
	const struct runindex *index;
	size_t run;
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
 * runjoin_find() - find the run of a line
 * @join: the state; all but the index 0 at first
 * @line: the line, of which JOIN_COLUMNS are the first
 *
 * Return: its row in the summary, or NO_RUN.
 */
size_t runjoin_find(struct runjoin *join, const struct csv_line *line);

/**
 * runjoin_line() - find the run of a line, and count it if there is none
 * @join: the state; all but the index 0 at first
 * @line: the line, of which JOIN_COLUMNS are the first
 *
 * Return: its row in the summary, or NO_RUN.
 */
size_t runjoin_line(struct runjoin *join, const struct csv_line *line);

/**
 * runjoin_end() - complain of the lines of runs there are not
 * @join: the state
 * @path: the file that was read
 * @complaints: where to
 */
void runjoin_end(const struct runjoin *join, const char *path,
		 struct complaints *complaints);

#endif /* VMB_RESULTS_RUN_INDEX_H */
