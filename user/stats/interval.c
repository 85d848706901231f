// SPDX-License-Identifier: GPL-2.0-only
#include "stats/interval.h"

#include <stdbool.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "stats/beta.h"
#include "stats/mann_whitney.h"

/* Quantiles of the normal distribution at 0.975 and DETECT_POWER. */
#define Z_SIDE 1.959964
#define Z_POWER 0.841621

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Copy the measured values in rising order. */
static double *sorted(const double *values, size_t *n)
{
	double *copy = alloc_zeroed(*n, sizeof(*copy));
	size_t i, kept = 0;

	for (i = 0; i < *n; i++)
		if (!isnan(values[i]))
			copy[kept++] = values[i];
	qsort(copy, kept, sizeof(*copy), compare_doubles);
	*n = kept;
	return copy;
}

/* Interpolate the value at a rank, which starts at 1. */
static double at_rank(const double *rising, size_t n, double rank)
{
	size_t i = (size_t)rank;
	double part = rank - (double)i;

	if (i >= n)
		return rising[n - 1];
	return part > 0 ? rising[i - 1] + part * (rising[i] - rising[i - 1])
			: rising[i - 1];
}

static struct interval summary(const double *rising, size_t n)
{
	struct interval interval = INTERVAL_NOTHING;

	interval.n = n;
	interval.value = at_rank(rising, n, (double)(n + 1) / 2);
	interval.min = rising[0];
	interval.max = rising[n - 1];
	return interval;
}

/* Return the rank of the lower end.  Groups mostly have one size: cache it. */
static double lower_rank(size_t n)
{
	static size_t last_n;
	static double rank;
	double shape = (double)(n + 1) / 2;

	if (n != last_n)
		rank = (double)(n + 1) *
		       beta_quantile(shape, shape, (1 - INTERVAL_LEVEL) / 2);
	last_n = n;
	return rank;
}

struct interval interval_of_median(const double *values, size_t n)
{
	double *rising = sorted(values, &n);
	struct interval interval = INTERVAL_NOTHING;
	double from;

	if (n)
		interval = summary(rising, n);
	if (n >= INTERVAL_MIN) {
		from = lower_rank(n);
		interval.low = at_rank(rising, n, from);
		interval.high = at_rank(rising, n, (double)(n + 1) - from);
	}
	free(rising);
	return interval;
}

/* Return true if a measured value is not above 0. */
static bool has_no_ratio(const double *values, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (values[i] <= 0)
			return true;
	return false;
}

struct interval interval_of_paired_ratio(const double *a, const double *b,
					 size_t n)
{
	struct interval interval;
	double *ratios;
	size_t i;

	if (has_no_ratio(a, n) || has_no_ratio(b, n))
		return INTERVAL_NOTHING;
	ratios = alloc_zeroed(n, sizeof(*ratios));
	for (i = 0; i < n; i++)
		ratios[i] = b[i] / a[i];
	interval = interval_of_median(ratios, n);
	free(ratios);
	return interval;
}

/* Return all quotients in rising order. */
static double *quotients(const double *a, size_t na, const double *b, size_t nb)
{
	double *all = alloc_zeroed(na * nb, sizeof(*all));
	size_t i, j;

	for (i = 0; i < na; i++)
		for (j = 0; j < nb; j++)
			all[i * nb + j] = b[j] / a[i];
	qsort(all, na * nb, sizeof(*all), compare_doubles);
	return all;
}

struct interval interval_of_ratio(const double *a, size_t na, const double *b,
				  size_t nb)
{
	struct interval interval = INTERVAL_NOTHING;
	double *from, *to, *all;
	size_t critical;

	if (has_no_ratio(a, na) || has_no_ratio(b, nb))
		return INTERVAL_NOTHING;
	from = sorted(a, &na);
	to = sorted(b, &nb);
	if (na && nb) {
		all = quotients(from, na, to, nb);
		interval = summary(all, na * nb);
		interval.n = na < nb ? na : nb;
		if (mann_whitney_critical(na, nb, 1 - INTERVAL_LEVEL,
					  &critical)) {
			interval.low = all[critical];
			interval.high = all[na * nb - 1 - critical];
		}
		free(all);
	}
	free(from);
	free(to);
	return interval;
}

double min_detectable_effect(const struct interval *ratio)
{
	if (!ratio->n || isnan(ratio->low) || isnan(ratio->high))
		return NAN;
	return exp(log(ratio->high / ratio->low) / 2 *
		   ((Z_SIDE + Z_POWER) / Z_SIDE));
}
