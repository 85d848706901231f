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

/* One metric of two groups. */
struct comparison {
	const struct run_group *a, *b; /* a side without one: NULL */
	const struct metric *metric; /* NULL: the groups are not comparable */
	struct interval over_a, over_b; /* medians */
	enum basis basis;		/* of @ratio */
	struct interval ratio;		/* B to A */
	enum compare_verdict verdict; /* what the interval of @ratio shows */
	char *reason; /* why the groups are not comparable, or NULL */
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

/*
 * Compare two schemes of one result, run in turns. A is the first scheme that
 * compare_side_keep() kept.
 */
struct comparisons compare_schemes(const struct compare_side *side,
				   const struct compare_options *options);

void comparisons_free(struct comparisons *comparisons);

/* Judge an interval; VERDICT_INCOMPARABLE if there is none. */
enum compare_verdict compare_verdict(const struct interval *ratio,
				     enum better better);

#endif /* VMB_ANALYSIS_COMPARE_H */
