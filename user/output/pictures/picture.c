// SPDX-License-Identifier: GPL-2.0-only
#include "output/pictures/picture.h"

#include <math.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "module/abi/version.h"
#include "results/run_index.h"

/* Combinations of knobs of which a picture of curves has room. */
#define MOST_CURVE_FACETS 3

/* What is wanted of an experiment. */
struct claims_state {
	const struct experiment *experiment;
	struct facets *some; /* for curves */
	struct facets *last; /* for what there is one panel per scheme of */
	size_t base;	     /* number of its first group among all */
};

/* All that is read for the pictures, per group of all experiments. */
struct reading {
	struct result_folder *folder;
	struct claims_state *choices;
	size_t n;
	size_t ngroups;
	struct latency *sums[LATENCY_OPS];
	struct heat *heats;
	struct backlog *backlogs;
};

char *picture_repeats(const struct experiment *experiment)
{
	return experiment->repeats == 1
		       ? alloc_copy("1 run")
		       : alloc_printf("%zu repeats", experiment->repeats);
}

size_t picture_row(struct table *data, const struct experiment *experiment,
		   const struct group *group)
{
	const struct line *line = &experiment->lines[group->line];
	size_t row = table_add_row(data);

	picture_put(data, row, "csv_version", VMB_CSV_VERSION);
	table_set(data, row, "job", experiment->job);
	table_set(data, row, "scheme", line->scheme);
	table_set(data, row, "line", line->label);
	table_set(data, row, "family", line->family);
	table_set(data, row, "knobs", group->knobs);
	return row;
}

void picture_put(struct table *data, size_t row, const char *column,
		 double value)
{
	char *text;

	if (isnan(value))
		return;
	text = alloc_printf("%.15g", value);
	table_set(data, row, column, text);
	free(text);
}

/* Per row of the summary: number of the group it is in, if that is chosen. */
static size_t *groups_of_runs(const struct reading *reading, bool last)
{
	const struct table *summary = reading->folder->summary;
	size_t *group_of_run =
		alloc_zeroed(summary->nrows, sizeof(*group_of_run));
	size_t i, f, k, run;

	for (i = 0; i < summary->nrows; i++)
		group_of_run[i] = NO_RUN;
	for (i = 0; i < reading->n; i++) {
		const struct claims_state *choice = &reading->choices[i];
		const struct facets *facets =
			last ? choice->last : choice->some;
		const bool *uses = choice->experiment->statistics->groups->uses;

		for (f = 0; f < facets->n; f++) {
			for (k = 0; k < facets->v[f].ngroups; k++) {
				size_t number = facets->v[f].groups[k];
				const struct group *group =
					&choice->experiment->groups[number];

				for (run = 0; run < group->n; run++)
					if (uses[group->runs[run]])
						group_of_run[group->runs[run]] =
							choice->base + number;
			}
		}
	}
	return group_of_run;
}

static void read_latencies(struct reading *reading)
{
	size_t *group_of_run = groups_of_runs(reading, false);
	struct latency_wish wishes[LATENCY_OPS];
	int op;

	for (op = 0; op < LATENCY_OPS; op++) {
		/* Large, but what no run is added to is never touched. */
		reading->sums[op] = alloc_zeroed(reading->ngroups,
						 sizeof(*reading->sums[op]));
		wishes[op].sum_of_run = group_of_run;
		wishes[op].sums = reading->sums[op];
	}
	latency_read(reading->folder, wishes);
	free(group_of_run);
}

/* Make room for what is read of a group. */
static void prepare(struct reading *reading, const struct claims_state *choice,
		    size_t number, size_t *place_of_run)
{
	const struct group *group = &choice->experiment->groups[number];
	struct heat *heat = &reading->heats[choice->base + number];
	struct backlog *backlog = &reading->backlogs[choice->base + number];
	size_t i;

	heat->bins = timebins_of_run(reading->folder->summary, group->runs[0]);
	heat->counts = alloc_zeroed(heat->bins.n * HEAT_OCTAVES,
				    sizeof(*heat->counts));
	backlog->bins = heat->bins;
	backlog->nruns = group->n;
	backlog->most =
		alloc_zeroed(heat->bins.n * group->n, sizeof(*backlog->most));
	for (i = 0; i < heat->bins.n * group->n; i++)
		backlog->most[i] = NAN;
	for (i = 0; i < group->n; i++)
		place_of_run[group->runs[i]] = i;
}

static void read_overtime(struct reading *reading)
{
	size_t *group_of_run = groups_of_runs(reading, true);
	size_t *place_of_run = alloc_zeroed(reading->folder->summary->nrows,
					    sizeof(*place_of_run));
	size_t i, f, k;

	reading->heats =
		alloc_zeroed(reading->ngroups, sizeof(*reading->heats));
	reading->backlogs =
		alloc_zeroed(reading->ngroups, sizeof(*reading->backlogs));
	for (i = 0; i < reading->n; i++) {
		const struct claims_state *choice = &reading->choices[i];

		for (f = 0; f < choice->last->n; f++)
			for (k = 0; k < choice->last->v[f].ngroups; k++)
				prepare(reading, choice,
					choice->last->v[f].groups[k],
					place_of_run);
	}
	overtime_read_heat(reading->folder, group_of_run, reading->heats);
	overtime_read_backlog(reading->folder, group_of_run, place_of_run,
			      reading->backlogs);
	free(place_of_run);
	free(group_of_run);
}

static void reading_end(struct reading *reading)
{
	size_t i;
	int op;

	for (i = 0; i < reading->ngroups; i++) {
		free(reading->heats[i].counts);
		free(reading->backlogs[i].most);
	}
	for (op = 0; op < LATENCY_OPS; op++)
		free(reading->sums[op]);
	for (i = 0; i < reading->n; i++) {
		facets_free(reading->choices[i].some);
		facets_free(reading->choices[i].last);
	}
	free(reading->heats);
	free(reading->backlogs);
	free(reading->choices);
}

void pictures_add(struct pictures *pictures, struct picture picture,
		  const char *prefix)
{
	char *stem = alloc_printf("%s%s", prefix, picture.stem);

	free(picture.stem);
	picture.stem = stem;
	pictures->v =
		alloc_grow(pictures->v, pictures->n + 1, sizeof(*pictures->v));
	pictures->v[pictures->n++] = picture;
}

static void add_all(struct pictures *pictures, const struct reading *reading,
		    const struct claims_state *choice, const char *prefix)
{
	const struct experiment *experiment = choice->experiment;
	int op;

	pictures_add_throughput(pictures, experiment, prefix);
	for (op = 0; op < LATENCY_OPS; op++)
		pictures_add(
			pictures,
			picture_percentiles(experiment, choice->some,
					    (enum latency_op)op,
					    reading->sums[op] + choice->base),
			prefix);
	pictures_add(pictures,
		     picture_heat(experiment, choice->last,
				  reading->heats + choice->base),
		     prefix);
	pictures_add_updates(pictures, experiment, prefix);
	pictures_add(pictures,
		     picture_backlog(experiment, choice->last,
				     reading->backlogs + choice->base),
		     prefix);
}

struct pictures *pictures_new(struct result_folder *folder,
			      const struct experiments *experiments,
			      const char *prefix)
{
	struct pictures *all = alloc_zeroed(experiments->n, sizeof(*all));
	struct reading reading = {
		.folder = folder,
		.choices =
			alloc_zeroed(experiments->n, sizeof(*reading.choices)),
		.n = experiments->n,
	};
	size_t i;

	for (i = 0; i < experiments->n; i++) {
		const struct experiment *experiment = &experiments->v[i];

		reading.choices[i] = (struct claims_state){
			.experiment = experiment,
			.some = facets_new(experiment, -1, MOST_CURVE_FACETS),
			.last = facets_new(experiment, -1, 1),
			.base = reading.ngroups,
		};
		reading.ngroups += experiment->ngroups;
	}
	read_latencies(&reading);
	read_overtime(&reading);

	for (i = 0; i < experiments->n; i++) {
		/* Jobs have names, but files had better have numbers. */
		char *stem = experiments->n == 1
				     ? alloc_copy(prefix)
				     : alloc_printf("%sjob%zu-", prefix, i + 1);

		add_all(&all[i], &reading, &reading.choices[i], stem);
		free(stem);
	}
	reading_end(&reading);
	return all;
}

void picture_forget(struct picture *picture)
{
	free(picture->stem);
	free(picture->title);
	free(picture->caption);
	free(picture->lacking);
	table_free(picture->data);
	figure_free(picture->figure);
}

void pictures_free(struct pictures *pictures, size_t n)
{
	size_t i, k;

	if (!pictures)
		return;
	for (i = 0; i < n; i++) {
		for (k = 0; k < pictures[i].n; k++)
			picture_forget(&pictures[i].v[k]);
		free(pictures[i].v);
	}
	free(pictures);
}
