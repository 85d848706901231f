// SPDX-License-Identifier: GPL-2.0-only
/*
 * Plots of a figure of the summary: against a knob, or by scheme where the knob
 * has one value only.
 */
#include "output/plotter.h"

#include <math.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/words.h"

/* Combinations of knobs there is room for. */
#define MOST_FACETS 6

/* Fewer values of a knob are points and no curve. */
#define ENOUGH_VALUES 3

#define HOLD_LACKING \
	"all runs have the same hold_ns, or none has writers; --writers 1 --hold-ns 0,1000,10000,100000 would fill it"

static const struct subject {
	const char *stem;
	const char *title, *detail; /* start and end of the title */
	size_t metric;		    /* such as METRIC_lookups_per_s */
	const char *knob;	    /* on the axis, if it has several values */
	bool any_knob;		    /* otherwise another, or by scheme */
	const char *caption;
	const char *lacking; /* what is lacking, and what would fill it */
} subjects[] = {
	{"throughput", "Throughput", "", METRIC_lookups_per_s, "readers", true,
	 "Lookups per second, of all readers together",
	 "no run has readers; --readers 1,2,4 would fill it"},
	{"updates", "Updates", "", METRIC_updates_per_s, "readers", true,
	 "Writer operations per second, of all writers together",
	 "no run has writers; --writers 1 --readers 0,1,2,4 would fill it"},
#define HOLD(op)							\
	{"hold-" #op "-median", #op " latency", ": median",		\
	 METRIC_##op##_p50_ns, "hold_ns", false,			\
	 "Median latency of " #op, HOLD_LACKING},			\
	{"hold-" #op "-p99", #op " latency", ": 99th percentile",	\
	 METRIC_##op##_p99_ns, "hold_ns", false,			\
	 "99th percentile of the latency of " #op, HOLD_LACKING},
	HOLD(munmap)
	HOLD(mprotect)
	HOLD(split)
};

/* Knobs that titles do not call by their names. */
static const struct {
	const char *knob, *title;
} titles[] = {
	{"vmas", "VMAs"},
	{"hold_ns", "hold time"},
	{"write_span", "span"},
	{"write_rate", "rate of writers"},
	{"read_rate", "rate of readers"},
	{"volatile_pct", "share of volatile slots"},
};

/* Knobs that are never an x axis. */
#define DULL \
	"seed,warmup_ms,duration_ms,sample_every,timeline_ms,reader_cpus,writer_cpus"

static const char *title_of(const char *knob)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(titles); i++)
		if (!strcmp(titles[i].knob, knob))
			return titles[i].title;
	return knob;
}

static bool is_axis(const struct dimension *dimension)
{
	return dimension->numbers && !list_has(DULL, dimension->name);
}

/* The x axis: the knob the plot asks for, or the one with the most values. */
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

/* A figure that is being plotted. */
struct figure {
	struct plotter *plotter;
	const struct subject *subject;
	struct facets facets;
	int axis;	  /* the knob; -1: by scheme */
	const char *knob; /* its name */
	char *repeats;	  /* by scheme: CSV for the script */
	bool intervals;	  /* some median has one */
};

static double knob_value(const struct figure *figure, size_t value)
{
	return strtod(figure->plotter->experiment->dimensions[figure->axis]
			      .values[value],
		      NULL);
}

/* The values of the knob at which something was measured, from the smallest. */
static char *measured_values(const struct figure *figure)
{
	const struct facets *facets = &figure->facets;
	char *text = alloc_copy("");
	size_t n = figure->plotter->experiment->dimensions[figure->axis].n;
	auto_free bool *seen = alloc_zeroed(n, sizeof(*seen));
	size_t f, i;

	for (f = 0; f < facets->n; f++)
		for (i = 0; i < facets->v[f].ngroups; i++)
			seen[facets->v[f].groups[i]->at[figure->axis]] = true;
	for (i = 0; i < n; i++)
		if (seen[i])
			alloc_append(&text, "%s%.10g", *text ? " " : "",
				     knob_value(figure, i));
	return text;
}

/* Add a median to the data; by scheme, its repeats as well. */
static void add_median(struct figure *figure, const struct group *group)
{
	struct plotter *plotter = figure->plotter;
	const size_t metric = figure->subject->metric;
	const struct interval *median = &group->runs->by_metric[metric].over;
	size_t row = plot_row(plotter, group, (double[]){
		NAN, figure->axis < 0 ? NAN :
		     knob_value(figure, group->at[figure->axis]),
		(double)median->n, median->value, median->low, median->high,
		median->min, median->max}), i;

	table_set(plotter->plot.data, row, "metric", metrics[metric].name);
	figure->intervals = figure->intervals || !isnan(median->low);
	for (i = 0; i < group->runs->n && figure->axis < 0; i++) {
		double value = run_metric(group->runs->runs[i], metric);

		if (!isnan(value))
			alloc_append(&figure->repeats, "%zu,%zu,%.10g\n",
				     plotter->npanels, plotter->ncurves, value);
	}
}

/* A panel for a family; NULL: for all. */
static void add_panel(struct figure *figure, const struct facet *facet,
		      const char *family)
{
	const struct experiment *experiment = figure->plotter->experiment;
	auto_free char *title = facet_title(&figure->facets, facet, family);
	size_t i;

	plot_panel(figure->plotter, title);
	for (i = 0; i < facet->ngroups; i++) {
		const struct group *group = facet->groups[i];

		if (!family ||
		    !strcmp(experiment->lines[group->line].family, family))
			add_median(figure, group);
	}
}

static char *make_caption(const struct figure *figure)
{
	const struct facets *facets = &figure->facets;
	size_t repeats = figure->plotter->experiment->repeats;
	auto_free char *note = facets_note(facets, facets->n);
	char *caption;

	caption = alloc_printf("%s: %s%s.", figure->subject->caption,
			       repeats == 1 ? "" : "median of ",
			       figure->plotter->repeats);
	alloc_append(
		&caption,
		figure->intervals
			? " Bars are 95%% intervals of the median, where %d repeats or more are valid."
			: " Intervals need %d repeats.",
		INTERVAL_MIN);
	if (figure->axis < 0 && repeats > 1)
		alloc_append(&caption, " Small circles are the repeats.");
	if (figure->axis >= 0 && facets->nfamilies > 1 && facets->n > 1)
		alloc_append(&caption, " Each row has a scale of its own.");
	alloc_append(&caption, "%s%s",
		     figure->subject->metric == METRIC_lookups_per_s
			     ? FLOOR_NOTE
			     : "",
		     note);
	return caption;
}

/* What plot.gp reads. */
static char *make_settings(const struct figure *figure, const char *values)
{
	const char *metric = metrics[figure->subject->metric].name;

	if (figure->axis < 0)
		return alloc_printf(
			"kind = 'scheme'; figure = '%s'\n"
			"$repeats << EOD\npanel,curve,median\n%sEOD\n",
			metric, figure->repeats);
	return alloc_printf("kind = 'knob'; figure = '%s'\nfamilies = %zu\n"
			    "knob = '%s'\nvalues = '%s'\n",
			    metric, figure->facets.nfamilies, figure->knob,
			    values);
}

static void draw_figure(struct figure *figure, const char *values,
			const char *stem)
{
	const struct subject *subject = figure->subject;
	const struct facets *facets = &figure->facets;
	const bool by_scheme = figure->axis < 0 && subject->any_knob;
	auto_free char *columns = alloc_printf(
		"metric,%s,n,median,ci_low,ci_high,min,max", figure->knob);
	auto_free char *title = alloc_printf("%s %s%s%s", subject->title,
				   by_scheme ? "by scheme" : "against ",
				   by_scheme ? "" : title_of(figure->knob),
				   subject->detail);
	size_t f, i;

	plot_begin(figure->plotter, stem, title, columns);
	for (f = 0; f < facets->n; f++) {
		if (by_scheme)
			add_panel(figure, &facets->v[f], NULL);
		for (i = 0; i < facets->nfamilies && figure->axis >= 0; i++)
			add_panel(figure, &facets->v[f], facets->families[i]);
	}
	plot_end(figure->plotter, "summary.csv", subject->lacking,
		 make_caption(figure), make_settings(figure, values));
}

/*
 * Plot against a knob, a panel for each facet and family, or by scheme, a panel
 * for each facet.  Return false, and there is no plot, if nothing was measured
 * at two values of the knob.
 */
static bool plot_against(struct plotter *plotter, const struct subject *subject,
			 int axis, const char *knob, const char *stem)
{
	struct figure figure = {
		.plotter = plotter,
		.subject = subject,
		.facets = facets_new(plotter->experiment, (long)subject->metric,
				     axis, MOST_FACETS),
		.axis = axis,
		.knob = knob,
		.repeats = alloc_copy(""),
	};
	auto_free char *values = axis < 0 ? NULL : measured_values(&figure);
	bool plotted = !values || strchr(values, ' ');

	if (plotted)
		draw_figure(&figure, values, stem);
	facets_free(&figure.facets);
	free(figure.repeats);
	return plotted;
}

/*
 * Against its main axis, or by scheme, and against the other knobs of which
 * there are enough values to see a curve.
 */
static void plot_subject(struct plotter *plotter, const struct subject *subject)
{
	const struct experiment *experiment = plotter->experiment;
	int axis = main_axis(experiment, subject), i;
	const char *knob =
		axis < 0 ? subject->knob : experiment->dimensions[axis].name;

	if (axis < 0 ||
	    !plot_against(plotter, subject, axis, knob, subject->stem))
		plot_against(plotter, subject, -1, knob, subject->stem);
	for (i = 0; i < (int)experiment->ndimensions; i++) {
		const struct dimension *dimension = &experiment->dimensions[i];
		auto_free char *stem =
			alloc_printf("%s-%s", subject->stem, dimension->name);

		if (i != axis && subject->any_knob && is_axis(dimension) &&
		    dimension->n >= ENOUGH_VALUES)
			plot_against(plotter, subject, i, dimension->name,
				     stem);
	}
}

bool plots_op(const struct experiment *experiment, size_t metric)
{
	size_t i, nwith = 0, nwriting = 0;

	for (i = 0; i < experiment->ngroups; i++) {
		const struct statistic *by = experiment->groups[i].runs->by_metric;

		nwith += by[metric].over.n;
		nwriting += by[METRIC_updates_per_s].over.n;
	}
	return nwith || (metric == METRIC_munmap_p50_ns && !nwriting);
}

void plot_figures(struct plotter *plotter, bool of_writers)
{
	size_t i;

	for (i = of_writers; i < (of_writers ? ARRAY_SIZE(subjects) : 1); i++)
		if (subjects[i].any_knob ||
		    plots_op(plotter->experiment, subjects[i].metric))
			plot_subject(plotter, &subjects[i]);
}
