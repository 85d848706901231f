// SPDX-License-Identifier: GPL-2.0-only
#include "output/compare_print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/textout.h"
#include "module/abi/version.h"
#include "output/figures.h"
#include "results/columns.h"

static const char *const columns[] = {
	VMB_COMPARISON_COLUMNS(VMB_COLUMN_NAME)
};

static const char *const basis_words[] = {
	[BASIS_NONE] = "",
	[BASIS_REPEATS] = "repeats",
	[BASIS_PAIRS] = "pairs",
};

static const char *const verdict_words[] = {
	[VERDICT_INCOMPARABLE] = "not comparable",
	[VERDICT_SAME] = "no difference shown",
	[VERDICT_BETTER] = "better",
	[VERDICT_WORSE] = "worse",
	[VERDICT_DIFFERENT] = "different",
};

/* What both have, or the one that is there. */
static const char *key_of(const struct comparison *c, enum run_key key)
{
	return group_key(c->b ?: c->a, key);
}

static const char *knobs_of(const struct comparison *c)
{
	return (c->a ?: c->b)->knobs;
}

static void add_row(struct table *table, const struct comparison *c)
{
	size_t row = table_add_row(table);

	table_set_number(table, row, "csv_version", VMB_CSV_VERSION);
	table_set(table, row, "job", key_of(c, KEY_job));
	table_set(table, row, "scheme_a",
		  c->a ? group_key(c->a, KEY_scheme) : "");
	table_set(table, row, "scheme_b",
		  c->b ? group_key(c->b, KEY_scheme) : "");
	table_set(table, row, "index", key_of(c, KEY_index));
	table_set(table, row, "knobs", knobs_of(c));
	table_set(table, row, "verdict", verdict_words[c->verdict]);
	table_set(table, row, "reason", c->reason ?: "");
	if (!c->metric)
		return;
	table_set(table, row, "metric", c->metric->name);
	table_set(table, row, "unit", metric_unit(c->metric));
	table_set_number(table, row, "n_a", (double)c->over_a.n);
	table_set_number(table, row, "n_b", (double)c->over_b.n);
	if (c->over_a.n)
		table_set_number(table, row, "median_a", c->over_a.value);
	if (c->over_b.n)
		table_set_number(table, row, "median_b", c->over_b.value);
	table_set(table, row, "basis", basis_words[c->basis]);
	if (!isnan(c->boots))
		table_set_number(table, row, "boots_ratio", c->boots);
	if (!c->ratio.n)
		return;
	table_set_number(table, row, "ratio", c->ratio.value);
	table_set_number(table, row, "ratio_low", c->ratio.low);
	table_set_number(table, row, "ratio_high", c->ratio.high);
	table_set_number(table, row, "smallest_ratio",
			 min_detectable_effect(&c->ratio));
}

struct table *comparisons_table(const struct comparisons *all)
{
	struct table *table = table_new(columns, ARRAY_SIZE(columns));
	size_t i;

	for (i = 0; i < all->n; i++)
		add_row(table, &all->v[i]);
	return table;
}

static char *figure_text(const struct interval *over,
			 const struct metric *metric)
{
	return metric && over->n ? metric_text(metric, over->value)
				 : alloc_copy("-");
}

/* A ratio above 1, or NAN. */
static char *percent_text(double ratio)
{
	return isnan(ratio) ? alloc_copy("-") :
	       alloc_printf("%.1f%%", 100 * (ratio - 1));
}

/* Reasons are printed below, each once, by its number. */
struct reasons {
	const char **v;
	size_t n;
};

static size_t number_of(struct reasons *reasons, const char *reason)
{
	size_t i = 0;

	while (i < reasons->n && strcmp(reasons->v[i], reason))
		i++;
	if (i == reasons->n)
		*alloc_more(reasons->v, reasons->n) = reason;
	return i + 1;
}

static const char *const titles[] = {
	"scheme", "index", "knobs", "metric", "verdict", "A", "B", "B/A",
	"seen from", "boots",
};

static void print_row(struct table *text, const struct comparison *c,
		      struct reasons *reasons, bool narrow)
{
	size_t row = table_add_row(text), i;
	const char *job = key_of(c, KEY_job);
	char *const cells[ARRAY_SIZE(titles)] = {
		alloc_printf("%s%s%s", job, *job ? ":" : "",
			     key_of(c, KEY_scheme)),
		alloc_copy(key_of(c, KEY_index)),
		alloc_copy(knobs_of(c)),
		alloc_copy(c->metric ? c->metric->name : "-"),
		c->verdict != VERDICT_INCOMPARABLE ?
			alloc_copy(verdict_words[c->verdict]) :
			alloc_printf("%s [%zu]", verdict_words[c->verdict],
				     number_of(reasons, c->reason)),
		figure_text(&c->over_a, c->metric),
		figure_text(&c->over_b, c->metric),
		ratio_text(&c->ratio, narrow),
		percent_text(min_detectable_effect(&c->ratio)),
		percent_text(c->metric ? c->boots : NAN),
	};

	for (i = 0; i < ARRAY_SIZE(titles); i++)
		table_give(text, row, i, cells[i]);
}

static void print_legend(const struct comparisons *all, bool narrow,
			 bool seen_from, FILE *out)
{
	size_t i, judged = 0;

	for (i = 0; i < all->n; i++)
		judged += all->v[i].verdict != VERDICT_INCOMPARABLE;
	if (!judged)
		return;
	fprintf(out, "B/A: ratio %s95%% interval, from the %s\n",
		narrow ? "+-" : "with its ",
		all->a == all->b ? "pairs of repeats run in turns" : "repeats");
	if (all->a != all->b)
		fputs(all->boots ?
		      "boots: change from one boot to another of the same kernel, the median\n" :
		      all->one_boot ?
		      "both are of one boot; what changes there over minutes is not in the intervals\n" :
		      "different: between these two results; how much of that changes from boot to\n"
		      "boot without a cause is not known, and 'vmabench ab' measures it\n",
		      out);
	if (seen_from)
		fputs("seen from: smallest change, up or down, that 80 of 100 comparisons would show\n",
		      out);
	if (judged >= 20)
		fprintf(out, "of %zu comparisons about %zu show a difference by chance where there is none\n",
			judged, judged / 20);
}

void comparisons_print(const struct comparisons *all, size_t width, FILE *out)
{
	struct reasons reasons = { 0 };
	struct table *text = table_new(titles, ARRAY_SIZE(titles));
	/* The ratio is worth more than the medians; few see several trees. */
	unsigned char ranks[ARRAY_SIZE(titles)] = {
		0, RANK_HIDDEN, 0, 0, 0, 1, 2, 0, 3,
		all->boots ? 0 : RANK_HIDDEN,
	};
	size_t i, left_out;

	for (i = 0; i < all->n; i++) {
		print_row(text, &all->v[i], &reasons, width);
		if (strcmp(key_of(&all->v[0], KEY_index),
			   key_of(&all->v[i], KEY_index)))
			ranks[1] = 0;
	}
	if (all->a == all->b) {
		fprintf(out, "A: %s in %s\n",
			all->a->statistics->runs->v[0]->scheme, all->a->path);
		fprintf(out, "B: the other scheme in it\n");
	} else {
		fprintf(out, "A: %s\nB: %s\n", all->a->path, all->b->path);
		if (all->differ)
			fprintf(out, "they differ: %s\n", all->differ);
	}
	left_out = print_fitted(text, 5, ranks, width, out);
	print_legend(all, width, !left_out, out);
	for (i = 0; i < reasons.n; i++)
		fprintf(out, "[%zu] %s\n", i + 1, reasons.v[i]);
	free(reasons.v);
	table_free(text);
}

char *comparison_what(const struct comparison *c)
{
	const char *job = key_of(c, KEY_job), *knobs = knobs_of(c);

	return alloc_printf("%s%s%s%s%s%s%s", c->metric ? c->metric->name : "",
			    c->metric ? " of " : "", job, *job ? ":" : "",
			    key_of(c, KEY_scheme), *knobs ? ", " : "", knobs);
}

char *comparison_change(const struct comparison *c)
{
	return alloc_printf("%+.1f%% [%+.1f%%..%+.1f%%]",
			    100 * (c->ratio.value - 1),
			    100 * (c->ratio.low - 1),
			    100 * (c->ratio.high - 1));
}
