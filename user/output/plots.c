// SPDX-License-Identifier: GPL-2.0-only
#include "output/plotter.h"

#include <math.h>
#include <stdlib.h>

#include "lib/alloc.h"

/* Combinations of knobs there is room for in a plot of curves. */
#define MOST_CURVE_FACETS 3

/* Ask for the files' data of a group; over time only if it is in @last facet. */
static void want(const struct readings *read, const struct group *group,
		 bool last)
{
	const struct run_group *runs = group->runs;
	struct latency *sums[LATENCY_OPS];
	struct heat *heat = NULL;
	size_t k, bin;
	int op;

	/* Large, but what no run is added to is never touched. */
	for (op = 0; op < LATENCY_OPS; op++)
		sums[op] = alloc_zeroed(1, sizeof(struct latency));
	if (last) {
		heat = alloc_zeroed(1, sizeof(*heat));
		heat->bins = timebins_of_run(runs->runs[0]);
		heat->counts = alloc_zeroed(heat->bins.n * VMB_OCTAVES,
					    sizeof(*heat->counts));
	}
	for (k = 0; k < runs->n; k++) {
		size_t run = runs->runs[k]->number;

		for (op = 0; op < LATENCY_OPS; op++)
			read->sums[op][run] = sums[op];
		if (!last)
			continue;
		read->heats[run] = heat;
		read->backlogs[run] = alloc_zeroed(heat->bins.n,
						   sizeof(double));
		for (bin = 0; bin < heat->bins.n; bin++)
			read->backlogs[run][bin] = NAN;
	}
}

static void unwant(const struct readings *read, const struct group *group)
{
	const struct run_group *runs = group->runs;
	struct heat *heat = read->heats[runs->runs[0]->number];
	size_t k;
	int op;

	for (op = 0; op < LATENCY_OPS; op++)
		free(read->sums[op][runs->runs[0]->number]);
	if (heat)
		free(heat->counts);
	free(heat);
	for (k = 0; k < runs->n; k++)
		free(read->backlogs[runs->runs[k]->number]);
}

static void plot_all(struct plotter *plotter)
{
	size_t repeats = plotter->experiment->repeats;

	plotter->repeats = repeats == 1 ? alloc_copy("1 run")
					: alloc_printf("%zu repeats", repeats);
	plot_figures(plotter, false);
	plot_percentiles(plotter);
	plot_heat(plotter);
	plot_figures(plotter, true);
	plot_backlog(plotter);
	free(plotter->repeats);
}

struct plots *plots_new(struct result_folder *folder,
			const struct experiments *experiments,
			const char *prefix)
{
	const size_t n = experiments->n, nruns = folder->runs.n;
	struct plots *all = alloc_zeroed(n, sizeof(*all));
	struct facets *facets = alloc_zeroed(n, sizeof(*facets));
	struct readings read = {
		.heats = alloc_zeroed(nruns, sizeof(*read.heats)),
		.backlogs = alloc_zeroed(nruns, sizeof(*read.backlogs)),
	};
	size_t i, f, g;
	int op;

	for (op = 0; op < LATENCY_OPS; op++)
		read.sums[op] = alloc_zeroed(nruns, sizeof(*read.sums[op]));
	for (i = 0; i < n; i++) {
		facets[i] = facets_new(&experiments->v[i], -1, -1,
				       MOST_CURVE_FACETS);
		for (f = 0; f < facets[i].n; f++)
			for (g = 0; g < facets[i].v[f].ngroups; g++)
				want(&read, facets[i].v[f].groups[g],
				     f + 1 == facets[i].n);
	}
	latency_read(folder, (struct latency *const *const *)read.sums);
	overtime_read_heat(folder, read.heats);
	overtime_read_backlog(folder, read.backlogs);
	for (i = 0; i < n; i++) {
		/* Jobs have names, but files had better have numbers. */
		struct plotter plotter = {
			.experiment = &experiments->v[i],
			.plots = &all[i],
			.prefix = n == 1 ? alloc_copy(prefix)
					 : alloc_printf("%sjob%zu-", prefix,
							i + 1),
			.facets = &facets[i],
			.read = &read,
		};

		plot_all(&plotter);
		for (g = 0; g < experiments->v[i].ngroups; g++)
			unwant(&read, &experiments->v[i].groups[g]);
		facets_free(&facets[i]);
		free(plotter.prefix);
	}
	for (op = 0; op < LATENCY_OPS; op++)
		free(read.sums[op]);
	free(read.heats);
	free(read.backlogs);
	free(facets);
	return all;
}

void plot_release(struct plot *plot)
{
	free(plot->stem);
	free(plot->title);
	free(plot->caption);
	free(plot->script);
	table_free(plot->data);
}

void plots_free(struct plots *plots, size_t n)
{
	size_t i, k;

	for (i = 0; plots && i < n; i++) {
		for (k = 0; k < plots[i].n; k++)
			plot_release(&plots[i].v[k]);
		free(plots[i].v);
	}
	free(plots);
}
