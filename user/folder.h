/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A run folder: files that are there in full or not at all.
 *
 * All is written to hidden files and gets its name when the folder is
 * published.  What is saved run by run grows by whole runs only.
 */
#ifndef VMB_FOLDER_H
#define VMB_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "exitcode.h"
#include "table.h"

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

#endif /* VMB_FOLDER_H */
