// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pictures of what changes while a run lasts.
 */
#include "output/pictures/picture.h"

#include <math.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"

static char *make_caption(const struct experiment *experiment,
			  const struct facets *facets, const char *what)
{
	char *repeats = picture_repeats(experiment);
	char *note = facets_note(facets);
	const char *knobs = facets->n ? facets->v[facets->n - 1].knobs : "";
	char *caption;

	caption = alloc_printf("%s %s.%s%s%s%s", what, repeats, note,
			       *knobs ? " Shown: " : "", knobs,
			       *knobs ? "." : "");
	free(repeats);
	free(note);
	return caption;
}

/* Rows of the map that have anything, over all groups. */
static void find_rows(const struct experiment *experiment,
		      const struct facet *facet, const struct heat *heats,
		      size_t *first, size_t *last)
{
	size_t k, bin, octave;

	*first = HEAT_OCTAVES;
	*last = 0;
	(void)experiment;
	for (k = 0; k < facet->ngroups; k++) {
		const struct heat *heat = &heats[facet->groups[k]];

		for (bin = 0; bin < heat->bins.n; bin++) {
			for (octave = 0; octave < HEAT_OCTAVES; octave++) {
				if (!heat->counts[bin * HEAT_OCTAVES + octave])
					continue;
				*first = octave < *first ? octave : *first;
				*last = octave > *last ? octave : *last;
			}
		}
	}
}

static double share_of(const struct heat *heat, size_t bin, size_t octave)
{
	const uint64_t *counts = &heat->counts[bin * HEAT_OCTAVES];
	uint64_t all = 0;
	size_t i;

	for (i = 0; i < HEAT_OCTAVES; i++)
		all += counts[i];
	return counts[octave] ? 100 * (double)counts[octave] / (double)all
			      : NAN;
}

static void draw_map(struct picture *picture,
		     const struct experiment *experiment,
		     const struct group *group, const struct heat *heat,
		     size_t first, size_t last)
{
	struct panel *panel;
	struct map *map;
	size_t bin, octave;

	panel = figure_add_panel(
		picture->figure,
		alloc_copy(experiment->lines[group->line].label));
	map = &panel->map;
	*map = (struct map){
		.columns = heat->bins.n,
		.rows = last - first + 1,
		.width = heat->bins.width_ns / 1e6,
		/* Octave 1 is from 1 to 2 ns: the logarithm's 0 to 1. */
		.bottom = (double)first - 1,
	};
	map->shares =
		alloc_zeroed(map->columns * map->rows, sizeof(*map->shares));
	for (bin = 0; bin < map->columns; bin++) {
		for (octave = first; octave <= last; octave++) {
			double share = share_of(heat, bin, octave);
			size_t row;

			map->shares[bin * map->rows + octave - first] = share;
			if (isnan(share))
				continue;
			row = picture_row(picture->data, experiment, group);
			picture_put(picture->data, row, "start_ms",
				    (double)bin * map->width);
			picture_put(picture->data, row, "end_ms",
				    (double)(bin + 1) * map->width);
			picture_put(picture->data, row, "low_ns",
				    octave ? ldexp(1, (int)octave - 1) : 0);
			picture_put(picture->data, row, "count",
				    (double)heat->counts[bin * HEAT_OCTAVES +
							 octave]);
			picture_put(picture->data, row, "share_percent", share);
		}
	}
}

/* Decades on an axis of octaves. */
static void scale_octaves(struct scale *scale, size_t first, size_t last)
{
	struct scale decades;
	size_t i;

	scale_log(&decades, "lookup latency", SCALE_NS,
		  ldexp(1, first ? (int)first - 1 : 0), ldexp(1, (int)last));
	*scale = decades;
	scale->log = false;
	scale->low = (double)first - 1;
	scale->high = (double)last;
	for (i = 0; i < scale->nticks; i++)
		scale->ticks[i].at = log2(scale->ticks[i].at);
}

struct picture picture_heat(const struct experiment *experiment,
			    const struct facets *facets,
			    const struct heat *heats)
{
	static const char *const columns[] = {
		PICTURE_COLUMNS, "start_ms", "end_ms",
		"low_ns",	 "count",    "share_percent",
	};
	struct picture picture = {
		.stem = alloc_copy("latency-over-time"),
		.title = alloc_copy("Latency of lookups over time"),
		.source = "heat.csv",
	};
	const struct facet *facet =
		facets->n ? &facets->v[facets->n - 1] : NULL;
	size_t first = HEAT_OCTAVES, last = 0, k;
	double end = 0;

	if (facet)
		find_rows(experiment, facet, heats, &first, &last);
	if (first > last) {
		picture.lacking = alloc_copy(
			"there is no heat.csv with timed lookups; --readers 1 --timeline-ms 100 would fill it");
		return picture;
	}

	picture.data = table_new(columns, ARRAY_SIZE(columns));
	picture.figure = alloc_zeroed(1, sizeof(*picture.figure));
	picture.figure->kind = FIGURE_HEAT;
	picture.figure->title = alloc_copy(picture.title);
	for (k = 0; k < facet->ngroups; k++) {
		const struct heat *heat = &heats[facet->groups[k]];

		if (!heat->runs)
			continue;
		draw_map(&picture, experiment,
			 &experiment->groups[facet->groups[k]], heat, first,
			 last);
		end = fmax(end, (double)heat->bins.n * heat->bins.width_ns);
	}
	picture.figure->columns = picture.figure->n < 3 ? picture.figure->n : 3;
	scale_linear(&picture.figure->x, "time, ms", SCALE_PLAIN, end / 1e6);
	scale_octaves(figure_add_y(picture.figure), first, last);
	picture.caption = make_caption(
		experiment, facets,
		"How the timed lookups of each moment are spread over latencies, by powers of two; added up over");
	return picture;
}

/* Median over the runs; NAN if none tells. */
static double median_at(const struct run_group *group, double *const *backlogs,
			size_t bin)
{
	double *values = alloc_zeroed(group->n, sizeof(*values)), median;
	size_t i;

	for (i = 0; i < group->n; i++)
		values[i] = backlogs[group->runs[i]->number][bin];
	median = interval_of_median(values, group->n).value;
	free(values);
	return median;
}

static double draw_backlog(struct picture *picture,
			   const struct experiment *experiment,
			   const struct group *group,
			   const struct timebins *bins,
			   double *const *backlogs, struct curve *curve)
{
	double most = 0, median;
	size_t bin, row;

	for (bin = 0; bin < bins->n; bin++) {
		median = median_at(group->runs, backlogs, bin);
		if (isnan(median))
			continue;
		row = picture_row(picture->data, experiment, group);
		picture_put(picture->data, row, "start_ms",
			    (double)bin * bins->width_ns / 1e6);
		picture_put(picture->data, row, "end_ms",
			    (double)(bin + 1) * bins->width_ns / 1e6);
		picture_put(picture->data, row, "waiting_max", median);
		curve_add(curve, (struct point){
					 .x = ((double)bin + 0.5) *
					      bins->width_ns / 1e6,
					 .y = median,
					 .low = NAN,
					 .high = NAN,
				 });
		most = fmax(most, median);
	}
	return most;
}

struct picture picture_backlog(const struct experiment *experiment,
			       const struct facets *facets,
			       double *const *backlogs)
{
	static const char *const columns[] = {
		PICTURE_COLUMNS,
		"start_ms",
		"end_ms",
		"waiting_max",
	};
	struct picture picture = {
		.stem = alloc_copy("backlog"),
		.title = alloc_copy("Reclamation backlog over time"),
		.source = "timeline.csv",
		.data = table_new(columns, ARRAY_SIZE(columns)),
		.figure = alloc_zeroed(1, sizeof(*picture.figure)),
	};
	const struct facet *facet =
		facets->n ? &facets->v[facets->n - 1] : NULL;
	struct panel *panel;
	double most = 0, end = 0;
	size_t k;

	panel = figure_add_panel(picture.figure,
				 alloc_copy(facet ? facet->knobs : ""));
	for (k = 0; facet && k < facet->ngroups; k++) {
		const struct group *group =
			&experiment->groups[facet->groups[k]];
		const struct line *line = &experiment->lines[group->line];
		const struct timebins bins =
			timebins_of_run(group->runs->runs[0]);
		struct curve *curve;

		curve = panel_add_curve(panel, line->label,
					style_of(line->scheme, line->variant));
		most = fmax(most, draw_backlog(&picture, experiment, group,
					       &bins, backlogs, curve));
		if (!curve->n)
			panel->n--;
		else
			end = fmax(end, (double)bins.n * bins.width_ns);
	}
	if (!panel->n) {
		table_free(picture.data);
		figure_free(picture.figure);
		picture.data = NULL;
		picture.figure = NULL;
		picture.lacking = alloc_copy(
			"only models tell what waits for reclamation, and only while there are writers; --scheme model --writers 1 --timeline-ms 10 would fill it");
		return picture;
	}
	picture.figure->kind = FIGURE_STEPS;
	picture.figure->title = alloc_copy(picture.title);
	picture.figure->columns = 1;
	scale_linear(&picture.figure->x, "time since the window opened, ms",
		     SCALE_PLAIN, end / 1e6);
	scale_linear(figure_add_y(picture.figure), "VMAs waiting to be freed",
		     SCALE_COUNT, most > 0 ? most * 1.08 : 1);
	picture.caption = make_caption(
		experiment, facets,
		"Most VMAs that were removed and not yet freed, in each step; median over");
	return picture;
}
