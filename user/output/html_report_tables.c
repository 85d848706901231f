// SPDX-License-Identifier: GPL-2.0-only
/*
 * The statistics of an experiment as tables: the numbers of statistics.csv.
 */
#include "output/html_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/html.h"

struct column {
	const char *title;
	const char *metric;
	bool interval; /* worth its room */
	bool seldom;   /* shown only if it is not 0 everywhere */
};

static const struct column lookup_columns[] = {
	{"ns per lookup", "ns_per_lookup", true, false},
	{"lookups per s", "lookups_per_s", false, false},
	{"p50 ns", "lookup_p50_ns", false, false},
	{"p99 ns", "lookup_p99_ns", false, false},
	{"p99.9 ns", "lookup_p99_9_ns", false, false},
	{"max ns", "lookup_max_ns", false, false},
};

static const struct column outcome_columns[] = {
	{"hits %", "hits_pct", false, false},
	{"absent %", "absent_pct", false, true},
	{"busy %", "busy_pct", false, true},
	{"spurious misses", "spurious_misses", false, false},
	{"retries", "retries", false, true},
	{"fallbacks", "fallbacks", false, true},
	{"violations", "violations", false, true},
};

static const struct column update_columns[] = {
	{"updates per s", "updates_per_s", true, false},
	{"p50 ns", "update_p50_ns", false, false},
	{"p99 ns", "update_p99_ns", false, false},
	{"p99.9 ns", "update_p99_9_ns", false, false},
	{"max ns", "update_max_ns", false, false},
	{"waiting for reclamation, most", "waiting_max", false, true},
	{"lost wake-ups", "lost_wakeups", false, true},
};

/* Columns that are shown, by number of the metric. */
struct layout {
	const struct statistics *statistics;
	const struct experiment *experiment;
	const struct column **columns;
	size_t *metrics;
	size_t n;
};

static bool is_shown(const struct layout *layout, size_t metric, bool seldom)
{
	const struct experiment *experiment = layout->experiment;
	bool any = false;
	size_t i;

	for (i = 0; i < experiment->ngroups; i++) {
		const struct interval *over;

		over = &statistics_of(layout->statistics,
				      experiment->groups[i].number, metric)
				->over;
		any = any || (over->n &&
			      (!seldom || over->value != 0 || over->max != 0));
	}
	return any;
}

static void choose(struct layout *layout, const struct column *columns,
		   size_t n)
{
	size_t i;

	layout->columns = alloc_zeroed(n, sizeof(*layout->columns));
	layout->metrics = alloc_zeroed(n, sizeof(*layout->metrics));
	for (i = 0; i < n; i++) {
		long metric = statistics_metric(layout->statistics,
						columns[i].metric);

		if (metric < 0 ||
		    !is_shown(layout, (size_t)metric, columns[i].seldom))
			continue;
		layout->columns[layout->n] = &columns[i];
		layout->metrics[layout->n++] = (size_t)metric;
	}
}

static void forget(struct layout *layout)
{
	free(layout->columns);
	free(layout->metrics);
}

static bool has_ratios(const struct layout *layout, size_t metric)
{
	size_t i;

	for (i = 0; i < layout->experiment->ngroups; i++)
		if (statistics_of(layout->statistics,
				  layout->experiment->groups[i].number, metric)
			    ->ratio.n)
			return true;
	return false;
}

static void write_title(const char *title, bool word, FILE *out)
{
	fprintf(out, "<th scope=\"col\"%s>", word ? " class=\"word\"" : "");
	html_text(out, title);
	fputs("</th>", out);
}

static void write_head(const struct layout *layout, FILE *out)
{
	const struct experiment *experiment = layout->experiment;
	size_t i;

	fputs("<thead><tr>", out);
	write_title("scheme", true, out);
	for (i = 0; i < experiment->ndimensions; i++)
		write_title(experiment->dimensions[i].name, false, out);
	write_title("repeats", false, out);
	for (i = 0; i < layout->n; i++) {
		write_title(layout->columns[i]->title, false, out);
		if (layout->columns[i]->interval &&
		    has_ratios(layout, layout->metrics[i]))
			write_title("ratio", false, out);
	}
	fputs("</tr></thead>\n", out);
}

static void write_figure(const struct interval *over,
			 const struct metric *metric, bool interval, FILE *out)
{
	int d = metric->decimals;

	fputs("<td>", out);
	if (over->n && metric->kind == METRIC_EVENT)
		fprintf(out, "%.*g", d, over->value);
	else if (over->n)
		fprintf(out, "%.*f", d, over->value);
	if (over->n && interval && !isnan(over->low))
		fprintf(out, "<small>%.*f to %.*f</small>", d, over->low, d,
			over->high);
	fputs("</td>", out);
}

static void write_ratio(const struct statistic *of, bool reference, FILE *out)
{
	fputs("<td>", out);
	if (reference && of->over.n)
		fputs("1", out);
	else if (of->ratio.n)
		fprintf(out, "%.3f", of->ratio.value);
	if (of->ratio.n && !isnan(of->ratio.low))
		fprintf(out, "<small>%.3f to %.3f</small>", of->ratio.low,
			of->ratio.high);
	fputs("</td>", out);
}

static bool has_any(const struct layout *layout, size_t group)
{
	size_t i;

	for (i = 0; i < layout->n; i++)
		if (statistics_of(layout->statistics, group, layout->metrics[i])
			    ->over.n)
			return true;
	return false;
}

static void write_group(const struct layout *layout, const struct group *group,
			bool first, FILE *out)
{
	const struct experiment *experiment = layout->experiment;
	const struct statistics *s = layout->statistics;
	const struct run_group *runs = &s->groups->v[group->number];
	size_t i;

	fprintf(out, "<tr%s><td class=\"word\">",
		first ? " class=\"first\"" : "");
	html_text(out, experiment->lines[group->line].label);
	fputs("</td>", out);
	for (i = 0; i < experiment->ndimensions; i++) {
		fputs("<td>", out);
		html_text(out, experiment->dimensions[i].values[group->at[i]]);
		fputs("</td>", out);
	}
	/* With a mark if not all of them may be used. */
	fprintf(out, "<td>%zu", runs->n - runs->ninvalid);
	if (runs->ninvalid)
		fprintf(out, "<small>of %zu valid</small>", runs->n);
	fputs("</td>", out);
	for (i = 0; i < layout->n; i++) {
		size_t m = layout->metrics[i];
		const struct statistic *of = statistics_of(s, group->number, m);

		write_figure(&of->over, &s->metrics->v[m],
			     layout->columns[i]->interval, out);
		if (layout->columns[i]->interval && has_ratios(layout, m))
			write_ratio(of, s->references[group->number] < 0, out);
	}
	fputs("</tr>\n", out);
}

static void write_table(const struct layout *layout, const char *title,
			FILE *out)
{
	const struct experiment *experiment = layout->experiment;
	const struct group *last = NULL;
	size_t i;

	if (!layout->n)
		return;
	fprintf(out, "<h4>%s</h4>\n<div class=\"wide\"><table>\n", title);
	write_head(layout, out);
	fputs("<tbody>\n", out);
	for (i = 0; i < experiment->ngroups; i++) {
		const struct group *group = &experiment->groups[i];

		if (!has_any(layout, group->number))
			continue;
		write_group(layout, group,
			    last && strcmp(last->knobs, group->knobs), out);
		last = group;
	}
	fputs("</tbody></table></div>\n", out);
}

/* What all the numbers are. */
static void write_legend(const struct html_report_folder *folder,
			 const struct experiment *experiment, FILE *out)
{
	const struct statistics *s = folder->statistics;
	const char *scheme = "";
	size_t i;

	for (i = 0; i < experiment->ngroups && !*scheme; i++)
		scheme = statistics_scheme(s, experiment->groups[i].number);
	fputs("<p class=\"soft\">", out);
	if (experiment->repeats > 1)
		fputs("Medians over the repeats", out);
	else
		fputs("One run each", out);
	if (experiment->repeats >= INTERVAL_MIN)
		fputs(", with their 95% bootstrap interval below", out);
	else
		fprintf(out, "; a 95%% interval takes %d repeats",
			INTERVAL_MIN);
	fputs(". ", out);
	if (*scheme) {
		fputs("Ratios are to <code>", out);
		html_text(out, scheme);
		fputs("</code> with the same knobs, paired by repeat. ", out);
	}
	fputs("What is empty was not measured.</p>\n", out);
}

static void write_events(const struct html_report_folder *folder,
			 const struct experiment *experiment, FILE *out)
{
	const struct metrics *all = folder->statistics->metrics;
	struct layout layout = {folder->statistics, experiment, NULL, NULL, 0};
	size_t n = all->n - nmetrics, i;
	struct column *columns = alloc_zeroed(n, sizeof(*columns));

	for (i = 0; i < n; i++)
		columns[i] = (struct column){
			.title = all->v[nmetrics + i].source,
			.metric = all->v[nmetrics + i].name,
			.interval = false,
			.seldom = false,
		};
	choose(&layout, columns, n);
	if (layout.n)
		write_table(&layout, "Events per lookup", out);
	else
		fputs("<h4>Events per lookup</h4>\n<p class=\"soft\">No perf event was counted: this machine or kernel has none, or <code>--no-events</code> was given. <code>vmabench list events</code> says why.</p>\n",
		      out);
	forget(&layout);
	free(columns);
}

static void write_columns(const struct html_report_folder *folder,
			  const struct experiment *experiment,
			  const char *title, const struct column *columns,
			  size_t n, FILE *out)
{
	struct layout layout = {folder->statistics, experiment, NULL, NULL, 0};

	choose(&layout, columns, n);
	write_table(&layout, title, out);
	forget(&layout);
}

void html_report_tables(const struct html_report_folder *folder,
			const struct experiment *experiment, FILE *out)
{
	fputs("<h3>Tables</h3>\n", out);
	write_legend(folder, experiment, out);
	write_columns(folder, experiment, "Lookups", lookup_columns,
		      ARRAY_SIZE(lookup_columns), out);
	write_columns(folder, experiment, "What lookups found", outcome_columns,
		      ARRAY_SIZE(outcome_columns), out);
	write_columns(folder, experiment, "Updates", update_columns,
		      ARRAY_SIZE(update_columns), out);
	write_events(folder, experiment, out);
}
