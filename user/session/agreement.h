/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_SESSION_AGREEMENT_H
#define VMB_SESSION_AGREEMENT_H

#include "lib/table.h"

/**
 * agreement_check() - see whether the tables of a run agree with each other
 * @summary: one row, which is made invalid, with the reason, if they do not
 * @threads: a row for each thread
 * @histogram: rows of all threads and of each
 * @timeline: a row for each step
 * @heat: rows of each step
 *
 * What the threads did, and what is in the histogram, the timeline and the heat, add
 * up to the summary, and no more slots were missed than there were.  A run that is not
 * valid anyway is not looked at.
 */
void agreement_check(struct table *summary, const struct table *threads,
		     const struct table *histogram,
		     const struct table *timeline, const struct table *heat);

#endif /* VMB_SESSION_AGREEMENT_H */
