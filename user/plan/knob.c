// SPDX-License-Identifier: GPL-2.0-only
#include "plan/knob.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "host/module.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/cpulist.h"
#include "lib/nearest.h"
#include "lib/split.h"
#include "module/abi/knobs.h"

static const char *const csv_columns[] = {
	"name", "type", "min", "max", "default", "unit", "help",
};

struct builtin {
	const char *cells[7];
};

/* knobs.csv of the module this driver was built with. */
static const struct builtin builtins[] = {
#define WORD(name, word) "|" word
/* Bounds may be macros themselves. */
#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)
#define NUM(name, min, max, initial, unit, help) \
	{ { #name, "u64", TEXT(min), TEXT(max), TEXT(initial), unit, help } },
#define ENUM(name, CHOICES, initial, help) \
	{ { #name, "enum(" CHOICES(WORD) ")", "", "", initial, "", help } },
#define CPUS(name, help) \
	{ { #name, "cpulist", "", "", "", "", help } },
#define SCHEME(name, initial, help) \
	{ { #name, "scheme", "", "", initial, "", help } },
	VMB_KNOBS(NUM, ENUM, CPUS, SCHEME)
#undef WORD
#undef TEXT_
#undef TEXT
#undef NUM
#undef ENUM
#undef CPUS
#undef SCHEME
};

/*
 * Digits alone, as the module has it: strtoull() would let a sign, blanks and
 * a prefix pass.
 */
static const char *parse_u64(const char *text, uint64_t *value)
{
	size_t digits = strspn(text, "0123456789");

	if (!*text)
		return "an empty value";
	if (text[digits])
		return "not a whole number in decimal digits";
	errno = 0;
	*value = strtoull(text, NULL, 10);
	return errno ? "too large for any knob" : NULL;
}

/* A bound in the table may carry the suffix of a C constant. */
static bool parse_bound(const char *text, uint64_t *value)
{
	char *digits = alloc_copy(text);
	bool good;

	digits[strcspn(digits, "uUlL")] = '\0';
	good = !parse_u64(digits, value);
	free(digits);
	return good;
}

static bool set_type(struct knob *knob, const char *type)
{
	char *words, *end;

	knob->type_text = alloc_copy(type);
	if (!strcmp(type, "u64")) {
		knob->type = KNOB_U64;
	} else if (!strcmp(type, "cpulist")) {
		knob->type = KNOB_CPULIST;
	} else if (!strcmp(type, "scheme")) {
		knob->type = KNOB_SCHEME;
	} else if (!strncmp(type, "enum(", 5) && strchr(type, ')')) {
		knob->type = KNOB_ENUM;
		words = alloc_copy(type + 5);
		end = strchr(words, ')');
		*end = '\0';
		knob->choices = split(words, '|', &knob->nchoices);
		free(words);
	} else {
		return false;
	}
	return true;
}

static char *option_name(const char *name)
{
	char *option = alloc_copy(name);
	char *p;

	for (p = option; *p; p++)
		if (*p == '_')
			*p = '-';
	return option;
}

static bool add_knob(struct knobs *knobs, const struct table *table,
		     size_t row)
{
	struct knob *knob = &knobs->v[knobs->n++];

	knob->name = alloc_copy(table_get(table, row, "name"));
	knob->option = option_name(knob->name);
	knob->initial = alloc_copy(table_get(table, row, "default"));
	knob->unit = alloc_copy(table_get(table, row, "unit"));
	knob->help = alloc_copy(table_get(table, row, "help"));
	if (!*knob->name || !set_type(knob, table_get(table, row, "type")))
		return false;
	if (knob->type != KNOB_U64)
		return true;
	return parse_bound(table_get(table, row, "min"), &knob->min) &&
	       parse_bound(table_get(table, row, "max"), &knob->max);
}

struct knobs *knobs_from_table(const struct table *table)
{
	struct knobs *knobs = alloc_zeroed(1, sizeof(*knobs));
	size_t row;

	knobs->v = alloc_zeroed(table->nrows, sizeof(*knobs->v));
	for (row = 0; row < table->nrows; row++) {
		if (!add_knob(knobs, table, row)) {
			knobs_free(knobs);
			return NULL;
		}
	}
	return knobs;
}

struct knobs *knobs_builtin(void)
{
	struct table *table = table_new(csv_columns, ARRAY_SIZE(csv_columns));
	struct knobs *knobs;
	char *type;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(builtins); i++) {
		table_add_row(table);
		for (j = 0; j < ARRAY_SIZE(csv_columns); j++)
			table_set(table, i, csv_columns[j],
				  builtins[i].cells[j]);
		/* The words were pasted with a | before each. */
		if (!strncmp(builtins[i].cells[1], "enum(|", 6)) {
			type = alloc_printf("enum(%s",
					    builtins[i].cells[1] + 6);
			table_set(table, i, "type", type);
			free(type);
		}
	}
	knobs = knobs_from_table(table);
	table_free(table);
	return knobs;
}

struct knobs *knobs_here(void)
{
	char *dir = module_dir();
	struct table *table = dir ? module_table(dir, "knobs.csv") : NULL;
	struct knobs *knobs = table ? knobs_from_table(table) : NULL;

	free(dir);
	table_free(table);
	return knobs ?: knobs_builtin();
}

void knobs_free(struct knobs *knobs)
{
	size_t i;

	if (!knobs)
		return;
	for (i = 0; i < knobs->n; i++) {
		free(knobs->v[i].name);
		free(knobs->v[i].option);
		free(knobs->v[i].type_text);
		free(knobs->v[i].initial);
		free(knobs->v[i].unit);
		free(knobs->v[i].help);
		split_free(knobs->v[i].choices, knobs->v[i].nchoices);
	}
	free(knobs->v);
	free(knobs);
}

int knobs_find(const struct knobs *knobs, const char *name)
{
	size_t i;

	for (i = 0; i < knobs->n; i++)
		if (!strcmp(knobs->v[i].name, name))
			return (int)i;
	return -1;
}

bool knob_takes_list(const struct knob *knob)
{
	return knob->type != KNOB_CPULIST;
}

char *knob_range(const struct knob *knob)
{
	char *text, *more;
	size_t i;

	switch (knob->type) {
	case KNOB_U64:
		return alloc_printf("%" PRIu64 " to %" PRIu64, knob->min,
				    knob->max);
	case KNOB_ENUM:
		text = alloc_copy(knob->choices[0]);
		for (i = 1; i < knob->nchoices; i++) {
			more = alloc_printf("%s%s%s", text,
					    i + 1 < knob->nchoices ?
					    ", " : " or ", knob->choices[i]);
			free(text);
			text = more;
		}
		return text;
	case KNOB_CPULIST:
		return alloc_copy("CPUs such as 0,2-3, or nothing to let the "
				  "module choose");
	case KNOB_SCHEME:
		break;
	}
	return alloc_copy("schemes or families of 'vmabench list schemes', or "
			  "all");
}

static char *check_u64(const struct knob *knob, const char *text, char **why)
{
	const char *problem;
	uint64_t value;

	problem = parse_u64(text, &value);
	if (problem)
		*why = *text ? alloc_printf("'%s' is %s", text, problem) :
			       alloc_copy(problem);
	else if (value > knob->max)
		*why = alloc_printf("%" PRIu64 " is above %" PRIu64
				    ", the most it takes", value, knob->max);
	else if (value < knob->min)
		*why = alloc_printf("%" PRIu64 " is below %" PRIu64
				    ", the least it takes", value, knob->min);
	else
		return alloc_printf("%" PRIu64, value);
	return NULL;
}

static char *check_choice(const struct knob *knob, const char *text,
			  char **why)
{
	const char *near;
	size_t i;

	for (i = 0; i < knob->nchoices; i++)
		if (!strcmp(knob->choices[i], text))
			return alloc_copy(text);
	near = nearest_likely(text, (const char *const *)knob->choices,
			      knob->nchoices);
	*why = *text ? alloc_printf("there is no '%s'%s%s", text,
				    near ? ", the nearest is " : "",
				    near ?: "") :
		       alloc_copy("an empty value");
	return NULL;
}

static char *check_cpulist(const char *text, char **why)
{
	const char *problem = cpulist_check(text);

	if (!problem)
		return alloc_copy(text);
	*why = alloc_printf("'%s' %s", text, problem);
	return NULL;
}

static char *check_scheme(const char *text, char **why)
{
	if (*text)
		return alloc_copy(text);
	*why = alloc_copy("an empty value");
	return NULL;
}

char *knob_check(const struct knob *knob, const char *value, char **why)
{
	char *checked = NULL, *problem = NULL, *range;

	switch (knob->type) {
	case KNOB_U64:
		checked = check_u64(knob, value, &problem);
		break;
	case KNOB_ENUM:
		checked = check_choice(knob, value, &problem);
		break;
	case KNOB_CPULIST:
		checked = check_cpulist(value, &problem);
		break;
	case KNOB_SCHEME:
		checked = check_scheme(value, &problem);
		break;
	}
	if (checked)
		return checked;

	range = knob_range(knob);
	*why = alloc_printf("%s; give %s", problem, range);
	free(range);
	free(problem);
	return NULL;
}
