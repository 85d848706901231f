/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which runs of a claim are compared: those that are alike in all but repeat.
 */
#ifndef VMB_CLAIMS_SELECTION_H
#define VMB_CLAIMS_SELECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/batch.h"
#include "results/run.h"

/* One word KEY=VALUE: the job, or a knob. */
struct wanted {
	enum run_key key;
	char *value;
};

struct selection {
	char *text; /* as it is written; NULL: there is none */
	int line;   /* of the claim's file */
	struct wanted *v;
	size_t n;
};

/**
 * selection_parse() - understand a selection
 * @selection: filled in; to be given to selection_free() in any case
 * @text: words KEY=VALUE parted by blanks
 * @line: where they stand
 * @why: set to a new string that says what is wrong if they are refused
 *
 * Return: whether they were taken.
 */
bool selection_parse(struct selection *selection, const char *text, int line,
		     char **why);

/**
 * selection_free() - give a selection's memory back
 * @selection: the selection; empty afterwards
 */
void selection_free(struct selection *selection);

/**
 * selection_check() - see whether the jobs do exactly one such run a repeat
 * @selection: the selection
 * @batch: the jobs
 * @cpus: what the word "cpus" stands for
 * @repeats: set to how many repeats there are of it
 * @why: set to a new string that says what is wrong if it picks none or several
 *
 * Of the index "native" only the runs tell which one it is.
 *
 * Return: whether they do.
 */
bool selection_check(const struct selection *selection,
		     const struct batch *batch, unsigned long cpus,
		     unsigned int *repeats, char **why);

/**
 * selection_has() - see whether a run is selected
 * @selection: the selection
 * @run: the run
 * @cpus: what the word "cpus" stands for
 *
 * Return: whether it is.
 */
bool selection_has(const struct selection *selection, const struct run *run,
		   unsigned long cpus);

#endif /* VMB_CLAIMS_SELECTION_H */
