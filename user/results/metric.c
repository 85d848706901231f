// SPDX-License-Identifier: GPL-2.0-only
#include "results/metric.h"

#include <math.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "module/abi/histogram.h"
#include "module/abi/schemes.h"

/* Relative width of a bucket: see abi/histogram.h. */
#define GRAIN (1.0 / VMB_HIST_SUB)

const struct summary_info summary_columns[SUMMARY_COLUMNS] = {
#define COLUMN(name, unit, ...) {#name, unit},
	VMB_SUMMARY_COLUMNS(COLUMN)
#undef COLUMN
};

const char *const run_keys[RUN_KEYS] = {
	"job",
#define KEY(name, ...) #name,
	VMB_KNOBS(KEY, KEY, KEY, KEY)
#undef KEY
};

_Static_assert(offsetof(struct run, fence) ==
		       offsetof(struct run, key[KEY_fence]),
	       "keys by name are keys by number");

const struct metric metrics[METRICS] = {
#define COLUMN(id, way, digits, compared)		\
	{						\
		.name = #id,				\
		.column = COLUMN_##id,			\
		.better = BETTER_##way,			\
		.decimals = digits,			\
		.main = compared,			\
	},
#define PERCENTILE(id, compared)			\
	{						\
		.name = #id,				\
		.column = COLUMN_##id,			\
		.better = BETTER_LOWER,			\
		.main = compared,			\
		.grain = GRAIN,				\
	},
#define SHARE(id, of, way)				\
	{						\
		.name = #id,				\
		.column = COLUMN_##of,			\
		.share = true,				\
		.better = BETTER_##way,			\
		.decimals = 2,				\
	},
	VMB_METRICS(COLUMN, PERCENTILE, SHARE)
};

int summary_column_find(const char *name)
{
	int i;

	for (i = 0; i < SUMMARY_COLUMNS; i++)
		if (!strcmp(summary_columns[i].name, name))
			return i;
	return -1;
}

/* All slots looked up. */
static const enum summary_column outcomes[] = {
	COLUMN_hits,
	COLUMN_absent,
	COLUMN_busy,
	COLUMN_spurious_misses,
};

static double share(const struct run *run, enum summary_column column)
{
	double all = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(outcomes); i++)
		if (!isnan(run->column[outcomes[i]]))
			all += run->column[outcomes[i]];
	return all > 0 ? 100 * run->column[column] / all : NAN;
}

bool run_is_wrong(const struct run *run)
{
	return run->column[COLUMN_violations] > 0 &&
	       strcmp(run->family, VMB_FAMILY_BROKEN);
}

double run_metric(const struct run *run, size_t metric)
{
	size_t i;

	for (i = 0; i < run->nevents && metric >= METRICS; i++)
		if (run->events[i].metric == metric)
			return run->events[i].per_lookup;
	if (metric >= METRICS)
		return NAN;
	return metrics[metric].share ? share(run, metrics[metric].column)
				     : run->column[metrics[metric].column];
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

const char *metric_unit(const struct metric *metric)
{
	if (metric->event)
		return "per_op";
	return metric->share ? "percent" : summary_columns[metric->column].unit;
}

char *metric_text(const struct metric *metric, double value)
{
	if (isnan(value))
		return alloc_copy("-");
	return metric->event ? alloc_printf("%.*g", metric->decimals, value)
			     : alloc_printf("%.*f", metric->decimals, value);
}

double run_rounding(const struct run *run, const struct metric *metric)
{
	/* Only lookups are timed in groups. */
	bool grouped = !strncmp(metric->name, "lookup_", strlen("lookup_"));
	double lookups = grouped ? run->column[COLUMN_group] : 1;
	double step = run->column[COLUMN_clock_step_ns];

	if (!metric->grain)
		return 0;
	return metric->grain * run->column[metric->column] +
	       (step > 0 ? step : 0) / (lookups > 1 ? lookups : 1);
}

void interval_widen(struct interval *over, double rounding)
{
	over->low -= rounding;
	over->high += rounding;
}

void ratio_widen(struct interval *ratio, double rounding)
{
	const double most = 1 + rounding;

	ratio->low = ratio->low < 0 ? ratio->low * most : ratio->low / most;
	ratio->high = ratio->high < 0 ? ratio->high / most : ratio->high * most;
}
