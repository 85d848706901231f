/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_STATS_H
#define VMB_STATS_H

#include <stddef.h>

/* What the repeats of one figure say together. */
struct stats {
	size_t n;		/* how many were measured; 0: nothing below */
	double median;
	double min, max;
};

/**
 * stats_of() - summarize figures
 * @values: the figures; NAN: not measured. They are put into another order
 * @n: how many
 *
 * Return: the summary of those that were measured.
 */
struct stats stats_of(double *values, size_t n);

#endif /* VMB_STATS_H */
