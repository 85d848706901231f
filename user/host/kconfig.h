/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_HOST_KCONFIG_H
#define VMB_HOST_KCONFIG_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Return the file of the running kernel's configuration as it is, which can be
 * compressed, and set @name to the name for a copy.  NULL: there is none.
 */
char *kconfig_file(const char **name, size_t *len);

/*
 * Return the text of a file of a configuration, which can be compressed, a new
 * string; NULL: it cannot be read, or is damaged.
 */
char *kconfig_text(const char *path);

/*
 * Return the configuration of the running kernel as text, a new string.  NULL:
 * this machine has none, or it is damaged.
 */
char *kconfig_read(void);

/*
 * Return the value of an option, which has no CONFIG_ in front, a new string:
 * "y" or "250".  NULL: it is not set, or @config is NULL.
 */
char *kconfig_get(const char *config, const char *option);

bool kconfig_is_on(const char *config, const char *option);

/*
 * Compare the texts of two configurations.  Return a new string with the first
 * options that differ, and how many; NULL if none does.  An option that is not
 * mentioned is not set with @same_release, as both kernels know the same ones;
 * otherwise one that only @a or @b mentions is no difference.
 */
char *kconfig_differ(const char *a, const char *b, bool same_release);

#endif /* VMB_HOST_KCONFIG_H */
