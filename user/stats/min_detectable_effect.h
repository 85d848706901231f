/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_STATS_MIN_DETECTABLE_EFFECT_H
#define VMB_STATS_MIN_DETECTABLE_EFFECT_H

#include "stats/interval.h"

/* How often a change of that size would have been shown. */
#define DETECT_POWER 0.80

/**
 * min_detectable_effect() - which ratio a comparison would mostly have shown
 * @ratio: the ratio it came to, with its interval
 *
 * The interval tells the spread and the number of the values as they were, so
 * what it could have shown follows from its length. On the logarithmic scale
 * half of it is h = z(0.975) standard errors of the ratio; a change is shown if
 * the estimate is more than h away from none, which happens with probability
 * 0.80 if it is (z(0.975) + z(0.80)) / z(0.975) x h = 1.43 h (Cohen 1988,
 * "Statistical power analysis for the behavioral sciences", with normal
 * quantiles z). In simulations of normal logarithms with 6 to 30 values on
 * either side, a change as large as the median of what is told here is shown in
 * 75 to 85 of 100 cases. It is a length, so it is itself known only so far:
 * with 6 values it varies by a half from one comparison to the next.
 *
 * Return: the ratio, above 1; its inverse is meant as well. NAN if there is no
 * interval.
 */
double min_detectable_effect(const struct interval *ratio);

#endif /* VMB_STATS_MIN_DETECTABLE_EFFECT_H */
