// SPDX-License-Identifier: GPL-2.0-only
#include "jobs/identity.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "array.h"
#include "machine/kconfig.h"
#include "record.h"

/* Keys of environment.csv that have to be the same. */
static const char *const keys[] = {
	"kernel_release", "kernel_version", "machine",
	"module_version", "module_srcversion", "driver_version",
	"abi_version", "csv_version",
	"machine_hash", "cpu_model", "cpu_microcode", "hypervisor",
	"cpus_online", "cpus_isolated", "smt_active", "topology_*",
	"mitigation_*", "clocksource", "governor", "turbo",
	"transparent_hugepage", "cpus_nohz_full", "kernel_debugging",
	"place*", "cpu_latency_us", "memory_locked",
};

static bool counts(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (!fnmatch(keys[i], key, 0))
			return true;
	return false;
}

/* The value of a key, NULL if it is not told of at all. */
static const char *value_of(const struct table *table, const char *key)
{
	size_t row;

	for (row = 0; row < table->nrows; row++)
		if (!strcmp(table_get(table, row, "key"), key))
			return table_get(table, row, "value");
	return NULL;
}

/* What one table tells, and another one tells otherwise or not. */
static char *difference(const struct table *then, const struct table *now,
			const struct table *keys_of)
{
	const char *key, *old, *new;
	size_t row;

	for (row = 0; row < keys_of->nrows; row++) {
		key = table_get(keys_of, row, "key");
		old = value_of(then, key) ?: "";
		new = value_of(now, key) ?: "";
		if (counts(key) && strcmp(old, new))
			return alloc_printf("%s was '%s' and is '%s' now", key,
					    old, new);
	}
	return NULL;
}

/* The configuration of the kernel is the same, or unknown in both. */
static char *config_difference(const struct folder *folder)
{
	static const char *const names[] = {
		"kernel-config", "kernel-config.gz",
	};
	const char *name = NULL;
	char *now, *then = NULL;
	size_t now_len = 0, then_len = 0, i;
	bool same;

	now = kconfig_file(&name, &now_len);
	for (i = 0; i < ARRAY_SIZE(names) && !then; i++)
		then = folder_read(folder, names[i], &then_len);
	same = (!now && !then) || (now && then && now_len == then_len &&
				   !memcmp(now, then, now_len));
	free(now);
	free(then);
	return same ? NULL :
		      alloc_copy("the configuration of the kernel is another");
}

bool identity_compare(const struct folder *folder, const struct table *now,
		      char **why)
{
	struct table *then;
	char *text;
	size_t len;

	text = folder_read(folder, RECORD_ENVIRONMENT, &len);
	then = text ? table_parse(text, len) : NULL;
	free(text);
	if (!then) {
		*why = alloc_copy("its " RECORD_ENVIRONMENT
				  " cannot be read, which tells where it was measured");
		return false;
	}
	*why = difference(then, now, then) ?: difference(then, now, now) ?:
	       config_difference(folder);
	table_free(then);
	return !*why;
}
