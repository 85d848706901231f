/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel configurations: reading that of the running kernel, looking options
 * up, and comparing two.
 */
#ifndef VMB_HOST_KCONFIG_H
#define VMB_HOST_KCONFIG_H

#include <stdbool.h>
#include <stddef.h>

struct kconfig;

/**
 * kconfig_file() - find the configuration of the running kernel
 * @name: set to the name for a copy of it
 * @len: set to its length
 *
 * Return: the file as it is, perhaps compressed, to be given to free(), or
 * NULL if this machine has none.
 */
char *kconfig_file(const char **name, size_t *len);

/**
 * kconfig_here() - read the configuration of the running kernel
 *
 * Return: the configuration, to be given to kconfig_free(), or NULL if this
 * machine has none or it is damaged.
 */
struct kconfig *kconfig_here(void);

/* Free a configuration, or NULL. */
void kconfig_free(struct kconfig *config);

/**
 * kconfig_get() - look up one option
 * @config: the configuration, or NULL
 * @option: name of the option, without CONFIG_
 *
 * Return: its value such as "y" or "250", "n" if it says so, or NULL if it does
 * not mention the option. The value lives as long as the configuration.
 */
const char *kconfig_get(const struct kconfig *config, const char *option);

/* Return true if an option is y. */
bool kconfig_is_on(const struct kconfig *config, const char *option);

/**
 * kconfig_differ() - compare two kernel configurations
 * @a: text of one, as in /boot/config-RELEASE
 * @b: text of the other
 * @same_release: both kernels know the same options; otherwise an option that
 *		  only one of them mentions is no difference
 *
 * An option that is not mentioned counts as not set.
 *
 * Return: a new string with the first options that differ, and how many; NULL
 * if none does.
 */
char *kconfig_differ(const char *a, const char *b, bool same_release);

#endif /* VMB_HOST_KCONFIG_H */
