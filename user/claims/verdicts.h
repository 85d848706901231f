/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Verdicts on claims, for people and for programs.
 */
#ifndef VMB_CLAIMS_VERDICTS_H
#define VMB_CLAIMS_VERDICTS_H

#include <stdio.h>

#include "claims/claim_verdict.h"
#include "lib/table.h"

struct claim_verdicts {
	struct claim_verdict **v; /* in the order of the claims */
	size_t n;
	char *link;    /* the folders' directory, as seen from the page */
	char *command; /* that makes the page again */
};

/* Decide the claims of a set, which is empty then, from folders below @dir. */
void verdicts_decide(struct claim_verdicts *verdicts, struct claim_set *set,
		     const char *dir);

/* Free all that verdicts hold. */
void verdicts_free(struct claim_verdicts *verdicts);

/* Write claims.csv and claims.html; report errors, and return false. */
bool verdicts_write(const struct claim_verdicts *verdicts, const char *dir);

/**
 * verdicts_add_figures() - add a row for each test of a claim
 * @table: a table for people, with columns of claims.csv, but low and high for
 *	   ci_low and ci_high; other columns than these are left empty
 * @verdict: the verdict on the claim
 */
void verdicts_add_figures(struct table *table,
			  const struct claim_verdict *verdict);

/* Print a table of the tests, then the verdicts. */
void verdicts_print(const struct claim_verdicts *verdicts, FILE *out);

/* Write claims.html, for atomic_file_write(); @data: struct claim_verdicts. */
void verdicts_page(const void *data, FILE *out);

#endif /* VMB_CLAIMS_VERDICTS_H */
