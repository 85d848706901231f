/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether two results differ, by how much, and how sure that is.
 */
#ifndef VMB_ANALYSIS_COMPARE_H
#define VMB_ANALYSIS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/compare_side.h"
#include "analysis/differences.h"
#include "stats/interval.h"

/* What an interval is computed from. */
enum basis {
	BASIS_NONE,
	BASIS_REPEATS,	/* independent repeats: Mann and Whitney's test */
	BASIS_PAIRS,	/* pairs of repeats, run in turns */
};

enum compare_verdict {
	VERDICT_INCOMPARABLE,
	VERDICT_SAME,		/* no difference shown */
	VERDICT_BETTER,
	VERDICT_WORSE,
	VERDICT_DIFFERENT,	/* neither direction is better */
};

/**
 * struct comparison - one metric of two groups
 * @a: group of side A, or NULL
 * @b: group of side B, or NULL
 * @metric: what is compared; NULL: the groups as a whole are not comparable
 * @over_a: median of A
 * @over_b: median of B
 * @basis: what @ratio is computed from
 * @ratio: B to A
 * @verdict: what the interval of @ratio shows
 * @reason: why the groups are not comparable, or NULL
 */
struct comparison {
	const struct run_group *a, *b;
	const struct metric *metric;
	struct interval over_a, over_b;
	enum basis basis;
	struct interval ratio;
	enum compare_verdict verdict;
	char *reason;
};

struct comparisons {
	const struct compare_side *a, *b; /* the same: two schemes of it */
	struct comparison *v;
	size_t n;
};

/* What is to be compared. */
struct compare_options {
	char **metrics;		/* NULL: the main ones */
	size_t nmetrics;
	struct across across;
};

/**
 * compare_folders() - compare the groups that two results share
 * @a: side A
 * @b: side B
 * @options: what to compare
 *
 * A group has a partner with the same job, scheme, index and knobs. No
 * difference is shown while the interval contains 1. Where nothing differs, at
 * most 5 in 100 verdicts are wrong, counted for each metric.
 *
 * Return: the comparisons, to be given to comparisons_free().
 */
struct comparisons compare_folders(const struct compare_side *a,
				   const struct compare_side *b,
				   const struct compare_options *options);

/**
 * compare_schemes() - compare two schemes of one result, run in turns
 * @side: the result after compare_side_keep()
 * @options: what to compare
 *
 * Return: as compare_folders(); A is the first scheme.
 */
struct comparisons compare_schemes(const struct compare_side *side,
				   const struct compare_options *options);

/** comparisons_free() - free @comparisons and what belongs to it */
void comparisons_free(struct comparisons *comparisons);

/**
 * compare_verdict() - judge an interval
 * @ratio: the interval
 * @better: which direction is better
 *
 * Return: the verdict; VERDICT_INCOMPARABLE if there is no interval.
 */
enum compare_verdict compare_verdict(const struct interval *ratio,
				     enum better better);

#endif /* VMB_ANALYSIS_COMPARE_H */
