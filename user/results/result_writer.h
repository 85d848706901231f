/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A run folder: files that are there in full or not at all.
 *
 * All is written to hidden files and gets its name when the folder is
 * published.  What is saved run by run grows by whole runs only.
 *
 * A folder may be taken up again: its files are hidden then until they are
 * published once more.
 */
#ifndef VMB_RESULTS_RESULT_WRITER_H
#define VMB_RESULTS_RESULT_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/exitcode.h"
#include "lib/table.h"

struct result_writer;

/**
 * result_writer_open() - make a run folder, and the directories above it
 * @path: where; an existing directory has to be empty
 * @opened: set to the folder, to be given to result_writer_close(), or to NULL
 *
 * What goes wrong is told the user.
 *
 * Return: VMB_OK or what to exit with.
 */
enum exitcode result_writer_open(const char *path,
				 struct result_writer **opened);

/**
 * result_writer_reopen() - take up a run folder again
 * @path: where it is
 * @opened: set to the folder, to be given to result_writer_close(), or to NULL
 *
 * What is there is kept, whatever happens.  What goes wrong is told the user.
 *
 * Return: VMB_OK or what to exit with.
 */
enum exitcode result_writer_reopen(const char *path,
				   struct result_writer **opened);

/**
 * result_writer_take_up() - go on with a file of a folder that was reopened
 * @folder: the folder
 * @name: name of the file, which may be hidden
 * @len: how long it was when it held whole runs; what is behind is cut off
 *
 * What goes wrong is told the user.
 *
 * Return: whether it is there, so long at least.
 */
bool result_writer_take_up(struct result_writer *folder, const char *name,
			   size_t len);

/**
 * result_writer_size() - look how long a file of a folder is, hidden or not
 * @folder: the folder
 * @name: name of the file
 *
 * Return: its length; 0 if there is none.
 */
size_t result_writer_size(const struct result_writer *folder, const char *name);

/**
 * result_writer_read() - read a file of a folder, hidden or not
 * @folder: the folder
 * @name: name of the file
 * @len: set to its length
 *
 * Return: its content with a NUL behind it, to be given to free(), or NULL
 * with errno set.
 */
char *result_writer_read(const struct result_writer *folder, const char *name,
			 size_t *len);

/**
 * result_writer_put() - add a file that is complete
 * @folder: the folder
 * @name: name of the file
 * @data: its content
 * @len: length of it
 *
 * What goes wrong is told the user.
 *
 * Return: whether it is written.
 */
bool result_writer_put(struct result_writer *folder, const char *name,
		       const void *data, size_t len);

/**
 * result_writer_save() - add the rows of one run to the files
 * @folder: the folder
 * @names: names of the files
 * @tables: the rows for each; NULL leaves a file out
 * @n: number of files
 *
 * What goes wrong is told the user.
 *
 * Return: whether the rows are written, to all files or to none.
 */
bool result_writer_save(struct result_writer *folder, const char *const *names,
			struct table *const *tables, size_t n);

/**
 * result_writer_sync() - wait until all that was written is on the disk
 * @folder: the folder
 *
 * What goes wrong is told the user.
 *
 * Return: whether it is.
 */
bool result_writer_sync(struct result_writer *folder);

/**
 * result_writer_keep() - from now on leave hidden files where they are
 * @folder: the folder
 *
 * Somebody will take the folder up again.
 */
void result_writer_keep(struct result_writer *folder);

/**
 * result_writer_name() - give one file its name
 * @folder: the folder
 * @name: name of the file; nothing is done if it was not written to
 *
 * What goes wrong is told the user.
 *
 * Return: whether it is on the disk.
 */
bool result_writer_name(struct result_writer *folder, const char *name);

/**
 * result_writer_publish() - give the files their names
 * @folder: the folder
 *
 * What goes wrong is told the user.
 *
 * Return: whether all files are on the disk under their names.
 */
bool result_writer_publish(struct result_writer *folder);

/**
 * result_writer_close() - forget a folder
 * @folder: the folder, or NULL
 *
 * What was not published is removed, and with it the directories that were
 * made for it.
 */
void result_writer_close(struct result_writer *folder);

#endif /* VMB_RESULTS_RESULT_WRITER_H */
