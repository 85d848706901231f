// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "module/abi/version.h"
#include "results/columns.h"

static const char *const columns[] = {
	VMB_STATISTICS_COLUMNS(VMB_COLUMN_NAME)
};

/*
 * Find the run of @with that has the same repeat, or NULL, for each run of
 * @group.  Both are in the order they were run, so it is mostly the next one.
 */
static const struct run **pair_runs(const struct run_group *group,
				    const struct run_group *with)
{
	const struct run **pairs =
		alloc_zeroed(group->n, sizeof(struct run *));
	bool *taken = alloc_zeroed(with->n, sizeof(*taken));
	size_t i, tries, next = 0;

	for (i = 0; i < group->n; i++) {
		for (tries = 0; tries < with->n && !pairs[i]; tries++) {
			if (!taken[next] && with->runs[next]->repeat ==
						    group->runs[i]->repeat) {
				taken[next] = true;
				pairs[i] = with->runs[next];
			}
			next = (next + 1) % with->n;
		}
	}
	free(taken);
	return pairs;
}

static void compute_group(const struct run_set *runs, struct run_group *group)
{
	double *values = alloc_zeroed(group->n, sizeof(*values));
	double *others = alloc_zeroed(group->n, sizeof(*others));
	const struct run **pairs = NULL;
	size_t m, i;

	group->by_metric =
		alloc_zeroed(runs->nmetrics, sizeof(*group->by_metric));
	if (group->reference)
		pairs = pair_runs(group, group->reference);
	for (m = 0; m < runs->nmetrics; m++) {
		struct statistic *statistic = &group->by_metric[m];

		for (i = 0; i < group->n; i++) {
			values[i] = run_metric(group->runs[i], m);
			others[i] = pairs && pairs[i] ? run_metric(pairs[i], m)
						      : NAN;
		}
		statistic->over = interval_of_median(values, group->n);
		statistic->ratio =
			interval_of_paired_ratio(others, values, group->n);
		metric_widen(runs->metrics[m].grain, &statistic->ratio);
	}
	free(pairs);
	free(others);
	free(values);
}

struct statistics *statistics_new(const struct run_set *runs)
{
	struct statistics *s = alloc_zeroed(1, sizeof(*s));
	size_t g;

	s->runs = runs;
	groups_fill(&s->groups, runs);
	for (g = 0; g < s->groups.n; g++)
		compute_group(runs, s->groups.v[g]);
	return s;
}

struct statistics *statistics_of_rows(const struct results *rows)
{
	struct run_set *runs = run_set_of_tables(rows->tables[RESULT_SUMMARY],
						 rows->tables[RESULT_PERF]);
	struct statistics *s = statistics_new(runs);

	s->own = runs;
	return s;
}

void statistics_free(struct statistics *s)
{
	if (!s)
		return;
	groups_free(&s->groups);
	run_set_free(s->own);
	free(s);
}

static void add_row(struct table *table, const struct run_group *group,
		    const struct metric *metric,
		    const struct statistic *statistic)
{
	const struct interval *over = &statistic->over;
	size_t row = table_add_row(table);

	table_set_number(table, row, "csv_version", VMB_CSV_VERSION);
	table_set(table, row, "job", group_key(group, KEY_job));
	table_set(table, row, "scheme", group_key(group, KEY_scheme));
	table_set(table, row, "index", group_key(group, KEY_index));
	table_set(table, row, "knobs", group->knobs);
	table_set(table, row, "metric", metric->name);
	table_set(table, row, "unit", metric_unit(metric));
	table_set_number(table, row, "n", (double)over->n);
	table_set_number(table, row, "median", over->value);
	table_set_number(table, row, "ci_low", over->low);
	table_set_number(table, row, "ci_high", over->high);
	table_set_number(table, row, "min", over->min);
	table_set_number(table, row, "max", over->max);
	table_set_number(table, row, "ratio", statistic->ratio.value);
	table_set_number(table, row, "ratio_low", statistic->ratio.low);
	table_set_number(table, row, "ratio_high", statistic->ratio.high);
	if (statistic->ratio.n)
		table_set(table, row, "ratio_to",
			  group_key(group->reference, KEY_scheme));
	table_set_number(table, row, "invalid", (double)group->ninvalid);
}

struct table *statistics_table(const struct statistics *s)
{
	struct table *table = table_new(columns, ARRAY_SIZE(columns));
	size_t g, m;

	for (g = 0; g < s->groups.n; g++)
		for (m = 0; m < s->runs->nmetrics; m++)
			if (s->groups.v[g]->by_metric[m].over.n)
				add_row(table, s->groups.v[g],
					&s->runs->metrics[m],
					&s->groups.v[g]->by_metric[m]);
	return table;
}

static bool save(const struct statistics *s, struct result_writer *folder)
{
	struct table *table = statistics_table(s);
	bool saved;

	saved = result_writer_put_table(folder, "statistics.csv", table);
	table_free(table);
	return saved;
}

struct statistics *statistics_publish(struct result_writer *folder,
				      const struct results *rows)
{
	struct statistics *s = statistics_of_rows(rows);

	if (save(s, folder) && result_writer_publish(folder))
		return s;
	statistics_free(s);
	return NULL;
}
