// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading claim files. A table for each kind of section says which keys it can
 * have, how their values are parsed and which member they fill.
 */
#include "claims/claim.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "claims/expression.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/number.h"
#include "lib/words.h"

#define CPUS_MAX 65536
#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define BLANKS " \t"
#define TEST "test "

const char *const side_names[SIDES] = {
	[LEFT] = "left",
	[LEFT_PLUS] = "left_plus",
	[LEFT_LESS] = "left_less",
	[LEFT_OVER] = "left_over",
	[RIGHT] = "right",
	[RIGHT_OVER] = "right_over",
};

const char *const role_names[ROLES] = {
	[ROLE_PART] = "part",
	[ROLE_CASE] = "case",
	[ROLE_CONTROL] = "control",
};

const char *const judging_names[JUDGINGS] = {
	[JUDGE_MEDIAN] = "median",
	[JUDGE_EVERY] = "every",
	[JUDGE_POOLED] = "pooled",
};

/* A key. @parse stores its value in a member and returns what is wrong. */
struct field {
	const char *name;
	char *(*parse)(const char *value, void *member);
	size_t member; /* offset in the claim or the test */
	bool required;
	const char *with; /* the key it needs, or NULL */
};

static char *parse_text(const char *value, void *member)
{
	*(const char **)member = value;
	return NULL;
}

static char *parse_id(const char *value, void *member)
{
	parse_text(value, member);
	return !value[strspn(value, LETTERS DIGITS "_-")] ? NULL :
	       alloc_printf("'%s' is not a name; write letters and digits such as C04",
			    value);
}

static char *parse_year(const char *value, void *member)
{
	parse_text(value, member);
	return strlen(value) == 4 && strspn(value, DIGITS) == 4 ? NULL :
	       alloc_printf("'%s' is not a year; write one such as 2010",
			    value);
}

static char *parse_cpus(const char *value, void *member)
{
	char *why = NULL;

	number_parse(value, 1, CPUS_MAX, member, &why);
	return why;
}

static char *parse_expression(const char *value, void *member)
{
	parse_text(value, member);
	return expression_check(value);
}

static char *parse_per(const char *value, void *member)
{
	double *per = member;

	return decimal_parse(value, strlen(value), per) && *per > 0 ? NULL :
	       alloc_printf("'%s' is not a number above 0; write one such as 1000000",
			    value);
}

static char *parse_side(const char *value, void *member)
{
	return selection_parse(value, member);
}

static char *parse_rule(const char *value, void *member)
{
	return rule_parse(value, member);
}

/* Store the number of a word. */
static char *parse_word(const char *value, const char *const *words, size_t n,
			unsigned int *number)
{
	char *choice, *why;

	for (*number = 0; *number < n; ++*number)
		if (!strcmp(words[*number], value))
			return NULL;
	choice = join_or(words, n);
	why = alloc_printf("there is no '%s'; give %s", value, choice);
	free(choice);
	return why;
}

static char *parse_role(const char *value, void *member)
{
	return parse_word(value, role_names, ROLES, member);
}

static char *parse_judge(const char *value, void *member)
{
	return parse_word(value, judging_names, JUDGINGS, member);
}

static char *parse_violations(const char *value, void *member)
{
	parse_text(value, member);
	return !strcmp(value, "counted") ? NULL :
	       alloc_printf("there is no '%s'; give counted if the metric counts them, or remove the line",
			    value);
}

char *need_parse(const char *word, char **metric, struct rule *rule)
{
	size_t len = strcspn(word, "<>=");
	char *why;

	*metric = alloc_printf("%.*s", (int)len, word);
	if (!word[len])
		return alloc_printf("'%s' is not a condition; write one such as updates>1000, without spaces",
				    word);
	why = expression_check(*metric);
	return why ?: rule_parse(word + len, rule);
}

static char *parse_needs(const char *value, void *member)
{
	char *words = alloc_copy(value), *word, *save, *metric, *why = NULL;
	struct rule rule;

	parse_text(value, member);
	word = strtok_r(words, BLANKS, &save);
	for (; word && !why; word = strtok_r(NULL, BLANKS, &save)) {
		why = need_parse(word, &metric, &rule);
		free(metric);
	}
	free(words);
	return why;
}

#define IN_CLAIM(member) offsetof(struct claim, member)
#define IN_TEST(member) offsetof(struct claim_test, member)

static const struct field claim_fields[] = {
	{ "id", parse_id, IN_CLAIM(id), true, NULL },
	{ "year", parse_year, IN_CLAIM(year), true, NULL },
	{ "thread", parse_text, IN_CLAIM(thread), true, NULL },
	{ "says", parse_text, IN_CLAIM(says), true, NULL },
	{ "run", parse_text, IN_CLAIM(run), true, NULL },
	{ "limits", parse_text, IN_CLAIM(limits), true, NULL },
	{ "cpus", parse_cpus, IN_CLAIM(cpus), false, NULL },
};

static const struct field test_fields[] = {
	{ "metric", parse_expression, IN_TEST(metric), true, NULL },
	{ "of", parse_expression, IN_TEST(of), false, NULL },
	{ "per", parse_per, IN_TEST(per), false, "of" },
	{ "left", parse_side, IN_TEST(sides[LEFT]), true, NULL },
	{ "left_plus", parse_side, IN_TEST(sides[LEFT_PLUS]), false, NULL },
	{ "left_less", parse_side, IN_TEST(sides[LEFT_LESS]), false, NULL },
	{ "left_over", parse_side, IN_TEST(sides[LEFT_OVER]), false, NULL },
	{ "right", parse_side, IN_TEST(sides[RIGHT]), false, NULL },
	{ "right_over", parse_side, IN_TEST(sides[RIGHT_OVER]), false, "right" },
	{ "role", parse_role, IN_TEST(role), false, "upheld" },
	{ "judge", parse_judge, IN_TEST(judging), false, NULL },
	{ "upheld", parse_rule, IN_TEST(upheld), false, "smallest" },
	{ "smallest", parse_text, IN_TEST(smallest), false, "upheld" },
	{ "unit", parse_text, IN_TEST(unit), true, NULL },
	{ "why", parse_text, IN_TEST(why), true, NULL },
	{ "cpus", parse_cpus, IN_TEST(cpus), false, NULL },
	{ "needs", parse_needs, IN_TEST(needs), false, NULL },
	{ "needs_left", parse_needs, IN_TEST(needs_left), false, NULL },
	{ "needs_right", parse_needs, IN_TEST(needs_right), false, "right" },
	{ "allow_invalid", parse_text, IN_TEST(allow_invalid), false, NULL },
	{ "violations", parse_violations, IN_TEST(violations), false, NULL },
	{ "not_in", parse_text, IN_TEST(not_in), false, "why_not" },
	{ "why_not", parse_text, IN_TEST(why_not), false, "not_in" },
};

/* Return a new string, "PATH:LINE: SENTENCE". */
static char *refuse(const struct claim *claim, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static char *refuse(const struct claim *claim, int line, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = ini_complaint(claim->ini, line, fmt, args);
	va_end(args);
	return text;
}

/* The functions below return NULL, or what is wrong. */
static char *check_keys(const struct claim *claim,
			const struct ini_section *section,
			const struct field *fields, size_t n)
{
	const char *names[ARRAY_SIZE(test_fields)];
	size_t i, k;

	for (i = 0; i < n; i++)
		names[i] = fields[i].name;
	for (k = 0; k < section->nkeys; k++) {
		const struct ini_key *key = &section->keys[k];

		for (i = 0; i < n && strcmp(names[i], key->name); i++)
			;
		if (i == n)
			return refuse(claim, key->line,
				      "[%s] has no key '%s'; the nearest is '%s'",
				      section->name, key->name,
				      nearest_name(key->name, names, n));
		if (!*key->value)
			return refuse(claim, key->line,
				      "%s: an empty value; give one, or remove the line",
				      key->name);
	}
	return NULL;
}

static char *read_field(const struct claim *claim,
			const struct ini_section *section,
			const struct field *field, void *object)
{
	const struct ini_key *key = ini_key(section, field->name);
	char *wrong, *why;

	if (!key)
		return !field->required ? NULL :
		       refuse(claim, section->line,
			      "[%s] lacks '%s'; add a line %s = ...",
			      section->name, field->name, field->name);
	if (field->with && !ini_key(section, field->with))
		return refuse(claim, key->line,
			      "%s: means nothing without '%s'; add a line %s = ...",
			      key->name, field->with, field->with);
	wrong = field->parse(key->value, (char *)object + field->member);
	why = wrong ? refuse(claim, key->line, "%s: %s", key->name, wrong) :
	      NULL;
	free(wrong);
	return why;
}

static char *read_section(const struct claim *claim,
			  const struct ini_section *section,
			  const struct field *fields, size_t n, void *object)
{
	char *why = check_keys(claim, section, fields, n);
	size_t i;

	for (i = 0; i < n && !why; i++)
		why = read_field(claim, section, &fields[i], object);
	return why;
}

/* A count of something has no other side and no median. */
static char *check_judging(const struct claim *claim,
			   const struct claim_test *test)
{
	const struct selection *sides = test->sides;
	const bool pooled = test->judging == JUDGE_POOLED;
	const bool sum = sides[LEFT_PLUS].text || sides[LEFT_LESS].text;
	const bool over = sides[LEFT_OVER].text;
	const struct {
		bool wrong;
		const char *key, *why;
	} rules[] = {
		{ !test->upheld.text && !pooled && ini_key(test->section, "judge"), "judge",
		  "means nothing without 'upheld'; add a line upheld = ..." },
		{ pooled && !test->of, "judge",
		  "pooled means nothing without 'of'; add a line of = ..., which the metric is counted of" },
		{ test->of && test->judging == JUDGE_MEDIAN, "of",
		  "counts have no median; judge = pooled, or every" },
		{ sum && over, "left_over",
		  "does not go with left_plus or left_less; leave it out" },
		{ test->of && (sum || over || sides[RIGHT].text), "of",
		  "counts are of one side; give left alone" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i].wrong)
			return refuse(claim, ini_key(test->section, rules[i].key)->line,
				      "%s: %s", rules[i].key, rules[i].why);
	return NULL;
}

static char *read_test(struct claim *claim, const struct ini_section *section)
{
	struct claim_test *test;
	char *why;

	/* Names of tests only have a space: no job's name has one. */
	if (strncmp(section->name, TEST, strlen(TEST)))
		return !strchr(section->name, ' ') ? NULL :
		       refuse(claim, section->line,
			      "[%s] is not a section of a claim; write [test NAME], or the name of a job without spaces",
			      section->name);
	claim->tests = alloc_grow(claim->tests, claim->ntests + 1,
				  sizeof(*claim->tests));
	test = &claim->tests[claim->ntests++];
	*test = (struct claim_test){
		.section = section,
		.name = section->name + strlen(TEST),
		.per = 1,
		.cpus = 1,
	};
	why = read_section(claim, section, test_fields,
			   ARRAY_SIZE(test_fields), test);
	return why ?: check_judging(claim, test);
}

static char *read_sections(struct claim *claim)
{
	const struct ini *ini = claim->ini;
	const struct ini_section *section = ini_section(ini, "claim");
	char *why;
	size_t i;

	if (!section)
		return alloc_printf("%s: has no section [claim], so it is not a claim file; start it with one",
				    ini->path);
	why = read_section(claim, section, claim_fields,
			   ARRAY_SIZE(claim_fields), claim);
	for (i = 0; i < ini->nsections && !why; i++)
		why = read_test(claim, &ini->sections[i]);
	for (i = 0; i < claim->ntests && !why; i++)
		if (claim->tests[i].upheld.text &&
		    claim->tests[i].role != ROLE_CONTROL)
			return NULL;
	return why ?: alloc_printf("%s: has no test with a rule (upheld = ...) except controls, so nothing decides the claim; add a section [test NAME]",
				   ini->path);
}

struct claim *claim_read(const char *path, char **why)
{
	struct ini *ini = ini_read(path, why);
	struct claim *claim;

	if (!ini)
		return NULL;
	claim = alloc_zeroed(1, sizeof(*claim));
	claim->ini = ini;
	claim->cpus = 1;
	*why = read_sections(claim);
	if (!*why)
		return claim;
	claim_free(claim);
	return NULL;
}

void claim_free(struct claim *claim)
{
	size_t i, k;

	if (!claim)
		return;
	for (i = 0; i < claim->ntests; i++)
		for (k = 0; k < SIDES; k++)
			free(claim->tests[i].sides[k].words);
	free(claim->tests);
	ini_free(claim->ini);
	free(claim);
}

char *claim_metric(const struct claim_test *test)
{
	return test->of ? alloc_printf("%.10g * (%s) / (%s)", test->per,
				       test->metric, test->of) :
	       alloc_copy(test->metric);
}
