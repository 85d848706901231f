/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Perf counters on the workers of one run.
 */
#ifndef VMB_COUNTER_H
#define VMB_COUNTER_H

#include <stdint.h>

#include "event.h"
#include "table.h"

/* What one counter told. */
struct reading {
	uint64_t count;
	uint64_t enabled_ns;
	uint64_t running_ns;
};

struct counters;

/**
 * counters_attach() - attach counters, switched off, to parked workers
 * @events: what to count; has to outlive the counters
 * @threads: the module's file "threads"
 *
 * Return: the counters, to be given to counters_free().
 */
struct counters *counters_attach(const struct events *events,
				 const struct table *threads);

/**
 * counters_free() - detach all counters
 * @counters: the counters, or NULL
 */
void counters_free(struct counters *counters);

/**
 * counters_enable() - switch all counters on
 * @counters: the counters
 */
void counters_enable(struct counters *counters);

/**
 * counters_disable() - switch all counters off and read them
 * @counters: the counters; they may never have been enabled
 */
void counters_disable(struct counters *counters);

/**
 * counters_table() - make the rows of perf.csv
 * @counters: the counters, read
 * @results: the run's threads.csv, which has the windows and operations
 *
 * Return: the table, to be given to table_free().
 */
struct table *counters_table(const struct counters *counters,
			     const struct table *results);

/**
 * perf_in_window() - how many events fell into a thread's window
 * @reading: what its counter told
 * @window_ns: length of the thread's measured time
 * @wall_ns: length of the interval in which the counter was on
 *
 * Return: the estimate, NAN if nothing was counted on.
 */
double perf_in_window(const struct reading *reading, double window_ns,
		      double wall_ns);

#endif /* VMB_COUNTER_H */
