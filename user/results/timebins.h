/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The time of a run, cut so that a picture can show it: bins of as many steps
 * of its timeline as it takes.
 */
#ifndef VMB_RESULTS_TIMEBINS_H
#define VMB_RESULTS_TIMEBINS_H

#include <stddef.h>

#include "results/run.h"

/* More do not show. */
#define TIMEBINS_MOST 200

struct timebins {
	double width_ns;
	size_t n; /* 0: the run has no timeline */
};

/**
 * timebins_of_run() - cut the time of a run
 * @run: the run
 *
 * Return: the bins, the same for all runs of a group.
 */
struct timebins timebins_of_run(const struct run *run);

/**
 * timebins_find() - find the bin a step is in
 * @bins: the bins
 * @start_ns: start of the step
 *
 * What lasts until the last thread is at its end is in the last bin.
 *
 * Return: number of the bin.
 */
size_t timebins_find(const struct timebins *bins, double start_ns);

#endif /* VMB_RESULTS_TIMEBINS_H */
