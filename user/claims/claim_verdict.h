/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdict on a claim, from a folder's CSV files and the rule alone.
 */
#ifndef VMB_CLAIMS_CLAIM_VERDICT_H
#define VMB_CLAIMS_CLAIM_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "claims/test_verdict.h"

/* Files of a claim's folder beside those of a sweep. */
#define CLAIM_FILE "claim.ini"
#define CLAIM_NOT_RUN "not-run.txt"

struct claim_verdict {
	struct claim *claim;
	struct compare_side *measured; /* NULL: nothing was */
	enum verdict verdict;
	char *reason;
	struct test_verdict *tests; /* one for each of the claim's */
	size_t nviolations;	    /* runs with some, but of broken schemes */
};

/**
 * claim_decide() - decide a claim
 * @claim: the claim, which the verdict takes over
 * @dir: the folder with its runs, or with the file CLAIM_NOT_RUN that says why
 *	 there are none
 *
 * The value of a test is paired by repeat: the median of left over right, or of
 * left alone; each perhaps over another first. Or it is what is counted in all
 * runs together. It is undecided, never upheld, if a run of it is missing or
 * not valid or did not do what the test needs, or if repeats are fewer than an
 * interval takes. A run that is not valid for its violations, and for nothing
 * else, can refute a test that counts them.
 *
 * Of the claim nothing is decided if a control is not upheld. It is refuted if
 * a part is; else not decided if a part or case is not; else upheld or refuted
 * as all its cases are, and it depends if they are not of one kind.
 *
 * Return: the verdict, to be given to claim_verdict_free().
 */
struct claim_verdict *claim_decide(struct claim *claim, const char *dir);

/**
 * claim_verdict_free() - give a verdict's memory back
 * @verdict: the verdict, or NULL
 */
void claim_verdict_free(struct claim_verdict *verdict);

#endif /* VMB_CLAIMS_CLAIM_VERDICT_H */
