/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The panels of a picture: one for each combination of the knobs that are not
 * on its axes, and each family of schemes.
 */
#ifndef VMB_OUTPUT_PICTURES_FACET_H
#define VMB_OUTPUT_PICTURES_FACET_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/experiment.h"

/* Groups with the same knobs but that on the axis. */
struct facet {
	char *knobs;	  /* "writers=1 vmas=100", or "" */
	const size_t *at; /* of the first of its groups */
	size_t *groups;	  /* numbers of groups of the experiment */
	size_t ngroups;
};

struct facets {
	struct facet *v;
	size_t n;
	size_t all;	       /* how many there were before the choice */
	const char **families; /* of the lines, "broken" left out */
	size_t nfamilies;
};

/**
 * facets_new() - sort the groups of an experiment into facets
 * @experiment: the experiment; has to outlive the facets
 * @axis: the dimension on the picture's axis, or -1
 * @most: how many facets are shown, at least 1: if there are more, that with
 *	  the smallest values of all knobs and that with the largest; if 1, that
 *	  with the largest
 *
 * Groups of schemes that are broken on purpose are in no facet: their figures
 * mean nothing.
 *
 * Return: the facets, to be given to facets_free().
 */
struct facets *facets_new(const struct experiment *experiment, int axis,
			  size_t most);

/**
 * facets_free() - give the memory back
 * @facets: the facets, or NULL
 */
void facets_free(struct facets *facets);

/**
 * facets_note() - say which facets are not shown
 * @facets: the facets
 *
 * Return: a sentence with a blank before it, or "" if all are shown; a new
 * string.
 */
char *facets_note(const struct facets *facets);

/**
 * family_title() - what a family is called in pictures
 * @family: its name in the summary
 *
 * Return: the words.
 */
const char *family_title(const char *family);

/**
 * is_floor() - see whether a line is the harness alone
 * @line: the line
 *
 * The scheme "null" looks nothing up, hundreds of times as fast as the others
 * do: pictures of lookups that show it show nothing else.
 *
 * Return: whether it is.
 */
bool is_floor(const struct line *line);

/* Said below pictures that leave it out, if it is there. */
#define FLOOR_NOTE \
	" The scheme null, which looks nothing up, is in the tables only."

#endif /* VMB_OUTPUT_PICTURES_FACET_H */
