/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether what happens step by step happens at the same rate all the time.
 */
#ifndef VMB_STATS_STATIONARITY_H
#define VMB_STATS_STATIONARITY_H

#include <stddef.h>

/*
 * What makes a rate not steady: both, a change that is no chance and one that
 * matters.  Any change is beyond chance once there are enough steps, and with
 * a few noisy steps a large one may be chance.
 */
#define STEADY_STEPS_MIN 10	/* fewer: not judged */
#define STEADY_STEPS_MAX 200	/* more: neighbours are joined */
#define STEADY_ALPHA 0.01	/* largest probability of chance */
#define STEADY_CHANGE 0.10	/* smallest change that matters: a tenth */
#define STEADY_PART_MIN 0.5	/* shorter steps than so much of the others'
				 * length are left out: they hold too little */

enum steadiness {
	STEADY_UNJUDGED,	/* too few steps, or nothing in most of them */
	STEADY,
	STEADY_DRIFT,		/* all the time a little more, or less */
	STEADY_STEP,		/* at one time to another level */
};

/**
 * struct stationarity - how steady a rate is
 * @what: what was found
 * @change: by what part: from begin to end of the window, or from before to
 *	    after; -0.2 is a fifth less, infinity more than nothing
 * @at: when; STEADY_STEP only
 */
struct stationarity {
	enum steadiness what;
	double change;
	double at;
};

/**
 * stationarity_test() - judge a timeline
 * @start: begin of each step, in rising order
 * @end: end of each step, in the same unit
 * @count: what happened in each step; a NAN makes the timeline unjudged
 * @n: number of steps
 *
 * Rates are counts by the real length of their step, so that a last step that
 * is cut off is no drop.
 *
 * A drift is shown by Mann's test (1945, "Nonparametric tests against trend";
 * Kendall's variance with ties, normal approximation), its size by Theil and
 * Sen's slope (Sen 1968, "Estimates of the regression coefficient based on
 * Kendall's tau"), as a line through the median rate in the middle of the
 * window. A step is shown by the split between two steps at which Mann and
 * Whitney's statistic is most standard deviations off (Pettitt 1979, "A
 * non-parametric approach to the change-point problem", with the weights of
 * Hawkins and Deng 2010, "A nonparametric change-point control chart"); its
 * size is that between the medians before and after. If both are shown, the one
 * counts whose line, or two levels, leave less unexplained.
 *
 * Steps are supposed to be independent: rates that wander slowly are taken for
 * what they do in the window, a drift or a step. Among ten steps only one in
 * the very middle is beyond chance, among twenty one with four or more on
 * either side; more, shorter steps show more.
 *
 * Return: the judgement.
 */
struct stationarity stationarity_test(const double *start, const double *end,
				      const double *count, size_t n);

/**
 * trend_chance() - how probable a trend like this is by chance
 * @value: values in the order of time
 * @n: how many, at least 10
 *
 * Return: the probability, two-sided, of Mann's test.
 */
double trend_chance(const double *value, size_t n);

/**
 * trend_slope() - how fast values rise
 * @time: when each was measured, in rising order
 * @value: the values
 * @n: how many, at least 2
 *
 * Return: Theil and Sen's slope: the median of those between all pairs.
 */
double trend_slope(const double *time, const double *value, size_t n);

/**
 * change_split() - find the split at which values change most
 * @value: values in the order of time
 * @n: how many, at least 2
 *
 * Return: how many values are before it.
 */
size_t change_split(const double *value, size_t n);

/**
 * change_chance() - how probable as large a change at any split is by chance
 * @value: values in the order of time
 * @n: how many
 * @split: what change_split() found
 *
 * Up to 16 values in exact numbers, over all orders of these very values; above
 * that the chance of the split found times the number of splits, which is more
 * than it is.
 *
 * Return: the probability, two-sided.
 */
double change_chance(const double *value, size_t n, size_t split);

#endif /* VMB_STATS_STATIONARITY_H */
