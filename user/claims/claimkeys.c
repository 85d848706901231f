// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claimkeys.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "array.h"
#include "jobs/range.h"
#include "nearest.h"

#define BLANKS " \t"
#define CPUS_MAX 65536

bool claim_complain(struct claim_reading *reading, int line, const char *fmt,
		    ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		text = alloc_copy("out of memory");
	va_end(args);
	reading->why =
		alloc_printf("%s:%d: %s", reading->ini->path, line, text);
	free(text);
	return false;
}

/* The same with a sentence about a key, which is given back. */
static bool complain_key(struct claim_reading *reading,
			 const struct ini_key *key, char *sentence)
{
	claim_complain(reading, key->line, "%s: %s", key->name, sentence);
	free(sentence);
	return false;
}

static bool set_id(struct claim_reading *reading, const struct ini_key *key)
{
	if (key->value[strspn(
		    key->value,
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")])
		return claim_complain(
			reading, key->line,
			"id: '%s' is no name; write letters and digits such as C04",
			key->value);
	reading->claim->id = key->value;
	return true;
}

static bool set_year(struct claim_reading *reading, const struct ini_key *key)
{
	if (strlen(key->value) != 4 || strspn(key->value, "0123456789") != 4)
		return claim_complain(
			reading, key->line,
			"year: '%s' is no year; write one such as 2010",
			key->value);
	reading->claim->year = key->value;
	return true;
}

static bool set_thread(struct claim_reading *reading, const struct ini_key *key)
{
	reading->claim->thread = key->value;
	return true;
}

static bool set_says(struct claim_reading *reading, const struct ini_key *key)
{
	reading->claim->says = key->value;
	return true;
}

static bool set_run(struct claim_reading *reading, const struct ini_key *key)
{
	reading->claim->run = key->value;
	return true;
}

static bool read_cpus(struct claim_reading *reading, const struct ini_key *key,
		      unsigned long *cpus)
{
	*cpus = strtoul(key->value, NULL, 10);
	if (strspn(key->value, "0123456789") == strlen(key->value) && *cpus &&
	    *cpus <= CPUS_MAX)
		return true;
	return claim_complain(reading, key->line,
			      "cpus: '%s' is no number of CPUs; give 1 to %d",
			      key->value, CPUS_MAX);
}

static bool set_cpus(struct claim_reading *reading, const struct ini_key *key)
{
	return read_cpus(reading, key, &reading->claim->cpus);
}

/* What a section of a kind may say, and what it has to. */
struct field {
	const char *name;
	bool (*set)(struct claim_reading *reading, const struct ini_key *key);
	bool needed;
};

static const struct field claim_fields[] = {
	{"id", set_id, true},	      {"year", set_year, true},
	{"thread", set_thread, true}, {"says", set_says, true},
	{"run", set_run, true},	      {"cpus", set_cpus, false},
};

static struct claim_test *last_test(struct claim_reading *reading)
{
	return &reading->claim->tests[reading->claim->ntests - 1];
}

static bool set_metric(struct claim_reading *reading, const struct ini_key *key)
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

static bool set_side(struct claim_reading *reading, const struct ini_key *key)
{
	struct claim_test *test = last_test(reading);
	size_t i;
	char *why;

	for (i = 0; strcmp(side_names[i], key->name); i++)
		;
	return selection_parse(&test->sides[i], key->value, key->line, &why) ||
	       complain_key(reading, key, why);
}

static bool set_judge(struct claim_reading *reading, const struct ini_key *key)
{
	last_test(reading)->every = !strcmp(key->value, "every");
	if (last_test(reading)->every || !strcmp(key->value, "median"))
		return true;
	return claim_complain(reading, key->line,
			      "judge: there is no '%s'; give median or every",
			      key->value);
}

static bool set_upheld(struct claim_reading *reading, const struct ini_key *key)
{
	char *why;

	return rule_parse(&last_test(reading)->upheld, key->value, &why) ||
	       complain_key(reading, key, why);
}

static bool set_smallest(struct claim_reading *reading,
			 const struct ini_key *key)
{
	smallest_parse(&last_test(reading)->smallest, key->value);
	return true;
}

static bool set_test_cpus(struct claim_reading *reading,
			  const struct ini_key *key)
{
	return read_cpus(reading, key, &last_test(reading)->cpus);
}

static bool set_allow_invalid(struct claim_reading *reading,
			      const struct ini_key *key)
{
	last_test(reading)->allow_invalid = range_trim(key->value);
	return true;
}

static bool set_not_in(struct claim_reading *reading, const struct ini_key *key)
{
	last_test(reading)->not_in = range_trim(key->value);
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
	*need = (struct need){.text = alloc_copy(word)};
	if (!word[len])
		why = alloc_printf(
			"'%s' is no condition; write one such as updates>1000, without blanks",
			word);
	else
		need->of = expression_parse(name, &why);
	if (!why)
		rule_parse(&need->rule, word + len, &why);
	free(name);
	return !why || complain_key(reading, key, why);
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

static const struct field test_fields[] = {
	{"metric", set_metric, true},
	{"left", set_side, true},
	{"left_over", set_side, false},
	{"right", set_side, false},
	{"right_over", set_side, false},
	{"judge", set_judge, false},
	{"upheld", set_upheld, false},
	{"smallest", set_smallest, false},
	{"unit", set_unit, true},
	{"why", set_why, true},
	{"cpus", set_test_cpus, false},
	{"needs", set_needs, false},
	{"allow_invalid", set_allow_invalid, false},
	{"not_in", set_not_in, false},
	{"why_not", set_why_not, false},
};

/* Keys that mean nothing without another. */
static const struct {
	const char *name, *with;
} pairs[] = {
	{"right_over", "right"}, {"upheld", "smallest"}, {"smallest", "upheld"},
	{"judge", "upheld"},	 {"not_in", "why_not"},	 {"why_not", "not_in"},
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

static bool check_keys(struct claim_reading *reading,
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
			good = claim_complain(
				reading, key->line,
				"[%s] says nothing by '%s'; the nearest is '%s'",
				section->name, key->name,
				nearest_name(key->name, names, n));
		else if (!*key->value)
			good = claim_complain(
				reading, key->line,
				"%s: an empty value; write it out, or take the line away",
				key->name);
	}
	free(names);
	return good;
}

static bool read_section(struct claim_reading *reading,
			 const struct ini_section *section,
			 const struct field *fields, size_t n)
{
	size_t i;

	if (!check_keys(reading, section, fields, n))
		return false;
	for (i = 0; i < n; i++) {
		const struct ini_key *key = ini_key(section, fields[i].name);

		if (!key && fields[i].needed)
			return claim_complain(
				reading, section->line,
				"[%s] does not say '%s'; add a line %s = ...",
				section->name, fields[i].name, fields[i].name);
		if (key && !fields[i].set(reading, key))
			return false;
	}
	return true;
}

bool claim_read_head(struct claim_reading *reading,
		     const struct ini_section *section)
{
	return read_section(reading, section, claim_fields,
			    ARRAY_SIZE(claim_fields));
}

bool claim_read_test(struct claim_reading *reading,
		     const struct ini_section *section)
{
	return read_section(reading, section, test_fields,
			    ARRAY_SIZE(test_fields)) &&
	       check_pairs(reading, section);
}
