// SPDX-License-Identifier: GPL-2.0-only
#include "output/report.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/words.h"
#include "module/abi/columns.h"
#include "results/columns.h"
#include "session/counter.h"

/* Enough digits for any cell, few enough to print 78.3 as 78.3. */
#define DIGITS 15

static const struct {
	const char *name;
	const char *unit;
} known[] = {
#define COLUMN(name, unit, ...) { #name, unit },
	VMB_SUMMARY_COLUMNS(COLUMN) VMB_STATISTICS_COLUMNS(COLUMN)
	VMB_COMPARISON_COLUMNS(COLUMN) VMB_AB_COLUMNS(COLUMN)
	VMB_COSTS_COLUMNS(COLUMN) VMB_COSTS_DIFFERENCE_COLUMNS(COLUMN)
#undef COLUMN
};

/*
 * Names stay text even where they look like numbers: a kernel "6.1", a CPU
 * list "0", a seed that no double can hold.  What a newer module adds is told
 * from its look.
 */
static bool is_text(const char *column)
{
	size_t i;

	if (!strcmp(column, "csv_version"))
		return false;
	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(column, known[i].name))
			return !*known[i].unit;
	return false;
}

/* JSON is UTF-8. */
static json_t *text_json(const char *text)
{
	auto_free char *copy = utf8_copy(text);

	return json_string(copy);
}

/* Set a member; jansson leaves out one whose name is not UTF-8. */
static void set_member(json_t *object, const char *name, json_t *value)
{
	json_t *key = text_json(name);

	json_object_set_new(object, json_string_value(key), value);
	json_decref(key);
}

static json_t *to_json(const char *cell, bool text)
{
	char *end;
	double number;

	if (!*cell)
		return json_null();
	if (!text && !strpbrk(cell, ".eE")) {
		json_int_t whole;

		errno = 0;
		whole = strtoll(cell, &end, 10);
		/* One that no integer holds stays as it is. */
		if (!*end)
			return errno ? text_json(cell) : json_integer(whole);
	}
	number = strtod(cell, &end);
	/* JSON has no infinity. */
	if (!text && !*end && isfinite(number))
		return json_real(number);
	return text_json(cell);
}

static json_t *perf_json(const struct table *perf, const char *run_id)
{
	json_t *roles = json_object(), *events;
	const char *role;
	size_t row;

	for (row = 0; perf && row < perf->nrows; row++) {
		if (strcmp(table_get(perf, row, "index"), "all") ||
		    strcmp(table_get(perf, row, "run_id"), run_id))
			continue;
		role = table_get(perf, row, "role");
		events = json_object_get(roles, role);
		if (!events) {
			events = json_object();
			set_member(roles, role, events);
		}
		set_member(events, table_get(perf, row, "event"),
			   to_json(table_get(perf, row, "per_op"), false));
	}
	return roles;
}

static json_t *row_json(const struct table *table, size_t row)
{
	json_t *object = json_object();
	size_t i;

	for (i = 0; i < table->ncolumns; i++) {
		const char *name = table->columns[i];

		set_member(object, name,
			   to_json(table->cells[row * table->ncolumns + i],
				   is_text(name)));
	}
	return object;
}

static json_t *rows_json(const struct table *table)
{
	json_t *rows = json_array();
	size_t row;

	for (row = 0; table && row < table->nrows; row++)
		json_array_append_new(rows, row_json(table, row));
	return rows;
}

static void dump(json_t *json, FILE *out)
{
	json_dumpf(json, out, JSON_INDENT(2) | JSON_REAL_PRECISION(DIGITS));
	fputc('\n', out);
	json_decref(json);
}

void print_json(const struct table *table, FILE *out)
{
	dump(rows_json(table), out);
}

static struct table *read_rows(const struct result_folder *folder,
			       const char *name)
{
	auto_free char *path = result_folder_file(folder, name);

	return sysfile_table(path);
}

void report_json(const struct statistics *of, FILE *out)
{
	struct table *summary = read_rows(of->folder, "summary.csv");
	struct table *perf = read_rows(of->folder, "perf.csv");
	struct table *statistics = statistics_table(of);
	json_t *all = json_object(), *runs = rows_json(summary);
	size_t row;

	for (row = 0; row < json_array_size(runs); row++)
		json_object_set_new(json_array_get(runs, row), "perf",
				    perf_json(perf, table_get(summary, row,
							      "run_id")));
	json_object_set_new(all, "runs", runs);
	json_object_set_new(all, "statistics", rows_json(statistics));
	dump(all, out);
	table_free(statistics);
	table_free(summary);
	table_free(perf);
}
