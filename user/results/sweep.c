// SPDX-License-Identifier: GPL-2.0-only
#include "results/sweep.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/fingerprint.h"
#include "host/kconfig.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/csv_file.h"
#include "lib/number.h"
#include "lib/read_file.h"
#include "plan/dry_run.h"
#include "results/env_diff.h"
#include "results/env_snapshot.h"
#include "results/metric.h"

/* Marks the folder of a sweep; holds the fingerprint of the job file. */
#define SWEEP_MARK ".sweep"

/*
 * Create the folder of a new sweep.  No file has its name before the first run
 * is done.  If no run is done, nothing is left.
 */
static enum exitcode begin(struct sweep *sweep, const char *output)
{
	const struct ini *ini = sweep->jobs.ini;
	enum exitcode code = run_loop_open(&sweep->loop, output, true);
	struct result_writer *folder = sweep->loop.folder;
	auto_free char *mark = fingerprint(ini->text, ini->len);

	if (!code &&
	    (!result_writer_put(folder, SWEEP_JOB_FILE, ini->text, ini->len) ||
	     !result_writer_put(folder, SWEEP_MARK, mark, strlen(mark))))
		code = VMB_FAILED;
	return code;
}

/* Read a file that has its name since the first run. */
static char *read_kept(const struct sweep *sweep, const char *name, size_t *len)
{
	auto_free char *path = alloc_printf("%s/%s", sweep->loop.path, name);

	return read_file(path, len);
}

/* Check the folder's copy of the job file, and the one that was given. */
static enum exitcode compare_job_files(const struct sweep *sweep,
				       const struct ini *given,
				       const struct ini *own)
{
	auto_free char *mark = read_kept(sweep, SWEEP_MARK, NULL);
	auto_free char *seen = fingerprint(own->text, own->len);
	bool same = mark && !strcmp(mark, seen);
	int line = given ? ini_differing_line(given, own) : 0;

	if (!same)
		say("%s is not the job file this sweep began with; restore it, or begin a new sweep with --output",
		    own->path);
	else if (line)
		say("%s:%d: is not what the sweep in %s began with, see %s; leave the job file out to continue with that one, or begin a new sweep with --output",
		    given->path, line, sweep->loop.path, own->path);
	return same && !line ? VMB_OK : VMB_USAGE;
}

/* Reading the files of the folder, one after the other. */
struct scan {
	struct run_loop *loop;
	size_t nruns; /* from the first, that are whole in the files so far */
	size_t *ends; /* of their rows, by file; 0: there are none */
	enum result_file file;
	struct parse_warnings warnings;
	size_t last;   /* run with rows in the file */
	bool other_version;
	bool interior; /* a damaged row is not the last one */
};

/* Return the N of ID-N, the run_id of a run; 0: another sweep's. */
static size_t run_number(const struct scan *scan, const char *run_id,
			 size_t len)
{
	const char *id = scan->loop->id;
	size_t start = strlen(id) + 1;
	double number;

	if (len < start || memcmp(run_id, id, start - 1) ||
	    run_id[start - 1] != '-' ||
	    !decimal_parse(run_id + start, len - start, &number))
		return 0;
	return number_as_count(number);
}

/* Count a run of summary.csv. Each has one row, in the order of the sweep. */
static char *count_run(void *data, const struct csv_line *line)
{
	struct scan *scan = data;
	const struct csv_cell *cell = &line->cells[COLUMN_run_id];
	char *dash;
	size_t run;

	if (!scan->loop->id) {
		scan->loop->id = csv_text(cell);
		dash = strrchr(scan->loop->id, '-');
		if (dash)
			*dash = '\0';
	}
	run = run_number(scan, cell->text, cell->len);
	/* A row that was not written to its end is the last one. */
	scan->interior = scan->warnings.n;
	if (scan->interior || run > scan->nruns)
		return NULL;
	if (run != scan->last + 1)
		return alloc_printf("it is not run %zu of this sweep",
				    scan->last + 1);
	scan->last = run;
	scan->ends[RESULT_SUMMARY] = line->end;
	scan->loop->notes = alloc_grow(scan->loop->notes, run,
				       sizeof(*scan->loop->notes));
	scan->loop->notes[run - 1] = (struct run_note){
		.disturbed = line->cells[COLUMN_disturbed].number == 1,
	};
	return NULL;
}

/* Note where the rows of whole runs end in another file. */
static char *find_end(void *data, const struct csv_line *line)
{
	struct scan *scan = data;
	const struct csv_cell *cell = &line->cells[0];
	size_t run = run_number(scan, cell->text, cell->len);
	bool gap = scan->file == RESULT_THREADS && run > scan->last + 1;

	if (run && run <= scan->nruns && !gap) {
		scan->ends[scan->file] = line->end;
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
	size_t end = scan->ends[scan->file];
	char text[200] = "", *run_id, *comma;
	int fd = read_file_open(path);

	if (fd < 0 || pread(fd, text, sizeof(text) - 1, (off_t)end) < 0)
		*text = '\0';
	if (fd >= 0)
		close(fd);
	/* csv_version is the first column. */
	run_id = strchr(text, ',');
	comma = run_id ? strchr(++run_id, ',') : NULL;
	if (comma)
		return run_number(scan, run_id, (size_t)(comma - run_id));
	return *text ? scan->last + 1 : 0;
}

/* Read a file. The runs that are cut off there are not whole. */
static void scan_file(struct scan *scan, const struct csv_reader *reader)
{
	auto_free char *path = result_writer_find(scan->loop->folder,
						  result_file_name(scan->file));
	size_t run;

	parse_warnings_free(&scan->warnings);
	scan->last = 0;
	scan->ends[scan->file] = 0;
	csv_read(path, reader, &scan->warnings);
	scan->other_version = errno == EPROTONOSUPPORT;
	run = scan->file == RESULT_SUMMARY ? 0 : run_behind(scan, path);
	if (run && run <= scan->nruns)
		scan->nruns = run - 1;
	/* Every run has rows in these two. */
	if ((scan->file == RESULT_SUMMARY || scan->file == RESULT_THREADS) &&
	    scan->last < scan->nruns)
		scan->nruns = scan->last;
}

/*
 * Find the runs that are whole in all files, from the first. A file that has
 * fewer than those before it, as only a crash leaves it, starts this over.
 */
static enum exitcode count_runs(struct sweep *sweep)
{
#define COLUMN(name, unit, ...) {#name, sizeof(unit) > 1, true},
	static const struct csv_column columns[] = {
		VMB_SUMMARY_COLUMNS(COLUMN)};
#undef COLUMN
	static const struct csv_column run_id = {"run_id", false, true};
	struct run_loop *loop = &sweep->loop;
	struct scan scan = {
		.loop = loop,
		.nruns = SIZE_MAX,
		.ends = sweep->ends,
	};
	const struct csv_reader summary = {
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.line = count_run,
		.data = &scan,
	}, other = {
		.columns = &run_id,
		.ncolumns = 1,
		.line = find_end,
		.data = &scan,
	};
	size_t in_summary;

	scan_file(&scan, &summary);
	in_summary = scan.nruns;
	while (!scan.interior && scan.nruns && ++scan.file < RESULT_FILES) {
		loop->ndone = scan.nruns;
		scan_file(&scan, &other);
		if (scan.nruns < loop->ndone) {
			scan.file = RESULT_SUMMARY;
			scan_file(&scan, &summary);
		}
	}
	loop->ndone = scan.nruns;
	if (scan.other_version)
		say("--resume: %s", scan.warnings.v[0]);
	else if (scan.interior)
		say("--resume: runs would be lost: %s; begin a new sweep with --output",
		    scan.warnings.v[0]);
	else if (!loop->ndone)
		say("--resume: no run in %s is whole in all files; begin a new sweep with --output",
		    loop->path);
	else if (loop->ndone < in_summary)
		say_note("files in %s lack rows of runs in summary.csv: the last %zu runs are done again",
			 loop->path, in_summary - loop->ndone);
	parse_warnings_free(&scan.warnings);
	return scan.interior || !loop->ndone ? VMB_FAILED : VMB_OK;
}

enum exitcode sweep_reopen(struct sweep *sweep, const char *path,
			   const struct ini *given, struct ini **ini)
{
	auto_free char *file = alloc_printf("%s/" SWEEP_JOB_FILE, path);
	enum exitcode code;
	char *why;

	sweep->loop.path = alloc_copy(path);
	*ini = NULL;
	code = result_writer_reopen(path, &sweep->loop.folder);
	if (code)
		return code;
	if (!sweep_is_begun(path)) {
		say("--resume: %s holds no sweep that was begun; begin one with --output",
		    path);
		return VMB_USAGE;
	}
	*ini = ini_read(file, &why);
	if (!*ini)
		return say_error(why, VMB_USAGE);
	return compare_job_files(sweep, given, *ini) ?: count_runs(sweep);
}

bool sweep_is_begun(const char *path)
{
	auto_free char *mark = alloc_printf("%s/" SWEEP_MARK, path);

	return !access(mark, F_OK);
}

/* Return how the kernel's configuration differs, or NULL. */
static char *config_difference(const struct sweep *sweep)
{
	size_t now_len = 0, then_len = 0;
	const char *name;
	auto_free char *now = kconfig_file(&name, &now_len);
	auto_free char *then = read_kept(sweep, "kernel-config", &then_len) ?:
		     read_kept(sweep, "kernel-config.gz", &then_len);
	bool same = now && then ? now_len == then_len &&
				  !memcmp(now, then, now_len) :
				  !now && !then;

	return same ? NULL :
		      alloc_copy("the configuration of the kernel is another");
}

static void keep_first(void *data, const char *key, const char *then,
		       const char *now)
{
	char **why = data;

	if (!*why)
		*why = alloc_printf("%s was '%s' and is '%s' now", key, then,
				    now);
}

/* Return the first difference to where the folder was measured, or NULL. */
static char *difference(const struct sweep *sweep, const struct table *now)
{
	size_t len;
	auto_free char *text = read_kept(sweep, RECORD_ENVIRONMENT, &len);
	struct table *then = text ? table_parse(text, len) : NULL;
	char *why = NULL;

	if (!then)
		return alloc_copy("its " RECORD_ENVIRONMENT
				  ", which says where it was measured, cannot be read");
	env_diff_find(then, now, ENV_RESUME, keep_first, &why);
	table_free(then);
	return why ?: config_difference(sweep);
}

/*
 * Check that runs on this machine can be added: kernel, its configuration,
 * machine, its settings, module and driver must be the same.
 */
static enum exitcode compare_machine(const struct sweep *sweep)
{
	struct table *now = run_loop_environment(&sweep->loop);
	auto_free char *why = difference(sweep, now);

	table_free(now);
	if (!why)
		return VMB_OK;
	say("--resume: %s cannot be continued here: %s; results of both must not be mixed, so continue where it is as it was, or begin a new sweep with --output",
	    sweep->loop.path, why);
	return VMB_USAGE;
}

/* Cut off the rows of runs that are not whole. */
static enum exitcode cut_files(const struct sweep *sweep)
{
	int i;

	/* summary.csv first: it must not name runs that others lack. */
	for (i = 0; i < RESULT_FILES; i++)
		if (sweep->ends[i] &&
		    !result_writer_cut(sweep->loop.folder, result_file_name(i),
				       sweep->ends[i]))
			return VMB_FAILED;
	return VMB_OK;
}

enum exitcode sweep_read(struct sweep *sweep, struct ini *ini,
			 const struct knobs *knobs, const struct table *schemes,
			 char **why)
{
	const struct job *failed;
	enum exitcode code;
	size_t i;

	sweep->loop.batch = &sweep->jobs.batch;
	code = job_file_parse(&sweep->jobs, ini, knobs, schemes,
			      job_file_cpus(), why);
	if (code)
		return code;
	for (i = 0; i < sweep->loop.ndone && i < sweep->jobs.batch.nruns; i++)
		run_loop_note(&sweep->loop, i, sweep->loop.notes[i]);
	if (i < sweep->loop.ndone) {
		*why = alloc_printf("--resume: %s has more runs than its job file describes; begin a new sweep with --output",
				    sweep->loop.path);
		return VMB_USAGE;
	}
	code = session_check(&sweep->jobs.batch, sweep->loop.dir, &failed, why);
	if (code)
		*why = job_file_sentence(&sweep->jobs, failed, *why);
	return code;
}

enum exitcode sweep_prepare(struct sweep *sweep, const char *output, bool dry,
			    char **why)
{
	const struct job *failed;
	enum exitcode code;

	code = tuning_begin(&sweep->loop.tuning, &sweep->jobs.batch, &failed,
			    why);
	if (code) {
		*why = job_file_sentence(&sweep->jobs, failed, *why);
		return code;
	}
	*why = NULL;
	if (!sweep->loop.folder)
		return dry ? VMB_OK : begin(sweep, output);
	code = compare_machine(sweep);
	return code || dry ? code : cut_files(sweep);
}

enum exitcode sweep_measure(struct sweep *sweep, bool quiet)
{
	const struct run_loop *loop = &sweep->loop;
	auto_free char *count = dry_run_count(loop->batch, loop->ndone);

	if (loop->ndone)
		say_note("%zu of %zu runs are done already", loop->ndone,
			 loop->batch->nruns);
	if (loop->ndone < loop->batch->nruns)
		say_note("%s; reports: %s", count, loop->path);
	return run_loop_go(&sweep->loop, quiet);
}

void sweep_close(struct sweep *sweep)
{
	run_loop_close(&sweep->loop);
	job_file_free(&sweep->jobs);
}
