// SPDX-License-Identifier: GPL-2.0-only
#include "report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "array.h"
#include "stats.h"
#include "textout.h"

enum figure_kind {
	FIGURE_CELL,		/* a column of the summary */
	FIGURE_SHARE,		/* the same, as a share of all slots looked at */
	FIGURE_EVENT,		/* an event per lookup */
};

struct figure {
	const char *title;
	const char *name;	/* of the column or event */
	enum figure_kind kind;
	int decimals;		/* FIGURE_EVENT: significant digits */
	bool spread;		/* worth its room in the table */
};

static const struct figure figures[] = {
	{ "ns/lookup", "ns_per_lookup", FIGURE_CELL, 1, true },
	{ "lookups/s", "lookups_per_s", FIGURE_CELL, 0, true },
	{ "p50[ns]", "lookup_p50_ns", FIGURE_CELL, 0, false },
	{ "p99[ns]", "lookup_p99_ns", FIGURE_CELL, 0, false },
	{ "max[ns]", "lookup_max_ns", FIGURE_CELL, 0, false },
	{ "hits[%]", "hits", FIGURE_SHARE, 2, false },
	{ "absent[%]", "absent", FIGURE_SHARE, 2, false },
	{ "misses", "spurious_misses", FIGURE_CELL, 0, false },
	{ "updates/s", "updates_per_s", FIGURE_CELL, 0, true },
	{ "upd-p50[ns]", "update_p50_ns", FIGURE_CELL, 0, false },
	{ "upd-p99[ns]", "update_p99_ns", FIGURE_CELL, 0, false },
};

/* Knobs that are always told; others only if they differ between runs. */
static const char *const labels[] = { "scheme", "readers", "writers" };

static const struct table *summary(const struct report *report)
{
	return report->rows.tables[RESULT_SUMMARY];
}

static bool is_valid(const struct report *report, size_t run)
{
	return !strcmp(table_get(summary(report), run, "valid"), "1");
}

bool report_valid(const struct report *report)
{
	size_t run;

	for (run = 0; run < report->nruns; run++)
		if (!is_valid(report, run))
			return false;
	return true;
}

static double cell(const struct report *report, size_t run, const char *column)
{
	const char *text = table_get(summary(report), run, column);

	return *text ? strtod(text, NULL) : NAN;
}

static double share(const struct report *report, size_t run,
		    const char *column)
{
	static const char *const outcomes[] = {
		"hits", "absent", "busy", "spurious_misses",
	};
	double all = 0, one;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(outcomes); i++) {
		one = cell(report, run, outcomes[i]);
		all += isnan(one) ? 0 : one;
	}
	return all > 0 ? 100 * cell(report, run, column) / all : NAN;
}

static double event_per_lookup(const struct report *report, size_t run,
			       const char *event)
{
	const struct table *perf = report->rows.tables[RESULT_PERF];
	const char *id = table_get(summary(report), run, "run_id");
	const char *text;
	size_t row;

	for (row = 0; perf && row < perf->nrows; row++) {
		if (strcmp(table_get(perf, row, "index"), "all") ||
		    strcmp(table_get(perf, row, "role"), "reader") ||
		    strcmp(table_get(perf, row, "event"), event) ||
		    strcmp(table_get(perf, row, "run_id"), id))
			continue;
		text = table_get(perf, row, "per_op");
		return *text ? strtod(text, NULL) : NAN;
	}
	return NAN;
}

static double value_of(const struct report *report, size_t run,
		       const struct figure *figure)
{
	switch (figure->kind) {
	case FIGURE_CELL:
		return cell(report, run, figure->name);
	case FIGURE_SHARE:
		return share(report, run, figure->name);
	case FIGURE_EVENT:
		return event_per_lookup(report, run, figure->name);
	}
	return NAN;
}

/* One figure over the repeats of a group. */
static struct stats group_stats(const struct report *report,
				const size_t *groups, size_t group,
				const struct figure *figure)
{
	double *values = alloc_zeroed(report->nruns, sizeof(*values));
	struct stats stats;
	size_t run, n = 0;

	for (run = 0; run < report->nruns; run++)
		if (groups[run] == group)
			values[n++] = value_of(report, run, figure);
	stats = stats_of(values, n);
	free(values);
	return stats;
}

static char *stats_text(const struct stats *stats, const struct figure *figure)
{
	int d = figure->decimals;

	if (!stats->n)
		return alloc_copy("-");
	if (figure->kind == FIGURE_EVENT)
		return alloc_printf("%.*g", d, stats->median);
	if (stats->n == 1 || !figure->spread)
		return alloc_printf("%.*f", d, stats->median);
	return alloc_printf("%.*f (%.*f..%.*f)", d, stats->median, d,
			    stats->min, d, stats->max);
}

static bool is_label(const struct report *report, size_t knob)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(labels); i++)
		if (!strcmp(report->plan->knobs->v[knob].name, labels[i]))
			return true;
	return report->plan->axes[knob].n > 1;
}

/* Events shown although nobody asked for them by name. */
static bool is_common(const char *event)
{
	return !strcmp(event, "cycles") || !strcmp(event, "instructions");
}

/* The events that get a column: those per lookup that were counted at all. */
static struct figure *event_figures(const struct report *report, size_t *n)
{
	struct figure *shown = NULL;
	size_t i, run;

	*n = 0;
	for (i = 0; report->events && i < report->events->n; i++) {
		const char *name = report->events->v[i].name;

		if (report->events->v[i].lack != EVENT_THERE)
			continue;
		for (run = 0; run < report->nruns; run++)
			if (!isnan(event_per_lookup(report, run, name)))
				break;
		if (run == report->nruns ||
		    (!report->all_events && !is_common(name)))
			continue;
		shown = alloc_grow(shown, *n + 1, sizeof(*shown));
		shown[(*n)++] = (struct figure){
			.title = name,
			.name = name,
			.kind = FIGURE_EVENT,
			.decimals = 4,
		};
	}
	return shown;
}

struct layout {
	struct table *text;
	size_t *groups;		/* per run */
	size_t nlabels;
};

static void add_titles(struct layout *layout, const struct report *report,
		       const struct figure *events, size_t nevents)
{
	const struct knobs *knobs = report->plan->knobs;
	const char **titles = alloc_zeroed(1 + knobs->n + ARRAY_SIZE(figures) +
					   nevents, sizeof(*titles));
	char **made = alloc_zeroed(nevents, sizeof(*made));
	size_t i, n = 0;

	titles[n++] = "";
	for (i = 0; i < knobs->n; i++)
		if (is_label(report, i))
			titles[n++] = knobs->v[i].name;
	layout->nlabels = n;
	for (i = 0; i < ARRAY_SIZE(figures); i++)
		titles[n++] = figures[i].title;
	for (i = 0; i < nevents; i++) {
		made[i] = alloc_printf("%s/lookup", events[i].title);
		titles[n++] = made[i];
	}
	layout->text = table_new(titles, n);

	for (i = 0; i < nevents; i++)
		free(made[i]);
	free(made);
	free(titles);
}

static void add_group(struct layout *layout, const struct report *report,
		      const struct planned *first, const struct figure *events,
		      size_t nevents)
{
	const struct plan *plan = report->plan;
	size_t row = table_add_row(layout->text);
	size_t i, n = 1, run;

	for (run = 0; run < report->nruns; run++)
		if (layout->groups[run] == first->group &&
		    !is_valid(report, run))
			table_put(layout->text, row, 0, "!");
	for (i = 0; i < plan->knobs->n; i++)
		if (is_label(report, i))
			table_put(layout->text, row, n++,
				  plan_value(plan, first, i));

	for (i = 0; i < ARRAY_SIZE(figures) + nevents; i++) {
		const struct figure *figure = i < ARRAY_SIZE(figures) ?
			&figures[i] : &events[i - ARRAY_SIZE(figures)];
		struct stats stats = group_stats(report, layout->groups,
						 first->group, figure);
		char *text = stats_text(&stats, figure);

		table_put(layout->text, row, n++, text);
		free(text);
	}
}

static void print_invalid(const struct report *report, FILE *out)
{
	const struct table *rows = summary(report);
	size_t run;

	for (run = 0; run < report->nruns; run++)
		if (!is_valid(report, run))
			fprintf(out, "! %s (%s, readers=%s writers=%s, repeat %s): %s\n",
				table_get(rows, run, "run_id"),
				table_get(rows, run, "scheme"),
				table_get(rows, run, "readers"),
				table_get(rows, run, "writers"),
				table_get(rows, run, "repeat"),
				table_get(rows, run, "valid_reason"));
}

void report_table(const struct report *report, FILE *out)
{
	const struct plan *plan = report->plan;
	struct layout layout = {
		.groups = alloc_zeroed(report->nruns, sizeof(size_t)),
	};
	struct planned run = {
		.choice = alloc_zeroed(plan->knobs->n, sizeof(size_t)),
	};
	struct figure *events;
	size_t i, nevents;

	for (i = 0; i < report->nruns; i++) {
		plan_get(plan, i, &run);
		layout.groups[i] = run.group;
	}
	events = event_figures(report, &nevents);
	add_titles(&layout, report, events, nevents);
	for (i = 0; i < report->nruns; i++) {
		plan_get(plan, i, &run);
		if (run.repeat == 1)
			add_group(&layout, report, &run, events, nevents);
	}

	print_aligned(layout.text, 2, out);
	if (plan->repeats > 1)
		fprintf(out, "median of %u repeats (smallest..largest)\n",
			plan->repeats);
	print_invalid(report, out);

	free(run.choice);
	free(events);
	free(layout.groups);
	table_free(layout.text);
}

void report_csv(const struct report *report, FILE *out)
{
	table_write_header(summary(report), out);
	table_write_rows(summary(report), out);
}
