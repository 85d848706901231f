/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of the kernel and the distribution about this machine.
 */
#ifndef VMB_HOST_SYSFILE_H
#define VMB_HOST_SYSFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/words.h"

/* Look below @dir instead of /, for tests; "": the machine itself. */
void sysfile_set_root(const char *dir);

/* Return the path of a file below the root, a new string. */
char *sysfile_path(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * sysfile_slurp() - read a whole file, whatever size stat() reports
 * @path: path; the root does not apply
 * @len: set to the length; can be NULL
 *
 * Return: a new string, or NULL with errno set.
 */
char *sysfile_slurp(const char *path, size_t *len);

/* Read a file below the root without its last newline, or return NULL. */
char *sysfile_read(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Return true if a file below the root starts with @start. */
bool sysfile_starts(const char *start, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Return true if there is a file or directory below the root. */
bool sysfile_exists(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * sysfile_glob() - find files below the root
 * @n: set to how many there are
 * @fmt: pattern of absolute paths, as for printf(), with * and {a,b}; with a /
 *	 at the end only directories match
 *
 * Return: their paths without the root, sorted, to be given to split_free().
 */
char **sysfile_glob(size_t *n, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Return the first value of @name in a file of "name: value" lines, or NULL. */
char *sysfile_field(const char *path, const char *name);

#endif /* VMB_HOST_SYSFILE_H */
