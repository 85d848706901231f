/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What against.c and byscheme.c share: a figure of the summary being drawn.
 */
#ifndef VMB_OUTPUT_PICTURES_AGAINST_H
#define VMB_OUTPUT_PICTURES_AGAINST_H

#include <stdbool.h>
#include <stddef.h>

#include "output/pictures/picture.h"

struct subject {
	const char *stem;
	const char *what; /* begin of the title */
	const char *end;  /* end of it, or "" */
	size_t metric;
	const char *label;
	enum scale_unit unit;
	const char *knob;    /* that of the axis, if it has several values */
	bool any_knob;	     /* else another, or by scheme */
	const char *caption; /* what the figure is */
	const char *lacking; /* what is lacking, and what would fill it */
	bool no_floor;
};

struct range {
	double low, high;
};

/* What is drawn is also written down, and tells how far the axis goes. */
struct drawing {
	const struct subject *subject;
	const struct experiment *experiment;
	const struct facets *facets;
	int dimension;	  /* on the axis; -1: by scheme */
	const char *knob; /* its name */
	struct picture *picture;
	struct range all;
	struct range *ranges; /* of each facet */
	double *values;	      /* of the knob that something was measured at */
	size_t nvalues;
	bool intervals; /* some median has one */
};

/**
 * range_any() - see whether there is anything in a range
 * @range: the range
 *
 * Return: whether there is.
 */
static inline bool range_any(const struct range *range)
{
	return range->high >= range->low;
}

/**
 * against_draws() - see whether a line is drawn
 * @drawing: the drawing
 * @line: the line
 *
 * Return: whether it is.
 */
bool against_draws(const struct drawing *drawing, const struct line *line);

/**
 * against_write() - write what is drawn of a group into the picture's data
 * @drawing: the drawing
 * @group: the group
 * @interval: its median
 */
void against_write(struct drawing *drawing, const struct group *group,
		   const struct interval *interval);

/**
 * against_draw_dots() - draw a row for each scheme
 * @drawing: the drawing; its picture has a figure without panels
 */
void against_draw_dots(struct drawing *drawing);

#endif /* VMB_OUTPUT_PICTURES_AGAINST_H */
