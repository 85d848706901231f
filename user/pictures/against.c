// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pictures of a figure of the summary: against a knob, or by scheme where the
 * knob has one value only.
 */
#include "pictures/picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "array.h"

/* Combinations of knobs there is room for. */
#define MOST_FACETS 6

struct subject {
	const char *stem;
	const char *title;
	const char *column;	/* of the summary */
	const char *label;
	enum scale_unit unit;
	const char *knob;
	const char *knob_label;
	enum scale_unit knob_unit;
	const char *by_scheme;	/* its title by scheme; NULL: not drawn so */
	const char *lacking;	/* what is lacking, and what would fill it */
};

static const struct subject throughput = {
	.stem = "throughput",
	.title = "Throughput against readers",
	.column = "lookups_per_s",
	.label = "lookups per second, all readers",
	.unit = SCALE_COUNT,
	.knob = "readers",
	.knob_label = "readers",
	.by_scheme = "Throughput by scheme",
	.lacking = "no run has readers; --readers 1,2,4 would fill it",
};

static const struct subject updates = {
	.stem = "updates",
	.title = "Updates against readers",
	.column = "updates_per_s",
	.label = "updates per second, all writers",
	.unit = SCALE_COUNT,
	.knob = "readers",
	.knob_label = "readers",
	.by_scheme = "Updates by scheme",
	.lacking = "no run has writers; --writers 1 --readers 0,1,2,4 would fill it",
};

static const struct subject hold_median = {
	.stem = "hold-median",
	.title = "Writer latency against hold time: median",
	.column = "update_p50_ns",
	.label = "update latency, median",
	.unit = SCALE_NS,
	.knob = "hold_ns",
	.knob_label = "time a reader holds each VMA",
	.knob_unit = SCALE_NS,
	.lacking = "all runs have the same hold_ns, or none has writers; --writers 1 --hold-ns 0,1000,10000,100000 would fill it",
};

static const struct subject hold_tail = {
	.stem = "hold-p99",
	.title = "Writer latency against hold time: 99th percentile",
	.column = "update_p99_ns",
	.label = "update latency, 99th percentile",
	.unit = SCALE_NS,
	.knob = "hold_ns",
	.knob_label = "time a reader holds each VMA",
	.knob_unit = SCALE_NS,
	.lacking = "all runs have the same hold_ns, or none has writers; --writers 1 --hold-ns 0,1000,10000,100000 would fill it",
};

/* What is drawn is also written down, and tells how far the axis goes. */
struct drawing {
	const struct subject *subject;
	const struct experiment *experiment;
	const struct facets *facets;
	int dimension;
	struct picture *picture;
	double low, high;
	double *values;		/* of the knob that something was measured at */
	size_t nvalues;
	bool intervals;		/* some median has one */
};

static void reach(struct drawing *drawing, double value)
{
	if (isnan(value))
		return;
	drawing->low = fmin(drawing->low, value);
	drawing->high = fmax(drawing->high, value);
}

static double knob_value(const struct drawing *drawing,
			 const struct group *group)
{
	const struct dimension *dimension =
		&drawing->experiment->dimensions[drawing->dimension];

	return strtod(dimension->values[group->at[drawing->dimension]], NULL);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Which part of the knob's axis has anything, and how high it goes. */
static void survey(struct drawing *drawing)
{
	size_t f, k, i;

	drawing->low = INFINITY;
	drawing->high = -INFINITY;
	for (f = 0; f < drawing->facets->n; f++) {
		const struct facet *facet = &drawing->facets->v[f];

		for (k = 0; k < facet->ngroups; k++) {
			const struct group *group =
				&drawing->experiment->groups[facet->groups[k]];
			struct interval interval;
			double knob;

			interval = group_interval(drawing->experiment, group,
						  drawing->subject->column,
						  NULL);
			if (!interval.n)
				continue;
			reach(drawing, interval.value);
			reach(drawing, interval.low);
			reach(drawing, interval.high);
			/* Repeats are only shown by scheme. */
			if (drawing->dimension < 0) {
				reach(drawing, interval.min);
				reach(drawing, interval.max);
				continue;
			}
			knob = knob_value(drawing, group);
			for (i = 0; i < drawing->nvalues; i++)
				if (drawing->values[i] == knob)
					break;
			if (i < drawing->nvalues)
				continue;
			drawing->values = alloc_grow(drawing->values, i + 1,
						     sizeof(knob));
			drawing->values[drawing->nvalues++] = knob;
		}
	}
	if (drawing->nvalues)
		qsort(drawing->values, drawing->nvalues,
		      sizeof(*drawing->values), compare);
}

static void write_down(struct drawing *drawing, const struct group *group,
		       const struct interval *interval)
{
	struct table *data = drawing->picture->data;
	size_t row = picture_row(data, drawing->experiment, group);

	table_set(data, row, "metric", drawing->subject->column);
	if (drawing->dimension >= 0)
		picture_put(data, row, drawing->subject->knob,
			    knob_value(drawing, group));
	picture_put(data, row, "n", (double)interval->n);
	picture_put(data, row, "median", interval->value);
	picture_put(data, row, "ci_low", interval->low);
	picture_put(data, row, "ci_high", interval->high);
	picture_put(data, row, "min", interval->min);
	picture_put(data, row, "max", interval->max);
	drawing->intervals = drawing->intervals || !isnan(interval->low);
}

static int compare_points(const void *a, const void *b)
{
	return compare(&((const struct point *)a)->x,
		       &((const struct point *)b)->x);
}

/* The points of one line against the knob. */
static void draw_line(struct drawing *drawing, const struct facet *facet,
		      size_t number, struct curve *curve)
{
	const struct scale *scale = &drawing->picture->figure->x;
	size_t k;

	for (k = 0; k < facet->ngroups; k++) {
		const struct group *group =
			&drawing->experiment->groups[facet->groups[k]];
		struct interval interval;

		if (group->line != number)
			continue;
		interval = group_interval(drawing->experiment, group,
					  drawing->subject->column, NULL);
		if (!interval.n)
			continue;
		write_down(drawing, group, &interval);
		curve_add(curve, (struct point){
			.x = scale_place(scale, knob_value(drawing, group)),
			.y = interval.value,
			.low = interval.low,
			.high = interval.high,
		});
	}
	if (curve->n)
		qsort(curve->points, curve->n, sizeof(*curve->points),
		      compare_points);
}

static char *panel_title(const struct facets *facets, const char *family,
			 const struct facet *facet)
{
	bool named = *family && facets->nfamilies > 1;

	return alloc_printf("%s%s%s", named ? family_title(family) : "",
			    named && *facet->knobs ? ", " : "", facet->knobs);
}

static void draw_panel(struct drawing *drawing, const struct facet *facet,
		       const char *family)
{
	const struct experiment *experiment = drawing->experiment;
	struct panel *panel;
	size_t i;

	panel = figure_add_panel(drawing->picture->figure,
				 panel_title(drawing->facets, family, facet));
	for (i = 0; i < experiment->nlines; i++) {
		const struct line *line = &experiment->lines[i];
		struct curve *curve;

		if (strcmp(line->family, family))
			continue;
		curve = panel_add_curve(panel, line->label,
					style_of(line->scheme, line->variant));
		draw_line(drawing, facet, i, curve);
		/* What is not there is not in the legend. */
		if (!curve->n)
			panel->n--;
	}
}

static void draw_lines(struct drawing *drawing)
{
	const struct subject *subject = drawing->subject;
	struct figure *figure = drawing->picture->figure;
	size_t f, i;

	figure->kind = FIGURE_LINES;
	scale_of_values(&figure->x, subject->knob_label, subject->knob_unit,
			drawing->values, drawing->nvalues);
	scale_of_figures(&figure->y, subject->label, subject->unit,
			 drawing->low, drawing->high);
	figure->columns = drawing->facets->nfamilies > 1 ?
			  drawing->facets->nfamilies :
			  drawing->facets->n > 1 ? 2 : 1;
	for (f = 0; f < drawing->facets->n; f++)
		for (i = 0; i < drawing->facets->nfamilies; i++)
			draw_panel(drawing, &drawing->facets->v[f],
				   drawing->facets->families[i]);
}

/* The median of a line with its interval, then all repeats, in one row. */
static void draw_row(struct drawing *drawing, const struct group *group,
		     struct curve *curve, double y)
{
	struct interval interval;
	double *values;
	size_t i;

	interval = group_interval(drawing->experiment, group,
				  drawing->subject->column, &values);
	if (interval.n) {
		write_down(drawing, group, &interval);
		curve_add(curve, (struct point){
			.x = interval.value,
			.y = y,
			.low = interval.low,
			.high = interval.high,
		});
	}
	for (i = 0; i < group->n && interval.n; i++)
		if (!isnan(values[i]))
			curve_add(curve, (struct point){
				.x = values[i], .y = y,
				.low = NAN, .high = NAN,
			});
	free(values);
}

/* A row for each line that anything was measured of, the first on top. */
static void name_rows(struct drawing *drawing, double *rows)
{
	const struct experiment *experiment = drawing->experiment;
	struct scale *scale = &drawing->picture->figure->y;
	size_t i, f, k, n = 0;

	for (i = 0; i < experiment->nlines; i++)
		rows[i] = NAN;
	for (f = 0; f < drawing->facets->n; f++) {
		const struct facet *facet = &drawing->facets->v[f];

		for (k = 0; k < facet->ngroups; k++)
			rows[experiment->groups[facet->groups[k]].line] = 0;
	}
	*scale = (struct scale){ .label = alloc_copy(""), .zero = NAN };
	for (i = experiment->nlines; i--;) {
		if (isnan(rows[i]))
			continue;
		rows[i] = (double)n++;
		scale->ticks = alloc_grow(scale->ticks, n,
					  sizeof(*scale->ticks));
		scale->ticks[scale->nticks++] = (struct tick){
			rows[i], alloc_copy(experiment->lines[i].label),
		};
	}
	scale->low = -0.7;
	scale->high = (double)n - 0.3;
}

static void draw_dots(struct drawing *drawing)
{
	const struct experiment *experiment = drawing->experiment;
	struct figure *figure = drawing->picture->figure;
	double *rows = alloc_zeroed(experiment->nlines, sizeof(*rows));
	size_t f, k;

	figure->kind = FIGURE_DOTS;
	figure->columns = drawing->facets->n > 1 ? 2 : 1;
	scale_of_figures(&figure->x, drawing->subject->label,
			 drawing->subject->unit, drawing->low, drawing->high);
	name_rows(drawing, rows);
	for (f = 0; f < drawing->facets->n; f++) {
		const struct facet *facet = &drawing->facets->v[f];
		struct panel *panel;

		panel = figure_add_panel(figure, alloc_copy(facet->knobs));
		for (k = 0; k < facet->ngroups; k++) {
			const struct group *group =
				&experiment->groups[facet->groups[k]];
			const struct line *line =
				&experiment->lines[group->line];
			struct curve *curve;

			curve = panel_add_curve(panel, line->label,
						style_of(line->scheme,
							 line->variant));
			draw_row(drawing, group, curve, rows[group->line]);
		}
	}
	free(rows);
}

static char *make_caption(const struct drawing *drawing)
{
	char *repeats = picture_repeats(drawing->experiment);
	char *note = facets_note(drawing->facets), *caption;
	const char *bars = drawing->intervals ?
		"bars are 95% intervals of the median" :
		"there are no intervals, which take 6 repeats";

	if (drawing->experiment->repeats == 1)
		caption = alloc_printf("%s, %s: one run each.%s",
				       drawing->subject->label,
				       drawing->dimension < 0 ? "by scheme" :
				       drawing->subject->knob, note);
	else
		caption = alloc_printf("%s: median of %s; %s.%s%s",
				       drawing->subject->label, repeats, bars,
				       drawing->dimension < 0 ?
				       " Small circles are the repeats." : "",
				       note);
	free(repeats);
	free(note);
	return caption;
}

/* Leave out the panels that nothing was measured for. */
static void drop_empty(struct figure *figure)
{
	size_t i, k, kept = 0;

	for (i = 0; i < figure->n; i++) {
		size_t points = 0;

		for (k = 0; k < figure->panels[i].n; k++)
			points += figure->panels[i].curves[k].n;
		if (points) {
			figure->panels[kept++] = figure->panels[i];
			continue;
		}
		free(figure->panels[i].curves);
		free(figure->panels[i].title);
	}
	figure->n = kept;
	if (figure->columns > kept)
		figure->columns = kept;
}

static struct picture draw(const struct experiment *experiment,
			   const struct subject *subject)
{
	const char *columns[] = {
		PICTURE_COLUMNS, "metric", subject->knob, "n", "median",
		"ci_low", "ci_high", "min", "max",
	};
	struct picture picture = {
		.stem = alloc_copy(subject->stem),
		.source = "summary.csv",
	};
	struct drawing drawing = {
		.subject = subject,
		.experiment = experiment,
		.dimension = experiment_dimension(experiment, subject->knob),
		.picture = &picture,
	};
	struct facets *facets;

	facets = facets_new(experiment, drawing.dimension, MOST_FACETS);
	drawing.facets = facets;
	survey(&drawing);
	if (drawing.dimension >= 0 && drawing.nvalues < 2) {
		/* At the other values there is nothing to see. */
		facets_free(facets);
		facets = facets_new(experiment, -1, MOST_FACETS);
		drawing.facets = facets;
		drawing.dimension = -1;
		survey(&drawing);
	}
	picture.title = alloc_copy(drawing.dimension < 0 && subject->by_scheme ?
				   subject->by_scheme : subject->title);
	if (drawing.high < 0 || (drawing.dimension < 0 && !subject->by_scheme)) {
		picture.lacking = alloc_copy(subject->lacking);
	} else {
		picture.data = table_new(columns, ARRAY_SIZE(columns));
		picture.figure = alloc_zeroed(1, sizeof(*picture.figure));
		picture.figure->title = alloc_copy(picture.title);
		if (drawing.dimension < 0)
			draw_dots(&drawing);
		else
			draw_lines(&drawing);
		drop_empty(picture.figure);
		picture.caption = make_caption(&drawing);
	}
	free(drawing.values);
	facets_free(facets);
	return picture;
}

struct picture picture_throughput(const struct experiment *experiment)
{
	return draw(experiment, &throughput);
}

struct picture picture_updates(const struct experiment *experiment)
{
	return draw(experiment, &updates);
}

struct picture picture_hold(const struct experiment *experiment, bool tail)
{
	return draw(experiment, tail ? &hold_tail : &hold_median);
}
