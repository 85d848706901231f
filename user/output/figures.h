/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The statistics of groups of runs as a table of text, for the terminal and
 * for the page.
 */
#ifndef VMB_OUTPUT_FIGURES_H
#define VMB_OUTPUT_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/statistics.h"
#include "lib/table.h"

/* What figures are about, a table of the page each. */
enum section {
	SECTION_LOOKUPS,
	SECTION_OUTCOMES,
	SECTION_UPDATES,
	SECTION_EVENTS,
	SECTIONS,
};

enum figures_style {
	STYLE_NARROW, /* intervals as "+-2%" */
	STYLE_WIDE,   /* with the smallest and the largest run */
	STYLE_PAGE,   /* more figures, but only those that are there */
};

/**
 * struct figures - what goes into a table
 * @runs: the runs, and which metrics they have
 * @groups: the groups, a row each
 * @ngroups: how many
 * @labels: the knobs that tell the groups apart, a column each
 * @nlabels: how many
 * @sections: bits, BIT(SECTION_...), of the sections to show
 * @all_events: show each perf event, not only the common ones
 * @style: how it is printed
 */
struct figures {
	const struct run_set *runs;
	struct run_group *const *groups;
	size_t ngroups;
	const enum run_key *labels;
	size_t nlabels;
	unsigned int sections;
	bool all_events;
	enum figures_style style;
};

#define BIT(n) (1U << (n))
#define ALL_SECTIONS (BIT(SECTIONS) - 1)

/**
 * figures_table() - make the table
 * @figures: what goes into it
 * @ranks: set to the rank of each column, to be freed: 0 for what a reader
 *	   needs, more for what can be left out first; NULL: not wanted
 *
 * A figure that seldom is anything but 0 is left out if it is 0 in all groups.
 *
 * Return: the table, to be given to table_free(), or NULL if it has no figure.
 */
struct table *figures_table(const struct figures *figures,
			    unsigned char **ranks);

/* Return a ratio with its interval, "+-2%" if @narrow; "-" if there is none. */
char *ratio_text(const struct interval *ratio, bool narrow);

/* Return true if groups have several values of a key. */
bool groups_differ(struct run_group *const *groups, size_t n, enum run_key key);

#endif /* VMB_OUTPUT_FIGURES_H */
