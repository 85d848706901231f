/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a rate stays the same over a run.
 */
#ifndef VMB_STATS_STATIONARITY_H
#define VMB_STATS_STATIONARITY_H

#include <stddef.h>

/*
 * A rate is not steady if a change is both significant and large: with many
 * steps any change is significant, with few noisy ones a large one is chance.
 */
#define STEADY_STEPS_MIN 10	/* fewer: not judged */
#define STEADY_STEPS_MAX 200	/* more: neighbours are joined */
#define STEADY_ALPHA 0.01	/* significance level */
#define STEADY_CHANGE 0.10	/* smallest change that matters */
#define STEADY_PART_MIN 0.5	/* of the usual length; shorter steps are left
				 * out */

enum steadiness {
	STEADY_UNJUDGED,	/* too few steps, or nothing in most of them */
	STEADY,
	STEADY_DRIFT,		/* a trend */
	STEADY_STEP,		/* a change from one level to another */
};

struct stationarity {
	enum steadiness what;
	/*
	 * Relative change from start to end of the window, or from before to
	 * after a step: -0.2 is a fifth less, infinity is from nothing.
	 */
	double change;
	double at; /* time of the change; STEADY_STEP only */
};

/**
 * stationarity_test() - test a timeline
 * @start: start of each step, in rising order
 * @end: end of each step, in the same unit
 * @count: events in each step; a NAN makes the timeline unjudged
 * @n: number of steps
 *
 * A rate is a count over the real length of its step, so that a truncated last
 * step is no drop.
 *
 * Mann's test shows a drift (1945, "Nonparametric tests against trend"; with
 * Kendall's variance for ties, normal approximation). Its size is Theil and
 * Sen's slope (Sen 1968, "Estimates of the regression coefficient based on
 * Kendall's tau"), as a line through the median rate in the middle of the
 * window. A step is at the split where Mann and Whitney's statistic is most
 * standard deviations off (Pettitt 1979, "A non-parametric approach to the
 * change-point problem", with the weights of Hawkins and Deng 2010, "A
 * nonparametric change-point control chart"). Its size is the difference of the
 * medians before and after. If both are shown, the one that explains more of
 * the rates is reported.
 *
 * Steps are assumed to be independent: a rate that wanders slowly counts as a
 * drift or a step. Of ten steps only a change in the middle is significant, of
 * twenty one with at least four on either side. More, shorter steps show more.
 *
 * Return: the result.
 */
struct stationarity stationarity_test(const double *start, const double *end,
				      const double *count, size_t n);

/* Return the two-sided p-value of Mann's trend test (10 values or more). */
double trend_chance(const double *value, size_t n);

/* Return Theil and Sen's slope: the median over pairs of 2 values or more. */
double trend_slope(const double *time, const double *value, size_t n);

/* Return how many of 2 or more values are before the largest change. */
size_t change_split(const double *value, size_t n);

/*
 * Return the two-sided p-value of the largest change, at @split as
 * change_split() found it: exact up to 16 values, over all their orders; above,
 * an upper bound, the p-value at this split times the number of splits.
 */
double change_chance(const double *value, size_t n, size_t split);

#endif /* VMB_STATS_STATIONARITY_H */
