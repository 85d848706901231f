/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdicts on claims, from folders' CSV files and the rules alone, for
 * people and for programs.
 */
#ifndef VMB_CLAIMS_CLAIM_VERDICT_H
#define VMB_CLAIMS_CLAIM_VERDICT_H

#include <stddef.h>
#include <stdio.h>

#include "claims/claim.h"
#include "results/result_folder.h"
#include "stats/interval.h"

/* What decides the tests of a claim. */
struct verdict_context {
	const struct run_set *runs;
	const struct batch *batch; /* the jobs of the runs */
	unsigned long cpus;	   /* that there were */
	const char *platform; /* kind of virtual machine; "": not recorded */
};

/*
 * The verdict on a test. @over is the median of its values, or the rate over
 * all runs together, with its 95% interval; n is 0 if there are no values. For
 * a test that is decided by every run, low and high are the smallest and the
 * largest value.
 */
struct test_verdict {
	const struct claim_test *test;
	struct interval over;
	enum verdict verdict;
	char *reason;
	/* Of a test on runs that is not decided: the test on counts that is. */
	const struct test_verdict *by_counts;
};

struct claim_verdict {
	const struct claim *claim;
	struct result_folder *folder; /* NULL: there are no runs */
	enum verdict verdict;
	const char *rests_on; /* see VMB_CLAIMS_COLUMNS */
	char *reason;
	struct test_verdict *tests; /* one for each of the claim's */
	size_t nviolations; /* runs with violations, except broken schemes */
};

/*
 * Decide a test: fill in @verdict, of which the test is set. The man page
 * vmabench-claims(5) has the rules, for tests and for claims.
 */
void test_decide(struct test_verdict *verdict,
		 const struct verdict_context *context);

/* Decide a test on counts, from costs.csv; NULL: there is none. */
void count_decide(struct test_verdict *verdict, const struct table *costs);

/*
 * Decide a claim, which must outlive @verdict, from the folder with its runs,
 * or with the file CLAIM_NOT_RUN that says why there are none, and from counts;
 * NULL: there are none. The verdict is to be given to claim_verdict_free().
 */
void claim_decide(struct claim_verdict *verdict, const struct claim *claim,
		  const char *dir, const struct table *costs);

void claim_verdict_free(struct claim_verdict *verdict);

struct claim_verdicts {
	struct claim_verdict *v; /* in the order of the claims */
	size_t n;
	char *link;    /* the folders' directory, as seen from the page */
	char *command; /* that makes the page again */
};

/* Decide claims, which must outlive @verdicts, from their folders in @dir. */
void verdicts_decide(struct claim_verdicts *verdicts,
		     const struct claim_set *set, const char *dir);

void verdicts_free(struct claim_verdicts *verdicts);

/* Write claims.csv and claims.html; report errors, and return false. */
bool verdicts_write(const struct claim_verdicts *verdicts, const char *dir);

/* Print a table of the tests, then the verdicts. */
void verdicts_print(const struct claim_verdicts *verdicts, FILE *out);

#endif /* VMB_CLAIMS_CLAIM_VERDICT_H */
