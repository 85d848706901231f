/* SPDX-License-Identifier: GPL-2.0-only */
/* Latency histograms; their geometry is in abi/histogram.h. */
#ifndef VMB_HIST_H
#define VMB_HIST_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "abi/histogram.h"

/**
 * struct vmb_hist - latencies of one operation of one worker
 * @count: latencies in each bucket
 * @total: all latencies, including those off the scale
 * @off_scale: latencies of 2^36 ns and above
 * @max: the longest latency, exact
 */
struct vmb_hist {
	u64 count[VMB_HIST_BUCKETS];
	u64 total;
	u64 off_scale;
	u64 max;
};

/**
 * vmb_hist_add_many() - add the same latency several times
 * @hist: the histogram
 * @ns: the latency
 * @n: how many times
 *
 * Context: any; the caller excludes other changes of @hist.
 */
static __always_inline void vmb_hist_add_many(struct vmb_hist *hist, u64 ns,
					      u64 n)
{
	hist->total += n;
	if (ns > hist->max)
		hist->max = ns;
	if (likely(ns >> VMB_HIST_MAX_BITS == 0))
		hist->count[vmb_hist_index(ns)] += n;
	else
		hist->off_scale += n;
}

/* Add one latency. */
static __always_inline void vmb_hist_add(struct vmb_hist *hist, u64 ns)
{
	vmb_hist_add_many(hist, ns, 1);
}

void vmb_hist_merge(struct vmb_hist *to, const struct vmb_hist *from);
bool vmb_hist_percentile(const struct vmb_hist *hist, u32 per_100000, u64 *ns);

#endif /* VMB_HIST_H */
