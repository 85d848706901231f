/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_STATS_BETA_H
#define VMB_STATS_BETA_H

/**
 * beta_cdf() - distribution function of a beta variable
 * @a: its first shape, above 0
 * @b: its second shape, above 0
 * @x: where; below 0 gives 0, above 1 gives 1
 *
 * The regularized incomplete beta function I_x(a, b), by the continued fraction
 * of Abramowitz and Stegun (1964), 26.5.8, to eleven digits for shapes up to
 * 1e9. With whole shapes it is a tail of a binomial:
 * I_x(k, n - k + 1) is the chance that at least k of n draws fall below x.
 *
 * Return: the probability.
 */
double beta_cdf(double a, double b, double x);

/* Return the x at which beta_cdf() is @p. */
double beta_quantile(double a, double b, double p);

#endif /* VMB_STATS_BETA_H */
