// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "module/abi/version.h"
#include "results/columns.h"

#define TO_TEXT_(x) #x
#define TO_TEXT(x) TO_TEXT_(x)

static const char *const columns[] = {
#define COLUMN(name, unit, help) #name,
	VMB_STATISTICS_COLUMNS(COLUMN)
#undef COLUMN
};

/*
 * The runs of the other group with the same repeat, one for each of @group's;
 * -1: there is none, or it does not count.  Both are in the order they were
 * run, so the next one is nearly always the next.
 */
static long *pair_rows(const struct run_groups *groups, size_t group,
		       size_t with)
{
	const struct run_group *a = &groups->v[with], *b = &groups->v[group];
	long *pairs = alloc_zeroed(b->n, sizeof(*pairs));
	bool *taken = alloc_zeroed(a->n, sizeof(*taken));
	size_t i, tries, next = 0;

	for (i = 0; i < b->n; i++) {
		const char *repeat =
			table_get(groups->summary, b->rows[i], "repeat");

		pairs[i] = -1;
		for (tries = 0; tries < a->n && pairs[i] < 0; tries++) {
			if (!taken[next] &&
			    !strcmp(table_get(groups->summary, a->rows[next],
					      "repeat"),
				    repeat)) {
				taken[next] = true;
				pairs[i] = (long)a->rows[next];
			}
			next = (next + 1) % a->n;
		}
		if (pairs[i] >= 0 && !groups->uses[pairs[i]])
			pairs[i] = -1;
	}
	free(taken);
	return pairs;
}

static double used_value(const struct statistics *s, size_t row, size_t metric)
{
	return s->groups->uses[row] ? metrics_value(s->metrics, row, metric)
				    : NAN;
}

static void compute_group(struct statistics *s, size_t g)
{
	const struct run_group *group = &s->groups->v[g];
	double *values = alloc_zeroed(group->n, sizeof(*values));
	double *others = alloc_zeroed(group->n, sizeof(*others));
	long *pairs = NULL;
	size_t m, i;

	if (s->references[g] >= 0)
		pairs = pair_rows(s->groups, g, (size_t)s->references[g]);
	for (m = 0; m < s->metrics->n; m++) {
		struct statistic *statistic = &s->v[g * s->metrics->n + m];

		for (i = 0; i < group->n; i++) {
			values[i] = used_value(s, group->rows[i], m);
			others[i] = pairs && pairs[i] >= 0
					    ? metrics_value(s->metrics,
							    (size_t)pairs[i], m)
					    : NAN;
		}
		statistic->over = interval_of_median(values, group->n);
		statistic->ratio =
			interval_of_paired_ratio(others, values, group->n);
		metric_widen(&s->metrics->v[m], &statistic->ratio);
	}
	free(pairs);
	free(others);
	free(values);
}

struct statistics *statistics_new(const struct table *summary,
				  const struct table *perf)
{
	struct statistics *s = alloc_zeroed(1, sizeof(*s));
	size_t g;

	s->groups = groups_new(summary);
	s->metrics = metrics_new(summary, perf);
	s->references = groups_references(s->groups);
	s->v = alloc_zeroed(s->groups->n * s->metrics->n, sizeof(*s->v));
	for (g = 0; g < s->groups->n; g++)
		compute_group(s, g);
	return s;
}

void statistics_free(struct statistics *s)
{
	if (!s)
		return;
	groups_free(s->groups);
	metrics_free(s->metrics);
	free(s->references);
	free(s->v);
	free(s);
}

long statistics_metric(const struct statistics *s, const char *name)
{
	return metrics_find(s->metrics, name);
}

const struct statistic *statistics_of(const struct statistics *s, size_t group,
				      size_t metric)
{
	return &s->v[group * s->metrics->n + metric];
}

const char *statistics_scheme(const struct statistics *s, size_t group)
{
	long reference = s->references[group];

	return reference < 0
		       ? ""
		       : group_cell(s->groups, (size_t)reference, "scheme");
}

static void add_row(struct table *table, const struct statistics *s, size_t g,
		    size_t m)
{
	const struct statistic *statistic = statistics_of(s, g, m);
	const struct run_group *group = &s->groups->v[g];
	const struct interval *over = &statistic->over;
	size_t row = table_add_row(table);

	table_set(table, row, "csv_version", TO_TEXT(VMB_CSV_VERSION));
	table_set(table, row, "job", group_cell(s->groups, g, "job"));
	table_set(table, row, "scheme", group_cell(s->groups, g, "scheme"));
	table_set(table, row, "index", group_cell(s->groups, g, "index"));
	table_set(table, row, "knobs", group->knobs);
	table_set(table, row, "metric", s->metrics->v[m].name);
	table_set(table, row, "unit", s->metrics->v[m].unit);
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
		table_set(table, row, "ratio_to", statistics_scheme(s, g));
	table_set_number(table, row, "invalid", (double)group->ninvalid);
}

struct table *statistics_table(const struct statistics *s)
{
	struct table *table = table_new(columns, ARRAY_SIZE(columns));
	size_t g, m;

	for (g = 0; g < s->groups->n; g++)
		for (m = 0; m < s->metrics->n; m++)
			if (statistics_of(s, g, m)->over.n)
				add_row(table, s, g, m);
	return table;
}

static bool save(const struct statistics *s, struct result_writer *folder)
{
	struct table *table = statistics_table(s);
	bool saved;

	saved = result_writer_save(folder, &(const char *){"statistics.csv"},
				   &table, 1);
	table_free(table);
	return saved;
}

struct statistics *statistics_publish(struct result_writer *folder,
				      const struct table *summary,
				      const struct table *perf)
{
	struct statistics *s = statistics_new(summary, perf);

	if (save(s, folder) && result_writer_publish(folder))
		return s;
	statistics_free(s);
	return NULL;
}
