/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_SESSION_AGREEMENT_H
#define VMB_SESSION_AGREEMENT_H

#include "session/session.h"

/**
 * agreement_check() - see whether the tables of a run agree with each other
 * @results: what the module left of one run; its summary is made invalid, with the
 *	reason, if they do not
 *
 * Operations of the threads, of the histogram and of the timeline add up to the
 * summary, and no more slots were missed than there were.  A run that is not valid anyway is not looked at.
 */
void agreement_check(struct results *results);

#endif /* VMB_SESSION_AGREEMENT_H */
