/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_HOST_FINGERPRINT_H
#define VMB_HOST_FINGERPRINT_H

#include <stddef.h>

/*
 * Return a new string with 16 hex digits that identify data (FNV-1a).  It
 * detects accidents, not malice.
 */
char *fingerprint(const void *data, size_t len);

#endif /* VMB_HOST_FINGERPRINT_H */
