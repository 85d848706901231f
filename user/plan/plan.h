/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which runs a command line asks for, and in which order.
 */
#ifndef VMB_PLAN_PLAN_H
#define VMB_PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/knob.h"

/* More runs than this in one call take days: a slip of the pen. */
#define PLAN_RUNS_MAX 1000000

/* Default: enough for an interval, and for compare. */
#define PLAN_REPEATS 7

/* The values one knob was given; none: it keeps its default. */
struct axis {
	char **values;
	size_t n;
};

/* The values of a knob that follows two others: one for each pair of theirs. */
struct tie {
	char **values;		/* those of the second change fastest */
	size_t by[2];		/* the others */
};

struct plan {
	const struct knobs *knobs;
	struct axis *axes;	/* one per knob */
	struct tie *ties;	/* one per knob; no values: it follows none */
	unsigned int repeats;
	size_t nruns;
};

/* One run of a plan. */
struct planned {
	unsigned int repeat;	/* from 1 */
	size_t group;		/* runs of one group differ by repeat only */
	size_t *choice;		/* per knob: which of its values */
};

/**
 * plan_new() - create a plan of PLAN_REPEATS runs with the defaults
 * @knobs: the knobs; they have to outlive the plan
 *
 * Return: the plan, to be given to plan_free().
 */
struct plan *plan_new(const struct knobs *knobs);

/**
 * plan_free() - give a plan's memory back
 * @plan: the plan, or NULL
 */
void plan_free(struct plan *plan);

/**
 * plan_set() - give a knob its values
 * @plan: the plan
 * @knob: number of the knob
 * @text: the values, parted by commas if the knob takes lists
 * @why: set to a new string that says what is wrong if they are refused
 *
 * Return: whether the values were taken; the last call for a knob counts.
 */
bool plan_set(struct plan *plan, size_t knob, const char *text, char **why);

/**
 * plan_tie() - let a knob follow two others
 * @plan: the plan
 * @knob: number of the knob, which has not been set
 * @first: number of a knob that will not be set any more
 * @second: number of another
 * @values: its values for each pair of theirs, those of @second changing
 *	    fastest; the plan's from now on
 *
 * It makes no more runs of it.
 */
void plan_tie(struct plan *plan, size_t knob, size_t first, size_t second,
	      char **values);

/**
 * plan_is_set() - see whether a knob has values of its own or follows others
 * @plan: the plan
 * @knob: number of the knob
 *
 * Return: false if it keeps its default in all runs.
 */
bool plan_is_set(const struct plan *plan, size_t knob);

/**
 * plan_width() - count the values of a knob
 * @plan: the plan
 * @knob: number of the knob
 *
 * Return: at least 1, for its default; 1 also if it follows others.
 */
size_t plan_width(const struct plan *plan, size_t knob);

/**
 * plan_choice() - one of these values
 * @plan: the plan
 * @knob: number of the knob, which does not follow others
 * @i: which, from 0
 *
 * Return: the value.
 */
const char *plan_choice(const struct plan *plan, size_t knob, size_t i);

/**
 * plan_count() - count the runs once all knobs are set
 * @plan: the plan, where repeats and nruns are set
 * @repeats: how often to repeat each combination
 *
 * Return: false if there are more than PLAN_RUNS_MAX runs.
 */
bool plan_count(struct plan *plan, unsigned int repeats);

/**
 * plan_groups() - count the combinations
 * @plan: the plan
 *
 * Return: the number of runs of one round.
 */
size_t plan_groups(const struct plan *plan);

/**
 * plan_get() - look one run up
 * @plan: the plan
 * @i: number of the run, from 0 in the order they are to be done
 * @run: filled in; @run->choice has room for one number per knob
 *
 * Schemes change fastest, then all other knobs, then repeats: each repeat is a
 * round through all combinations.  A machine that slows down in the course of
 * time favours neither the scheme nor the combination that is first; that it
 * did shows as a spread over the repeats, which lie as far apart as they can.
 */
void plan_get(const struct plan *plan, size_t i, struct planned *run);

/**
 * plan_value() - what a knob is set to in a run
 * @plan: the plan
 * @run: the run
 * @knob: number of the knob
 *
 * Return: the value.
 */
const char *plan_value(const struct plan *plan, const struct planned *run,
		       size_t knob);

#endif /* VMB_PLAN_PLAN_H */
