// SPDX-License-Identifier: GPL-2.0-only
/*
 * A figure by scheme: for runs that have one value only of the knob it would be
 * drawn against.
 */
#include "output/pictures/against.h"

#include <math.h>
#include <stdlib.h>

#include "lib/alloc.h"

/* The median of a line with its interval, then all repeats, in one row. */
static void draw_row(struct drawing *drawing, const struct group *group,
		     struct curve *curve, double y)
{
	const size_t metric = drawing->subject->metric;
	struct interval interval = group->runs->by_metric[metric].over;
	double value;
	size_t i;

	if (interval.n) {
		against_write(drawing, group, &interval);
		curve_add(curve, (struct point){
					 .x = interval.value,
					 .y = y,
					 .low = interval.low,
					 .high = interval.high,
				 });
	}
	for (i = 0; i < group->runs->n && interval.n; i++) {
		value = run_metric(group->runs->runs[i], metric);
		if (isnan(value))
			continue;
		curve_add(curve, (struct point){
					 .x = value,
					 .y = y,
					 .low = NAN,
					 .high = NAN,
				 });
	}
}

/* A row for each line that anything was measured of, the first on top. */
static void name_rows(struct drawing *drawing, double *rows)
{
	const struct experiment *experiment = drawing->experiment;
	struct scale *scale = figure_add_y(drawing->picture->figure);
	size_t i, f, k, n = 0;

	for (i = 0; i < experiment->nlines; i++)
		rows[i] = NAN;
	for (f = 0; f < drawing->facets->n; f++) {
		const struct facet *facet = &drawing->facets->v[f];

		for (k = 0; k < facet->ngroups; k++) {
			size_t line = experiment->groups[facet->groups[k]].line;

			if (against_draws(drawing, &experiment->lines[line]))
				rows[line] = 0;
		}
	}
	*scale = (struct scale){.label = alloc_copy(""), .zero = NAN};
	for (i = experiment->nlines; i--;) {
		if (isnan(rows[i]))
			continue;
		rows[i] = (double)n++;
		scale->ticks =
			alloc_grow(scale->ticks, n, sizeof(*scale->ticks));
		scale->ticks[scale->nticks++] = (struct tick){
			rows[i],
			alloc_copy(experiment->lines[i].label),
		};
	}
	scale->low = -0.7;
	scale->high = (double)n - 0.3;
}

void against_draw_dots(struct drawing *drawing)
{
	const struct experiment *experiment = drawing->experiment;
	struct figure *figure = drawing->picture->figure;
	double *rows = alloc_zeroed(experiment->nlines, sizeof(*rows));
	size_t f, k;

	figure->kind = FIGURE_DOTS;
	scale_of_figures(&figure->x, drawing->subject->label,
			 drawing->subject->unit, drawing->all.low,
			 drawing->all.high);
	name_rows(drawing, rows);
	for (f = 0; f < drawing->facets->n; f++) {
		const struct facet *facet = &drawing->facets->v[f];
		struct panel *panel;

		if (!range_any(&drawing->ranges[f]))
			continue;
		panel = figure_add_panel(figure, alloc_copy(facet->knobs));
		for (k = 0; k < facet->ngroups; k++) {
			const struct group *group =
				&experiment->groups[facet->groups[k]];
			const struct line *line =
				&experiment->lines[group->line];
			struct curve *curve;

			if (!against_draws(drawing, line))
				continue;
			curve = panel_add_curve(
				panel, line->label,
				style_of(line->scheme, line->variant));
			draw_row(drawing, group, curve, rows[group->line]);
		}
	}
	figure->columns = figure->n > 1 ? 2 : 1;
	free(rows);
}
