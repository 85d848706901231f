/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_KCONFIG_H
#define VMB_LIB_KCONFIG_H

#include <stdbool.h>

/**
 * kconfig_differ() - compare two kernel configurations
 * @a: one, as in /boot/config-RELEASE
 * @b: the other
 * @same_release: whether both kernels know the same options; if not, options
 *		  that only one of them tells of are no difference
 *
 * An option that is not there is as one that is not set.
 *
 * Return: a new string with the first options that differ, and how many; NULL
 * if none does.
 */
char *kconfig_differ(const char *a, const char *b, bool same_release);

#endif /* VMB_LIB_KCONFIG_H */
