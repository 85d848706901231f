// SPDX-License-Identifier: GPL-2.0-only
#include "plan/knob.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "host/module.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/number.h"
#include "lib/words.h"
#include "module/abi/knobs.h"

/* knobs.csv of the module this driver was built with. */
static const char builtin_csv[] =
#define WORD(name, word) word "|"
#define ROW(name, type, min, max, initial, unit, help) \
	name "," type "," min "," max "," initial "," unit ",\"" help "\"\n"
#define NUM(name, min, max, initial, unit, help) \
	ROW(#name, "u64", STRINGIFY(min), STRINGIFY(max), \
	    STRINGIFY(initial), unit, help)
#define ENUM(name, CHOICES, initial, help) \
	ROW(#name, "enum(" CHOICES(WORD) ")", "", "", initial, "", help)
#define CPUS(name, help) ROW(#name, "cpulist", "", "", "", "", help)
#define SCHEME(name, initial, help) \
	ROW(#name, "scheme", "", "", initial, "", help)
	"name,type,min,max,default,unit,help\n"
	VMB_KNOBS(NUM, ENUM, CPUS, SCHEME);

static bool parse_bound(const char *text, uint64_t *value)
{
	char *end;

	*value = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end;
}

static bool set_type(struct knob *knob, const char *type, const char *min,
		     const char *max)
{
	size_t len = strlen(type);
	char *last;

	if (!strcmp(type, "cpulist") || !strcmp(type, "scheme")) {
		knob->type = *type == 'c' ? KNOB_CPULIST : KNOB_SCHEME;
		return true;
	}
	if (!strcmp(type, "u64"))
		return parse_bound(min, &knob->min) &&
		       parse_bound(max, &knob->max);
	if (strncmp(type, "enum(", 5) || type[len - 1] != ')')
		return false;
	knob->type = KNOB_ENUM;
	knob->choices = split(type + 5, '|', &knob->nchoices);
	last = knob->choices[knob->nchoices - 1];
	last[strcspn(last, ")")] = '\0';
	knob->choices = alloc_grow(knob->choices, knob->nchoices + 1,
				   sizeof(*knob->choices));
	knob->choices[knob->nchoices] = NULL;
	return true;
}

struct knobs *knobs_from_table(struct table *table)
{
	struct knobs *knobs = alloc_zeroed(1, sizeof(*knobs));
	size_t row;

	knobs->table = table;
	knobs->v = alloc_zeroed(table->nrows, sizeof(*knobs->v));
	for (row = 0; row < table->nrows; row++) {
		struct knob *knob = &knobs->v[knobs->n++];

		knob->name = table_get(table, row, "name");
		knob->option = alloc_replaced(knob->name, '_', '-');
		knob->initial = table_get(table, row, "default");
		knob->unit = table_get(table, row, "unit");
		knob->help = table_get(table, row, "help");
		if (*knob->name && set_type(knob, table_get(table, row, "type"),
					    table_get(table, row, "min"),
					    table_get(table, row, "max")))
			continue;
		knobs_free(knobs);
		return NULL;
	}
	return knobs;
}

/* Remove the first @len characters of each @what in a text. */
static void cut_out(char *text, const char *what, size_t len)
{
	while ((text = strstr(text, what)))
		memmove(text, text + len, strlen(text + len) + 1);
}

/* Return the built-in table as the module prints it. */
static struct table *builtin_table(void)
{
	auto_free char *text = alloc_copy(builtin_csv);

	/* No word is behind the last |. */
	cut_out(text, "|)", 1);
	/* Large bounds have the suffix of C constants. */
	cut_out(text, "ULL,", 3);
	return table_parse(text, strlen(text));
}

struct knobs *knobs_builtin(void)
{
	return knobs_from_table(builtin_table());
}

struct table *knobs_table_here(void)
{
	auto_free char *dir = module_dir();

	return (dir ? module_table(dir, "knobs.csv") : NULL) ?: builtin_table();
}

struct knobs *knobs_here(void)
{
	return knobs_from_table(knobs_table_here()) ?: knobs_builtin();
}

void knobs_free(struct knobs *knobs)
{
	size_t i;

	if (!knobs)
		return;
	for (i = 0; i < knobs->n; i++) {
		free(knobs->v[i].option);
		split_free(knobs->v[i].choices, knobs->v[i].nchoices);
	}
	free(knobs->v);
	table_free(knobs->table);
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

char *knob_range(const struct knob *knob)
{
	switch (knob->type) {
	case KNOB_U64:
		return alloc_printf("%" PRIu64 " to %" PRIu64, knob->min,
				    knob->max);
	case KNOB_ENUM:
		return join_or((const char *const *)knob->choices,
			       knob->nchoices);
	case KNOB_CPULIST:
		return alloc_copy("CPUs such as 0,2-3, or nothing to let the module choose");
	case KNOB_SCHEME:
		break;
	}
	return alloc_copy("schemes or families of 'vmabench list schemes', or all");
}

/* Return what is wrong with a word, NULL if it is one of the knob's. */
static char *check_choice(const struct knob *knob, const char *text)
{
	size_t i;

	for (i = 0; i < knob->nchoices; i++)
		if (!strcmp(knob->choices[i], text))
			return NULL;
	return alloc_printf("there is no '%s'", text);
}

char *knob_check(const struct knob *knob, const char *value, char **why)
{
	auto_free char *problem = NULL, *range = NULL;
	const char *wrong;
	uint64_t number;

	if (knob->type == KNOB_U64)
		return number_parse(value, knob->min, knob->max, &number,
				    why) ?
			       alloc_printf("%" PRIu64, number) : NULL;
	if (knob->type == KNOB_CPULIST) {
		wrong = cpulist_check(value);
		if (wrong)
			problem = alloc_printf("'%s' %s", value, wrong);
	} else if (!*value) {
		problem = alloc_copy("an empty value");
	} else if (knob->type == KNOB_ENUM) {
		problem = check_choice(knob, value);
	}
	if (!problem)
		return alloc_copy(value);

	range = knob_range(knob);
	*why = alloc_printf("%s; give %s", problem, range);
	return NULL;
}
