// SPDX-License-Identifier: GPL-2.0-only
#include "results/run_set.h"

#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/number.h"

static int by_run_id(const void *a, const void *b)
{
	const struct run *x = a, *y = b;
	int order = strcmp(x->run_id, y->run_id);

	return order ?: (x->repeat > y->repeat) - (x->repeat < y->repeat);
}

static void keep_node(void *node)
{
	(void)node;
}

struct run_set *run_set_new(void)
{
	struct run_set *set = alloc_zeroed(1, sizeof(*set));

	set->metrics = alloc_zeroed(METRICS, sizeof(*set->metrics));
	memcpy(set->metrics, metrics, sizeof(metrics));
	set->nmetrics = METRICS;
	return set;
}

void run_set_free(struct run_set *set)
{
	size_t i;

	if (!set)
		return;
	tdestroy(set->tree, keep_node);
	for (i = 0; i < set->n; i++)
		run_free(set->v[i]);
	for (i = METRICS; i < set->nmetrics; i++) {
		free((char *)set->metrics[i].name);
		free((char *)set->metrics[i].event);
	}
	free(set->metrics);
	free(set->v);
	free(set);
}

static void append(struct run_set *set, struct run *run)
{
	/* There is room for a power of two. */
	if (!(set->n & (set->n - 1)))
		set->v = alloc_grow(set->v, set->n ? 2 * set->n : 1,
				    sizeof(*set->v));
	run->number = set->n;
	set->v[set->n++] = run;
}

bool run_set_add(struct run_set *set, struct run *run)
{
	struct run **found = tsearch(run, &set->tree, by_run_id);

	if (*found != run)
		return false;
	append(set, run);
	return true;
}

static struct run *find(const struct run_set *set, const struct csv_cell *id,
			double repeat)
{
	char *run_id = csv_text(id);
	const struct run wanted = {.run_id = run_id, .repeat = repeat};
	struct run **found = tfind(&wanted, &set->tree, by_run_id);

	free(run_id);
	return found ? *found : NULL;
}

void run_set_event(struct run_set *set, struct run *run,
		   const struct csv_cell *event, double per_lookup)
{
	size_t i = METRICS;

	while (i < set->nmetrics && !csv_is(event, set->metrics[i].event))
		i++;
	if (i == set->nmetrics) {
		char *name = csv_text(event);

		set->metrics = alloc_grow(set->metrics, ++set->nmetrics,
					  sizeof(*set->metrics));
		set->metrics[i] = (struct metric){
			.name = alloc_printf("%s_per_lookup", name),
			.event = name,
			.better = BETTER_LOWER,
			.decimals = 4,
		};
	}
	run->events = alloc_grow(run->events, run->nevents + 1,
				 sizeof(*run->events));
	run->events[run->nevents++] = (struct run_event){i, per_lookup};
}

static struct csv_cell cell_of(const struct table *table, size_t row,
			       int column)
{
	const char *text =
		column < 0 ? ""
			   : table->cells[row * table->ncolumns +
					  (size_t)column];
	struct csv_cell cell = { .text = text, .len = strlen(text), .number = NAN };

	decimal_parse(text, cell.len, &cell.number);
	return cell;
}

static void add_perf(struct run_set *set, const struct table *perf, size_t row)
{
	static const char *const columns[] = {"run_id", "repeat", "event",
					      "per_op"};
	struct csv_cell cells[ARRAY_SIZE(columns)];
	struct run *run;
	size_t i;

	if (strcmp(table_get(perf, row, "index"), "all") ||
	    strcmp(table_get(perf, row, "role"), "reader"))
		return;
	for (i = 0; i < ARRAY_SIZE(columns); i++)
		cells[i] = cell_of(perf, row, table_column(perf, columns[i]));
	run = find(set, &cells[0], cells[1].number);
	if (run)
		run_set_event(set, run, &cells[2], cells[3].number);
}

struct run_set *run_set_of_tables(const struct table *summary,
				  const struct table *perf)
{
	struct run_set *set = run_set_new();
	struct csv_cell cells[SUMMARY_COLUMNS];
	int places[SUMMARY_COLUMNS];
	struct run *run;
	size_t row, i;

	for (i = 0; i < SUMMARY_COLUMNS; i++)
		places[i] = table_column(summary, summary_columns[i].name);
	for (row = 0; row < summary->nrows; row++) {
		for (i = 0; i < SUMMARY_COLUMNS; i++) {
			cells[i] = cell_of(summary, row, places[i]);
			if (!*summary_columns[i].unit)
				cells[i].number = NAN;
		}
		run = run_new(cells);
		tsearch(run, &set->tree, by_run_id);
		append(set, run);
	}
	for (row = 0; perf && row < perf->nrows; row++)
		add_perf(set, perf, row);
	return set;
}

long run_set_metric(const struct run_set *set, const char *name)
{
	size_t i;

	for (i = 0; i < set->nmetrics; i++)
		if (!strcmp(set->metrics[i].name, name))
			return (long)i;
	return -1;
}

double run_set_value(const struct run_set *set, const struct run *run,
		     const char *name)
{
	long metric = run_set_metric(set, name);
	int column = summary_column_find(name);

	if (metric >= 0)
		return run_metric(run, (size_t)metric);
	return column < 0 ? NAN : run->column[column];
}

struct run *run_join_find(struct run_join *join, const struct csv_line *line)
{
	if (!line->cells[0].same || !line->cells[1].same)
		join->run = find(join->set, &line->cells[0],
				 line->cells[1].number);
	return join->run;
}

struct run *run_join_line(struct run_join *join, const struct csv_line *line)
{
	run_join_find(join, line);
	join->strange += !join->run;
	return join->run;
}

void run_join_end(const struct run_join *join, const char *path,
		  struct parse_warnings *complaints)
{
	if (join->strange)
		complain(
			complaints, path, 0,
			"%zu lines belong to runs that are not in summary.csv, or whose lines there are damaged; they are left out",
			join->strange);
}
