/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conditions under which a comparison fails, such as "ns_per_lookup > +5%".
 */
#ifndef VMB_ANALYSIS_FAILIF_H
#define VMB_ANALYSIS_FAILIF_H

#include <stdbool.h>

#include "analysis/compare.h"

struct failif {
	char *text; /* as the user gave it */
	char *metric;
	bool above;   /* true: fail above the bound; false: below it */
	double bound; /* a ratio of B to A */
};

enum failif_result {
	FAILIF_NOT_SHOWN,
	FAILIF_SHOWN,
	FAILIF_UNKNOWN,		/* the metric could not be compared */
};

/**
 * failif_parse() - parse a condition
 * @text: METRIC > N% or METRIC < N%, where N may have a sign
 * @failif: filled in; to be given to failif_free()
 * @why: set to a new string that says what is wrong
 *
 * The name of the metric is not checked.
 *
 * Return: false if the text is no condition.
 */
bool failif_parse(const char *text, struct failif *failif, char **why);

void failif_free(struct failif *failif);

/**
 * failif_holds() - evaluate a condition
 * @failif: the condition, of this comparison's metric
 * @comparison: the comparison
 *
 * "> +5%" is shown if the lower end of the interval is above 1.05, "< -5%" if
 * the upper end is below 0.95. A change that is not certain does not fail, and
 * a change of exactly 5% fails in at most 2.5 of 100 cases.
 *
 * Return: the result.
 */
enum failif_result failif_holds(const struct failif *failif,
				const struct comparison *comparison);

#endif /* VMB_ANALYSIS_FAILIF_H */
