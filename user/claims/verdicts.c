// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim_verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/atomic_file.h"
#include "lib/html.h"
#include "lib/textout.h"
#include "module/abi/version.h"
#include "output/html_report.h"
#include "results/columns.h"
#include "results/sweep.h"

void verdicts_decide(struct claim_verdicts *verdicts,
		     const struct claim_set *set, const char *dir)
{
	size_t i;

	verdicts->v = alloc_zeroed(set->n, sizeof(*verdicts->v));
	verdicts->n = set->n;
	for (i = 0; i < set->n; i++) {
		auto_free char *path =
			alloc_printf("%s/%s", dir, set->v[i].id);

		claim_decide(&verdicts->v[i], &set->v[i], path, set->costs);
	}
}

void verdicts_free(struct claim_verdicts *verdicts)
{
	size_t i;

	for (i = 0; i < verdicts->n; i++)
		claim_verdict_free(&verdicts->v[i]);
	free(verdicts->v);
	free(verdicts->link);
	free(verdicts->command);
}

/* Rows have cells for claims.csv; a table takes those that it has columns for. */
static size_t add_row(struct table *table, const struct claim_verdict *verdict)
{
	size_t row = table_add_row(table);

	table_set_number(table, row, "csv_version", VMB_CSV_VERSION);
	table_set(table, row, "claim", verdict->claim->id);
	table_set(table, row, "year", verdict->claim->year);
	table_set(table, row, "thread", verdict->claim->thread);
	return row;
}

static void add_claim(struct table *table, const struct claim_verdict *verdict)
{
	size_t row = add_row(table, verdict);

	table_set(table, row, "says", verdict->claim->says);
	table_set(table, row, "verdict", verdict_words[verdict->verdict]);
	table_set(table, row, "rests_on", verdict->rests_on);
	table_set(table, row, "reason", verdict->reason);
	table_set(table, row, "limits", verdict->claim->limits);
}

static size_t add_test(struct table *table, const struct claim_verdict *verdict,
		       const struct test_verdict *of)
{
	const struct claim_test *test = of->test;
	const bool rule = test->upheld.text;
	size_t row = add_row(table, verdict), i;
	auto_free char *metric = claim_metric(test);

	table_set(table, row, "test", test->name);
	table_set(table, row, "metric", metric);
	for (i = 0; i < SIDES; i++)
		table_set(table, row, side_names[i], test->sides[i].text ?: "");
	table_set(table, row, "unit", test->unit);
	table_set(table, row, "rule", test->upheld.text ?: "");
	table_set(table, row, "smallest", test->smallest ?: "");
	table_set(table, row, "judge",
		  (rule && !test->counts) || test->judging == JUDGE_POOLED ?
		  judging_names[test->judging] : "");
	table_set(table, row, "role",
		  rule && !test->counts ? role_names[test->role] : "");
	table_set(table, row, "stands_for", test->stands_for ?: "");
	table_set(table, row, "verdict", verdict_words[of->verdict]);
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
	size_t i, k;

	for (i = 0; i < verdicts->n; i++) {
		const struct claim_verdict *verdict = &verdicts->v[i];

		add_claim(table, verdict);
		for (k = 0; k < verdict->claim->ntests; k++)
			add_test(table, verdict, &verdict->tests[k]);
	}
	table_write(table, out);
	table_free(table);
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
	auto_free char *text = alloc_printf(whole ? "%.0f" : "%.4g", value);

	if (!isnan(value))
		table_set(table, row, column, text);
}

/* Add a row for each test, with figures in four digits. */
static void add_figures(struct table *table,
			const struct claim_verdict *verdict)
{
	size_t i, row;

	for (i = 0; i < verdict->claim->ntests; i++) {
		const struct test_verdict *of = &verdict->tests[i];
		auto_free char *metric = metric_and_runs(of->test);

		row = add_test(table, verdict, of);
		table_set(table, row, "metric", metric);
		if (!of->over.n)
			continue;
		set_figure(table, row, "value", of->over.value);
		set_figure(table, row, "low", of->over.low);
		set_figure(table, row, "high", of->over.high);
	}
}

/* Return what a verdict rests on, if not on runs alone. */
static const char *basis(const struct claim_verdict *verdict)
{
	return !strcmp(verdict->rests_on, "counts")	     ? " by counts" :
	       !strcmp(verdict->rests_on, "runs and counts") ? " by runs and by counts" :
							       "";
}

/* Counts are of another machine and kernel. */
static bool has_to_explain(const struct claim_verdict *verdict)
{
	return verdict->verdict != UPHELD || *basis(verdict);
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
		add_figures(table, &verdicts->v[i]);
	print_aligned(table, 7, out);
	table_free(table);
	fputc('\n', out);
	for (i = 0; i < verdicts->n; i++) {
		const struct claim_verdict *verdict = &verdicts->v[i];

		fprintf(out, "%s  %s%s: %s\n", verdict->claim->id,
			verdict_words[verdict->verdict], basis(verdict),
			verdict->claim->says);
		if (has_to_explain(verdict))
			fprintf(out, "     %s\n", verdict->reason);
	}
}

static void write_overview(const struct claim_verdicts *verdicts, FILE *out)
{
	static const char *const columns[] = { "claim", "year", "says",
					       "verdict", "rests_on" };
	struct table *table = table_new(columns, ARRAY_SIZE(columns));
	size_t i;

	for (i = 0; i < verdicts->n; i++)
		add_claim(table, &verdicts->v[i]);
	fputs("<h2>Verdicts</h2>\n", out);
	print_html(table, ARRAY_SIZE(columns), true, out);
	table_free(table);
	fputs("<p class=\"soft\">Each verdict is computed from rules that were written before the runs. "
	      "A test is upheld if its rule holds in the whole 95% interval of the value, and refuted if it holds nowhere in the interval. "
	      "The value is the median of the runs, or the rate over all runs for rare counts (judge: pooled). "
	      "With judge: every, low and high are the smallest and the largest run; the test is upheld if the rule holds in every run, and refuted by one in which it does not. "
	      "A claim is undecided if a control does not hold, because then the experiment could not have shown it. "
	      "It is refuted if a part is. Where runs do not decide a test, counts in an emulator can; they are of the kernel that the reason names. A claim with cases is upheld if all cases are upheld, refuted if all are refuted, and depends if both occur. "
	      "Verdicts by runs are about this machine and kernel; nothing is extrapolated.</p>\n",
	      out);
}

static void write_tests(const struct claim_verdict *verdict, FILE *out)
{
	static const char *const columns[] = {
		"test", "role",	 "metric", "rule", "judge", "verdict",
		"unit", "value", "low",	   "high", "n",
	};
	struct table *table = table_new(columns, ARRAY_SIZE(columns));
	size_t i;

	add_figures(table, verdict);
	print_html(table, 7, false, out);
	table_free(table);
	fputs("<ul class=\"soft\">\n", out);
	for (i = 0; i < verdict->claim->ntests; i++) {
		const struct claim_test *test = verdict->tests[i].test;

		html_print(out, "<li>%s: %s. %s %s", test->name,
			   verdict->tests[i].reason,
			   test->upheld.text ? "Why this rule:" : "Shown as",
			   test->why);
		if (test->smallest)
			html_print(out, ". The smallest effect that would matter: %s",
				   test->smallest);
		fputs(".</li>\n", out);
	}
	fputs("</ul>\n", out);
}

/* Write links to the files of a claim's folder, without runs to the claim's. */
static void write_links(const struct claim_verdicts *verdicts,
			const struct claim_verdict *verdict, FILE *out)
{
	static const char *const names[] = {
		CLAIM_FILE, SWEEP_JOB_FILE, "summary.csv", "environment.csv",
	};
	size_t i;

	fputs("<p class=\"soft\">Files: ", out);
	for (i = 0; i < (verdict->folder ? ARRAY_SIZE(names) : 1); i++) {
		auto_free char *path = alloc_printf(
			"%s%s%s/%s", verdicts->link, *verdicts->link ? "/" : "",
			verdict->claim->id, names[i]);

		html_print(out, "%s<a href=\"%/\">%s</a>", i ? ", " : "", path,
			   names[i]);
	}
	fputs("</p>\n", out);
}

static void write_claim(const struct claim_verdicts *verdicts,
			const struct claim_verdict *verdict, FILE *out)
{
	const struct claim *claim = verdict->claim;

	html_print(out,
		   "<section class=\"job\" id=\"%s\">\n<h2>%s: %s</h2>\n"
		   "<p class=\"soft\">%s, %s</p>\n"
		   "<p><strong>Verdict:</strong> %s%s.</p>\n",
		   claim->id, claim->id, claim->says, claim->year,
		   claim->thread, verdict_words[verdict->verdict],
		   basis(verdict));
	if (has_to_explain(verdict))
		html_print(out, "<p><strong>Why:</strong> %s</p>\n",
			   verdict->reason);
	if (verdict->nviolations)
		fprintf(out,
			"<p class=\"warn\">%zu runs saw violations: a scheme returned something wrong.</p>\n",
			verdict->nviolations);
	html_print(out,
		   "<p><strong>What was run:</strong> %s</p>\n"
		   "<p><strong>Limits:</strong> %s</p>\n",
		   claim->run, claim->limits);
	write_tests(verdict, out);
	write_links(verdicts, verdict, out);
	fputs("</section>\n", out);
}

/* Write about the machine of the first claim that has runs. */
static void write_machine(const struct claim_verdicts *verdicts, FILE *out)
{
	const struct result_folder *folder = NULL;
	size_t i;

	for (i = 0; i < verdicts->n && !folder; i++)
		folder = verdicts->v[i].folder;
	if (!folder)
		return;
	fputs("<h2>Where it was measured</h2>\n", out);
	html_report_machine(folder, NULL, out);
}

static void write_page(const void *data, FILE *out)
{
	const struct claim_verdicts *verdicts = data;
	size_t i;

	html_report_begin(
		"vmabench claims", "vmabench claims",
		"What the threads about finding a VMA without the lock claim, put to the test.",
		out);
	html_print(out,
		   "<p class=\"soft\">From the CSV files beside this page, by <code>%s</code></p>\n",
		   verdicts->command);
	write_overview(verdicts, out);
	for (i = 0; i < verdicts->n; i++)
		write_claim(verdicts, &verdicts->v[i], out);
	write_machine(verdicts, out);
	html_report_end(out);
}

bool verdicts_write(const struct claim_verdicts *verdicts, const char *dir)
{
	return atomic_file_write(dir, "claims.csv", write_csv, verdicts) &&
	       atomic_file_write(dir, "claims.html", write_page, verdicts);
}
