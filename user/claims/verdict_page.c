// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claims/verdicts.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/html.h"
#include "output/html_report.h"
#include "results/result_folder.h"
#include "results/store.h"

static void write_cell(const char *text, FILE *out)
{
	fputs("<td class=\"word\">", out);
	html_text(out, text);
	fputs("</td>", out);
}

static void write_figure(double value, FILE *out)
{
	fputs("<td>", out);
	if (!isnan(value))
		fprintf(out, fabs(value) >= 1000 ? "%.0f" : "%.4g", value);
	fputs("</td>", out);
}

static void write_paragraph(const char *label, const char *text, FILE *out)
{
	fprintf(out, "<p><strong>%s</strong> ", label);
	html_text(out, text);
	fputs("</p>\n", out);
}

static void write_overview(const struct claim_verdicts *verdicts, FILE *out)
{
	size_t i;

	fputs("<h2>Verdicts</h2>\n<div class=\"wide\"><table><thead><tr>"
	      "<th class=\"word\">Claim</th><th class=\"word\">Year</th>"
	      "<th class=\"word\">What it says</th>"
	      "<th class=\"word\">Verdict</th></tr></thead><tbody>\n",
	      out);
	for (i = 0; i < verdicts->n; i++) {
		const struct claim_verdict *verdict = verdicts->v[i];

		fprintf(out,
			"<tr><th class=\"word\" scope=\"row\"><a href=\"#%s\">%s</a></th>",
			verdict->claim->id, verdict->claim->id);
		write_cell(verdict->claim->year, out);
		write_cell(verdict->claim->says, out);
		write_cell(verdict_word(verdict->verdict), out);
		fputs("</tr>\n", out);
	}
	fputs("</tbody></table></div>\n"
	      "<p class=\"soft\">Each verdict is computed from rules that were written before the runs. "
	      "A test is upheld if its rule holds in all of the 95% interval of the value, which is the median of the runs or, of rare counts, what all runs come to together; it is refuted if the rule holds nowhere in it. "
	      "A test that is judged by every run is upheld if its rule holds in all of them, and refuted by one in which it does not. "
	      "Of a claim nothing is decided if a control does not hold, for then the experiment could not have shown it. "
	      "It is refuted if a part of it is; it is upheld or refuted if all its cases are, and depends if some are the one and some the other. "
	      "They are about this machine and kernel; nothing is extrapolated.</p>\n",
	      out);
}

static void write_test(const struct test_verdict *of, FILE *out)
{
	const struct claim_test *test = of->test;
	static const char *const before[SIDES] = {
		[LEFT] = "",
		[LEFT_PLUS] = "<br>and<br>",
		[LEFT_LESS] = "<br>less<br>",
		[LEFT_OVER] = " each over<br>",
		[RIGHT] = "<br>over<br>",
		[RIGHT_OVER] = " each over<br>",
	};
	static const char *const ends[] = {
		[JUDGE_MEDIAN] = "95%, of the median",
		[JUDGE_EVERY] = "smallest, largest",
		[JUDGE_POOLED] = "95%, of all runs together",
	};
	const struct interval *over = &of->over;
	char *metric = claim_metric(test);
	size_t i;

	fputs("<tr><th class=\"word\" scope=\"row\">", out);
	html_text(out, test->name);
	fputs("</th>", out);
	write_cell(test->upheld.text ? role_names[test->role] : "shown", out);
	fputs("<td class=\"word\"><code>", out);
	html_text(out, metric);
	free(metric);
	fputs("</code><small>", out);
	for (i = 0; i < SIDES; i++) {
		if (!test->sides[i].text)
			continue;
		fputs(before[i], out);
		html_text(out, test->sides[i].text);
	}
	fputs("</small></td>", out);
	write_figure(over->n ? over->value : NAN, out);
	write_figure(over->n ? over->low : NAN, out);
	write_figure(over->n ? over->high : NAN, out);
	write_cell(ends[test->judging], out);
	write_figure(over->n ? (double)over->n : NAN, out);
	write_cell(test->unit, out);
	write_cell(test->upheld.text ?: "", out);
	write_cell(verdict_word(of->verdict), out);
	fputs("</tr>\n", out);
}

static void write_tests(const struct claim_verdict *verdict, FILE *out)
{
	size_t i;

	fputs("<div class=\"wide\"><table><thead><tr><th class=\"word\">Test</th>"
	      "<th class=\"word\">Role</th>"
	      "<th class=\"word\">Metric and runs</th><th>Value</th>"
	      "<th>From</th><th>to</th><th class=\"word\">which are</th>"
	      "<th>Repeats</th>"
	      "<th class=\"word\">Unit</th><th class=\"word\">Upheld if</th>"
	      "<th class=\"word\">Verdict</th></tr></thead><tbody>\n",
	      out);
	for (i = 0; i < verdict->claim->ntests; i++)
		write_test(&verdict->tests[i], out);
	fputs("</tbody></table></div>\n<ul class=\"soft\">\n", out);
	for (i = 0; i < verdict->claim->ntests; i++) {
		const struct claim_test *test = verdict->tests[i].test;

		fputs("<li>", out);
		html_text(out, test->name);
		fputs(": ", out);
		html_text(out, verdict->tests[i].reason);
		fputs(test->upheld.text ? ". Why this rule: " : ". Shown as ",
		      out);
		html_text(out, test->why);
		if (test->smallest.text) {
			fputs(". The smallest effect that would matter: ", out);
			html_text(out, test->smallest.text);
		}
		fputs(".</li>\n", out);
	}
	fputs("</ul>\n", out);
}

static void write_link(const struct claim_verdicts *verdicts,
		       const struct claim *claim, const char *name, FILE *out)
{
	char *path = alloc_printf("%s%s%s/%s", verdicts->link,
				  *verdicts->link ? "/" : "", claim->id, name);

	fputs("<a href=\"", out);
	html_path(out, path);
	fputs("\">", out);
	html_text(out, name);
	fputs("</a>", out);
	free(path);
}

static void write_claim(const struct claim_verdicts *verdicts,
			const struct claim_verdict *verdict, FILE *out)
{
	const struct claim *claim = verdict->claim;
	char *word = alloc_printf("%s.", verdict_word(verdict->verdict));

	fprintf(out, "<section class=\"job\" id=\"%s\">\n<h2>%s: ", claim->id,
		claim->id);
	html_text(out, claim->says);
	fputs("</h2>\n<p class=\"soft\">", out);
	html_text(out, claim->year);
	fputs(", ", out);
	html_text(out, claim->thread);
	fputs("</p>\n", out);
	write_paragraph("Verdict:", word, out);
	free(word);
	if (verdict->verdict != UPHELD)
		write_paragraph("Why:", verdict->reason, out);
	if (verdict->nviolations)
		fprintf(out,
			"<p class=\"warn\">%zu runs saw violations: a scheme returned something wrong.</p>\n",
			verdict->nviolations);
	write_paragraph("What was run:", claim->run, out);
	write_paragraph("Limits:", claim->limits, out);
	write_tests(verdict, out);
	fputs("<p class=\"soft\">Files: ", out);
	write_link(verdicts, claim, CLAIM_FILE, out);
	if (verdict->measured) {
		fputs(", ", out);
		write_link(verdicts, claim, SWEEP_JOB_FILE, out);
		fputs(", ", out);
		write_link(verdicts, claim, "summary.csv", out);
		fputs(", ", out);
		write_link(verdicts, claim, "environment.csv", out);
	}
	fputs("</p>\n</section>\n", out);
}

/* That of the first claim that was run. */
static void write_machine(const struct claim_verdicts *verdicts, FILE *out)
{
	struct experiments none = {0};
	struct html_report_folder folder = {.experiments = &none};
	char *path, *why;
	size_t i;

	for (i = 0; i < verdicts->n && !folder.folder; i++) {
		if (!verdicts->v[i]->measured)
			continue;
		path = alloc_printf("%s/%s", verdicts->folder,
				    verdicts->v[i]->claim->id);
		folder.folder = result_folder_read(path, &why);
		free(path);
		if (!folder.folder)
			free(why);
	}
	if (!folder.folder)
		return;
	fputs("<h2>Where it was measured</h2>\n", out);
	html_report_machine(&folder, out);
	result_folder_free(folder.folder);
}

void verdicts_page(const struct claim_verdicts *verdicts, FILE *out)
{
	size_t i;

	html_report_begin(
		"vmabench claims", "vmabench claims",
		"What the threads about finding a VMA without the lock claim, put to the test.",
		out);
	fputs("<p class=\"soft\">From the CSV files beside this page, by <code>",
	      out);
	html_text(out, verdicts->command);
	fputs("</code></p>\n", out);
	write_overview(verdicts, out);
	for (i = 0; i < verdicts->n; i++)
		write_claim(verdicts, verdicts->v[i], out);
	write_machine(verdicts, out);
	html_report_end(out);
}
