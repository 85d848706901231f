// SPDX-License-Identifier: GPL-2.0-only
#include "output/pictures/picture.h"

#include <math.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "module/abi/version.h"

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
	/* And by number of the run: */
	struct latency **sum_of_run[LATENCY_OPS];
	struct heat **heat_of_run;
	double **backlogs;
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

/* Call @take for each run of the groups that are chosen. */
static void for_each_run(struct reading *reading, bool last,
			 void (*take)(struct reading *reading, size_t number,
				      const struct run *run))
{
	size_t i, f, k, r;

	for (i = 0; i < reading->n; i++) {
		const struct claims_state *choice = &reading->choices[i];
		const struct facets *facets =
			last ? choice->last : choice->some;

		for (f = 0; f < facets->n; f++) {
			for (k = 0; k < facets->v[f].ngroups; k++) {
				size_t group = facets->v[f].groups[k];
				const struct run_group *runs =
					choice->experiment->groups[group].runs;

				for (r = 0; r < runs->n; r++)
					take(reading, choice->base + group,
					     runs->runs[r]);
			}
		}
	}
}

static void want_latency(struct reading *reading, size_t group,
			 const struct run *run)
{
	int op;

	for (op = 0; op < LATENCY_OPS; op++)
		reading->sum_of_run[op][run->number] =
			&reading->sums[op][group];
}

static void read_latencies(struct reading *reading)
{
	const size_t nruns = reading->folder->runs->n;
	int op;

	for (op = 0; op < LATENCY_OPS; op++) {
		/* Large, but what no run is added to is never touched. */
		reading->sums[op] = alloc_zeroed(reading->ngroups,
						 sizeof(*reading->sums[op]));
		reading->sum_of_run[op] =
			alloc_zeroed(nruns, sizeof(struct latency *));
	}
	for_each_run(reading, false, want_latency);
	latency_read(reading->folder, (struct latency *const *const *)
					      reading->sum_of_run);
	for (op = 0; op < LATENCY_OPS; op++)
		free(reading->sum_of_run[op]);
}

static void want_overtime(struct reading *reading, size_t group,
			  const struct run *run)
{
	struct heat *heat = &reading->heats[group];
	double *most;
	size_t i;

	if (!heat->counts) {
		heat->bins = timebins_of_run(run);
		heat->counts = alloc_zeroed(heat->bins.n * HEAT_OCTAVES,
					    sizeof(*heat->counts));
	}
	reading->heat_of_run[run->number] = heat;
	most = alloc_zeroed(heat->bins.n, sizeof(*most));
	for (i = 0; i < heat->bins.n; i++)
		most[i] = NAN;
	reading->backlogs[run->number] = most;
}

static void read_overtime(struct reading *reading)
{
	const size_t nruns = reading->folder->runs->n;

	reading->heats =
		alloc_zeroed(reading->ngroups, sizeof(*reading->heats));
	reading->heat_of_run = alloc_zeroed(nruns, sizeof(struct heat *));
	reading->backlogs = alloc_zeroed(nruns, sizeof(double *));
	for_each_run(reading, true, want_overtime);
	overtime_read_heat(reading->folder, reading->heat_of_run);
	overtime_read_backlog(reading->folder, reading->backlogs);
	free(reading->heat_of_run);
}

static void reading_end(struct reading *reading)
{
	size_t i;
	int op;

	for (i = 0; i < reading->ngroups; i++)
		free(reading->heats[i].counts);
	for (i = 0; i < reading->folder->runs->n; i++)
		free(reading->backlogs[i]);
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
				     reading->backlogs),
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
