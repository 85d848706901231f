/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a test of a claim computes: a metric, or arithmetic with columns of the
 * summary, such as second_waits / munmap_count * 1000000.
 *
 * Names and numbers with + - * / and parentheses between them. A name is a
 * metric of statistics.csv or a column of summary.csv that holds numbers.
 */
#ifndef VMB_CLAIMS_EXPRESSION_H
#define VMB_CLAIMS_EXPRESSION_H

#include "results/metric.h"

/* Return NULL, or what is wrong with an expression, a new sentence. */
char *expression_check(const char *text);

/* A value, and by how much it can be rounded. */
struct figure {
	double value;
	double rounding;
};

/*
 * Compute a checked expression for one of @runs. Return the value, with the
 * rounding errors of all percentiles in it; NAN if something in it was not
 * measured, or if it divides by 0.
 */
struct figure expression_value(const char *text, const struct run_set *runs,
			       const struct run *run);

#endif /* VMB_CLAIMS_EXPRESSION_H */
