/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What changes while a run lasts: timeline.csv and heat.csv, in bins.
 */
#ifndef VMB_RESULTS_OVERTIME_H
#define VMB_RESULTS_OVERTIME_H

#include <stddef.h>
#include <stdint.h>

#include "results/result_folder.h"
#include "results/timebins.h"

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
 * @folder: the folder; what is left out is added to its complaints
 * @heats: per number of the run: what its lookups are added to, or NULL; the
 *	   bins are set, and the counts zeroed with room
 *
 * The file is not there before it was measured; then there are no runs.
 */
void overtime_read_heat(struct result_folder *folder,
			struct heat *const *heats);

/**
 * overtime_read_backlog() - read how many VMAs waited for reclamation
 * @folder: the folder; what is left out is added to its complaints
 * @most: per number of the run: the most in each of the bins of
 *	  timebins_of_run(), NAN at first, or NULL: not wanted
 */
void overtime_read_backlog(struct result_folder *folder, double *const *most);

#endif /* VMB_RESULTS_OVERTIME_H */
