// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "array.h"
#include "jobs/range.h"
#include "nearest.h"

#define CLAIM "claim"
#define TEST "test "
#define BLANKS " \t"
#define CPUS_MAX 65536

/* A claim that is being read. */
struct reading {
	struct claim *claim;
	const struct ini *ini;
	char *why;
};

static bool complain(struct reading *reading, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static bool complain(struct reading *reading, int line, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		text = alloc_copy("out of memory");
	va_end(args);
	reading->why = alloc_printf("%s:%d: %s", reading->ini->path, line,
				    text);
	free(text);
	return false;
}

/* The same with a sentence about a key, which is given back. */
static bool complain_key(struct reading *reading, const struct ini_key *key,
			 char *sentence)
{
	complain(reading, key->line, "%s: %s", key->name, sentence);
	free(sentence);
	return false;
}

static bool set_id(struct reading *reading, const struct ini_key *key)
{
	if (key->value[strspn(key->value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")])
		return complain(reading, key->line,
				"id: '%s' is no name; write letters and digits such as C04",
				key->value);
	reading->claim->id = key->value;
	return true;
}

static bool set_year(struct reading *reading, const struct ini_key *key)
{
	if (strlen(key->value) != 4 || strspn(key->value, "0123456789") != 4)
		return complain(reading, key->line,
				"year: '%s' is no year; write one such as 2010",
				key->value);
	reading->claim->year = key->value;
	return true;
}

static bool set_thread(struct reading *reading, const struct ini_key *key)
{
	reading->claim->thread = key->value;
	return true;
}

static bool set_says(struct reading *reading, const struct ini_key *key)
{
	reading->claim->says = key->value;
	return true;
}

static bool set_run(struct reading *reading, const struct ini_key *key)
{
	reading->claim->run = key->value;
	return true;
}

static bool read_cpus(struct reading *reading, const struct ini_key *key,
		      unsigned long *cpus)
{
	*cpus = strtoul(key->value, NULL, 10);
	if (strspn(key->value, "0123456789") == strlen(key->value) && *cpus &&
	    *cpus <= CPUS_MAX)
		return true;
	return complain(reading, key->line,
			"cpus: '%s' is no number of CPUs; give 1 to %d",
			key->value, CPUS_MAX);
}

static bool set_cpus(struct reading *reading, const struct ini_key *key)
{
	return read_cpus(reading, key, &reading->claim->cpus);
}

/* What a section of a kind may say, and what it has to. */
struct field {
	const char *name;
	bool (*set)(struct reading *reading, const struct ini_key *key);
	bool needed;
};

static const struct field claim_fields[] = {
	{ "id", set_id, true },	    { "year", set_year, true },
	{ "thread", set_thread, true }, { "says", set_says, true },
	{ "run", set_run, true },	    { "cpus", set_cpus, false },
};

static struct claim_test *last_test(struct reading *reading)
{
	return &reading->claim->tests[reading->claim->ntests - 1];
}

static bool set_metric(struct reading *reading, const struct ini_key *key)
{
	struct claim_test *test = last_test(reading);
	char *why;

	test->metric_text = key->value;
	test->metric = expression_parse(key->value, &why);
	return test->metric || complain_key(reading, key, why);
}

const char *const side_names[SIDES] = {
	[LEFT] = "left",
	[LEFT_OVER] = "left_over",
	[RIGHT] = "right",
	[RIGHT_OVER] = "right_over",
};

static bool set_side(struct reading *reading, const struct ini_key *key)
{
	struct claim_test *test = last_test(reading);
	size_t i;
	char *why;

	for (i = 0; strcmp(side_names[i], key->name); i++)
		;
	return selection_parse(&test->sides[i], key->value, key->line, &why) ||
	       complain_key(reading, key, why);
}

static bool set_judge(struct reading *reading, const struct ini_key *key)
{
	last_test(reading)->every = !strcmp(key->value, "every");
	if (last_test(reading)->every || !strcmp(key->value, "median"))
		return true;
	return complain(reading, key->line,
			"judge: there is no '%s'; give median or every",
			key->value);
}

static bool set_upheld(struct reading *reading, const struct ini_key *key)
{
	char *why;

	return rule_parse(&last_test(reading)->upheld, key->value, &why) ||
	       complain_key(reading, key, why);
}

static bool set_smallest(struct reading *reading, const struct ini_key *key)
{
	smallest_parse(&last_test(reading)->smallest, key->value);
	return true;
}

static bool set_test_cpus(struct reading *reading, const struct ini_key *key)
{
	return read_cpus(reading, key, &last_test(reading)->cpus);
}

static bool set_allow_invalid(struct reading *reading,
			      const struct ini_key *key)
{
	last_test(reading)->allow_invalid = range_trim(key->value);
	return true;
}

static bool set_not_in(struct reading *reading, const struct ini_key *key)
{
	last_test(reading)->not_in = range_trim(key->value);
	return true;
}

static bool set_why_not(struct reading *reading, const struct ini_key *key)
{
	last_test(reading)->why_not = key->value;
	return true;
}

static bool set_unit(struct reading *reading, const struct ini_key *key)
{
	last_test(reading)->unit = key->value;
	return true;
}

static bool set_why(struct reading *reading, const struct ini_key *key)
{
	last_test(reading)->why = key->value;
	return true;
}

/* One condition: what, and a rule, without blanks. */
static bool add_need(struct reading *reading, const struct ini_key *key,
		     const char *word)
{
	struct claim_test *test = last_test(reading);
	size_t len = strcspn(word, "<>=");
	char *name = alloc_printf("%.*s", (int)len, word), *why = NULL;
	struct need *need;

	test->needs = alloc_grow(test->needs, test->nneeds + 1,
				 sizeof(*test->needs));
	need = &test->needs[test->nneeds++];
	*need = (struct need){ .text = alloc_copy(word) };
	if (!word[len])
		why = alloc_printf("'%s' is no condition; write one such as updates>1000, without blanks",
				   word);
	else
		need->of = expression_parse(name, &why);
	if (!why)
		rule_parse(&need->rule, word + len, &why);
	free(name);
	return !why || complain_key(reading, key, why);
}

static bool set_needs(struct reading *reading, const struct ini_key *key)
{
	char *words = alloc_copy(key->value), *save, *word;
	bool good = true;

	for (word = strtok_r(words, BLANKS, &save); word && good;
	     word = strtok_r(NULL, BLANKS, &save))
		good = add_need(reading, key, word);
	free(words);
	return good;
}

static const struct field test_fields[] = {
	{ "metric", set_metric, true },
	{ "left", set_side, true },
	{ "left_over", set_side, false },
	{ "right", set_side, false },
	{ "right_over", set_side, false },
	{ "judge", set_judge, false },
	{ "upheld", set_upheld, false },
	{ "smallest", set_smallest, false },
	{ "unit", set_unit, true },
	{ "why", set_why, true },
	{ "cpus", set_test_cpus, false },
	{ "needs", set_needs, false },
	{ "allow_invalid", set_allow_invalid, false },
	{ "not_in", set_not_in, false },
	{ "why_not", set_why_not, false },
};

/* Keys that mean nothing without another. */
static const struct {
	const char *name, *with;
} pairs[] = {
	{ "right_over", "right" }, { "upheld", "smallest" },
	{ "smallest", "upheld" },  { "judge", "upheld" },
	{ "not_in", "why_not" },   { "why_not", "not_in" },
};

static bool check_pairs(struct reading *reading,
			const struct ini_section *section)
{
	const struct ini_key *key;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		key = ini_key(section, pairs[i].name);
		if (key && !ini_key(section, pairs[i].with))
			return complain(reading, key->line,
					"%s: says nothing without '%s'; add a line %s = ...",
					key->name, pairs[i].with,
					pairs[i].with);
	}
	return true;
}

static bool check_keys(struct reading *reading,
		       const struct ini_section *section,
		       const struct field *fields, size_t n)
{
	const char **names = alloc_zeroed(n, sizeof(*names));
	bool good = true;
	size_t i, k;

	for (i = 0; i < n; i++)
		names[i] = fields[i].name;
	for (k = 0; k < section->nkeys && good; k++) {
		const struct ini_key *key = &section->keys[k];

		for (i = 0; i < n && strcmp(names[i], key->name); i++)
			;
		if (i == n)
			good = complain(reading, key->line,
					"[%s] says nothing by '%s'; the nearest is '%s'",
					section->name, key->name,
					nearest_name(key->name, names, n));
		else if (!*key->value)
			good = complain(reading, key->line,
					"%s: an empty value; write it out, or take the line away",
					key->name);
	}
	free(names);
	return good;
}

static bool read_section(struct reading *reading,
			 const struct ini_section *section,
			 const struct field *fields, size_t n)
{
	size_t i;

	if (!check_keys(reading, section, fields, n))
		return false;
	for (i = 0; i < n; i++) {
		const struct ini_key *key = ini_key(section, fields[i].name);

		if (!key && fields[i].needed)
			return complain(reading, section->line,
					"[%s] does not say '%s'; add a line %s = ...",
					section->name, fields[i].name,
					fields[i].name);
		if (key && !fields[i].set(reading, key))
			return false;
	}
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

	claim->tests = alloc_grow(claim->tests, claim->ntests + 1,
				  sizeof(*claim->tests));
	claim->tests[claim->ntests++] = (struct claim_test){
		.name = section->name + strlen(TEST),
		.line = section->line,
		.cpus = 1,
	};
	return read_section(reading, section, test_fields,
			    ARRAY_SIZE(test_fields)) &&
	       check_pairs(reading, section);
}

/* A blank is in the names of tests only: no job has one. */
static bool check_name(struct reading *reading,
		       const struct ini_section *section)
{
	if (is_test(section) || !strchr(section->name, ' '))
		return true;
	return complain(reading, section->line,
			"[%s] is no section of a claim; write [test NAME], or the name of a job without blanks",
			section->name);
}

static bool read_claim(struct reading *reading)
{
	const struct ini_section *section = ini_section(reading->ini, CLAIM);
	size_t i;

	if (!section) {
		reading->why = alloc_printf("%s: has no section [claim], so it is no claim file; begin it with one",
					    reading->ini->path);
		return false;
	}
	if (!read_section(reading, section, claim_fields,
			  ARRAY_SIZE(claim_fields)))
		return false;
	for (i = 0; i < reading->ini->nsections; i++) {
		section = &reading->ini->sections[i];
		if (!check_name(reading, section) ||
		    (is_test(section) && !read_test(reading, section)))
			return false;
	}
	for (i = 0; i < reading->claim->ntests; i++)
		if (reading->claim->tests[i].upheld.text)
			return true;
	reading->why = alloc_printf("%s: has no test with a rule (upheld = ...), so nothing decides the claim; add a section [test NAME]",
				    reading->ini->path);
	return false;
}

struct claim *claim_read(const char *path, char **why)
{
	struct reading reading = { 0 };
	struct claim *claim;
	struct ini *ini = ini_read(path, why);

	if (!ini)
		return NULL;
	claim = alloc_zeroed(1, sizeof(*claim));
	claim->ini = ini;
	claim->cpus = 1;
	reading.claim = claim;
	reading.ini = ini;
	if (read_claim(&reading))
		return claim;
	*why = reading.why;
	claim_free(claim);
	return NULL;
}

void claim_free(struct claim *claim)
{
	size_t i, k;

	if (!claim)
		return;
	for (i = 0; i < claim->ntests; i++) {
		struct claim_test *test = &claim->tests[i];

		for (k = 0; k < test->nneeds; k++) {
			free(test->needs[k].text);
			expression_free(test->needs[k].of);
			free(test->needs[k].rule.text);
		}
		free(test->needs);
		expression_free(test->metric);
		for (k = 0; k < SIDES; k++)
			selection_free(&test->sides[k]);
		free(test->allow_invalid);
		free(test->not_in);
		free(test->upheld.text);
		free(test->smallest.text);
	}
	free(claim->tests);
	ini_free(claim->ini);
	free(claim);
}

static bool check_test(const struct claim *claim,
		       const struct claim_test *test,
		       const struct batch *batch, unsigned long cpus,
		       char **why)
{
	unsigned int first = 0, repeats = 0;
	char *sentence;
	size_t i;

	for (i = 0; i < SIDES; i++) {
		const struct selection *selection = &test->sides[i];

		if (!selection->text)
			continue;
		if (!selection_check(selection, batch, cpus, &repeats,
				     &sentence)) {
			*why = alloc_printf("%s:%d: [test %s]: %s: %s",
					    claim->ini->path, selection->line,
					    test->name, side_names[i],
					    sentence);
			free(sentence);
			return false;
		}
		first = first ?: repeats;
		if (repeats != first) {
			*why = alloc_printf("%s:%d: [test %s]: left has %u repeats and %s %u, which cannot be paired; let their jobs have as many",
					    claim->ini->path, selection->line,
					    test->name, first, side_names[i],
					    repeats);
			return false;
		}
	}
	return true;
}

bool claim_check(const struct claim *claim, const struct batch *batch,
		 unsigned long cpus, char **why)
{
	size_t i;

	for (i = 0; i < claim->ntests; i++)
		if (!check_test(claim, &claim->tests[i], batch, cpus, why))
			return false;
	return true;
}
