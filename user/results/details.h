/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The large files of a folder, added up over repeats: latencies, latencies over
 * time, and the backlog over time. Each function reads one file; the folder's
 * complaints name what it leaves out.
 */
#ifndef VMB_RESULTS_DETAILS_H
#define VMB_RESULTS_DETAILS_H

#include <stddef.h>
#include <stdint.h>

#include "module/abi/histogram.h"
#include "module/abi/operations.h"
#include "results/result_folder.h"

enum latency_op {
	LATENCY_LOOKUP,
#define LATENCY(name, word) LATENCY_##name,
	VMB_WRITER_OPS(LATENCY)
	VMB_USER_OPS(LATENCY)
#undef LATENCY
	LATENCY_OPS,
};

/* The operations, the summary's count of what was timed, and their medians. */
extern const struct latency_info {
	const char *name;
	enum summary_column total;
	size_t p50_ns;
} latency_ops[LATENCY_OPS];

/* The latencies of some runs. */
struct latency {
	uint64_t counts[VMB_HIST_BUCKETS];
	uint64_t off_scale;
	uint64_t n; /* all of them */
};

/*
 * Add up the histograms of runs. @sums has, by operation and number of the run,
 * where to add its lines over all threads, or NULL. A run is left out if these
 * do not have as many operations as the summary says were timed.
 */
void latency_read(struct result_folder *folder,
		  struct latency *const *const sums[LATENCY_OPS]);

/* More bins than a plot can show. */
#define TIMEBINS_MOST 200

/*
 * The time of a run in bins that a plot can show, each of as many steps of the
 * timeline as necessary.
 */
struct timebins {
	double width_ns;
	size_t n; /* 0: the run has no timeline */
};

/* Return the bins of a run, the same for all runs of a group. */
struct timebins timebins_of_run(const struct run *run);

/*
 * Return the bin of the step that starts at @start_ns. Steps after the end of
 * the window are in the last bin.
 */
size_t timebins_find(const struct timebins *bins, double start_ns);

/* Latencies over time, of all repeats of a group together. */
struct heat {
	struct timebins bins;
	uint64_t *counts; /* per bin and octave */
};

/*
 * Add up the lookups of heat.csv. @heats has, by number of the run, where to add
 * them, or NULL; bins are set, counts zeroed.
 */
void overtime_read_heat(struct result_folder *folder,
			struct heat *const *heats);

/*
 * Read how many VMAs waited for reclamation. @most has, by number of the run,
 * the most in each bin of timebins_of_run(), NAN at first, or NULL.
 */
void overtime_read_backlog(struct result_folder *folder, double *const *most);

enum { PACE_LOOKUPS, PACE_UPDATES, PACES };

/* How fast a run was in each step of its timeline, as operations per ns. */
struct pace {
	double *steps;
	size_t n;
};

/*
 * Read the steps of timeline.csv, those that are as long as timeline_ms. Return
 * the paces by number of the run, to be given to paces_free().
 */
struct pace (*paces_read(struct result_folder *folder))[PACES];

/* Free the paces of a folder. */
void paces_free(const struct result_folder *folder,
		struct pace (*paces)[PACES]);

/*
 * Return the pace of an undisturbed run: the mean of the steps within 10% of the
 * median one; NAN: there are fewer than 4. A step is a whole number of batches,
 * so the median alone would move by one of these.
 */
double pace_typical(const struct pace *pace);

/*
 * Return the variance of a run's mean pace, relative to its square, as far as
 * its steps show it; NAN: there are fewer than 4, or nothing was done.
 */
double pace_variance(const struct pace *pace);

#endif /* VMB_RESULTS_DETAILS_H */
