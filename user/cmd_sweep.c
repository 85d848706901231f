// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "command.h"
#include "lib/alloc.h"
#include "lib/signals.h"
#include "lib/textout.h"
#include "output/report.h"
#include "plan/dry_run.h"
#include "plan/scheme.h"
#include "results/sweep.h"

struct call {
	const char *file;	/* NULL: the one in the folder */
	const char *output;	/* NULL: choose */
	const char *resume;	/* NULL: start a new sweep */
	bool dry_run;
	enum format format;
	bool wide;
	bool quiet;

	char *dir;		/* of the module's files */
	struct sweep sweep;
};

static const char doc[] =
	"Do all runs that a job file describes.\v"
	"FILE is an INI file: [global], and a section for each job. Their keys are "
	"the knobs and options of 'vmabench run'. A value can be a list or a range: "
	"readers = 1,2,4 or vmas = 1e2..1e6 x10 or hold_ns = 0..1000 +250. All "
	"combinations are run. See vmabench-jobs(5).\n\n"
	"The whole file is checked before the first run. All jobs go through their "
	"combinations once, then again for the second repeat, and so on.\n\n"
	"--resume DIR continues a sweep after any interruption. FILE is optional "
	"then.";

static const struct cli_option options[] = {
	OPTION_OUTPUT(struct call, 0, OUTPUT_HELP),
	{ "resume", 0, "DIR", 0, "Continue the sweep in DIR where it stopped",
	  cli_text, offsetof(struct call, resume), NULL, 0 },
	{ "dry-run", 0, NULL, 0,
	  "Print the runs and the time they will take, and run nothing",
	  cli_flag, offsetof(struct call, dry_run), NULL, 0 },
	OPTION_BUDGET(struct call, sweep.loop, 0),
	OPTION_INTERVAL(struct call, sweep.loop, 0),
	OPTION_FORMAT(struct call, 0, FORMAT_WORDS, FORMAT_HELP),
	OPTION_WIDE(struct call, 0),
	OPTION_QUIET(struct call, 0),
};

static bool check(void *to, char **why)
{
	const struct call *call = to;
	const char *wrong = NULL;

	if (call->output && call->resume)
		wrong = "--output starts a sweep and --resume continues one; give one of them";
	else if (!call->file && !call->resume)
		wrong = "no job file given; run: " VMB_PROGRAM " sweep FILE";
	else if (call->dry_run && call->format == FORMAT_JSON)
		wrong = "--format: a dry run is not printed as json; give table or csv";
	*why = wrong ? alloc_copy(wrong) : NULL;
	return !wrong;
}

/* Read the job file of the call, or of the folder to resume. */
static enum exitcode read_jobs(struct call *call, const struct knobs *knobs)
{
	struct ini *given = NULL, *ini;
	enum exitcode code = VMB_OK;
	struct table *schemes;
	char *why;

	if (call->file) {
		given = ini_read(call->file, &why);
		if (!given)
			return say_error(why, VMB_USAGE);
	}
	ini = given;
	if (call->resume) {
		code = sweep_reopen(&call->sweep, call->resume, given, &ini);
		ini_free(given);
	}
	if (!code)
		code = schemes_here(&call->dir, &schemes);
	if (code) {
		ini_free(ini);
		return code;
	}
	call->sweep.loop.dir = call->dir;
	code = sweep_read(&call->sweep, ini, knobs, schemes, &why);
	table_free(schemes);
	return code ? say_error(why, code) : VMB_OK;
}

static void print_plan(const struct call *call)
{
	const struct batch *batch = &call->sweep.jobs.batch;
	size_t ndone = call->sweep.loop.ndone;
	auto_free char *count = dry_run_count(batch, ndone);
	struct table *table;

	if (call->format == FORMAT_CSV) {
		table = dry_run_table(batch, ndone);
		print_rows(table, call->format);
		table_free(table);
		say_note("%s", count);
	} else {
		dry_run_print(batch, ndone);
		puts(count);
	}
}

static enum exitcode sweep(struct call *call, const struct knobs *knobs)
{
	const struct run_loop *loop = &call->sweep.loop;
	enum exitcode code;
	char *why;

	code = read_jobs(call, knobs);
	if (code)
		return code;
	signals_catch();
	code = sweep_prepare(&call->sweep, call->output, call->dry_run, &why);
	if (why)
		return say_error(why, code);
	if (code)
		return code;
	if (call->dry_run) {
		print_plan(call);
		return VMB_OK;
	}
	code = sweep_measure(&call->sweep, call->quiet);
	if (loop->ndone && loop->ndone < loop->batch->nruns)
		say("to continue, run: " VMB_PROGRAM " sweep --resume %s",
		    loop->path);
	return show_results(loop, call->format, call->wide, call->quiet, code);
}

enum exitcode cmd_sweep(int argc, char **argv)
{
	struct knobs *knobs = knobs_here();
	struct call call = {
		.sweep.loop = {
			.argc = argc,
			.argv = argv,
			.budget_s = BUDGET_DEFAULT,
		},
	};
	const struct cli_table table = { options, ARRAY_SIZE(options), &call };
	const struct cli cli = {
		.args_doc = "FILE\n--resume=DIR [FILE]",
		.doc = doc,
		.words = &call.file,
		.max = 1,
		.check = check,
		.to = &call,
	};
	enum exitcode code = VMB_USAGE;

	if (cli_parse(&cli, &table, 1, argc, argv)) {
		say_quiet(call.quiet);
		code = sweep(&call, knobs);
	}
	sweep_close(&call.sweep);
	knobs_free(knobs);
	free(call.dir);
	return code;
}
