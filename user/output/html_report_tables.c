// SPDX-License-Identifier: GPL-2.0-only
/*
 * The statistics of an experiment as tables: the numbers of statistics.csv.
 */
#include "output/html_report.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/html.h"
#include "lib/textout.h"
#include "output/figures.h"

/* What all the numbers are. */
static void write_legend(const struct experiment *experiment, FILE *out)
{
	const struct run_group *reference = NULL;
	size_t i;

	for (i = 0; i < experiment->ngroups && !reference; i++)
		reference = experiment->groups[i].runs->reference;
	fputs("<p class=\"soft\">", out);
	if (experiment->repeats > 1)
		fputs("Medians over the repeats", out);
	else
		fputs("One run each", out);
	if (experiment->repeats >= INTERVAL_MIN)
		fputs(", with their 95% bootstrap interval below", out);
	else
		fprintf(out, "; a 95%% interval takes %d repeats",
			INTERVAL_MIN);
	fputs(". ", out);
	if (reference) {
		fputs("Ratios are to <code>", out);
		html_text(out, group_key(reference, KEY_scheme));
		fputs("</code> with the same knobs, paired by repeat. ", out);
	}
	fputs("A dash stands for what was not measured.</p>\n", out);
}

static bool differs(struct run_group *const *groups, size_t n,
		    enum run_key key)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (strcmp(group_key(groups[0], key),
			   group_key(groups[i], key)))
			return true;
	return false;
}

/* Choose what tells the groups apart: the scheme, and keys that differ. */
static size_t choose_labels(struct run_group *const *groups, size_t n,
			    enum run_key *labels)
{
	size_t nlabels = 0;
	enum run_key key;

	labels[nlabels++] = KEY_scheme;
	if (differs(groups, n, KEY_index))
		labels[nlabels++] = KEY_index;
	for (key = 0; key < RUN_KEYS; key++)
		if (key != KEY_scheme && key != KEY_index &&
		    differs(groups, n, key))
			labels[nlabels++] = key;
	return nlabels;
}

void html_report_tables(const struct experiment *experiment, FILE *out)
{
	static const char *const titles[SECTIONS] = {
		[SECTION_LOOKUPS] = "Lookups",
		[SECTION_OUTCOMES] = "What lookups found",
		[SECTION_UPDATES] = "Updates",
		[SECTION_EVENTS] = "Events per lookup",
	};
	struct run_group **groups =
		alloc_zeroed(experiment->ngroups, sizeof(*groups));
	enum run_key labels[RUN_KEYS] = { 0 };
	struct figures figures = {
		.runs = experiment->statistics->runs,
		.groups = groups,
		.ngroups = experiment->ngroups,
		.labels = labels,
		.all_events = true,
		.style = STYLE_PAGE,
	};
	struct table *table;
	size_t i;

	for (i = 0; i < experiment->ngroups; i++)
		groups[i] = (struct run_group *)experiment->groups[i].runs;
	figures.nlabels = choose_labels(groups, experiment->ngroups, labels);
	fputs("<h3>Tables</h3>\n", out);
	write_legend(experiment, out);
	for (i = 0; i < SECTIONS; i++) {
		figures.sections = BIT(i);
		table = figures_table(&figures, NULL);
		if (table || i == SECTION_EVENTS)
			fprintf(out, "<h4>%s</h4>\n", titles[i]);
		if (table)
			print_html(table, 1 + (labels[1] == KEY_index), false,
				   out);
		else if (i == SECTION_EVENTS)
			fputs("<p class=\"soft\">No perf event was counted: this machine or kernel has none, or <code>--no-events</code> was given. <code>vmabench list events</code> says why.</p>\n",
			      out);
		table_free(table);
	}
	free(groups);
}
