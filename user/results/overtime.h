/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What changes while a run lasts: timeline.csv and heat.csv, in bins.
 */
#ifndef VMB_RESULTS_OVERTIME_H
#define VMB_RESULTS_OVERTIME_H

#include <stddef.h>
#include <stdint.h>

#include "results/result_folder.h"

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

/* Octaves of heat.csv: 0 ns, then one for each power of two. */
#define HEAT_OCTAVES 37

/* Latencies over time, of all repeats of a group together. */
struct heat {
	struct timebins bins;
	uint64_t *counts; /* per bin and octave */
	size_t runs;
};

/**
 * overtime_read_heat() - add up the lookups of heat.csv
 * @folder: the folder; its complaints name what is left out
 * @heats: by number of the run: where to add its lookups, or NULL; bins are
 *	   set, counts zeroed
 *
 * Folders of old versions have no heat.csv; then no run is added.
 */
void overtime_read_heat(struct result_folder *folder,
			struct heat *const *heats);

/**
 * overtime_read_backlog() - read how many VMAs waited for reclamation
 * @folder: the folder; its complaints name what is left out
 * @most: by number of the run: the most in each bin of timebins_of_run(), NAN
 *	  at first, or NULL
 */
void overtime_read_backlog(struct result_folder *folder, double *const *most);

#endif /* VMB_RESULTS_OVERTIME_H */
