/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A result folder in memory: its runs and the machine they ran on.  The larger
 * files are read where they are needed.
 */
#ifndef VMB_RESULTS_RESULT_FOLDER_H
#define VMB_RESULTS_RESULT_FOLDER_H

#include "lib/csv_file.h"
#include "lib/table.h"
#include "results/run_set.h"

struct result_folder {
	char *path;
	struct run_set *runs;		  /* at least one */
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

/**
 * result_folder_join() - read a file whose lines belong to runs
 * @folder: the folder; its complaints name what is left out
 * @name: name of the file
 * @reader: what to read: JOIN_COLUMNS, then others
 * @join: set up; the reader's functions find the run of a line with it
 *
 * Return: false if the file was left out as a whole, or is not there.
 */
bool result_folder_join(struct result_folder *folder, const char *name,
			const struct csv_reader *reader, struct run_join *join);

/* Return a value of environment.csv; "" if it was not recorded. */
const char *result_folder_environment(const struct result_folder *folder,
				      const char *key);

#endif /* VMB_RESULTS_RESULT_FOLDER_H */
