// SPDX-License-Identifier: GPL-2.0-only
#include "results/env_diff.h"

#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"

/* A key that ends in _ stands for all keys with this start. */
static const struct rule {
	const char *key;
	const char *kind;   /* NULL: only resume minds */
	bool is_empty_none; /* empty: not used; otherwise: not known */
} rules[] = {
	{ "kernel_release", "kernel", false },
	{ "kernel_version", "kernel", false },
	{ "kernel_debugging", "kernel", false },
	{ "machine", "machine", false },
	{ "machine_hash", "machine", false },
	{ "cpu_model", "machine", false },
	{ "cpu_microcode", "machine", false },
	{ "cpus_online", "machine", false },
	{ "cpus_possible", "machine", false },
	{ "cpus_isolated", "machine", false },
	{ "cpus_nohz_full", "machine", false },
	{ "smt_active", "machine", false },
	{ "hypervisor", "machine", false },
	{ "governor", "machine", false },
	{ "turbo", "machine", false },
	{ "clocksource", "machine", false },
	{ "transparent_hugepage", "machine", false },
	{ "topology_", "machine", false },
	{ "mitigation_", "machine", false },
	{ "place", "machine", true },
	{ "place_reader_cpus", NULL, true },
	{ "place_writer_cpus", NULL, true },
	{ "cpu_latency_us", "machine", true },
	{ "memory_locked", "machine", true },
	{ "module_version", "module", false },
	{ "module_srcversion", "module", false },
	{ "driver_version", NULL, false },
	{ "abi_version", NULL, false },
	{ "csv_version", NULL, false },
};

bool env_diff_matches(const char *word, const char *key)
{
	size_t len = strlen(word);

	return !strcmp(word, key) || (len && word[len - 1] == '_' &&
				      !strncmp(word, key, len));
}

/* Return NULL if no command minds. */
static const struct rule *find(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (env_diff_matches(rules[i].key, key))
			return &rules[i];
	return NULL;
}

const char *env_diff_kind(const char *key)
{
	const struct rule *rule = find(key);

	return rule ? rule->kind : NULL;
}

const char *env_diff_key(size_t i)
{
	return i < ARRAY_SIZE(rules) ? rules[i].key : NULL;
}

/* Return NULL if the table has no such key, as one of an older driver. */
static const char *value_of(const struct table *table, const char *key)
{
	long row = table_find(table, "key", key);

	return row < 0 ? NULL : table_get(table, (size_t)row, "value");
}

static bool differ(const struct rule *rule, const char *one, const char *other,
		   enum env_use use)
{
	if (use == ENV_COMPARE &&
	    (!rule->kind || !one || !other ||
	     (!rule->is_empty_none && (!*one || !*other))))
		return false;
	return strcmp(one ?: "", other ?: "");
}

struct env_diffs env_diff_find(const struct table *one,
			       const struct table *other, enum env_use use)
{
	const struct table *const tables[] = { one, other };
	struct env_diffs all = { 0 };
	size_t i, row;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		for (row = 0; row < tables[i]->nrows; row++) {
			const char *key = table_get(tables[i], row, "key");
			const char *a = value_of(one, key);
			const char *b = value_of(other, key);
			const struct rule *rule = find(key);

			/* A key of both was compared with the first table. */
			if ((i && a) || !rule || !differ(rule, a, b, use))
				continue;
			all.v = alloc_grow(all.v, all.n + 1, sizeof(*all.v));
			all.v[all.n++] = (struct env_diff){
				rule->kind, key, a ?: "", b ?: "",
			};
		}
	}
	return all;
}
