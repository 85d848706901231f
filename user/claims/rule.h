/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rule that decides a test, written before the runs: no verdict is made by
 * hand.
 */
#ifndef VMB_CLAIMS_RULE_H
#define VMB_CLAIMS_RULE_H

#include <stdbool.h>

#include "stats/interval.h"

enum verdict {
	UNDECIDED,
	UPHELD,
	REFUTED,
	DEPENDS, /* some cases of a claim upheld, some refuted */
	SHOWN,	 /* a test without a rule */
};

extern const char *const verdict_words[]; /* as in claims.csv */

/* The values for which a test is upheld. */
struct rule {
	const char *text; /* borrowed; NULL: there is no rule */
	double low, high; /* INFINITY of either sign: no end */
	bool open;	  /* the ends do not belong to it */
};

/*
 * Parse a rule, which borrows @text: "> 1.5", ">= 1", "< 0.67", "<= 2", "= 0",
 * or "0.9..1.1" with both ends. Return NULL, or what is wrong, a new sentence.
 */
char *rule_parse(const char *text, struct rule *rule);

/* Return true if a rule holds for a value; false for NAN. */
bool rule_holds(const struct rule *rule, double value);

/*
 * Return UPHELD if a rule holds in all of an interval, REFUTED if it holds
 * nowhere in it, and otherwise, or without an interval, UNDECIDED.
 */
enum verdict rule_judge(const struct rule *rule, const struct interval *over);

/**
 * rule_undecided() - say what would decide an interval
 * @rule: the rule
 * @smallest: the smallest effect that would matter: "5%" of the threshold,
 *	      "factor 2", or any words. The thresholds contain it; here it keeps
 *	      the estimate from asking for repeats that show what does not matter
 * @over: the interval, which contains an end of the rule
 * @ratio: it is an interval of ratios, which are compared by their logarithms
 *
 * The interval of a median shrinks with the root of the number of repeats. Its
 * arm, the part on the threshold's side, must become as short as the distance
 * from the estimate to the threshold, or as the smallest effect if that is
 * longer: with n repeats and an arm h this takes n x (h / distance)^2. It is an
 * estimate, because the value will move.
 *
 * Return: a sentence without a full stop, a new string.
 */
char *rule_undecided(const struct rule *rule, const char *smallest,
		     const struct interval *over, bool ratio);

#endif /* VMB_CLAIMS_RULE_H */
