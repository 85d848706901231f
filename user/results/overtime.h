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

/* VMAs that wait for reclamation. */
struct backlog {
	struct timebins bins;
	double *most; /* per run and bin; NAN: not told */
	size_t nruns;
};

/**
 * overtime_read_heat() - add up the lookups of heat.csv
 * @folder: the folder; what is left out is added to its complaints
 * @wish_of_run: per row of the summary which of @wishes its lines are for, or
 *		 NO_RUN
 * @wishes: filled in; the bins are set, and the counts zeroed with room
 *
 * The file is not there before it was measured; then there are no runs.
 */
void overtime_read_heat(struct result_folder *folder, const size_t *wish_of_run,
			struct heat *wishes);

/**
 * overtime_read_backlog() - read what waited for reclamation
 * @folder: the folder; what is left out is added to its complaints
 * @wish_of_run: per row of the summary which of @wishes its lines are for, or
 *		 NO_RUN
 * @place_of_run: per row of the summary which of the runs of its wish it is
 * @wishes: filled in; the bins are set, and all figures NAN
 */
void overtime_read_backlog(struct result_folder *folder,
			   const size_t *wish_of_run,
			   const size_t *place_of_run, struct backlog *wishes);

#endif /* VMB_RESULTS_OVERTIME_H */
