// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading claim files. Two tables have the keys of the sections, how their
 * values are stored, and in which member.
 */
#include "claims/claim.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/costs.h"
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

/* How a value is stored: the first kinds as text. */
enum kind {
	TEXT,
	ID,
	YEAR,
	COUNTED,
	EXPRESSION,
	NEEDS,
	EVENT,
	OPERATION,
	LAST_TEXT = OPERATION,
	CPUS,
	AMOUNT,
	SIDE,
	RULE,
	ROLE,
	JUDGING,
};

struct field {
	const char *name;
	enum kind kind;
	size_t member; /* offset in the claim or the test */
	bool required;
	const char *with; /* the key it needs, or NULL */
};

#define IN_CLAIM(member) offsetof(struct claim, member)
#define IN_TEST(member) offsetof(struct claim_test, member)

static const struct field claim_fields[] = {
	{ "id", ID, IN_CLAIM(id), true, NULL },
	{ "year", YEAR, IN_CLAIM(year), true, NULL },
	{ "thread", TEXT, IN_CLAIM(thread), true, NULL },
	{ "says", TEXT, IN_CLAIM(says), true, NULL },
	{ "run", TEXT, IN_CLAIM(run), true, NULL },
	{ "limits", TEXT, IN_CLAIM(limits), true, NULL },
	{ "cpus", CPUS, IN_CLAIM(cpus), false, NULL },
};

static const struct field test_fields[] = {
	{ "metric", EXPRESSION, IN_TEST(metric), false, NULL },
	{ "counts", EVENT, IN_TEST(counts), false, NULL },
	{ "operation", OPERATION, IN_TEST(operation), false, "counts" },
	{ "for", TEXT, IN_TEST(stands_for), false, "counts" },
	{ "of", EXPRESSION, IN_TEST(of), false, NULL },
	{ "per", AMOUNT, IN_TEST(per), false, "of" },
	{ "left", SIDE, IN_TEST(sides[LEFT]), true, NULL },
	{ "left_plus", SIDE, IN_TEST(sides[LEFT_PLUS]), false, NULL },
	{ "left_less", SIDE, IN_TEST(sides[LEFT_LESS]), false, NULL },
	{ "left_over", SIDE, IN_TEST(sides[LEFT_OVER]), false, NULL },
	{ "right", SIDE, IN_TEST(sides[RIGHT]), false, NULL },
	{ "right_over", SIDE, IN_TEST(sides[RIGHT_OVER]), false, "right" },
	{ "role", ROLE, IN_TEST(role), false, "upheld" },
	{ "judge", JUDGING, IN_TEST(judging), false, NULL },
	{ "upheld", RULE, IN_TEST(upheld), false, "smallest" },
	{ "smallest", TEXT, IN_TEST(smallest), false, "upheld" },
	{ "unit", TEXT, IN_TEST(unit), true, NULL },
	{ "why", TEXT, IN_TEST(why), true, NULL },
	{ "cpus", CPUS, IN_TEST(cpus), false, NULL },
	{ "needs", NEEDS, IN_TEST(needs), false, NULL },
	{ "needs_left", NEEDS, IN_TEST(needs_left), false, NULL },
	{ "needs_right", NEEDS, IN_TEST(needs_right), false, "right" },
	{ "allow_invalid", TEXT, IN_TEST(allow_invalid), false, NULL },
	{ "violations", COUNTED, IN_TEST(violations), false, NULL },
	{ "not_in", TEXT, IN_TEST(not_in), false, "why_not" },
	{ "why_not", TEXT, IN_TEST(why_not), false, "not_in" },
};

/* Store the number of a word. Return NULL, or what is wrong. */
static char *parse_word(const char *value, const char *const *words, size_t n,
			unsigned int *number)
{
	auto_free char *choice = join_or(words, n);

	for (*number = 0; *number < n; ++*number)
		if (!strcmp(words[*number], value))
			return NULL;
	return alloc_printf("there is no '%s'; give %s", value, choice);
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

static char *check_needs(const char *needs)
{
	auto_free char *words = alloc_copy(needs);
	char *word, *save, *metric, *why = NULL;
	struct rule rule;

	word = strtok_r(words, BLANKS, &save);
	for (; word && !why; word = strtok_r(NULL, BLANKS, &save)) {
		why = need_parse(word, &metric, &rule);
		free(metric);
	}
	return why;
}

/* Store a value in a member. Return NULL, or what is wrong. */
static char *parse(enum kind kind, const char *value, void *member)
{
	const size_t len = strlen(value);
	const char *expected = NULL;
	unsigned int number;
	char *why = NULL;

	if (kind <= LAST_TEXT)
		*(const char **)member = value;
	switch (kind) {
	case TEXT:
		break;
	case ID:
		if (strspn(value, LETTERS DIGITS "_-") != len)
			expected = "not a name; write letters and digits such as C04";
		break;
	case YEAR:
		if (len != 4 || strspn(value, DIGITS) != len)
			expected = "not a year; write one such as 2010";
		break;
	case COUNTED:
		if (strcmp(value, "counted"))
			expected = "unknown; give counted if the metric counts them, or remove the line";
		break;
	case EXPRESSION:
		return expression_check(value);
	case NEEDS:
		return check_needs(value);
	case EVENT:
		return parse_word(value, cost_events, COST_EVENTS, &number);
	case OPERATION:
		return parse_word(value, cost_ops, COST_OPS, &number);
	case CPUS:
		number_parse(value, 1, CPUS_MAX, member, &why);
		return why;
	case AMOUNT:
		if (!decimal_parse(value, len, member) || *(double *)member <= 0)
			expected = "not a number above 0; write one such as 1000000";
		break;
	case SIDE:
		return selection_parse(value, member);
	case RULE:
		return rule_parse(value, member);
	case ROLE:
		return parse_word(value, role_names, ROLES, member);
	case JUDGING:
		return parse_word(value, judging_names, JUDGINGS, member);
	}
	return expected ? alloc_printf("'%s' is %s", value, expected) : NULL;
}

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
static char *read_key(const struct claim *claim,
		      const struct ini_section *section,
		      const struct ini_key *key, const struct field *fields,
		      size_t n, void *object)
{
	const char *names[ARRAY_SIZE(test_fields)];
	const struct field *field = NULL;
	auto_free char *wrong = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		names[i] = fields[i].name;
		if (!strcmp(names[i], key->name))
			field = &fields[i];
	}
	if (!field)
		return refuse(claim, key->line,
			      "[%s] has no key '%s'; the nearest is '%s'",
			      section->name, key->name,
			      nearest_name(key->name, names, n));
	if (!*key->value)
		return refuse(claim, key->line,
			      "%s: an empty value; give one, or remove the line",
			      key->name);
	if (field->with && !ini_key(section, field->with))
		return refuse(claim, key->line,
			      "%s: means nothing without '%s'; add a line %s = ...",
			      key->name, field->with, field->with);
	wrong = parse(field->kind, key->value, (char *)object + field->member);
	return wrong ? refuse(claim, key->line, "%s: %s", key->name, wrong) :
	       NULL;
}

static char *read_section(const struct claim *claim,
			  const struct ini_section *section,
			  const struct field *fields, size_t n, void *object)
{
	char *why = NULL;
	size_t i;

	for (i = 0; i < section->nkeys && !why; i++)
		why = read_key(claim, section, &section->keys[i], fields, n,
			       object);
	for (i = 0; i < n && !why; i++)
		if (fields[i].required && !ini_key(section, fields[i].name))
			why = refuse(claim, section->line,
				     "[%s] lacks '%s'; add a line %s = ...",
				     section->name, fields[i].name,
				     fields[i].name);
	return why;
}

/* Counts lie in a file, and have no runs that conditions could be on. */
static char *check_counts(const struct claim *claim,
			  const struct claim_test *test)
{
	static const char *const keys[] = { "counts", "operation", "for",
					    "left",   "right",	   "upheld",
					    "smallest", "unit",	   "why" };
	const struct ini_section *section = test->section;
	size_t i, k;

	for (i = 0; i < section->nkeys; i++) {
		const struct ini_key *key = &section->keys[i];

		for (k = 0; k < ARRAY_SIZE(keys); k++)
			if (!strcmp(key->name, keys[k]))
				break;
		if (k == ARRAY_SIZE(keys))
			return refuse(claim, key->line,
				      "%s: does not go with counts; leave it out",
				      key->name);
	}
	if (!test->stands_for != !test->upheld.text)
		return refuse(claim, section->line,
			      "[%s] has one of 'for' and 'upheld'; add the other, or leave it out",
			      section->name);
	for (i = 0; i < SIDES; i++)
		for (k = 0; k < RUN_KEYS; k++)
			if (test->sides[i].want[k] && k != KEY_job &&
			    k != KEY_scheme)
				return refuse(claim, ini_key(section, side_names[i])->line,
					      "%s: counts are selected by job and scheme alone; leave %s=%s out",
					      side_names[i], run_keys[k],
					      test->sides[i].want[k]);
	return NULL;
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
	test = alloc_more(claim->tests, claim->ntests);
	*test = (struct claim_test){
		.section = section,
		.name = section->name + strlen(TEST),
		.per = 1,
		.cpus = 1,
		.operation = cost_ops[COST_LOOKUP],
	};
	why = read_section(claim, section, test_fields,
			   ARRAY_SIZE(test_fields), test);
	if (why)
		return why;
	if (test->counts)
		return check_counts(claim, test);
	return test->metric ? check_judging(claim, test) :
	       refuse(claim, section->line,
		      "[%s] lacks 'metric'; add a line metric = ..., or counts = ...",
		      section->name);
}

/* Check what tests on counts stand for: a test on runs each, with a rule. */
static char *check_stands_for(const struct claim *claim)
{
	const struct claim_test *tests = claim->tests;
	size_t i, k, n;

	for (i = 0; i < claim->ntests; i++) {
		const char *name = tests[i].stands_for;

		if (!name)
			continue;
		for (k = n = 0; k < claim->ntests; k++)
			n += !strcmp(tests[k].name, name) &&
			     !tests[k].counts && tests[k].upheld.text;
		for (k = 0; k < i; k++)
			n += tests[k].stands_for &&
			     !strcmp(tests[k].stands_for, name);
		if (n != 1)
			return refuse(claim, ini_key(tests[i].section, "for")->line,
				      n ? "for: another test stands for '%s' already; give it another one" :
					  "for: there is no test on runs '%s' with a rule; give the name of one",
				      name);
	}
	return NULL;
}

char *claim_read(struct claim *claim, const char *path)
{
	const struct ini_section *section;
	char *why = NULL;
	size_t i;

	*claim = (struct claim){ .ini = ini_read(path, &why), .cpus = 1 };
	if (!claim->ini)
		return why;
	section = ini_section(claim->ini, "claim");
	if (!section)
		return alloc_printf("%s: has no section [claim], so it is not a claim file; start it with one",
				    path);
	why = read_section(claim, section, claim_fields,
			   ARRAY_SIZE(claim_fields), claim);
	for (i = 0; i < claim->ini->nsections && !why; i++)
		why = read_test(claim, &claim->ini->sections[i]);
	why = why ?: check_stands_for(claim);
	for (i = 0; i < claim->ntests && !why; i++)
		if (claim->tests[i].upheld.text && !claim->tests[i].counts &&
		    claim->tests[i].role != ROLE_CONTROL)
			return NULL;
	return why ?: alloc_printf("%s: has no test with a rule (upheld = ...) except controls, so nothing decides the claim; add a section [test NAME]",
				   path);
}

void claim_free(struct claim *claim)
{
	size_t i, k;

	for (i = 0; i < claim->ntests; i++)
		for (k = 0; k < SIDES; k++)
			free(claim->tests[i].sides[k].words);
	free(claim->tests);
	ini_free(claim->ini);
}

char *claim_metric(const struct claim_test *test)
{
	if (test->counts)
		return alloc_printf("%s per %s", test->counts, test->operation);
	return test->of ? alloc_printf("%.10g * (%s) / (%s)", test->per,
				       test->metric, test->of) :
	       alloc_copy(test->metric);
}
