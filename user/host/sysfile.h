/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files the kernel and the distribution keep about this machine.
 */
#ifndef VMB_HOST_SYSFILE_H
#define VMB_HOST_SYSFILE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * sysfile_set_root() - look below another directory than /, for tests
 * @dir: the directory, "" for the machine itself; has to stay
 */
void sysfile_set_root(const char *dir);

/**
 * sysfile_path() - where a file is looked for
 * @fmt: absolute path, as for printf()
 *
 * Return: a new string.
 */
char *sysfile_path(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * sysfile_slurp() - read a whole file, whatever its size is said to be
 * @path: path, not looked for below the root
 * @len: set to its length, may be NULL
 *
 * Return: the content with a NUL behind it, to be given to free(), or NULL
 * with errno set.
 */
char *sysfile_slurp(const char *path, size_t *len);

/**
 * sysfile_read() - read a file without its last newline
 * @fmt: absolute path, as for printf()
 *
 * Return: the content, to be given to free(), or NULL with errno set.
 */
char *sysfile_read(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * sysfile_exists() - see whether there is a file or directory
 * @fmt: absolute path, as for printf()
 *
 * Return: whether it is there.
 */
bool sysfile_exists(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * sysfile_field() - read one field of a file of "name: value" lines
 * @path: absolute path
 * @name: name of the field
 *
 * Return: the first value, to be given to free(), or NULL if there is none.
 */
char *sysfile_field(const char *path, const char *name);

#endif /* VMB_HOST_SYSFILE_H */
