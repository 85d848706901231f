/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rule by which a test is decided, which is written before it is run: no
 * verdict is made by hand.
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

/**
 * struct rule - for which values a test is upheld
 * @text: as it is written: "> 1.5", ">= 1", "< 0.67", "<= 2", "= 0" or
 *	  "0.9..1.1", where both ends belong to it
 * @low: the lower end; -INFINITY: none
 * @high: the upper end; INFINITY: none
 * @open: whether the ends do not belong to it
 */
struct rule {
	char *text;
	double low, high;
	bool open;
};

/**
 * struct smallest - the smallest effect that would matter
 * @text: as it is written: "5%" of the threshold, "factor 2", or any words
 * @amount: as a share of the threshold: 0.05, 1; 0 of other words
 */
struct smallest {
	char *text;
	double amount;
};

/**
 * rule_parse() - understand a rule
 * @rule: filled in; @rule->text is to be given to free()
 * @text: the rule
 * @why: set to a new string that says what is wrong if it is refused
 *
 * Return: whether it was taken.
 */
bool rule_parse(struct rule *rule, const char *text, char **why);

/**
 * smallest_parse() - understand the smallest effect that would matter
 * @smallest: filled in; @smallest->text is to be given to free()
 * @text: what was written
 *
 * It is in the thresholds already; here it keeps the estimates of how many more
 * repeats would do from asking for what does not matter.
 */
void smallest_parse(struct smallest *smallest, const char *text);

/**
 * rule_holds() - see whether a number is one for which a test is upheld
 * @rule: the rule
 * @value: the number
 *
 * Return: whether it is.
 */
bool rule_holds(const struct rule *rule, double value);

/**
 * rule_judge() - decide by an interval
 * @rule: the rule
 * @over: the interval
 *
 * Return: UPHELD if all of the interval is where the rule holds, REFUTED if
 * none of it is, else, and without an interval, UNDECIDED.
 */
enum verdict rule_judge(const struct rule *rule, const struct interval *over);

/**
 * rule_judge_every() - decide by all values
 * @rule: the rule
 * @values: the values
 * @n: how many
 * @failed: set to how many of them the rule does not hold for
 *
 * Return: UPHELD if there are INTERVAL_MIN or more and the rule holds for all,
 * REFUTED if it does not for one, else UNDECIDED.
 */
enum verdict rule_judge_every(const struct rule *rule, const double *values,
			      size_t n, size_t *failed);

/**
 * rule_undecided() - say what would decide it
 * @rule: the rule
 * @smallest: the smallest effect that would matter
 * @over: the interval, which spans an end of the rule
 * @ratio: whether it is one of ratios, which are compared by their logarithms
 *
 * An interval of a median is narrower by the root of the number of repeats. Its
 * arm, the part on the threshold's side, is to be no longer than the distance
 * of the estimate to the threshold or, if that is nearer than matters, than the
 * smallest effect that does: with n repeats and an arm h that takes
 * n x (h / distance)^2. It is an estimate: the value will not stay where it is.
 *
 * Return: a sentence without a full stop, a new string.
 */
char *rule_undecided(const struct rule *rule, const struct smallest *smallest,
		     const struct interval *over, bool ratio);

/**
 * verdict_word() - what a verdict is called
 * @verdict: the verdict
 *
 * Return: the words.
 */
const char *verdict_word(enum verdict verdict);

#endif /* VMB_CLAIMS_RULE_H */
