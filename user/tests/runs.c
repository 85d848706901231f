// SPDX-License-Identifier: GPL-2.0-only
#include "runs.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"

/* The cells of a row that has no such column. */
static const struct {
	const char *column, *cell;
} needed[] = {
	{"csv_version", "2"},
	{"run_id", NULL},
	{"repeat", "1"},
	{"scheme", "a"},
	{"valid", "1"},
};

static void write_csv(const char *dir, const char *name, const char *text)
{
	struct table *table = table_parse(text, strlen(text));
	bool lacks[ARRAY_SIZE(needed)];
	char *path = alloc_printf("%s/%s", dir, name);
	FILE *out = fopen(path, "w");
	size_t row, i;

	assert_non_null(table);
	assert_non_null(out);
	for (i = 0; i < ARRAY_SIZE(needed); i++) {
		lacks[i] = table_column(table, needed[i].column) < 0;
		if (lacks[i])
			fprintf(out, "%s,", needed[i].column);
	}
	table_write_header(table, out);
	for (row = 0; row < table->nrows; row++) {
		struct table one = *table;

		for (i = 0; i < ARRAY_SIZE(needed); i++) {
			if (lacks[i] && needed[i].cell)
				fprintf(out, "%s,", needed[i].cell);
			else if (lacks[i])
				fprintf(out, "r-%zu,", row + 1);
		}
		one.cells += row * table->ncolumns;
		one.nrows = 1;
		table_write_rows(&one, out);
	}
	assert_int_equal(fclose(out), 0);
	table_free(table);
	free(path);
}

struct statistics *runs_read(const char *summary, const char *perf)
{
	const char *dir = temp_dir();
	struct statistics *s;
	char *why;

	write_csv(dir, "summary.csv", summary);
	if (perf)
		write_csv(dir, "perf.csv", perf);
	s = statistics_read(dir, &why);
	if (!s)
		fail_msg("%s", why);
	return s;
}
