// SPDX-License-Identifier: GPL-2.0-only
#include "stats/beta.h"

#include <float.h>
#include <math.h>

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
