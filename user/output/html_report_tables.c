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
	size_t metric;
	bool interval; /* worth its room */
	bool seldom;   /* shown only if it is not 0 everywhere */
};

static const struct column lookup_columns[] = {
	{"ns per lookup", METRIC_ns_per_lookup, true, false},
	{"lookups per s", METRIC_lookups_per_s, false, false},
	{"p50 ns", METRIC_lookup_p50_ns, false, false},
	{"p99 ns", METRIC_lookup_p99_ns, false, false},
	{"p99.9 ns", METRIC_lookup_p99_9_ns, false, false},
	{"max ns", METRIC_lookup_max_ns, false, false},
};

static const struct column outcome_columns[] = {
	{"hits %", METRIC_hits_pct, false, false},
	{"absent %", METRIC_absent_pct, false, true},
	{"busy %", METRIC_busy_pct, false, true},
	{"spurious misses", METRIC_spurious_misses, false, false},
	{"retries", METRIC_retries, false, true},
	{"fallbacks", METRIC_fallbacks, false, true},
	{"violations", METRIC_violations, false, true},
};

static const struct column update_columns[] = {
	{"updates per s", METRIC_updates_per_s, true, false},
	{"p50 ns", METRIC_update_p50_ns, false, false},
	{"p99 ns", METRIC_update_p99_ns, false, false},
	{"p99.9 ns", METRIC_update_p99_9_ns, false, false},
	{"max ns", METRIC_update_max_ns, false, false},
	{"waiting for reclamation, most", METRIC_waiting_max, false, true},
	{"lost wake-ups", METRIC_lost_wakeups, false, true},
};

/* Columns that are shown. */
struct layout {
	const struct experiment *experiment;
	const struct column **columns;
	size_t n;
};

static const struct statistic *get(const struct layout *layout, size_t group,
				   size_t metric)
{
	return &layout->experiment->groups[group].runs->by_metric[metric];
}

static bool is_shown(const struct layout *layout, const struct column *column)
{
	size_t i;

	for (i = 0; i < layout->experiment->ngroups; i++) {
		const struct interval *over =
			&get(layout, i, column->metric)->over;

		if (over->n &&
		    (!column->seldom || over->value != 0 || over->max != 0))
			return true;
	}
	return false;
}

static void choose(struct layout *layout, const struct column *columns,
		   size_t n)
{
	size_t i;

	layout->columns = alloc_zeroed(n, sizeof(*layout->columns));
	for (i = 0; i < n; i++)
		if (is_shown(layout, &columns[i]))
			layout->columns[layout->n++] = &columns[i];
}

/* Return whether a column has ratios beside it. */
static bool has_ratios(const struct layout *layout, const struct column *column)
{
	size_t i;

	for (i = 0; i < layout->experiment->ngroups; i++)
		if (column->interval && get(layout, i, column->metric)->ratio.n)
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
		if (has_ratios(layout, layout->columns[i]))
			write_title("ratio", false, out);
	}
	fputs("</tr></thead>\n", out);
}

static void write_figure(const struct interval *over,
			 const struct metric *metric, bool interval, FILE *out)
{
	int d = metric->decimals;
	char *text = metric_text(metric, over->value);

	fprintf(out, "<td>%s", over->n ? text : "");
	free(text);
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
		if (get(layout, group, layout->columns[i]->metric)->over.n)
			return true;
	return false;
}

static void write_group(const struct layout *layout, const struct group *group,
			bool first, FILE *out)
{
	const struct experiment *experiment = layout->experiment;
	const struct run_group *runs = group->runs;
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
	fprintf(out, "<td>%zu", runs->nall - runs->ninvalid);
	if (runs->ninvalid)
		fprintf(out, "<small>of %zu valid</small>", runs->nall);
	fputs("</td>", out);
	for (i = 0; i < layout->n; i++) {
		const struct column *column = layout->columns[i];
		const struct statistic *of = &runs->by_metric[column->metric];

		write_figure(&of->over,
			     &experiment->statistics->runs
				      ->metrics[column->metric],
			     column->interval, out);
		if (has_ratios(layout, column))
			write_ratio(of, !runs->reference, out);
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

		if (!has_any(layout, i))
			continue;
		write_group(layout, group,
			    last && strcmp(last->knobs, group->knobs), out);
		last = group;
	}
	fputs("</tbody></table></div>\n", out);
}

/* What all the numbers are. */
static void write_legend(const struct experiment *experiment, FILE *out)
{
	const struct run_group *reference = NULL;
	size_t i;

	for (i = 0; i < experiment->ngroups && !reference; i++)
		reference = experiment->groups[i].runs->reference;
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
	if (reference) {
		fputs("Ratios are to <code>", out);
		html_text(out, group_key(reference, KEY_scheme));
		fputs("</code> with the same knobs, paired by repeat. ", out);
	}
	fputs("What is empty was not measured.</p>\n", out);
}

static void write_events(const struct experiment *experiment, FILE *out)
{
	const struct run_set *runs = experiment->statistics->runs;
	struct layout layout = {.experiment = experiment};
	size_t n = runs->nmetrics - METRICS, i;
	struct column *columns = alloc_zeroed(n, sizeof(*columns));

	for (i = 0; i < n; i++)
		columns[i] = (struct column){
			.title = runs->metrics[METRICS + i].event,
			.metric = METRICS + i,
		};
	choose(&layout, columns, n);
	if (layout.n)
		write_table(&layout, "Events per lookup", out);
	else
		fputs("<h4>Events per lookup</h4>\n<p class=\"soft\">No perf event was counted: this machine or kernel has none, or <code>--no-events</code> was given. <code>vmabench list events</code> says why.</p>\n",
		      out);
	free(layout.columns);
	free(columns);
}

static void write_columns(const struct experiment *experiment,
			  const char *title, const struct column *columns,
			  size_t n, FILE *out)
{
	struct layout layout = {.experiment = experiment};

	choose(&layout, columns, n);
	write_table(&layout, title, out);
	free(layout.columns);
}

void html_report_tables(const struct experiment *experiment, FILE *out)
{
	fputs("<h3>Tables</h3>\n", out);
	write_legend(experiment, out);
	write_columns(experiment, "Lookups", lookup_columns,
		      ARRAY_SIZE(lookup_columns), out);
	write_columns(experiment, "What lookups found", outcome_columns,
		      ARRAY_SIZE(outcome_columns), out);
	write_columns(experiment, "Updates", update_columns,
		      ARRAY_SIZE(update_columns), out);
	write_events(experiment, out);
}
