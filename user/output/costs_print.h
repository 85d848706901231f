/* SPDX-License-Identifier: GPL-2.0-only */
/* Counted costs for human readers and as costs.csv. */
#ifndef VMB_OUTPUT_COSTS_PRINT_H
#define VMB_OUTPUT_COSTS_PRINT_H

#include "analysis/costs.h"
#include "lib/table.h"

/* Folders, a kernel each, and what to show of them. */
struct costs_view {
	struct costs **v;
	size_t n;
	const char *schemes; /* these only, separated by commas; NULL: all */
	bool functions;	     /* also by function */
};

/* Return the rows of costs.csv. */
struct table *costs_table(const struct costs_view *view);

/*
 * Print a line for each scheme, set of knobs and operation, and for its functions
 * if the view has them, with as many events as fit into @width; 0: all.
 */
void costs_print(const struct costs_view *view, size_t width, FILE *out);

/* Print what is wanted as HTML, without functions. */
void costs_print_html(const struct costs_view *view,
		      bool (*is_wanted)(const struct cost *cost), FILE *out);

#endif /* VMB_OUTPUT_COSTS_PRINT_H */
