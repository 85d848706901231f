/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The folder of a sweep, begun or resumed.
 *
 * A run is done when summary.csv has its row, which is written when its rows in
 * all other files are on the disk. Resuming skips the runs that summary.csv
 * has. Rows of other runs, which were interrupted, are cut off.
 */
#ifndef VMB_RESULTS_STORE_H
#define VMB_RESULTS_STORE_H

#include <stdbool.h>

#include "lib/exitcode.h"
#include "lib/ini.h"
#include "results/result_writer.h"
#include "results/run_loop.h"
#include "session/session.h"

/* The copy of the job file in the folder. */
#define SWEEP_JOB_FILE "jobs.ini"

/* Marks the folder of a sweep; holds the fingerprint of the job file. */
#define SWEEP_MARK ".sweep"

/* The folder of a sweep, to be passed to store_close() in any case. */
struct store {
	char *path;
	char *id; /* of the sweep: its runs are ID-1, ID-2, ... */
	struct result_writer *folder;
	size_t nruns; /* from the first, that are whole in all files */
	size_t (*ends)[RESULT_FILES]; /* of their rows; 0: there are none */
};

/*
 * Create the folder of a new sweep, below results/ if @path is NULL. No file
 * has its name before the first run is done. If no run is done, nothing is left.
 * Errors are reported, as by all functions here.
 */
enum exitcode store_begin(struct store *store, const char *path,
			  const struct ini *ini, struct table *environment);

/**
 * store_open() - find out what the folder of a sweep holds; change nothing
 * @store: filled in
 * @path: where it is
 * @given: the job file the user gave, or NULL
 * @ini: set to the folder's own, to be passed to ini_free(), or to NULL
 *
 * Return: VMB_OK or the exit code; VMB_USAGE also if the job files differ.
 */
enum exitcode store_open(struct store *store, const char *path,
			 const struct ini *given, struct ini **ini);

/* Return whether a directory is the folder of a sweep. */
bool store_is_begun(const char *path);

/*
 * Check that runs on this machine, described by @environment, can be added to a
 * folder. Kernel, its configuration, machine, its settings, module and driver
 * must be the same.
 */
enum exitcode store_compare(const struct store *store,
			    const struct table *environment);

/*
 * Prepare the files of an opened folder for more runs, and pass those that are
 * done to @loop.
 */
enum exitcode store_take_up(struct store *store, struct run_loop *loop);

void store_close(struct store *store);

#endif /* VMB_RESULTS_STORE_H */
