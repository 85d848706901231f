/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A result folder in memory: its runs and the machine they ran on.  The larger
 * files are read where they are needed.
 */
#ifndef VMB_RESULTS_RESULT_FOLDER_H
#define VMB_RESULTS_RESULT_FOLDER_H

#include <stddef.h>

#include "lib/array.h"
#include "lib/csv_file.h"
#include "lib/table.h"
#include "results/metric.h"

struct result_folder {
	char *path;
	struct run_set runs;		  /* at least one */
	void *tree;			  /* of these, for tsearch() */
	struct table *environment;	  /* no rows: not recorded */
	struct parse_warnings complaints; /* about lines left out */
};

/**
 * result_folder_read() - read summary, environment and perf of a folder
 * @path: the folder, or its summary.csv
 * @why: set to NULL, or to a new string that says what is wrong
 *
 * Return: the folder, to be given to result_folder_free(); NULL if no run can
 * be read.
 */
struct result_folder *result_folder_read(const char *path, char **why);

/* Free a folder, or NULL. */
void result_folder_free(struct result_folder *folder);

/* Return the path of a file of the folder, a new string. */
char *result_folder_file(const struct result_folder *folder, const char *name);

/* Return a value of environment.csv; "" if it was not recorded. */
const char *result_folder_environment(const struct result_folder *folder,
				      const char *key);

/* Reading a file whose lines belong to runs. */
struct run_join {
	struct csv_reader reader; /* its functions are given the join */
	struct result_folder *folder; /* its complaints name what is left out */
	struct run *run; /* of a line, mostly that of the line before */
	size_t strange;	 /* lines whose run is not in the folder */
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

/* Start the join of a file with the array @of_file of columns. */
#define RUN_JOIN(from, of_file, take)			\
	{						\
		.reader = {				\
			.columns = of_file,		\
			.ncolumns = ARRAY_SIZE(of_file), \
			.line = take,			\
		},					\
		.folder = from,				\
	}

/*
 * Read a file; the functions of the reader find the run of a line. Return false
 * if the file was left out as a whole, or does not exist.
 */
bool run_join_read(struct run_join *join, const char *name);

#endif /* VMB_RESULTS_RESULT_FOLDER_H */
