// SPDX-License-Identifier: GPL-2.0-only
#include "output/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/split.h"
#include "lib/textout.h"

struct figure {
	const char *title;
	size_t metric;
	bool spread;		/* worth its room in the table */
	bool seldom;		/* shown only if it is not 0 everywhere */
};

static const struct figure figures[] = {
	{ "ns/lookup", METRIC_ns_per_lookup, true, false },
	{ "lookups/s", METRIC_lookups_per_s, false, false },
	{ "p50[ns]", METRIC_lookup_p50_ns, false, false },
	{ "p99[ns]", METRIC_lookup_p99_ns, false, false },
	{ "max[ns]", METRIC_lookup_max_ns, false, false },
	{ "hits[%]", METRIC_hits_pct, false, false },
	{ "absent[%]", METRIC_absent_pct, false, false },
	{ "busy[%]", METRIC_busy_pct, false, true },
	{ "misses", METRIC_spurious_misses, false, false },
	{ "fallbacks", METRIC_fallbacks, false, true },
	{ "fb-p99[ns]", METRIC_fallback_p99_ns, false, true },
	{ "torn-spans", METRIC_torn_spans, false, true },
	{ "violations", METRIC_violations, false, true },
	{ "updates/s", METRIC_updates_per_s, true, false },
	{ "upd-p50[ns]", METRIC_update_p50_ns, false, false },
	{ "upd-p99[ns]", METRIC_update_p99_ns, false, false },
	{ "lost-wakeups", METRIC_lost_wakeups, false, true },
};

/* A column behind the labels. */
struct shown {
	char *title;
	size_t metric;
	bool spread;
	bool ratio;		/* to the first scheme, not the figure itself */
};

struct layout {
	const struct statistics *statistics;
	struct table *text;
	enum run_key labels[RUN_KEYS];
	size_t nlabels;
	struct shown *shown;
	size_t nshown;
};

/* Return whether any run measured something, other than 0 if @not_zero. */
static bool has_any(const struct layout *layout, size_t metric, bool not_zero)
{
	const struct run_set *runs = layout->statistics->runs;
	size_t i;

	for (i = 0; i < runs->n; i++) {
		double value = run_metric(runs->v[i], metric);

		if (!isnan(value) && (value != 0 || !not_zero))
			return true;
	}
	return false;
}

static bool has_ratio(const struct layout *layout, size_t metric)
{
	size_t g;

	for (g = 0; g < layout->statistics->groups.n; g++)
		if (layout->statistics->groups.v[g]->by_metric[metric].ratio.n)
			return true;
	return false;
}

static void show(struct layout *layout, char *title, size_t metric,
		 bool spread, bool ratio)
{
	layout->shown = alloc_grow(layout->shown, layout->nshown + 1,
				   sizeof(*layout->shown));
	layout->shown[layout->nshown++] =
		(struct shown){ title, metric, spread, ratio };
}

/* Events shown although nobody asked for them by name. */
static bool is_common(const char *event)
{
	static const char *const common[] = {
		"cycles", "instructions", "cache-misses", "context-switches",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(common); i++)
		if (!strcmp(common[i], event))
			return true;
	return false;
}

static void choose_figures(struct layout *layout, bool all_events)
{
	const struct run_set *runs = layout->statistics->runs;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(figures); i++) {
		size_t m = figures[i].metric;

		if (figures[i].seldom && !has_any(layout, m, true))
			continue;
		show(layout, alloc_copy(figures[i].title), m,
		     figures[i].spread, false);
		if (figures[i].spread && has_ratio(layout, m))
			show(layout, alloc_copy("ratio"), m, true, true);
	}
	/* Of the events those that were counted at all. */
	for (i = METRICS; i < runs->nmetrics; i++) {
		const char *event = runs->metrics[i].event;

		if (has_any(layout, i, false) &&
		    (all_events || is_common(event)))
			show(layout, alloc_printf("%s/lookup", event), i, false,
			     false);
	}
}

static void add_titles(struct layout *layout)
{
	const char **titles = alloc_zeroed(1 + layout->nlabels + layout->nshown,
					   sizeof(*titles));
	size_t i, n = 0;

	titles[n++] = "";
	for (i = 0; i < layout->nlabels; i++)
		titles[n++] = run_keys[layout->labels[i]];
	for (i = 0; i < layout->nshown; i++)
		titles[n++] = layout->shown[i].title;
	layout->text = table_new(titles, n);
	free(titles);
}

static char *ratio_text(const struct interval *ratio, bool is_reference)
{
	if (is_reference)
		return alloc_copy("1");
	if (!ratio->n)
		return alloc_copy("-");
	if (isnan(ratio->low))
		return alloc_printf("%.3f", ratio->value);
	return alloc_printf("%.3f [%.3f..%.3f]", ratio->value, ratio->low,
			    ratio->high);
}

static char *figure_text(const struct interval *over,
			 const struct metric *metric, bool spread)
{
	int d = metric->decimals;
	char *text;

	if (!over->n)
		return alloc_copy("-");
	text = metric_text(metric, over->value);
	if (!spread || over->n == 1)
		return text;
	if (!isnan(over->low))
		alloc_append(&text, " [%.*f..%.*f]", d, over->low, d,
			     over->high);
	alloc_append(&text, " (%.*f..%.*f)", d, over->min, d, over->max);
	return text;
}

static void add_group(struct layout *layout, const struct run_group *group)
{
	size_t row = table_add_row(layout->text), n = 0, i;

	table_put(layout->text, row, n++,
		  group->ninvalid ? "!" : "");
	for (i = 0; i < layout->nlabels; i++) {
		const char *value = group_key(group, layout->labels[i]);

		table_put(layout->text, row, n++, *value ? value : "-");
	}
	for (i = 0; i < layout->nshown; i++) {
		const struct shown *shown = &layout->shown[i];
		const struct statistic *of = &group->by_metric[shown->metric];
		char *text;

		text = shown->ratio ?
		       ratio_text(&of->ratio,
				  of->over.n && !group->reference) :
		       figure_text(&of->over,
				   &layout->statistics->runs
					    ->metrics[shown->metric],
				   shown->spread);
		table_put(layout->text, row, n++, text);
		free(text);
	}
}

/* What the brackets mean. */
static void print_legend(const struct layout *layout, FILE *out)
{
	const struct run_groups *groups = &layout->statistics->groups;
	size_t g, least = (size_t)-1, most = 0;
	bool ratios = false, left_out = false;

	for (g = 0; g < groups->n; g++) {
		const struct run_group *group = groups->v[g];
		size_t n = group->nall;

		least = n < least ? n : least;
		most = n > most ? n : most;
		ratios = ratios || group->reference;
		left_out = left_out || (group->ninvalid && group->ninvalid < n);
	}
	if (most > 1) {
		fprintf(out, "median of ");
		if (least < most)
			fprintf(out, "%zu to ", least);
		fprintf(out, "%zu repeats%s (smallest..largest)", most,
			most < INTERVAL_MIN ? "" : " [95% interval]");
		if (least < INTERVAL_MIN)
			fprintf(out, "; a 95%% interval takes %d repeats",
				INTERVAL_MIN);
		fputc('\n', out);
	}
	if (left_out)
		fprintf(out, "runs that are not valid (!) are left out where others are\n");
	if (ratios)
		fprintf(out, "ratio: to %s with the same knobs%s\n",
			group_key(groups->v[0], KEY_scheme),
			most > 1 ? ", median over pairs of the same repeat" :
				   "");
}

static void print_invalid(const struct statistics *statistics, FILE *out)
{
	size_t n, i;
	char **whys = report_why_invalid(statistics, &n);

	for (i = 0; i < n; i++)
		fprintf(out, "! %s\n", whys[i]);
	split_free(whys, n);
}

void report_table(const struct statistics *statistics, bool all_events,
		  FILE *out)
{
	struct layout layout = {.statistics = statistics};
	size_t i, words = 1;

	layout.nlabels = report_labels(statistics, layout.labels);
	choose_figures(&layout, all_events);
	add_titles(&layout);
	for (i = 0; i < statistics->groups.n; i++)
		add_group(&layout, statistics->groups.v[i]);

	/* Behind the mark, job, scheme and index are words. */
	while (layout.labels[words - 1] != KEY_readers)
		words++;
	print_aligned(layout.text, words, out);
	print_legend(&layout, out);
	print_invalid(statistics, out);

	for (i = 0; i < layout.nshown; i++)
		free(layout.shown[i].title);
	free(layout.shown);
	table_free(layout.text);
}
