// SPDX-License-Identifier: GPL-2.0-only
#include "output/ab_print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/costs.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/html.h"
#include "lib/table.h"
#include "lib/textout.h"
#include "lib/words.h"
#include "module/abi/version.h"
#include "results/columns.h"
#include "stats/signed_rank.h"

EMBED(ab_page_style, "output/page.css");

/* A mail has no lines above 72 columns. */
#define MAIL_WIDTH 70
#define MAIL_INDENT 2

static const char *const columns[] = {
	VMB_AB_COLUMNS(VMB_COLUMN_NAME)
};

static const char *const verdict_words[] = {
	[AB_TOO_FEW] = "too few blocks",
	[AB_NO_DIFFERENCE] = "no difference found",
	[AB_DIFFERENT] = "different",
	[AB_FASTER] = "faster",
	[AB_SLOWER] = "slower",
};

static void add_row(struct table *table, const struct ab_figure *figure)
{
	size_t row = table_add_row(table);
	const struct interval *plain = &figure->plain.of95;
	const struct interval *adjusted = &figure->adjusted.of95;

	table_set_number(table, row, "csv_version", VMB_CSV_VERSION);
	table_set(table, row, "job", figure->job);
	table_set(table, row, "scheme", figure->scheme);
	table_set(table, row, "index", figure->index);
	table_set(table, row, "knobs", figure->knobs);
	table_set(table, row, "metric", figure->metric->name);
	table_set(table, row, "unit", metric_unit(figure->metric));
	table_set(table, row, "role", figure->control ? "control" : "judged");
	table_set_number(table, row, "blocks", (double)plain->n);
	table_set_number(table, row, "median_a", figure->over[0].value);
	table_set_number(table, row, "median_b", figure->over[1].value);
	table_set_number(table, row, "ratio", plain->value);
	table_set_number(table, row, "ratio_low", plain->low);
	table_set_number(table, row, "ratio_high", plain->high);
	table_set_number(table, row, "deviation", figure->plain.deviation);
	if (adjusted->n) {
		table_set_number(table, row, "adjusted", adjusted->value);
		table_set_number(table, row, "adjusted_low", adjusted->low);
		table_set_number(table, row, "adjusted_high", adjusted->high);
		table_set_number(table, row, "adjusted_deviation",
				 figure->adjusted.deviation);
	}
	table_set(table, row, "decides",
		  figure->by_adjusted ? "adjusted" : "plain");
	table_set(table, row, "verdict", verdict_words[figure->verdict]);
	if (figure->verdict != AB_TOO_FEW)
		table_set_number(table, row, "smallest_ratio",
				 figure->smallest);
	table_set_number(table, row, "boots_share", figure->boots_share);
	table_set_number(table, row, "within_share", figure->within_share);
}

struct table *ab_table(const struct ab *ab)
{
	struct table *table = table_new(columns, ARRAY_SIZE(columns));
	size_t i;

	for (i = 0; i < ab->nfigures; i++)
		if (ab_shows(&ab->figures[i]))
			add_row(table, &ab->figures[i]);
	return table;
}

static char *percent(const struct ab_ratio *ratio)
{
	const struct interval *of = &ratio->of95;

	if (!of->n)
		return alloc_copy("-");
	if (isnan(of->low))
		return alloc_printf("%+.2f%%", 100 * (of->value - 1));
	return alloc_printf("%+.2f%% [%+.2f..%+.2f]", 100 * (of->value - 1),
			    100 * (of->low - 1), 100 * (of->high - 1));
}

/* Return "munmap_p50_ns of vma_lock, writers=1". */
static char *name_of(const struct ab_figure *figure)
{
	return alloc_printf("%s of %s%s%s%s%s", figure->metric->name,
			    figure->job, *figure->job ? ":" : "",
			    figure->scheme, *figure->knobs ? ", " : "",
			    figure->knobs);
}

/* Return what a figure shows, in a sentence. */
static char *sentence(const struct ab *ab, const struct ab_figure *figure)
{
	auto_free char *name = name_of(figure);
	auto_free char *change = percent(ab_decides(figure));
	size_t least = signed_rank_least(AB_LEVEL);
	size_t blocks = ab_decides(figure)->of95.n;
	const char *how = figure->by_adjusted ? ", adjusted by " : "";
	const char *control = figure->by_adjusted ? ab->controls : "";

	switch (figure->verdict) {
	case AB_TOO_FEW:
		if (ab->nblocks >= least)
			return alloc_printf("%s: only %zu of %zu blocks tell it, and at least %zu are needed: its runs are too short, or not valid.",
					    name, blocks, ab->nblocks, least);
		return alloc_printf("%s: %zu blocks show nothing yet; at least %zu are needed, %zu more.",
				    name, blocks, least, least - blocks);
	case AB_NO_DIFFERENCE:
		return alloc_printf("%s: no difference found, %s%s%s; 80 of 100 such experiments would find one of %.2g%%.",
				    name, change, how, control,
				    100 * (figure->smallest - 1));
	case AB_DIFFERENT:
		return alloc_printf("%s: %s differs, %s%s.", name,
				    ab->side[1].name, change,
				    figure->metric->share ?
				    "; its lookups find less or more, so their times are not of the same work" : "");
	default:
		return alloc_printf("%s: %s is %s, %s%s%s.", name,
				    ab->side[1].name,
				    verdict_words[figure->verdict], change, how,
				    control);
	}
}

static void print_line(const char *text, FILE *out)
{
	print_wrapped(text, MAIL_WIDTH, MAIL_INDENT, out);
	fputc('\n', out);
}

static char *shares_of(const struct ab_figure *figure)
{
	double boots = 100 * figure->boots_share;
	double within = 100 * figure->within_share;

	if (isnan(within))
		return alloc_printf("Of the variance of a run of %s, %.0f%% is between boots and %.0f%% between runs of a boot.",
				    figure->scheme, boots, 100 - boots);
	return alloc_printf("Of the variance of a run of %s, %.0f%% is between boots, %.0f%% between runs of a boot, and %.0f%% within runs.",
			    figure->scheme, boots, fmax(0, 100 - boots - within), within);
}

/* Return a sentence if whole runs say something else, or NULL. */
static char *note_of_whole(const struct ab_figure *figure)
{
	const struct interval *whole = &figure->of_whole;
	const struct interval *said = &ab_decides(figure)->of99;

	if (isnan(whole->low) || isnan(said->low) ||
	    (whole->low <= said->high && whole->high >= said->low))
		return NULL;
	return alloc_printf("Means of whole runs say %+.2f%% [%+.2f..%+.2f of 99%%] for %s of %s: something takes a few steps of the runs of one side.",
			    100 * (whole->value - 1), 100 * (whole->low - 1),
			    100 * (whole->high - 1), figure->metric->name,
			    figure->scheme);
}

/*
 * Return what is to be known beside the figures: sentences, to be given to
 * split_free().
 */
static char **notes_of(const struct ab *ab, size_t *n)
{
	const struct ab_figure *main = ab_main(ab);
	const struct interval *control = &ab->of_controls.of95;
	char **notes = NULL;
	char *note;
	size_t i;

	*n = 0;
	*alloc_more(notes, *n) = alloc_printf(
		"Measured from %s to %s on %s: %zu blocks of two boots; %zu runs, %zu of them not valid, %zu disturbed. The value of a boot is the median of its runs that count; a rate of a run is that of the steps of its timeline, if it has one and no pages are zapped, within 10%% of the median step.",
		ab->begun, ab->ended, ab->machine, main->plain.of95.n, ab->nruns,
		ab->side[0].ninvalid + ab->side[1].ninvalid, ab->ndisturbed);
	for (i = 0; i < 2; i++)
		if (ab->side[i].ninvalid)
			*alloc_more(notes, *n) = alloc_printf(
				"%zu runs of %s are not valid and do not count; the first: %s.",
				ab->side[i].ninvalid, ab->side[i].name,
				ab->side[i].invalid);
	*alloc_more(notes, *n) = alloc_copy(
		"Intervals are of 95%, from signed ranks over blocks. A verdict needs the one of 99%, so there are about 1 in 100 by chance where nothing differs.");
	if (ab->control_differs)
		*alloc_more(notes, *n) = alloc_printf(
			"The control %s differs between the sides itself, so no verdict is adjusted by it; name others with --control.",
			ab->controls);
	else if (main->adjusted.of95.n > 1)
		*alloc_more(notes, *n) = alloc_printf(
			"Adjusted: from ratios to lookups of %s in the same repeat. For %s of %s, a block has a standard deviation of %.2g%% plain and %.2g%% adjusted.",
			ab->controls, main->metric->name, main->scheme,
			100 * main->plain.deviation,
			100 * main->adjusted.deviation);
	if (!ab->control_differs && !isnan(control->low))
		*alloc_more(notes, *n) = alloc_printf(
			"The control itself differs by %+.2f%% [%+.2f..%+.2f]: what a change does to it, too, is not in the adjusted difference.",
			100 * (control->value - 1), 100 * (control->low - 1),
			100 * (control->high - 1));
	for (i = 0; i < ab->nfigures; i++) {
		note = note_of_whole(&ab->figures[i]);
		if (note)
			*alloc_more(notes, *n) = note;
	}
	if (!isnan(main->boots_share))
		*alloc_more(notes, *n) = shares_of(main);
	return notes;
}

/* Return the verdicts: of the main figure, and of those that differ. */
static char **verdicts_of(const struct ab *ab, size_t *n)
{
	const struct ab_figure *main = ab_main(ab);
	char **verdicts = NULL;
	size_t i;

	*n = 0;
	for (i = 0; i < 2; i++)
		if (ab->side[i].nwrong)
			*alloc_more(verdicts, *n) = alloc_printf(
				"%s is WRONG: lookups of %zu runs returned something wrong; see the columns violations_* of summary.csv.",
				ab->side[i].name, ab->side[i].nwrong);
	for (i = 0; i < ab->nfigures; i++) {
		const struct ab_figure *figure = &ab->figures[i];

		if (figure == main ||
		    (ab_shows(figure) && figure->verdict > AB_NO_DIFFERENCE))
			*alloc_more(verdicts, *n) = sentence(ab, figure);
	}
	return verdicts;
}

static char *side_text(const struct ab_side *side)
{
	return alloc_printf("%s: %s%s%s", side->name, side->what ?: "",
			    side->what ? ", " : "", side->kernel);
}

static bool is_same_group(const struct ab_figure *a, const struct ab_figure *b)
{
	return !strcmp(a->scheme, b->scheme) && !strcmp(a->job, b->job) &&
	       !strcmp(a->index, b->index) && !strcmp(a->knobs, b->knobs);
}

static void print_figure(const struct ab_figure *figure, FILE *out)
{
	auto_free char *a = metric_text(figure->metric, figure->over[0].value);
	auto_free char *b = metric_text(figure->metric, figure->over[1].value);
	auto_free char *plain = percent(&figure->plain);
	auto_free char *adjusted = percent(&figure->adjusted);
	const char *verdict = figure->verdict > AB_NO_DIFFERENCE ?
				      verdict_words[figure->verdict] :
				      "-";

	fprintf(out, "  %-14s%8s%9s  ", figure->metric->name, a, b);
	if (!figure->adjusted.of95.n) {
		fprintf(out, "%-23s %s\n", plain, verdict);
		return;
	}
	fprintf(out, "%-23s plain%s%s\n", plain,
		figure->by_adjusted ? "" : ": ",
		figure->by_adjusted ? "" : verdict);
	fprintf(out, "%35s%-23s adj.%s%s\n", "", adjusted,
		figure->by_adjusted ? ": " : "",
		figure->by_adjusted ? verdict : "");
}

static void print_lines(char **lines, size_t n, FILE *out)
{
	size_t i;

	for (i = 0; i < n; i++)
		print_line(lines[i], out);
	split_free(lines, n);
}

/* Events whose differences are printed; the file has all. */
static bool is_main_event(const char *event)
{
	static const enum cost_event wanted[] = {
		COST_instructions, COST_locked, COST_fences, COST_contended,
		COST_transfers,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wanted); i++)
		if (!strcmp(event, cost_events[wanted[i]]))
			return true;
	return false;
}

static void print_count(const struct table *counts, size_t row, FILE *out)
{
	const char *function = table_get(counts, row, "function");
	auto_free char *name =
		alloc_printf("%s%s%s", function, *function ? ": " : "",
			     table_get(counts, row, "event"));

	fprintf(out, "  %-42s%9.6g%9.6g%+9.4g\n", name,
		strtod(table_get(counts, row, "a"), NULL),
		strtod(table_get(counts, row, "b"), NULL),
		strtod(table_get(counts, row, "difference"), NULL));
}

static void print_counts(const struct ab *ab, FILE *out)
{
	const struct table *counts = ab->counts;
	auto_free char *before = NULL;
	size_t row, n = 0;

	for (row = 0; row < counts->nrows; row++) {
		char *what;

		if (!is_main_event(table_get(counts, row, "event")))
			continue;
		if (!n++)
			fputs("\nCounted in an emulator, per operation, where it differs:\n",
			      out);
		what = alloc_printf("%s: %s of %s",
				    table_get(counts, row, "job"),
				    table_get(counts, row, "operation"),
				    table_get(counts, row, "scheme"));
		if (!before || strcmp(before, what))
			print_line(what, out);
		free(before);
		before = what;
		print_count(counts, row, out);
	}
	if (!n)
		fputs("\nCounted in an emulator, instructions and transfers do not differ.\n", out);
}

void ab_print(const struct ab *ab, FILE *out)
{
	const struct ab_figure *before = NULL;
	char **lines;
	size_t i, n;

	lines = verdicts_of(ab, &n);
	print_lines(lines, n, out);
	fputc('\n', out);
	for (i = 0; i < 2; i++) {
		auto_free char *text = side_text(&ab->side[i]);

		print_line(text, out);
	}
	for (i = 0; i < ab->nfigures; i++) {
		const struct ab_figure *figure = &ab->figures[i];

		if (!ab_shows(figure))
			continue;
		if (!before || !is_same_group(before, figure)) {
			auto_free char *group = alloc_printf(
				"%s%s%s%s%s%s", figure->job,
				*figure->job ? ": " : "", figure->scheme,
				*figure->knobs ? " " : "", figure->knobs,
				figure->control ? " (control)" : "");

			fputc('\n', out);
			print_line(group, out);
		}
		if (!before)
			fprintf(out, "  %-14s%8s%9s  %s / %s - 1\n", "",
				ab->side[0].name, ab->side[1].name,
				ab->side[1].name, ab->side[0].name);
		print_figure(figure, out);
		before = figure;
	}
	if (ab->counts)
		print_counts(ab, out);
	fputc('\n', out);
	lines = notes_of(ab, &n);
	print_lines(lines, n, out);
}

static void write_lines(const char *before, char **lines, size_t n, FILE *out)
{
	size_t i;

	for (i = 0; i < n; i++) {
		fputs(before, out);
		html_print(out, "%s</p>\n", lines[i]);
	}
	split_free(lines, n);
}

static struct table *page_table(const struct ab *ab)
{
	const char *const titles[] = {
		"scheme", "metric", "verdict", ab->side[0].name,
		ab->side[1].name, "plain", "adjusted",
	};
	struct table *table = table_new(titles, ARRAY_SIZE(titles));
	size_t i, row;

	for (i = 0; i < ab->nfigures; i++) {
		const struct ab_figure *figure = &ab->figures[i];

		if (!ab_shows(figure))
			continue;
		row = table_add_row(table);
		table_give(table, row, 0,
			   alloc_printf("%s%s%s %s", figure->job,
					*figure->job ? ":" : "",
					figure->scheme, figure->knobs));
		table_put(table, row, 1, figure->metric->name);
		table_give(table, row, 2,
			   alloc_printf("%s%s",
					verdict_words[figure->verdict],
					figure->control ? " (control)" : ""));
		table_give(table, row, 3,
			   metric_text(figure->metric, figure->over[0].value));
		table_give(table, row, 4,
			   metric_text(figure->metric, figure->over[1].value));
		table_give(table, row, 5, percent(&figure->plain));
		table_give(table, row, 6, percent(&figure->adjusted));
	}
	return table;
}

void ab_write_page(const void *data, FILE *out)
{
	const struct ab *ab = data;
	struct table *table = page_table(ab);
	auto_free char *text = NULL;
	char **lines;
	size_t i, n, len;
	FILE *memory = open_memstream(&text, &len);

	html_print(out,
		   "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>%s against %s</title>\n<style>\n",
		   ab->side[1].name, ab->side[0].name);
	fputs(ab_page_style, out);
	html_print(out, "</style></head><body>\n<h1>%s against %s</h1>\n",
		   ab->side[1].name, ab->side[0].name);
	lines = verdicts_of(ab, &n);
	write_lines("<p class=\"verdict\">", lines, n, out);
	for (i = 0; i < 2; i++) {
		auto_free char *side = side_text(&ab->side[i]);

		html_print(out, "<p>%s</p>\n", side);
	}
	print_html(table, 3, false, out);
	lines = notes_of(ab, &n);
	write_lines("<p>", lines, n, out);
	if (memory) {
		ab_print(ab, memory);
		fclose(memory);
		html_print(out, "<h2>For a mail</h2>\n<pre>%s</pre>\n", text);
	}
	fputs("</body></html>\n", out);
	table_free(table);
}

char *ab_progress(const struct ab *ab)
{
	const struct ab_figure *figure = ab_main(ab);
	auto_free char *change = figure ? percent(ab_decides(figure)) : NULL;

	if (!figure)
		return alloc_printf("block %zu: nothing to judge", ab->nblocks);
	return alloc_printf("block %zu: %s of %s %s%s", ab->nblocks,
			    figure->metric->name, figure->scheme, change,
			    figure->by_adjusted ? " adjusted" : "");
}
