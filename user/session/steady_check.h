/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_SESSION_STEADY_CHECK_H
#define VMB_SESSION_STEADY_CHECK_H

#include "lib/table.h"

/*
 * Mark a run that was not steady in its row of summary.csv.  This checks the
 * lookups and updates of timeline.csv with stationarity_test().  If one drifts
 * or steps, valid becomes 0, and valid_reason says so after the module's own
 * reason.  A rate without readers or writers is not checked.
 */
void steady_check(struct table *summary, const struct table *timeline);

#endif /* VMB_SESSION_STEADY_CHECK_H */
