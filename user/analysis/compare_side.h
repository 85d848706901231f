/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A result folder with all that a comparison needs of it.
 */
#ifndef VMB_ANALYSIS_COMPARE_SIDE_H
#define VMB_ANALYSIS_COMPARE_SIDE_H

#include "analysis/statistics.h"
#include "results/result_folder.h"

struct compare_side {
	char *path; /* as the user gave it */
	struct result_folder *folder;
	const struct run_set *runs; /* that are compared: all, or @kept */
	struct run_set kept;	    /* chosen by compare_side_keep() */
	char *config;		    /* of the kernel, or NULL */
	struct statistics *statistics; /* of @runs */
};

/**
 * compare_side_read() - read a run folder
 * @path: the folder, or its summary.csv
 * @why: set to a new string that says what is wrong if no run can be read
 *
 * Damaged lines are left out and reported in the folder's complaints.
 *
 * Return: the side, to be given to compare_side_free(), or NULL.
 */
struct compare_side *compare_side_read(const char *path, char **why);

/**
 * compare_side_keep() - keep the runs of two schemes
 * @side: the side; ratios in its statistics are then to @first
 * @first: a scheme
 * @second: another
 * @why: set to a new string that says which of the two is missing
 *
 * Return: false if one is missing.
 */
bool compare_side_keep(struct compare_side *side, const char *first,
		       const char *second, char **why);

/* Free a side, or NULL. */
void compare_side_free(struct compare_side *side);

#endif /* VMB_ANALYSIS_COMPARE_SIDE_H */
