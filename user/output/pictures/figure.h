/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A picture before it is drawn: panels that share their axes, with what is to
 * be seen in each.  How all pictures look is decided where they are drawn, in
 * figure.c.
 */
#ifndef VMB_OUTPUT_PICTURES_FIGURE_H
#define VMB_OUTPUT_PICTURES_FIGURE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "output/pictures/scale.h"
#include "output/pictures/style.h"

enum figure_kind {
	FIGURE_LINES,  /* markers, intervals, and lines between them */
	FIGURE_CURVES, /* lines with a marker now and then */
	FIGURE_STEPS,  /* what holds until the next point */
	FIGURE_DOTS,   /* a row for each scheme: y says which */
	FIGURE_HEAT,   /* a map of shares */
};

struct point {
	double x, y;
	double low, high; /* interval of y, with FIGURE_DOTS of x; NAN:
			   * there is none
			   */
};

struct curve {
	const char *label;
	struct style style;
	struct point *points;
	size_t n;
};

/* A map of shares: columns of cells from x = 0, rows from y = @bottom. */
struct map {
	double *shares; /* per column and row, in percent; NAN: none */
	size_t columns, rows;
	double width, bottom;
};

struct panel {
	char *title;
	struct curve *curves;
	size_t n;
	struct map map; /* FIGURE_HEAT only */
};

struct figure {
	enum figure_kind kind;
	char *title;
	struct panel *panels; /* row after row */
	size_t n;
	size_t columns;
	struct scale x;
	/* One for each row of panels, or one for all. */
	struct scale *y;
	size_t ny;
};

/**
 * figure_add_panel() - add a panel
 * @figure: the figure
 * @title: its title, given to the panel
 *
 * Return: the panel; until the next is added.
 */
struct panel *figure_add_panel(struct figure *figure, char *title);

/**
 * figure_add_y() - add an axis, for all panels or for the next row of them
 * @figure: the figure
 *
 * Return: the axis, empty; until the next is added.
 */
struct scale *figure_add_y(struct figure *figure);

/**
 * panel_add_curve() - add a curve without points
 * @panel: the panel
 * @label: what the legend calls it; has to outlive the figure
 * @style: how it looks
 *
 * Return: the curve; until the next is added.
 */
struct curve *panel_add_curve(struct panel *panel, const char *label,
			      struct style style);

/**
 * curve_add() - add a point
 * @curve: the curve
 * @point: the point
 */
void curve_add(struct curve *curve, struct point point);

/**
 * figure_free() - give a figure's memory back
 * @figure: the figure, or NULL
 */
void figure_free(struct figure *figure);

/**
 * figure_script() - write what draws a figure
 * @figure: the figure
 * @stem: name of the files, without ".svg" and ".png"
 * @out: where gnuplot's script goes
 */
void figure_script(const struct figure *figure, const char *stem, FILE *out);

#endif /* VMB_OUTPUT_PICTURES_FIGURE_H */
