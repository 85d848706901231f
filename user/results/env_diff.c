// SPDX-License-Identifier: GPL-2.0-only
#include "results/env_diff.h"

#include <string.h>

#include "lib/array.h"

const struct env_rule env_rules[] = {
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
};

const size_t nenv_rules = ARRAY_SIZE(env_rules);

const struct env_rule *env_rule_find(const char *key)
{
	size_t i, len;

	for (i = 0; i < nenv_rules; i++) {
		len = strlen(env_rules[i].key);
		/* With the NUL, unless it stands for all with this start. */
		if (!strncmp(env_rules[i].key, key,
			     len + (env_rules[i].key[len - 1] != '_')))
			return &env_rules[i];
	}
	return NULL;
}

/* Return NULL if the table has no such key, as one of an older driver. */
static const char *value_of(const struct table *table, const char *key)
{
	long row = table_find(table, "key", key);

	return row < 0 ? NULL : table_get(table, (size_t)row, "value");
}

static bool differ(const struct env_rule *rule, const char *one,
		   const char *other, enum env_use use)
{
	if (use == ENV_COMPARE &&
	    (!rule->kind || !one || !other ||
	     (!rule->is_empty_none && (!*one || !*other))))
		return false;
	return strcmp(one ?: "", other ?: "");
}

void env_diff_find(const struct table *one, const struct table *other,
		   enum env_use use,
		   void (*found)(void *data, const char *key, const char *one,
				 const char *other),
		   void *data)
{
	const struct table *const tables[] = { one, other };
	size_t i, row;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		for (row = 0; row < tables[i]->nrows; row++) {
			const char *key = table_get(tables[i], row, "key");
			const char *a = value_of(one, key);
			const char *b = value_of(other, key);
			const struct env_rule *rule = env_rule_find(key);

			/* A key of both was compared with the first table. */
			if (!(i && a) && rule && differ(rule, a, b, use))
				found(data, key, a ?: "", b ?: "");
		}
	}
}
