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

/* What the interval is from. */
enum basis {
	BASIS_NONE,
	BASIS_REPEATS,	/* independent repeats: Mann and Whitney's test */
	BASIS_PAIRS,	/* repeats that were run in turns, pair by pair */
};

enum compare_verdict {
	VERDICT_INCOMPARABLE,
	VERDICT_SAME,		/* no difference shown */
	VERDICT_BETTER,
	VERDICT_WORSE,
	VERDICT_DIFFERENT,	/* of what is neither better nor worse */
};

/**
 * struct comparison - one metric of two groups
 * @a: group of the first result, NULL: it has none
 * @b: group of the second
 * @metric: what is compared; NULL: the groups as a whole are not comparable
 * @over_a: what the first has of it
 * @over_b: the second
 * @basis: what the ratio is from
 * @ratio: of the second to the first
 * @verdict: what its interval shows
 * @reason: why not, if they are not comparable
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
	const struct compare_side *a, *b; /* the same one: schemes of it */
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
 * compare_folders() - compare what two results have in common
 * @a: the first
 * @b: the second
 * @options: what to compare
 *
 * Groups are alike in job, scheme, index and all knobs. The verdict is that of
 * the interval: no difference is shown as long as it holds 1. So at most 5 of
 * 100 verdicts on what is alike are wrong, each metric counted by itself.
 *
 * Return: the comparisons, to be given to comparisons_free().
 */
struct comparisons compare_folders(const struct compare_side *a,
				   const struct compare_side *b,
				   const struct compare_options *options);

/**
 * compare_schemes() - compare two schemes of one result, run in turns
 * @measured: the result, as compare_side_keep() left it
 * @options: what to compare
 *
 * Return: as compare_folders(); the first scheme is the one compared with.
 */
struct comparisons compare_schemes(const struct compare_side *measured,
				   const struct compare_options *options);

/** comparisons_free() - free @comparisons and what belongs to it */
void comparisons_free(struct comparisons *comparisons);

/**
 * compare_verdict() - what an interval shows
 * @ratio: the interval
 * @better: which way the metric gets better
 *
 * Return: the verdict; VERDICT_INCOMPARABLE if there is no interval.
 */
enum compare_verdict compare_verdict(const struct interval *ratio,
				     enum better better);

#endif /* VMB_ANALYSIS_COMPARE_H */
