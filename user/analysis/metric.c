// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/metric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "module/abi/histogram.h"

/* One part of a bucket's lower end: see abi/histogram.h. */
#define GRAIN (1.0 / VMB_HIST_SUB)

#define CELL(name, unit, better, decimals, main) \
	{ name, name, unit, METRIC_CELL, better, decimals, main, 0 }
#define PERCENTILE(name, main) \
	{ name, name, "ns", METRIC_CELL, BETTER_LOWER, 0, main, GRAIN }
#define SHARE(name, source) \
	{ name, source, "percent", METRIC_SHARE, BETTER_NONE, 2, false, 0 }

const struct metric metrics[] = {
	CELL("ns_per_lookup", "ns", BETTER_LOWER, 1, true),
	CELL("lookups_per_s", "per_s", BETTER_HIGHER, 0, false),
	PERCENTILE("lookup_p50_ns", true),
	PERCENTILE("lookup_p90_ns", false),
	PERCENTILE("lookup_p99_ns", true),
	PERCENTILE("lookup_p99_9_ns", false),
	PERCENTILE("lookup_p99_99_ns", false),
	CELL("lookup_max_ns", "ns", BETTER_LOWER, 0, false),
	SHARE("hits_pct", "hits"),
	SHARE("absent_pct", "absent"),
	SHARE("busy_pct", "busy"),
	CELL("spurious_misses", "count", BETTER_NONE, 0, false),
	CELL("retries", "count", BETTER_NONE, 0, false),
	CELL("fallbacks", "count", BETTER_NONE, 0, false),
	PERCENTILE("fallback_p50_ns", false),
	PERCENTILE("fallback_p99_ns", false),
	CELL("torn_spans", "count", BETTER_NONE, 0, false),
	CELL("violations", "count", BETTER_NONE, 0, false),
	CELL("updates_per_s", "per_s", BETTER_HIGHER, 0, true),
	PERCENTILE("update_p50_ns", true),
	PERCENTILE("update_p90_ns", false),
	PERCENTILE("update_p99_ns", true),
	PERCENTILE("update_p99_9_ns", false),
	PERCENTILE("update_p99_99_ns", false),
	CELL("update_max_ns", "ns", BETTER_LOWER, 0, false),
	CELL("lost_wakeups", "count", BETTER_NONE, 0, false),
	CELL("file_release_mean_ns", "ns", BETTER_LOWER, 0, false),
	CELL("file_release_max_ns", "ns", BETTER_LOWER, 0, false),
	PERCENTILE("release_p50_ns", false),
	PERCENTILE("release_p99_ns", false),
	CELL("release_max_ns", "ns", BETTER_LOWER, 0, false),
	CELL("unmount_wait_ns", "ns", BETTER_LOWER, 0, false),
	CELL("callbacks", "count", BETTER_NONE, 0, false),
	CELL("callback_ns", "ns", BETTER_LOWER, 0, false),
	CELL("refs_max", "count", BETTER_NONE, 0, false),
	CELL("walk_steps_max", "count", BETTER_NONE, 0, false),
	CELL("lock_bytes", "bytes", BETTER_LOWER, 0, false),
	CELL("vma_bytes", "bytes", BETTER_LOWER, 0, false),
	CELL("waiting_max", "count", BETTER_LOWER, 0, false),
	CELL("drain_ns", "ns", BETTER_LOWER, 0, false),
	CELL("voluntary_switches", "count", BETTER_NONE, 0, false),
	CELL("involuntary_switches", "count", BETTER_NONE, 0, false),
	CELL("system_switches", "count", BETTER_NONE, 0, false),
	CELL("setup_ns", "ns", BETTER_LOWER, 0, false),
	CELL("teardown_ns", "ns", BETTER_LOWER, 0, false),
	CELL("clock_cost_ns", "ns", BETTER_NONE, 1, false),
	CELL("loop_cost_ns", "ns", BETTER_NONE, 1, false),
};
const size_t nmetrics = ARRAY_SIZE(metrics);

/* What shares are shares of. */
static const char *const outcomes[] = {
	"hits",
	"absent",
	"busy",
	"spurious_misses",
};

static double to_number(const char *text)
{
	return *text ? strtod(text, NULL) : NAN;
}

static double share(const struct table *summary, size_t row, const char *column)
{
	double all = 0, one;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(outcomes); i++) {
		one = to_number(table_get(summary, row, outcomes[i]));
		all += isnan(one) ? 0 : one;
	}
	if (all <= 0)
		return NAN;
	return 100 * to_number(table_get(summary, row, column)) / all;
}

/* The events of all readers, as metrics of their own. */
static void add_event(struct metrics *all, const char *event)
{
	size_t i;

	for (i = nmetrics; i < all->n; i++)
		if (!strcmp(all->v[i].source, event))
			return;
	all->v = alloc_grow(all->v, all->n + 1, sizeof(*all->v));
	all->v[all->n++] = (struct metric){
		.name = alloc_printf("%s_per_lookup", event),
		.source = alloc_copy(event),
		.unit = "per_op",
		.kind = METRIC_EVENT,
		.better = BETTER_LOWER,
		.decimals = 4,
	};
}

static bool is_of_all_readers(const struct table *perf, size_t row)
{
	return !strcmp(table_get(perf, row, "index"), "all") &&
	       !strcmp(table_get(perf, row, "role"), "reader");
}

struct named {
	const char *run_id;
	size_t row;
};

static int by_run_id(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return strcmp(x->run_id, y->run_id);
}

static void fill_events(struct metrics *all, const struct table *summary,
			const struct table *perf)
{
	struct named *names = alloc_zeroed(summary->nrows, sizeof(*names));
	struct named wanted, *found;
	size_t i, row;

	for (row = 0; row < summary->nrows; row++)
		names[row] =
			(struct named){table_get(summary, row, "run_id"), row};
	qsort(names, summary->nrows, sizeof(*names), by_run_id);

	for (row = 0; row < perf->nrows; row++) {
		if (!is_of_all_readers(perf, row))
			continue;
		wanted.run_id = table_get(perf, row, "run_id");
		found = bsearch(&wanted, names, summary->nrows, sizeof(*names),
				by_run_id);
		for (i = nmetrics; found && i < all->n; i++)
			if (!strcmp(all->v[i].source,
				    table_get(perf, row, "event")))
				all->values[found->row * all->n + i] =
					to_number(
						table_get(perf, row, "per_op"));
	}
	free(names);
}

struct metrics *metrics_new(const struct table *summary,
			    const struct table *perf)
{
	struct metrics *all = alloc_zeroed(1, sizeof(*all));
	size_t i, row;

	all->v = alloc_zeroed(nmetrics, sizeof(*all->v));
	memcpy(all->v, metrics, sizeof(metrics));
	all->n = nmetrics;
	for (row = 0; perf && row < perf->nrows; row++)
		if (is_of_all_readers(perf, row))
			add_event(all, table_get(perf, row, "event"));

	all->values =
		alloc_zeroed(summary->nrows * all->n, sizeof(*all->values));
	for (row = 0; row < summary->nrows; row++) {
		double *values = &all->values[row * all->n];

		for (i = 0; i < all->n; i++) {
			const char *source = all->v[i].source;

			switch (all->v[i].kind) {
			case METRIC_CELL:
				values[i] = to_number(
					table_get(summary, row, source));
				break;
			case METRIC_SHARE:
				values[i] = share(summary, row, source);
				break;
			case METRIC_EVENT:
				values[i] = NAN;
				break;
			}
		}
	}
	if (perf)
		fill_events(all, summary, perf);
	return all;
}

void metrics_free(struct metrics *all)
{
	size_t i;

	if (!all)
		return;
	for (i = nmetrics; i < all->n; i++) {
		free((char *)all->v[i].name);
		free((char *)all->v[i].source);
	}
	free(all->v);
	free(all->values);
	free(all);
}

long metrics_find(const struct metrics *all, const char *name)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (!strcmp(all->v[i].name, name))
			return (long)i;
	return -1;
}

double metrics_value(const struct metrics *all, size_t row, size_t metric)
{
	return all->values[row * all->n + metric];
}

void metric_widen(const struct metric *metric, struct interval *ratio)
{
	const double most = 1 + metric->grain;

	ratio->low = ratio->low < 0 ? ratio->low * most : ratio->low / most;
	ratio->high = ratio->high < 0 ? ratio->high / most : ratio->high * most;
}
