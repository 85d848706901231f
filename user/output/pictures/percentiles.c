// SPDX-License-Identifier: GPL-2.0-only
/*
 * Percentile curves in the manner of HdrHistogram's plots: latency against
 * 1 / (1 - p), so that each further nine takes as much room as the last.
 */
#include "output/pictures/picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"

static const struct {
	const char *stem;
	const char *title;
	const char *label;
	const char *lacking;
} ops[LATENCY_OPS] = {
	[LATENCY_LOOKUP] =
		{
			"latency-lookup",
			"Latency of lookups by percentile",
			"lookup latency",
			"no lookups were timed, or histogram.csv is not there; --readers 1 --sample-every 256 would fill it",
		},
	[LATENCY_UPDATE] =
		{
			"latency-update",
			"Latency of updates by percentile",
			"update latency",
			"no run has writers, or histogram.csv is not there; --writers 1 would fill it",
		},
};

struct drawing {
	const struct experiment *experiment;
	const struct latency *sums;
	struct picture *picture;
	double low, high; /* of the latencies */
	double tail;	  /* largest 1 / (1 - p) */
};

/* As in the other files: the largest latency of a bucket is that of all. */
static double largest_of(unsigned int bucket)
{
	return (double)vmb_hist_low(bucket + 1) - 1;
}

static void add_point(struct drawing *drawing, const struct group *group,
		      struct curve *curve, double share, double latency)
{
	struct table *data = drawing->picture->data;
	size_t row = picture_row(data, drawing->experiment, group);
	double x = 1 / (1 - share);

	picture_put(data, row, "percentile", 100 * share);
	picture_put(data, row, "latency_ns", latency);
	curve_add(curve, (struct point){
				 .x = x,
				 .y = latency,
				 .low = NAN,
				 .high = NAN,
			 });
	drawing->low = fmin(drawing->low, latency);
	drawing->high = fmax(drawing->high, latency);
	drawing->tail = fmax(drawing->tail, x);
}

/*
 * A bucket's latency is that of all percentiles from the operations before it
 * to those with it; the curve goes through where it begins.  Above the last
 * operation but one nothing is known.
 */
static void draw_curve(struct drawing *drawing, const struct group *group,
		       const struct latency *sum, struct curve *curve)
{
	double before = 0, n = (double)sum->n;
	unsigned int i;

	for (i = 0; i < VMB_HIST_BUCKETS; i++) {
		/* No latency is below 1 on a logarithmic axis. */
		double latency = fmax(largest_of(i), 1);

		if (!sum->counts[i])
			continue;
		add_point(drawing, group, curve, before / n, latency);
		before += (double)sum->counts[i];
		if (before >= n)
			add_point(drawing, group, curve, (n - 1) / n, latency);
	}
}

static void draw_panel(struct drawing *drawing, enum latency_op op,
		       const struct facet *facet, const char *family,
		       bool named)
{
	const struct experiment *experiment = drawing->experiment;
	struct panel *panel;
	size_t k;

	panel = figure_add_panel(
		drawing->picture->figure,
		alloc_printf("%s%s%s", named ? family_title(family) : "",
			     named && *facet->knobs ? ", " : "", facet->knobs));
	for (k = 0; k < facet->ngroups; k++) {
		const struct group *group =
			&experiment->groups[facet->groups[k]];
		const struct line *line = &experiment->lines[group->line];
		const struct latency *sum = &drawing->sums[facet->groups[k]];
		struct curve *curve;

		if (!sum->n || strcmp(line->family, family) ||
		    (op == LATENCY_LOOKUP && is_floor(line)))
			continue;
		curve = panel_add_curve(panel, line->label,
					style_of(line->scheme, line->variant));
		draw_curve(drawing, group, sum, curve);
	}
	if (!panel->n) {
		free(panel->title);
		drawing->picture->figure->n--;
	}
}

static char *make_caption(const struct drawing *drawing,
			  const struct facets *facets, enum latency_op op)
{
	const char *label = ops[op].label;
	char *repeats = picture_repeats(drawing->experiment);
	char *note = facets_note(facets);
	char *caption;

	caption = alloc_printf(
		"%s: so much or less in so many of 100 operations; %s added up. Where a curve ends it has no more samples.%s%s",
		label, repeats, op == LATENCY_LOOKUP ? FLOOR_NOTE : "", note);
	free(repeats);
	free(note);
	return caption;
}

struct picture picture_percentiles(const struct experiment *experiment,
				   const struct facets *facets,
				   enum latency_op op,
				   const struct latency *sums)
{
	static const char *const columns[] = {
		PICTURE_COLUMNS,
		"percentile",
		"latency_ns",
	};
	struct picture picture = {
		.stem = alloc_copy(ops[op].stem),
		.title = alloc_copy(ops[op].title),
		.source = "histogram.csv",
		.data = table_new(columns, ARRAY_SIZE(columns)),
		.figure = alloc_zeroed(1, sizeof(*picture.figure)),
	};
	struct drawing drawing = {
		.experiment = experiment,
		.sums = sums,
		.picture = &picture,
		.low = INFINITY,
		.tail = 10,
	};
	size_t f, i;

	for (f = 0; f < facets->n; f++)
		for (i = 0; i < facets->nfamilies; i++)
			draw_panel(&drawing, op, &facets->v[f],
				   facets->families[i], facets->nfamilies > 1);
	if (!picture.figure->n) {
		table_free(picture.data);
		figure_free(picture.figure);
		picture.data = NULL;
		picture.figure = NULL;
		picture.lacking = alloc_copy(ops[op].lacking);
		return picture;
	}

	picture.figure->kind = FIGURE_CURVES;
	picture.figure->title = alloc_copy(picture.title);
	picture.figure->columns = picture.figure->n > 1 ? 2 : 1;
	scale_log(&picture.figure->x, "percentile", SCALE_PERCENTILE, 1,
		  drawing.tail * 1.2);
	scale_log(figure_add_y(picture.figure), ops[op].label, SCALE_NS,
		  drawing.low / 1.3, drawing.high * 1.3);
	picture.caption = make_caption(&drawing, facets, op);
	return picture;
}
