// SPDX-License-Identifier: GPL-2.0-only
#include "session/agreement.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "module/abi/columns.h"
#include "module/abi/operations.h"

/* The tables that add up to the summary, which is the first. */
enum part { SUMMARY, THREADS, HISTOGRAM, TIMELINE, HEAT };

static const char *const file_names[] = {
	[THREADS] = "threads.csv",
	[HISTOGRAM] = "histogram.csv",
	[TIMELINE] = "timeline.csv",
	[HEAT] = "heat.csv",
};

/* A number of the summary, and cells of another table that add up to it. */
struct sum {
	const char *total;
	enum part part;
	const char *column;
	const char *where, *is; /* rows that count; NULL: all */
};

static const struct sum sums[] = {
	{ "lookups", THREADS, "ops", "role", "reader" },
	{ "updates", THREADS, "ops", "role", "writer" },
	{ "scans", THREADS, "ops", "role", "scanner" },
	{ "lookup_samples", THREADS, "samples", "role", "reader" },
	/* Each operation once for each thread, and once for all. */
#define IN_HISTOGRAM(total, op) \
	{ total, HISTOGRAM, "count", "op", op }
	IN_HISTOGRAM("lookup_samples", "lookup"),
	IN_HISTOGRAM("fallback_count", "fallback"),
	IN_HISTOGRAM("scans", "scan"),
	IN_HISTOGRAM("scan_calls", "scan_call"),
#define OF_WRITERS(name, word) IN_HISTOGRAM(#word "_count", #word),
	VMB_WRITER_OPS(OF_WRITERS)
	VMB_USER_OPS(OF_WRITERS)
#undef OF_WRITERS
#undef IN_HISTOGRAM
#define OF_THREADS(name, unit, value, help) \
	{ #name, THREADS, #name, NULL, NULL },
	VMB_OUTCOME_COLUMNS(OF_THREADS)
	VMB_GAVE_UP_COLUMNS(OF_THREADS)
	VMB_VIOLATION_COLUMNS(OF_THREADS)
#undef OF_THREADS
};

static const struct sum steps[] = {
	{ "lookups", TIMELINE, "lookups", NULL, NULL },
	{ "updates", TIMELINE, "updates", NULL, NULL },
	{ "lookup_samples", HEAT, "count", NULL, NULL },
};

/* Lines of histogram.csv are of one thread, or of all together. */
enum lines { EVERY_LINE, OF_ALL, OF_EACH };

/* What was not measured counts as nothing. */
static unsigned long long number_of(const struct table *summary, const char *column)
{
	return strtoull(table_get(summary, 0, column), NULL, 10);
}

static unsigned long long add_up(const struct table *table, const struct sum *sum,
				 enum lines lines)
{
	int column = table_column(table, sum->column);
	int where = sum->where ? table_column(table, sum->where) : -1;
	int index = table_column(table, "index");
	unsigned long long result = 0;
	char *const *cells = table->cells;
	size_t row;

	for (row = 0; row < table->nrows; row++, cells += table->ncolumns) {
		if (where >= 0 && strcmp(cells[where], sum->is))
			continue;
		if (lines != EVERY_LINE &&
		    (strcmp(cells[index], "all") ? OF_EACH : OF_ALL) != lines)
			continue;
		result += strtoull(cells[column], NULL, 10);
	}
	return result;
}

/* Return a new sentence if what is added up is not what the summary has, or NULL. */
static char *compare(const struct table *const *tables, const struct sum *sum,
		     enum lines lines)
{
	const struct table *summary = tables[SUMMARY];
	unsigned long long expected = number_of(summary, sum->total), seen;

	if (table_column(summary, sum->total) < 0 ||
	    table_column(tables[sum->part], sum->column) < 0)
		return alloc_printf("%s is not in summary.csv and %s",
				    sum->total, file_names[sum->part]);
	seen = add_up(tables[sum->part], sum, lines);
	if (expected == seen)
		return NULL;
	return alloc_printf("%s: %llu in summary.csv, %llu in %s",
			    sum->total, expected, seen,
			    file_names[sum->part]);
}

static char *compare_all(const struct table *const *tables)
{
	char *why = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sums) && !why; i++) {
		bool by_op = sums[i].part == HISTOGRAM;

		why = compare(tables, &sums[i], by_op ? OF_ALL : EVERY_LINE);
		if (!why && by_op)
			why = compare(tables, &sums[i], OF_EACH);
	}
	for (i = 0; i < ARRAY_SIZE(steps) && !why; i++)
		if (number_of(tables[SUMMARY], "timeline_ms"))
			why = compare(tables, &steps[i], EVERY_LINE);
	return why;
}

/* Hits are what is left of the slots that lookups came by. */
static char *compare_outcomes(const struct table *summary)
{
	unsigned long long slots = number_of(summary, "lookups"), others;

	if (!strcmp(table_get(summary, 0, "read_op"), "iterate"))
		slots *= number_of(summary, "read_span");
	others = number_of(summary, "absent") + number_of(summary, "busy") +
		 number_of(summary, "spurious_misses");
	if (others <= slots)
		return NULL;
	return alloc_printf("lookups came by %llu slots, and %llu were not found",
			    slots, others);
}

void agreement_check(struct table *summary, const struct table *threads,
		     const struct table *histogram,
		     const struct table *timeline, const struct table *heat)
{
	const struct table *const tables[] = {
		[SUMMARY] = summary,
		[THREADS] = threads,
		[HISTOGRAM] = histogram,
		[TIMELINE] = timeline,
		[HEAT] = heat,
	};
	auto_free char *why = NULL, *reason = NULL;

	if (strcmp(table_get(summary, 0, "valid"), "1"))
		return;
	why = compare_all(tables) ?: compare_outcomes(summary);
	if (!why)
		return;
	reason = alloc_printf("its results do not agree, which is a fault of vmabench: %s",
			      why);
	table_set(summary, 0, "valid", "0");
	table_set(summary, 0, "valid_reason", reason);
}
