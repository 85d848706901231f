// SPDX-License-Identifier: GPL-2.0-only
#include "stats/beta.h"

#include <float.h>
#include <math.h>

/* It takes about sqrt(a + b) steps; this is for shapes beyond all samples. */
#define STEPS_MAX 10000

static double not_zero(double x)
{
	return fabs(x) < DBL_MIN ? DBL_MIN : x;
}

/*
 * The continued fraction, from its head on (Lentz 1976): numerator and
 * denominator of the convergents are kept as their quotients to the last.
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

double beta_cdf(double a, double b, double x)
{
	double front;

	if (x <= 0)
		return 0;
	if (x >= 1)
		return 1;
	/* The fraction converges fast on this side of the mean only. */
	if (x > (a + 1) / (a + b + 2))
		return 1 - beta_cdf(b, a, 1 - x);
	front = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) +
		b * log1p(-x);
	return exp(front) * fraction(a, b, x) / a;
}

double beta_quantile(double a, double b, double p)
{
	double low = 0, high = 1, middle;

	/* Halving ends when no double is left between the two. */
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
