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

struct folder;

/**
 * folder_open() - make a run folder, and the directories above it
 * @path: where; an existing directory has to be empty
 * @opened: set to the folder, to be given to folder_close(), or to NULL
 *
 * What goes wrong is told the user.
 *
 * Return: VMB_OK or what to exit with.
 */
enum exitcode folder_open(const char *path, struct folder **opened);

/**
 * folder_reopen() - take up a run folder again
 * @path: where it is
 * @opened: set to the folder, to be given to folder_close(), or to NULL
 *
 * What is there is kept, whatever happens.  What goes wrong is told the user.
 *
 * Return: VMB_OK or what to exit with.
 */
enum exitcode folder_reopen(const char *path, struct folder **opened);

/**
 * folder_take_up() - go on with a file of a folder that was reopened
 * @folder: the folder
 * @name: name of the file, which may be hidden
 * @len: how long it was when it held whole runs; what is behind is cut off
 *
 * What goes wrong is told the user.
 *
 * Return: whether it is there, so long at least.
 */
bool folder_take_up(struct folder *folder, const char *name, size_t len);

/**
 * folder_size() - look how long a file of a folder is, hidden or not
 * @folder: the folder
 * @name: name of the file
 *
 * Return: its length; 0 if there is none.
 */
size_t folder_size(const struct folder *folder, const char *name);

/**
 * folder_read() - read a file of a folder, hidden or not
 * @folder: the folder
 * @name: name of the file
 * @len: set to its length
 *
 * Return: its content with a NUL behind it, to be given to free(), or NULL
 * with errno set.
 */
char *folder_read(const struct folder *folder, const char *name, size_t *len);

/**
 * folder_put() - add a file that is complete
 * @folder: the folder
 * @name: name of the file
 * @data: its content
 * @len: length of it
 *
 * What goes wrong is told the user.
 *
 * Return: whether it is written.
 */
bool folder_put(struct folder *folder, const char *name, const void *data,
		size_t len);

/**
 * folder_save() - add the rows of one run to the files
 * @folder: the folder
 * @names: names of the files
 * @tables: the rows for each; NULL leaves a file out
 * @n: number of files
 *
 * What goes wrong is told the user.
 *
 * Return: whether the rows are written, to all files or to none.
 */
bool folder_save(struct folder *folder, const char *const *names,
		 struct table *const *tables, size_t n);

/**
 * folder_sync() - wait until all that was written is on the disk
 * @folder: the folder
 *
 * What goes wrong is told the user.
 *
 * Return: whether it is.
 */
bool folder_sync(struct folder *folder);

/**
 * folder_keep() - from now on leave hidden files where they are
 * @folder: the folder
 *
 * Somebody will take the folder up again.
 */
void folder_keep(struct folder *folder);

/**
 * folder_name() - give one file its name
 * @folder: the folder
 * @name: name of the file; nothing is done if it was not written to
 *
 * What goes wrong is told the user.
 *
 * Return: whether it is on the disk.
 */
bool folder_name(struct folder *folder, const char *name);

/**
 * folder_publish() - give the files their names
 * @folder: the folder
 *
 * What goes wrong is told the user.
 *
 * Return: whether all files are on the disk under their names.
 */
bool folder_publish(struct folder *folder);

/**
 * folder_close() - forget a folder
 * @folder: the folder, or NULL
 *
 * What was not published is removed, and with it the directories that were
 * made for it.
 */
void folder_close(struct folder *folder);

#endif /* VMB_RESULTS_RESULT_WRITER_H */
