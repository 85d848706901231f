/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which runs of a sweep are done, so that it can go on after anything.
 *
 * The hidden file ".sweep" of a sweep's folder is a CSV table with a line for
 * each run, written when the rows of the run are on the disk: how long every
 * file is with them.  What a file has behind that belongs to a run that was not
 * finished.  A line without an end was not finished either.
 */
#ifndef VMB_RESULTS_JOURNAL_H
#define VMB_RESULTS_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/exitcode.h"
#include "session/session.h"

#define JOURNAL_FILE ".sweep"

/* The files of a folder when a run was done. */
struct journal_entry {
	size_t lengths[RESULT_FILES];	/* 0: there is none */
};

struct journal {
	char *path;
	int fd;			/* locked: one sweep works on a folder */
	char *id;		/* of the sweep, as in run_id */
	char *job_file;		/* fingerprint of the job file */
	struct journal_entry *entries;	/* one for each run that is done */
	size_t nentries;
};

/**
 * journal_create() - begin the journal of a new sweep
 * @dir: the folder
 * @id: of the sweep; copied
 * @job_file: fingerprint of the job file; copied
 *
 * What goes wrong is told the user.
 *
 * Return: the journal, to be given to journal_close(), or NULL.
 */
struct journal *journal_create(const char *dir, const char *id,
			       const char *job_file);

/**
 * journal_open() - read the journal of a sweep that was begun
 * @dir: the folder
 * @opened: set to the journal, to be given to journal_close(), or to NULL
 *
 * What goes wrong is told the user.
 *
 * Return: VMB_OK; VMB_USAGE if there is no sweep in the folder; VMB_FAILED if
 * somebody works on it, or if the journal is damaged.
 */
enum exitcode journal_open(const char *dir, struct journal **opened);

/**
 * journal_go_back() - forget runs, and what may stand behind the last one
 * @journal: the journal
 * @nentries: how many stay
 *
 * What goes wrong is told the user.
 *
 * Return: whether the file says so too.
 */
bool journal_go_back(struct journal *journal, size_t nentries);

/**
 * journal_add() - note that a run is done
 * @journal: the journal
 * @entry: the files with its rows, which are on the disk
 *
 * What goes wrong is told the user.
 *
 * Return: whether it is on the disk.
 */
bool journal_add(struct journal *journal, const struct journal_entry *entry);

/**
 * journal_close() - let go of a journal
 * @journal: the journal, or NULL
 */
void journal_close(struct journal *journal);

#endif /* VMB_RESULTS_JOURNAL_H */
