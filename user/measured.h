/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Run folders that were measured before.
 */
#ifndef VMB_MEASURED_H
#define VMB_MEASURED_H

#include "statistics.h"
#include "table.h"

/**
 * struct measured - what compare knows of one side
 * @path: as the user gave it
 * @summary: its runs
 * @perf: their counters, NULL: none
 * @timeline: their steps, NULL: none
 * @environment: the machine, NULL: not told
 * @config: the kernel's configuration, NULL: not told
 * @statistics: of these runs
 */
struct measured {
	char *path;
	struct table *summary;
	struct table *perf;
	struct table *timeline;
	struct table *environment;
	char *config;
	struct statistics *statistics;
};

/**
 * measured_read() - read a run folder
 * @path: the folder, or its summary.csv
 * @why: set to a new string that names the file and what is wrong with it if
 *	 it is refused
 *
 * A file that is damaged or not ours refuses the folder as a whole: half of it
 * would be compared with something else.
 *
 * Return: what is in it, to be given to measured_free(), or NULL.
 */
struct measured *measured_read(const char *path, char **why);

/**
 * measured_keep() - keep the runs of two schemes only, first those of one
 * @measured: the folder; the ratios of its statistics are then to @first
 * @first: a scheme
 * @second: another
 * @why: set to a new string that says what is wrong if it has not both
 *
 * Return: whether it has.
 */
bool measured_keep(struct measured *measured, const char *first,
		   const char *second, char **why);

/**
 * measured_free() - give the memory back
 * @measured: what was read, or NULL
 */
void measured_free(struct measured *measured);

#endif /* VMB_MEASURED_H */
