// SPDX-License-Identifier: GPL-2.0-only
#include "stats/mann_whitney.h"

#include <math.h>
#include <stdlib.h>

#include "lib/alloc.h"

/* Pairs up to which orders are counted one by one. */
#define EXACT_MAX 2500

/*
 * How many of the orders of two samples have each U from 0 to @na * @nb.
 *
 * Each value of the first sample has from 0 to @nb values of the second above
 * it, and U is their sum: orders are the partitions of U into @na such parts.
 * Doubles hold their numbers: what is rounded off is far below the last digit
 * asked for.
 */
static double *count_orders(size_t na, size_t nb)
{
	size_t pairs = na * nb, width = pairs + 1, part, k, u;
	double *ways = alloc_zeroed((na + 1) * width, sizeof(*ways));
	double *count = alloc_zeroed(width, sizeof(*count));

	/* ways[k][u]: u as a sum of k parts, each one at most part. */
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

static double normal_cdf(double z)
{
	return erfc(-z / sqrt(2)) / 2;
}

double mann_whitney_cdf(size_t na, size_t nb, size_t u)
{
	double pairs = (double)na * (double)nb, below = 0, all = 0;
	double *count;
	size_t i;

	if ((double)u >= pairs)
		return 1;
	if (pairs > EXACT_MAX)
		return normal_cdf(((double)u + 0.5 - pairs / 2) /
				  sqrt(pairs * (double)(na + nb + 1) / 12));

	count = count_orders(na, nb);
	for (i = 0; i <= na * nb; i++) {
		all += count[i];
		if (i <= u)
			below += count[i];
	}
	free(count);
	return below / all;
}

/* The largest with no more than @share below or at it, -1: none. */
static long largest_below(size_t na, size_t nb, double share)
{
	double *count, all = 0, below = 0;
	size_t pairs = na * nb, i;
	long u = -1;

	if (pairs > EXACT_MAX) {
		while (mann_whitney_cdf(na, nb, (size_t)(u + 1)) <= share)
			u++;
		return u;
	}
	count = count_orders(na, nb);
	for (i = 0; i <= pairs; i++)
		all += count[i];
	for (i = 0; i <= pairs && below + count[i] <= share * all; i++) {
		below += count[i];
		u++;
	}
	free(count);
	return u;
}

bool mann_whitney_critical(size_t na, size_t nb, double alpha, size_t *u)
{
	/* What was asked last: mostly all samples have one size. */
	static size_t last_na, last_nb;
	static double last_alpha;
	static long last;

	if (!na || !nb)
		return false;
	if (na != last_na || nb != last_nb || alpha != last_alpha)
		last = largest_below(na, nb, alpha / 2);
	last_na = na;
	last_nb = nb;
	last_alpha = alpha;
	*u = last < 0 ? 0 : (size_t)last;
	return last >= 0;
}
