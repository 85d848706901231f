// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "alloc.h"
#include "command.h"
#include "environment.h"
#include "event.h"
#include "folder.h"
#include "interrupt.h"
#include "module.h"
#include "need.h"
#include "progress.h"
#include "report.h"
#include "runopts.h"
#include "say.h"
#include "scheme.h"

/* All that one call of the command works with. */
struct job {
	struct runopts opts;
	char *dir;		/* of the module's files */
	char *id;		/* of this call: the runs are ID-1, ID-2, ... */
	char *path;		/* of the run folder */
	struct folder *folder;
	struct events *events;
	struct report report;
	int argc;
	char **argv;
};

/* Unique wherever run folders are gathered. */
static char *make_id(void)
{
	time_t now = time(NULL);
	unsigned int bits = 0;
	char date[32];

	if (getrandom(&bits, sizeof(bits), 0) < 0)
		bits = (unsigned int)clock();
	strftime(date, sizeof(date), "%Y%m%dT%H%M%SZ", gmtime(&now));
	return alloc_printf("%s-%06x", date, bits & 0xffffff);
}

static enum exitcode find_module(struct job *job)
{
	struct table *schemes;
	enum exitcode code;
	char *lack;

	lack = need_module(&job->dir);
	if (lack) {
		say("%s", lack);
		free(lack);
		return VMB_LACKING;
	}

	schemes = module_table(job->dir, "schemes");
	if (!schemes) {
		say("%s/schemes is not as it should be; load the module that came with this driver",
		    job->dir);
		return VMB_FAILED;
	}
	code = schemes_check(schemes, job->opts.plan, &lack);
	table_free(schemes);
	if (code) {
		say("--%s", lack);
		free(lack);
	}
	return code;
}

static enum exitcode find_events(struct job *job)
{
	char *why;

	if (!job->opts.events)
		return VMB_OK;
	job->events = events_new(job->opts.events, &why);
	if (job->events)
		return VMB_OK;
	say("--events: %s", why);
	free(why);
	return VMB_USAGE;
}

static char *seeds(const struct plan *plan)
{
	int knob = knobs_find(plan->knobs, "seed");
	char *text = NULL, *more;
	size_t i;

	if (knob < 0)
		return alloc_copy("");
	for (i = 0; i < plan->axes[knob].n; i++) {
		more = alloc_printf("%s%s%s", text ?: "", text ? "," : "",
				    plan->axes[knob].values[i]);
		free(text);
		text = more;
	}
	return text ?: alloc_copy(plan->knobs->v[knob].initial);
}

static bool put_environment(struct job *job)
{
	struct module_version version = { 0 };
	char *seed = seeds(job->opts.plan);
	struct table *table;
	const char *name;
	char *config;
	bool put;
	size_t len;

	module_version(job->dir, &version);
	table = environment_table(job->argc, job->argv, version.module, seed);
	free(seed);
	put = folder_save(job->folder, &(const char *){ "environment.csv" },
			  &table, 1);
	table_free(table);
	if (!put)
		return false;

	config = environment_config(&name, &len);
	if (config)
		put = folder_put(job->folder, name, config, len);
	free(config);
	return put;
}

static enum exitcode open_folder(struct job *job)
{
	enum exitcode code;

	job->id = make_id();
	job->path = job->opts.output ? alloc_copy(job->opts.output) :
				       alloc_printf("results/%s", job->id);
	code = folder_open(job->path, &job->folder);
	if (code)
		return code;
	return put_environment(job) ? VMB_OK : VMB_FAILED;
}

static void name_rows(struct results *rows, const char *run_id,
		      unsigned int repeat)
{
	char text[16];
	int i;

	snprintf(text, sizeof(text), "%u", repeat);
	for (i = 0; i < RESULT_FILES; i++) {
		if (!rows->tables[i])
			continue;
		table_set_all(rows->tables[i], "run_id", run_id);
		table_set_all(rows->tables[i], "repeat", text);
	}
}

static void keep(struct table **all, struct table **one)
{
	if (*all) {
		table_append(*all, *one);
		table_free(*one);
	} else {
		*all = *one;
	}
	*one = NULL;
}

/* Save the rows of a run and keep what the report needs of them. */
static bool save(struct job *job, const struct planned *run,
		 struct results *rows)
{
	const char *names[RESULT_FILES];
	char *run_id;
	bool saved;
	int i;

	run_id = alloc_printf("%s-%zu", job->id, job->report.nruns + 1);
	name_rows(rows, run_id, run->repeat);
	free(run_id);

	for (i = 0; i < RESULT_FILES; i++)
		names[i] = result_file_name(i);
	saved = folder_save(job->folder, names, rows->tables, RESULT_FILES);
	if (saved) {
		keep(&job->report.rows.tables[RESULT_SUMMARY],
		     &rows->tables[RESULT_SUMMARY]);
		if (rows->tables[RESULT_PERF])
			keep(&job->report.rows.tables[RESULT_PERF],
			     &rows->tables[RESULT_PERF]);
		job->report.nruns++;
	}
	results_free(rows);
	return saved;
}

static char *describe(const struct plan *plan, const struct planned *run)
{
	char *text = NULL, *more;
	size_t i;

	for (i = 0; i < plan->knobs->n; i++) {
		bool scheme = plan->knobs->v[i].type == KNOB_SCHEME;

		if (!scheme && plan->axes[i].n < 2)
			continue;
		more = alloc_printf("%s%s%s%s%s", text ?: "", text ? " " : "",
				    scheme ? "" : plan->knobs->v[i].name,
				    scheme ? "" : "=",
				    plan_value(plan, run, i));
		free(text);
		text = more;
	}
	return text ?: alloc_copy("");
}

static enum exitcode run_all(struct job *job)
{
	const struct plan *plan = job->opts.plan;
	struct planned run = {
		.choice = alloc_zeroed(plan->knobs->n, sizeof(size_t)),
	};
	enum exitcode code = VMB_OK;
	size_t i;

	progress_begin(job->opts.quiet ? 0 : plan->nruns);
	for (i = 0; i < plan->nruns && !code; i++) {
		struct results rows = { 0 };
		char *what;

		plan_get(plan, i, &run);
		what = describe(plan, &run);
		progress_run(i + 1, what);
		free(what);
		code = session_run(job->dir, plan, &run, job->events, &rows);
		if (!code && !save(job, &run, &rows))
			code = VMB_FAILED;
	}
	free(run.choice);

	if (code && (interrupted() || plan->nruns > 1))
		say("%s after %zu of %zu runs",
		    interrupted() ? "interrupted" : "stopped",
		    job->report.nruns, plan->nruns);
	return code;
}

static void print_report(const struct job *job)
{
	switch (job->opts.format) {
	case FORMAT_TABLE:
		report_table(&job->report, stdout);
		if (!job->opts.quiet)
			printf("reports: %s\n", job->path);
		break;
	case FORMAT_CSV:
		report_csv(&job->report, stdout);
		say_note("reports: %s", job->path);
		break;
	case FORMAT_JSON:
		report_json(&job->report, stdout);
		say_note("reports: %s", job->path);
		break;
	}
}

/* The table has it already, the other formats have no room for it. */
static void explain_invalid(const struct job *job)
{
	size_t run;
	char *why;

	if (job->opts.format == FORMAT_TABLE)
		return;
	for (run = 0; run < job->report.nruns; run++) {
		why = report_why_invalid(&job->report, run);
		if (why)
			say("not valid: %s", why);
		free(why);
	}
}

static enum exitcode do_job(struct job *job)
{
	enum exitcode code;

	code = find_events(job);
	if (!code)
		code = find_module(job);
	if (code)
		return code;

	interrupt_catch();
	code = open_folder(job);
	if (code)
		return code;
	if (job->events)
		events_explain(job->events);

	job->report.plan = job->opts.plan;
	job->report.events = job->events;
	job->report.all_events = job->opts.events_given;
	code = run_all(job);
	if (!job->report.nruns)
		return code;
	if (!folder_publish(job->folder))
		return VMB_FAILED;
	print_report(job);
	explain_invalid(job);
	if (!code && !report_valid(&job->report))
		code = VMB_INVALID;
	return code;
}

enum exitcode cmd_run(int argc, char **argv)
{
	struct knobs *knobs = knobs_here();
	struct job job = { .argc = argc, .argv = argv };
	enum exitcode code;

	/* argp_parse() may put the words into another order. */
	job.argv = alloc_zeroed((size_t)argc, sizeof(*argv));
	memcpy(job.argv, argv, (size_t)argc * sizeof(*argv));

	code = runopts_parse(&job.opts, knobs, argc, argv);
	if (!code) {
		say_quiet(job.opts.quiet);
		code = do_job(&job);
	}
	folder_close(job.folder);
	results_free(&job.report.rows);
	events_free(job.events);
	plan_free(job.opts.plan);
	knobs_free(knobs);
	free(job.argv);
	free(job.path);
	free(job.dir);
	free(job.id);
	return code;
}
