// SPDX-License-Identifier: GPL-2.0-only
#include "stats/interval.h"

#include <stdbool.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/number.h"
#include "stats/distributions.h"

/* Quantiles of the normal distribution at 0.975 and DETECT_POWER. */
#define Z_SIDE 1.959964
#define Z_POWER 0.841621
/* Z_SIDE in full: published verdicts were computed with these digits. */
#define Z_SIDE_EXACT 1.959963984540054

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
	auto_free double *rising = sorted(values, &n);
	struct interval interval = INTERVAL_NOTHING;
	double from;

	if (n)
		interval = summary(rising, n);
	if (n >= INTERVAL_MIN) {
		from = lower_rank(n);
		interval.low = at_rank(rising, n, from);
		interval.high = at_rank(rising, n, (double)(n + 1) - from);
	}
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
	auto_free double *ratios = NULL;
	size_t i;

	if (has_no_ratio(a, n) || has_no_ratio(b, n))
		return INTERVAL_NOTHING;
	ratios = alloc_zeroed(n, sizeof(*ratios));
	for (i = 0; i < n; i++)
		ratios[i] = b[i] / a[i];
	return interval_of_median(ratios, n);
}

struct interval interval_of_ratio(const double *a, size_t na, const double *b,
				  size_t nb)
{
	struct interval interval = INTERVAL_NOTHING;
	auto_free double *from = sorted(a, &na), *to = sorted(b, &nb);
	size_t critical, pairs = na * nb, i;
	auto_free double *all = alloc_zeroed(pairs, sizeof(*all));

	if (has_no_ratio(from, na) || has_no_ratio(to, nb))
		return interval;
	for (i = 0; i < pairs; i++)
		all[i] = to[i % nb] / from[i / nb];
	qsort(all, pairs, sizeof(*all), compare_doubles);
	if (pairs) {
		interval = summary(all, pairs);
		interval.n = na < nb ? na : nb;
	}
	if (mann_whitney_critical(na, nb, 1 - INTERVAL_LEVEL, &critical)) {
		interval.low = all[critical];
		interval.high = all[pairs - 1 - critical];
	}
	return interval;
}

double min_detectable_effect(const struct interval *ratio)
{
	if (!ratio->n || isnan(ratio->low) || isnan(ratio->high))
		return NAN;
	return exp(log(ratio->high / ratio->low) / 2 *
		   ((Z_SIDE + Z_POWER) / Z_SIDE));
}

/* 97.5% quantile of Student's t: t^2 / (t^2 + freedom) has a beta law. */
static double student_quantile(double freedom)
{
	double x = beta_quantile(0.5, freedom / 2, INTERVAL_LEVEL);

	return sqrt(freedom * x / (1 - x));
}

/* Return how much more runs vary than a binomial would; at least 1. */
static double spread(const double *counts, const double *of, size_t n,
		     const struct interval *share, double all)
{
	double p = share->value, alike = p * (1 - p) / all, sum = 0, wider;
	size_t i;

	if (!(alike > 0))
		return 1;
	for (i = 0; i < n; i++)
		sum += pow(counts[i] - p * of[i], 2);
	/* Few runs estimate that poorly. */
	wider = student_quantile((double)n - 1) / Z_SIDE_EXACT;
	return fmax(1, sum * (double)n / (double)(n - 1) / (all * all) / alike *
			       wider * wider);
}

/* Clopper and Pearson 1934. */
static void set_ends(struct interval *share, double count, double of)
{
	const double tail = (1 - INTERVAL_LEVEL) / 2;

	share->low = count > 0 ? beta_quantile(count, of - count + 1, tail) : 0;
	share->high =
		count < of ? beta_quantile(count + 1, of - count, 1 - tail) : 1;
}

struct interval proportion_ci(const double *counts, const double *of, size_t n)
{
	struct interval share = INTERVAL_NOTHING;
	double count = 0, all = 0, larger;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!(counts[i] >= 0 && counts[i] <= of[i] && of[i] > 0))
			return INTERVAL_NOTHING;
		count += counts[i];
		all += of[i];
		share.min = fmin(share.min, counts[i] / of[i]);
		share.max = fmax(share.max, counts[i] / of[i]);
	}
	if (!n)
		return INTERVAL_NOTHING;
	share.n = n;
	share.value = count / all;
	if (n < INTERVAL_MIN)
		return share;
	larger = spread(counts, of, n, &share, all);
	set_ends(&share, count / larger, all / larger);
	return share;
}
