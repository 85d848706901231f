/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_SESSION_STEADY_CHECK_H
#define VMB_SESSION_STEADY_CHECK_H

#include "lib/table.h"

/**
 * steady_check() - mark a run that was not steady
 * @summary: the run's row of summary.csv, as the module left it
 * @timeline: its rows of timeline.csv
 *
 * Lookups and updates per step of the timeline are looked at, see
 * stationarity_test(). If one of them drifts or steps, the summary says so:
 * valid is 0 and valid_reason tells what and how much, behind the module's own
 * reason. What there are no readers or writers for is not looked at.
 */
void steady_check(struct table *summary, const struct table *timeline);

#endif /* VMB_SESSION_STEADY_CHECK_H */
