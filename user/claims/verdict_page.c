// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "claims/verdicts.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/html.h"
#include "lib/textout.h"
#include "output/html_report.h"
#include "results/sweep.h"

static void write_overview(const struct claim_verdicts *verdicts, FILE *out)
{
	static const char *const columns[] = { "claim", "year", "says",
					       "verdict" };
	struct table *table = table_new(columns, ARRAY_SIZE(columns));
	size_t i, row;

	for (i = 0; i < verdicts->n; i++) {
		const struct claim *claim = verdicts->v[i]->claim;

		row = table_add_row(table);
		table_set(table, row, "claim", claim->id);
		table_set(table, row, "year", claim->year);
		table_set(table, row, "says", claim->says);
		table_set(table, row, "verdict",
			  verdict_word(verdicts->v[i]->verdict));
	}
	fputs("<h2>Verdicts</h2>\n", out);
	print_html(table, ARRAY_SIZE(columns), true, out);
	table_free(table);
	fputs("<p class=\"soft\">Each verdict is computed from rules that were written before the runs. "
	      "A test is upheld if its rule holds in the whole 95% interval of the value, and refuted if it holds nowhere in the interval. "
	      "The value is the median of the runs, or the rate over all runs for rare counts (judge: pooled). "
	      "With judge: every, low and high are the smallest and the largest run; the test is upheld if the rule holds in every run, and refuted by one in which it does not. "
	      "A claim is undecided if a control does not hold, because then the experiment could not have shown it. "
	      "It is refuted if a part is. A claim with cases is upheld if all cases are upheld, refuted if all are refuted, and depends otherwise. "
	      "Verdicts are about this machine and kernel; nothing is extrapolated.</p>\n",
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

	verdicts_add_figures(table, verdict);
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
		char *path = alloc_printf("%s%s%s/%s", verdicts->link,
					  *verdicts->link ? "/" : "",
					  verdict->claim->id, names[i]);

		html_print(out, "%s<a href=\"%/\">%s</a>", i ? ", " : "", path,
			   names[i]);
		free(path);
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
		   "<p><strong>Verdict:</strong> %s.</p>\n",
		   claim->id, claim->id, claim->says, claim->year,
		   claim->thread, verdict_word(verdict->verdict));
	if (verdict->verdict != UPHELD)
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
		folder = verdicts->v[i]->folder;
	if (!folder)
		return;
	fputs("<h2>Where it was measured</h2>\n", out);
	html_report_machine(folder, NULL, out);
}

void verdicts_page(const void *data, FILE *out)
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
		write_claim(verdicts, verdicts->v[i], out);
	write_machine(verdicts, out);
	html_report_end(out);
}
