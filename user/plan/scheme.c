// SPDX-License-Identifier: GPL-2.0-only
#include "plan/scheme.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "host/module.h"
#include "host/facts.h"
#include "lib/alloc.h"
#include "lib/say.h"
#include "lib/words.h"
#include "module/abi/schemes.h"

/* Every scheme can have this index. */
#define INDEX_NATIVE "native"

static const char *name_of(const struct table *schemes, size_t row)
{
	return table_get(schemes, row, "scheme");
}

/* Return the row of a scheme, or the number of rows. */
static size_t find_row(const struct table *schemes, const char *name)
{
	size_t row = 0;

	while (row < schemes->nrows && strcmp(name_of(schemes, row), name))
		row++;
	return row;
}

static bool is_available(const struct table *schemes, size_t row)
{
	return !strcmp(table_get(schemes, row, "available"), "1");
}

static bool is_broken(const struct table *schemes, size_t row)
{
	return !strcmp(table_get(schemes, row, "family"), VMB_FAMILY_BROKEN);
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
	char *known = list_column(schemes, "scheme");
	char *families = list_column(schemes, "family"), *why, **names;
	const char *near;
	size_t n;

	names = split(known, ',', &n);
	near = nearest_likely(word, (const char *const *)names, n);
	why = alloc_printf("scheme: there is no scheme '%s'%s%s; give some of %s, or "
			   SCHEME_ALL ", or all of a family: %s", word,
			   near ? ", the nearest is " : "", near ?: "", known,
			   families);
	split_free(names, n);
	free(families);
	free(known);
	return why;
}

/* Return true if a word that names no scheme stands for the scheme of a row. */
static bool stands_for(const struct table *schemes, size_t row,
		       const char *word)
{
	if (!strcmp(word, SCHEME_ALL))
		return !is_broken(schemes, row);
	return !strcmp(word, table_get(schemes, row, "family"));
}

/* Add the schemes a word stands for; names of schemes come before families. */
static enum exitcode add(const struct table *schemes, const char *word,
			 char **names, char **why)
{
	size_t own = find_row(schemes, word), row;
	bool known = !strcmp(word, SCHEME_ALL), some = false;

	for (row = 0; row < schemes->nrows; row++) {
		if (own < schemes->nrows ? row != own :
					   !stands_for(schemes, row, word))
			continue;
		known = true;
		if (!is_available(schemes, row))
			continue;
		some = true;
		list_add(names, name_of(schemes, row));
	}
	if (some)
		return VMB_OK;
	if (!known) {
		*why = unknown(schemes, word);
		return VMB_USAGE;
	}
	if (own < schemes->nrows)
		*why = alloc_printf("scheme: this kernel does not have %s: %s",
				    word, table_get(schemes, own, "reason"));
	else
		*why = alloc_printf("scheme: this kernel has none of the schemes '%s' stands for; run: "
				    VMB_PROGRAM " list schemes", word);
	return VMB_LACKING;
}

/* Replace the words of a knob by the schemes they stand for. */
static enum exitcode fill_in(const struct table *schemes, struct plan *plan,
			     size_t knob, char **why)
{
	enum exitcode code = VMB_OK;
	char *names = NULL, *problem;
	size_t i;

	for (i = 0; i < plan_width(plan, knob) && !code; i++)
		code = add(schemes, plan_choice(plan, knob, i), &names, why);
	/* The names are distinct and not empty, so the plan takes them. */
	if (!code && plan_is_set(plan, knob) &&
	    !plan_set(plan, knob, names, &problem)) {
		*why = alloc_printf("scheme: %s", problem);
		free(problem);
		code = VMB_USAGE;
	}
	free(names);
	return code;
}

/* What is checked after words are replaced. */
struct request {
	const struct table *schemes;
	const struct plan *plan;
	char *names;	/* of the schemes, separated by commas */
	char **why;	/* what is wrong */
};

static char *names_asked(const struct plan *plan)
{
	char *names = NULL;
	size_t i, j;

	for (i = 0; i < plan->knobs->n; i++)
		for (j = 0; plan->knobs->v[i].type == KNOB_SCHEME &&
		     j < plan_width(plan, i); j++)
			list_add(&names, plan_choice(plan, i, j));
	return names;
}

static bool is_asked(const struct request *request, size_t row)
{
	return list_has(request->names, name_of(request->schemes, row));
}

/* Return true if a message can propose a scheme. */
static bool is_offered(const struct request *request, size_t row)
{
	return is_available(request->schemes, row) &&
	       (!is_broken(request->schemes, row) || is_asked(request, row));
}

/*
 * Return a new list of the schemes to propose that have a word in a column, or,
 * without @have, of the schemes asked for that do not. NULL if it is empty.
 */
static char *list_by_word(const struct request *request, const char *column,
			  const char *word, bool have)
{
	const struct table *schemes = request->schemes;
	char *list = NULL;
	size_t row;

	for (row = 0; row < schemes->nrows; row++)
		if (list_has(table_get(schemes, row, column), word) == have &&
		    (have ? is_offered(request, row) : is_asked(request, row)))
			alloc_append(&list, "%s%s", list ? ", " : "",
				     name_of(schemes, row));
	return list;
}

static bool is_several(const char *names)
{
	return strchr(names, ',');
}

/* Return true if a knob belongs to some schemes only and is not its default. */
static bool is_changed_option(const struct request *request, size_t i)
{
	const struct knob *knob = &request->plan->knobs->v[i];
	const struct table *schemes = request->schemes;
	bool is_option = false;
	size_t row, j;

	/* Older modules do not list options. */
	for (row = 0; row < schemes->nrows; row++)
		is_option |= list_has(table_get(schemes, row, "options"),
				      knob->name);
	for (j = 0; is_option && j < request->plan->axes[i].n; j++)
		if (strcmp(request->plan->axes[i].values[j], knob->initial))
			return true;
	return false;
}

/*
 * A knob that does nothing must not look as if it did. For a single scheme the
 * sentence is the module's, with its spelling of the knob.
 */
static enum exitcode check_option(const struct request *request, size_t i)
{
	const struct knob *knob = &request->plan->knobs->v[i];
	const char *or = "";
	char *without, *with;

	if (!is_changed_option(request, i))
		return VMB_OK;
	without = list_by_word(request, "options", knob->name, false);
	if (!without)
		return VMB_OK;

	with = list_by_word(request, "options", knob->name, true);
	if (with)
		or = is_several(request->names) ?
			     ", or give only schemes that have it: " :
			     ", or give one of ";
	*request->why = alloc_printf(
		"%s: %s %s %s no such knob; leave it at its default%s%s",
		knob->name, is_several(without) ? "schemes" : "scheme", without,
		is_several(without) ? "have" : "has", or, with ?: "");
	free(with);
	free(without);
	return VMB_USAGE;
}

static char *cannot_walk(const struct request *request, const char *index,
			 const char *without)
{
	const struct table *schemes = request->schemes;
	bool several = is_several(request->names);
	size_t row = find_row(schemes, without);
	const char *own = row < schemes->nrows ?
			  table_get(schemes, row, "indexes") : "";
	char *with = list_by_word(request, "indexes", index, true);
	const char *or = several ? ", or only schemes that can: " :
				   ", or another scheme: ";
	char *text = alloc_printf("index: scheme%s %s ",
				  is_several(without) ? "s" : "", without);

	if (!several && !*own)
		alloc_append(&text, "walks nothing; give native");
	else
		alloc_append(&text, "cannot walk the tree of %s; give %s%snative",
			     index, several ? "" : own, several ? "" : ", or ");
	alloc_append(&text, "%s%s", with ? or : "", with ?: "");
	free(with);
	return text;
}

static enum exitcode check_index(const struct request *request)
{
	int knob = knobs_find(request->plan->knobs, "index");
	enum exitcode code = VMB_OK;
	const struct axis *axis;
	char *without;
	size_t i;

	if (knob < 0 || table_column(request->schemes, "indexes") < 0)
		return VMB_OK;
	axis = &request->plan->axes[knob];
	for (i = 0; i < axis->n && !code; i++) {
		if (!strcmp(axis->values[i], INDEX_NATIVE))
			continue;
		without = list_by_word(request, "indexes", axis->values[i],
				       false);
		if (without) {
			*request->why = cannot_walk(request, axis->values[i],
						    without);
			code = VMB_USAGE;
		}
		free(without);
	}
	return code;
}

/* In a product each scheme gets each value. */
static enum exitcode check_product(const struct table *schemes,
				   const struct plan *plan, char **why)
{
	struct request request = { schemes, plan, names_asked(plan), why };
	enum exitcode code = VMB_OK;
	size_t i;

	for (i = 0; i < plan->knobs->n && !code; i++)
		code = check_option(&request, i);
	if (!code)
		code = check_index(&request);
	free(request.names);
	return code;
}

struct table *schemes_builtin(void)
{
	static const char csv[] = "scheme,family,available,reason\n"
#define KERNEL(name) #name "," VMB_FAMILY_KERNEL ",,\n"
		VMB_KERNEL_SCHEMES(KERNEL)
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

enum exitcode schemes_check(const struct table *schemes, struct plan *plan,
			    char **why)
{
	enum exitcode code;
	size_t i;

	for (i = 0; i < plan->knobs->n; i++) {
		if (plan->knobs->v[i].type != KNOB_SCHEME)
			continue;
		code = fill_in(schemes, plan, i, why);
		if (code)
			return code;
	}
	if (plan_count(plan, plan->repeats))
		return check_product(schemes, plan, why);
	*why = alloc_printf("scheme: that makes more than %d runs; give fewer values or repeats",
			    PLAN_RUNS_MAX);
	return VMB_USAGE;
}
