// SPDX-License-Identifier: GPL-2.0-only
#include "results/run.h"

#include <string.h>

const struct summary_info summary_columns[SUMMARY_COLUMNS] = {
#define COLUMN(name, unit, ...) {#name, unit},
	VMB_SUMMARY_COLUMNS(COLUMN)
#undef COLUMN
};

const char *const run_keys[RUN_KEYS] = {
	"job",
#define KEY(name, ...) #name,
	VMB_KNOBS(KEY, KEY, KEY, KEY)
#undef KEY
};

_Static_assert(offsetof(struct run, fence) ==
		       offsetof(struct run, key[KEY_fence]),
	       "keys by name are keys by number");

int summary_column_find(const char *name)
{
	int i;

	for (i = 0; i < SUMMARY_COLUMNS; i++)
		if (!strcmp(summary_columns[i].name, name))
			return i;
	return -1;
}
