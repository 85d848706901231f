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

/* One metric of one group. */
struct statistic {
	struct interval over;  /* median over the repeats */
	struct interval ratio; /* to the reference, paired by repeat */
};

/* Repeats of one run. */
struct run_group {
	size_t number;		 /* its place among the groups */
	const struct run **runs; /* that count: the valid, or all if none is */
	size_t n, nall, ninvalid;
	char *knobs; /* that groups differ in, such as "readers=1 writers=0" */
	const struct run_group *reference; /* its ratios are to it, or NULL */
	struct statistic *by_metric;	   /* by number of the metric */
};

/* All groups of some runs, in order of their first runs. */
struct run_groups {
	struct run_group **v;
	size_t n;
	enum run_key varied[RUN_KEYS]; /* without job, scheme and index */
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

void groups_free(struct run_groups *groups);

/* Return the job or a knob of a group; "" if the scheme has no such knob. */
static inline const char *group_key(const struct run_group *group,
				    enum run_key key)
{
	return group->runs[0]->key[key];
}

#endif /* VMB_ANALYSIS_GROUP_H */
