/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Context switches of the whole machine while a run measures.  Callbacks, and
 * other work for a scheme, run in threads that do not belong to the run.
 */
#ifndef VMB_SESSION_CONTEXT_SWITCHES_H
#define VMB_SESSION_CONTEXT_SWITCHES_H

#include "lib/table.h"

struct context_switches;

/*
 * Prepare to count, even if there is nothing to read.  Until
 * context_switches_close(), no more memory is allocated or mapped.
 */
struct context_switches *context_switches_open(void);

/* Note that the window has opened. */
void context_switches_begin(struct context_switches *switches);

/* Note that the window has closed. */
void context_switches_end(struct context_switches *switches);

/* Estimate the number in a window of some length; NAN: it was not measured. */
double context_switches_in_window(const struct context_switches *switches,
				  double window_ns);

/* Set the estimate in a run's row of summary.csv; empty: not measured. */
void context_switches_add(const struct context_switches *switches,
			  struct table *summary);

void context_switches_close(struct context_switches *switches);

#endif /* VMB_SESSION_CONTEXT_SWITCHES_H */
