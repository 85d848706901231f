/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The runs of a folder put in order: which of them differ by repeat only, and
 * by what the others do.
 *
 * An experiment is the runs of one job.  Its lines are what is compared: the
 * schemes, each with the knobs that only some schemes have.  All other knobs
 * of which some scheme saw several values are its dimensions.
 */
#ifndef VMB_ANALYSIS_EXPERIMENT_H
#define VMB_ANALYSIS_EXPERIMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/statistics.h"

/* What is compared: one line of a picture. */
struct line {
	const char *scheme;
	const char *family;
	char *label;	/* the scheme and what tells it from its kin */
	size_t variant; /* among the lines of the scheme */
};

struct dimension {
	const char *name;    /* a knob */
	enum run_key key;    /* the same */
	const char **values; /* numbers by size, words as they came */
	size_t n;	     /* at least 2 */
	bool numbers;
};

/* Runs that differ by repeat only. */
struct group {
	const struct run_group *runs; /* with their figures */
	size_t line;
	size_t *at;  /* per dimension: which value */
	char *knobs; /* the dimensions, as "readers=1 writers=0" */
};

struct experiment {
	const struct statistics *statistics;
	const char *job; /* "": none */
	struct line *lines;
	size_t nlines;
	struct dimension *dimensions;
	size_t ndimensions;
	struct group *groups; /* as they came */
	size_t ngroups;
	size_t nruns;
	size_t repeats; /* runs in the largest group */
};

struct experiments {
	struct experiment *v;
	size_t n;
};

/**
 * experiments_new() - put runs in order
 * @statistics: their groups; have to outlive the experiments
 *
 * Return: the experiments, to be given to experiments_free().
 */
struct experiments *experiments_new(const struct statistics *statistics);

/** experiments_free() - free @experiments and what belongs to it */
void experiments_free(struct experiments *experiments);

/**
 * experiment_dimension() - find a dimension
 * @experiment: the experiment
 * @knob: its name
 *
 * Return: its number, or -1 if all runs have the same value.
 */
int experiment_dimension(const struct experiment *experiment, const char *knob);

#endif /* VMB_ANALYSIS_EXPERIMENT_H */
