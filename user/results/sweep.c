// SPDX-License-Identifier: GPL-2.0-only
#include "results/sweep.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/fingerprint.h"
#include "host/kconfig.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/csv_file.h"
#include "lib/number.h"
#include "lib/say.h"
#include "plan/dry_run.h"
#include "results/env_diff.h"
#include "results/env_snapshot.h"
#include "results/run.h"
#include "session/job_check.h"

/* Marks the folder of a sweep; holds the fingerprint of the job file. */
#define SWEEP_MARK ".sweep"

/*
 * Create the folder of a new sweep.  No file has its name before the first run
 * is done.  If no run is done, nothing is left.
 */
static enum exitcode store_begin(struct store *store, const char *path,
			  const struct ini *ini, struct table *environment)
{
	char *job_file = fingerprint(ini->text, ini->len);
	enum exitcode code;

	*store = (struct store){.id = record_id()};
	store->path = path ? alloc_copy(path) :
			     alloc_printf("results/%s", store->id);
	code = result_writer_open(store->path, &store->folder);
	if (!code) {
		result_writer_resumable(store->folder);
		if (!env_snapshot_save(store->folder, environment) ||
		    !result_writer_put(store->folder, SWEEP_JOB_FILE, ini->text,
				       ini->len) ||
		    !result_writer_put(store->folder, SWEEP_MARK, job_file,
				       strlen(job_file)))
			code = VMB_FAILED;
	}
	free(job_file);
	return code;
}

/* Check the folder's copy of the job file, and the one that was given. */
static enum exitcode compare_job_files(const struct store *store,
				       const struct ini *given,
				       const struct ini *own)
{
	char *mark = result_writer_read(store->folder, SWEEP_MARK, NULL);
	char *seen = fingerprint(own->text, own->len);
	/* Older versions marked the folder with a journal that names it too. */
	bool same = mark && strstr(mark, seen);

	free(seen);
	free(mark);
	if (!same) {
		say("%s is not the job file this sweep began with; restore it, or begin a new sweep with --output",
		    own->path);
		return VMB_USAGE;
	}
	if (given && ini_differing_line(given, own)) {
		say("%s:%d: is not what the sweep in %s began with, see %s; leave the job file out to continue with that one, or begin a new sweep with --output",
		    given->path, ini_differing_line(given, own), store->path,
		    own->path);
		return VMB_USAGE;
	}
	return VMB_OK;
}

/* Reading one file of the folder. */
struct scan {
	struct store *store;
	enum result_file file;
	size_t run_id; /* number of the column */
	struct parse_warnings warnings;
	size_t last;   /* run with rows in the file */
	bool interior; /* a damaged row is not the last one */
};

/* Return the N of ID-N, the run_id of a run; 0: another sweep's. */
static size_t run_number(const struct store *store, const char *run_id,
			 size_t len)
{
	size_t id = strlen(store->id);
	double number;

	if (len <= id || memcmp(run_id, store->id, id) || run_id[id] != '-' ||
	    !decimal_parse(run_id + id + 1, len - id - 1, &number))
		return 0;
	return (size_t)number;
}

/* Count a run of summary.csv. Each has one row, in the order of the sweep. */
static char *count_run(void *data, const struct csv_line *line)
{
	struct scan *scan = data;
	struct store *store = scan->store;
	const struct csv_cell *cell = &line->cells[scan->run_id];
	char *dash;

	if (!store->id) {
		store->id = csv_text(cell);
		dash = strrchr(store->id, '-');
		if (dash)
			*dash = '\0';
	}
	/* A row that was not written to its end is the last one. */
	scan->interior = scan->warnings.n;
	if (scan->interior)
		return NULL;
	if (run_number(store, cell->text, cell->len) != store->nruns + 1)
		return alloc_printf("it is not run %zu of this sweep",
				    store->nruns + 1);
	store->nruns++;
	store->ends = alloc_grow(store->ends, store->nruns + 1,
				 sizeof(*store->ends));
	memset(store->ends[store->nruns], 0, sizeof(*store->ends));
	store->ends[store->nruns][RESULT_SUMMARY] = line->end;
	return NULL;
}

/* Note where the rows of a run end in another file. */
static char *find_end(void *data, const struct csv_line *line)
{
	struct scan *scan = data;
	struct store *store = scan->store;
	const struct csv_cell *cell = &line->cells[scan->run_id];
	size_t run = run_number(store, cell->text, cell->len);

	if (run && run <= store->nruns) {
		store->ends[run][scan->file] = line->end;
		scan->last = run;
	}
	return NULL;
}

/*
 * Return the run of what follows the rows of runs in summary.csv: a row that
 * is damaged or of a later run. 0: nothing follows, or it is of no run.
 */
static size_t run_behind(const struct scan *scan, const char *path)
{
	size_t end = scan->store->ends[scan->last][scan->file];
	char text[200] = "", *run_id, *comma;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || pread(fd, text, sizeof(text) - 1, (off_t)end) < 0)
		*text = '\0';
	if (fd >= 0)
		close(fd);
	/* csv_version is the first column. */
	run_id = strchr(text, ',');
	comma = run_id ? strchr(++run_id, ',') : NULL;
	if (comma)
		return run_number(scan->store, run_id,
				  (size_t)(comma - run_id));
	return *text ? scan->last + 1 : 0;
}

static void scan_summary(struct scan *scan)
{
#define COLUMN(name, unit, ...) {#name, sizeof(unit) > 1, true},
	static const struct csv_column columns[] = {
		VMB_SUMMARY_COLUMNS(COLUMN)};
#undef COLUMN
	const struct csv_reader reader = {
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.line = count_run,
		.data = scan,
	};
	char *path = result_writer_find(scan->store->folder,
					result_file_name(RESULT_SUMMARY));

	scan->run_id = COLUMN_run_id;
	csv_read(path, &reader, &scan->warnings);
	free(path);
}

/* Find the rows of runs in a file; a run that is cut off there is not whole. */
static void scan_file(struct scan *scan)
{
	static const struct csv_column column = {"run_id", false, true};
	const struct csv_reader reader = {
		.columns = &column,
		.ncolumns = 1,
		.line = find_end,
		.data = scan,
	};
	struct store *store = scan->store;
	char *path = result_writer_find(store->folder,
					result_file_name(scan->file));
	size_t (*ends)[RESULT_FILES] = store->ends, run;

	csv_read(path, &reader, &scan->warnings);
	run = run_behind(scan, path);
	if (run && run <= store->nruns)
		store->nruns = run - 1;
	for (run = 1; run <= store->nruns; run++) {
		if (ends[run][scan->file])
			continue;
		ends[run][scan->file] = ends[run - 1][scan->file];
		/* Every run has rows in threads.csv. */
		if (scan->file == RESULT_THREADS)
			store->nruns = run - 1;
	}
	free(path);
}

/* Find the runs that are whole in all files, from the first. */
static enum exitcode find_runs(struct store *store)
{
	struct scan scan = {.store = store};
	size_t before;

	store->ends = alloc_zeroed(1, sizeof(*store->ends));
	scan_summary(&scan);
	if (scan.interior)
		say("--resume: runs would be lost: %s; begin a new sweep with --output",
		    scan.warnings.v[0]);
	parse_warnings_free(&scan.warnings);
	if (scan.interior)
		return VMB_FAILED;
	before = store->nruns;
	for (scan.file = RESULT_SUMMARY + 1; scan.file < RESULT_FILES;
	     scan.file++) {
		scan.run_id = scan.last = 0;
		scan_file(&scan);
		parse_warnings_free(&scan.warnings);
	}
	if (!store->nruns) {
		say("--resume: no run in %s is whole in all files; begin a new sweep with --output",
		    store->path);
		return VMB_FAILED;
	}
	if (store->nruns < before)
		say_note("files in %s lack rows of runs in summary.csv: the last %zu runs are done again",
			 store->path, before - store->nruns);
	return VMB_OK;
}

enum exitcode store_open(struct store *store, const char *path,
			 const struct ini *given, struct ini **ini)
{
	enum exitcode code;
	char *file, *why;

	*store = (struct store){.path = alloc_copy(path)};
	*ini = NULL;
	code = result_writer_reopen(path, &store->folder);
	if (code)
		return code;
	if (!store_is_begun(path)) {
		say("--resume: %s holds no sweep that was begun; begin one with --output",
		    path);
		return VMB_USAGE;
	}
	file = alloc_printf("%s/" SWEEP_JOB_FILE, path);
	*ini = ini_read(file, &why);
	free(file);
	if (!*ini) {
		say("%s", why);
		free(why);
		return VMB_USAGE;
	}
	code = compare_job_files(store, given, *ini);
	return code ?: find_runs(store);
}

bool store_is_begun(const char *path)
{
	char *mark = alloc_printf("%s/" SWEEP_MARK, path);
	bool begun = !access(mark, F_OK);

	free(mark);
	return begun;
}

/* Return how the kernel's configuration differs, or NULL. */
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

/* Return the first difference to where the folder was measured, or NULL. */
static char *difference(const struct store *store, const struct table *now)
{
	struct env_diffs diffs;
	struct table *then;
	char *text, *why = NULL;
	size_t len;

	text = result_writer_read(store->folder, RECORD_ENVIRONMENT, &len);
	then = text ? table_parse(text, len) : NULL;
	free(text);
	if (!then)
		return alloc_copy("its " RECORD_ENVIRONMENT
				  ", which says where it was measured, cannot be read");
	diffs = env_diff_find(then, now, ENV_RESUME);
	if (diffs.n)
		why = alloc_printf("%s was '%s' and is '%s' now",
				   diffs.v[0].key, diffs.v[0].one,
				   diffs.v[0].other);
	free(diffs.v);
	table_free(then);
	return why ?: config_difference(store->folder);
}

/*
 * Check that runs on this machine can be added: kernel, its configuration,
 * machine, its settings, module and driver must be the same.
 */
static enum exitcode store_compare(const struct store *store,
			    const struct table *environment)
{
	char *why = difference(store, environment);

	if (!why)
		return VMB_OK;
	say("--resume: %s cannot be continued here: %s; results of both must not be mixed, so continue where it is as it was, or begin a new sweep with --output",
	    store->path, why);
	free(why);
	return VMB_USAGE;
}

/* Read the rows that a file has of the whole runs. */
static bool read_rows(const struct store *store, enum result_file file,
		      struct table **table)
{
	const char *name = result_file_name(file);
	size_t end = store->ends[store->nruns][file], len;
	char *text;

	if (!end)
		return true;
	text = result_writer_read(store->folder, name, &len);
	*table = text && len >= end ? table_parse(text, end) : NULL;
	free(text);
	if (!*table)
		say("--resume: %s/%s is damaged; begin a new sweep with --output",
		    store->path, name);
	return *table;
}

/* Prepare the files for more runs, and pass those that are done to @loop. */
static enum exitcode store_take_up(struct store *store, struct run_loop *loop)
{
	const size_t *ends = store->ends[store->nruns];
	struct table **tables = loop->rows.tables;
	int i;

	/* Damaged files are left as they are. */
	if (!read_rows(store, RESULT_SUMMARY, &tables[RESULT_SUMMARY]) ||
	    !read_rows(store, RESULT_PERF, &tables[RESULT_PERF]))
		return VMB_FAILED;
	/* summary.csv first: it must not name runs that others lack. */
	for (i = 0; i < RESULT_FILES; i++)
		if (ends[i] && !result_writer_cut(store->folder,
						  result_file_name(i), ends[i]))
			return VMB_FAILED;
	loop->ndone = store->nruns;
	return VMB_OK;
}

static void store_close(struct store *store)
{
	result_writer_close(store->folder);
	free(store->ends);
	free(store->path);
	free(store->id);
	*store = (struct store){0};
}

enum exitcode sweep_read(struct sweep *sweep, struct ini *ini,
			 const struct knobs *knobs, const struct table *schemes,
			 char **why)
{
	enum exitcode code;

	code = job_file_parse(&sweep->jobs, ini, knobs, schemes,
			      job_file_cpus(), why);
	return code ?: job_check(&sweep->jobs, sweep->dir, why);
}

enum exitcode sweep_prepare(struct sweep *sweep, const char *output, bool dry,
			    char **why)
{
	struct table *environment;
	const struct job *failed;
	enum exitcode code;

	code = tuning_begin(&sweep->machine, &sweep->jobs.batch, &failed, why);
	if (code) {
		*why = job_file_sentence(&sweep->jobs, failed, *why);
		return code;
	}
	*why = NULL;
	environment = env_snapshot(sweep->dir, sweep->argc, sweep->argv,
				   &sweep->machine, &sweep->jobs.batch);
	if (sweep->store.folder) {
		code = store_compare(&sweep->store, environment);
		if (!code && dry)
			sweep->loop.ndone = sweep->store.nruns;
		else if (!code)
			code = store_take_up(&sweep->store, &sweep->loop);
	} else if (!dry) {
		code = store_begin(&sweep->store, output, sweep->jobs.ini,
				   environment);
	}
	table_free(environment);
	return code;
}

static void announce(const struct sweep *sweep)
{
	size_t ndone = sweep->loop.ndone, n = sweep->jobs.batch.nruns;
	char *count;

	if (ndone)
		say_note("%zu of %zu runs are done already", ndone, n);
	if (ndone == n)
		return;
	count = dry_run_count(&sweep->jobs.batch, ndone);
	say_note("%s; reports: %s", count, sweep->store.path);
	free(count);
}

enum exitcode sweep_measure(struct sweep *sweep, bool quiet)
{
	struct run_loop *loop = &sweep->loop;

	announce(sweep);
	batch_explain_events(&sweep->jobs.batch);
	loop->batch = &sweep->jobs.batch;
	loop->dir = sweep->dir;
	loop->id = sweep->store.id;
	loop->folder = sweep->store.folder;
	loop->machine = &sweep->machine;
	return run_loop_go(loop, quiet);
}

void sweep_close(struct sweep *sweep)
{
	tuning_end(&sweep->machine);
	store_close(&sweep->store);
	results_free(&sweep->loop.rows);
	job_file_free(&sweep->jobs);
	*sweep = (struct sweep){0};
}
