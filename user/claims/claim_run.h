/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Doing the runs of claims, each claim in a folder of its own below one
 * directory.
 */
#ifndef VMB_CLAIMS_CLAIM_RUN_H
#define VMB_CLAIMS_CLAIM_RUN_H

#include "claims/claim_jobs.h"
#include "lib/say.h"

/* The state of the directory, beside the folders of the claims. */
#define CLAIMS_STATE_FILE ".claims"

/* What the calls so far chose, saved for the one that resumes. */
struct claims_state {
	enum version version;
	char *only; /* the claims, separated by commas; NULL: all */
};

/*
 * Read the state of a directory. Return NULL, or what is wrong, a new string.
 * The list in @state is to be passed to free() in any case.
 */
char *claims_state_read(struct claims_state *state, const char *dir);

struct claims_run {
	struct claims_state state;
	const char *output; /* the directory */
	bool quiet;
	int argc; /* the call, for the record */
	char *const *argv;
	/* Set by claims_run(): */
	struct knobs *knobs;
	struct table *schemes;
	char *dir; /* of the module's files */
};

/*
 * Return NULL if all claims with runs below @output have the rules they were
 * started with; otherwise a new string that says which does not.
 */
char *claims_check_rules(const struct claim_set *set, const char *output);

/*
 * Do the runs of claims that are checked. Creates the directory and saves the
 * state. Runs already done are not repeated. A claim that this machine or
 * kernel cannot decide gets a folder that says why. An error is reported and
 * ends the runs of that claim only; a signal ends all. Return VMB_OK, or the
 * first other exit code.
 */
enum exitcode claims_run(struct claims_run *run, const struct claim_set *set);

#endif /* VMB_CLAIMS_CLAIM_RUN_H */
