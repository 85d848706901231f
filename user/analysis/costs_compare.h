/* SPDX-License-Identifier: GPL-2.0-only */
/* Two tables of counted costs, such as of two kernels. */
#ifndef VMB_ANALYSIS_COSTS_COMPARE_H
#define VMB_ANALYSIS_COSTS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/table.h"

/**
 * costs_compare() - list what differs between two tables as in costs.csv
 * @a: the base
 * @b: the other
 * @more: set to true if a lookup takes more instructions, calls, branches,
 *	  fences, accesses or contended instructions in @b than in @a, in all
 * @missing: set to the number of operations that @b lacks
 *
 * A value differs if it does by more than three times the larger spread over
 * repeats, and by 0.01. A function that only one of them has counts 0 in the
 * other. Where both have one kernel each, these are compared; otherwise equal
 * releases.
 *
 * Return: a table with the columns of VMB_COSTS_DIFFERENCE_COLUMNS; NULL: they
 * have no operation in common.
 */
struct table *costs_compare(const struct table *a, const struct table *b,
			    bool *more, size_t *missing);

#endif /* VMB_ANALYSIS_COSTS_COMPARE_H */
