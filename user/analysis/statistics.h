/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Groups of runs with the same job, scheme, index and knobs, and statistics
 * over the repeats in a group, computed once for tables, CSV, JSON and pages.
 *
 *	for (g = 0; g < s->groups.n; g++)
 *		s->groups.v[g]->runs[0]->readers,
 *		s->groups.v[g]->by_metric[METRIC_ns_per_lookup].over
 */
#ifndef VMB_ANALYSIS_STATISTICS_H
#define VMB_ANALYSIS_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "lib/table.h"
#include "results/result_folder.h"
#include "results/result_writer.h"
#include "stats/interval.h"

/* One metric of one group. */
struct statistic {
	struct interval over;  /* median over the repeats */
	struct interval ratio; /* to the reference, paired by repeat */
	double rounding; /* largest error, relative; of @ratio's other side too */
};

/* Repeats of one run. */
struct run_group {
	size_t number;		 /* its place among the groups */
	/*
	 * That count: the valid runs, or all if none is; of these the ones that
	 * were not disturbed, or all if those are fewer than half.
	 */
	const struct run **runs;
	size_t n, nall, ninvalid;
	const char *invalid; /* why the first of these is not valid, or NULL */
	size_t nwrong; /* of these, with lookups that returned something wrong */
	size_t nchosen;	   /* the valid, or all if none is */
	size_t ndisturbed; /* of these */
	const char *disturbed; /* why the first of them was, or NULL */
	size_t nunsteady; /* of those that count */
	char *knobs; /* that groups differ in, such as "readers=1 writers=0" */
	/*
	 * What the ratios are to, or NULL: the group with the scheme of the
	 * job's first run and the same knobs, if possible on the same index. A
	 * knob that only one of the schemes has is ignored.
	 */
	const struct run_group *reference;
	struct statistic *by_metric;	   /* by number of the metric */
};

/* All groups of some runs, in order of their first runs. */
struct run_groups {
	struct run_group **v;
	size_t n;
	enum run_key varied[RUN_KEYS]; /* without job, scheme and index */
	size_t nvaried;
};

struct statistics {
	const struct run_set *runs;
	struct run_groups groups;     /* with a statistic for each metric */
	struct result_folder *folder; /* of the runs, to be freed, or NULL */
};

/* Compute all statistics of @runs, which must outlive them. */
struct statistics *statistics_new(const struct run_set *runs);

/* Read a folder as result_folder_read(), and compute its statistics. */
struct statistics *statistics_read(const char *path, char **why);

/*
 * Publish a run folder, read it, and add its statistics.csv. Return the
 * statistics, or NULL after reporting an error.
 */
struct statistics *statistics_publish(struct result_writer *writer,
				      const char *path);

/* Free statistics, or NULL. */
void statistics_free(struct statistics *statistics);

/*
 * Return the rows of statistics.csv. A metric that no run of a group has is
 * left out.
 */
struct table *statistics_table(const struct statistics *statistics);

/* Return true if a run has the job, scheme, index and knobs of a group. */
bool run_is_of(const struct run *run, const struct run_group *group);

/* Return the job or a knob of a group; "" if the scheme has no such knob. */
static inline const char *group_key(const struct run_group *group,
				    enum run_key key)
{
	return group->runs[0]->key[key];
}

static inline bool is_same_key(const struct run_group *a,
			       const struct run_group *b, enum run_key key)
{
	return !strcmp(group_key(a, key), group_key(b, key));
}

#endif /* VMB_ANALYSIS_STATISTICS_H */
