/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Claim files: job files with a claim, and the tests that decide it. The man
 * page vmabench-claims(5) describes them.
 */
#ifndef VMB_CLAIMS_CLAIM_H
#define VMB_CLAIMS_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claims/rule.h"
#include "claims/selection.h"
#include "lib/ini.h"
#include "lib/table.h"

/* Files of a claim's folder besides those of a sweep. */
#define CLAIM_FILE "claim.ini"
#define CLAIM_NOT_RUN "not-run.txt"

/* Beside the claim files, and beside the folders: counts of vmabench costs. */
#define CLAIM_COSTS "costs.csv"

/*
 * The runs a test needs: (left / left_over) / (right / right_over), or
 * (left + left_plus - left_less) / right.
 */
enum side {
	LEFT,
	LEFT_PLUS,
	LEFT_LESS,
	LEFT_OVER,
	RIGHT,
	RIGHT_OVER,
	SIDES,
};

extern const char *const side_names[SIDES];

/* What a test means for the claim. */
enum role {
	ROLE_PART,    /* the claim says this, among others */
	ROLE_CASE,    /* the claim says this for several cases */
	ROLE_CONTROL, /* without this the experiment shows nothing */
	ROLES,
};

extern const char *const role_names[ROLES];

/* What decides a test. */
enum judging {
	JUDGE_MEDIAN, /* the interval of the median */
	JUDGE_EVERY,  /* each run by itself */
	JUDGE_POOLED, /* the interval of a rate over all runs together */
	JUDGINGS,
};

extern const char *const judging_names[JUDGINGS];

/* A test; NULL where the file gives no text. */
struct claim_test {
	const struct ini_section *section;
	const char *name;
	const char *metric; /* an expression; NULL: the test is on counts */
	const char *counts; /* an event */
	const char *operation; /* that it is counted in */
	const char *stands_for; /* the test on runs that counts can decide */
	const char *of;	    /* what the metric is counted of: an expression */
	double per;	    /* the value is per so many of them */
	struct selection sides[SIDES];
	enum role role;
	enum judging judging;
	struct rule upheld;
	const char *smallest; /* effect that would matter */
	const char *unit;
	const char *why;
	uint64_t cpus; /* fewest it needs */
	/* Conditions on the runs of all sides, of left ones, of right ones. */
	const char *needs, *needs_left, *needs_right;
	const char *allow_invalid; /* a list of schemes */
	const char *violations;	   /* the metric counts violations */
	const char *not_in;	   /* a list of kinds of virtual machine */
	const char *why_not;
};

struct claim {
	struct ini *ini; /* all text points into it */
	const char *id;
	const char *year;
	const char *thread;
	const char *says;
	const char *run;
	const char *limits; /* what the runs do not show */
	uint64_t cpus;	    /* fewest it needs */
	struct claim_test *tests;
	size_t ntests;
};

/*
 * Read a claim file, but do not check its jobs. Return NULL, or what is wrong,
 * a new string "PATH:LINE: SENTENCE". claim_free() is needed in any case.
 */
char *claim_read(struct claim *claim, const char *path);

void claim_free(struct claim *claim);

/*
 * Parse a condition such as updates>1000 into its expression, a new string in
 * any case, and its rule, which borrows @word. Return NULL, or what is wrong, a
 * new sentence.
 */
char *need_parse(const char *word, char **metric, struct rule *rule);

/* Return what a test computes for a run, an expression in a new string. */
char *claim_metric(const struct claim_test *test);

/* Claims in the order of their files' names. */
struct claim_set {
	struct claim *v;
	size_t n;
	struct table *costs; /* NULL: there is no file CLAIM_COSTS */
};

/*
 * Return the directory of the claim files: ../share/vmabench/claims beside the
 * program's directory, where make install puts them, or scripts/claims below
 * the working directory, a new string; NULL if neither exists.
 */
char *claim_set_find_dir(void);

/*
 * Read the claim files of a directory: those called NAME.ini, or with @folders
 * the file CLAIM_FILE in folders called like their claims. The counts are those
 * of the directory. @only has the claims wanted, separated by commas; NULL: all.
 * Return NULL, or what is wrong, a new string; to find no claim is wrong.
 * claim_set_free() is needed in any case.
 */
char *claim_set_read(struct claim_set *set, const char *dir, bool folders,
		     const char *only);

void claim_set_free(struct claim_set *set);

#endif /* VMB_CLAIMS_CLAIM_H */
