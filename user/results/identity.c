// SPDX-License-Identifier: GPL-2.0-only
#include "results/identity.h"

#include <stdlib.h>
#include <string.h>

#include "host/kconfig.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "results/env_snapshot.h"
#include "results/sameness.h"

/* The first thing that is not as it was. */
static char *difference(const struct table *then, const struct table *now)
{
	struct unlikes unlikes = sameness_find(then, now, SAME_TO_MIX);
	char *text = NULL;

	if (unlikes.n)
		text = alloc_printf("%s was '%s' and is '%s' now",
				    unlikes.v[0].key, unlikes.v[0].one,
				    unlikes.v[0].other);
	free(unlikes.v);
	return text;
}

/* The configuration of the kernel is the same, or unknown in both. */
static char *config_difference(const struct result_writer *folder)
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
		then = result_writer_read(folder, names[i], &then_len);
	same = (!now && !then) || (now && then && now_len == then_len &&
				   !memcmp(now, then, now_len));
	free(now);
	free(then);
	return same ? NULL :
		      alloc_copy("the configuration of the kernel is another");
}

bool identity_compare(const struct result_writer *folder,
		      const struct table *now, char **why)
{
	struct table *then;
	char *text;
	size_t len;

	text = result_writer_read(folder, RECORD_ENVIRONMENT, &len);
	then = text ? table_parse(text, len) : NULL;
	free(text);
	if (!then) {
		*why = alloc_copy("its " RECORD_ENVIRONMENT
				  " cannot be read, which tells where it was measured");
		return false;
	}
	*why = difference(then, now) ?: config_difference(folder);
	table_free(then);
	return !*why;
}
