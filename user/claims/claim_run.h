/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_CLAIMS_CLAIM_RUN_H
#define VMB_CLAIMS_CLAIM_RUN_H

#include <stdbool.h>

#include "claims/claim_set.h"
#include "lib/say.h"

struct claimrun {
	enum version version;
	const char *output; /* a folder that is there */
	bool quiet;
	int argc; /* the call, for the record */
	char *const *argv;
};

/**
 * claims_have_rules() - see whether claims are those that were begun
 * @output: where they were
 * @set: the claims; those of which there are no runs may be any
 * @why: set to a new string that says what is wrong if one is not
 *
 * Return: whether they are.
 */
bool claims_have_rules(const char *output, const struct claimset *set,
		       char **why);

/**
 * claims_run() - do the runs of claims, each into a folder of its own
 * @run: what to do
 * @set: the claims, which were checked
 *
 * What is there of a claim is gone on with. A claim this machine or kernel
 * cannot decide gets a folder that says why. What goes wrong is told the user
 * and keeps only that claim from being run, unless it is the user who ends it.
 *
 * Return: VMB_OK, else the first thing to exit with.
 */
enum exitcode claims_run(const struct claimrun *run,
			 const struct claimset *set);

#endif /* VMB_CLAIMS_CLAIM_RUN_H */
