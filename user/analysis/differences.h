/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In what two results differ besides their figures.
 */
#ifndef VMB_ANALYSIS_DIFFERENCES_H
#define VMB_ANALYSIS_DIFFERENCES_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/compare_side.h"

/* What --across takes: a kind, or the name of one thing. */
struct across {
	char **words;
	size_t n;
};

/**
 * struct difference - one thing that is not alike
 * @kind: "kernel", "config", "machine" or "module"
 * @name: the key in environment.csv; "config" for the configuration
 * @text: what it is on either side
 */
struct difference {
	const char *kind;
	char *name;
	char *text;
};

struct differences {
	struct difference *v;
	size_t n;
};

/**
 * differences_find() - compare kernels, configurations, machines and modules
 * @a: one side
 * @b: the other
 *
 * What one of the two does not tell is no difference.
 *
 * Return: the differences, to be given to differences_free().
 */
struct differences differences_find(const struct compare_side *a,
				    const struct compare_side *b);

/**
 * differences_free() - give the memory back
 * @differences: the differences; none afterwards
 */
void differences_free(struct differences *differences);

/**
 * across_check() - see whether all words are known
 * @across: the words
 * @why: set to a new string with the first that is not, and the nearest
 *
 * Return: whether they are.
 */
bool across_check(const struct across *across, char **why);

/**
 * across_has() - see whether something is to be compared across
 * @across: the words
 * @word: a kind, a key or a knob
 *
 * Return: whether it is.
 */
bool across_has(const struct across *across, const char *word);

/**
 * across_allows() - see whether a difference is to be compared across
 * @across: the words
 * @difference: the difference
 *
 * Return: whether its name or kind is among them.
 */
bool across_allows(const struct across *across,
		   const struct difference *difference);

#endif /* VMB_ANALYSIS_DIFFERENCES_H */
