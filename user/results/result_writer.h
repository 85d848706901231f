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

#include "lib/exitcode.h"
#include "lib/table.h"

struct result_writer;

/**
 * result_writer_open() - create a result folder, and the directories above it
 * @path: where; an existing directory must be empty
 * @writer: set to the folder, to be passed to result_writer_close(), or to NULL
 *
 * Errors are reported, as by all functions here.
 *
 * Return: VMB_OK or the exit code.
 */
enum exitcode result_writer_open(const char *path,
				 struct result_writer **writer);

/**
 * result_writer_reopen() - continue a result folder
 * @path: where it is
 * @writer: set to the folder, to be passed to result_writer_close(), or to NULL
 *
 * What is there is kept, whatever happens.
 *
 * Return: VMB_OK or the exit code.
 */
enum exitcode result_writer_reopen(const char *path,
				   struct result_writer **writer);

/**
 * result_writer_resumable() - make a new folder one that can be reopened
 * @writer: the folder
 *
 * When the first run is saved the other files get their names. From then on
 * hidden files stay when the folder is closed.
 */
void result_writer_resumable(struct result_writer *writer);

/* Return the path of a file, hidden if there is such a file: a new string. */
char *result_writer_find(const struct result_writer *writer, const char *name);

/**
 * result_writer_read() - read a file, hidden or not
 * @writer: the folder
 * @name: name of the file
 * @len: set to its length
 *
 * Return: its content with a NUL behind it, to be passed to free(), or NULL
 * with errno set.
 */
char *result_writer_read(const struct result_writer *writer, const char *name,
			 size_t *len);

/**
 * result_writer_cut() - continue a file of a reopened folder
 * @writer: the folder
 * @name: name of the file, hidden or not
 * @len: length to cut it to
 *
 * Return: whether that is done.
 */
bool result_writer_cut(struct result_writer *writer, const char *name,
		       size_t len);

/**
 * result_writer_put() - write a complete file
 * @writer: the folder
 * @name: name of the file
 * @data: its content
 * @len: its length
 *
 * Return: whether it is written.
 */
bool result_writer_put(struct result_writer *writer, const char *name,
		       const void *data, size_t len);

/* Write a complete file as result_writer_put(), in CSV. */
bool result_writer_put_table(struct result_writer *writer, const char *name,
			     const struct table *table);

/**
 * result_writer_save() - add the rows of one run to its files
 * @writer: the folder
 * @names: names of the files
 * @tables: the rows for each file; NULL leaves the file out
 * @n: number of files
 *
 * Return: whether the rows are written, to all files or to none.
 */
bool result_writer_save(struct result_writer *writer, const char *const *names,
			struct table *const *tables, size_t n);

/**
 * result_writer_publish() - give the files their names
 * @writer: the folder
 *
 * Return: whether all files are on the disk under their names.
 */
bool result_writer_publish(struct result_writer *writer);

/**
 * result_writer_close() - free a folder
 * @writer: the folder, or NULL
 *
 * Removes unpublished files, and the directories created for them, unless the
 * folder can be reopened.
 */
void result_writer_close(struct result_writer *writer);

#endif /* VMB_RESULTS_RESULT_WRITER_H */
