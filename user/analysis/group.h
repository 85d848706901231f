/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Groups of runs with the same job, scheme, index and knobs: repeats.
 */
#ifndef VMB_ANALYSIS_GROUP_H
#define VMB_ANALYSIS_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "results/run_set.h"
#include "stats/interval.h"

/**
 * struct statistic - one metric of one group
 * @over: median over the repeats
 * @ratio: to the reference, paired by repeat; n is 0 if there is none
 */
struct statistic {
	struct interval over;
	struct interval ratio;
};

/**
 * struct run_group - repeats of one run
 * @number: its place among the groups
 * @runs: the runs that count: the valid ones, or all if none is valid
 * @n: how many count
 * @nall: how many there are
 * @ninvalid: how many are not valid
 * @knobs: the knobs that groups differ in, such as "readers=1 writers=0"
 * @reference: the group its ratios are to, or NULL
 * @by_metric: its statistics, by number of the metric
 */
struct run_group {
	size_t number;
	const struct run **runs;
	size_t n, nall, ninvalid;
	char *knobs;
	const struct run_group *reference;
	struct statistic *by_metric;
};

/**
 * struct run_groups - all groups of some runs, in order of their first runs
 * @v: the groups
 * @n: how many
 * @varied: the keys that groups differ in, without job, scheme and index
 * @nvaried: how many
 */
struct run_groups {
	struct run_group **v;
	size_t n;
	enum run_key varied[RUN_KEYS];
	size_t nvaried;
};

/**
 * groups_fill() - group runs
 * @groups: filled in except for by_metric; to be given to groups_free()
 * @runs: the runs; must outlive the groups
 *
 * The reference of a group has the scheme of the job's first run and the same
 * knobs. A knob that only one of the schemes has is ignored. A group on the
 * same index is preferred.
 */
void groups_fill(struct run_groups *groups, const struct run_set *runs);

/** groups_free() - free @groups and what belongs to it */
void groups_free(struct run_groups *groups);

/**
 * group_key() - return the job or the value of a knob of a group
 * @group: the group
 * @key: which
 *
 * Return: the value; "" if the scheme does not have the knob.
 */
static inline const char *group_key(const struct run_group *group,
				    enum run_key key)
{
	return group->runs[0]->key[key];
}

#endif /* VMB_ANALYSIS_GROUP_H */
