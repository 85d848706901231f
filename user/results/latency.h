/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Latencies from histogram.csv, added up over repeats.
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
 * @folder: the folder; its complaints name what is left out
 * @sums: by operation and number of the run: where to add its histogram, or
 *	  NULL
 *
 * Only the lines over all threads are read. A run is left out if they do not
 * have as many operations as the summary says were timed.
 */
void latency_read(struct result_folder *folder,
		  struct latency *const *const sums[LATENCY_OPS]);

#endif /* VMB_RESULTS_LATENCY_H */
