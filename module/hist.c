// SPDX-License-Identifier: GPL-2.0-only
/* Sums and percentiles of latency histograms. */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>

#include "hist.h"

/**
 * vmb_hist_merge() - add one histogram to another
 * @to: the histogram to add to
 * @from: the histogram to add
 *
 * Context: any.
 */
void vmb_hist_merge(struct vmb_hist *to, const struct vmb_hist *from)
{
	unsigned int i;

	for (i = 0; i < VMB_HIST_BUCKETS; i++)
		to->count[i] += from->count[i];
	to->total += from->total;
	to->off_scale += from->off_scale;
	to->max = max(to->max, from->max);
}

/**
 * vmb_hist_percentile() - compute a percentile
 * @hist: the histogram
 * @per_100000: the percentile: 99900 for p99.9
 * @ns: the latency
 *
 * The latency is the upper end of the bucket that contains the percentile, or
 * the longest latency if that is less.  It is never below the true percentile
 * and at most 1/64 above it.
 *
 * Context: any.
 * Return: false if nothing was counted or the percentile is off the scale.
 */
bool vmb_hist_percentile(const struct vmb_hist *hist, u32 per_100000, u64 *ns)
{
	u64 rank, seen = 0;
	unsigned int i;

	if (!hist->total)
		return false;

	/* The smallest rank that covers the percentile; ranks start at 1. */
	rank = max(DIV64_U64_ROUND_UP(hist->total * per_100000, 100000), 1ULL);

	for (i = 0; i < VMB_HIST_BUCKETS; i++) {
		seen += hist->count[i];
		if (seen >= rank) {
			*ns = min(vmb_hist_low(i + 1) - 1, hist->max);
			return true;
		}
	}
	return false;
}
