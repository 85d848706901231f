/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a test of a claim looks at: a metric, or some arithmetic with columns
 * of the summary, such as second_waits / munmap_count * 1000000.
 */
#ifndef VMB_CLAIMS_EXPRESSION_H
#define VMB_CLAIMS_EXPRESSION_H

#include <stddef.h>

#include "results/run_set.h"

struct expression;

/**
 * expression_parse() - understand an expression
 * @text: names and numbers with + - * / and parentheses between them. A name
 *	  is a metric of statistics.csv or a column of summary.csv that holds
 *	  numbers
 * @why: set to a new string that says what is wrong if it is refused
 *
 * Return: the expression, to be given to expression_free(), or NULL.
 */
struct expression *expression_parse(const char *text, char **why);

/**
 * expression_free() - give an expression's memory back
 * @expression: the expression, or NULL
 */
void expression_free(struct expression *expression);

/**
 * expression_text() - return an expression as it was written
 * @expression: the expression
 */
const char *expression_text(const struct expression *expression);

/**
 * expression_value() - compute it for a run
 * @expression: the expression
 * @runs: the runs, with their metrics
 * @run: one of them
 *
 * Return: the value; NAN if something in it was not measured, or if it divides
 * by 0.
 */
double expression_value(const struct expression *expression,
			const struct run_set *runs, const struct run *run);

/**
 * expression_grain() - how much of a value may be due to rounding
 * @expression: the expression
 *
 * Return: the share: the sum of struct metric's grain over all names.
 */
double expression_grain(const struct expression *expression);

/**
 * expression_name() - list the names in an expression
 * @expression: the expression
 * @i: number of the name, from 0 at the left
 *
 * Return: the name, NULL if there are no more.
 */
const char *expression_name(const struct expression *expression, size_t i);

#endif /* VMB_CLAIMS_EXPRESSION_H */
