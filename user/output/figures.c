// SPDX-License-Identifier: GPL-2.0-only
#include "output/figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"

enum where {
	ALWAYS,
	NOT_ZERO, /* unless it is 0 in all groups */
	IN_PAGE,  /* only there, and unless it is 0 in all groups */
};

/*
 * struct figure - a metric that gets a column
 * @spread: show interval and ratio too
 * @rank: the higher, the sooner a narrow terminal does without; 0: never
 */
struct figure {
	const char *title;
	size_t metric;
	enum section section;
	enum where where;
	bool spread;
	unsigned char rank;
};

static const struct figure all_figures[] = {
#define FIGURE(title, metric, section, where, spread, rank)		\
	{ title, METRIC_##metric, SECTION_##section, where, spread, rank },
	FIGURE("ns/lookup", ns_per_lookup, LOOKUPS, ALWAYS, true, 0)
	FIGURE("lookups/s", lookups_per_s, LOOKUPS, ALWAYS, false, 8)
	FIGURE("p50[ns]", lookup_p50_ns, LOOKUPS, ALWAYS, false, 4)
	FIGURE("p99[ns]", lookup_p99_ns, LOOKUPS, ALWAYS, false, 1)
	FIGURE("p99.9[ns]", lookup_p99_9_ns, LOOKUPS, IN_PAGE, false, 0)
	FIGURE("max[ns]", lookup_max_ns, LOOKUPS, ALWAYS, false, 5)
	FIGURE("hits[%]", hits_pct, OUTCOMES, ALWAYS, false, 7)
	FIGURE("absent[%]", absent_pct, OUTCOMES, ALWAYS, false, 9)
	FIGURE("busy[%]", busy_pct, OUTCOMES, NOT_ZERO, false, 3)
	FIGURE("misses", spurious_misses, OUTCOMES, ALWAYS, false, 3)
	FIGURE("retries", retries, OUTCOMES, IN_PAGE, false, 0)
	FIGURE("fallbacks", fallbacks, OUTCOMES, NOT_ZERO, false, 4)
	FIGURE("fb-p99[ns]", fallback_p99_ns, OUTCOMES, NOT_ZERO, false, 6)
	FIGURE("torn-spans", torn_spans, OUTCOMES, NOT_ZERO, false, 3)
	FIGURE("violations", violations, OUTCOMES, NOT_ZERO, false, 0)
	FIGURE("updates/s", updates_per_s, UPDATES, ALWAYS, true, 1)
	FIGURE("upd-p50[ns]", update_p50_ns, UPDATES, ALWAYS, false, 5)
	FIGURE("upd-p99[ns]", update_p99_ns, UPDATES, ALWAYS, false, 3)
	FIGURE("upd-p99.9[ns]", update_p99_9_ns, UPDATES, IN_PAGE, false, 0)
	FIGURE("upd-max[ns]", update_max_ns, UPDATES, IN_PAGE, false, 0)
	FIGURE("waiting-max", waiting_max, UPDATES, IN_PAGE, false, 0)
	FIGURE("lost-wakeups", lost_wakeups, UPDATES, NOT_ZERO, false, 2)
#undef FIGURE
};

/* The table being made. */
struct layout {
	const struct figures *of;
	const char **titles;
	unsigned char *ranks;
	size_t n;
	const struct figure **columns; /* behind the labels; NULL: a ratio */
	size_t ncolumns;
	struct figure *events;
};

/* Return whether the figure of a group is there, and is not 0. */
static bool has_any(const struct figures *of, const struct figure *figure,
		    bool not_zero)
{
	size_t i;

	for (i = 0; i < of->ngroups; i++) {
		const struct interval *over =
			&of->groups[i]->by_metric[figure->metric].over;

		if (over->n && (!not_zero || over->max != 0))
			return true;
	}
	return false;
}

static bool is_shown(const struct figures *of, const struct figure *figure)
{
	if (!(of->sections & BIT(figure->section)))
		return false;
	if (of->style == STYLE_PAGE)
		return has_any(of, figure, figure->where != ALWAYS);
	return figure->where == ALWAYS ||
	       (figure->where == NOT_ZERO && has_any(of, figure, true));
}

static bool has_ratio(const struct figures *of, size_t metric)
{
	size_t i;

	for (i = 0; i < of->ngroups; i++)
		if (of->groups[i]->by_metric[metric].ratio.n)
			return true;
	return false;
}

static void add_column(struct layout *layout, const char *title,
		       unsigned char rank)
{
	layout->titles[layout->n] = title;
	layout->ranks[layout->n++] = rank;
}

static void add_figure(struct layout *layout, const struct figure *figure)
{
	add_column(layout, figure->title, figure->rank);
	layout->columns[layout->ncolumns++] = figure;
	if (!figure->spread || !has_ratio(layout->of, figure->metric))
		return;
	add_column(layout, "ratio", figure->rank + 1);
	layout->columns[layout->ncolumns++] = NULL;
}

/* Return whether an event is shown although nobody asked for it by name. */
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

static void add_events(struct layout *layout)
{
	const struct figures *of = layout->of;
	size_t i;

	for (i = METRICS; i < of->runs->nmetrics; i++) {
		const char *event = of->runs->metrics[i].event;
		struct figure *figure = &layout->events[i - METRICS];

		if (!of->all_events && !is_common(event))
			continue;
		*figure = (struct figure){
			.title = alloc_printf("%s/lookup", event),
			.metric = i,
			.section = SECTION_EVENTS,
			.rank = 10,
		};
		if (has_any(of, figure, false))
			add_figure(layout, figure);
	}
}

static void add_columns(struct layout *layout)
{
	const struct figures *of = layout->of;
	size_t i;

	if (of->style != STYLE_PAGE)
		add_column(layout, "", 0);
	for (i = 0; i < of->nlabels; i++)
		add_column(layout, run_keys[of->labels[i]], 0);
	if (of->style == STYLE_PAGE)
		add_column(layout, "repeats", 0);
	for (i = 0; i < ARRAY_SIZE(all_figures); i++)
		if (is_shown(of, &all_figures[i]))
			add_figure(layout, &all_figures[i]);
	if (of->sections & BIT(SECTION_EVENTS))
		add_events(layout);
}

/* Return the distance from @value to the farther end, as "+-1.8%" or "+-110%". */
static char *percent_text(double value, double low, double high)
{
	double percent = 100 * fmax(high / value - 1, 1 - low / value);

	return alloc_printf(percent < 10 ? "+-%.2g%%" : "+-%.0f%%", percent);
}

/* Append the interval of a value with @d decimals, if it has one. */
static void append_interval(char **text, const struct figures *of,
			    const struct interval *over, int d)
{
	char *percent;

	if (isnan(over->low))
		return;
	if (of->style == STYLE_NARROW) {
		percent = percent_text(over->value, over->low, over->high);
		alloc_append(text, " %s", percent);
		free(percent);
	} else {
		alloc_append(text, " [%.*f..%.*f]", d, over->low, d,
			     over->high);
	}
}

static char *ratio_text(const struct figures *of,
			const struct statistic *statistic, bool reference)
{
	const struct interval *ratio = &statistic->ratio;
	char *text;

	if (reference && statistic->over.n)
		return alloc_copy("1");
	if (!ratio->n)
		return alloc_copy("-");
	text = alloc_printf("%.3f", ratio->value);
	append_interval(&text, of, ratio, 3);
	return text;
}

static char *figure_text(const struct figures *of, const struct figure *figure,
			 const struct interval *over)
{
	const struct metric *metric = &of->runs->metrics[figure->metric];
	int d = metric->decimals;
	char *text, *percent;

	if (!over->n)
		return alloc_copy("-");
	text = metric_text(metric, over->value);
	if (!figure->spread || over->n == 1)
		return text;
	append_interval(&text, of, over, d);
	if (of->style == STYLE_NARROW && isnan(over->low)) {
		percent = percent_text(over->value, over->min, over->max);
		alloc_append(&text, " (%s)", percent);
		free(percent);
	} else if (of->style == STYLE_WIDE || isnan(over->low)) {
		alloc_append(&text, " (%.*f..%.*f)", d, over->min, d,
			     over->max);
	}
	return text;
}

/* Return how many repeats count, and of how many. */
static char *repeats_text(const struct run_group *group)
{
	char *text = alloc_printf("%zu", group->nall - group->ninvalid);

	if (group->ninvalid)
		alloc_append(&text, " [of %zu valid]", group->nall);
	return text;
}

static void add_row(const struct layout *layout, struct table *table,
		    const struct run_group *group)
{
	const struct figures *of = layout->of;
	size_t row = table_add_row(table), n = 0, i;
	const struct statistic *statistic = NULL;
	char *text;

	if (of->style != STYLE_PAGE)
		table_put(table, row, n++, group->ninvalid ? "!" : "");
	for (i = 0; i < of->nlabels; i++) {
		const char *value = group_key(group, of->labels[i]);

		table_put(table, row, n++, *value ? value : "-");
	}
	if (of->style == STYLE_PAGE) {
		text = repeats_text(group);
		table_put(table, row, n++, text);
		free(text);
	}
	for (i = 0; i < layout->ncolumns; i++) {
		const struct figure *figure = layout->columns[i];

		if (figure)
			statistic = &group->by_metric[figure->metric];
		text = figure ? figure_text(of, figure, &statistic->over)
			      : ratio_text(of, statistic, !group->reference);
		table_put(table, row, n++, text);
		free(text);
	}
}

struct table *figures_table(const struct figures *of, unsigned char **ranks)
{
	size_t nevents = of->runs->nmetrics - METRICS, i;
	size_t most = 2 + of->nlabels + 2 * (ARRAY_SIZE(all_figures) + nevents);
	struct layout layout = {
		.of = of,
		.titles = alloc_zeroed(most, sizeof(*layout.titles)),
		.ranks = alloc_zeroed(most, sizeof(*layout.ranks)),
		.columns = alloc_zeroed(most, sizeof(*layout.columns)),
		.events = alloc_zeroed(nevents + 1, sizeof(*layout.events)),
	};
	struct table *table = NULL;

	add_columns(&layout);
	if (layout.ncolumns) {
		table = table_new(layout.titles, layout.n);
		for (i = 0; i < of->ngroups; i++)
			add_row(&layout, table, of->groups[i]);
	}
	for (i = 0; i < nevents; i++)
		free((char *)layout.events[i].title);
	free(layout.events);
	free(layout.columns);
	free(layout.titles);
	if (ranks)
		*ranks = layout.ranks;
	else
		free(layout.ranks);
	return table;
}
