// SPDX-License-Identifier: GPL-2.0-only
#include "stats/mann_whitney.h"

#include <math.h>
#include <stdlib.h>

#include "lib/alloc.h"

/* Count orders up to so many pairs; approximate above. */
#define EXACT_MAX 2500

/*
 * Count the orders of two samples for each U from 0 to @na * @nb.
 *
 * Each value of the first sample has 0 to @nb values of the second above it, and
 * U is the sum: orders are the partitions of U into @na such parts. Doubles are
 * precise enough for their numbers.
 */
static double *count_orders(size_t na, size_t nb)
{
	size_t pairs = na * nb, width = pairs + 1, part, k, u;
	double *ways = alloc_zeroed((na + 1) * width, sizeof(*ways));
	double *count = alloc_zeroed(width, sizeof(*count));

	/* ways[k][u]: u as a sum of k parts, each at most part. */
	ways[0] = 1;
	for (part = 0; part <= nb; part++)
		for (k = 1; k <= na; k++)
			for (u = part; u <= pairs; u++)
				ways[k * width + u] +=
					ways[(k - 1) * width + u - part];
	for (u = 0; u <= pairs; u++)
		count[u] = ways[na * width + u];
	free(ways);
	return count;
}

/* Return the probability of U or less for each U from 0 to @na * @nb. */
static double *cumulate(size_t na, size_t nb)
{
	size_t pairs = na * nb, u;
	double deviation = sqrt((double)pairs * (double)(na + nb + 1) / 12);
	double *below, z;

	if (pairs <= EXACT_MAX) {
		below = count_orders(na, nb);
		for (u = 1; u <= pairs; u++)
			below[u] += below[u - 1];
		for (u = 0; u <= pairs; u++)
			below[u] /= below[pairs];
		return below;
	}
	below = alloc_zeroed(pairs + 1, sizeof(*below));
	for (u = 0; u <= pairs; u++) {
		z = ((double)u + 0.5 - (double)pairs / 2) / deviation;
		below[u] = erfc(-z / sqrt(2)) / 2;
	}
	return below;
}

double mann_whitney_cdf(size_t na, size_t nb, size_t u)
{
	double *below, result;

	if (u >= na * nb)
		return 1;
	below = cumulate(na, nb);
	result = below[u];
	free(below);
	return result;
}

bool mann_whitney_critical(size_t na, size_t nb, double alpha, size_t *u)
{
	/* Samples mostly have one size: cache the last result. */
	static size_t last_na, last_nb, last;
	static double last_alpha;
	double *below;

	if (!na || !nb)
		return false;
	if (na != last_na || nb != last_nb || alpha != last_alpha) {
		below = cumulate(na, nb);
		for (last = 0; below[last] <= alpha / 2; last++)
			;
		free(below);
	}
	last_na = na;
	last_nb = nb;
	last_alpha = alpha;
	*u = last ? last - 1 : 0;
	return last;
}
