// SPDX-License-Identifier: GPL-2.0-only
#include "measured.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <zlib.h>

#include "../module/abi/version.h"
#include "alloc.h"
#include "array.h"
#include "nearest.h"
#include "read/decimal.h"
#include "read/runindex.h"
#include "sysfile.h"

/* Without these a file is none of ours. */
static const char *const summary_columns[] = {
	"csv_version", "run_id", "repeat", "scheme", "valid",
};
static const char *const perf_columns[] = {
	"csv_version", "run_id", "role", "index", "event", "per_op",
};
static const char *const timeline_columns[] = {
	"csv_version", "run_id", "start_ns", "end_ns", "lookups", "updates",
};
static const char *const environment_columns[] = {
	"csv_version", "key", "value",
};

/* What is reckoned with; of the summary it is what the metrics are from. */
static const char *const perf_numbers[] = { "per_op" };
static const char *const timeline_numbers[] = {
	"start_ns", "end_ns", "lookups", "updates",
};

static char *check_columns(const struct table *table, const char *path,
			   const char *const *columns, size_t n)
{
	size_t i, row;
	char *end;
	long version;

	for (i = 0; i < n; i++)
		if (table_column(table, columns[i]) < 0)
			return alloc_printf("%s has no column '%s': vmabench did not write it",
					    path, columns[i]);
	for (row = 0; row < table->nrows; row++) {
		const char *cell = table_get(table, row, "csv_version");

		version = strtol(cell, &end, 10);
		if (end == cell || *end || version < 1)
			return alloc_printf("%s: line %zu has csv_version '%s', which is no version: the file is damaged",
					    path, row + 2, cell);
		if (version > VMB_CSV_VERSION)
			return alloc_printf("%s: line %zu has csv_version %ld, this vmabench knows %d; use a newer one",
					    path, row + 2, version,
					    VMB_CSV_VERSION);
	}
	return NULL;
}

/*
 * The one place where result files are read.  What is not there is NULL without
 * a reason.
 */
static struct table *read_file(const char *dir, const char *name,
			       const char *const *columns, size_t n,
			       char **why)
{
	char *path = alloc_printf("%s/%s", dir, name), *text;
	struct table *table = NULL;
	size_t len;

	*why = NULL;
	text = sysfile_slurp(path, &len);
	if (text)
		table = table_parse(text, len);
	if (!text && errno != ENOENT)
		*why = alloc_printf("cannot read %s: %s", path,
				    strerror(errno));
	else if (text && len && text[len - 1] != '\n')
		*why = alloc_printf("%s ends in the middle of a line: the file is cut off",
				    path);
	else if (text && !table)
		*why = alloc_printf("%s is damaged, or no CSV file with a header line",
				    path);
	else if (table)
		*why = check_columns(table, path, columns, n);
	if (*why) {
		table_free(table);
		table = NULL;
	}
	free(text);
	free(path);
	return table;
}

/* As it is, or unpacked: zlib reads both.  NULL with @why: it is damaged. */
static char *read_config(const char *dir, char **why)
{
	static const char *const names[] = { "kernel-config.gz",
					     "kernel-config" };
	char *config = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names) && !config && !*why; i++) {
		char *path = alloc_printf("%s/%s", dir, names[i]);
		gzFile file = gzopen(path, "rb");
		char part[4096];
		int len = 0;

		while (file && (len = gzread(file, part, sizeof(part))) > 0)
			alloc_append(&config, "%.*s", len, part);
		/* What ends too early shows when it is closed. */
		if (file && (gzclose(file) != Z_OK || len < 0))
			*why = alloc_printf("%s is damaged or cut off: it cannot be unpacked",
					    path);
		free(path);
	}
	if (!*why)
		return config;
	free(config);
	return NULL;
}

/* Empty is not measured; what is there has to be a number. */
static char *check_numbers(const struct table *table, const char *dir,
			   const char *file, const char *const *columns,
			   size_t n)
{
	size_t row, i;
	double number;

	for (i = 0; i < n; i++) {
		int column = table_column(table, columns[i]);

		for (row = 0; column >= 0 && row < table->nrows; row++) {
			const char *cell = table->cells[row * table->ncolumns +
							(size_t)column];

			if (*cell && !decimal_parse(cell, strlen(cell),
						    &number))
				return alloc_printf("%s/%s: line %zu: %s is '%s', which is no number: the file is damaged",
						    dir, file, row + 2,
						    columns[i], cell);
		}
	}
	return NULL;
}

static char *check_metrics(const struct measured *m, const char *dir)
{
	const char **sources = alloc_zeroed(nmetrics, sizeof(*sources));
	char *why;
	size_t i;

	for (i = 0; i < nmetrics; i++)
		sources[i] = metrics[i].source;
	why = check_numbers(m->summary, dir, "summary.csv", sources, nmetrics);
	free(sources);
	return why;
}

/* What counts twice would make intervals too short. */
static char *check_runs(const struct measured *m, const char *dir)
{
	struct runindex *index = runindex_new();
	char *why = NULL;
	size_t row;

	for (row = 0; row < m->summary->nrows && !why; row++) {
		const char *id = table_get(m->summary, row, "run_id");
		const char *repeat = table_get(m->summary, row, "repeat");
		const struct csv_cell cells[] = {
			{ id, strlen(id), 0 }, { repeat, strlen(repeat), 0 },
		};

		if (!runindex_add(index, &cells[0], &cells[1], row))
			why = alloc_printf("%s/summary.csv: line %zu: there is a run %s with this repeat already: the file is damaged",
					   dir, row + 2, id);
	}
	runindex_free(index);
	return why;
}

static char *read_all(struct measured *m, const char *dir)
{
	char *why;

	m->summary = read_file(dir, "summary.csv", summary_columns,
			       ARRAY_SIZE(summary_columns), &why);
	if (why)
		return why;
	if (!m->summary)
		return alloc_printf("there is no %s/summary.csv; give a folder that vmabench run or sweep wrote",
				    dir);
	if (!m->summary->nrows)
		return alloc_printf("%s/summary.csv has no runs", dir);
	why = check_metrics(m, dir) ?: check_runs(m, dir);
	if (why)
		return why;
	m->perf = read_file(dir, "perf.csv", perf_columns,
			    ARRAY_SIZE(perf_columns), &why);
	if (m->perf)
		why = check_numbers(m->perf, dir, "perf.csv", perf_numbers,
				    ARRAY_SIZE(perf_numbers));
	if (why)
		return why;
	m->timeline = read_file(dir, "timeline.csv", timeline_columns,
				ARRAY_SIZE(timeline_columns), &why);
	if (m->timeline)
		why = check_numbers(m->timeline, dir, "timeline.csv",
				    timeline_numbers,
				    ARRAY_SIZE(timeline_numbers));
	if (why)
		return why;
	m->environment = read_file(dir, "environment.csv", environment_columns,
				   ARRAY_SIZE(environment_columns), &why);
	if (!why)
		m->config = read_config(dir, &why);
	return why;
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct stat st;

	if (stat(path, &st) || S_ISDIR(st.st_mode))
		return alloc_copy(path);
	return slash ? alloc_printf("%.*s", (int)(slash - path), path) :
		       alloc_copy(".");
}

struct measured *measured_read(const char *path, char **why)
{
	struct measured *m = alloc_zeroed(1, sizeof(*m));
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	char *dir = folder_of(path);
	struct stat st;

	m->path = alloc_copy(path);
	if (!stat(path, &st) && !S_ISDIR(st.st_mode) &&
	    strcmp(name, "summary.csv"))
		*why = alloc_printf("%s is not called summary.csv; give a run folder, or its summary.csv",
				    path);
	else
		*why = read_all(m, dir);
	free(dir);
	if (*why) {
		measured_free(m);
		return NULL;
	}
	m->statistics = statistics_new(m->summary, m->perf);
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

static char *no_scheme(const struct measured *m, const char *scheme)
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

bool measured_keep(struct measured *m, const char *first, const char *second,
		   char **why)
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
		*why = alloc_printf("%s is compared with itself", first);
	else if (kept->nrows == nfirst)
		*why = no_scheme(m, second);
	if (*why) {
		table_free(kept);
		return false;
	}
	statistics_free(m->statistics);
	table_free(m->summary);
	m->summary = kept;
	m->statistics = statistics_new(m->summary, m->perf);
	return true;
}

void measured_free(struct measured *m)
{
	if (!m)
		return;
	statistics_free(m->statistics);
	table_free(m->summary);
	table_free(m->perf);
	table_free(m->timeline);
	table_free(m->environment);
	free(m->config);
	free(m->path);
	free(m);
}
