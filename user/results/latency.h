/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Latencies out of histogram.csv, those of all repeats of a group together.
 */
#ifndef VMB_RESULTS_LATENCY_H
#define VMB_RESULTS_LATENCY_H

#include <stddef.h>
#include <stdint.h>

#include "module/abi/histogram.h"
#include "results/result_folder.h"

enum latency_op {
	LATENCY_LOOKUP,
	LATENCY_UPDATE, /* all that writers do */
	LATENCY_OPS,
};

/* The latencies of some runs. */
struct latency {
	uint64_t counts[VMB_HIST_BUCKETS];
	uint64_t off_scale;
	uint64_t n; /* all of them */
	size_t runs;
};

/**
 * latency_read() - add up the histograms of runs
 * @folder: the folder; what is left out is added to its complaints
 * @sums: per operation and number of the run: what its histogram is added to,
 *	  or NULL
 *
 * Only the lines over all threads are read. A run of which they do not have as
 * many operations as the summary says were timed is left out whole.
 */
void latency_read(struct result_folder *folder,
		  struct latency *const *const sums[LATENCY_OPS]);

#endif /* VMB_RESULTS_LATENCY_H */
