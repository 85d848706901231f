// SPDX-License-Identifier: GPL-2.0-only
#include "plan/scheme.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "host/module.h"
#include "host/facts.h"
#include "lib/alloc.h"
#include "lib/nearest.h"
#include "lib/say.h"

/* Every scheme can have this index. */
#define INDEX_NATIVE "native"

static bool is_available(const struct table *schemes, size_t row)
{
	return !strcmp(table_get(schemes, row, "available"), "1");
}

static bool is_broken(const struct table *schemes, size_t row)
{
	return !strcmp(table_get(schemes, row, "family"), "broken");
}

/* Is a name among names parted by commas or blanks?  NULL: there are none. */
static bool has_name(const char *names, const char *name)
{
	size_t len = strlen(name), part;

	for (; names; names = names[part] ? names + part + 1 : NULL) {
		part = strcspn(names, ", ");
		if (part == len && !strncmp(names, name, len))
			return true;
	}
	return false;
}

/* A name that is there already is not added again. */
static void add_name(char **names, const char *name)
{
	if (!has_name(*names, name))
		alloc_append(names, "%s%s", *names ? "," : "", name);
}

/* The cells of a column, each once. */
static char *list_column(const struct table *schemes, const char *column)
{
	char *names = NULL;
	size_t row;

	for (row = 0; row < schemes->nrows; row++)
		add_name(&names, table_get(schemes, row, column));
	return names ?: alloc_copy("(none)");
}

/* The scheme somebody probably meant, NULL if none is like it at all. */
static const char *nearest_scheme(const struct table *schemes,
				  const char *word)
{
	const char **names = alloc_zeroed(schemes->nrows, sizeof(*names));
	const char *name;
	size_t row;

	for (row = 0; row < schemes->nrows; row++)
		names[row] = table_get(schemes, row, "scheme");
	name = nearest_likely(word, names, schemes->nrows);
	free(names);
	return name;
}

static enum exitcode unknown(const struct table *schemes, const char *name,
			     char **why)
{
	char *known = list_column(schemes, "scheme");
	char *families = list_column(schemes, "family");
	const char *near = nearest_scheme(schemes, name);

	*why = alloc_printf("scheme: there is no scheme '%s'%s%s; give some of %s, or "
			    SCHEME_ALL ", or all of a family: %s", name,
			    near ? ", the nearest is " : "", near ?: "", known,
			    families);
	free(families);
	free(known);
	return VMB_USAGE;
}

/* Is a scheme one of those a word stands for that is nobody's name? */
static bool stands_for(const struct table *schemes, size_t row,
		       const char *word)
{
	if (!strcmp(word, SCHEME_ALL))
		return !is_broken(schemes, row);
	return !strcmp(word, table_get(schemes, row, "family"));
}

/* Add what a word that is no scheme's name stands for. */
static enum exitcode add_many(const struct table *schemes, const char *word,
			      char **names, char **why)
{
	bool known = !strcmp(word, SCHEME_ALL), some = false;
	size_t row;

	for (row = 0; row < schemes->nrows; row++) {
		if (!stands_for(schemes, row, word))
			continue;
		known = true;
		if (!is_available(schemes, row))
			continue;
		some = true;
		add_name(names, table_get(schemes, row, "scheme"));
	}
	if (!known)
		return unknown(schemes, word, why);
	if (some)
		return VMB_OK;
	*why = alloc_printf("scheme: this kernel has none of the schemes '%s' stands for; run: "
			    VMB_PROGRAM " list schemes", word);
	return VMB_LACKING;
}

/* A scheme's own name comes before a family's. */
static enum exitcode add(const struct table *schemes, const char *word,
			 char **names, char **why)
{
	size_t row;

	for (row = 0; row < schemes->nrows; row++) {
		if (strcmp(table_get(schemes, row, "scheme"), word))
			continue;
		if (is_available(schemes, row)) {
			add_name(names, word);
			return VMB_OK;
		}
		*why = alloc_printf("scheme: this kernel does not have %s: %s",
				    word, table_get(schemes, row, "reason"));
		return VMB_LACKING;
	}
	return add_many(schemes, word, names, why);
}

static enum exitcode fill_in(const struct table *schemes, struct plan *plan,
			     size_t knob, char **why)
{
	const struct axis *axis = &plan->axes[knob];
	enum exitcode code = VMB_OK;
	char *names = NULL, *problem;
	size_t i;

	if (!axis->n)
		code = add(schemes, plan->knobs->v[knob].initial, &names, why);
	for (i = 0; i < axis->n && !code; i++)
		code = add(schemes, axis->values[i], &names, why);
	/* Each is there once and not empty, so the plan takes them. */
	if (!code && axis->n && !plan_set(plan, knob, names, &problem)) {
		*why = alloc_printf("scheme: %s", problem);
		free(problem);
		code = VMB_USAGE;
	}
	free(names);
	return code;
}

/* What is checked once words are filled in. */
struct request {
	const struct table *schemes;
	const struct plan *plan;
	char *names;	/* of the schemes asked for, parted by commas */
	char **why;	/* what is wrong */
};

static char *names_asked(const struct plan *plan)
{
	char *names = NULL;
	size_t i, j;

	for (i = 0; i < plan->knobs->n; i++) {
		const struct axis *axis = &plan->axes[i];

		if (plan->knobs->v[i].type != KNOB_SCHEME)
			continue;
		if (!axis->n)
			add_name(&names, plan->knobs->v[i].initial);
		for (j = 0; j < axis->n; j++)
			add_name(&names, axis->values[j]);
	}
	return names;
}

static bool is_asked(const struct request *request, size_t row)
{
	return has_name(request->names,
			table_get(request->schemes, row, "scheme"));
}

/* May a scheme be named to who looks for one? */
static bool is_offered(const struct request *request, size_t row)
{
	return is_available(request->schemes, row) &&
	       (!is_broken(request->schemes, row) || is_asked(request, row));
}

/*
 * Those that have a word in a column, or, of those asked for, those that have
 * it not.  NULL: there are none.
 */
static char *list_by_word(const struct request *request, const char *column,
			  const char *word, bool have)
{
	const struct table *schemes = request->schemes;
	char *list = NULL;
	size_t row;

	for (row = 0; row < schemes->nrows; row++) {
		if (has_name(table_get(schemes, row, column), word) != have ||
		    !(have ? is_offered(request, row) : is_asked(request, row)))
			continue;
		alloc_append(&list, "%s%s", list ? ", " : "",
			     table_get(schemes, row, "scheme"));
	}
	return list;
}

static bool is_several(const char *names)
{
	return strchr(names, ',');
}

/* Does a knob belong to some schemes only?  Older modules do not tell. */
static bool is_option(const struct table *schemes, const char *knob)
{
	size_t row;

	for (row = 0; row < schemes->nrows; row++)
		if (has_name(table_get(schemes, row, "options"), knob))
			return true;
	return false;
}

static bool is_changed(const struct axis *axis, const char *initial)
{
	size_t i;

	for (i = 0; i < axis->n; i++)
		if (strcmp(axis->values[i], initial))
			return true;
	return false;
}

/*
 * A knob that does nothing must not look as if it did.  Where there is one
 * scheme the sentence is the module's, with its spelling of the knob.
 */
static enum exitcode check_option(const struct request *request, size_t i)
{
	const struct knob *knob = &request->plan->knobs->v[i];
	const char *or = "";
	char *without, *with;

	if (!is_option(request->schemes, knob->name) ||
	    !is_changed(&request->plan->axes[i], knob->initial))
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

static const char *indexes_of(const struct table *schemes, const char *name)
{
	size_t row;

	for (row = 0; row < schemes->nrows; row++)
		if (!strcmp(table_get(schemes, row, "scheme"), name))
			return table_get(schemes, row, "indexes");
	return "";
}

static char *cannot_walk(const struct request *request, const char *index,
			 const char *without)
{
	const char *own = indexes_of(request->schemes, without);
	char *with = list_by_word(request, "indexes", index, true);
	char *text;

	if (is_several(request->names))
		text = alloc_printf("index: %s %s cannot walk the tree of %s; give native%s%s",
				    is_several(without) ? "schemes" : "scheme",
				    without, index,
				    with ? ", or only schemes that can: " : "",
				    with ?: "");
	else if (*own)
		text = alloc_printf("index: scheme %s cannot walk the tree of %s; give %s, or native%s%s",
				    without, index, own,
				    with ? ", or another scheme: " : "",
				    with ?: "");
	else
		text = alloc_printf("index: scheme %s walks nothing; give native%s%s",
				    without,
				    with ? ", or another scheme: " : "",
				    with ?: "");
	free(with);
	return text;
}

static enum exitcode check_index(const struct request *request)
{
	int knob = knobs_find(request->plan->knobs, "index");
	const struct axis *axis;
	enum exitcode code = VMB_OK;
	size_t i;

	if (knob < 0 || table_column(request->schemes, "indexes") < 0)
		return VMB_OK;
	axis = &request->plan->axes[knob];
	for (i = 0; i < axis->n && !code; i++) {
		const char *index = axis->values[i];
		char *without;

		if (!strcmp(index, INDEX_NATIVE))
			continue;
		without = list_by_word(request, "indexes", index, false);
		if (without) {
			*request->why = cannot_walk(request, index, without);
			code = VMB_USAGE;
		}
		free(without);
	}
	return code;
}

/* All combinations are run: each scheme gets each value. */
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

enum exitcode schemes_here(char **dir, struct table **schemes)
{
	char *lack;

	*dir = NULL;
	*schemes = NULL;
	lack = prereq_module(dir);
	if (lack) {
		say("%s", lack);
		free(lack);
		return VMB_LACKING;
	}
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
