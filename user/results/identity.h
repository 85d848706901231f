/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether two parts of a sweep are measured on the same thing.
 */
#ifndef VMB_RESULTS_IDENTITY_H
#define VMB_RESULTS_IDENTITY_H

#include <stdbool.h>

#include "lib/table.h"
#include "results/result_writer.h"

/**
 * identity_compare() - compare where a folder was measured with what is here
 * @folder: the folder
 * @now: rows of environment.csv, of this machine
 * @why: set to a new string that names the first difference, as a clause
 *
 * Kernel, its configuration, machine and its settings, module and driver count.
 * What changes all the time, such as the load, does not.
 *
 * Return: whether they are the same.
 */
bool identity_compare(const struct result_writer *folder,
		      const struct table *now, char **why);

#endif /* VMB_RESULTS_IDENTITY_H */
