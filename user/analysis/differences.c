// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/differences.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/kconfig.h"
#include "lib/nearest.h"
#include "results/sameness.h"

static const char *const kinds[] = { "kernel", "config", "machine", "module" };

static void add(struct differences *all, const char *kind, const char *name,
		char *text)
{
	all->v = alloc_grow(all->v, all->n + 1, sizeof(*all->v));
	all->v[all->n++] = (struct difference){
		.kind = kind,
		.name = alloc_copy(name),
		.text = text,
	};
}

static void add_value(struct differences *all, const char *kind,
		      const char *key, const char *one, const char *other)
{
	add(all, kind, key,
	    alloc_printf("%s is '%s' in A, '%s' in B", key, one, other));
}

static void compare_environments(struct differences *all,
				 const struct compare_side *a,
				 const struct compare_side *b)
{
	struct unlikes unlikes = sameness_find(a->folder->environment,
					       b->folder->environment,
					       SAME_TO_COMPARE);
	size_t i;

	for (i = 0; i < unlikes.n; i++)
		add_value(all, unlikes.v[i].kind, unlikes.v[i].key,
			  unlikes.v[i].one, unlikes.v[i].other);
	free(unlikes.v);
}

static void compare_key(struct differences *all, const char *key,
			const char *one, const char *other)
{
	if (*one && *other && strcmp(one, other))
		add_value(all, sameness_kind(key), key, one, other);
}

/* What a summary alone records. */
static void compare_summaries(struct differences *all, const struct run *a,
			      const struct run *b)
{
	compare_key(all, "kernel_release", a->kernel_release,
		    b->kernel_release);
	compare_key(all, "module_version", a->module_version,
		    b->module_version);
}

struct differences differences_find(const struct compare_side *a,
				    const struct compare_side *b)
{
	struct differences all = { 0 };
	bool same_release;
	char *text;

	if (a->folder->environment->nrows && b->folder->environment->nrows)
		compare_environments(&all, a, b);
	else
		compare_summaries(&all, a->runs->v[0], b->runs->v[0]);

	same_release = !strcmp(a->runs->v[0]->kernel_release,
			       b->runs->v[0]->kernel_release);
	text = a->config && b->config ?
	       kconfig_differ(a->config, b->config, same_release) : NULL;
	if (text)
		add(&all, "config", "config", text);
	return all;
}

void differences_free(struct differences *all)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		free(all->v[i].name);
		free(all->v[i].text);
	}
	free(all->v);
	*all = (struct differences){ 0 };
}

static const char **push(const char **names, size_t *n, const char *name)
{
	names = alloc_grow(names, *n + 1, sizeof(*names));
	names[(*n)++] = name;
	return names;
}

bool across_check(const struct across *across, char **why)
{
	const char **names = NULL, *key;
	size_t i, j, n = 0, known;

	for (i = 0; (key = sameness_key(i)); i++)
		if (sameness_kind(key))
			names = push(names, &n, key);
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		names = push(names, &n, kinds[i]);
	for (i = 0; i < RUN_KEYS; i++)
		if (i != KEY_scheme)
			names = push(names, &n, run_keys[i]);
	known = across->n;
	for (i = 0; i < across->n && known == across->n; i++) {
		for (j = 0; j < n && strcmp(names[j], across->words[i]); j++)
			;
		if (j == n && !sameness_kind(across->words[i]))
			known = i;
	}
	if (known < across->n)
		*why = alloc_printf("there is no '%s' to compare across; the nearest is %s",
				    across->words[known],
				    nearest_name(across->words[known], names,
						 n));
	free(names);
	return known == across->n;
}

bool across_has(const struct across *across, const char *word)
{
	size_t i;

	for (i = 0; i < across->n; i++)
		if (!strcmp(across->words[i], word))
			return true;
	return false;
}

bool across_allows(const struct across *across,
		   const struct difference *difference)
{
	size_t i;

	for (i = 0; i < across->n; i++)
		if (!strcmp(across->words[i], difference->kind) ||
		    sameness_stands_for(across->words[i], difference->name))
			return true;
	return false;
}
