/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether two results differ, by how much, and how sure that is.
 */
#ifndef VMB_ANALYSIS_COMPARE_H
#define VMB_ANALYSIS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/ab.h"
#include "analysis/statistics.h"
#include "stats/interval.h"

/* A result folder to compare; all zero before it is read. */
struct compare_side {
	const char *path;	  /* as the user gave it */
	struct statistics *whole; /* of all runs, with their folder */
	struct run_set kept;	  /* chosen by compare_side_keep() */
	struct statistics *statistics; /* of what is compared: all, or @kept */
};

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
	VERDICT_DIFFERENT,	/* neither is better, or the boot may be why */
};

/* One metric of two groups. */
struct comparison {
	const struct run_group *a, *b; /* a side without one: NULL */
	const struct metric *metric; /* NULL: the groups are not comparable */
	struct interval over_a, over_b; /* medians */
	enum basis basis;		/* of @ratio */
	struct interval ratio;		/* B to A */
	double boots; /* ratio of two boots, see boots.h; NAN: not known */
	enum compare_verdict verdict; /* what the interval of @ratio shows */
	char *reason; /* why the groups are not comparable, or NULL */
};

struct comparisons {
	const struct compare_side *a, *b; /* the same: two schemes of it */
	bool one_boot; /* known to be of one boot */
	const struct ab *boots; /* as asked for */
	char *differ; /* what else differs, without what is refused, or NULL */
	struct comparison *v;
	size_t n;
};

/* What is to be compared. */
struct compare_options {
	const char **metrics; /* by name */
	size_t nmetrics;
	char *across; /* what may differ, see differences.h */
	bool strict;
	const struct ab *boots; /* to know what changes from boot to boot, or NULL */
};

/*
 * Read a run folder, or its summary.csv. Return false with @why set to a new
 * string if no run can be read. Pass the side to compare_side_free().
 */
bool compare_side_read(struct compare_side *side, const char *path, char **why);

/*
 * Keep the runs of two schemes; ratios are then to @first. Return false with
 * @why set to a new string if there are not two.
 */
bool compare_side_keep(struct compare_side *side, const char *first,
		       const char *second, char **why);

void compare_side_free(struct compare_side *side);

/**
 * compare_folders() - compare the groups that two results share
 * @a: side A
 * @b: side B
 * @options: what to compare
 *
 * A group has a partner with the same job, scheme, index and knobs. No
 * difference is shown while the interval contains 1. Repeats do not show what
 * changes from boot to boot, so nothing is better or worse unless both are of
 * one boot. A damaged kernel
 * configuration is left out, with a complaint of its folder.
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

/* Judge an interval of a ratio; VERDICT_INCOMPARABLE if there is none. */
enum compare_verdict compare_verdict(const struct interval *ratio,
				     enum better better);

/* A condition under which a comparison fails, such as "ns_per_lookup > +5%". */
struct failif {
	const char *text; /* as the user gave it */
	char *metric;
	bool above;   /* true: fail above the bound; false: below it */
	double bound; /* a ratio of B to A */
};

enum failif_result {
	FAILIF_NOT_SHOWN,
	FAILIF_SHOWN,
	FAILIF_UNKNOWN, /* the metric could not be compared */
};

/**
 * failif_parse() - parse a condition
 * @text: METRIC > N% or METRIC < N%, where N may have a sign; must outlive
 *	  @failif
 * @failif: filled in; its metric, which is not checked, is passed to free()
 * @why: set to a new string that says what is wrong
 *
 * Return: false if the text is no condition.
 */
bool failif_parse(const char *text, struct failif *failif, char **why);

/*
 * Evaluate a condition of this comparison's metric: "> +5%" is shown if the
 * lower end of the interval is above 1.05, "< -5%" if the upper end is below
 * 0.95. A change that is not certain does not fail, and a change of exactly 5%
 * fails in at most 2.5 of 100 cases.
 */
enum failif_result failif_holds(const struct failif *failif,
				const struct comparison *comparison);

#endif /* VMB_ANALYSIS_COMPARE_H */
