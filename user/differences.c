// SPDX-License-Identifier: GPL-2.0-only
#include "differences.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "array.h"
#include "kconfig.h"
#include "nearest.h"

/* What of environment.csv has to be alike; a key that ends in _ begins some. */
static const struct {
	const char *key;
	const char *kind;
} keys[] = {
	{ "kernel_release", "kernel" },
	{ "kernel_version", "kernel" },
	{ "machine", "machine" },
	{ "cpu_model", "machine" },
	{ "cpu_microcode", "machine" },
	{ "cpus_online", "machine" },
	{ "cpus_possible", "machine" },
	{ "cpus_isolated", "machine" },
	{ "smt_active", "machine" },
	{ "hypervisor", "machine" },
	{ "governor", "machine" },
	{ "turbo", "machine" },
	{ "clocksource", "machine" },
	{ "transparent_hugepage", "machine" },
	{ "topology_", "machine" },
	{ "mitigation_", "machine" },
	{ "module_version", "module" },
};

static const char *const kinds[] = { "kernel", "config", "machine", "module" };

/* A word that ends in _ stands for all keys it begins. */
static bool stands_for(const char *word, const char *key)
{
	size_t len = strlen(word);

	return !strcmp(word, key) || (len && word[len - 1] == '_' &&
				      !strncmp(word, key, len));
}

static const char *kind_of(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (stands_for(keys[i].key, key))
			return keys[i].kind;
	return NULL;
}

static const char *value_of(const struct measured *m, const char *key)
{
	const struct table *table = m->environment;
	size_t row;

	for (row = 0; table && row < table->nrows; row++)
		if (!strcmp(table_get(table, row, "key"), key))
			return table_get(table, row, "value");
	/* A summary alone tells these two. */
	return table ? "" : table_get(m->summary, 0, key);
}

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

static void compare_key(struct differences *all, const struct measured *a,
			const struct measured *b, const char *key)
{
	const char *one = value_of(a, key), *other = value_of(b, key);

	if (*one && *other && strcmp(one, other))
		add(all, kind_of(key), key,
		    alloc_printf("%s is '%s' in A, '%s' in B", key, one,
				 other));
}

struct differences differences_find(const struct measured *a,
				    const struct measured *b)
{
	const struct table *environment = a->environment;
	struct differences all = { 0 };
	bool same_release;
	char *text;
	size_t row;

	if (!environment || !b->environment) {
		compare_key(&all, a, b, "kernel_release");
		compare_key(&all, a, b, "module_version");
	}
	for (row = 0; environment && b->environment && row < environment->nrows;
	     row++)
		if (kind_of(table_get(environment, row, "key")))
			compare_key(&all, a, b,
				    table_get(environment, row, "key"));

	same_release = !strcmp(value_of(a, "kernel_release"),
			       value_of(b, "kernel_release"));
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

bool across_check(const struct across *across, char **why)
{
	const char *names[ARRAY_SIZE(kinds) + ARRAY_SIZE(keys) + 64];
	size_t i, j, n = 0;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		names[n++] = kinds[i];
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		names[n++] = keys[i].key;
	for (i = 0; i < ngroup_columns; i++)
		if (strcmp(group_columns[i], "scheme"))
			names[n++] = group_columns[i];
	for (i = 0; i < across->n; i++) {
		const char *word = across->words[i];

		for (j = 0; j < n && strcmp(names[j], word); j++)
			;
		if (j < n || kind_of(word))
			continue;
		*why = alloc_printf("there is no '%s' to compare across; the nearest is %s",
				    word, nearest_name(word, names, n));
		return false;
	}
	return true;
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
		    stands_for(across->words[i], difference->name))
			return true;
	return false;
}
