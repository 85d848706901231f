/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The runs of a folder arranged for tables and plots.
 *
 * An experiment holds the runs of one job.  Its lines are what is compared: the
 * schemes, each with the knobs that only some schemes have.  Its dimensions are
 * all other knobs that some scheme was run with several values of.
 */
#ifndef VMB_ANALYSIS_EXPERIMENT_H
#define VMB_ANALYSIS_EXPERIMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/statistics.h"

/* What is compared: one line of a plot. */
struct line {
	const char *scheme;
	const char *family;
	char *label;	/* the scheme and the options that differ */
	size_t variant; /* number among the lines of the scheme */
};

struct dimension {
	const char *name;    /* of the knob */
	enum run_key key;
	const char **values; /* numbers by size, words in order of the runs */
	size_t n;	     /* at least 2 */
	bool numbers;
};

/* Runs that differ by repeat only. */
struct group {
	const struct run_group *runs; /* with their statistics */
	size_t line;
	size_t *at;  /* number of the value in each dimension */
	char *knobs; /* the dimensions, as "readers=1 writers=0" */
};

struct experiment {
	const struct statistics *statistics;
	const char *job; /* "": none */
	struct line *lines;
	size_t nlines;
	struct dimension *dimensions;
	size_t ndimensions;
	struct group *groups; /* in order of the runs */
	size_t ngroups;
	size_t nruns;
	size_t repeats; /* runs in the largest group */
};

struct experiments {
	struct experiment *v;
	size_t n;
};

/* Arrange runs; their statistics must outlive the experiments. */
struct experiments *experiments_new(const struct statistics *statistics);

void experiments_free(struct experiments *experiments);

/* Return the number of a dimension, or -1 if all runs have the same value. */
int experiment_dimension(const struct experiment *experiment, const char *knob);

#endif /* VMB_ANALYSIS_EXPERIMENT_H */
