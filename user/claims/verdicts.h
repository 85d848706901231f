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
	struct claim_verdict **v; /* in the order of their names */
	size_t n;
	char *folder;	     /* with a folder for each claim */
	char *link;	     /* the same, seen from the page */
	const char *command; /* that makes the page again */
};

/**
 * verdicts_free() - give the memory back
 * @verdicts: the verdicts; empty afterwards
 */
void verdicts_free(struct claim_verdicts *verdicts);

/**
 * verdicts_table() - make the rows of claims.csv
 * @verdicts: the verdicts
 *
 * Return: the table, to be given to table_free().
 */
struct table *verdicts_table(const struct claim_verdicts *verdicts);

/**
 * verdicts_add_figures() - add a row for each test of a claim
 * @table: the table; the columns that it has are filled, of: claim test role
 *	   metric verdict rule judge unit value low high n
 * @verdict: the verdict on the claim
 */
void verdicts_add_figures(struct table *table,
			  const struct claim_verdict *verdict);

/**
 * verdicts_print() - print what was found in the manner of a table
 * @verdicts: the verdicts
 * @out: where to
 */
void verdicts_print(const struct claim_verdicts *verdicts, FILE *out);

/**
 * verdicts_page() - write claims.html
 * @verdicts: the verdicts
 * @out: where to; errors are to be looked for with ferror()
 */
void verdicts_page(const struct claim_verdicts *verdicts, FILE *out);

#endif /* VMB_CLAIMS_VERDICTS_H */
