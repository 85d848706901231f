// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/statistics.h"
#include "command.h"
#include "lib/alloc.h"
#include "lib/say.h"
#include "lib/signals.h"
#include "lib/textout.h"
#include "output/print_results.h"
#include "plan/dry_run.h"
#include "plan/scheme.h"
#include "results/sweep.h"

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

	char **argv;
	char *dir;		/* of the module's files */
	struct sweep sweep;
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
	*code = store_open(&call->sweep.store, call->resume, given, &own);
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
	call->sweep.dir = call->dir;
	code = sweep_read(&call->sweep, ini, knobs, schemes, &why);
	table_free(schemes);
	return code ? refuse(why, code) : VMB_OK;
}

static void print_plan(const struct call *call)
{
	const struct batch *batch = &call->sweep.jobs.batch;
	struct table *table = dry_run_table(batch, call->sweep.loop.ndone);
	char *count = dry_run_count(batch, call->sweep.loop.ndone);
	char *common = dry_run_common(batch);

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

static enum exitcode measure(struct call *call)
{
	const struct run_loop *loop = &call->sweep.loop;
	const struct batch *batch = &call->sweep.jobs.batch;
	const char *path = call->sweep.store.path;
	enum exitcode code, shown;
	struct statistics *statistics;

	code = sweep_measure(&call->sweep, call->quiet);
	if (loop->ndone && loop->ndone < batch->nruns)
		say("to go on: " VMB_PROGRAM " sweep --resume %s", path);
	if (!loop->ndone)
		return code;
	statistics = statistics_publish(loop->folder, &loop->rows);
	if (!statistics)
		return code ?: VMB_FAILED;
	shown = print_results(batch, &loop->rows, statistics, call->format, false,
			      path, call->quiet);
	statistics_free(statistics);
	return code ?: shown;
}

static enum exitcode sweep(struct call *call, const struct knobs *knobs)
{
	enum exitcode code;
	char *why;

	code = read_jobs(call, knobs);
	if (code)
		return code;
	signals_catch();
	code = sweep_prepare(&call->sweep, call->output, call->dry_run, &why);
	if (why)
		return refuse(why, code);
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
	struct call call = { 0 };
	enum exitcode code = VMB_USAGE;

	/* argp_parse() may put the words into another order. */
	call.argv = alloc_zeroed((size_t)argc, sizeof(*argv));
	memcpy(call.argv, argv, (size_t)argc * sizeof(*argv));
	call.sweep.argc = argc;
	call.sweep.argv = call.argv;

	if (!argp_parse(&argp, argc, argv, 0, NULL, &call)) {
		say_quiet(call.quiet);
		code = sweep(&call, knobs);
	}
	sweep_close(&call.sweep);
	knobs_free(knobs);
	free(call.argv);
	free(call.dir);
	return code;
}
