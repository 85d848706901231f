// SPDX-License-Identifier: GPL-2.0-only
#include "output/figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/words.h"

/* Perf events that are shown although nobody asked for them by name. */
#define COMMON_EVENTS "cycles,instructions,cache-misses,context-switches"

enum where {
	ALWAYS,
	MEASURED, /* if a group has it */
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
#define OPERATION(op, rank)						\
	FIGURE(#op "-p50[ns]", op##_p50_ns, UPDATES, MEASURED, false, rank + 1) \
	FIGURE(#op "-p99[ns]", op##_p99_ns, UPDATES, MEASURED, false, rank) \
	FIGURE(#op "-p99.9[ns]", op##_p99_9_ns, UPDATES, IN_PAGE, false, 0) \
	FIGURE(#op "-max[ns]", op##_max_ns, UPDATES, IN_PAGE, false, 0)
	OPERATION(munmap, 2)
	OPERATION(map, 7)
	OPERATION(mprotect, 2)
	OPERATION(split, 2)
	OPERATION(merge, 7)
	OPERATION(lock, 2)
	OPERATION(mremap, 2)
	OPERATION(madvise, 2)
	OPERATION(fork, 2)
	OPERATION(brk, 2)
	FIGURE("scans/s", scans_per_s, UPDATES, MEASURED, true, 1)
	OPERATION(scan, 2)
	FIGURE("call-p99[ns]", scan_call_p99_ns, UPDATES, MEASURED, false, 5)
	FIGURE("call-max[ns]", scan_call_max_ns, UPDATES, MEASURED, false, 2)
	FIGURE("waiting-max", waiting_max, UPDATES, IN_PAGE, false, 0)
	FIGURE("lost-wakeups", lost_wakeups, UPDATES, NOT_ZERO, false, 2)
#undef OPERATION
#undef FIGURE
};

/* The table being made. */
struct layout {
	const struct figures *of;
	struct table *table;
	unsigned char *ranks;
};

bool groups_differ(struct run_group *const *groups, size_t n, enum run_key key)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (strcmp(group_key(groups[0], key),
			   group_key(groups[i], key)))
			return true;
	return false;
}

/* Return true if a group has a metric, or one that is not 0. */
static bool has_any(const struct figures *of, size_t metric, bool not_zero)
{
	size_t i;

	for (i = 0; i < of->ngroups; i++) {
		const struct interval *over =
			&of->groups[i]->by_metric[metric].over;

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
		return has_any(of, figure->metric, figure->where >= NOT_ZERO);
	return figure->where == ALWAYS ||
	       (figure->where != IN_PAGE &&
		has_any(of, figure->metric, figure->where == NOT_ZERO));
}

/* Append the distance from @value to the farther end, such as 1.8% or 110%. */
static void append_percent(char **text, double value, double low, double high)
{
	double percent = 100 * fmax(high / value - 1, 1 - low / value);

	alloc_append(text, percent < 10 ? "+-%.2g%%" : "+-%.0f%%", percent);
}

/* Append the interval of a value with @d decimals, if it has one. */
static void append_interval(char **text, const struct interval *over, int d,
			    bool narrow)
{
	if (isnan(over->low))
		return;
	if (narrow) {
		alloc_append(text, " ");
		append_percent(text, over->value, over->low, over->high);
	} else {
		alloc_append(text, " [%.*f..%.*f]", d, over->low, d,
			     over->high);
	}
}

char *ratio_text(const struct interval *ratio, bool narrow)
{
	char *text;

	if (!ratio->n)
		return alloc_copy("-");
	text = alloc_printf("%.3f", ratio->value);
	append_interval(&text, ratio, 3, narrow);
	return text;
}

static char *figure_text(const struct figures *of, size_t number, bool spread,
			 const struct interval *over)
{
	const struct metric *metric = &of->runs->metrics[number];
	const bool narrow = of->style == STYLE_NARROW;
	int d = metric->decimals;
	char *text;

	if (!over->n)
		return alloc_copy("-");
	text = metric_text(metric, over->value);
	if (!spread || over->n == 1)
		return text;
	append_interval(&text, over, d, narrow);
	if (narrow && isnan(over->low)) {
		alloc_append(&text, " (");
		append_percent(&text, over->value, over->min, over->max);
		alloc_append(&text, ")");
	} else if (of->style == STYLE_WIDE || isnan(over->low)) {
		alloc_append(&text, " (%.*f..%.*f)", d, over->min, d,
			     over->max);
	}
	return text;
}

static size_t add_column(struct layout *layout, const char *title,
			 unsigned char rank)
{
	size_t column = table_add_column(layout->table, title);

	layout->ranks = alloc_grow(layout->ranks, column + 1, 1);
	layout->ranks[column] = rank;
	return column;
}

static void add_label(struct layout *layout, enum run_key key)
{
	size_t column = add_column(layout, run_keys[key], 0), i;

	for (i = 0; i < layout->of->ngroups; i++) {
		const char *value = group_key(layout->of->groups[i], key);

		table_put(layout->table, i, column, *value ? value : "-");
	}
}

/* Add what tells whether and how many repeats of a group count. */
static void add_validity(struct layout *layout)
{
	const bool page = layout->of->style == STYLE_PAGE;
	size_t column = add_column(layout, page ? "repeats" : "", 0), i;

	for (i = 0; i < layout->of->ngroups; i++) {
		const struct run_group *group = layout->of->groups[i];
		char *text = page ? alloc_printf("%zu", group->nall -
						 group->ninvalid) :
				    alloc_copy(group->ninvalid ? "!" :
					       group->ndisturbed ? "*" :
					       group->nunsteady ? "~" : "");

		if (page && group->ninvalid)
			alloc_append(&text, " [of %zu valid]", group->nall);
		if (page && group->ndisturbed)
			alloc_append(&text, " [%zu disturbed]",
				     group->ndisturbed);
		if (page && group->nunsteady)
			alloc_append(&text, " [%zu not steady]", group->nunsteady);
		table_give(layout->table, i, column, text);
	}
}

/* Add a metric and, with its spread, the ratio. */
static void add_figure(struct layout *layout, const char *title, size_t metric,
		       bool spread, unsigned char rank)
{
	const struct figures *of = layout->of;
	size_t column = add_column(layout, title, rank), i;
	bool ratios = false;

	for (i = 0; i < of->ngroups; i++) {
		const struct statistic *statistic =
			&of->groups[i]->by_metric[metric];

		table_give(layout->table, i, column,
			   figure_text(of, metric, spread, &statistic->over));
		ratios = ratios || statistic->ratio.n;
	}
	if (!spread || !ratios)
		return;
	column = add_column(layout, "ratio", rank + 1);
	for (i = 0; i < of->ngroups; i++) {
		const struct run_group *group = of->groups[i];
		const struct statistic *statistic = &group->by_metric[metric];

		table_give(layout->table, i, column,
			   !group->reference && statistic->over.n ?
				   alloc_copy("1") :
				   ratio_text(&statistic->ratio,
					      of->style == STYLE_NARROW));
	}
}

static void add_events(struct layout *layout)
{
	const struct figures *of = layout->of;
	size_t i;

	for (i = METRICS; i < of->runs->nmetrics; i++) {
		const char *event = of->runs->metrics[i].event;
		auto_free char *title = alloc_printf("%s/lookup", event);

		if ((of->all_events || list_has(COMMON_EVENTS, event)) &&
		    has_any(of, i, false))
			add_figure(layout, title, i, false, 10);
	}
}

struct table *figures_table(const struct figures *of, unsigned char **ranks)
{
	struct layout layout = {.of = of, .table = table_new(NULL, 0)};
	size_t i, nlabels;

	for (i = 0; i < of->ngroups; i++)
		table_add_row(layout.table);
	if (of->style != STYLE_PAGE)
		add_validity(&layout);
	for (i = 0; i < of->nlabels; i++)
		add_label(&layout, of->labels[i]);
	if (of->style == STYLE_PAGE)
		add_validity(&layout);
	nlabels = layout.table->ncolumns;
	for (i = 0; i < ARRAY_SIZE(all_figures); i++) {
		const struct figure *figure = &all_figures[i];

		if (is_shown(of, figure))
			add_figure(&layout, figure->title, figure->metric,
				   figure->spread, figure->rank);
	}
	if (of->sections & BIT(SECTION_EVENTS))
		add_events(&layout);
	if (layout.table->ncolumns == nlabels) {
		table_free(layout.table);
		layout.table = NULL;
	}
	if (ranks)
		*ranks = layout.ranks;
	else
		free(layout.ranks);
	return layout.table;
}
