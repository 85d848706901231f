/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In what two results differ besides their figures, and what of it may differ.
 */
#ifndef VMB_ANALYSIS_DIFFERENCES_H
#define VMB_ANALYSIS_DIFFERENCES_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/compare_side.h"

/* What --across takes: "kernel", "config", "machine", "module", or one name. */
struct across {
	char **words;
	size_t n;
};

/**
 * across_check() - check that all words are known
 * @across: the words
 * @why: set to a new string with the first unknown word, and the nearest
 *
 * Return: false if a word is unknown.
 */
bool across_check(const struct across *across, char **why);

/* Return true if a knob or a job is one of the words. */
bool across_has(const struct across *across, const char *word);

/**
 * differences_find() - compare kernels, configurations, machines and modules
 * @a: one side
 * @b: the other
 * @across: what may differ
 *
 * A value that only one side recorded is no difference.
 *
 * Return: a new string that names what differs and may not; NULL if nothing
 * does.
 */
char *differences_find(const struct compare_side *a,
		       const struct compare_side *b,
		       const struct across *across);

#endif /* VMB_ANALYSIS_DIFFERENCES_H */
