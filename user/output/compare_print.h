/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_OUTPUT_COMPARE_PRINT_H
#define VMB_OUTPUT_COMPARE_PRINT_H

#include <stdio.h>

#include "analysis/compare.h"

/* Return the rows that are printed as CSV and JSON. */
struct table *comparisons_table(const struct comparisons *all);

/* Print a table for human readers, with all columns if @width is 0. */
void comparisons_print(const struct comparisons *all, size_t width, FILE *out);

/* Return a new string such as "ns_per_lookup of vma_lock, readers=1". */
char *comparison_what(const struct comparison *comparison);

/*
 * Return a new string such as "+3.1% [+1.0%..+5.4%]" for a comparison that has
 * an interval.
 */
char *comparison_change(const struct comparison *comparison);

#endif /* VMB_OUTPUT_COMPARE_PRINT_H */
