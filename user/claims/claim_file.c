// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading claim files.  A table for each kind of section says which keys it
 * may have, how the value is read and which member of the claim or the test
 * it fills.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claim.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/number.h"
#include "lib/words.h"
#include "plan/value_list.h"

#define CPUS_MAX 65536
#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define SPACES " \t"
#define TEST "test "

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

/* A claim that is being read. */
struct reading {
	struct claim *claim;
	struct claim_test *test; /* the last one */
	const struct ini *ini;
	const struct ini_key *key;
	char *why; /* the error, "PATH:LINE: SENTENCE" */
};

/* A key; @set reads the value of reading->key into @member. */
struct field {
	const char *name;
	bool (*set)(struct reading *reading, void *member);
	size_t member; /* offset in the claim or the test */
	bool needed;
};

static bool refuse_line(struct reading *reading, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static bool refuse_line(struct reading *reading, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	reading->why = ini_complaint(reading->ini, line, fmt, args);
	va_end(args);
	return false;
}

/* Refuse the key's value; @why is freed. */
static bool refuse_key(struct reading *reading, char *why)
{
	refuse_line(reading, reading->key->line, "%s: %s", reading->key->name,
		    why);
	free(why);
	return false;
}

static bool set_text(struct reading *reading, void *member)
{
	*(const char **)member = reading->key->value;
	return true;
}

static bool set_id(struct reading *reading, void *member)
{
	const char *value = reading->key->value;

	if (!value[strspn(value, LETTERS DIGITS "_-")])
		return set_text(reading, member);
	return refuse_key(reading,
			  alloc_printf("'%s' is no name; write letters and digits such as C04",
				       value));
}

static bool set_year(struct reading *reading, void *member)
{
	const char *value = reading->key->value;

	if (strlen(value) == 4 && strspn(value, DIGITS) == 4)
		return set_text(reading, member);
	return refuse_key(reading,
			  alloc_printf("'%s' is no year; write one such as 2010",
				       value));
}

static bool set_cpus(struct reading *reading, void *member)
{
	const char *value = reading->key->value;
	unsigned long *cpus = member;

	*cpus = strtoul(value, NULL, 10);
	if (strspn(value, DIGITS) == strlen(value) && *cpus &&
	    *cpus <= CPUS_MAX)
		return true;
	return refuse_key(reading,
			  alloc_printf("'%s' is no number of CPUs; give 1 to %d",
				       value, CPUS_MAX));
}

static bool set_list(struct reading *reading, void *member)
{
	*(char **)member = value_list_trim(reading->key->value);
	return true;
}

static bool set_expression(struct reading *reading, void *member)
{
	struct expression **expression = member;
	char *why;

	*expression = expression_parse(reading->key->value, &why);
	return *expression || refuse_key(reading, why);
}

static bool set_per(struct reading *reading, void *member)
{
	const char *value = reading->key->value;
	double *per = member;

	if (decimal_parse(value, strlen(value), per) && *per > 0)
		return true;
	return refuse_key(reading,
			  alloc_printf("'%s' is no number above 0; write one such as 1000000",
				       value));
}

static bool set_side(struct reading *reading, void *member)
{
	char *why;

	return selection_parse(member, reading->key->value, reading->key->line,
			       &why) ||
	       refuse_key(reading, why);
}

static bool set_upheld(struct reading *reading, void *member)
{
	char *why;

	return rule_parse(member, reading->key->value, &why) ||
	       refuse_key(reading, why);
}

static bool set_smallest(struct reading *reading, void *member)
{
	smallest_parse(member, reading->key->value);
	return true;
}

/* Set the number of the name the value is, one of three. */
static bool set_name(struct reading *reading, const char *const *names,
		     unsigned int *number)
{
	const char *value = reading->key->value;

	for (*number = 0; *number < 3; ++*number)
		if (!strcmp(names[*number], value))
			return true;
	return refuse_key(reading,
			  alloc_printf("there is no '%s'; give %s, %s or %s",
				       value, names[0], names[1], names[2]));
}

static bool set_role(struct reading *reading, void *member)
{
	enum role *role = member;

	return set_name(reading, role_names, role);
}

static bool set_judge(struct reading *reading, void *member)
{
	enum judging *judging = member;

	return set_name(reading, judging_names, judging);
}

static bool set_violations(struct reading *reading, void *member)
{
	const char *value = reading->key->value;
	bool *counted = member;

	*counted = !strcmp(value, "counted");
	return *counted ||
	       refuse_key(reading,
			  alloc_printf("there is no '%s'; give counted if the metric counts them, or remove the line",
				       value));
}

/* Add one condition: an expression and a rule, without spaces. */
static bool add_need(struct reading *reading, const char *word)
{
	struct claim_test *test = reading->test;
	size_t len = strcspn(word, "<>=");
	char *name = alloc_printf("%.*s", (int)len, word), *why = NULL;
	struct need *need;

	test->needs = alloc_grow(test->needs, test->nneeds + 1,
				 sizeof(*test->needs));
	need = &test->needs[test->nneeds++];
	*need = (struct need){
		.text = alloc_copy(word),
		.left = strcmp(reading->key->name, "needs_right"),
		.right = strcmp(reading->key->name, "needs_left"),
	};
	if (!word[len])
		why = alloc_printf("'%s' is no condition; write one such as updates>1000, without spaces",
				   word);
	else
		need->of = expression_parse(name, &why);
	if (!why)
		rule_parse(&need->rule, word + len, &why);
	free(name);
	return !why || refuse_key(reading, why);
}

static bool set_needs(struct reading *reading, void *member)
{
	char *words = alloc_copy(reading->key->value), *save, *word;
	bool good = true;

	(void)member;
	for (word = strtok_r(words, SPACES, &save); word && good;
	     word = strtok_r(NULL, SPACES, &save))
		good = add_need(reading, word);
	free(words);
	return good;
}

#define IN_CLAIM(member) offsetof(struct claim, member)
#define IN_TEST(member) offsetof(struct claim_test, member)

static const struct field claim_fields[] = {
	{ "id", set_id, IN_CLAIM(id), true },
	{ "year", set_year, IN_CLAIM(year), true },
	{ "thread", set_text, IN_CLAIM(thread), true },
	{ "says", set_text, IN_CLAIM(says), true },
	{ "run", set_text, IN_CLAIM(run), true },
	{ "limits", set_text, IN_CLAIM(limits), true },
	{ "cpus", set_cpus, IN_CLAIM(cpus), false },
};

static const struct field test_fields[] = {
	{ "metric", set_expression, IN_TEST(metric), true },
	{ "of", set_expression, IN_TEST(of), false },
	{ "per", set_per, IN_TEST(per), false },
	{ "left", set_side, IN_TEST(sides[LEFT]), true },
	{ "left_plus", set_side, IN_TEST(sides[LEFT_PLUS]), false },
	{ "left_less", set_side, IN_TEST(sides[LEFT_LESS]), false },
	{ "left_over", set_side, IN_TEST(sides[LEFT_OVER]), false },
	{ "right", set_side, IN_TEST(sides[RIGHT]), false },
	{ "right_over", set_side, IN_TEST(sides[RIGHT_OVER]), false },
	{ "role", set_role, IN_TEST(role), false },
	{ "judge", set_judge, IN_TEST(judging), false },
	{ "upheld", set_upheld, IN_TEST(upheld), false },
	{ "smallest", set_smallest, IN_TEST(smallest), false },
	{ "unit", set_text, IN_TEST(unit), true },
	{ "why", set_text, IN_TEST(why), true },
	{ "cpus", set_cpus, IN_TEST(cpus), false },
	{ "needs", set_needs, 0, false },
	{ "needs_left", set_needs, 0, false },
	{ "needs_right", set_needs, 0, false },
	{ "allow_invalid", set_list, IN_TEST(allow_invalid), false },
	{ "violations", set_violations, IN_TEST(violations), false },
	{ "not_in", set_list, IN_TEST(not_in), false },
	{ "why_not", set_text, IN_TEST(why_not), false },
};

/* Keys that mean nothing without another. */
static const struct {
	const char *name, *with;
} pairs[] = {
	{ "right_over", "right" }, { "needs_right", "right" },
	{ "upheld", "smallest" },  { "smallest", "upheld" },
	{ "role", "upheld" },	   { "not_in", "why_not" },
	{ "why_not", "not_in" },   { "per", "of" },
};

static bool check_keys(struct reading *reading,
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
			return refuse_line(reading, key->line,
					   "[%s] has no key '%s'; the nearest is '%s'",
					   section->name, key->name,
					   nearest_name(key->name, names, n));
		if (!*key->value)
			return refuse_line(reading, key->line,
					   "%s: an empty value; give one, or remove the line",
					   key->name);
	}
	return true;
}

static bool read_section(struct reading *reading,
			 const struct ini_section *section,
			 const struct field *fields, size_t n, void *object)
{
	size_t i;

	if (!check_keys(reading, section, fields, n))
		return false;
	for (i = 0; i < n; i++) {
		reading->key = ini_key(section, fields[i].name);
		if (!reading->key && fields[i].needed)
			return refuse_line(reading, section->line,
					   "[%s] lacks '%s'; add a line %s = ...",
					   section->name, fields[i].name,
					   fields[i].name);
		if (reading->key &&
		    !fields[i].set(reading, (char *)object + fields[i].member))
			return false;
	}
	return true;
}

static bool check_pairs(struct reading *reading,
			const struct ini_section *section)
{
	const struct ini_key *key;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		key = ini_key(section, pairs[i].name);
		if (key && !ini_key(section, pairs[i].with))
			return refuse_line(reading, key->line,
					   "%s: means nothing without '%s'; add a line %s = ...",
					   key->name, pairs[i].with,
					   pairs[i].with);
	}
	return true;
}

/* A count of something has no other side and no median. */
static bool check_judging(struct reading *reading,
			  const struct ini_section *section)
{
	const struct claim_test *test = reading->test;
	const struct selection *sides = test->sides;
	const struct ini_key *judge = ini_key(section, "judge");
	const struct ini_key *of = ini_key(section, "of");
	bool sum = sides[LEFT_PLUS].text || sides[LEFT_LESS].text;

	if (judge && !test->upheld.text && test->judging != JUDGE_POOLED)
		return refuse_line(reading, judge->line,
				   "judge: means nothing without 'upheld'; add a line upheld = ...");
	if (test->judging == JUDGE_POOLED && !of)
		return refuse_line(reading, judge->line,
				   "judge: pooled means nothing without 'of'; add a line of = ..., which the metric is counted of");
	if (of && test->judging == JUDGE_MEDIAN)
		return refuse_line(reading, of->line,
				   "of: counts have no median; judge = pooled, or every");
	if (sum && sides[LEFT_OVER].text)
		return refuse_line(reading, sides[LEFT_OVER].line,
				   "left_over: does not go with left_plus or left_less; leave it out");
	if (of && (sum || sides[LEFT_OVER].text || sides[RIGHT].text))
		return refuse_line(reading, of->line,
				   "of: counts are of one side; give left alone");
	return true;
}

static bool is_test(const struct ini_section *section)
{
	return !strncmp(section->name, TEST, strlen(TEST));
}

static bool read_test(struct reading *reading,
		      const struct ini_section *section)
{
	struct claim *claim = reading->claim;

	/* Names of tests only have a space: no job's name has one. */
	if (!is_test(section))
		return !strchr(section->name, ' ') ||
		       refuse_line(reading, section->line,
				   "[%s] is no section of a claim; write [test NAME], or the name of a job without spaces",
				   section->name);
	claim->tests = alloc_grow(claim->tests, claim->ntests + 1,
				  sizeof(*claim->tests));
	reading->test = &claim->tests[claim->ntests++];
	*reading->test = (struct claim_test){
		.name = section->name + strlen(TEST),
		.per = 1,
		.cpus = 1,
	};
	return read_section(reading, section, test_fields,
			    ARRAY_SIZE(test_fields), reading->test) &&
	       check_pairs(reading, section) && check_judging(reading, section);
}

static bool read_claim(struct reading *reading)
{
	const struct ini *ini = reading->ini;
	const struct ini_section *section = ini_section(ini, "claim");
	struct claim *claim = reading->claim;
	size_t i;

	if (!section) {
		reading->why = alloc_printf("%s: has no section [claim], so it is no claim file; start it with one",
					    ini->path);
		return false;
	}
	if (!read_section(reading, section, claim_fields,
			  ARRAY_SIZE(claim_fields), claim))
		return false;
	for (i = 0; i < ini->nsections; i++)
		if (!read_test(reading, &ini->sections[i]))
			return false;
	for (i = 0; i < claim->ntests; i++)
		if (claim->tests[i].upheld.text &&
		    claim->tests[i].role != ROLE_CONTROL)
			return true;
	reading->why = alloc_printf("%s: has no test with a rule (upheld = ...) but for controls, so nothing decides the claim; add a section [test NAME]",
				    ini->path);
	return false;
}

struct claim *claim_read(const char *path, char **why)
{
	struct reading reading = { .ini = ini_read(path, why) };
	struct claim *claim;

	if (!reading.ini)
		return NULL;
	claim = alloc_zeroed(1, sizeof(*claim));
	claim->ini = (struct ini *)reading.ini;
	claim->cpus = 1;
	reading.claim = claim;
	if (read_claim(&reading))
		return claim;
	*why = reading.why;
	claim_free(claim);
	return NULL;
}
