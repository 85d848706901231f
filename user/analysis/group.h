/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs that belong together: alike in job, scheme, index and all knobs, so that
 * they differ in nothing but the repeat.
 */
#ifndef VMB_ANALYSIS_GROUP_H
#define VMB_ANALYSIS_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/table.h"

/**
 * struct run_group - the repeats of one thing
 * @rows: their rows of the summary, in its order
 * @n: how many
 * @ninvalid: how many of them have figures that may not be used
 * @knobs: the knobs that tell this group from others of the table, such as
 *	   "readers=1 writers=0"
 */
struct run_group {
	size_t *rows;
	size_t n;
	size_t ninvalid;
	char *knobs;
};

/**
 * struct run_groups - all groups of a summary, in the order they appear in
 * @summary: the rows; not ours
 * @v: the groups
 * @n: how many
 * @of_row: for each row the number of its group
 * @uses: for each row whether it counts in the figures of its group: it is
 *	  valid, or no run of the group is
 * @varied: the columns that groups differ in, without job, scheme and index;
 *	    they live as long as the program
 * @nvaried: how many
 */
struct run_groups {
	const struct table *summary;
	struct run_group *v;
	size_t n;
	size_t *of_row;
	bool *uses;
	const char **varied;
	size_t nvaried;
};

/* The columns that make a group: job, then all knobs. */
extern const char *const group_columns[];
extern const size_t ngroup_columns;

/**
 * groups_new() - put runs into groups
 * @summary: rows of summary.csv; they have to outlive the groups
 *
 * A column the summary lacks is as if empty.
 *
 * Return: the groups, to be given to groups_free().
 */
struct run_groups *groups_new(const struct table *summary);

/**
 * groups_free() - give the memory back
 * @groups: the groups, or NULL
 */
void groups_free(struct run_groups *groups);

/**
 * group_cell() - what all runs of a group have in a column
 * @groups: the groups
 * @group: number of the group
 * @column: one of group_columns
 *
 * Return: the cell, "" if there is no such column.
 */
const char *group_cell(const struct run_groups *groups, size_t group,
		       const char *column);

/**
 * groups_references() - find what the figures of each group are compared with
 * @groups: the groups
 *
 * That is the group of the scheme of the job's first run, with the same knobs.
 * A knob that one of the two schemes does not have is no difference; on the
 * same index if there is one, else on the one it has.
 *
 * Return: for each group the number of that group, -1 if there is none or it is
 * this one; to be given to free().
 */
long *groups_references(const struct run_groups *groups);

#endif /* VMB_ANALYSIS_GROUP_H */
