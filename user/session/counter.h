/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Perf counters on the workers of one run.
 */
#ifndef VMB_SESSION_COUNTER_H
#define VMB_SESSION_COUNTER_H

#include <stdint.h>

#include "host/event.h"
#include "lib/table.h"

/* The columns of perf.csv, as module/abi/columns.h has them. */
#define VMB_PERF_COLUMNS(X)						\
	X(csv_version, "", "version of this table")			\
	X(run_id, "", "as in the summary")				\
	X(repeat, "count", "as in the summary")				\
	X(role, "", "reader or writer")					\
	X(index, "", "number within the role, or all: the sum, empty if one thread was not counted") \
	X(tid, "", "thread id; empty for all")				\
	X(event, "", "name of the perf event, as given")		\
	X(count, "count", "events counted, not scaled")			\
	X(time_enabled_ns, "ns", "time the event was enabled while its thread ran") \
	X(time_running_ns, "ns", "time it was counted; less than time_enabled_ns if counters were multiplexed") \
	X(wall_ns, "ns", "time between enabling and disabling the counters") \
	X(per_op, "per_op", "events per operation of the window: count x time_enabled_ns / time_running_ns x window / wall_ns / ops")

/* What was read from a counter, as the kernel writes it. */
struct reading {
	uint64_t count, enabled_ns, running_ns;
};

struct counters;

/*
 * Attach counters, switched off, to the parked workers in the module's file
 * "threads".  The events and the table have to outlive the counters.
 */
struct counters *counters_attach(const struct events *events,
				 const struct table *threads);

/* Detach all counters; NULL is allowed here and in the next two. */
void counters_free(struct counters *counters);

/* Switch all counters on. */
void counters_enable(struct counters *counters);

/* Switch all counters off and read them; they can be off already. */
void counters_disable(struct counters *counters);

/*
 * Build the rows of perf.csv from counters that have been read, and the run's
 * threads.csv, which has the windows and operations.
 */
struct table *counters_table(const struct counters *counters,
			     const struct table *results);

/*
 * Estimate how many events fell into a thread's window of @window_ns, if its
 * counter was on for @wall_ns.  NAN: the event was not counted.
 */
double perf_in_window(const struct reading *reading, double window_ns,
		      double wall_ns);

/*
 * Return why an event may have been attached to a thread and never counted: the
 * CPUs of this machine have counters of several kinds, or there are too few.
 */
const char *perf_why_not(void);

#endif /* VMB_SESSION_COUNTER_H */
