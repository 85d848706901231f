/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading files that somebody else may have made.
 */
#ifndef VMB_LIB_READ_FILE_H
#define VMB_LIB_READ_FILE_H

#include <stddef.h>

/*
 * Open a regular file for reading. What could wait for another process or never
 * end, as a FIFO or a device, is refused. Return -1 with errno set; EINVAL: it
 * is no regular file.
 */
int read_file_open(const char *path);

/*
 * Read a whole file, whatever size stat() reports. Return a new string and,
 * unless @len is NULL, its length; or NULL with errno set as read_file_open()
 * does, EFBIG for a file of more than 256 MiB.
 */
char *read_file(const char *path, size_t *len);

#endif /* VMB_LIB_READ_FILE_H */
