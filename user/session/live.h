/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines about a run while it is on, one for each interval, from differences of
 * the module's file "live".  The memory for it does not depend on the length of
 * the run.
 */
#ifndef VMB_SESSION_LIVE_H
#define VMB_SESSION_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "module/abi/histogram.h"

#define LIVE_NONE UINT64_MAX

/* What a run has counted so far: the content of "live". */
struct live_counts {
	uint64_t time_ns;	/* since the window was opened */
	uint64_t lookups, updates; /* LIVE_NONE without readers, or writers */
	uint64_t max_ns;	/* of timed lookups */
	/* Timed lookups by bucket; the last counts those off the scale. */
	uint64_t bucket[VMB_HIST_BUCKETS + 1];
};

/* An interval; what was not measured is LIVE_NONE. */
struct live_interval {
	uint64_t start_ns, end_ns;
	uint64_t lookups_per_s, updates_per_s;
	uint64_t p99_ns, max_ns;
};

/* Parse the content of "live". Return false if it has no time. */
bool live_parse(const char *text, struct live_counts *counts);

/*
 * Compute what happened from @before to @after. Latencies are not below the true
 * ones, and at most 1/64 above.
 */
struct live_interval live_between(const struct live_counts *before,
				  const struct live_counts *after);

struct live;

/* Print intervals of this length, on stderr: as CSV if that is no terminal. */
struct live *live_new(uint64_t interval_ns);
void live_free(struct live *live);

/*
 * Prepare for a run that is described so and has such a window. Return false if
 * the module in @dir has no such file. From then on until live_end() nothing
 * allocates memory.
 */
bool live_begin(struct live *live, const char *dir, const char *run_id,
		const char *what, uint64_t window_ns);

/* Return how many ms there are to the next interval; -1: no more. NULL is allowed. */
int live_wait_ms(const struct live *live);

/* Print the interval that ends now. NULL is allowed, here and below. */
void live_print(struct live *live);

/* Note that the run has ended; if it was @good, print the rest of it. */
void live_end(struct live *live, bool good);

#endif /* VMB_SESSION_LIVE_H */
