/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the whole machine does while a run measures: context switches, as
 * callbacks and other work for a scheme run in threads that do not belong to the
 * run, and TLB flushes that one CPU asks another one for.
 */
#ifndef VMB_SESSION_SYSTEM_COUNTS_H
#define VMB_SESSION_SYSTEM_COUNTS_H

#include "lib/table.h"

enum system_count { SYSTEM_SWITCHES, SYSTEM_TLB_FLUSHES, SYSTEM_COUNTS };

struct system_counts;

/*
 * Prepare to count, even if there is nothing to read.  Until
 * system_counts_close(), no more memory is allocated or mapped.
 */
struct system_counts *system_counts_open(void);

/* Note that the window has opened. */
void system_counts_begin(struct system_counts *counts);

/* Note that the window has closed. */
void system_counts_end(struct system_counts *counts);

/* Estimate a number in a window of some length; NAN: it was not measured. */
double system_counts_in_window(const struct system_counts *counts,
			       enum system_count kind, double window_ns);

/* Set the estimates in a run's row of summary.csv; empty: not measured. */
void system_counts_add(const struct system_counts *counts,
		       struct table *summary);

void system_counts_close(struct system_counts *counts);

#endif /* VMB_SESSION_SYSTEM_COUNTS_H */
