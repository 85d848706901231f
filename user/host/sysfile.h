/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of the kernel and the distribution about this machine.
 */
#ifndef VMB_HOST_SYSFILE_H
#define VMB_HOST_SYSFILE_H

#include <glob.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/table.h"

/* Look below @dir instead of /, for tests; "": the machine itself. */
void sysfile_set_root(const char *dir);

/* Return the path of a file below the root, a new string. */
char *sysfile_path(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Read a CSV file with a header line. Return NULL, and errno, if it cannot be read;
 * EINVAL: it is no CSV.
 */
struct table *sysfile_table(const char *path);

/* Read a file below the root without its last newline, or return NULL. */
char *sysfile_read(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Return true if a file below the root starts with @start. */
bool sysfile_starts(const char *start, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Return true if there is a file or directory below the root. */
bool sysfile_exists(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Free the result of sysfile_glob() at the end of the scope. */
#define auto_glob __attribute__((cleanup(globfree)))

/*
 * Find files below the root, by a pattern of absolute paths with * and {a,b};
 * with a / at the end only directories match.  The paths in the result are
 * sorted and without the root.
 */
glob_t sysfile_glob(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Return the first value of @name in a file of "name: value" lines, or NULL. */
char *sysfile_field(const char *path, const char *name);

/* Return the release of the running kernel, a new string. */
char *kernel_release(void);

#endif /* VMB_HOST_SYSFILE_H */
