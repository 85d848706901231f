// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/costs_compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/costs.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "results/columns.h"

static const char *const columns[] = {
	VMB_COSTS_DIFFERENCE_COLUMNS(VMB_COLUMN_NAME)
};

/* What a row is about, in the order of its key. */
enum { RELEASE, JOB, SCHEME, INDEX, KNOBS, OPERATION, FUNCTION, EVENT };

static const char *const what[] = {
	[RELEASE] = "kernel_release", [JOB] = "job", [SCHEME] = "scheme",
	[INDEX] = "index", [KNOBS] = "knobs", [OPERATION] = "operation",
	[FUNCTION] = "function", [EVENT] = "event",
};

/* How many of these name an operation. */
#define OPERATION_KEYS FUNCTION

struct row {
	size_t number;
	const char *key[ARRAY_SIZE(what)];
	double value, min, max;
};

struct rows {
	struct row *v;
	size_t n;
};

static int compare_keys(const struct row *a, const struct row *b, size_t nkeys)
{
	size_t i;
	int order = 0;

	for (i = 0; i < nkeys && !order; i++)
		order = strcmp(a->key[i], b->key[i]);
	return order;
}

static int by_key(const void *a, const void *b)
{
	return compare_keys(a, b, ARRAY_SIZE(what));
}

static int by_number(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	return (left->number > right->number) - (left->number < right->number);
}

static double number_of(const struct table *table, size_t row,
			const char *column)
{
	const char *text = table_get(table, row, column);

	return *text ? strtod(text, NULL) : NAN;
}

static struct rows rows_of(const struct table *table, bool releases)
{
	struct rows rows = { alloc_zeroed(table->nrows, sizeof(struct row)), 0 };
	size_t r, i;

	for (r = 0; r < table->nrows; r++) {
		struct row *row = &rows.v[rows.n++];

		row->number = r;
		for (i = 0; i < ARRAY_SIZE(what); i++)
			row->key[i] = i || releases ?
					      table_get(table, r, what[i]) :
					      "";
		row->value = number_of(table, r, "per_operation");
		row->min = number_of(table, r, "min");
		row->max = number_of(table, r, "max");
	}
	qsort(rows.v, rows.n, sizeof(*rows.v), by_key);
	return rows;
}

static bool has_one_release(const struct table *table)
{
	size_t r;

	for (r = 1; r < table->nrows; r++)
		if (strcmp(table_get(table, r, "kernel_release"),
			   table_get(table, 0, "kernel_release")))
			return false;
	return true;
}

static bool has_operation(const struct rows *rows, const struct row *wanted)
{
	size_t low = 0, high = rows->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (compare_keys(&rows->v[middle], wanted, OPERATION_KEYS) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < rows->n &&
	       !compare_keys(&rows->v[low], wanted, OPERATION_KEYS);
}

/*
 * Writers change from run to run, and code can move from one function to another.
 * Lines, pages and sharing depend on where memory lies.
 */
static bool is_judged(const struct row *row)
{
	const char *event = row->key[EVENT];
	size_t i;

	if (strcmp(row->key[OPERATION], cost_ops[COST_LOOKUP]) ||
	    *row->key[FUNCTION])
		return false;
	for (i = 0; i < COST_lines; i++)
		if (!strcmp(event, cost_events[i]))
			return true;
	return !strcmp(event, cost_events[COST_contended]);
}

static bool differ(const struct row *a, const struct row *b)
{
	double spread = fmax(a->max - a->min, b->max - b->min);
	double difference = fabs(b->value - a->value);

	return difference > 3 * spread && difference >= 0.01;
}

static void add_row(struct table *table, const struct row *a,
		    const struct row *b)
{
	const struct row *key = a->key[0] ? a : b;
	size_t row = table_add_row(table), i;

	for (i = 0; i < ARRAY_SIZE(what); i++)
		table_set(table, row, what[i], key->key[i]);
	table_set_number(table, row, "a", a->value);
	table_set_number(table, row, "b", b->value);
	table_set_number(table, row, "difference", b->value - a->value);
}

/* A difference, to be put in the order of the tables. */
struct pair {
	struct row key, a, b;
};

struct table *costs_compare(const struct table *a, const struct table *b,
			    bool *more, size_t *missing)
{
	bool releases = !has_one_release(a) || !has_one_release(b);
	struct rows left = rows_of(a, releases), right = rows_of(b, releases);
	struct table *table = table_new(columns, ARRAY_SIZE(columns));
	struct pair *pairs = NULL;
	size_t i = 0, k = 0, n = 0, common = 0;

	*more = false;
	*missing = 0;
	while (i < left.n || k < right.n) {
		struct pair pair = {0};
		int order = i == left.n	 ? 1 :
			    k == right.n ? -1 :
					   by_key(&left.v[i], &right.v[k]);

		if (order <= 0)
			pair.key = pair.a = left.v[i++];
		if (order >= 0)
			pair.key = pair.b = right.v[k++];
		if (order < 0 && !has_operation(&right, &pair.key)) {
			/* The operation as a whole has all events. */
			*missing += !*pair.key.key[FUNCTION] &&
				    !strcmp(pair.key.key[EVENT],
					    cost_events[COST_instructions]);
			continue;
		}
		if (order > 0 && !has_operation(&left, &pair.key))
			continue;
		common++;
		if (!differ(&pair.a, &pair.b))
			continue;
		*alloc_more(pairs, n) = pair;
		*more |= pair.b.value > pair.a.value && is_judged(&pair.key);
	}
	if (n)
		qsort(pairs, n, sizeof(*pairs), by_number);
	for (i = 0; i < n; i++)
		add_row(table, &pairs[i].a, &pairs[i].b);
	free(pairs);
	free(left.v);
	free(right.v);
	if (!common) {
		table_free(table);
		return NULL;
	}
	return table;
}
