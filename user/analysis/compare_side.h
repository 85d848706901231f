/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Run folders that were measured before, with all that compare asks of them.
 */
#ifndef VMB_ANALYSIS_COMPARE_SIDE_H
#define VMB_ANALYSIS_COMPARE_SIDE_H

#include "analysis/statistics.h"
#include "results/result_folder.h"

/**
 * struct compare_side - what compare knows of one side
 * @path: as the user gave it
 * @folder: all its runs, their counters, the machine, and what was left out
 * @runs: the runs that are compared: all, or @kept
 * @kept: the runs compare_side_keep() left
 * @config: the kernel's configuration, NULL: not told
 * @statistics: of the runs
 */
struct compare_side {
	char *path;
	struct result_folder *folder;
	const struct run_set *runs;
	struct run_set kept;
	char *config;
	struct statistics *statistics;
};

/**
 * compare_side_read() - read a run folder
 * @path: the folder, or its summary.csv
 * @why: set to a new string that says what is wrong with it if no run of it can
 *	 be read
 *
 * What is damaged is left out, and told in the folder's complaints.
 *
 * Return: what is in it, to be given to compare_side_free(), or NULL.
 */
struct compare_side *compare_side_read(const char *path, char **why);

/**
 * compare_side_keep() - keep the runs of two schemes only, first those of one
 * @measured: the folder; the ratios of its statistics are then to @first
 * @first: a scheme
 * @second: another
 * @why: set to a new string that says what is wrong if it has not both
 *
 * Return: whether it has.
 */
bool compare_side_keep(struct compare_side *measured, const char *first,
		       const char *second, char **why);

/** compare_side_free() - free @measured and what belongs to it */
void compare_side_free(struct compare_side *measured);

#endif /* VMB_ANALYSIS_COMPARE_SIDE_H */
