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

/**
 * expression_value() - compute an expression for a run
 * @text: the expression, checked
 * @runs: the runs, with their metrics
 * @run: one of them
 *
 * Return: the value; NAN if something in it was not measured, or if it divides
 * by 0.
 */
double expression_value(const char *text, const struct run_set *runs,
			const struct run *run);

/*
 * Return how much of the value can be a rounding error: the sum of struct
 * metric's grain over all names.
 */
double expression_grain(const char *text);

#endif /* VMB_CLAIMS_EXPRESSION_H */
