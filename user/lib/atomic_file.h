/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Directories and files written for the user.
 */
#ifndef VMB_LIB_ATOMIC_FILE_H
#define VMB_LIB_ATOMIC_FILE_H

#include <stdbool.h>
#include <stdio.h>

/**
 * atomic_file_mend() - say what to do if a file or directory cannot be written
 * @err: why not, an errno
 *
 * Return: the end of a sentence.
 */
const char *atomic_file_mend(int err);

/**
 * atomic_file_make_dirs() - create a directory and those above it
 * @path: the directory; it may exist
 *
 * Return: false if it cannot be created, which is reported.
 */
bool atomic_file_make_dirs(const char *path);

/**
 * atomic_file_way() - return the relative path from one directory to another
 * @from: a directory
 * @to: another
 *
 * Return: a new string; "" if they are the same.
 */
char *atomic_file_way(const char *from, const char *to);

/**
 * atomic_file_write() - replace a file, completely or not at all
 * @path: the file
 * @write: writes the content to @out
 * @data: passed to @write
 *
 * Return: false if it cannot be written, which is reported.
 */
bool atomic_file_write(const char *path,
		       void (*write)(const void *data, FILE *out),
		       const void *data);

#endif /* VMB_LIB_ATOMIC_FILE_H */
