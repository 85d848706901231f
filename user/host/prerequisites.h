/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a machine must have before anything can be measured on it, and what
 * mends its lack.
 */
#ifndef VMB_HOST_PREREQUISITES_H
#define VMB_HOST_PREREQUISITES_H

#include <stdbool.h>

/**
 * lockdown_mode() - how far this kernel is locked down
 *
 * Return: "none", "integrity" or "confidentiality"; a new string.
 */
char *lockdown_mode(void);

/**
 * secure_boot() - see whether the firmware started only what is signed
 *
 * Return: 1 yes, 0 no, -1 this machine does not know Secure Boot.
 */
int secure_boot(void);

/**
 * signed_modules_only() - see whether this kernel refuses unsigned modules
 *
 * Return: whether it does.
 */
bool signed_modules_only(void);

/**
 * prereq_headers() - what keeps a module from being built here
 *
 * Return: a sentence with the command that mends it, to be given to free(),
 * or NULL if the headers are there.
 */
char *prereq_headers(void);

/**
 * prereq_debugfs() - what keeps debugfs from being used
 *
 * Return: as prereq_headers().
 */
char *prereq_debugfs(void);

/**
 * prereq_root() - whether this process may use debugfs
 *
 * Return: as prereq_headers().
 */
char *prereq_root(void);

/**
 * prereq_loaded() - what keeps the module from being there
 *
 * Return: as prereq_headers(); NULL if a module is loaded that this driver can
 * talk to.
 */
char *prereq_loaded(void);

/**
 * prereq_module() - what keeps the driver from using the module
 * @dir: set to the directory of its files, to be given to free(), if nothing
 *	 does
 *
 * Return: as prereq_headers(); the first thing to mend.
 */
char *prereq_module(char **dir);

#endif /* VMB_HOST_PREREQUISITES_H */
