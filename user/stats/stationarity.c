// SPDX-License-Identifier: GPL-2.0-only
#include "stats/stationarity.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "stats/distributions.h"
#include "stats/interval.h"

/* Go through all orders of up to so many values: 2^16 sets. */
#define EXACT_MAX 16

static int sign(double a, double b)
{
	return (a > b) - (a < b);
}

double trend_chance(const double *value, size_t n)
{
	double rises = 0, variance, size = (double)n;
	size_t i, j, alike;

	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++)
			rises += sign(value[j], value[i]);

	variance = size * (size - 1) * (2 * size + 5);
	for (i = 0; i < n; i++) {
		/* Each of t equal values subtracts its share of their term. */
		for (j = 0, alike = 0; j < n; j++)
			alike += value[j] == value[i];
		variance -= ((double)alike - 1) * (2 * (double)alike + 5);
	}
	variance /= 18;
	if (variance <= 0 || rises == 0)
		return 1;
	return erfc((fabs(rises) - 1) / sqrt(2 * variance));
}

double trend_slope(const double *time, const double *value, size_t n)
{
	auto_free double *slopes = alloc_zeroed(n * (n - 1) / 2, sizeof(*slopes));
	size_t i, j, pairs = 0;

	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++)
			slopes[pairs++] = (value[j] - value[i]) /
					  (time[j] - time[i]);
	return interval_of_median(slopes, pairs).value;
}

/*
 * Return twice the rank of each value, minus the mean: whole numbers, also with
 * equal values, with a sum of 0.
 */
static long *centred_ranks(const double *value, size_t n)
{
	long *ranks = alloc_zeroed(n, sizeof(*ranks));
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++)
			ranks[i] += sign(value[i], value[j]);
	return ranks;
}

/* Standard deviations of a sum of ranks, up to a constant factor. */
static double standardized(long sum, size_t before, size_t n)
{
	return (double)labs(sum) / sqrt((double)before * (double)(n - before));
}

/*
 * Return the share of all orders of the values in which no split is as extreme.
 * Orders are counted by the set of the first values.
 */
static double share_below(const long *ranks, size_t n, double extreme)
{
	size_t nsets = (size_t)1 << n, set, i, members;
	auto_free double *share = alloc_zeroed(nsets, sizeof(*share));
	auto_free long *sum = alloc_zeroed(nsets, sizeof(*sum));

	share[0] = 1;
	for (set = 1; set < nsets; set++) {
		i = (size_t)__builtin_ctzl(set);
		members = (size_t)__builtin_popcountl(set);
		sum[set] = sum[set & (set - 1)] + ranks[i];
		/* Square roots are not exact. */
		if (members < n &&
		    standardized(sum[set], members, n) >= extreme * (1 - 1e-9))
			continue;
		for (; i < n; i++)
			if (set >> i & 1)
				share[set] += share[set & ~((size_t)1 << i)];
		/* Each of them was last equally often. */
		share[set] /= (double)members;
	}
	return share[nsets - 1];
}

/* P-value of Mann and Whitney's test at one split. */
static double split_chance(const double *value, size_t n, size_t before)
{
	size_t rises = 0, falls = 0, pairs = before * (n - before), i, j;

	for (i = 0; i < before; i++) {
		for (j = before; j < n; j++) {
			rises += value[j] > value[i];
			falls += value[j] < value[i];
		}
	}
	return 2 * mann_whitney_cdf(before, n - before,
				    pairs - (rises > falls ? rises : falls));
}

size_t change_split(const double *value, size_t n)
{
	auto_free long *ranks = centred_ranks(value, n);
	double extreme = 0;
	size_t i, split = 1;
	long sum = 0;

	for (i = 1; i < n; i++) {
		sum += ranks[i - 1];
		if (standardized(sum, i, n) > extreme) {
			extreme = standardized(sum, i, n);
			split = i;
		}
	}
	return split;
}

double change_chance(const double *value, size_t n, size_t split)
{
	auto_free long *ranks = NULL;
	long sum = 0;
	size_t i;

	if (n > EXACT_MAX)
		return fmin(split_chance(value, n, split) * (double)(n - 1), 1);
	ranks = centred_ranks(value, n);
	for (i = 0; i < split; i++)
		sum += ranks[i];
	return sum ? 1 - share_below(ranks, n, standardized(sum, split, n)) : 1;
}

/* The rates of a timeline. */
struct rates {
	double *time;		/* middle of each step */
	double *rate;
	size_t n;
	double begin, end;
	double median;
};

/* All pairs of steps are compared, so many steps are joined to fewer. */
static struct rates get_rates(const double *start, const double *end,
			      const double *count, size_t n)
{
	struct rates rates = {
		.time = alloc_zeroed(n, sizeof(double)),
		.rate = alloc_zeroed(n, sizeof(double)),
	};
	size_t joined = (n + STEADY_STEPS_MAX - 1) / STEADY_STEPS_MAX, i, j;
	double least, length, sum;

	for (i = 0; i < n; i++)
		rates.rate[i] = end[i] - start[i];
	least = STEADY_PART_MIN * (double)joined *
		interval_of_median(rates.rate, n).value;
	for (i = 0; i < n; i = j) {
		for (j = i, sum = 0; j < n && j < i + joined; j++)
			sum += count[j];
		length = end[j - 1] - start[i];
		if (length <= 0 || length < least)
			continue;
		if (!rates.n)
			rates.begin = start[i];
		rates.end = end[j - 1];
		rates.time[rates.n] = (start[i] + end[j - 1]) / 2;
		rates.rate[rates.n++] = sum / length;
	}
	rates.median = interval_of_median(rates.rate, rates.n).value;
	return rates;
}

/* Sum up how far values are from their median. */
static double deviation(const double *values, size_t n)
{
	double median = interval_of_median(values, n).value, sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += fabs(values[i] - median);
	return sum;
}

/* Sum up how far rates are from a line. */
static double line_deviation(const struct rates *rates, double slope)
{
	auto_free double *rest = alloc_zeroed(rates->n, sizeof(*rest));
	size_t i;

	for (i = 0; i < rates->n; i++)
		rest[i] = rates->rate[i] - slope * rates->time[i];
	return deviation(rest, rates->n);
}

/* Return the relative change of a rate; a rate is never below 0. */
static double change_from(double before, double after)
{
	if (before <= 0)
		return after > 0 ? HUGE_VAL : 0;
	return after > 0 ? after / before - 1 : -1;
}

static struct stationarity judge(const struct rates *rates)
{
	struct stationarity steady = {.what = STEADY};
	double slope = trend_slope(rates->time, rates->rate, rates->n);
	double rise = slope * (rates->end - rates->begin);
	double drift = change_from(rates->median - rise / 2,
				   rates->median + rise / 2);
	bool drifts = fabs(drift) >= STEADY_CHANGE &&
		      trend_chance(rates->rate, rates->n) <= STEADY_ALPHA;
	size_t at = change_split(rates->rate, rates->n);
	double step = change_from(
		interval_of_median(rates->rate, at).value,
		interval_of_median(&rates->rate[at], rates->n - at).value);
	bool steps = fabs(step) >= STEADY_CHANGE &&
		     change_chance(rates->rate, rates->n, at) <= STEADY_ALPHA;

	if (steps && drifts)
		steps = deviation(rates->rate, at) +
			deviation(&rates->rate[at], rates->n - at) <=
			line_deviation(rates, slope);
	if (steps) {
		steady.what = STEADY_STEP;
		steady.change = step;
		steady.at = (rates->time[at - 1] + rates->time[at]) / 2;
	} else if (drifts) {
		steady.what = STEADY_DRIFT;
		steady.change = drift;
	}
	return steady;
}

struct stationarity stationarity_test(const double *start, const double *end,
				      const double *count, size_t n)
{
	struct stationarity steady = {.what = STEADY_UNJUDGED};
	struct rates rates;
	size_t i;

	for (i = 0; i < n; i++)
		if (isnan(start[i]) || isnan(end[i]) || isnan(count[i]))
			return steady;
	rates = get_rates(start, end, count, n);
	if (rates.n >= STEADY_STEPS_MIN && rates.median > 0)
		steady = judge(&rates);
	free(rates.time);
	free(rates.rate);
	return steady;
}
