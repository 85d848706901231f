// SPDX-License-Identifier: GPL-2.0-only
#include "results/result_folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "results/columns.h"
#include "session/counter.h"

/* Without these a line is no run. */
static const enum summary_column needed[] = {
	COLUMN_run_id,
	COLUMN_repeat,
	COLUMN_scheme,
	COLUMN_valid,
};

static char *take_run(void *data, const struct csv_line *line)
{
	struct run_set *runs = data;
	struct run *run;
	char *why;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needed); i++)
		if (!line->cells[needed[i]].len)
			return alloc_printf("its column %s is empty",
					    summary_columns[needed[i]].name);
	run = run_new(line->cells);
	if (run_set_add(runs, run))
		return NULL;
	why = alloc_printf("there is a run %s with this repeat already",
			   run->run_id);
	run_free(run);
	return why;
}

static bool read_summary(struct result_folder *folder)
{
	struct csv_column columns[SUMMARY_COLUMNS];
	const struct csv_reader reader = {
		.columns = columns,
		.ncolumns = SUMMARY_COLUMNS,
		.line = take_run,
		.data = folder->runs,
	};
	char *path = result_folder_file(folder, "summary.csv");
	bool read;
	size_t i;

	for (i = 0; i < SUMMARY_COLUMNS; i++)
		columns[i] = (struct csv_column){
			.name = summary_columns[i].name,
			.number = *summary_columns[i].unit,
		};
	for (i = 0; i < ARRAY_SIZE(needed); i++)
		columns[needed[i]].needed = true;
	read = csv_read(path, &reader, &folder->complaints);
	free(path);
	return read;
}

static char *take_line(void *data, const struct csv_line *line)
{
	struct table *table = data;
	size_t row = table_add_row(table), i;

	for (i = 0; i < table->ncolumns; i++) {
		char *text = csv_text(&line->cells[i]);

		table_put(table, row, i, text);
		free(text);
	}
	return NULL;
}

static void read_environment(struct result_folder *folder)
{
	static const char *const names[] = {
		VMB_ENVIRONMENT_COLUMNS(VMB_COLUMN_NAME)
	};
#define COLUMN(name, unit, help) {#name, false, true},
	static const struct csv_column columns[] = {
		VMB_ENVIRONMENT_COLUMNS(COLUMN)};
#undef COLUMN
	const struct csv_reader reader = {
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.line = take_line,
		.data = table_new(names, ARRAY_SIZE(names)),
	};
	char *path = result_folder_file(folder, "environment.csv");

	folder->environment = reader.data;
	csv_read(path, &reader, &folder->complaints);
	free(path);
}

enum {
	PERF_ROLE = JOIN_NCOLUMNS,
	PERF_INDEX,
	PERF_EVENT,
	PERF_PER_OP,
};

/* Single threads have many more lines, which nothing uses. */
static char *take_perf(void *data, const struct csv_line *line)
{
	struct run_join *join = data;
	struct run *run = run_join_find(join, line);

	if (!csv_is(&line->cells[PERF_ROLE], "reader") ||
	    !csv_is(&line->cells[PERF_INDEX], "all"))
		return NULL;
	if (!run)
		return alloc_copy("its run is not in summary.csv");
	run_set_event(join->set, run, &line->cells[PERF_EVENT],
		      line->cells[PERF_PER_OP].number);
	return NULL;
}

static void read_perf(struct result_folder *folder)
{
	static const struct csv_column columns[] = {
		JOIN_COLUMNS,
		{"role", false, true},
		{"index", false, true},
		{"event", false, true},
		{"per_op", true, true},
	};
	struct run_join join = {0};
	const struct csv_reader reader = {
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.line = take_perf,
		.data = &join,
	};

	result_folder_join(folder, "perf.csv", &reader, &join);
}

/* Say why there are no runs. */
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

/* Return the folder of a path, or NULL with @why set. */
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
	folder->runs = run_set_new();
	err = read_summary(folder) ? 0 : errno;
	if (!folder->runs->n) {
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
	run_set_free(folder->runs);
	table_free(folder->environment);
	parse_warnings_free(&folder->complaints);
	free(folder->path);
	free(folder);
}

char *result_folder_file(const struct result_folder *folder, const char *name)
{
	return alloc_printf("%s/%s", folder->path, name);
}

bool result_folder_join(struct result_folder *folder, const char *name,
			const struct csv_reader *reader, struct run_join *join)
{
	char *path = result_folder_file(folder, name);
	bool read;

	join->set = folder->runs;
	read = csv_read(path, reader, &folder->complaints);
	if (read)
		run_join_end(join, path, &folder->complaints);
	free(path);
	return read;
}

const char *result_folder_environment(const struct result_folder *folder,
				      const char *key)
{
	long row = table_find(folder->environment, "key", key);

	return row < 0 ? "" : table_get(folder->environment, (size_t)row,
					"value");
}
