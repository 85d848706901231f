/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_STATS_MANN_WHITNEY_H
#define VMB_STATS_MANN_WHITNEY_H

#include <stdbool.h>
#include <stddef.h>

/**
 * mann_whitney_cdf() - distribution of Mann and Whitney's U if nothing differs
 * @na: size of one sample, at least 1
 * @nb: size of the other, at least 1
 * @u: number of pairs
 *
 * U counts the pairs, one of each sample, in which the second is larger. If
 * both samples come from one continuous distribution, whatever it is, all
 * orders of the values are alike probable (Mann and Whitney 1947, "On a test of
 * whether one of two random variables is stochastically larger than the
 * other"). Up to 2500 pairs they are counted, above that the normal
 * approximation with continuity correction is used, which is off by less than
 * 0.001 there.
 *
 * Return: the probability that U is @u or less.
 */
double mann_whitney_cdf(size_t na, size_t nb, size_t u);

/**
 * mann_whitney_critical() - largest U that shows a difference
 * @na: size of one sample
 * @nb: size of the other
 * @alpha: how often the test may be wrong if there is no difference, counting
 *	   both sides
 * @u: set to the largest U with a probability of @alpha / 2 or less
 *
 * Values that are equal are to be counted against a difference: then the test
 * is wrong less often, never more.
 *
 * Return: false if there is none: the samples are too small.
 */
bool mann_whitney_critical(size_t na, size_t nb, double alpha, size_t *u);

#endif /* VMB_STATS_MANN_WHITNEY_H */
