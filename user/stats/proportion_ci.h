/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How often something rare happens, from all runs together.
 */
#ifndef VMB_STATS_PROPORTION_CI_H
#define VMB_STATS_PROPORTION_CI_H

#include "stats/interval.h"

/**
 * proportion_ci() - how many of all there were, and its 95% interval
 * @counts: how often it happened, run by run
 * @of: how often it might have
 * @n: number of runs
 *
 * The share is the sum of @counts over the sum of @of: of what is seen in one
 * run of three the median of the runs' shares would be nothing. The interval is
 * that of Korn and Graubard (1998, "Confidence intervals for proportions with
 * small expected number of positive counts estimated from survey data"): the
 * exact one of a binomial (Clopper and Pearson 1934), of as many fewer draws as
 * the runs differ more than draws of one binomial would, with Student's t for
 * how little some runs tell of that. They are never taken for more alike than
 * such draws, so on either side it is at least as wide as the exact one, and
 * all there is if nothing happened. It takes no drawing and no seed.
 *
 * In simulations with 6 to 21 runs, of which each sees 0.3 to 3,000 in the mean
 * and whose own rates differ by nothing to 70% (lognormal, gamma), it holds
 * the truth in 93 to 99 of 100 cases, where the exact one alone does in 4 and a
 * bootstrap over the runs in 83. If rates differ by more than they are, it is
 * too narrow: 88 of 100 in the worst case.
 *
 * Return: the share; min and max are those of the runs. Below INTERVAL_MIN runs
 * there is no interval. There is no share, so n is 0, if something was not
 * measured or happened more often than it might have.
 */
struct interval proportion_ci(const double *counts, const double *of, size_t n);

#endif /* VMB_STATS_PROPORTION_CI_H */
