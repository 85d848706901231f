/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_ANALYSIS_TIMELINE_RATES_H
#define VMB_ANALYSIS_TIMELINE_RATES_H

#include "analysis/compare_side.h"

/**
 * timeline_rates() - read the rate behind a metric, step by step
 * @measured: the result
 * @row: the run, a row of its summary
 * @metric: the metric
 * @n: set to the number of steps
 * @inverse: set to whether the metric is time per operation, not the other way
 *	     round: then a ratio of rates is to be inverted
 *
 * By the real length of each step; one that is shorter than half of the others
 * is left out, as it holds too little.
 *
 * Return: operations per second, of each reader if it is of lookups, to be
 *given to free(), or NULL: timelines do not have this metric, or this run has
 *none.
 */
double *timeline_rates(const struct compare_side *measured, size_t row,
		       const struct metric *metric, size_t *n, bool *inverse);

#endif /* VMB_ANALYSIS_TIMELINE_RATES_H */
