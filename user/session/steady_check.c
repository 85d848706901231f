// SPDX-License-Identifier: GPL-2.0-only
#include "session/steady_check.h"

#include <math.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "stats/stationarity.h"

/* The rates that are checked. */
static const struct {
	const char *column;
	const char *words;
} rates[] = {
	{ "lookups", "lookups per second" },
	{ "updates", "updates per second" },
};

static double *column_of(const struct table *table, const char *column)
{
	double *values = alloc_zeroed(table->nrows, sizeof(*values));
	size_t row;

	for (row = 0; row < table->nrows; row++) {
		const char *cell = table_get(table, row, column);

		values[row] = *cell ? strtod(cell, NULL) : NAN;
	}
	return values;
}

static void add_reason(struct table *summary, const char *words,
		       const struct stationarity *steady)
{
	const char *reason = table_get(summary, 0, "steady_reason");
	auto_free char *text = alloc_printf(
		"%s%s%s %s ", reason, *reason ? "; " : "", words,
		steady->what == STEADY_DRIFT ? "drifted" : "changed");

	if (isinf(steady->change))
		alloc_append(&text, "from nothing");
	else
		alloc_append(&text, "by %+.0f%%", 100 * steady->change);
	if (steady->what == STEADY_DRIFT)
		alloc_append(&text, " over the window");
	else
		alloc_append(&text, " at %.0f ms", steady->at / 1e6);
	table_set(summary, 0, "steady", "0");
	table_set(summary, 0, "steady_reason", text);
}

void steady_check(struct table *summary, const struct table *timeline)
{
	auto_free double *start = column_of(timeline, "start_ns");
	auto_free double *end = column_of(timeline, "end_ns");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rates); i++) {
		auto_free double *count = column_of(timeline, rates[i].column);
		struct stationarity steady =
			stationarity_test(start, end, count, timeline->nrows);

		if (steady.what == STEADY && !*table_get(summary, 0, "steady"))
			table_set(summary, 0, "steady", "1");
		if (steady.what > STEADY)
			add_reason(summary, rates[i].words, &steady);
	}
}
