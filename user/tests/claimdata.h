/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Folders of runs that were never done: built from a claim file, with the effects
 * a test needs.
 */
#ifndef VMB_TESTS_CLAIMDATA_H
#define VMB_TESTS_CLAIMDATA_H

#include "claims/claim_jobs.h"
#include "lib/table.h"
#include "results/result_folder.h"

struct claimdata {
	struct claim claim;
	struct knobs *knobs;
	struct job_file jobs;
	unsigned long cpus;
	const char *platform;
	struct table *summary; /* a row for each run, all valid */
	struct result_folder *folder;
	struct run_set *runs; /* the same runs, as read from the folder */
	bool *pinned;	       /* cells a test rests on */
};

/**
 * claimdata_new() - build the runs of a claim, in its quick version
 * @path: the claim file
 * @cpus: CPUs of the machine; 0: as many as all tests need
 *
 * Schemes that are broken on purpose have runs that are not valid.
 *
 * Return: the runs, to be given to claimdata_free().
 */
struct claimdata *claimdata_new(const char *path, unsigned long cpus);

void claimdata_free(struct claimdata *data);

/* Return the number of repeats of a test. */
unsigned int claimdata_repeats(const struct claimdata *data,
			       const struct claim_test *test);

/* Return the row of a run in the summary; repeats count from 1. */
size_t claimdata_row(const struct claimdata *data,
		     const struct selection *selection, unsigned int repeat);

/**
 * claimdata_aim() - give a test a value in one repeat
 * @data: the runs
 * @test: the test
 * @repeat: the repeat, from 1
 * @value: the value
 *
 * Cells that earlier calls for other tests set stay, so all tests of a claim can
 * be aimed one after the other. If the test counts violations and its rule does
 * not hold for the value, the run has some and is not valid.
 */
void claimdata_aim(struct claimdata *data, const struct claim_test *test,
		   unsigned int repeat, double value);

/* Remove the run in a row. */
void claimdata_drop(struct claimdata *data, size_t row);

/* Write the folder of the claim below @dir. */
void claimdata_write(const struct claimdata *data, const char *dir);

/* Return a value for which a rule holds, not near its ends. */
double inside(const struct rule *rule);

/* Return a value for which a rule does not hold. */
double outside(const struct rule *rule);

#endif /* VMB_TESTS_CLAIMDATA_H */
