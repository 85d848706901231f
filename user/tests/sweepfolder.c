// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "driver.h"
#include "lib/alloc.h"
#include "lib/say.h"
#include "lib/table.h"
#include "sweepfolder.h"

const char *const sweep_files[] = {
	"summary.csv",
	"threads.csv",
	"histogram.csv",
	"timeline.csv",
	NULL,
};

char *sweep_path(struct fixture *f, const char *name)
{
	return alloc_printf("%s/%s", f->here, name);
}

struct table *sweep_table(struct fixture *f, const char *name)
{
	char *text = get_file(f->here, name);
	struct table *table = text ? table_parse(text, strlen(text)) : NULL;

	free(text);
	return table;
}

void sweep_has_runs(struct fixture *f, size_t n)
{
	size_t row, i;

	for (i = 0; sweep_files[i]; i++) {
		char *name = alloc_printf("d/%s", sweep_files[i]);
		struct table *table = sweep_table(f, name);

		if (!table)
			fail_msg("%s is not there", name);
		assert_int_equal(table->nrows, n);
		for (row = 0; row < n; row++) {
			char *end = alloc_printf("-%zu", row + 1);
			const char *id = table_get(table, row, "run_id");

			assert_string_equal(strrchr(id, '-'), end);
			free(end);
		}
		table_free(table);
		free(name);
	}
}

void sweep_begin(struct fixture *f)
{
	put_file(f->here, "j.ini", SWEEP_JOBS);
	ends(f, "sweep j.ini --output d --quiet", VMB_OK, "");
	sweep_has_runs(f, 8);
}

void sweep_has_statistics(struct fixture *f, const char *n)
{
	struct table *table = sweep_table(f, "d/statistics.csv");

	assert_int_equal(table->nrows, 1);
	assert_string_equal(table_get(table, 0, "n"), n);
	table_free(table);
}

void sweep_resume(struct fixture *f, const char *words)
{
	ends(f, "sweep --resume d", VMB_OK, words);
	sweep_has_runs(f, 8);
	sweep_has_statistics(f, "8");
}

void sweep_cut(struct fixture *f, const char *summary, size_t n)
{
	char *text = get_file(f->here, summary), *end = text;
	size_t i;

	for (i = 0; i <= n; i++)
		end = strchr(end, '\n') + 1;
	*end = '\0';
	put_file(f->here, summary, text);
	free(text);
}

void sweep_rename(struct fixture *f, const char *from, const char *to)
{
	char *old = sweep_path(f, from), *new = sweep_path(f, to);

	assert_int_equal(rename(old, new), 0);
	free(old);
	free(new);
}

void sweep_hide(struct fixture *f, size_t n)
{
	size_t i;

	for (i = 0; sweep_files[i]; i++) {
		char *name = alloc_printf("d/%s", sweep_files[i]);
		char *hidden = alloc_printf("d/.%s.tmp", sweep_files[i]);

		sweep_rename(f, name, hidden);
		free(hidden);
		free(name);
	}
	sweep_cut(f, "d/.summary.csv.tmp", n);
}
