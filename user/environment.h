/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * On what machine, kernel and settings a run folder was measured.
 */
#ifndef VMB_ENVIRONMENT_H
#define VMB_ENVIRONMENT_H

#include <stddef.h>

#include "table.h"

/**
 * environment_table() - make the rows of environment.csv
 * @argc: number of words of the command line
 * @argv: the command line
 * @module: version of the module
 * @seed: the seeds asked for
 *
 * What this machine does not tell is empty.
 *
 * Return: the table, to be given to table_free().
 */
struct table *environment_table(int argc, char *const *argv,
				const char *module, const char *seed);

/**
 * environment_config() - find the configuration of the running kernel
 * @name: set to what its copy is to be called
 * @len: set to its length
 *
 * Return: the file's content, to be given to free(), or NULL.
 */
char *environment_config(const char **name, size_t *len);

/**
 * cpu_governor() - which governors scale the frequency
 *
 * Return: the names in use, parted by blanks, or NULL; a new string.
 */
char *cpu_governor(void);

/**
 * cpu_turbo() - see whether the CPUs may run faster than their base
 *
 * Return: 1 yes, 0 no, -1 this machine does not tell.
 */
int cpu_turbo(void);

#endif /* VMB_ENVIRONMENT_H */
