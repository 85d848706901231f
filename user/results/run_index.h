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

struct run_index;

/**
 * run_index_new() - make an index without runs
 *
 * Return: the index, to be given to run_index_free().
 */
struct run_index *run_index_new(void);

/**
 * run_index_free() - give an index's memory back
 * @index: the index, or NULL
 */
void run_index_free(struct run_index *index);

/**
 * run_index_add() - add a run
 * @index: the index
 * @run_id: its run_id
 * @repeat: its repeat
 * @row: its row in the summary
 *
 * Return: false if there is such a run.
 */
bool run_index_add(struct run_index *index, const struct csv_cell *run_id,
		   const struct csv_cell *repeat, size_t row);

/**
 * run_index_find() - find a run
 * @index: the index
 * @run_id: its run_id
 * @repeat: its repeat
 *
 * Return: its row in the summary, or NO_RUN.
 */
size_t run_index_find(const struct run_index *index,
		      const struct csv_cell *run_id,
		      const struct csv_cell *repeat);

/* Finding the run of each line of a file, which mostly is that of the last. */
struct run_join {
	const struct run_index *index;
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
 * run_join_find() - find the run of a line
 * @join: the state; all but the index 0 at first
 * @line: the line, of which JOIN_COLUMNS are the first
 *
 * Return: its row in the summary, or NO_RUN.
 */
size_t run_join_find(struct run_join *join, const struct csv_line *line);

/**
 * run_join_line() - find the run of a line, and count it if there is none
 * @join: the state; all but the index 0 at first
 * @line: the line, of which JOIN_COLUMNS are the first
 *
 * Return: its row in the summary, or NO_RUN.
 */
size_t run_join_line(struct run_join *join, const struct csv_line *line);

/**
 * run_join_end() - complain of the lines of runs there are not
 * @join: the state
 * @path: the file that was read
 * @complaints: where to
 */
void run_join_end(const struct run_join *join, const char *path,
		  struct parse_warnings *complaints);

#endif /* VMB_RESULTS_RUN_INDEX_H */
