/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_HOST_FINGERPRINT_H
#define VMB_HOST_FINGERPRINT_H

#include <inttypes.h>
#include <stddef.h>

#include "lib/alloc.h"

/*
 * Return a new string with 16 hex digits that identify data (FNV-1a).  It
 * detects accidents, not malice.
 */
static inline char *fingerprint(const void *data, size_t len)
{
	const unsigned char *bytes = data;
	uint64_t hash = 0xcbf29ce484222325ULL;
	size_t i;

	for (i = 0; i < len; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
	return alloc_printf("%016" PRIx64, hash);
}

#endif /* VMB_HOST_FINGERPRINT_H */
