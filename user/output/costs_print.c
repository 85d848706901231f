// SPDX-License-Identifier: GPL-2.0-only
#include "output/costs_print.h"

#include <math.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/textout.h"
#include "lib/words.h"
#include "module/abi/version.h"
#include "results/columns.h"

static const char *const columns[] = { VMB_COSTS_COLUMNS(VMB_COLUMN_NAME) };

#define COST_EVENT(name, rank, help) rank,
static const unsigned char event_ranks[COST_EVENTS] = {
	VMB_COST_EVENTS(COST_EVENT)
};

static bool is_shown(const struct costs_view *view, const struct cost *cost)
{
	return !view->schemes ||
	       list_has(view->schemes, group_key(cost->group, KEY_scheme));
}

static void add_rows(struct table *table, const struct cost *cost)
{
	const struct run_group *group = cost->group;
	size_t event;

	for (event = 0; event < COST_EVENTS; event++) {
		const struct interval *over = &cost->by_event[event];
		size_t row;

		/* Most functions have no more than a few kinds of events. */
		if (cost->function && !over->max)
			continue;
		row = table_add_row(table);
		table_set_number(table, row, "csv_version", VMB_CSV_VERSION);
		table_set(table, row, "kernel_release",
			  group->runs[0]->kernel_release);
		table_set(table, row, "job", group_key(group, KEY_job));
		table_set(table, row, "scheme", group_key(group, KEY_scheme));
		table_set(table, row, "index", group_key(group, KEY_index));
		table_set(table, row, "knobs", group->knobs);
		table_set(table, row, "role",
			  cost->op == COST_LOOKUP ? "reader" : "writer");
		table_set(table, row, "operation", cost_ops[cost->op]);
		table_set(table, row, "function", cost->function ?: "");
		table_set(table, row, "event", cost_events[event]);
		table_set_number(table, row, "per_operation", over->value);
		table_set_number(table, row, "min", over->min);
		table_set_number(table, row, "max", over->max);
		table_set_number(table, row, "repeats", (double)over->n);
		table_set_number(table, row, "operations", cost->operations);
		table_set_number(table, row, "left_out", cost->left_out);
	}
}

struct table *costs_table(const struct costs_view *view)
{
	struct table *table = table_new(columns, ARRAY_SIZE(columns));
	size_t i, k;

	for (i = 0; i < view->n; i++)
		for (k = 0; k < view->v[i]->n; k++)
			if (is_shown(view, &view->v[i]->v[k]))
				add_rows(table, &view->v[i]->v[k]);
	return table;
}

/* Two decimals at most, as repeats seldom agree in more; NAN: all were left out. */
static char *number_text(double value)
{
	double rounded = round(100 * value) / 100;

	if (isnan(value))
		return alloc_copy("-");
	return alloc_printf("%.*f", fmod(rounded, 1) != 0 ? 2 : 0, rounded);
}

static void add_line(struct table *table, const struct costs *costs,
		     const struct cost *cost, size_t first_event)
{
	const struct run_groups *groups = &costs->statistics->groups;
	const struct run_group *group = cost->group;
	size_t row = table_add_row(table), i;

	table_set(table, row, "kernel", group->runs[0]->kernel_release);
	table_set(table, row, "job", group_key(group, KEY_job));
	table_set(table, row, "scheme", group_key(group, KEY_scheme));
	for (i = 0; i < groups->nvaried; i++)
		table_set(table, row, run_keys[groups->varied[i]],
			  group_key(group, groups->varied[i]));
	table_set(table, row, "operation", cost_ops[cost->op]);
	table_set(table, row, "function", cost->function ?: "");
	for (i = 0; i < COST_EVENTS; i++)
		table_give(table, row, first_event + i,
			   number_text(cost->by_event[i].value));
}

static bool has_jobs(const struct costs_view *view)
{
	const struct run_group *first = view->v[0]->v[0].group;
	size_t i, k;

	for (i = 0; i < view->n; i++)
		for (k = 0; k < view->v[i]->n; k++)
			if (!is_same_key(view->v[i]->v[k].group, first, KEY_job))
				return true;
	return false;
}

/* Names of columns that all lines would have the same word in are left out. */
static void add_names(struct table *table, const struct costs_view *view)
{
	size_t i, k;

	if (view->n > 1)
		table_add_column(table, "kernel");
	if (has_jobs(view))
		table_add_column(table, "job");
	table_add_column(table, "scheme");
	for (i = 0; i < view->n; i++) {
		const struct run_groups *groups =
			&view->v[i]->statistics->groups;

		for (k = 0; k < groups->nvaried; k++)
			if (table_column(table, run_keys[groups->varied[k]]) < 0)
				table_add_column(table,
						 run_keys[groups->varied[k]]);
	}
	table_add_column(table, "operation");
	if (view->functions)
		table_add_column(table, "function");
}

/* Return lines of costs; the first *@names columns say of what. */
static struct table *lines(const struct costs_view *view,
			   bool (*is_wanted)(const struct cost *cost),
			   size_t *names)
{
	struct table *table = table_new(NULL, 0);
	size_t i, k;

	add_names(table, view);
	*names = table->ncolumns;
	for (i = 0; i < COST_EVENTS; i++)
		table_add_column(table, cost_events[i]);
	for (i = 0; i < view->n; i++) {
		for (k = 0; k < view->v[i]->n; k++) {
			const struct cost *cost = &view->v[i]->v[k];

			if (is_shown(view, cost) &&
			    (view->functions || !cost->function) &&
			    (!is_wanted || is_wanted(cost)))
				add_line(table, view->v[i], cost, *names);
		}
	}
	return table;
}

void costs_print(const struct costs_view *view, size_t width, FILE *out)
{
	size_t names;
	struct table *table = lines(view, NULL, &names);
	unsigned char *ranks = alloc_zeroed(table->ncolumns, 1);

	memcpy(ranks + names, event_ranks, sizeof(event_ranks));
	print_fitted(table, names, ranks, width, out);
	free(ranks);
	table_free(table);
}

void costs_print_html(const struct costs_view *view,
		      bool (*is_wanted)(const struct cost *cost), FILE *out)
{
	struct costs_view whole = *view;
	struct table *table;
	size_t names;

	whole.functions = false;
	table = lines(&whole, is_wanted, &names);
	print_html(table, names, false, out);
	table_free(table);
}
