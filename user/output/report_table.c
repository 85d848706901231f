// SPDX-License-Identifier: GPL-2.0-only
#include "output/report.h"

#include <stdlib.h>
#include <string.h>

#include "lib/textout.h"
#include "lib/words.h"
#include "output/figures.h"

/* What the brackets mean. */
static void print_legend(const struct statistics *statistics, bool extremes,
			 FILE *out)
{
	const struct run_groups *groups = &statistics->groups;
	size_t g, least = (size_t)-1, most = 0;
	bool ratios = false, left_out = false;

	for (g = 0; g < groups->n; g++) {
		const struct run_group *group = groups->v[g];
		size_t n = group->nall;

		least = n < least ? n : least;
		most = n > most ? n : most;
		ratios = ratios || group->reference;
		left_out = left_out || (group->ninvalid && group->ninvalid < n);
	}
	if (most > 1) {
		fprintf(out, "median of ");
		if (least < most)
			fprintf(out, "%zu to ", least);
		fprintf(out, "%zu repeats%s%s", most,
			most < INTERVAL_MIN ? "" :
			extremes ? " [95% interval]" : " +-half of the 95% interval",
			extremes ? " (smallest..largest)" :
			least < INTERVAL_MIN ? " (+-half of the range)" : "");
		if (least < INTERVAL_MIN)
			fprintf(out, "; a 95%% interval takes %d repeats",
				INTERVAL_MIN);
		fputc('\n', out);
	}
	if (left_out)
		fprintf(out, "runs that are not valid (!) are left out where others are\n");
	if (ratios)
		fprintf(out, "ratio: to %s with the same knobs%s\n",
			group_key(groups->v[0], KEY_scheme),
			most > 1 ? ", median over pairs of the same repeat" :
				   "");
}

static void print_invalid(const struct statistics *statistics, FILE *out)
{
	size_t n, i;
	char **whys = report_why_invalid(statistics, &n);

	for (i = 0; i < n; i++)
		fprintf(out, "! %s\n", whys[i]);
	split_free(whys, n);
}

static bool is_same(const struct run_groups *groups, enum run_key key)
{
	size_t i;

	for (i = 1; i < groups->n; i++)
		if (strcmp(group_key(groups->v[0], key),
			   group_key(groups->v[i], key)))
			return false;
	return true;
}

/* Print the numbers of threads all groups have, and drop their columns. */
static size_t print_common(const struct run_groups *groups,
			   enum run_key *labels, size_t n, FILE *out)
{
	const char *separator = "all runs: ";
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		enum run_key key = labels[i];

		if ((key != KEY_readers && key != KEY_writers) ||
		    !is_same(groups, key)) {
			labels[kept++] = key;
			continue;
		}
		fprintf(out, "%s%s=%s", separator, run_keys[key],
			group_key(groups->v[0], key));
		separator = " ";
	}
	if (kept < n)
		fputc('\n', out);
	return kept;
}

static bool is_word(enum run_key key)
{
	return key == KEY_job || key == KEY_scheme || key == KEY_index;
}

void report_table(const struct statistics *statistics, bool all_events,
		  size_t width, FILE *out)
{
	enum run_key labels[RUN_KEYS];
	struct figures figures = {
		.runs = statistics->runs,
		.groups = statistics->groups.v,
		.ngroups = statistics->groups.n,
		.labels = labels,
		.nlabels = report_labels(statistics, labels),
		.sections = ALL_SECTIONS,
		.all_events = all_events,
		.style = width ? STYLE_NARROW : STYLE_WIDE,
	};
	unsigned char *ranks;
	struct table *table;
	size_t words = 1;

	if (width)
		figures.nlabels = print_common(&statistics->groups, labels,
					       figures.nlabels, out);
	table = figures_table(&figures, &ranks);
	/* Behind the mark the first labels are words. */
	while (words <= figures.nlabels && is_word(labels[words - 1]))
		words++;
	print_fitted(table, words, ranks, width, out);
	print_legend(statistics, !width, out);
	print_invalid(statistics, out);
	free(ranks);
	table_free(table);
}
