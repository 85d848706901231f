/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_HOST_FINGERPRINT_H
#define VMB_HOST_FINGERPRINT_H

#include <stddef.h>

/**
 * fingerprint() - tell data from other data by a few digits
 * @data: the data
 * @len: its length
 *
 * FNV-1a, 64 bits: for accidents, not against malice.
 *
 * Return: a new string of 16 hex digits.
 */
char *fingerprint(const void *data, size_t len);

#endif /* VMB_HOST_FINGERPRINT_H */
