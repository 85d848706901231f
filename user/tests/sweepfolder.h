/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The folder "d" of a sweep of eight runs, and what may become of it.
 */
#ifndef VMB_TESTS_SWEEPFOLDER_H
#define VMB_TESTS_SWEEPFOLDER_H

#include <stddef.h>

#include "driver.h"

struct table;

/* Eight runs. */
#define SWEEP_JOBS                                    \
	"[global]\nwarmup_ms = 10\nno_events = 1\n" \
	"[one]\nscheme = kernel\nreaders = 1,2\nrepeat = 2\n"

/* Files of the module that are long enough to be cut in the middle; then NULL. */
extern const char *const sweep_files[];

/**
 * sweep_path() - where a file is
 * @f: the fixture
 * @name: its name
 *
 * Return: a new string.
 */
char *sweep_path(struct fixture *f, const char *name);

/**
 * sweep_table() - read a file
 * @f: the fixture
 * @name: its name
 *
 * Return: a new table; NULL: there is no such file.
 */
struct table *sweep_table(struct fixture *f, const char *name);

/**
 * sweep_has_runs() - fail unless each run is there once, in order, alone
 * @f: the fixture
 * @n: how many
 */
void sweep_has_runs(struct fixture *f, size_t n);

/**
 * sweep_has_statistics() - fail unless they are of all runs, each once
 * @f: the fixture
 * @n: how many runs
 */
void sweep_has_statistics(struct fixture *f, const char *n);

/**
 * sweep_begin() - make the sweep, whole
 * @f: the fixture
 */
void sweep_begin(struct fixture *f);

/**
 * sweep_resume() - go on, and fail unless all is there afterwards
 * @f: the fixture
 * @words: what is said
 */
void sweep_resume(struct fixture *f, const char *words);

/**
 * sweep_cut() - keep the first runs in the summary, and all in the other files
 * @f: the fixture
 * @summary: name of the file
 * @n: how many runs
 */
void sweep_cut(struct fixture *f, const char *summary, size_t n);

/**
 * sweep_rename() - give a file another name
 * @f: the fixture
 * @from: what it is called
 * @to: what it will be
 */
void sweep_rename(struct fixture *f, const char *from, const char *to);

/**
 * sweep_hide() - leave all as after SIGKILL: no file of runs has its name
 * @f: the fixture
 * @n: how many runs are done; the other files have rows of later ones too
 */
void sweep_hide(struct fixture *f, size_t n);

#endif /* VMB_TESTS_SWEEPFOLDER_H */
