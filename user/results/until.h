/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether the runs of a command line have been repeated often enough: --until.
 */
#ifndef VMB_RESULTS_UNTIL_H
#define VMB_RESULTS_UNTIL_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/table.h"
#include "plan/batch.h"

/* A run that is done. */
struct run_note {
	double figure; /* that --until is about; NAN: not valid */
	bool disturbed;
};

/* Return the note of the only row of a summary. */
struct run_note until_note(const struct table *summary);

/**
 * until_goes_on() - whether another round is worth it
 * @batch: of one job
 * @notes: of the runs that are done
 * @ndone: how many
 * @width: the half of a 95% interval to reach, as a share of the median
 * @rounds: how many more there is time for
 *
 * Return: true if a combination is not there yet and may get there. The number
 * of repeats it needs, which grows with the square of the width, is estimated
 * from few, so twice as many as there is time for are worth a try.
 */
bool until_goes_on(const struct batch *batch, const struct run_note *notes,
		   size_t ndone, double width, double rounds);

/* Return a new sentence: how many combinations got there, and which did not. */
char *until_sentence(const struct batch *batch, const struct run_note *notes,
		     size_t ndone, double width);

#endif /* VMB_RESULTS_UNTIL_H */
