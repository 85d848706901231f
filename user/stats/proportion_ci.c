// SPDX-License-Identifier: GPL-2.0-only
#include "stats/proportion_ci.h"

#include <math.h>

#include "stats/beta.h"

/* 97.5% quantile of the normal distribution. */
#define NORMAL_QUANTILE 1.959963984540054

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
	wider = student_quantile((double)n - 1) / NORMAL_QUANTILE;
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
