// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/differences.h"

#include <stdlib.h>
#include <string.h>

#include "host/kconfig.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/words.h"
#include "results/env_diff.h"

static const char *const kinds[] = { "kernel", "config", "machine", "module" };

bool across_check(const struct across *across, char **why)
{
	const char **names = NULL, *key;
	size_t i, k, n = 0, room = 0;

	while (env_diff_key(room))
		room++;
	names = alloc_zeroed(room + ARRAY_SIZE(kinds) + RUN_KEYS,
			     sizeof(*names));
	for (i = 0; (key = env_diff_key(i)); i++)
		if (env_diff_kind(key))
			names[n++] = key;
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		names[n++] = kinds[i];
	for (i = 0; i < RUN_KEYS; i++)
		if (i != KEY_scheme)
			names[n++] = run_keys[i];

	*why = NULL;
	for (i = 0; i < across->n && !*why; i++) {
		const char *word = across->words[i];

		for (k = 0; k < n && strcmp(names[k], word); k++)
			;
		if (k == n && !env_diff_kind(word))
			*why = alloc_printf("there is no '%s' to compare across; the nearest is %s",
					    word,
					    nearest_name(word, names, n));
	}
	free(names);
	return !*why;
}

bool across_has(const struct across *across, const char *word)
{
	size_t i;

	for (i = 0; i < across->n; i++)
		if (!strcmp(across->words[i], word))
			return true;
	return false;
}

/* The differences found so far that may not be. */
struct refused {
	const struct across *across;
	char *text;
};

static void add(struct refused *refused, const char *kind, const char *name,
		const char *what)
{
	const struct across *across = refused->across;
	size_t i;

	for (i = 0; i < across->n; i++)
		if (!strcmp(across->words[i], kind) ||
		    env_diff_matches(across->words[i], name))
			return;
	alloc_append(&refused->text, "%s%s (--across %s)",
		     refused->text ? "; " : "", what, kind);
}

static void add_value(struct refused *refused, const char *kind,
		      const char *key, const char *one, const char *other)
{
	char *what = alloc_printf("%s is '%s' in A, '%s' in B", key, one,
				  other);

	add(refused, kind, key, what);
	free(what);
}

static void compare_environments(struct refused *refused,
				 const struct table *a, const struct table *b)
{
	struct env_diffs diffs = env_diff_find(a, b, ENV_COMPARE);
	size_t i;

	for (i = 0; i < diffs.n; i++)
		add_value(refused, diffs.v[i].kind, diffs.v[i].key,
			  diffs.v[i].one, diffs.v[i].other);
	free(diffs.v);
}

/* Compare what the summary records too. */
static void compare_key(struct refused *refused, const char *key,
			const char *one, const char *other)
{
	if (*one && *other && strcmp(one, other))
		add_value(refused, env_diff_kind(key), key, one, other);
}

char *differences_find(const struct compare_side *a,
		       const struct compare_side *b,
		       const struct across *across)
{
	const struct run *one = a->runs->v[0], *other = b->runs->v[0];
	struct refused refused = { .across = across };
	bool same_release = !strcmp(one->kernel_release, other->kernel_release);
	char *text = NULL;

	if (a->folder->environment->nrows && b->folder->environment->nrows) {
		compare_environments(&refused, a->folder->environment,
				     b->folder->environment);
	} else {
		compare_key(&refused, "kernel_release", one->kernel_release,
			    other->kernel_release);
		compare_key(&refused, "module_version", one->module_version,
			    other->module_version);
	}
	if (a->config && b->config)
		text = kconfig_differ(a->config, b->config, same_release);
	if (text)
		add(&refused, "config", "config", text);
	free(text);
	return refused.text;
}
