// SPDX-License-Identifier: GPL-2.0-only
#include "stats/distributions.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

/* The fraction needs about sqrt(a + b) steps; no sample needs as many. */
#define STEPS_MAX 10000

static double not_zero(double x)
{
	return fabs(x) < DBL_MIN ? DBL_MIN : x;
}

/*
 * The continued fraction by Lentz's method (1976), which keeps the ratios of
 * successive numerators and denominators of the convergents.
 */
static double fraction(double a, double b, double x)
{
	double up = 1, down = 1 / not_zero(1 - (a + b) * x / (a + 1));
	double value = down, term, change;
	int m, odd;

	for (m = 1; m < STEPS_MAX; m++) {
		change = 1;
		for (odd = 0; odd < 2; odd++) {
			term = odd ? -(a + m) * (a + b + m) /
					       ((a + 2 * m) * (a + 2 * m + 1))
				   : m * (b - m) /
					       ((a + 2 * m - 1) * (a + 2 * m));
			down = 1 / not_zero(1 + term * x * down);
			up = not_zero(1 + term * x / up);
			change *= up * down;
		}
		value *= change;
		if (fabs(change - 1) < DBL_EPSILON)
			break;
	}
	return value;
}

/*
 * lgamma() minus Stirling's formula.  It is small, so that nothing cancels where
 * the gammas are large (Loader 2000, "Fast and accurate computation of binomial
 * probabilities").
 */
static double stirling_error(double x)
{
	const double y = 1 / (x * x);

	if (x < 16)
		return lgamma(x) - (x - 0.5) * log(x) + x - log(2 * M_PI) / 2;
	return (1.0 / 12 -
		y * (1.0 / 360 -
		     y * (1.0 / 1260 - y * (1.0 / 1680 - y / 1188)))) /
	       x;
}

/* x^a y^b / B(a, b) for y = 1 - x, in terms of the distance to the mean. */
static double density(double a, double b, double x, double y)
{
	const double n = a + b, p = n * x / a, q = n * y / b;

	return sqrt(a / n * b / (2 * M_PI)) *
	       exp(a * (log(p) - (p - 1)) + b * (log(q) - (q - 1)) +
		   stirling_error(n) - stirling_error(a) - stirling_error(b));
}

static double cdf(double a, double b, double x, double y)
{
	/* The fraction converges fast only below the mean. */
	if (x > (a + 1) / (a + b + 2))
		return 1 - cdf(b, a, y, x);
	return density(a, b, x, y) * fraction(a, b, x) / a;
}

double beta_cdf(double a, double b, double x)
{
	if (x <= 0)
		return 0;
	return x < 1 ? cdf(a, b, x, 1 - x) : 1;
}

double beta_quantile(double a, double b, double p)
{
	double low = 0, high = 1, middle;

	/* Bisect until no double is left between the two. */
	for (;;) {
		middle = (low + high) / 2;
		if (middle <= low || middle >= high)
			return middle;
		if (beta_cdf(a, b, middle) < p)
			low = middle;
		else
			high = middle;
	}
}

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

	/* ways[k][u]: u as a sum of k parts, each at most part. */
	ways[0] = 1;
	for (part = 0; part <= nb; part++)
		for (k = 1; k <= na; k++)
			for (u = part; u <= pairs; u++)
				ways[k * width + u] +=
					ways[(k - 1) * width + u - part];
	memmove(ways, &ways[na * width], width * sizeof(*ways));
	return ways;
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
	auto_free double *below = u < na * nb ? cumulate(na, nb) : NULL;

	return below ? below[u] : 1;
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
