/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files that are made for the user out of what was measured.
 */
#ifndef VMB_LIB_ATOMIC_FILE_H
#define VMB_LIB_ATOMIC_FILE_H

#include <stdbool.h>
#include <stdio.h>

/**
 * atomic_file_mend() - what to do if a file or a directory cannot be written
 * @err: why not, an errno
 *
 * Return: the end of a sentence.
 */
const char *atomic_file_mend(int err);

/**
 * atomic_file_make_dirs() - make a directory and those above it
 * @path: the directory; it may be there
 *
 * What goes wrong is told the user.
 *
 * Return: whether it is there.
 */
bool atomic_file_make_dirs(const char *path);

/**
 * atomic_file_way() - find the way from one directory to another
 * @from: a directory
 * @to: another
 *
 * Return: @to as seen from @from, a new string; "" if they are the same.
 */
char *atomic_file_way(const char *from, const char *to);

/**
 * atomic_file_write() - write a file in full or not at all
 * @path: the file, which is replaced
 * @write: what writes it
 * @data: given to that
 *
 * What goes wrong is told the user.
 *
 * Return: whether it is written.
 */
bool atomic_file_write(const char *path,
		       void (*write)(const void *data, FILE *out),
		       const void *data);

#endif /* VMB_LIB_ATOMIC_FILE_H */
