// SPDX-License-Identifier: GPL-2.0-only
#include "results/run.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"

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

static const enum summary_column key_columns[RUN_KEYS] = {
	COLUMN_job,
#define KEY(name, ...) COLUMN_##name,
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

static const char *keep(char **end, const struct csv_cell *cell)
{
	char *text = *end;

	memcpy(text, cell->text, cell->len);
	*end += cell->len + 1;
	return text;
}

struct run *run_new(const struct csv_cell *cells)
{
	size_t room = 0, i;
	struct run *run;
	char *end;

	for (i = 0; i < SUMMARY_COLUMNS; i++)
		room += cells[i].len + 1;
	run = alloc_zeroed(1, sizeof(*run) + room);
	end = run->text;
	run->run_id = keep(&end, &cells[COLUMN_run_id]);
	run->family = keep(&end, &cells[COLUMN_family]);
	run->kernel_release = keep(&end, &cells[COLUMN_kernel_release]);
	run->module_version = keep(&end, &cells[COLUMN_module_version]);
	run->valid_reason = keep(&end, &cells[COLUMN_valid_reason]);
	for (i = 0; i < RUN_KEYS; i++)
		run->key[i] = keep(&end, &cells[key_columns[i]]);
	for (i = 0; i < SUMMARY_COLUMNS; i++)
		run->column[i] = cells[i].number;
	run->repeat = run->column[COLUMN_repeat];
	run->valid = run->column[COLUMN_valid] == 1;
	return run;
}

void run_free(struct run *run)
{
	free(run->events);
	free(run);
}
