/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_SESSION_STEADY_CHECK_H
#define VMB_SESSION_STEADY_CHECK_H

#include "lib/table.h"

/*
 * Record in a run's row of summary.csv whether it was steady.  This checks the
 * lookups and updates of timeline.csv with stationarity_test().  If one drifts
 * or steps, steady is 0, and steady_reason says so.  A rate without readers or
 * writers is not checked; steady stays empty if none is.
 */
void steady_check(struct table *summary, const struct table *timeline);

#endif /* VMB_SESSION_STEADY_CHECK_H */
