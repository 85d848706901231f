// SPDX-License-Identifier: GPL-2.0-only
#include "results/result_folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/csv_file.h"
#include "module/abi/columns.h"
#include "results/columns.h"
#include "results/run_index.h"
#include "session/counter.h"

#define COLUMN(name, unit, help) {#name, sizeof(unit) > 1, true},

static const struct csv_column environment_columns[] = {
	VMB_ENVIRONMENT_COLUMNS(COLUMN)};

static const struct csv_column perf_columns[] = {VMB_PERF_COLUMNS(COLUMN)};

#undef COLUMN
#define COLUMN(name, unit, help) {#name, sizeof(unit) > 1, false},

static const struct csv_column summary_columns[] = {
	VMB_SUMMARY_COLUMNS(COLUMN)};

#undef COLUMN

/* Without these a line is no run. */
static bool is_needed(const char *name)
{
	static const char *const names[] = {
		"run_id",
		"repeat",
		"scheme",
		"valid",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

struct taking {
	struct result_folder *folder;
	struct table *table;
	const struct csv_column *columns;
	size_t n;
	size_t run_id, repeat; /* of the summary and of perf.csv */
	size_t role, index;    /* of perf.csv */
};

static size_t find_column(const struct csv_column *columns, size_t n,
			  const char *name)
{
	size_t i;

	for (i = 0; i < n && strcmp(columns[i].name, name); i++)
		;
	return i;
}

static struct table *new_table(const struct csv_column *columns, size_t n)
{
	const char **names = alloc_zeroed(n, sizeof(*names));
	struct table *table;
	size_t i;

	for (i = 0; i < n; i++)
		names[i] = columns[i].name;
	table = table_new(names, n);
	free(names);
	return table;
}

static char *take_line(void *data, const struct csv_line *line)
{
	struct taking *taking = data;
	size_t row = table_add_row(taking->table), i;

	for (i = 0; i < taking->n; i++) {
		char *text;

		if (!line->cells[i].len)
			continue;
		text = csv_text(&line->cells[i]);
		table_put(taking->table, row, i, text);
		free(text);
	}
	return NULL;
}

static char *take_run(void *data, const struct csv_line *line)
{
	struct taking *taking = data;
	size_t i;

	for (i = 0; i < taking->n; i++)
		if (taking->columns[i].needed && !line->cells[i].len)
			return alloc_printf("its column %s is empty",
					    taking->columns[i].name);
	if (!run_index_add(taking->folder->index, &line->cells[taking->run_id],
			   &line->cells[taking->repeat], taking->table->nrows))
		return alloc_printf(
			"there is a run %.*s with this repeat already",
			(int)line->cells[taking->run_id].len,
			line->cells[taking->run_id].text);
	return take_line(data, line);
}

/* Of the threads one by one there is far more, and nobody asks. */
static char *take_perf(void *data, const struct csv_line *line)
{
	struct taking *taking = data;

	if (!csv_is(&line->cells[taking->role], "reader") ||
	    !csv_is(&line->cells[taking->index], "all"))
		return NULL;
	if (run_index_find(taking->folder->index, &line->cells[taking->run_id],
			   &line->cells[taking->repeat]) == NO_RUN)
		return alloc_copy("its run is not in summary.csv");
	return take_line(data, line);
}

static bool read_table(struct taking *taking, const char *name,
		       char *(*take)(void *data, const struct csv_line *line))
{
	const struct csv_reader reader = {
		.columns = taking->columns,
		.ncolumns = taking->n,
		.line = take,
		.data = taking,
	};
	char *path = result_folder_file(taking->folder, name);
	bool read;

	read = csv_read(path, &reader, &taking->folder->complaints);
	free(path);
	return read;
}

static void read_perf(struct result_folder *folder)
{
	struct taking taking = {
		.folder = folder,
		.columns = perf_columns,
		.n = ARRAY_SIZE(perf_columns),
	};

	taking.run_id = find_column(taking.columns, taking.n, "run_id");
	taking.repeat = find_column(taking.columns, taking.n, "repeat");
	taking.role = find_column(taking.columns, taking.n, "role");
	taking.index = find_column(taking.columns, taking.n, "index");
	folder->perf = new_table(taking.columns, taking.n);
	taking.table = folder->perf;
	read_table(&taking, "perf.csv", take_perf);
}

static void read_environment(struct result_folder *folder)
{
	struct taking taking = {
		.folder = folder,
		.columns = environment_columns,
		.n = ARRAY_SIZE(environment_columns),
	};

	folder->environment = new_table(taking.columns, taking.n);
	taking.table = folder->environment;
	read_table(&taking, "environment.csv", take_line);
}

static bool read_summary(struct result_folder *folder)
{
	struct csv_column columns[ARRAY_SIZE(summary_columns)];
	struct taking taking = {
		.folder = folder,
		.columns = columns,
		.n = ARRAY_SIZE(columns),
	};
	size_t i;

	memcpy(columns, summary_columns, sizeof(columns));
	for (i = 0; i < taking.n; i++)
		columns[i].needed = is_needed(columns[i].name);
	folder->summary = new_table(taking.columns, taking.n);
	taking.table = folder->summary;
	taking.run_id = find_column(taking.columns, taking.n, "run_id");
	taking.repeat = find_column(taking.columns, taking.n, "repeat");
	return read_table(&taking, "summary.csv", take_run);
}

/* Why there are no runs, as one sentence. */
static char *why_none(const struct result_folder *folder, int err)
{
	const struct parse_warnings *complaints = &folder->complaints;
	struct stat st;

	if (complaints->n)
		return alloc_printf("%s: no run in it can be read: %s",
				    folder->path, complaints->v[0]);
	if (stat(folder->path, &st))
		return alloc_printf("cannot read %s: %s", folder->path,
				    strerror(errno));
	if (err == ENOENT)
		return alloc_printf(
			"%s has no summary.csv, so it is not what 'vmabench run' writes; give the directory that 'reports:' names",
			folder->path);
	return alloc_printf("%s/summary.csv has no runs; give a folder that has some",
			    folder->path);
}

/* The folder a path stands for; NULL with @why: for none. */
static char *folder_of(const char *path, char **why)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	struct stat st;

	*why = NULL;
	if (stat(path, &st) || S_ISDIR(st.st_mode))
		return alloc_copy(path);
	if (strcmp(name, "summary.csv")) {
		*why = alloc_printf("%s is not called summary.csv; give a run folder, or its summary.csv",
				    path);
		return NULL;
	}
	return slash ? alloc_printf("%.*s", (int)(slash - path), path) :
		       alloc_copy(".");
}

struct result_folder *result_folder_read(const char *path, char **why)
{
	char *dir = folder_of(path, why);
	struct result_folder *folder;
	int err;

	if (!dir)
		return NULL;
	folder = alloc_zeroed(1, sizeof(*folder));
	folder->path = dir;
	folder->index = run_index_new();
	err = read_summary(folder) ? 0 : errno;
	if (!folder->summary->nrows) {
		*why = why_none(folder, err);
		result_folder_free(folder);
		return NULL;
	}
	read_environment(folder);
	read_perf(folder);
	return folder;
}

void result_folder_free(struct result_folder *folder)
{
	if (!folder)
		return;
	table_free(folder->summary);
	table_free(folder->environment);
	table_free(folder->perf);
	run_index_free(folder->index);
	parse_warnings_free(&folder->complaints);
	free(folder->path);
	free(folder);
}

char *result_folder_file(const struct result_folder *folder, const char *name)
{
	return alloc_printf("%s/%s", folder->path, name);
}

const char *result_folder_environment(const struct result_folder *folder,
				      const char *key)
{
	const struct table *table = folder->environment;
	size_t row;

	for (row = 0; row < table->nrows; row++)
		if (!strcmp(table_get(table, row, "key"), key))
			return table_get(table, row, "value");
	return "";
}
