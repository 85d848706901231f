// SPDX-License-Identifier: GPL-2.0-only
#include "output/plots.h"

#include <math.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "output/plotter.h"

/* Combinations of knobs there is room for in a plot of curves. */
#define MOST_CURVE_FACETS 3

/* What is wanted of each run, by its number. */
struct wanted {
	struct latency **sums[LATENCY_OPS];
	struct heat **heats;
	double **backlogs;
};

static void want_overtime(const struct wanted *wanted, struct heat *heat,
			  const struct run *run)
{
	double *backlog;
	size_t i;

	if (!heat->counts) {
		heat->bins = timebins_of_run(run);
		heat->counts = alloc_zeroed(heat->bins.n * HEAT_OCTAVES,
					    sizeof(*heat->counts));
	}
	backlog = alloc_zeroed(heat->bins.n, sizeof(*backlog));
	for (i = 0; i < heat->bins.n; i++)
		backlog[i] = NAN;
	wanted->heats[run->number] = heat;
	wanted->backlogs[run->number] = backlog;
}

static void want(const struct wanted *wanted, const struct plotter *plotter,
		 const struct facet *facet, bool last)
{
	size_t i, k;
	int op;

	for (i = 0; i < facet->ngroups; i++) {
		const struct run_group *runs = facet->groups[i]->runs;
		size_t group = group_number(plotter, facet->groups[i]);

		for (k = 0; k < runs->n; k++) {
			for (op = 0; op < LATENCY_OPS; op++)
				wanted->sums[op][runs->runs[k]->number] =
					&plotter->sums[op][group];
			if (last)
				want_overtime(wanted, &plotter->heats[group],
					      runs->runs[k]);
		}
	}
}

static struct plotter plotter_begin(const struct experiment *experiment,
				    char *prefix, struct plots *plots)
{
	const size_t n = experiment->ngroups;

	return (struct plotter){
		.experiment = experiment,
		.plots = plots,
		.prefix = prefix,
		.repeats = experiment->repeats == 1
				   ? alloc_copy("1 run")
				   : alloc_printf("%zu repeats",
						  experiment->repeats),
		.facets = facets_new(experiment, -1, -1, MOST_CURVE_FACETS),
		/* Large, but what no run is added to is never touched. */
		.sums = {alloc_zeroed(n, sizeof(struct latency)),
			 alloc_zeroed(n, sizeof(struct latency))},
		.heats = alloc_zeroed(n, sizeof(struct heat)),
	};
}

static void plot_all(struct plotter *plotter)
{
	size_t i;

	plot_figures(plotter, false);
	plot_percentiles(plotter, LATENCY_LOOKUP);
	plot_percentiles(plotter, LATENCY_UPDATE);
	plot_heat(plotter);
	plot_figures(plotter, true);
	plot_backlog(plotter);
	for (i = 0; i < plotter->experiment->ngroups; i++)
		free(plotter->heats[i].counts);
	free(plotter->heats);
	free(plotter->sums[LATENCY_LOOKUP]);
	free(plotter->sums[LATENCY_UPDATE]);
	facets_free(plotter->facets);
	free(plotter->prefix);
	free(plotter->repeats);
}

struct plots *plots_new(struct result_folder *folder,
			const struct experiments *experiments,
			const char *prefix)
{
	const size_t n = experiments->n, nruns = folder->runs.n;
	struct plots *all = alloc_zeroed(n, sizeof(*all));
	struct plotter *plotters = alloc_zeroed(n, sizeof(*plotters));
	struct wanted wanted = {
		.sums = {alloc_zeroed(nruns, sizeof(struct latency *)),
			 alloc_zeroed(nruns, sizeof(struct latency *))},
		.heats = alloc_zeroed(nruns, sizeof(struct heat *)),
		.backlogs = alloc_zeroed(nruns, sizeof(double *)),
	};
	size_t i, f;

	for (i = 0; i < n; i++) {
		/* Jobs have names, but files had better have numbers. */
		char *stem = n == 1 ? alloc_copy(prefix)
				    : alloc_printf("%sjob%zu-", prefix, i + 1);
		struct plotter *plotter = &plotters[i];

		*plotter = plotter_begin(&experiments->v[i], stem, &all[i]);
		plotter->backlogs = wanted.backlogs;
		for (f = 0; f < plotter->facets->n; f++)
			want(&wanted, plotter, &plotter->facets->v[f],
			     f + 1 == plotter->facets->n);
	}
	latency_read(folder, (struct latency *const *const *)wanted.sums);
	overtime_read_heat(folder, wanted.heats);
	overtime_read_backlog(folder, wanted.backlogs);
	for (i = 0; i < n; i++)
		plot_all(&plotters[i]);
	for (i = 0; i < nruns; i++)
		free(wanted.backlogs[i]);
	free(wanted.sums[LATENCY_LOOKUP]);
	free(wanted.sums[LATENCY_UPDATE]);
	free(wanted.heats);
	free(wanted.backlogs);
	free(plotters);
	return all;
}

void plots_free(struct plots *plots, size_t n)
{
	size_t i, k;

	if (!plots)
		return;
	for (i = 0; i < n; i++) {
		for (k = 0; k < plots[i].n; k++) {
			free(plots[i].v[k].stem);
			free(plots[i].v[k].title);
			free(plots[i].v[k].caption);
			free(plots[i].v[k].script);
			table_free(plots[i].v[k].data);
		}
		free(plots[i].v);
	}
	free(plots);
}
