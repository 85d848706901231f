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

/* What goes into a table. */
struct figures {
	const struct run_set *runs;	  /* and which metrics they have */
	struct run_group *const *groups;  /* a row each */
	size_t ngroups;
	const enum run_key *labels; /* what tells them apart, a column each */
	size_t nlabels;
	unsigned int sections; /* bits, BIT(SECTION_...) */
	bool all_events;       /* each perf event, not only the common ones */
	enum figures_style style;
};

#define BIT(n) (1U << (n))
#define ALL_SECTIONS (BIT(SECTIONS) - 1)

/*
 * Return a new table, or NULL if it would have no figure.  Figures that are
 * seldom anything but 0 are left out if they are 0 in all groups.  Set *@ranks,
 * unless @ranks is NULL, to a new array for print_fitted().
 */
struct table *figures_table(const struct figures *figures,
			    unsigned char **ranks);

/* Return a ratio with its interval, "+-2%" if @narrow; "-" if there is none. */
char *ratio_text(const struct interval *ratio, bool narrow);

/* Return true if groups have several values of a key. */
bool groups_differ(struct run_group *const *groups, size_t n, enum run_key key);

#endif /* VMB_OUTPUT_FIGURES_H */
