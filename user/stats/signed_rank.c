// SPDX-License-Identifier: GPL-2.0-only
#include "stats/signed_rank.h"

#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/number.h"

/* Count signs up to so many values; approximate above. */
#define EXACT_MAX 60

/* Return the share of all signs that give each sum of ranks. */
static double *share_of_sums(size_t n)
{
	size_t most = n * (n + 1) / 2, rank, sum;
	double *share = alloc_zeroed(most + 1, sizeof(*share));

	share[0] = 1;
	for (rank = 1; rank <= n; rank++)
		for (sum = most + 1; sum-- > 0;)
			share[sum] = share[sum] / 2 +
				     (sum >= rank ? share[sum - rank] / 2 : 0);
	return share;
}

/* Return about the share of signs whose sum of ranks is @sum or less. */
static double approximate(size_t n, size_t sum)
{
	double count = (double)n, mean = count * (count + 1) / 4;

	return erfc((mean - (double)sum - 0.5) /
		    sqrt(mean * (2 * count + 1) / 3)) / 2;
}

/*
 * Return how many of the means lie below the interval, and one more: the first
 * sum that is not rejected. 0: there is none.
 */
static size_t first_kept(size_t n, double level)
{
	auto_free double *share = n > EXACT_MAX ? NULL : share_of_sums(n);
	double alpha = (1 - level) / 2, p = 0;
	size_t sum = 0;

	while (true) {
		p = share ? p + share[sum] : approximate(n, sum);
		if (p > alpha)
			return sum;
		sum++;
	}
}

size_t signed_rank_least(double level)
{
	size_t n = 1;

	while (!first_kept(n, level))
		n++;
	return n;
}

struct interval signed_rank_interval(const double *values, size_t n,
				     double level)
{
	struct interval interval = INTERVAL_NOTHING;
	auto_free double *kept = alloc_zeroed(n, sizeof(*kept));
	auto_free double *means = NULL;
	size_t nkept = 0, nmeans = 0, i, k, first;

	for (i = 0; i < n; i++)
		if (!isnan(values[i]))
			kept[nkept++] = values[i];
	if (!nkept)
		return interval;
	means = alloc_zeroed(nkept * (nkept + 1) / 2, sizeof(*means));
	for (i = 0; i < nkept; i++)
		for (k = i; k < nkept; k++)
			means[nmeans++] = (kept[i] + kept[k]) / 2;
	qsort(means, nmeans, sizeof(*means), compare_doubles);

	interval.n = nkept;
	interval.value = (means[(nmeans - 1) / 2] + means[nmeans / 2]) / 2;
	/* A mean of a value with itself is that value. */
	interval.min = means[0];
	interval.max = means[nmeans - 1];
	first = first_kept(nkept, level);
	if (first) {
		interval.low = means[first - 1];
		interval.high = means[nmeans - first];
	}
	return interval;
}
