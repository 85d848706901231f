/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rate of rare events, pooled over runs.
 */
#ifndef VMB_STATS_PROPORTION_CI_H
#define VMB_STATS_PROPORTION_CI_H

#include "stats/interval.h"

/**
 * proportion_ci() - share of events in all opportunities, with its interval
 * @counts: events in each run
 * @of: opportunities in each run
 * @n: number of runs
 *
 * The share is the sum of @counts over the sum of @of, because an event that
 * happens in one run out of three has a median of zero. The interval is Korn
 * and Graubard's (1998, "Confidence intervals for proportions with small
 * expected number of positive counts estimated from survey data"): the exact
 * binomial interval (Clopper and Pearson 1934), with fewer draws if runs vary
 * more than a binomial would, and with Student's t because few runs say little
 * about that. It is never narrower than the exact interval, and equal to it if
 * nothing happened.
 *
 * In simulations with 6 to 21 runs, with 0.3 to 3,000 events in the mean and
 * rates that differ by nothing to 70% (lognormal, gamma), it contains the true
 * share in 93 to 99 of 100 cases; the exact interval alone does in 4, a
 * bootstrap over runs in 83. If rates differ by more than 100%, it is too
 * narrow: 88 of 100 in the worst case.
 *
 * Return: the share; min and max are over runs. Below INTERVAL_MIN runs there
 * is no interval. n is 0 if something was not measured, or if there were more
 * events than opportunities.
 */
struct interval proportion_ci(const double *counts, const double *of, size_t n);

#endif /* VMB_STATS_PROPORTION_CI_H */
