// SPDX-License-Identifier: GPL-2.0-only
/*
 * Plots of latencies, by percentile and over time, and of the backlog.
 */
#include "output/plotter.h"

#include <math.h>
#include <stdlib.h>

#include "lib/alloc.h"

/*
 * The largest latency of a bucket stands for all of it, from the percentile of
 * the operations below the bucket to the one that includes it.  The curve goes
 * through the first.  Above the last operation but one nothing is known.
 */
static void add_percentiles(struct plotter *plotter, const struct group *group,
			    const struct latency *sum)
{
	double before = 0, n = (double)sum->n;
	unsigned int i;

	for (i = 0; i < VMB_HIST_BUCKETS; i++) {
		/* No latency is below 1 on a logarithmic axis. */
		double latency = fmax((double)vmb_hist_low(i + 1) - 1, 1);

		if (!sum->counts[i])
			continue;
		plot_row(plotter, group,
			 (double[]){100 * (before / n), latency});
		before += (double)sum->counts[i];
		if (before >= n)
			plot_row(plotter, group,
				 (double[]){100 * ((n - 1) / n), latency});
	}
}

static void add_family(struct plotter *plotter, enum latency_op op,
		       const struct facet *facet, const char *family)
{
	auto_free char *title = facet_title(plotter->facets, facet, family);
	size_t i, n = 0;

	for (i = 0; i < facet->ngroups; i++) {
		const struct group *group = facet->groups[i];
		const struct line *line =
			&plotter->experiment->lines[group->line];
		const struct latency *sum =
			plotter->read->sums[op][group->runs->runs[0]->number];

		if (!sum->n || strcmp(line->family, family) ||
		    (op == LATENCY_LOOKUP && is_floor(line)))
			continue;
		if (!n++)
			plot_panel(plotter, title);
		add_percentiles(plotter, group, sum);
	}
}

static void plot_op(struct plotter *plotter, enum latency_op op)
{
	const struct facets *facets = plotter->facets;
	auto_free char *note = facets_note(facets, facets->n);
	auto_free char *stem = alloc_printf("latency-%s", latency_ops[op].name);
	auto_free char *title =
		alloc_printf("Latency of %s by percentile", latency_ops[op].name);
	size_t f, i;

	plot_begin(plotter, stem, title, "percentile,latency_ns");
	for (f = 0; f < facets->n; f++)
		for (i = 0; i < facets->nfamilies; i++)
			add_family(plotter, op, &facets->v[f],
				   facets->families[i]);
	plot_end(
		plotter, "histogram.csv",
		op == LATENCY_LOOKUP
			? "no lookups were timed, or histogram.csv is not there; --readers 1 --sample-every 256 would fill it"
			: "no run has writers, or histogram.csv is not there; --writers 1 would fill it",
		alloc_printf(
			"%s latency: a share of the operations took no longer; %s added up. A curve ends at its last sample.%s%s",
			latency_ops[op].name, plotter->repeats,
			op == LATENCY_LOOKUP ? FLOOR_NOTE : "", note),
		alloc_printf("kind = 'percentile'\nylabel = '%s latency'\n",
			     latency_ops[op].name));
}

void plot_percentiles(struct plotter *plotter)
{
	int op;

	for (op = 0; op < LATENCY_OPS; op++)
		if (op == LATENCY_LOOKUP ||
		    plots_op(plotter->experiment, latency_ops[op].p50_ns))
			plot_op(plotter, op);
}

/* Plots over time show the last facet only. */
static const struct facet *last_facet(const struct plotter *plotter)
{
	return &plotter->facets->v[plotter->facets->n - 1];
}

static char *time_caption(const struct plotter *plotter, const char *what)
{
	const char *knobs = last_facet(plotter)->knobs;
	auto_free char *note = facets_note(plotter->facets, 1);

	return alloc_printf("%s %s.%s%s%s%s", what, plotter->repeats, note,
			       *knobs ? " Shown: " : "", knobs,
			       *knobs ? "." : "");
}

static void add_map(struct plotter *plotter, const struct group *group)
{
	const struct heat *heat =
		plotter->read->heats[group->runs->runs[0]->number];
	const char *label = plotter->experiment->lines[group->line].label;
	double width = heat->bins.width_ns / 1e6;
	size_t bin, octave, n = 0;

	for (bin = 0; bin < heat->bins.n; bin++) {
		const uint64_t *counts = &heat->counts[bin * VMB_OCTAVES];
		double all = 0;

		for (octave = 0; octave < VMB_OCTAVES; octave++)
			all += (double)counts[octave];
		for (octave = 0; octave < VMB_OCTAVES; octave++) {
			double count = (double)counts[octave];

			if (!counts[octave])
				continue;
			if (!n++)
				plot_panel(plotter, label);
			plot_row(plotter, group, (double[]){
				(double)bin * width, (double)(bin + 1) * width,
				octave ? ldexp(1, (int)octave - 1) : 0,
				count, 100 * count / all});
		}
	}
}

void plot_heat(struct plotter *plotter)
{
	const struct facet *facet = last_facet(plotter);
	size_t i;

	plot_begin(plotter, "latency-over-time", "Latency of lookups over time",
		   "start_ms,end_ms,low_ns,count,share_percent");
	for (i = 0; i < facet->ngroups; i++)
		add_map(plotter, facet->groups[i]);
	plot_end(
		plotter, "heat.csv",
		"there is no heat.csv with timed lookups; --readers 1 --timeline-ms 100 would fill it",
		time_caption(
			plotter,
			"How the timed lookups of each moment are spread over latencies, by powers of two; added up over"),
		alloc_copy("kind = 'map'\n"));
}

/* Median over the runs; NAN if none has it. */
static double median_at(const struct plotter *plotter,
			const struct run_group *group, size_t bin)
{
	auto_free double *values = alloc_zeroed(group->n, sizeof(*values));
	size_t i;

	for (i = 0; i < group->n; i++)
		values[i] = plotter->read->backlogs[group->runs[i]->number][bin];
	return interval_of_median(values, group->n).value;
}

void plot_backlog(struct plotter *plotter)
{
	const struct facet *facet = last_facet(plotter);
	size_t i, bin;

	plot_begin(plotter, "backlog", "Reclamation backlog over time",
		   "start_ms,end_ms,waiting_max");
	plot_panel(plotter, facet->knobs);
	for (i = 0; i < facet->ngroups; i++) {
		const struct group *group = facet->groups[i];
		const struct timebins bins =
			timebins_of_run(group->runs->runs[0]);
		double width = bins.width_ns / 1e6;

		for (bin = 0; bin < bins.n; bin++) {
			double median = median_at(plotter, group->runs, bin);

			if (!isnan(median))
				plot_row(plotter, group, (double[]){
					(double)bin * width,
					(double)(bin + 1) * width, median});
		}
	}
	plot_end(
		plotter, "timeline.csv",
		"only models report what waits for reclamation, and only with writers; --scheme model --writers 1 --timeline-ms 10 would fill it",
		time_caption(
			plotter,
			"Most VMAs that were removed and not yet freed, in each step; median over"),
		alloc_copy("kind = 'time'\n"));
}
