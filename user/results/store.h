/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The folder of a sweep: begun, and taken up again after whatever ended it.
 */
#ifndef VMB_RESULTS_STORE_H
#define VMB_RESULTS_STORE_H

#include <stdbool.h>

#include "lib/exitcode.h"
#include "lib/ini.h"
#include "results/journal.h"
#include "results/result_writer.h"
#include "results/run_loop.h"

/* The copy of the job file in the folder. */
#define SWEEP_JOB_FILE "jobs.ini"

struct store {
	char *path;
	char *id;		/* of the sweep */
	char *job_file;		/* fingerprint of the job file */
	struct result_writer *folder;
	struct journal *journal;	/* NULL: no run is done */
};

/**
 * store_begin() - make the folder of a new sweep
 * @store: filled in; to be given to store_close() in any case
 * @path: where; NULL: below results/
 * @ini: the job file
 * @environment: rows of environment.csv
 *
 * Nothing of it has a name before the first run is done: if none is, nothing is
 * left.  What goes wrong is told the user.
 *
 * Return: VMB_OK or what to exit with.
 */
enum exitcode store_begin(struct store *store, const char *path,
			  const struct ini *ini, struct table *environment);

/**
 * store_open() - look into the folder of a sweep, and change nothing
 * @store: filled in; to be given to store_close() in any case
 * @path: where it is
 * @given: the job file the user gave, or NULL
 * @ini: set to the folder's own, to be given to ini_free(), or to NULL
 *
 * What goes wrong is told the user: also if the job files are not the same.
 *
 * Return: VMB_OK or what to exit with.
 */
enum exitcode store_open(struct store *store, const char *path,
			 const struct ini *given, struct ini **ini);

/**
 * store_compare() - check that what is added to a folder belongs to it
 * @store: the folder, opened
 * @environment: rows of environment.csv, of this machine
 *
 * What differs is told the user.
 *
 * Return: VMB_OK or what to exit with.
 */
enum exitcode store_compare(const struct store *store,
			    const struct table *environment);

/**
 * store_whole() - count the runs that are complete in all files
 * @store: the folder, opened
 *
 * Return: how many of those the journal tells of, from the first.
 */
size_t store_whole(const struct store *store);

/**
 * store_take_up() - go on with a sweep that was begun
 * @store: the folder, opened
 * @loop: the runs that are done are put here
 *
 * The rows of runs that are not complete are cut off.  What goes wrong is told
 * the user.
 *
 * Return: VMB_OK or what to exit with.
 */
enum exitcode store_take_up(struct store *store, struct run_loop *loop);

/**
 * store_saved() - see to it that a run that is done survives whatever comes
 * @loop: the loop, whose folder has the rows
 * @data: the store
 *
 * For struct run_loop.  What goes wrong is told the user.
 *
 * Return: whether it does.
 */
bool store_saved(const struct run_loop *loop, void *data);

/**
 * store_close() - let go of a folder
 * @store: the folder
 */
void store_close(struct store *store);

#endif /* VMB_RESULTS_STORE_H */
