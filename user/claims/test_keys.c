// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "claims/claim_keys.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/decimal.h"
#include "plan/value_list.h"

#define BLANKS " \t"
#define COUNTED "counted"

const char *const side_names[SIDES] = {
	[LEFT] = "left",	   [LEFT_PLUS] = "left_plus",
	[LEFT_LESS] = "left_less", [LEFT_OVER] = "left_over",
	[RIGHT] = "right",	   [RIGHT_OVER] = "right_over",
};

const char *const role_names[] = {
	[ROLE_PART] = "part",
	[ROLE_CASE] = "case",
	[ROLE_CONTROL] = "control",
};

const char *const judging_names[] = {
	[JUDGE_MEDIAN] = "median",
	[JUDGE_EVERY] = "every",
	[JUDGE_POOLED] = "pooled",
};

static struct claim_test *last_test(struct claim_reading *reading)
{
	return &reading->claim->tests[reading->claim->ntests - 1];
}

static bool set_expression(struct claim_reading *reading,
			   const struct ini_key *key, struct expression **set)
{
	char *why;

	*set = expression_parse(key->value, &why);
	return *set || claim_complain_key(reading, key, why);
}

static bool set_metric(struct claim_reading *reading, const struct ini_key *key)
{
	last_test(reading)->metric_text = key->value;
	return set_expression(reading, key, &last_test(reading)->metric);
}

static bool set_of(struct claim_reading *reading, const struct ini_key *key)
{
	last_test(reading)->of_text = key->value;
	return set_expression(reading, key, &last_test(reading)->of);
}

static bool set_per(struct claim_reading *reading, const struct ini_key *key)
{
	double *per = &last_test(reading)->per;

	if (decimal_parse(key->value, strlen(key->value), per) && *per > 0)
		return true;
	return claim_complain(
		reading, key->line,
		"per: '%s' is no number above 0; write one such as 1000000",
		key->value);
}

static bool set_side(struct claim_reading *reading, const struct ini_key *key)
{
	struct claim_test *test = last_test(reading);
	size_t i;
	char *why;

	for (i = 0; strcmp(side_names[i], key->name); i++)
		;
	return selection_parse(&test->sides[i], key->value, key->line, &why) ||
	       claim_complain_key(reading, key, why);
}

/* The number of a name; @n: there is no such name. */
static size_t find_name(const char *const *names, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n && strcmp(names[i], name); i++)
		;
	return i;
}

static bool set_role(struct claim_reading *reading, const struct ini_key *key)
{
	size_t i = find_name(role_names, ARRAY_SIZE(role_names), key->value);

	last_test(reading)->role = (enum role)i;
	return i < ARRAY_SIZE(role_names) ||
	       claim_complain(
		       reading, key->line,
		       "role: there is no '%s'; give part, case or control",
		       key->value);
}

static bool set_judge(struct claim_reading *reading, const struct ini_key *key)
{
	size_t n = ARRAY_SIZE(judging_names);
	size_t i = find_name(judging_names, n, key->value);

	last_test(reading)->judging = (enum judging)i;
	return i < n ||
	       claim_complain(
		       reading, key->line,
		       "judge: there is no '%s'; give median, every or pooled",
		       key->value);
}

static bool set_upheld(struct claim_reading *reading, const struct ini_key *key)
{
	char *why;

	return rule_parse(&last_test(reading)->upheld, key->value, &why) ||
	       claim_complain_key(reading, key, why);
}

static bool set_smallest(struct claim_reading *reading,
			 const struct ini_key *key)
{
	smallest_parse(&last_test(reading)->smallest, key->value);
	return true;
}

static bool set_cpus(struct claim_reading *reading, const struct ini_key *key)
{
	return claim_read_cpus(reading, key, &last_test(reading)->cpus);
}

static bool set_allow_invalid(struct claim_reading *reading,
			      const struct ini_key *key)
{
	last_test(reading)->allow_invalid = value_list_trim(key->value);
	return true;
}

static bool set_violations(struct claim_reading *reading,
			   const struct ini_key *key)
{
	last_test(reading)->violations = !strcmp(key->value, COUNTED);
	return last_test(reading)->violations ||
	       claim_complain(
		       reading, key->line,
		       "violations: there is no '%s'; give counted if the metric counts them, or take the line away",
		       key->value);
}

static bool set_not_in(struct claim_reading *reading, const struct ini_key *key)
{
	last_test(reading)->not_in = value_list_trim(key->value);
	return true;
}

static bool set_why_not(struct claim_reading *reading,
			const struct ini_key *key)
{
	last_test(reading)->why_not = key->value;
	return true;
}

static bool set_unit(struct claim_reading *reading, const struct ini_key *key)
{
	last_test(reading)->unit = key->value;
	return true;
}

static bool set_why(struct claim_reading *reading, const struct ini_key *key)
{
	last_test(reading)->why = key->value;
	return true;
}

/* One condition: what, and a rule, without blanks. */
static bool add_need(struct claim_reading *reading, const struct ini_key *key,
		     const char *word)
{
	struct claim_test *test = last_test(reading);
	size_t len = strcspn(word, "<>=");
	char *name = alloc_printf("%.*s", (int)len, word), *why = NULL;
	struct need *need;

	test->needs =
		alloc_grow(test->needs, test->nneeds + 1, sizeof(*test->needs));
	need = &test->needs[test->nneeds++];
	*need = (struct need){
		.text = alloc_copy(word),
		.left = strcmp(key->name, "needs_right"),
		.right = strcmp(key->name, "needs_left"),
	};
	if (!word[len])
		why = alloc_printf(
			"'%s' is no condition; write one such as updates>1000, without blanks",
			word);
	else
		need->of = expression_parse(name, &why);
	if (!why)
		rule_parse(&need->rule, word + len, &why);
	free(name);
	return !why || claim_complain_key(reading, key, why);
}

static bool set_needs(struct claim_reading *reading, const struct ini_key *key)
{
	char *words = alloc_copy(key->value), *save, *word;
	bool good = true;

	for (word = strtok_r(words, BLANKS, &save); word && good;
	     word = strtok_r(NULL, BLANKS, &save))
		good = add_need(reading, key, word);
	free(words);
	return good;
}

static const struct claim_field test_fields[] = {
	{"metric", set_metric, true},
	{"of", set_of, false},
	{"per", set_per, false},
	{"left", set_side, true},
	{"left_plus", set_side, false},
	{"left_less", set_side, false},
	{"left_over", set_side, false},
	{"right", set_side, false},
	{"right_over", set_side, false},
	{"role", set_role, false},
	{"judge", set_judge, false},
	{"upheld", set_upheld, false},
	{"smallest", set_smallest, false},
	{"unit", set_unit, true},
	{"why", set_why, true},
	{"cpus", set_cpus, false},
	{"needs", set_needs, false},
	{"needs_left", set_needs, false},
	{"needs_right", set_needs, false},
	{"allow_invalid", set_allow_invalid, false},
	{"violations", set_violations, false},
	{"not_in", set_not_in, false},
	{"why_not", set_why_not, false},
};

/* Keys that mean nothing without another. */
static const struct {
	const char *name, *with;
} pairs[] = {
	{"right_over", "right"}, {"needs_right", "right"},
	{"upheld", "smallest"},	 {"smallest", "upheld"},
	{"role", "upheld"},	 {"not_in", "why_not"},
	{"why_not", "not_in"},	 {"per", "of"},
};

static bool check_pairs(struct claim_reading *reading,
			const struct ini_section *section)
{
	const struct ini_key *key;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		key = ini_key(section, pairs[i].name);
		if (key && !ini_key(section, pairs[i].with))
			return claim_complain(
				reading, key->line,
				"%s: says nothing without '%s'; add a line %s = ...",
				key->name, pairs[i].with, pairs[i].with);
	}
	return true;
}

static bool has_sum(const struct claim_test *test)
{
	return test->sides[LEFT_PLUS].text || test->sides[LEFT_LESS].text;
}

/* What is counted of something has no other side, and no median. */
static bool check_judging(struct claim_reading *reading,
			  const struct ini_section *section)
{
	const struct claim_test *test = last_test(reading);
	const struct ini_key *judge = ini_key(section, "judge");
	const struct ini_key *of = ini_key(section, "of");

	if (judge && !test->upheld.text && test->judging != JUDGE_POOLED)
		return claim_complain(
			reading, judge->line,
			"judge: says nothing without 'upheld'; add a line upheld = ...");
	if (test->judging == JUDGE_POOLED && !of)
		return claim_complain(
			reading, judge->line,
			"judge: pooled says nothing without 'of'; add a line of = ..., which the metric is counted of");
	if (of && test->judging == JUDGE_MEDIAN)
		return claim_complain(
			reading, of->line,
			"of: counts have no median; judge = pooled, or every");
	if (has_sum(test) && test->sides[LEFT_OVER].text)
		return claim_complain(
			reading, test->sides[LEFT_OVER].line,
			"left_over: does not go with left_plus or left_less; leave it out");
	if (of && (has_sum(test) || test->sides[LEFT_OVER].text ||
		   test->sides[RIGHT].text))
		return claim_complain(
			reading, of->line,
			"of: counts are of one side; give left alone");
	return true;
}

bool claim_read_test(struct claim_reading *reading,
		     const struct ini_section *section)
{
	return claim_read_section(reading, section, test_fields,
				  ARRAY_SIZE(test_fields)) &&
	       check_pairs(reading, section) && check_judging(reading, section);
}
