// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "command.h"
#include "interrupt.h"
#include "jobs/jobfile.h"
#include "jobs/listing.h"
#include "jobs/store.h"
#include "machine/quiet.h"
#include "present.h"
#include "record.h"
#include "runloop.h"
#include "say.h"
#include "scheme.h"
#include "statistics.h"
#include "textout.h"

enum key {
	KEY_OUTPUT = 0x100,
	KEY_RESUME,
	KEY_DRY_RUN,
	KEY_FORMAT,
	KEY_QUIET,
};

/* All that one call of the command works with. */
struct call {
	const char *file;	/* NULL: that of the folder */
	const char *output;	/* NULL: choose */
	const char *resume;	/* NULL: begin */
	bool dry_run;
	enum format format;
	bool quiet;

	int argc;
	char **argv;
	char *dir;		/* of the module's files */
	struct jobfile jobs;
	struct store store;
	struct quiet machine;
	struct runloop loop;
};

static const char doc[] =
	"Do all runs that a job file describes.\v"
	"FILE is an INI file: [global] and a section for each job, with knobs and "
	"options of 'vmabench run' by the same names. Lists and ranges run their "
	"product: readers = 1,2,4 or vmas = 1e2..1e6 x10 or hold_ns = 0..1000 +250. "
	"See vmabench(8).\n\n"
	"The whole file is checked before anything is run. All jobs go through "
	"their combinations once, then all do so again for the second repeat, and "
	"so on.\n\n"
	"A sweep that was interrupted, in whatever way, goes on with --resume DIR; "
	"then FILE may be left out.";

static const struct argp_option options[] = {
	{ "output", KEY_OUTPUT, "DIR", 0,
	  "Write the reports to DIR, which must be new or empty "
	  "(default results/DATE-ID)", 0 },
	{ "resume", KEY_RESUME, "DIR", 0,
	  "Go on with the sweep in DIR where it stopped", 0 },
	{ "dry-run", KEY_DRY_RUN, NULL, 0,
	  "Print the runs and the time they will take, and run nothing", 0 },
	{ "format", KEY_FORMAT, "FORMAT", 0,
	  "Print the summary as table (the default), csv or json", 0 },
	{ "quiet", KEY_QUIET, NULL, 0,
	  "Say nothing on stderr but what is wrong", 0 },
	{ 0 },
};

static error_t set_directory(const char **to, char *arg,
			     struct argp_state *state, const char *option)
{
	if (!*arg)
		argp_error(state, "--%s: an empty value; give a directory",
			   option);
	*to = arg;
	return 0;
}

static void check_options(const struct call *call, struct argp_state *state)
{
	if (call->output && call->resume)
		argp_error(state, "--output begins a sweep and --resume goes on with one; give one of them");
	if (!call->file && !call->resume)
		argp_error(state, "no job file given");
	if (call->dry_run && call->format == FORMAT_JSON)
		argp_error(state, "--format: a dry run is printed as table or csv");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct call *call = state->input;
	char *why;

	switch (key) {
	case KEY_OUTPUT:
		return set_directory(&call->output, arg, state, "output");
	case KEY_RESUME:
		return set_directory(&call->resume, arg, state, "resume");
	case KEY_DRY_RUN:
		call->dry_run = true;
		return 0;
	case KEY_FORMAT:
		if (!format_parse(arg, &call->format, &why))
			argp_error(state, "--format: %s", why);
		return 0;
	case KEY_QUIET:
		call->quiet = true;
		return 0;
	case ARGP_KEY_ARG:
		if (call->file)
			argp_error(state, "one job file at a time");
		call->file = arg;
		return 0;
	case ARGP_KEY_END:
		check_options(call, state);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "FILE\n--resume=DIR [FILE]",
	.doc = doc,
};

/* Say what is wrong; @why is given back. */
static enum exitcode refuse(char *why, enum exitcode code)
{
	say("%s", why);
	free(why);
	return code;
}

/* The job file that counts; NULL, with @code set, if there is none. */
static struct ini *find_job_file(struct call *call, enum exitcode *code)
{
	struct ini *given = NULL, *own = NULL;
	char *why;

	*code = VMB_OK;
	if (call->file) {
		given = ini_read(call->file, &why);
		if (!given) {
			*code = refuse(why, VMB_USAGE);
			return NULL;
		}
	}
	if (!call->resume)
		return given;
	*code = store_open(&call->store, call->resume, given, &own);
	ini_free(given);
	if (!*code)
		return own;
	ini_free(own);
	return NULL;
}

static enum exitcode read_jobs(struct call *call, const struct knobs *knobs)
{
	struct table *schemes;
	enum exitcode code;
	struct ini *ini;
	char *why;

	ini = find_job_file(call, &code);
	if (!ini)
		return code;
	code = schemes_here(&call->dir, &schemes);
	if (code) {
		ini_free(ini);
		return code;
	}
	code = jobfile_parse(&call->jobs, ini, knobs, schemes, &why);
	table_free(schemes);
	if (!code)
		code = jobfile_check(&call->jobs, call->dir, &why);
	return code ? refuse(why, code) : VMB_OK;
}

/* What is there of the sweep is compared, and taken up unless it is dry. */
static enum exitcode prepare(struct call *call)
{
	struct table *environment;
	const struct job *failed;
	enum exitcode code;
	char *why;

	code = quiet_begin(&call->machine, &call->jobs.batch, &failed, &why);
	if (code)
		return refuse(jobfile_sentence(&call->jobs, failed, why), code);
	environment = record_environment(call->dir, call->argc, call->argv,
					 &call->machine, &call->jobs.batch);
	if (call->resume) {
		code = store_compare(&call->store, environment);
		if (!code && call->dry_run)
			call->loop.ndone = store_whole(&call->store);
		else if (!code)
			code = store_take_up(&call->store, &call->loop);
	} else if (!call->dry_run) {
		code = store_begin(&call->store, call->output, call->jobs.ini,
				   environment);
	}
	table_free(environment);
	return code;
}

static void print_plan(const struct call *call)
{
	const struct batch *batch = &call->jobs.batch;
	struct table *table = listing_table(batch, call->loop.ndone);
	char *count = listing_count(batch, call->loop.ndone);
	char *common = listing_common(batch);

	if (call->format == FORMAT_CSV) {
		table_write_header(table, stdout);
		table_write_rows(table, stdout);
		say_note("%s", count);
	} else {
		print_aligned(table, 2, stdout);
		if (common)
			printf("in all runs: %s\n", common);
		puts(count);
	}
	free(common);
	free(count);
	table_free(table);
}

static void announce(const struct call *call)
{
	size_t ndone = call->loop.ndone, n = call->jobs.batch.nruns;
	char *count;

	if (ndone)
		say_note("%zu of %zu runs are done already", ndone, n);
	if (ndone == n)
		return;
	count = listing_count(&call->jobs.batch, ndone);
	say_note("%s; reports: %s", count, call->store.path);
	free(count);
}

static enum exitcode measure(struct call *call)
{
	struct runloop *loop = &call->loop;
	const struct batch *batch = &call->jobs.batch;
	enum exitcode code, shown = VMB_FAILED;
	struct statistics *statistics;

	announce(call);
	batch_explain_events(batch);
	loop->batch = batch;
	loop->dir = call->dir;
	loop->id = call->store.id;
	loop->folder = call->store.folder;
	loop->saved = store_saved;
	loop->data = &call->store;
	loop->machine = &call->machine;
	code = runloop_go(loop, call->quiet);
	if (!loop->ndone)
		return code;
	if (loop->ndone < batch->nruns)
		say("to go on: " VMB_PROGRAM " sweep --resume %s",
		    call->store.path);
	statistics = statistics_new(loop->rows.tables[RESULT_SUMMARY],
				    loop->rows.tables[RESULT_PERF]);
	if (statistics_save(statistics, loop->folder) &&
	    folder_publish(loop->folder))
		shown = present(batch, &loop->rows, statistics, call->format,
				call->store.path, call->quiet);
	statistics_free(statistics);
	return code ?: shown;
}

static enum exitcode sweep(struct call *call, const struct knobs *knobs)
{
	enum exitcode code;

	code = read_jobs(call, knobs);
	if (code)
		return code;
	interrupt_catch();
	code = prepare(call);
	if (code)
		return code;
	if (!call->dry_run)
		return measure(call);
	print_plan(call);
	return VMB_OK;
}

enum exitcode cmd_sweep(int argc, char **argv)
{
	struct knobs *knobs = knobs_here();
	struct call call = { .argc = argc };
	enum exitcode code = VMB_USAGE;

	/* argp_parse() may put the words into another order. */
	call.argv = alloc_zeroed((size_t)argc, sizeof(*argv));
	memcpy(call.argv, argv, (size_t)argc * sizeof(*argv));

	if (!argp_parse(&argp, argc, argv, 0, NULL, &call)) {
		say_quiet(call.quiet);
		code = sweep(&call, knobs);
	}
	quiet_end(&call.machine);
	store_close(&call.store);
	results_free(&call.loop.rows);
	jobfile_free(&call.jobs);
	knobs_free(knobs);
	free(call.argv);
	free(call.dir);
	return code;
}
