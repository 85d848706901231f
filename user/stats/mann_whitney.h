/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_STATS_MANN_WHITNEY_H
#define VMB_STATS_MANN_WHITNEY_H

#include <stdbool.h>
#include <stddef.h>

/**
 * mann_whitney_cdf() - distribution of U if the samples do not differ
 * @na: size of one sample, at least 1
 * @nb: size of the other, at least 1
 * @u: number of pairs
 *
 * U counts the pairs, one value of each sample, whose second is larger. If both
 * samples come from one continuous distribution, all orders of the values are
 * equally probable (Mann and Whitney 1947, "On a test of whether one of two
 * random variables is stochastically larger than the other"). Up to 2500 pairs
 * orders are counted. Above, the normal approximation with continuity
 * correction is off by less than 0.001.
 *
 * Return: the probability that U is @u or less.
 */
double mann_whitney_cdf(size_t na, size_t nb, size_t u);

/**
 * mann_whitney_critical() - largest U that shows a difference
 * @na: size of one sample
 * @nb: size of the other
 * @alpha: two-sided probability of a wrong alarm
 * @u: set to the largest U with a probability of @alpha / 2 or less
 *
 * Count equal values against a difference; then there are never more wrong
 * alarms.
 *
 * Return: false if the samples are too small.
 */
bool mann_whitney_critical(size_t na, size_t nb, double alpha, size_t *u);

#endif /* VMB_STATS_MANN_WHITNEY_H */
