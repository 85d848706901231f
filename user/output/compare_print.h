/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_OUTPUT_COMPARE_PRINT_H
#define VMB_OUTPUT_COMPARE_PRINT_H

#include <stdio.h>

#include "analysis/compare.h"

/**
 * comparisons_table() - make the rows that are printed as CSV and JSON
 * @all: the comparisons
 *
 * Return: the table, to be given to table_free().
 */
struct table *comparisons_table(const struct comparisons *all);

/**
 * comparisons_print() - print a table for human readers
 * @all: the comparisons
 * @out: where to
 */
void comparisons_print(const struct comparisons *all, FILE *out);

/**
 * comparison_what() - say what is compared
 * @comparison: the comparison
 *
 * Return: a new string such as "ns_per_lookup of vma_lock, readers=1".
 */
char *comparison_what(const struct comparison *comparison);

/**
 * comparison_change() - say by how much something changed
 * @comparison: the comparison; it has an interval
 *
 * Return: a new string such as "+3.1% [+1.0%..+5.4%]".
 */
char *comparison_change(const struct comparison *comparison);

#endif /* VMB_OUTPUT_COMPARE_PRINT_H */
