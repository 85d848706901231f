/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A result folder in memory: its runs and the machine they were made on.  The
 * larger files are read by those who need them.
 */
#ifndef VMB_RESULTS_RESULT_FOLDER_H
#define VMB_RESULTS_RESULT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/parse_warnings.h"
#include "lib/table.h"

struct run_index;

struct result_folder {
	char *path;
	/* The columns of VMB_SUMMARY_COLUMNS, whatever the file has; what it
	 * does not have is empty. At least one row.
	 */
	struct table *summary;
	struct run_index *index;      /* of the summary's rows */
	struct table *environment;    /* as environment.csv, perhaps no rows */
	struct table *perf;	      /* as perf.csv, but of all readers */
	struct parse_warnings complaints; /* what was left out */
};

/**
 * result_folder_read() - read summary, environment and perf of a folder
 * @path: the folder, or its summary.csv
 * @why: set to what is wrong with it, a new string, or to NULL
 *
 * Return: the folder, to be given to result_folder_free(); NULL if no run can
 * be read.
 */
struct result_folder *result_folder_read(const char *path, char **why);

/**
 * result_folder_free() - give a folder's memory back
 * @folder: the folder, or NULL
 */
void result_folder_free(struct result_folder *folder);

/**
 * result_folder_file() - path of a file of the folder
 * @folder: the folder
 * @name: name of the file
 *
 * Return: a new string.
 */
char *result_folder_file(const struct result_folder *folder, const char *name);

/**
 * result_folder_environment() - what the environment tells
 * @folder: the folder
 * @key: of what
 *
 * Return: the value; "" if it is not told.
 */
const char *result_folder_environment(const struct result_folder *folder,
				      const char *key);

#endif /* VMB_RESULTS_RESULT_FOLDER_H */
