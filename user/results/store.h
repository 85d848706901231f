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

/**
 * struct store - the folder of a sweep
 * @path: where it is
 * @id: of the sweep: its runs are ID-1, ID-2, ...
 * @folder: writes it
 * @nruns: how many runs are whole in all files, from the first
 * @ends: for each of them where its rows end in each file; 0: there are none
 */
struct store {
	char *path;
	char *id;
	struct result_writer *folder;
	size_t nruns;
	size_t (*ends)[RESULT_FILES];
};

/**
 * store_begin() - create the folder of a new sweep
 * @store: filled in; to be passed to store_close() in any case
 * @path: where; NULL: below results/
 * @ini: the job file
 * @environment: rows of environment.csv
 *
 * No file has its name before the first run is done. If no run is done,
 * nothing is left. Errors are reported, as by all functions here.
 *
 * Return: VMB_OK or the exit code.
 */
enum exitcode store_begin(struct store *store, const char *path,
			  const struct ini *ini, struct table *environment);

/**
 * store_open() - find out what the folder of a sweep holds; change nothing
 * @store: filled in; to be passed to store_close() in any case
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

/**
 * store_compare() - check that new runs can be added to a folder
 * @store: the folder, opened
 * @environment: rows of environment.csv of this machine
 *
 * Kernel, its configuration, machine, its settings, module and driver must be
 * the same. What always changes, such as the load, is not compared.
 *
 * Return: VMB_OK or the exit code.
 */
enum exitcode store_compare(const struct store *store,
			    const struct table *environment);

/**
 * store_take_up() - prepare the files of an opened folder for more runs
 * @store: the folder
 * @loop: the runs that are done are put here
 *
 * Return: VMB_OK or the exit code.
 */
enum exitcode store_take_up(struct store *store, struct run_loop *loop);

/* Free a folder. */
void store_close(struct store *store);

#endif /* VMB_RESULTS_STORE_H */
