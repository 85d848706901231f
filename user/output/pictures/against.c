// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pictures of a figure of the summary: against a knob, or by scheme where the
 * knob has one value only.
 */
#include "output/pictures/against.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"

/* Combinations of knobs there is room for. */
#define MOST_FACETS 6

/* Fewer values of a knob are points and no curve. */
#define ENOUGH_VALUES 3

static const struct subject throughput = {
	.stem = "throughput",
	.what = "Throughput",
	.end = "",
	.metric = METRIC_lookups_per_s,
	.label = "lookups per second",
	.unit = SCALE_COUNT,
	.knob = "readers",
	.any_knob = true,
	.caption = "Lookups per second, of all readers together",
	.lacking = "no run has readers; --readers 1,2,4 would fill it",
	.no_floor = true,
};

static const struct subject updates = {
	.stem = "updates",
	.what = "Updates",
	.end = "",
	.metric = METRIC_updates_per_s,
	.label = "updates per second",
	.unit = SCALE_COUNT,
	.knob = "readers",
	.any_knob = true,
	.caption = "Writer operations per second, of all writers together",
	.lacking =
		"no run has writers; --writers 1 --readers 0,1,2,4 would fill it",
};

#define HOLD_LACKING \
	"all runs have the same hold_ns, or none has writers; --writers 1 --hold-ns 0,1000,10000,100000 would fill it"

static const struct subject hold_median = {
	.stem = "hold-median",
	.what = "Writer latency",
	.end = ": median",
	.metric = METRIC_update_p50_ns,
	.label = "update latency",
	.unit = SCALE_NS,
	.knob = "hold_ns",
	.caption = "Median latency of writer operations",
	.lacking = HOLD_LACKING,
};

static const struct subject hold_tail = {
	.stem = "hold-p99",
	.what = "Writer latency",
	.end = ": 99th percentile",
	.metric = METRIC_update_p99_ns,
	.label = "update latency",
	.unit = SCALE_NS,
	.knob = "hold_ns",
	.caption = "99th percentile of the latency of writer operations",
	.lacking = HOLD_LACKING,
};

/* How knobs are told; others by their names. */
static const struct knob_words {
	const char *knob;
	const char *title; /* what a figure is drawn against */
	const char *label;
	enum scale_unit unit;
} knob_words[] = {
	{"readers", "readers", "readers", SCALE_PLAIN},
	{"writers", "writers", "writers", SCALE_PLAIN},
	{"vmas", "VMAs", "VMAs in the arena", SCALE_COUNT},
	{"hold_ns", "hold time", "time a reader holds each VMA", SCALE_NS},
	{"write_span", "span", "slots one writer operation changes",
	 SCALE_PLAIN},
	{"write_rate", "rate of writers",
	 "operations per second asked of each writer", SCALE_COUNT},
	{"read_rate", "rate of readers",
	 "lookups per second asked of each reader", SCALE_COUNT},
	{"volatile_pct", "share of volatile slots", "volatile slots, %",
	 SCALE_PLAIN},
};

/* Knobs that nobody wants a figure against. */
static const char *const dull[] = {
	"seed",	       "warmup_ms",   "duration_ms", "sample_every",
	"timeline_ms", "reader_cpus", "writer_cpus",
};

static struct knob_words words_of(const char *knob)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(knob_words); i++)
		if (!strcmp(knob_words[i].knob, knob))
			return knob_words[i];
	return (struct knob_words){knob, knob, knob, SCALE_PLAIN};
}

static bool is_axis(const struct dimension *dimension)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dull); i++)
		if (!strcmp(dull[i], dimension->name))
			return false;
	return dimension->numbers;
}

/* The knob a figure is drawn against: its own, else that of most values. */
static int main_axis(const struct experiment *experiment,
		     const struct subject *subject)
{
	int axis = experiment_dimension(experiment, subject->knob);
	size_t i, most = 0;

	if (axis >= 0 || !subject->any_knob)
		return axis;
	for (i = 0; i < experiment->ndimensions; i++) {
		if (!is_axis(&experiment->dimensions[i]) ||
		    experiment->dimensions[i].n <= most)
			continue;
		most = experiment->dimensions[i].n;
		axis = (int)i;
	}
	return axis;
}

static void reach(struct range *range, double value)
{
	if (isnan(value))
		return;
	range->low = fmin(range->low, value);
	range->high = fmax(range->high, value);
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

bool against_draws(const struct drawing *drawing, const struct line *line)
{
	return !drawing->subject->no_floor || !is_floor(line);
}

static void add_value(struct drawing *drawing, double value)
{
	size_t i;

	for (i = 0; i < drawing->nvalues; i++)
		if (drawing->values[i] == value)
			return;
	drawing->values = alloc_grow(drawing->values, i + 1, sizeof(value));
	drawing->values[drawing->nvalues++] = value;
}

static void survey_group(struct drawing *drawing, const struct group *group,
			 struct range *range)
{
	struct interval interval;

	interval = group->runs->by_metric[drawing->subject->metric].over;
	if (!interval.n)
		return;
	reach(range, interval.value);
	reach(range, interval.low);
	reach(range, interval.high);
	/* Repeats are only shown by scheme. */
	if (drawing->dimension < 0) {
		reach(range, interval.min);
		reach(range, interval.max);
	} else {
		add_value(drawing, knob_value(drawing, group));
	}
}

/* Where on the axes there is anything. */
static void survey(struct drawing *drawing)
{
	const struct experiment *experiment = drawing->experiment;
	const struct facets *facets = drawing->facets;
	size_t f, k;

	free(drawing->ranges);
	drawing->ranges = alloc_zeroed(facets->n, sizeof(*drawing->ranges));
	drawing->all = (struct range){INFINITY, -INFINITY};
	for (f = 0; f < facets->n; f++) {
		struct range *range = &drawing->ranges[f];

		*range = (struct range){INFINITY, -INFINITY};
		for (k = 0; k < facets->v[f].ngroups; k++) {
			const struct group *group =
				&experiment->groups[facets->v[f].groups[k]];

			if (against_draws(drawing,
					  &experiment->lines[group->line]))
				survey_group(drawing, group, range);
		}
		if (range->high >= range->low) {
			reach(&drawing->all, range->low);
			reach(&drawing->all, range->high);
		}
	}
	if (drawing->nvalues)
		qsort(drawing->values, drawing->nvalues,
		      sizeof(*drawing->values), compare);
}

void against_write(struct drawing *drawing, const struct group *group,
		   const struct interval *interval)
{
	struct table *data = drawing->picture->data;
	size_t row = picture_row(data, drawing->experiment, group);

	table_set(data, row, "metric", metrics[drawing->subject->metric].name);
	if (drawing->dimension >= 0)
		picture_put(data, row, drawing->knob,
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
		interval = group->runs->by_metric[drawing->subject->metric].over;
		if (!interval.n)
			continue;
		against_write(drawing, group, &interval);
		curve_add(curve,
			  (struct point){
				  .x = scale_place(scale,
						   knob_value(drawing, group)),
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

/* Put curves beside each other, so that intervals do not hide others. */
static void spread(const struct scale *scale, struct panel *panel)
{
	size_t i, k;

	for (i = 0; i < panel->n; i++)
		for (k = 0; k < panel->curves[i].n; k++)
			panel->curves[i].points[k].x =
				scale_aside(scale, panel->curves[i].points[k].x,
					    i, panel->n);
}

static void draw_panel(struct drawing *drawing, const struct facet *facet,
		       const char *family)
{
	const struct experiment *experiment = drawing->experiment;
	struct figure *figure = drawing->picture->figure;
	struct panel *panel;
	size_t i;

	panel = figure_add_panel(figure,
				 panel_title(drawing->facets, family, facet));
	for (i = 0; i < experiment->nlines; i++) {
		const struct line *line = &experiment->lines[i];
		struct curve *curve;

		if (strcmp(line->family, family) ||
		    !against_draws(drawing, line))
			continue;
		curve = panel_add_curve(panel, line->label,
					style_of(line->scheme, line->variant));
		draw_line(drawing, facet, i, curve);
		/* What is not there is not in the legend. */
		if (!curve->n)
			panel->n--;
	}
	spread(&figure->x, panel);
}

static void add_y(struct drawing *drawing, const struct range *range)
{
	scale_of_figures(figure_add_y(drawing->picture->figure),
			 drawing->subject->label, drawing->subject->unit,
			 range->low, range->high);
}

/* A row for each facet with a panel for each family, or two facets a row. */
static void draw_lines(struct drawing *drawing)
{
	const struct facets *facets = drawing->facets;
	const struct knob_words words = words_of(drawing->knob);
	struct figure *figure = drawing->picture->figure;
	size_t f, i;

	figure->kind = FIGURE_LINES;
	scale_of_values(&figure->x, words.label, words.unit, drawing->values,
			drawing->nvalues);
	for (f = 0; f < facets->n; f++) {
		if (!range_any(&drawing->ranges[f]))
			continue;
		for (i = 0; i < facets->nfamilies; i++)
			draw_panel(drawing, &facets->v[f], facets->families[i]);
		if (facets->nfamilies > 1)
			add_y(drawing, &drawing->ranges[f]);
	}
	figure->columns = facets->nfamilies;
	if (figure->columns > 1)
		return;
	add_y(drawing, &drawing->all);
	figure->columns = figure->n > 1 ? 2 : 1;
}

static char *make_caption(const struct drawing *drawing)
{
	const struct figure *figure = drawing->picture->figure;
	char *repeats = picture_repeats(drawing->experiment);
	char *note = facets_note(drawing->facets), *caption;

	caption = alloc_printf(
		"%s: %s%s.", drawing->subject->caption,
		drawing->experiment->repeats == 1 ? "" : "median of ", repeats);
	if (drawing->intervals)
		alloc_append(&caption,
			     " Bars are 95%% intervals of the median, where %d repeats or more are valid.",
			     INTERVAL_MIN);
	else
		alloc_append(&caption,
			     " There are no intervals, which take %d repeats.",
			     INTERVAL_MIN);
	if (drawing->dimension < 0 && drawing->experiment->repeats > 1)
		alloc_append(&caption, " Small circles are the repeats.");
	if (figure->ny > 1)
		alloc_append(&caption, " Each row has a scale of its own.");
	alloc_append(&caption, "%s%s",
		     drawing->subject->no_floor ? FLOOR_NOTE : "", note);
	free(repeats);
	free(note);
	return caption;
}

static char *make_title(const struct drawing *drawing)
{
	const struct subject *subject = drawing->subject;

	if (drawing->dimension < 0 && subject->any_knob)
		return alloc_printf("%s by scheme%s", subject->what,
				    subject->end);
	return alloc_printf("%s against %s%s", subject->what,
			    words_of(drawing->knob).title, subject->end);
}

static void draw_figure(struct drawing *drawing)
{
	const char *columns[] = {
		PICTURE_COLUMNS, "metric",  drawing->knob, "n",	  "median",
		"ci_low",	 "ci_high", "min",	   "max",
	};
	struct picture *picture = drawing->picture;

	picture->data = table_new(columns, ARRAY_SIZE(columns));
	picture->figure = alloc_zeroed(1, sizeof(*picture->figure));
	picture->figure->title = alloc_copy(picture->title);
	if (drawing->dimension < 0)
		against_draw_dots(drawing);
	else
		draw_lines(drawing);
	picture->caption = make_caption(drawing);
}

/* A picture against a dimension, or by scheme if that is -1. */
static struct picture draw(const struct experiment *experiment,
			   const struct subject *subject, int axis)
{
	struct picture picture = {.source = "summary.csv"};
	struct drawing drawing = {
		.subject = subject,
		.experiment = experiment,
		.dimension = axis,
		.knob = axis < 0 ? subject->knob
				 : experiment->dimensions[axis].name,
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
	picture.title = make_title(&drawing);
	if (!range_any(&drawing.all) ||
	    (drawing.dimension < 0 && !subject->any_knob))
		picture.lacking = alloc_copy(subject->lacking);
	else
		draw_figure(&drawing);
	free(drawing.values);
	free(drawing.ranges);
	facets_free(facets);
	return picture;
}

static void add_main(struct pictures *pictures,
		     const struct experiment *experiment,
		     const struct subject *subject, const char *prefix)
{
	struct picture picture;

	picture = draw(experiment, subject, main_axis(experiment, subject));
	picture.stem = alloc_copy(subject->stem);
	pictures_add(pictures, picture, prefix);
}

/* Against the other knobs of which there are enough values to see a curve. */
static void add_others(struct pictures *pictures,
		       const struct experiment *experiment,
		       const struct subject *subject, const char *prefix)
{
	int axis = main_axis(experiment, subject);
	struct picture picture;
	size_t i;

	for (i = 0; i < experiment->ndimensions; i++) {
		const struct dimension *dimension = &experiment->dimensions[i];

		if ((int)i == axis || dimension->n < ENOUGH_VALUES ||
		    !is_axis(dimension))
			continue;
		picture = draw(experiment, subject, (int)i);
		/* By scheme it is there already. */
		if (picture.lacking || picture.figure->kind == FIGURE_DOTS) {
			picture_forget(&picture);
			continue;
		}
		picture.stem =
			alloc_printf("%s-%s", subject->stem, dimension->name);
		pictures_add(pictures, picture, prefix);
	}
}

void pictures_add_throughput(struct pictures *pictures,
			     const struct experiment *experiment,
			     const char *prefix)
{
	add_main(pictures, experiment, &throughput, prefix);
	add_others(pictures, experiment, &throughput, prefix);
}

void pictures_add_updates(struct pictures *pictures,
			  const struct experiment *experiment,
			  const char *prefix)
{
	add_main(pictures, experiment, &updates, prefix);
	add_others(pictures, experiment, &updates, prefix);
	add_main(pictures, experiment, &hold_median, prefix);
	add_main(pictures, experiment, &hold_tail, prefix);
}
