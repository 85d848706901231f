/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writing a result folder: each file is there in full or not at all.
 *
 * Files are written under hidden names and get their own when the folder is
 * published. The files that get rows from each run grow by whole runs only.
 *
 * The folder of a sweep can be reopened after any interruption. The first of
 * the files of a run, summary.csv, is written last: a run with a line there
 * has its rows on the disk in all files.
 */
#ifndef VMB_RESULTS_RESULT_WRITER_H
#define VMB_RESULTS_RESULT_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/say.h"
#include "lib/table.h"
#include "session/session.h"

struct result_writer;

/*
 * Create a result folder, and the directories above it. An existing directory
 * must be empty. Pass @writer to result_writer_close() in any case. Errors are
 * reported, as by all functions here.
 *
 * A @resumable folder can be reopened: when the first run is saved the other
 * files get their names, and from then on hidden files stay when the folder is
 * closed.
 */
enum exitcode result_writer_open(const char *path, bool resumable,
				 struct result_writer **writer);

/* Continue a result folder. Its content is kept, whatever happens. */
enum exitcode result_writer_reopen(const char *path,
				   struct result_writer **writer);

/* Return the path of a file, hidden if there is such a file: a new string. */
char *result_writer_find(const struct result_writer *writer, const char *name);

/* Cut a file of a reopened folder, hidden or not, and continue it. */
bool result_writer_cut(struct result_writer *writer, const char *name,
		       size_t len);

/* Write a complete file. */
bool result_writer_put(struct result_writer *writer, const char *name,
		       const void *data, size_t len);

/* Write a table as a complete CSV file. */
bool result_writer_put_table(struct result_writer *writer, const char *name,
			     const struct table *table);

/* Add the rows of one run: to all files, or to none and return false. */
bool result_writer_save(struct result_writer *writer,
			const struct results *rows);

/* Give the files their names. Return true if all are on the disk under them. */
bool result_writer_publish(struct result_writer *writer);

/*
 * Free a folder, or NULL. Unpublished files, and the directories created for
 * them, are removed unless the folder can be reopened.
 */
void result_writer_close(struct result_writer *writer);

#endif /* VMB_RESULTS_RESULT_WRITER_H */
