/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_STATS_MIN_DETECTABLE_EFFECT_H
#define VMB_STATS_MIN_DETECTABLE_EFFECT_H

#include "stats/interval.h"

/* The probability to show a change of that size. */
#define DETECT_POWER 0.80

/**
 * min_detectable_effect() - smallest ratio a comparison would mostly have shown
 * @ratio: the result of the comparison, with its interval
 *
 * It follows from the length of the interval. On the logarithmic scale, half of
 * that is h = z(0.975) standard errors of the ratio. A change is shown if the
 * estimate is more than h away from 1, which has a probability of 0.80 for a
 * change of (z(0.975) + z(0.80)) / z(0.975) x h = 1.43 h (Cohen 1988,
 * "Statistical power analysis for the behavioral sciences", with normal
 * quantiles z). In simulations of normal logarithms with 6 to 30 values on
 * either side, a change of the median result is shown in 75 to 85 of 100 cases.
 * The result is uncertain itself: with 6 values it varies by a half from one
 * comparison to the next.
 *
 * Return: the ratio, above 1; its inverse would be shown as often. NAN if there
 * is no interval.
 */
double min_detectable_effect(const struct interval *ratio);

#endif /* VMB_STATS_MIN_DETECTABLE_EFFECT_H */
