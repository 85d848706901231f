/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_JUDGE_H
#define VMB_JUDGE_H

#include "session.h"

/**
 * judge_steady() - mark a run that was not steady
 * @results: the rows of one run, as the module left them
 *
 * Lookups and updates per step of the timeline are looked at, see steady_of().
 * If one of them drifts or steps, the summary says so: valid is 0 and
 * valid_reason tells what and how much, behind the module's own reason. What
 * there are no readers or writers for is not looked at.
 */
void judge_steady(struct results *results);

#endif /* VMB_JUDGE_H */
