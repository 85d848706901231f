// SPDX-License-Identifier: GPL-2.0-only
#include "claims/verdicts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/atomic_file.h"
#include "lib/textout.h"
#include "module/abi/version.h"
#include "results/columns.h"

void verdicts_decide(struct claim_verdicts *verdicts, struct claim_set *set,
		     const char *dir)
{
	size_t i;

	verdicts->v = alloc_zeroed(set->n, sizeof(*verdicts->v));
	verdicts->n = set->n;
	for (i = 0; i < set->n; i++) {
		char *path = alloc_printf("%s/%s", dir, set->v[i]->id);

		verdicts->v[i] = claim_decide(set->v[i], path);
		free(path);
	}
	set->n = 0;
}

void verdicts_free(struct claim_verdicts *verdicts)
{
	size_t i;

	for (i = 0; i < verdicts->n; i++)
		claim_verdict_free(verdicts->v[i]);
	free(verdicts->v);
	free(verdicts->link);
	free(verdicts->command);
}

static size_t add_row(struct table *table, const struct claim_verdict *verdict)
{
	size_t row = table_add_row(table);

	table_set_number(table, row, "csv_version", VMB_CSV_VERSION);
	table_set(table, row, "claim", verdict->claim->id);
	table_set(table, row, "year", verdict->claim->year);
	table_set(table, row, "thread", verdict->claim->thread);
	return row;
}

static size_t add_test(struct table *table, const struct claim_verdict *verdict,
		       const struct test_verdict *of)
{
	const struct claim_test *test = of->test;
	const bool rule = test->upheld.text;
	size_t row = add_row(table, verdict), i;
	char *metric = claim_metric(test);

	table_set(table, row, "test", test->name);
	table_set(table, row, "metric", metric);
	free(metric);
	for (i = 0; i < SIDES; i++)
		table_set(table, row, side_names[i], test->sides[i].text ?: "");
	table_set(table, row, "unit", test->unit);
	table_set(table, row, "rule", test->upheld.text ?: "");
	table_set(table, row, "smallest", test->smallest ?: "");
	table_set(table, row, "judge",
		  rule || test->judging == JUDGE_POOLED ?
		  judging_names[test->judging] : "");
	table_set(table, row, "role", rule ? role_names[test->role] : "");
	table_set(table, row, "verdict", verdict_word(of->verdict));
	table_set(table, row, "reason", of->reason);
	if (!of->over.n)
		return row;
	table_set_number(table, row, "n", (double)of->over.n);
	table_set_number(table, row, "value", of->over.value);
	table_set_number(table, row, "ci_low", of->over.low);
	table_set_number(table, row, "ci_high", of->over.high);
	return row;
}

static void write_csv(const void *data, FILE *out)
{
	const struct claim_verdicts *verdicts = data;
	static const char *const columns[] = {
		VMB_CLAIMS_COLUMNS(VMB_COLUMN_NAME)
	};
	struct table *table = table_new(columns, ARRAY_SIZE(columns));
	size_t i, k, row;

	for (i = 0; i < verdicts->n; i++) {
		const struct claim_verdict *verdict = verdicts->v[i];

		row = add_row(table, verdict);
		table_set(table, row, "says", verdict->claim->says);
		table_set(table, row, "verdict",
			  verdict_word(verdict->verdict));
		table_set(table, row, "reason", verdict->reason);
		table_set(table, row, "limits", verdict->claim->limits);
		for (k = 0; k < verdict->claim->ntests; k++)
			add_test(table, verdict, &verdict->tests[k]);
	}
	table_write_header(table, out);
	table_write_rows(table, out);
	table_free(table);
}

bool verdicts_write(const struct claim_verdicts *verdicts, const char *dir)
{
	char *csv = alloc_printf("%s/claims.csv", dir);
	char *page = alloc_printf("%s/claims.html", dir);
	bool good = atomic_file_write(csv, write_csv, verdicts) &&
		    atomic_file_write(page, verdicts_page, verdicts);

	free(page);
	free(csv);
	return good;
}

/* Return what a test computes and the runs it needs, a new string. */
static char *metric_and_runs(const struct claim_test *test)
{
	static const char *const before[SIDES] = {
		[LEFT] = "",
		[LEFT_PLUS] = " plus ",
		[LEFT_LESS] = " less ",
		[LEFT_OVER] = " each over ",
		[RIGHT] = " over ",
		[RIGHT_OVER] = " each over ",
	};
	char *text = claim_metric(test);
	size_t i;

	alloc_append(&text, " (");
	for (i = 0; i < SIDES; i++)
		if (test->sides[i].text)
			alloc_append(&text, "%s%s", before[i],
				     test->sides[i].text);
	alloc_append(&text, ")");
	return text;
}

/* Set a number in four digits, but never as 1.2e+06. */
static void set_figure(struct table *table, size_t row, const char *column,
		       double value)
{
	bool whole = fabs(value) >= 1000 && fabs(value) < 1e15;
	char *text;

	if (isnan(value))
		return;
	text = alloc_printf(whole ? "%.0f" : "%.4g", value);
	table_set(table, row, column, text);
	free(text);
}

void verdicts_add_figures(struct table *table,
			  const struct claim_verdict *verdict)
{
	size_t i, row;

	for (i = 0; i < verdict->claim->ntests; i++) {
		const struct test_verdict *of = &verdict->tests[i];
		char *metric = metric_and_runs(of->test);

		row = add_test(table, verdict, of);
		table_set(table, row, "metric", metric);
		free(metric);
		if (!of->over.n)
			continue;
		set_figure(table, row, "value", of->over.value);
		set_figure(table, row, "low", of->over.low);
		set_figure(table, row, "high", of->over.high);
	}
}

void verdicts_print(const struct claim_verdicts *verdicts, FILE *out)
{
	static const char *const shown[] = {
		"claim", "test",  "role", "verdict", "rule", "judge",
		"unit",	 "value", "low",  "high",    "n",
	};
	struct table *table = table_new(shown, ARRAY_SIZE(shown));
	size_t i;

	for (i = 0; i < verdicts->n; i++)
		verdicts_add_figures(table, verdicts->v[i]);
	print_aligned(table, 7, out);
	table_free(table);
	fputc('\n', out);
	for (i = 0; i < verdicts->n; i++) {
		const struct claim_verdict *verdict = verdicts->v[i];

		fprintf(out, "%s  %s: %s\n", verdict->claim->id,
			verdict_word(verdict->verdict), verdict->claim->says);
		if (verdict->verdict != UPHELD)
			fprintf(out, "     %s\n", verdict->reason);
	}
}
