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
	bool seldom;		/* shown only if it is not 0 everywhere */
};

static const struct figure figures[] = {
	{ "ns/lookup", "ns_per_lookup", FIGURE_CELL, 1, true, false },
	{ "lookups/s", "lookups_per_s", FIGURE_CELL, 0, true, false },
	{ "p50[ns]", "lookup_p50_ns", FIGURE_CELL, 0, false, false },
	{ "p99[ns]", "lookup_p99_ns", FIGURE_CELL, 0, false, false },
	{ "max[ns]", "lookup_max_ns", FIGURE_CELL, 0, false, false },
	{ "hits[%]", "hits", FIGURE_SHARE, 2, false, false },
	{ "absent[%]", "absent", FIGURE_SHARE, 2, false, false },
	{ "busy[%]", "busy", FIGURE_SHARE, 2, false, true },
	{ "misses", "spurious_misses", FIGURE_CELL, 0, false, false },
	{ "fallbacks", "fallbacks", FIGURE_CELL, 0, false, true },
	{ "fb-p99[ns]", "fallback_p99_ns", FIGURE_CELL, 0, false, true },
	{ "torn-spans", "torn_spans", FIGURE_CELL, 0, false, true },
	{ "violations", "violations", FIGURE_CELL, 0, false, true },
	{ "updates/s", "updates_per_s", FIGURE_CELL, 0, true, false },
	{ "upd-p50[ns]", "update_p50_ns", FIGURE_CELL, 0, false, false },
	{ "upd-p99[ns]", "update_p99_ns", FIGURE_CELL, 0, false, false },
	{ "lost-wakeups", "lost_wakeups", FIGURE_CELL, 0, false, true },
};

/* Knobs that are always told; others only if they differ between runs. */
static const char *const labels[] = { "scheme", "readers", "writers" };

/* What the checker of the models found, in words. */
static const struct {
	const char *column;
	const char *words;
} wrongs[] = {
	{ "violations_range", "not at the address" },
	{ "violations_freed", "freed or reused while kept" },
	{ "violations_changed", "half changed or changed while kept" },
	{ "violations_file", "file closed while kept" },
	{ "violations_missed", "nothing found where something was" },
	{ "violations_torn", "span half changed" },
};

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

/* The column of this name is not the knob but what it came to. */
static bool is_index(const struct report *report, size_t knob)
{
	return !strcmp(report->plan->knobs->v[knob].name, "index");
}

static bool is_label(const struct report *report, size_t knob)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(labels); i++)
		if (!strcmp(report->plan->knobs->v[knob].name, labels[i]))
			return true;
	return report->plan->axes[knob].n > 1 && !is_index(report, knob);
}

/* Trees are told where there is more than the one the kernel has. */
static bool shows_index(const struct report *report)
{
	const struct table *rows = summary(report);
	const char *index, *first = NULL;
	size_t run;

	for (run = 0; run < report->nruns; run++) {
		if (!strcmp(table_get(rows, run, "family"), "model") ||
		    !strcmp(table_get(rows, run, "family"), "broken"))
			return true;
		index = table_get(rows, run, "index");
		if (!*index)
			continue;
		if (first && strcmp(first, index))
			return true;
		first = index;
	}
	return false;
}

/* The tree of a run, and whether it was asked for by another word. */
static char *index_text(const struct report *report, size_t run,
			const struct planned *planned)
{
	const struct plan *plan = report->plan;
	int knob = knobs_find(plan->knobs, "index");
	const char *tree = table_get(summary(report), run, "index");
	const char *asked = knob < 0 ? tree :
			    plan_value(plan, planned, (size_t)knob);

	if (!*tree)
		return alloc_copy("-");
	if (knob < 0 || plan->axes[knob].n < 2 || !strcmp(tree, asked))
		return alloc_copy(tree);
	return alloc_printf("%s (%s)", tree, asked);
}

static bool is_shown(const struct report *report, const struct figure *figure)
{
	size_t run;
	double value;

	for (run = 0; run < report->nruns && figure->seldom; run++) {
		value = value_of(report, run, figure);
		if (!isnan(value) && value != 0)
			return true;
	}
	return !figure->seldom;
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
	struct figure *shown;	/* the columns behind the labels */
	size_t nshown;
	bool index;
};

static void choose_figures(struct layout *layout, const struct report *report)
{
	struct figure *events;
	size_t i, nevents;

	events = event_figures(report, &nevents);
	layout->shown = alloc_zeroed(ARRAY_SIZE(figures) + nevents,
				     sizeof(*layout->shown));
	for (i = 0; i < ARRAY_SIZE(figures); i++)
		if (is_shown(report, &figures[i]))
			layout->shown[layout->nshown++] = figures[i];
	for (i = 0; i < nevents; i++)
		layout->shown[layout->nshown++] = events[i];
	free(events);
}

static void add_titles(struct layout *layout, const struct report *report)
{
	const struct knobs *knobs = report->plan->knobs;
	const char **titles = alloc_zeroed(2 + knobs->n + layout->nshown,
					   sizeof(*titles));
	char **made = alloc_zeroed(layout->nshown, sizeof(*made));
	size_t i, n = 0;

	titles[n++] = "";
	for (i = 0; i < knobs->n; i++) {
		if (is_label(report, i))
			titles[n++] = knobs->v[i].name;
		if (layout->index && knobs->v[i].type == KNOB_SCHEME)
			titles[n++] = "index";
	}
	for (i = 0; i < layout->nshown; i++) {
		const struct figure *figure = &layout->shown[i];

		made[i] = figure->kind == FIGURE_EVENT ?
			  alloc_printf("%s/lookup", figure->title) :
			  alloc_copy(figure->title);
		titles[n++] = made[i];
	}
	layout->text = table_new(titles, n);

	for (i = 0; i < layout->nshown; i++)
		free(made[i]);
	free(made);
	free(titles);
}

/* The labels of a line, behind the mark. */
static size_t add_labels(struct layout *layout, const struct report *report,
			 size_t first, const struct planned *planned,
			 size_t row)
{
	const struct plan *plan = report->plan;
	size_t i, n = 1;
	char *text;

	for (i = 0; i < plan->knobs->n; i++) {
		if (is_label(report, i))
			table_put(layout->text, row, n++,
				  plan_value(plan, planned, i));
		if (layout->index && plan->knobs->v[i].type == KNOB_SCHEME) {
			text = index_text(report, first, planned);
			table_put(layout->text, row, n++, text);
			free(text);
		}
	}
	return n;
}

static void add_group(struct layout *layout, const struct report *report,
		      size_t first, const struct planned *planned)
{
	size_t row = table_add_row(layout->text);
	size_t i, n, run;

	for (run = 0; run < report->nruns; run++)
		if (layout->groups[run] == planned->group &&
		    !is_valid(report, run))
			table_put(layout->text, row, 0, "!");
	n = add_labels(layout, report, first, planned, row);

	for (i = 0; i < layout->nshown; i++) {
		struct stats stats = group_stats(report, layout->groups,
						 planned->group,
						 &layout->shown[i]);
		char *text = stats_text(&stats, &layout->shown[i]);

		table_put(layout->text, row, n++, text);
		free(text);
	}
}

/* The knobs that tell a run from others, besides the scheme. */
static void add_knobs(char **text, const struct report *report, size_t run)
{
	const struct plan *plan = report->plan;
	struct planned planned = {
		.choice = alloc_zeroed(plan->knobs->n, sizeof(size_t)),
	};
	const char *separator = ", ";
	size_t i;

	plan_get(plan, run, &planned);
	for (i = 0; i < plan->knobs->n; i++) {
		if (plan->knobs->v[i].type == KNOB_SCHEME ||
		    (!is_label(report, i) && plan->axes[i].n < 2))
			continue;
		alloc_append(text, "%s%s=%s", separator,
			     plan->knobs->v[i].name,
			     plan_value(plan, &planned, i));
		separator = " ";
	}
	free(planned.choice);
}

/* Which kinds of wrong the checker saw in the window, and how often. */
static void add_wrongs(char **text, const struct report *report, size_t run)
{
	const char *separator = ": ";
	double count;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wrongs); i++) {
		count = cell(report, run, wrongs[i].column);
		if (isnan(count) || count == 0)
			continue;
		alloc_append(text, "%s%s (%.0f)", separator, wrongs[i].words,
			     count);
		separator = ", ";
	}
}

char *report_why_invalid(const struct report *report, size_t run)
{
	const struct table *rows = summary(report);
	char *text;

	if (is_valid(report, run))
		return NULL;
	text = alloc_printf("%s (%s", table_get(rows, run, "run_id"),
			    table_get(rows, run, "scheme"));
	add_knobs(&text, report, run);
	alloc_append(&text, ", repeat %s): %s", table_get(rows, run, "repeat"),
		     table_get(rows, run, "valid_reason"));
	add_wrongs(&text, report, run);
	return text;
}

static void print_invalid(const struct report *report, FILE *out)
{
	size_t run;
	char *why;

	for (run = 0; run < report->nruns; run++) {
		why = report_why_invalid(report, run);
		if (why)
			fprintf(out, "! %s\n", why);
		free(why);
	}
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
	size_t i;

	for (i = 0; i < report->nruns; i++) {
		plan_get(plan, i, &run);
		layout.groups[i] = run.group;
	}
	layout.index = shows_index(report);
	choose_figures(&layout, report);
	add_titles(&layout, report);
	for (i = 0; i < report->nruns; i++) {
		plan_get(plan, i, &run);
		if (run.repeat == 1)
			add_group(&layout, report, i, &run);
	}

	/* The mark, the scheme and perhaps its index are words. */
	print_aligned(layout.text, layout.index ? 3 : 2, out);
	if (plan->repeats > 1)
		fprintf(out, "median of %u repeats (smallest..largest)\n",
			plan->repeats);
	print_invalid(report, out);

	free(run.choice);
	free(layout.shown);
	free(layout.groups);
	table_free(layout.text);
}

void report_csv(const struct report *report, FILE *out)
{
	table_write_header(summary(report), out);
	table_write_rows(summary(report), out);
}
