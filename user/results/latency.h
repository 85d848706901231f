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

/* What is wanted of one operation. */
struct latency_wish {
	/* Per row of the summary: into which of the sums, or NO_RUN. */
	const size_t *sum_of_run;
	struct latency *sums; /* zeroed */
};

/**
 * latency_read() - add up the histograms of runs
 * @folder: the folder; what is left out is added to its complaints
 * @wishes: per operation what is wanted
 *
 * Only the lines over all threads are looked at. A run of which they do not
 * have as many operations as the summary says were timed is left out whole.
 */
void latency_read(struct result_folder *folder,
		  const struct latency_wish *wishes);

#endif /* VMB_RESULTS_LATENCY_H */
