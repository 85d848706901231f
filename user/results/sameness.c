// SPDX-License-Identifier: GPL-2.0-only
#include "results/sameness.h"

#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"

/* A key that ends in _ begins some. */
static const struct {
	const char *key;
	const char *kind;	/* NULL: only to mix */
	bool empty_tells;	/* that there is none; else, that it is not known */
} keys[] = {
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

bool sameness_stands_for(const char *word, const char *key)
{
	size_t len = strlen(word);

	return !strcmp(word, key) || (len && word[len - 1] == '_' &&
				      !strncmp(word, key, len));
}

/* Its place in keys[], or their number. */
static size_t find(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (sameness_stands_for(keys[i].key, key))
			break;
	return i;
}

const char *sameness_kind(const char *key)
{
	size_t i = find(key);

	return i < ARRAY_SIZE(keys) ? keys[i].kind : NULL;
}

const char *sameness_key(size_t i)
{
	return i < ARRAY_SIZE(keys) ? keys[i].key : NULL;
}

/* NULL: the table has no such key. */
static const char *value_of(const struct table *table, const char *key)
{
	size_t row;

	for (row = 0; row < table->nrows; row++)
		if (!strcmp(table_get(table, row, "key"), key))
			return table_get(table, row, "value");
	return NULL;
}

static bool matters(size_t place, const char *one, const char *other,
		    enum sameness wanted)
{
	if (place == ARRAY_SIZE(keys))
		return false;
	if (wanted == SAME_TO_MIX)
		return strcmp(one ?: "", other ?: "");
	/* An older driver did not ask. */
	if (!keys[place].kind || !one || !other)
		return false;
	if (!keys[place].empty_tells && (!*one || !*other))
		return false;
	return strcmp(one, other);
}

struct unlikes sameness_find(const struct table *one, const struct table *other,
			     enum sameness wanted)
{
	const struct table *const tables[] = { one, other };
	struct unlikes all = { 0 };
	size_t i, row;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		for (row = 0; row < tables[i]->nrows; row++) {
			const char *key = table_get(tables[i], row, "key");
			const char *a = value_of(one, key);
			const char *b = value_of(other, key);
			size_t place = find(key);

			/* What both have was seen in the first. */
			if ((i && a) || !matters(place, a, b, wanted))
				continue;
			all.v = alloc_grow(all.v, all.n + 1, sizeof(*all.v));
			all.v[all.n++] = (struct unlike){
				keys[place].kind, key, a ?: "", b ?: "",
			};
		}
	}
	return all;
}
