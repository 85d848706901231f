/* SPDX-License-Identifier: GPL-2.0-only */
/* Which runs a command line asks for, and in which order. */
#ifndef VMB_PLAN_PLAN_H
#define VMB_PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/knob.h"

/* More runs than this in one call take days: a slip of the pen. */
#define PLAN_RUNS_MAX 1000000

/* Default: enough for an interval, and for compare. */
#define PLAN_REPEATS 7

/* The values of one knob; without any it keeps its default. */
struct axis {
	char **values;
	size_t n;
	size_t stride;		/* groups from one value to the next */
	/* A knob that follows two others has a value for each pair of theirs. */
	char **tied;		/* or NULL; the second knob changes fastest */
	size_t by[2];		/* the knobs it follows */
};

struct plan {
	const struct knobs *knobs;
	struct axis *axes;	/* one per knob */
	unsigned int repeats;
	size_t nruns;
};

/* One run of a plan. */
struct planned {
	unsigned int repeat;	/* from 1 */
	size_t group;		/* runs of one group differ by repeat only */
};

/* Create a plan of PLAN_REPEATS runs with the defaults; it needs @knobs. */
struct plan *plan_new(const struct knobs *knobs);

/* Free a plan; @plan can be NULL. */
void plan_free(struct plan *plan);

/**
 * plan_set() - set the values of a knob
 * @plan: the plan
 * @knob: index of the knob
 * @text: the values, separated by commas if the knob takes lists; they replace
 *	  earlier ones
 * @why: set to a new sentence if the values are refused
 *
 * Return: true if the values are set.
 */
bool plan_set(struct plan *plan, size_t knob, const char *text, char **why);

/*
 * Let a knob that is not set follow two others, which must not be set any more.
 * The plan takes over @values, one for each pair; @second changes fastest.
 */
void plan_tie(struct plan *plan, size_t knob, size_t first, size_t second,
	      char **values);

/* Return true if a knob has values of its own or follows others. */
bool plan_is_set(const struct plan *plan, size_t knob);

/* Return the number of values of a knob: 1 for a default and for a tie. */
size_t plan_width(const struct plan *plan, size_t knob);

/* Return value @i of a knob that follows no others. */
const char *plan_choice(const struct plan *plan, size_t knob, size_t i);

/*
 * Set repeats, nruns and strides once all knobs are set. Return false if there
 * are more than PLAN_RUNS_MAX runs.
 */
bool plan_count(struct plan *plan, unsigned int repeats);

/* Return the number of combinations: the runs of one repeat. */
size_t plan_groups(const struct plan *plan);

/*
 * Return run @i, from 0 in the order of execution.
 *
 * Schemes change fastest, then all other knobs, then repeats: each repeat is a
 * round through all combinations. A machine that slows down over time favours
 * neither the first scheme nor the first combination; the slowdown shows as a
 * spread over the repeats, which are as far apart as possible.
 */
struct planned plan_get(const struct plan *plan, size_t i);

/* Return the value of a knob in a run. */
const char *plan_value(const struct plan *plan, const struct planned *run,
		       size_t knob);

/* Return the same by its name, "" if the module has no such knob. */
const char *plan_value_of(const struct plan *plan, const struct planned *run,
			  const char *name);

#endif /* VMB_PLAN_PLAN_H */
