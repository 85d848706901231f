// SPDX-License-Identifier: GPL-2.0-only
#include "host/fingerprint.h"

#include <inttypes.h>
#include <stdint.h>

#include "lib/alloc.h"

#define FNV_OFFSET 0xcbf29ce484222325ULL
#define FNV_PRIME 0x100000001b3ULL

char *fingerprint(const void *data, size_t len)
{
	const unsigned char *bytes = data;
	uint64_t hash = FNV_OFFSET;
	size_t i;

	for (i = 0; i < len; i++)
		hash = (hash ^ bytes[i]) * FNV_PRIME;
	return alloc_printf("%016" PRIx64, hash);
}
