/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the running kernel was configured.
 */
#ifndef VMB_HOST_KCONFIG_H
#define VMB_HOST_KCONFIG_H

#include <stdbool.h>
#include <stddef.h>

/**
 * kconfig_file() - find the configuration
 * @name: set to what its copy is to be called
 * @len: set to its length
 *
 * Return: the file as it is, which may be compressed, to be given to free(), or
 * NULL if this machine has none.
 */
char *kconfig_file(const char **name, size_t *len);

/**
 * kconfig_text() - read the configuration
 *
 * Return: the text, to be given to free(), or NULL if this machine has none or
 * it is damaged.
 */
char *kconfig_text(void);

/**
 * kconfig_get() - look one option up
 * @text: the configuration, or NULL
 * @option: name of the option, without CONFIG_
 *
 * Return: its value such as "y" or "250", to be given to free(), or NULL if it
 * is not set.
 */
char *kconfig_get(const char *text, const char *option);

/**
 * kconfig_is_on() - see whether something was built in
 * @text: the configuration, or NULL
 * @option: name of the option, without CONFIG_
 *
 * Return: whether it is y.
 */
bool kconfig_is_on(const char *text, const char *option);

#endif /* VMB_HOST_KCONFIG_H */
