/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_SESSION_AGREEMENT_H
#define VMB_SESSION_AGREEMENT_H

#include "session/session.h"

/**
 * agreement_check() - see whether the tables of a run agree with each other
 * @tables: by file, up to RESULT_HEAT; the only row of the summary is made invalid,
 *          with the reason, if they do not
 *
 * What the threads did, and what is in the histogram, the timeline and the heat, add
 * up to the summary, and no more slots were missed than there were.  A run that is not
 * valid anyway is not looked at.
 */
void agreement_check(struct table *const *tables);

#endif /* VMB_SESSION_AGREEMENT_H */
