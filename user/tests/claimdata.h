/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Folders of runs that nobody did: made from a claim file, with the effects a
 * test wants to see.
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
 * claimdata_new() - make the runs of a claim, in its quick version
 * @path: the claim file
 * @cpus: CPUs of the machine; 0: as many as all tests take
 *
 * Schemes that are broken on purpose have runs that are not valid.
 *
 * Return: the runs, to be given to claimdata_free().
 */
struct claimdata *claimdata_new(const char *path, unsigned long cpus);

/**
 * claimdata_free() - give the memory back
 * @data: the runs
 */
void claimdata_free(struct claimdata *data);

/**
 * claimdata_repeats() - how many repeats a test has
 * @data: the runs
 * @test: the test
 *
 * Return: the number.
 */
unsigned int claimdata_repeats(const struct claimdata *data,
			       const struct claim_test *test);

/**
 * claimdata_row() - find a run
 * @data: the runs
 * @selection: which
 * @repeat: of which repeat, from 1
 *
 * Return: its row in the summary.
 */
size_t claimdata_row(const struct claimdata *data,
		     const struct selection *selection, unsigned int repeat);

/**
 * claimdata_aim() - give a test the value it is to have in one repeat
 * @data: the runs
 * @test: the test
 * @repeat: the repeat, from 1
 * @value: the value
 *
 * What earlier calls for other tests rest on is left alone, so that all tests
 * of a claim can be aimed one after the other. If the test counts violations
 * and its rule does not hold, the run has some, and is not valid for it.
 */
void claimdata_aim(struct claimdata *data, const struct claim_test *test,
		   unsigned int repeat, double value);

/**
 * claimdata_drop() - take a run away
 * @data: the runs
 * @row: its row
 */
void claimdata_drop(struct claimdata *data, size_t row);

/**
 * claimdata_write() - write the folder
 * @data: the runs
 * @dir: where the folder is made, called as the claim
 */
void claimdata_write(const struct claimdata *data, const char *dir);

/**
 * inside() - a value for which a rule holds, not near its ends
 * @rule: the rule
 *
 * Return: the value.
 */
double inside(const struct rule *rule);

/**
 * outside() - a value for which it does not
 * @rule: the rule
 *
 * Return: the value.
 */
double outside(const struct rule *rule);

#endif /* VMB_TESTS_CLAIMDATA_H */
