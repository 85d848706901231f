// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/ab.h"

#include <math.h>

#include "lib/alloc.h"
#include "stats/signed_rank.h"

/* Quantiles of the normal distribution at 0.995 and DETECT_POWER. */
#define Z_SIDE 2.575829
#define Z_POWER 0.841621

/*
 * The adjusted difference decides unless it is this much wider than the plain
 * one. To take the narrower of two that are about as wide is to choose by luck:
 * 91 of 100 such intervals of 95% hold the size.
 */
#define ADJUSTED_WIDER 2

static double block_difference(const struct ab_figure *figure, size_t k)
{
	return figure->boot[1][k].value - figure->boot[0][k].value;
}

/* Return what the controls changed in each block, their mean; NAN: unknown. */
static double *control_differences(const struct ab *ab)
{
	double *sums = alloc_zeroed(ab->nblocks, sizeof(*sums));
	size_t i, k, n = 0;

	for (i = 0; i < ab->nfigures; i++) {
		if (!ab->figures[i].yardstick)
			continue;
		n++;
		for (k = 0; k < ab->nblocks; k++)
			sums[k] += block_difference(&ab->figures[i], k);
	}
	for (k = 0; k < ab->nblocks; k++)
		sums[k] = n ? sums[k] / (double)n : NAN;
	return sums;
}

static struct interval as_ratio(struct interval logs, double rounding)
{
	if (!logs.n)
		return logs;
	logs.value = exp(logs.value);
	logs.low = exp(logs.low);
	logs.high = exp(logs.high);
	logs.min = exp(logs.min);
	logs.max = exp(logs.max);
	ratio_widen(&logs, rounding);
	return logs;
}

static double deviation_of(const double *values, size_t n)
{
	double sum = 0, squares = 0;
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		if (isnan(values[i]))
			continue;
		sum += values[i];
		kept++;
	}
	for (i = 0; i < n; i++)
		if (!isnan(values[i]))
			squares += pow(values[i] - sum / (double)kept, 2);
	return kept < 2 ? NAN : sqrt(squares / (double)(kept - 1));
}

static struct ab_ratio estimate(const double *differences, size_t n,
				double rounding)
{
	return (struct ab_ratio){
		.of95 = as_ratio(signed_rank_interval(differences, n,
						      INTERVAL_LEVEL),
				 rounding),
		.of99 = as_ratio(signed_rank_interval(differences, n, AB_LEVEL),
				 rounding),
		.deviation = deviation_of(differences, n),
	};
}

static bool excludes_one(const struct interval *ratio)
{
	return ratio->low > 1 || ratio->high < 1;
}

static double width_of(const struct interval *ratio)
{
	return isnan(ratio->low) ? INFINITY : log(ratio->high / ratio->low);
}

static enum ab_verdict verdict_of(const struct ab_figure *figure)
{
	const struct interval *ratio = &ab_decides(figure)->of99;

	if (!ratio->n || isnan(ratio->low))
		return AB_TOO_FEW;
	if (!excludes_one(ratio))
		return AB_NO_DIFFERENCE;
	if (figure->metric->better == BETTER_NONE || figure->metric->share)
		return AB_DIFFERENT;
	return (ratio->low > 1) == (figure->metric->better == BETTER_LOWER) ?
		       AB_SLOWER :
		       AB_FASTER;
}

/* Find what part of the variance of a run is between boots, and within a run. */
static void find_shares(const struct ab *ab, struct ab_figure *figure)
{
	double squares = 0, freedom = 0, between = 0, inverse = 0, inside = 0;
	double of_run;
	size_t s, k, n = 0;

	for (s = 0; s < 2; s++) {
		auto_free double *means =
			alloc_zeroed(ab->nblocks, sizeof(*means));

		for (k = 0; k < ab->nblocks; k++) {
			const struct ab_boot *boot = &figure->boot[s][k];

			means[k] = boot->nruns ? boot->mean : NAN;
			if (!boot->nruns)
				continue;
			squares += boot->squares;
			inside += boot->inside;
			freedom += (double)boot->nruns - 1;
			inverse += 1 / (double)boot->nruns;
			n++;
		}
		between += pow(deviation_of(means, ab->nblocks), 2) / 2;
	}
	figure->boots_share = figure->within_share = NAN;
	if (!(freedom > 0) || isnan(between))
		return;
	of_run = squares / freedom;
	between = fmax(0, between - of_run * inverse / (double)n);
	if (!(between + of_run > 0))
		return;
	figure->boots_share = between / (between + of_run);
	if (!isnan(inside))
		figure->within_share =
			fmin(inside / (freedom + (double)n), of_run) /
			(between + of_run);
}

static void judge_figure(const struct ab *ab, struct ab_figure *figure)
{
	auto_free double *values = alloc_zeroed(ab->nblocks, sizeof(*values));
	auto_free double *adjusted =
		alloc_zeroed(ab->nblocks, sizeof(*adjusted));
	size_t s, k;

	for (s = 0; s < 2; s++) {
		for (k = 0; k < ab->nblocks; k++)
			values[k] = exp(figure->boot[s][k].value);
		figure->over[s] = interval_of_median(values, ab->nblocks);
	}
	for (k = 0; k < ab->nblocks; k++)
		values[k] = figure->boot[1][k].whole - figure->boot[0][k].whole;
	figure->of_whole = as_ratio(signed_rank_interval(values, ab->nblocks,
							 AB_LEVEL),
				    figure->rounding);
	for (k = 0; k < ab->nblocks; k++) {
		values[k] = block_difference(figure, k);
		adjusted[k] = figure->boot[1][k].adjusted -
			      figure->boot[0][k].adjusted;
	}
	figure->plain = estimate(values, ab->nblocks, figure->rounding);
	if (!figure->control)
		figure->adjusted =
			estimate(adjusted, ab->nblocks, figure->rounding);
	figure->by_adjusted = figure->adjusted.of95.n && !ab->control_differs &&
			      isnan(figure->adjusted.of99.low) ==
				      isnan(figure->plain.of99.low) &&
			      width_of(&figure->adjusted.of95) <=
				      ADJUSTED_WIDER *
					      width_of(&figure->plain.of95);
	figure->verdict = verdict_of(figure);
	figure->smallest = exp(width_of(&ab_decides(figure)->of99) / 2 *
			       ((Z_SIDE + Z_POWER) / Z_SIDE));
	find_shares(ab, figure);
}

void ab_judge(struct ab *ab)
{
	auto_free double *controls = control_differences(ab);
	size_t i;

	ab->of_controls = estimate(controls, ab->nblocks, 0);
	ab->control_differs = excludes_one(&ab->of_controls.of99);
	for (i = 0; i < ab->nfigures; i++)
		judge_figure(ab, &ab->figures[i]);
}

const struct ab_figure *ab_main(const struct ab *ab)
{
	size_t i = 0;

	while (i < ab->nfigures &&
	       (ab->figures[i].control || !ab->figures[i].shown))
		i++;
	return i < ab->nfigures ? &ab->figures[i] : NULL;
}
