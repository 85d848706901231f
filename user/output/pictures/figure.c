// SPDX-License-Identifier: GPL-2.0-only
#include "output/pictures/figure.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "output/pictures/gnuplot.h"

struct panel *figure_add_panel(struct figure *figure, char *title)
{
	figure->panels = alloc_grow(figure->panels, figure->n + 1,
				    sizeof(*figure->panels));
	figure->panels[figure->n] = (struct panel){.title = title};
	return &figure->panels[figure->n++];
}

struct scale *figure_add_y(struct figure *figure)
{
	figure->y = alloc_grow(figure->y, figure->ny + 1, sizeof(*figure->y));
	figure->y[figure->ny] = (struct scale){0};
	return &figure->y[figure->ny++];
}

struct curve *panel_add_curve(struct panel *panel, const char *label,
			      struct style style)
{
	panel->curves =
		alloc_grow(panel->curves, panel->n + 1, sizeof(*panel->curves));
	panel->curves[panel->n] = (struct curve){
		.label = label,
		.style = style,
	};
	return &panel->curves[panel->n++];
}

void curve_add(struct curve *curve, struct point point)
{
	/* Grown by halves of what is there: curves may be long. */
	if (!(curve->n & (curve->n - 1)))
		curve->points =
			alloc_grow(curve->points, curve->n ? 2 * curve->n : 1,
				   sizeof(*curve->points));
	curve->points[curve->n++] = point;
}

void figure_free(struct figure *figure)
{
	size_t i, k;

	if (!figure)
		return;
	for (i = 0; i < figure->n; i++) {
		for (k = 0; k < figure->panels[i].n; k++)
			free(figure->panels[i].curves[k].points);
		free(figure->panels[i].curves);
		free(figure->panels[i].map.shares);
		free(figure->panels[i].title);
	}
	free(figure->panels);
	free(figure->title);
	for (i = 0; i < figure->ny; i++)
		scale_free(&figure->y[i]);
	free(figure->y);
	scale_free(&figure->x);
	free(figure);
}

/* All in pixels, as at a scale of 1. */
struct layout {
	int width, height;
	int left, gap; /* beside the panels */
	int top;       /* above all */
	int title;     /* above each panel */
	int below;     /* for the axis below the last row */
	int key;       /* height of the legend */
	int panel_width, panel_height;
	size_t columns, rows;
	/* Curves of the legend, as they are in some panel. */
	const struct curve **curves;
	size_t ncurves;
	size_t key_columns, key_rows;
};

#define FONT_HEIGHT 12
#define LINE_HEIGHT 18
/* What a character takes in the mean. */
#define CHARACTER 8
/* The same at an axis, where none may be lost. */
#define WIDEST 11

static void collect_curves(struct layout *layout, const struct figure *figure)
{
	size_t i, k, known;

	for (i = 0; i < figure->n; i++) {
		for (k = 0; k < figure->panels[i].n; k++) {
			const struct curve *curve =
				&figure->panels[i].curves[k];

			for (known = 0; known < layout->ncurves; known++)
				if (!strcmp(layout->curves[known]->label,
					    curve->label))
					break;
			if (known < layout->ncurves)
				continue;
			layout->curves = alloc_grow(layout->curves, known + 1,
						    sizeof(*layout->curves));
			layout->curves[layout->ncurves++] = curve;
		}
	}
}

static size_t longest_label(const struct layout *layout)
{
	size_t i, len, longest = 0;

	for (i = 0; i < layout->ncurves; i++) {
		len = strlen(layout->curves[i]->label);
		longest = len > longest ? len : longest;
	}
	return longest;
}

static void lay_out_key(struct layout *layout, const struct figure *figure)
{
	collect_curves(layout, figure);
	if (figure->kind == FIGURE_DOTS || !layout->ncurves)
		return;
	layout->key_columns = (size_t)layout->width /
			      (longest_label(layout) * CHARACTER + 70);
	if (!layout->key_columns)
		layout->key_columns = 1;
	if (layout->key_columns > layout->ncurves)
		layout->key_columns = layout->ncurves;
	layout->key_rows = (layout->ncurves + layout->key_columns - 1) /
			   layout->key_columns;
	layout->key = (int)layout->key_rows * LINE_HEIGHT + 14;
}

static void lay_out(struct layout *layout, const struct figure *figure)
{
	const bool heat = figure->kind == FIGURE_HEAT;
	int right = heat ? 96 : 24;

	*layout = (struct layout){
		.width = 960,
		.left = 100,
		.gap = 40,
		.top = 24,
		.title = 34,
		.below = 56,
		.columns = figure->columns,
		.rows = (figure->n + figure->columns - 1) / figure->columns,
	};
	lay_out_key(layout, figure);
	layout->panel_height = heat ? 120 : 230;
	if (figure->kind == FIGURE_DOTS) {
		layout->left = 24 + WIDEST * (int)longest_label(layout);
		layout->panel_height = 30 + 20 * (int)layout->ncurves;
	} else if (figure->columns == 1) {
		layout->panel_height = 320;
	}
	layout->panel_width = (layout->width - layout->left - right -
			       (int)(layout->columns - 1) * layout->gap) /
			      (int)layout->columns;
	layout->height =
		layout->top + layout->below + layout->key +
		(int)layout->rows * (layout->title + layout->panel_height);
}

static bool has_interval(const struct point *point)
{
	return !isnan(point->low) && !isnan(point->high);
}

static bool has_intervals(const struct curve *curve)
{
	size_t i;

	for (i = 0; i < curve->n; i++)
		if (has_interval(&curve->points[i]))
			return true;
	return false;
}

/* Points without an interval are no part of them: gnuplot would draw one. */
static void write_intervals(const struct curve *curve, size_t i, size_t k,
			    FILE *out)
{
	size_t p;

	fprintf(out, "$i%zu_%zu << EOD\n", i, k);
	for (p = 0; p < curve->n; p++)
		if (has_interval(&curve->points[p]))
			fprintf(out, "%.10g %.10g %.10g %.10g\n",
				curve->points[p].x, curve->points[p].y,
				curve->points[p].low, curve->points[p].high);
	fputs("EOD\n", out);
}

static void write_blocks(const struct figure *figure, FILE *out)
{
	size_t i, k, p;

	for (i = 0; i < figure->n; i++) {
		const struct panel *panel = &figure->panels[i];

		for (k = 0; k < panel->n; k++) {
			const struct curve *curve = &panel->curves[k];

			fprintf(out, "$p%zu_%zu << EOD\n", i, k);
			for (p = 0; p < curve->n; p++)
				fprintf(out, "%.10g %.10g\n",
					curve->points[p].x, curve->points[p].y);
			fputs("EOD\n", out);
			write_intervals(curve, i, k, out);
		}
		if (!panel->map.shares)
			continue;
		fprintf(out, "$m%zu << EOD\n", i);
		for (k = 0; k < panel->map.columns; k++)
			for (p = 0; p < panel->map.rows; p++)
				fprintf(out, "%.10g %.10g %.4g\n",
					((double)k + 0.5) * panel->map.width,
					(double)p + panel->map.bottom + 0.5,
					panel->map.shares[k * panel->map.rows +
							  p]);
		fputs("EOD\n", out);
	}
}

/* What is written at a tick is a format to gnuplot. */
static void write_tick(const char *text, FILE *out)
{
	char *escaped = alloc_copy("");
	const char *p;

	for (p = text; *p; p++)
		alloc_append(&escaped, *p == '%' ? "%%%%" : "%c", *p);
	gnuplot_text(out, escaped);
	free(escaped);
}

static void write_ticks(const struct scale *scale, char axis, bool text,
			FILE *out)
{
	size_t i;

	fprintf(out, "set %ctics scale 0.5 nomirror (", axis);
	for (i = 0; i < scale->nticks; i++) {
		fputs(i ? ", " : "", out);
		write_tick(text ? scale->ticks[i].text : "", out);
		fprintf(out, " %.10g", scale->ticks[i].at);
	}
	fputs(")\n", out);
}

static void write_axis(const struct scale *scale, char axis, bool text,
		       FILE *out)
{
	fprintf(out, "%s logscale %c\nset %crange [%.10g:%.10g]\n",
		scale->log ? "set" : "unset", axis, axis, scale->low,
		scale->high);
	write_ticks(scale, axis, text, out);
	if (!text) {
		fprintf(out, "unset %clabel\n", axis);
		return;
	}
	fprintf(out, "set %clabel ", axis);
	gnuplot_text(out, scale->label);
	fputc('\n', out);
}

/* How often a curve gets a marker. */
static size_t marker_every(const struct curve *curve)
{
	return curve->n > 8 ? curve->n / 5 : 1;
}

/* Put commas between the parts of a plot command. */
static void next_part(bool *first, FILE *out)
{
	fputs(*first ? "plot " : ", \\\n\t", out);
	*first = false;
}

static void write_curve(const struct figure *figure, size_t i, size_t k,
			bool *first, FILE *out)
{
	const struct curve *curve = &figure->panels[i].curves[k];
	const struct style *style = &curve->style;

	/* Intervals are below what they belong to. */
	if (figure->kind == FIGURE_LINES && has_intervals(curve)) {
		next_part(first, out);
		fprintf(out,
			"$i%zu_%zu using 1:2:3:4 with yerrorbars lc rgb '%s' lw 1.2 pt -1 notitle",
			i, k, style->colour);
	}
	next_part(first, out);
	fprintf(out, "$p%zu_%zu using 1:2 ", i, k);
	switch (figure->kind) {
	case FIGURE_LINES:
		fprintf(out,
			"with linespoints lc rgb '%s' lw 1.8 dt %d pt %d ps 0.9",
			style->colour, style->dash, style->marker);
		break;
	case FIGURE_CURVES:
		fprintf(out,
			"with linespoints lc rgb '%s' lw 1.8 dt %d pt %d ps 0.9 pi %zu",
			style->colour, style->dash, style->marker,
			marker_every(curve));
		break;
	case FIGURE_STEPS:
		fprintf(out,
			"with linespoints lc rgb '%s' lw 1.6 dt %d pt %d ps 0.8 pi %zu",
			style->colour, style->dash, style->marker,
			marker_every(curve));
		break;
	case FIGURE_DOTS:
	case FIGURE_HEAT:
		break;
	}
	fputs(" notitle", out);
}

/* The first point is the median with its interval, the others repeats. */
static void write_dots(const struct figure *figure, size_t i, size_t k,
		       bool *first, FILE *out)
{
	const struct curve *curve = &figure->panels[i].curves[k];
	const struct style *style = &curve->style;

	if (!curve->n)
		return;
	if (curve->n > 1) {
		next_part(first, out);
		fprintf(out,
			"$p%zu_%zu every ::1 using 1:2 with points lc rgb '#999999' pt 6 ps 0.45 notitle",
			i, k);
	}
	if (has_intervals(curve)) {
		next_part(first, out);
		fprintf(out,
			"$i%zu_%zu using 1:2:3:4 with xerrorbars lc rgb '%s' lw 2 pt -1 notitle",
			i, k, style->colour);
	}
	next_part(first, out);
	fprintf(out,
		"$p%zu_%zu every ::0::0 using 1:2 with points lc rgb '%s' lw 1.5 pt %d ps 1.2 notitle",
		i, k, style->colour, style->marker);
}

static void write_panel(const struct figure *figure,
			const struct layout *layout, size_t i, FILE *out)
{
	const struct panel *panel = &figure->panels[i];
	const size_t row = i / layout->columns, column = i % layout->columns;
	/* The lowest of its column has the axis. */
	const bool lowest = i + layout->columns >= figure->n;
	int x = layout->left +
		(int)column * (layout->panel_width + layout->gap);
	int y = layout->top + layout->title +
		(int)row * (layout->title + layout->panel_height);
	bool first = true;
	size_t k;

	fprintf(out, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n",
		(double)x / layout->width,
		(double)(x + layout->panel_width) / layout->width);
	fprintf(out, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
		1 - (double)y / layout->height,
		1 - (double)(y + layout->panel_height) / layout->height);
	fputs("set title ", out);
	gnuplot_text(out, panel->title);
	fputs(" offset 0,-0.5\n", out);
	write_axis(&figure->x, 'x', lowest, out);
	write_axis(&figure->y[figure->ny > 1 ? row : 0], 'y', !column, out);
	if (figure->kind == FIGURE_HEAT)
		fputs(i ? "unset colorbox\n"
			: "set colorbox user origin screen 0.915, screen 0.25 size screen 0.015, screen 0.5\n",
		      out);

	if (panel->map.shares) {
		next_part(&first, out);
		fprintf(out, "$m%zu using 1:2:3 with image notitle", i);
	}
	for (k = 0; k < panel->n; k++) {
		if (figure->kind == FIGURE_DOTS)
			write_dots(figure, i, k, &first, out);
		else
			write_curve(figure, i, k, &first, out);
	}
	/* Panels without anything show their axes all the same. */
	if (first)
		next_part(&first, out), fputs("NaN notitle", out);
	fputc('\n', out);
}

/* A panel that shows nothing but the legend. */
static void write_key(const struct figure *figure, const struct layout *layout,
		      FILE *out)
{
	bool first = true;
	size_t i;

	if (!layout->key)
		return;
	fprintf(out,
		"set lmargin at screen 0.01\nset rmargin at screen 0.99\n"
		"set tmargin at screen %.5f\nset bmargin at screen 0\n",
		(double)layout->key / layout->height);
	fputs("unset title\nunset tics\nunset border\nunset grid\nunset xlabel\n"
	      "unset ylabel\nunset logscale\nset xrange [0:1]\nset yrange [0:1]\n",
	      out);
	/* Filled column by column, so that families stay together. */
	fprintf(out,
		"set key inside center center vertical maxrows %zu Left reverse samplen 3 spacing 1.1 font ',11'\n",
		layout->key_rows);
	for (i = 0; i < layout->ncurves; i++) {
		const struct curve *curve = layout->curves[i];

		next_part(&first, out);
		fprintf(out,
			"NaN with linespoints lc rgb '%s' lw 1.8 dt %d pt %d ps 1 title ",
			curve->style.colour, curve->style.dash,
			curve->style.marker);
		gnuplot_text(out, curve->label);
	}
	fputc('\n', out);
	(void)figure;
}

static void write_page(const struct figure *figure, const struct layout *layout,
		       FILE *out)
{
	size_t i;

	fputs("set multiplot\n", out);
	fputs("set label 1 ", out);
	gnuplot_text(out, figure->title);
	fprintf(out, " at screen 0.01,%.5f left font ',14'\n",
		1 - 16.0 / layout->height);
	for (i = 0; i < figure->n; i++) {
		write_panel(figure, layout, i, out);
		if (!i)
			fputs("unset label 1\n", out);
	}
	write_key(figure, layout, out);
	fputs("unset multiplot\nset output\nreset\n", out);
}

/* What is alike in all panels; reset before each page. */
static void write_manners(const struct figure *figure, FILE *out)
{
	fputs("set encoding utf8\nset key off\nset border 3 lc rgb '#444444'\n"
	      "set grid back lc rgb '#dddddd' lt 1 lw 0.6\n",
	      out);
	if (figure->kind != FIGURE_HEAT)
		return;
	/* viridis, in which no colour is told from another by hue alone. */
	fputs("set palette defined (0 '#440154', 1 '#3b528b', 2 '#21908d', 3 '#5dc963', 4 '#fde725')\n"
	      "set logscale cb\nset cbrange [0.1:100]\n"
	      "set cbtics ('0.1%%' 0.1, '1%%' 1, '10%%' 10, '100%%' 100)\n"
	      "set cblabel 'share of the lookups of the time step'\n"
	      "unset grid\n",
	      out);
}

void figure_script(const struct figure *figure, const char *stem, FILE *out)
{
	struct layout layout;

	lay_out(&layout, figure);
	write_blocks(figure, out);
	write_manners(figure, out);
	fprintf(out,
		"set terminal svg size %d,%d noenhanced font 'sans-serif,%d' background 'white'\nset output '%s.svg'\n",
		layout.width, layout.height, FONT_HEIGHT, stem);
	write_page(figure, &layout, out);
	write_manners(figure, out);
	fprintf(out,
		"set terminal pngcairo size %d,%d noenhanced font 'sans-serif,%d' background 'white'\nset output '%s.png'\n",
		layout.width, layout.height, FONT_HEIGHT, stem);
	write_page(figure, &layout, out);
	free(layout.curves);
}
