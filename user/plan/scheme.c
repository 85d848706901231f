// SPDX-License-Identifier: GPL-2.0-only
#include "plan/scheme.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "host/module.h"
#include "host/facts.h"
#include "lib/alloc.h"
#include "lib/words.h"
#include "module/abi/schemes.h"

static const char *name_of(const struct table *schemes, size_t row)
{
	return table_get(schemes, row, "scheme");
}

/* Return a new list of the cells of a column, each once. */
static char *list_column(const struct table *schemes, const char *column)
{
	char *names = NULL;
	size_t row;

	for (row = 0; row < schemes->nrows; row++)
		list_add(&names, table_get(schemes, row, column));
	return names ?: alloc_copy("(none)");
}

static char *unknown(const struct table *schemes, const char *word)
{
	auto_free char *known = list_column(schemes, "scheme");
	auto_free char *families = list_column(schemes, "family");

	return alloc_printf("scheme: there is no scheme '%s'; give some of %s, or "
			    SCHEME_ALL ", or all of a family: %s", word, known,
			    families);
}

/* Return true if a word, the name of a scheme before all, means a row. */
static bool means(const struct table *schemes, const char *word, size_t row)
{
	const char *family = table_get(schemes, row, "family");

	if (table_find(schemes, "scheme", word) >= 0)
		return !strcmp(name_of(schemes, row), word);
	if (!strcmp(word, SCHEME_ALL))
		return !strcmp(family, VMB_FAMILY_KERNEL) ||
		       !strcmp(family, VMB_FAMILY_MODEL);
	return !strcmp(family, word);
}

/* Add the available schemes a word stands for to a list; a family may have none. */
static enum exitcode add(const struct table *schemes, const char *word,
			 char **names, char **why)
{
	bool known = !strcmp(word, SCHEME_ALL);
	size_t row;
	long own;

	for (row = 0; row < schemes->nrows; row++) {
		if (!means(schemes, word, row))
			continue;
		known = true;
		if (strcmp(table_get(schemes, row, "available"), "1"))
			continue;
		list_add(names, name_of(schemes, row));
	}
	if (!known) {
		*why = unknown(schemes, word);
		return VMB_USAGE;
	}
	own = table_find(schemes, "scheme", word);
	if (own < 0 ||
	    !strcmp(table_get(schemes, (size_t)own, "available"), "1"))
		return VMB_OK;
	*why = alloc_printf("scheme: this kernel does not have %s: %s", word,
			    table_get(schemes, (size_t)own, "reason"));
	return VMB_LACKING;
}

struct table *schemes_builtin(void)
{
	static const char csv[] = "scheme,family,available,reason\n"
#define KERNEL(name) #name "," VMB_FAMILY_KERNEL ",,\n"
		VMB_KERNEL_SCHEMES(KERNEL)
#define FAULT(name) #name "," VMB_FAMILY_FAULT ",,\n"
		VMB_FAULT_SCHEMES(FAULT)
#define MODEL(name) #name "," VMB_FAMILY_MODEL ",,\n"
		VMB_MODEL_SCHEMES(MODEL)
#define BROKEN(name) #name "," VMB_FAMILY_BROKEN ",,\n"
		VMB_BROKEN_SCHEMES(BROKEN);

	return table_parse(csv, strlen(csv));
}

enum exitcode schemes_here(char **dir, struct table **schemes)
{
	char *lack;

	*dir = NULL;
	*schemes = NULL;
	lack = prereq_module(dir);
	if (lack)
		return say_error(lack, VMB_LACKING);
	*schemes = module_table(*dir, "schemes");
	if (*schemes)
		return VMB_OK;
	say("%s/schemes is not as it should be; load the module that came with this driver",
	    *dir);
	free(*dir);
	*dir = NULL;
	return VMB_FAILED;
}

enum exitcode schemes_fill_in(const struct table *schemes, struct plan *plan,
			      char **why)
{
	int found = knobs_find(plan->knobs, "scheme");
	enum exitcode code = VMB_OK;
	auto_free char *names = NULL;
	size_t i, knob = (size_t)found;

	if (found < 0)
		return VMB_OK;
	for (i = 0; i < plan_width(plan, knob) && !code; i++)
		code = add(schemes, plan_choice(plan, knob, i), &names, why);
	if (!code && plan_is_set(plan, knob) && !names) {
		*why = alloc_copy("scheme: this kernel has none of the schemes asked for; run: "
				  VMB_PROGRAM " list schemes");
		return VMB_LACKING;
	}
	/* The names are distinct and not empty, so the plan takes them. */
	if (!code && plan_is_set(plan, knob))
		plan_set(plan, knob, names, why);
	if (code || plan_count(plan, plan->repeats))
		return code;
	*why = alloc_printf("scheme: that makes more than %d runs; give fewer values or repeats",
			    PLAN_RUNS_MAX);
	return VMB_USAGE;
}
