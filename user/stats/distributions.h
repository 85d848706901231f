/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Distributions that intervals and tests need.
 */
#ifndef VMB_STATS_DISTRIBUTIONS_H
#define VMB_STATS_DISTRIBUTIONS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * beta_cdf() - distribution function of a beta variable
 * @a: its first shape, above 0
 * @b: its second shape, above 0
 * @x: where; below 0 gives 0, above 1 gives 1
 *
 * The regularized incomplete beta function I_x(a, b), by the continued fraction
 * of Abramowitz and Stegun (1964), 26.5.8, to eleven digits for shapes up to
 * 1e9. With whole shapes it is a tail of a binomial: I_x(k, n - k + 1) is the
 * probability that at least k of n draws fall below x.
 *
 * Return: the probability.
 */
double beta_cdf(double a, double b, double x);

/* Return the x at which beta_cdf() is @p. */
double beta_quantile(double a, double b, double p);

/**
 * mann_whitney_cdf() - distribution of U if the samples do not differ
 * @na: size of one sample, at least 1
 * @nb: size of the other, at least 1
 * @u: number of pairs, one value of each sample, whose second is larger
 *
 * All orders of the values are equally probable (Mann and Whitney 1947, "On a
 * test of whether one of two random variables is stochastically larger than the
 * other"). Up to 2500 pairs orders are counted. Above, the normal approximation
 * with continuity correction is off by less than 0.001.
 *
 * Return: the probability that U is @u or less.
 */
double mann_whitney_cdf(size_t na, size_t nb, size_t u);

/*
 * Set @u to the largest U that shows a difference, with a probability of
 * @alpha / 2 or less. Count equal values against a difference; then there are
 * never more wrong alarms. Return false if the samples are too small.
 */
bool mann_whitney_critical(size_t na, size_t nb, double alpha, size_t *u);

#endif /* VMB_STATS_DISTRIBUTIONS_H */
