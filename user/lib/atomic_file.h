/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files and directories made for the user. Errors are reported.
 */
#ifndef VMB_LIB_ATOMIC_FILE_H
#define VMB_LIB_ATOMIC_FILE_H

#include <stdbool.h>
#include <stdio.h>

/* Return what to do about an errno of writing, as the end of a sentence. */
const char *atomic_file_mend(int err);

/* Create a directory and those above it; return true if it exists. */
bool atomic_file_make_dirs(const char *path);

/*
 * Return true if there is no directory, or nothing in it but file @except.  One
 * that cannot be read is not empty.
 */
bool atomic_file_dir_is_empty(const char *path, const char *except);

/* Return a new string: @to as seen from directory @from, "" if it is the same. */
char *atomic_file_way(const char *from, const char *to);

/*
 * Make an empty file in the place of an older one. A link in its place, to a
 * file somewhere else, is not followed. @flags are added to those of openat().
 * Return a file for writing, or -1 with errno set.
 */
int atomic_file_create(int dir, const char *name, int flags);

/* Replace a file in full or not at all; @write gets @data to write from. */
bool atomic_file_write(const char *dir, const char *name,
		       void (*write)(const void *data, FILE *out),
		       const void *data);

/* A @write for a string. */
void write_text(const void *text, FILE *out);

#endif /* VMB_LIB_ATOMIC_FILE_H */
