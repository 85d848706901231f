/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_CLAIMS_CLAIM_PLAN_H
#define VMB_CLAIMS_CLAIM_PLAN_H

#include "claims/claim_set.h"

/**
 * claims_check() - see whether claims can be run on a machine of some size
 * @set: the claims; those that take more CPUs are not looked at
 * @version: which version
 * @cpus: how many CPUs
 * @why: set to a new string, "PATH:LINE: SENTENCE", if one is wrong
 *
 * Takes no module: whether there are the schemes is not looked at.
 *
 * Return: whether they can.
 */
bool claims_check(const struct claimset *set, enum version version,
		  unsigned long cpus, char **why);

/**
 * claims_plan() - print what would be run on a machine of some size
 * @set: the claims, which were checked for it
 * @version: which version
 * @cpus: how many CPUs
 */
void claims_plan(const struct claimset *set, enum version version,
		 unsigned long cpus);

#endif /* VMB_CLAIMS_CLAIM_PLAN_H */
