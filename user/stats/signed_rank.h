/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The centre of paired differences, and how far off it can be.
 */
#ifndef VMB_STATS_SIGNED_RANK_H
#define VMB_STATS_SIGNED_RANK_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/interval.h"

/**
 * signed_rank_interval() - centre of differences, with its interval
 * @values: the differences, in any order; NAN: not measured
 * @n: how many
 * @level: how often the interval is to contain the centre
 *
 * The median of the means of all pairs of values, each value also with itself
 * (Hodges and Lehmann 1963), and what the signed-rank test (Wilcoxon 1945,
 * "Individual comparisons by ranking methods") does not reject. The test permutes
 * signs, so it is exact if the two sides of a pair could as well change places.
 * Above 60 values, the normal approximation with continuity correction is off by
 * less than 0.0005. Equal values make the interval wider, not wrong.
 *
 * Return: the estimate; no interval if the values are too few for the level: 5
 * for 95%, 7 for 99%.
 */
struct interval signed_rank_interval(const double *values, size_t n,
				     double level);

/* Return the fewest values that have an interval of this level. */
size_t signed_rank_least(double level);

#endif /* VMB_STATS_SIGNED_RANK_H */
