// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/compare_side.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/csv_file.h"
#include "lib/nearest.h"
#include "results/run_index.h"

/* Of the timeline, what rates are reckoned from. */
static const struct csv_column timeline_columns[] = {
	JOIN_COLUMNS,
	{ "start_ns", true, true },
	{ "end_ns", true, true },
	{ "lookups", true, true },
	{ "updates", true, true },
};

struct taking_steps {
	struct table *table;
	struct run_join join;
};

static char *take_step(void *data, const struct csv_line *line)
{
	struct taking_steps *taking = data;
	size_t row, i;
	char *text;

	if (run_join_line(&taking->join, line) == NO_RUN)
		return NULL;
	row = table_add_row(taking->table);
	for (i = 0; i < ARRAY_SIZE(timeline_columns); i++) {
		text = csv_text(&line->cells[i]);
		table_put(taking->table, row, i, text);
		free(text);
	}
	return NULL;
}

static struct table *read_timeline(struct result_folder *folder)
{
	const char *names[ARRAY_SIZE(timeline_columns)];
	struct taking_steps taking = { .join.index = folder->index };
	const struct csv_reader reader = {
		.columns = timeline_columns,
		.ncolumns = ARRAY_SIZE(timeline_columns),
		.line = take_step,
		.data = &taking,
	};
	char *path = result_folder_file(folder, "timeline.csv");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		names[i] = timeline_columns[i].name;
	taking.table = table_new(names, ARRAY_SIZE(names));
	if (csv_read(path, &reader, &folder->complaints))
		run_join_end(&taking.join, path, &folder->complaints);
	free(path);
	return taking.table;
}

/* As it is, or unpacked: zlib reads both.  Half of one would lack options. */
static char *read_config(struct result_folder *folder)
{
	static const char *const names[] = { "kernel-config.gz",
					     "kernel-config" };
	char *config = NULL;
	bool whole = true;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names) && !config && whole; i++) {
		char *path = result_folder_file(folder, names[i]);
		gzFile file = gzopen(path, "rb");
		char part[4096];
		int len = 0;

		while (file && (len = gzread(file, part, sizeof(part))) > 0)
			alloc_append(&config, "%.*s", len, part);
		/* What ends too early shows when it is closed. */
		whole = !file || (gzclose(file) == Z_OK && len == 0);
		if (!whole)
			complain(&folder->complaints, path, 0,
				 "it is damaged or cut off and cannot be unpacked; the file is left out");
		free(path);
	}
	if (whole)
		return config;
	free(config);
	return NULL;
}

struct compare_side *compare_side_read(const char *path, char **why)
{
	struct result_folder *folder = result_folder_read(path, why);
	struct compare_side *m;

	if (!folder)
		return NULL;
	m = alloc_zeroed(1, sizeof(*m));
	m->path = alloc_copy(path);
	m->folder = folder;
	m->summary = folder->summary;
	m->timeline = read_timeline(folder);
	m->config = read_config(folder);
	m->statistics = statistics_new(folder->summary, folder->perf);
	return m;
}

static void keep_scheme(struct table *to, const struct table *from,
			const char *scheme)
{
	size_t row, i, new;

	for (row = 0; row < from->nrows; row++) {
		if (strcmp(table_get(from, row, "scheme"), scheme))
			continue;
		new = table_add_row(to);
		for (i = 0; i < from->ncolumns; i++)
			table_put(to, new, i,
				  from->cells[row * from->ncolumns + i]);
	}
}

static char *no_scheme(const struct compare_side *m, const char *scheme)
{
	const size_t n = m->summary->nrows;
	const char **names = alloc_zeroed(n, sizeof(*names));
	char *why;
	size_t row;

	for (row = 0; row < n; row++)
		names[row] = table_get(m->summary, row, "scheme");
	why = alloc_printf("%s has no runs of '%s'; the nearest is %s",
			   m->path, scheme, nearest_name(scheme, names, n));
	free(names);
	return why;
}

bool compare_side_keep(struct compare_side *m, const char *first,
		       const char *second, char **why)
{
	struct table *kept =
		table_new((const char *const *)m->summary->columns,
			  m->summary->ncolumns);
	size_t nfirst;

	keep_scheme(kept, m->summary, first);
	nfirst = kept->nrows;
	if (strcmp(first, second))
		keep_scheme(kept, m->summary, second);
	*why = NULL;
	if (!nfirst)
		*why = no_scheme(m, first);
	else if (!strcmp(first, second))
		*why = alloc_printf("%s is compared with itself; give two schemes",
				    first);
	else if (kept->nrows == nfirst)
		*why = no_scheme(m, second);
	if (*why) {
		table_free(kept);
		return false;
	}
	statistics_free(m->statistics);
	table_free(m->kept);
	m->kept = kept;
	m->summary = kept;
	m->statistics = statistics_new(kept, m->folder->perf);
	return true;
}

void compare_side_free(struct compare_side *m)
{
	if (!m)
		return;
	statistics_free(m->statistics);
	table_free(m->timeline);
	table_free(m->kept);
	result_folder_free(m->folder);
	free(m->config);
	free(m->path);
	free(m);
}
