/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Verdicts on claims, for people and for programs.
 */
#ifndef VMB_CLAIMS_VERDICTS_H
#define VMB_CLAIMS_VERDICTS_H

#include <stdio.h>

#include "claims/claim_verdict.h"

struct claim_verdicts {
	struct claim_verdict *v; /* in the order of the claims */
	size_t n;
	char *link;    /* the folders' directory, as seen from the page */
	char *command; /* that makes the page again */
};

/* Decide the claims of a set, which must outlive @verdicts, from folders in @dir. */
void verdicts_decide(struct claim_verdicts *verdicts,
		     const struct claim_set *set, const char *dir);

/* Free all that verdicts hold. */
void verdicts_free(struct claim_verdicts *verdicts);

/* Write claims.csv and claims.html; report errors, and return false. */
bool verdicts_write(const struct claim_verdicts *verdicts, const char *dir);

/* Print a table of the tests, then the verdicts. */
void verdicts_print(const struct claim_verdicts *verdicts, FILE *out);

#endif /* VMB_CLAIMS_VERDICTS_H */
