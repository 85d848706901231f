/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Claim files: a job file that also says what it is to decide, and how.
 *
 *	[claim]		id, year, thread, says, run, limits, cpus
 *	[test NAME]	metric, of, per, left, left_plus, left_less, left_over,
 *			right, right_over, role, judge, upheld, smallest, unit, why, cpus, needs,
 *			needs_left, needs_right, allow_invalid, violations,
 *			not_in, why_not
 *	[quick] [full]	what [global] has instead in that version
 */
#ifndef VMB_CLAIMS_CLAIM_H
#define VMB_CLAIMS_CLAIM_H

#include <stdbool.h>
#include <stddef.h>

#include "claims/expression.h"
#include "claims/rule.h"
#include "claims/selection.h"
#include "lib/ini.h"
#include "lib/say.h"
#include "plan/batch.h"
#include "plan/job_file.h"

/*
 * Runs a test takes: (left / left_over) / (right / right_over), or
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

/* What a test is to the claim. */
enum role {
	ROLE_PART,    /* the claim says this among others: all have to hold */
	ROLE_CASE,    /* it says it for several cases, and may hold for some */
	ROLE_CONTROL, /* without it the experiment shows nothing */
};

extern const char *const role_names[];

/* What of the runs decides a test. */
enum judging {
	JUDGE_MEDIAN, /* their median */
	JUDGE_EVERY,  /* each of them */
	JUDGE_POOLED, /* what is counted in all of them together */
};

extern const char *const judging_names[];

/* What must have happened in each run for a test to mean anything. */
struct need {
	char *text;
	bool left, right; /* asked of left, right and what they are over */
	struct expression *of;
	struct rule rule;
};

struct claim_test {
	const char *name;
	struct expression *metric;
	struct expression *of; /* what the metric is a count of, or NULL */
	double per;	       /* the value is of so many */
	/* Those without a text are not there. */
	struct selection sides[SIDES];
	enum role role;
	enum judging judging;
	struct rule upheld; /* no text: shown only */
	struct smallest smallest;
	const char *unit;
	const char *why;
	unsigned long cpus;  /* fewest it takes */
	char *allow_invalid; /* schemes parted by commas, or NULL */
	bool violations;     /* it counts them, so runs may have some */
	char *not_in;	     /* kinds of platform parted by commas, or NULL */
	const char *why_not; /* what they lack for it */
	struct need *needs;
	size_t nneeds;
};

struct claim {
	struct ini *ini; /* all text points into it */
	const char *id;
	const char *year;
	const char *thread;
	const char *says;
	const char *run;
	const char *limits; /* what the runs do not show */
	unsigned long cpus; /* fewest it takes */
	struct claim_test *tests;
	size_t ntests;
};

/* Which version: as [global] says, or as [quick] or [full] do. */
enum version {
	VERSION_QUICK,
	VERSION_FULL,
};

extern const char *const version_names[];

/**
 * claim_read() - read a claim file
 * @path: the file
 * @why: set to a new string, "PATH:LINE: SENTENCE", if it is refused
 *
 * Its jobs are not looked at.
 *
 * Return: the claim, to be given to claim_free(), or NULL.
 */
struct claim *claim_read(const char *path, char **why);

/**
 * claim_free() - give a claim's memory back
 * @claim: the claim, or NULL
 */
void claim_free(struct claim *claim);

/**
 * claim_metric() - say what a test looks at
 * @test: the test
 *
 * Return: an expression with all that its value is of, a new string.
 */
char *claim_metric(const struct claim_test *test);

/**
 * claim_jobs() - make the job file of a claim
 * @claim: the claim
 * @version: which version
 *
 * Return: the file without what makes it a claim, to be given to ini_free().
 * Its lines are those of the claim's file, its text is that of a job file.
 */
struct ini *claim_jobs(const struct claim *claim, enum version version);

/**
 * claim_check() - see whether all tests are about runs of the jobs
 * @claim: the claim
 * @batch: the jobs
 * @cpus: what the word "cpus" stands for
 * @why: set to a new string, "PATH:LINE: SENTENCE", if one is not
 *
 * Return: whether they are.
 */
bool claim_check(const struct claim *claim, const struct batch *batch,
		 unsigned long cpus, char **why);

#endif /* VMB_CLAIMS_CLAIM_H */
