/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The runs of one side of a test: alike in all but their repeat.
 */
#ifndef VMB_CLAIMS_SELECTION_H
#define VMB_CLAIMS_SELECTION_H

#include <stdbool.h>

#include "plan/batch.h"
#include "results/metric.h"

struct selection {
	const char *text;	    /* borrowed; NULL: there is no such side */
	const char *want[RUN_KEYS]; /* values asked for; NULL: any */
	char *words;		    /* where the values are */
};

/*
 * Parse words KEY=VALUE separated by spaces; a key is job or a knob. The
 * selection borrows @text; its words are to be passed to free(). Return NULL,
 * or what is wrong, a new sentence.
 */
char *selection_parse(const char *text, struct selection *selection);

/*
 * Check that the jobs do one such run in each repeat, and set @repeats; @cpus
 * is what the word "cpus" stands for. The index "native" is taken for any,
 * because only runs tell which it is. Return NULL, or what is wrong, a new
 * sentence.
 */
char *selection_check(const struct selection *selection,
		      const struct batch *batch, unsigned long cpus,
		      unsigned int *repeats);

/* Return true if a run is selected; "cpus" stands for @cpus. */
bool selection_has(const struct selection *selection, const struct run *run,
		   unsigned long cpus);

#endif /* VMB_CLAIMS_SELECTION_H */
