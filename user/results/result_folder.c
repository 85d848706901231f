// SPDX-License-Identifier: GPL-2.0-only
#include "results/result_folder.h"

#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "results/columns.h"

/* Without these a line is no run. */
static const enum summary_column needed[] = {
	COLUMN_run_id,
	COLUMN_repeat,
	COLUMN_scheme,
	COLUMN_valid,
};

static const enum summary_column key_columns[RUN_KEYS] = {
	COLUMN_job,
#define KEY(name, ...) COLUMN_##name,
	VMB_KNOBS(KEY, KEY, KEY, KEY)
#undef KEY
};

static const char *keep(char **end, const struct csv_cell *cell)
{
	char *text = *end;

	memcpy(text, cell->text, cell->len);
	*end += cell->len + 1;
	return text;
}

static struct run *new_run(const struct csv_cell *cells)
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
	run->steady_reason = keep(&end, &cells[COLUMN_steady_reason]);
	run->disturbed_reason = keep(&end, &cells[COLUMN_disturbed_reason]);
	for (i = 0; i < RUN_KEYS; i++)
		run->key[i] = keep(&end, &cells[key_columns[i]]);
	for (i = 0; i < SUMMARY_COLUMNS; i++)
		run->column[i] = cells[i].number;
	run->repeat = run->column[COLUMN_repeat];
	run->valid = run->column[COLUMN_valid] == 1;
	return run;
}

static int by_run_id(const void *a, const void *b)
{
	const struct run *x = a, *y = b;
	int order = strcmp(x->run_id, y->run_id);

	return order ?: (x->repeat > y->repeat) - (x->repeat < y->repeat);
}

static char *take_run(void *data, const struct csv_line *line)
{
	struct result_folder *folder = data;
	struct run_set *runs = &folder->runs;
	struct run *run;
	char *why;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needed); i++)
		if (!line->cells[needed[i]].len)
			return alloc_printf("its column %s is empty",
					    summary_columns[needed[i]].name);
	run = new_run(line->cells);
	if (*(struct run **)tsearch(run, &folder->tree, by_run_id) != run) {
		why = alloc_printf("there is a run %s with this repeat already",
				   run->run_id);
		free(run);
		return why;
	}
	/* There is room for a power of two. */
	if (!(runs->n & (runs->n - 1)))
		runs->v = alloc_grow(runs->v, runs->n ? 2 * runs->n : 1,
				     sizeof(*runs->v));
	run->number = runs->n;
	runs->v[runs->n++] = run;
	return NULL;
}

static bool read_summary(struct result_folder *folder)
{
	struct csv_column columns[SUMMARY_COLUMNS];
	const struct csv_reader reader = {
		.columns = columns,
		.ncolumns = SUMMARY_COLUMNS,
		.line = take_run,
		.data = folder,
	};
	auto_free char *path = result_folder_file(folder, "summary.csv");
	size_t i;

	folder->runs.metrics = alloc_zeroed(METRICS, sizeof(*metrics));
	memcpy(folder->runs.metrics, metrics, sizeof(metrics));
	folder->runs.nmetrics = METRICS;
	for (i = 0; i < SUMMARY_COLUMNS; i++)
		columns[i] = (struct csv_column){
			.name = summary_columns[i].name,
			.number = *summary_columns[i].unit,
		};
	for (i = 0; i < ARRAY_SIZE(needed); i++)
		columns[needed[i]].needed = true;
	return csv_read(path, &reader, &folder->complaints);
}

static char *take_line(void *data, const struct csv_line *line)
{
	struct table *table = data;
	size_t row = table_add_row(table), i;

	for (i = 0; i < table->ncolumns; i++) {
		auto_free char *text = csv_text(&line->cells[i]);

		table_put(table, row, i, text);
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
	auto_free char *path = result_folder_file(folder, "environment.csv");

	folder->environment = reader.data;
	csv_read(path, &reader, &folder->complaints);
}

static struct run *find_run(const struct result_folder *folder,
			    const struct csv_cell *cells)
{
	auto_free char *run_id = csv_text(&cells[0]);
	struct run wanted = {.run_id = run_id, .repeat = cells[1].number};
	struct run **found = tfind(&wanted, &folder->tree, by_run_id);

	return found ? *found : NULL;
}

struct run *run_join_find(struct run_join *join, const struct csv_line *line)
{
	const struct csv_cell *cells = line->cells;

	if (!join->run || join->run->repeat != cells[1].number ||
	    !csv_is(&cells[0], join->run->run_id))
		join->run = find_run(join->folder, cells);
	return join->run;
}

struct run *run_join_line(struct run_join *join, const struct csv_line *line)
{
	run_join_find(join, line);
	join->strange += !join->run;
	return join->run;
}

bool run_join_read(struct run_join *join, const char *name)
{
	auto_free char *path = result_folder_file(join->folder, name);
	bool read;

	join->reader.data = join;
	read = csv_read(path, &join->reader, &join->folder->complaints);
	if (join->strange)
		complain(&join->folder->complaints, path, 0,
			 "%zu lines belong to runs that are not in summary.csv, or whose lines there are damaged; they are left out",
			 join->strange);
	return read;
}

enum { PERF_ROLE = JOIN_NCOLUMNS, PERF_INDEX, PERF_EVENT, PERF_PER_OP };

/* Add an event that all readers of a run counted. */
static void add_event(struct run_set *set, struct run *run,
		      const struct csv_cell *event, double per_lookup)
{
	size_t i = METRICS;

	while (i < set->nmetrics && !csv_is(event, set->metrics[i].event))
		i++;
	if (i == set->nmetrics) {
		char *name = csv_text(event);

		*alloc_more(set->metrics, set->nmetrics) = (struct metric){
			.name = alloc_printf("%s_per_lookup", name),
			.event = name,
			.better = BETTER_LOWER,
			.decimals = 4,
		};
	}
	*alloc_more(run->events, run->nevents) =
		(struct run_event){i, per_lookup};
}

/* Single threads have many more lines, which nothing uses. */
static char *take_perf(void *data, const struct csv_line *line)
{
	struct run_join *join = data;
	const struct csv_cell *cells = line->cells;
	struct run *run = run_join_find(join, line);

	if (!csv_is(&cells[PERF_ROLE], "reader") ||
	    !csv_is(&cells[PERF_INDEX], "all"))
		return NULL;
	if (!run)
		return alloc_copy("its run is not in summary.csv");
	add_event(&join->folder->runs, run, &cells[PERF_EVENT],
		  cells[PERF_PER_OP].number);
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
	struct run_join join = RUN_JOIN(folder, columns, take_perf);

	run_join_read(&join, "perf.csv");
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
	err = read_summary(folder) ? 0 : errno;
	if (!folder->runs.n) {
		*why = why_none(folder, err);
		result_folder_free(folder);
		return NULL;
	}
	read_environment(folder);
	read_perf(folder);
	return folder;
}

static void free_run(void *node)
{
	struct run *run = node;

	free(run->events);
	free(run);
}

void result_folder_free(struct result_folder *folder)
{
	size_t i;

	if (!folder)
		return;
	for (i = METRICS; i < folder->runs.nmetrics; i++) {
		free((char *)folder->runs.metrics[i].name);
		free((char *)folder->runs.metrics[i].event);
	}
	free(folder->runs.metrics);
	free(folder->runs.v);
	tdestroy(folder->tree, free_run);
	table_free(folder->environment);
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
	long row = table_find(folder->environment, "key", key);

	return row < 0 ? "" : table_get(folder->environment, (size_t)row,
					"value");
}
