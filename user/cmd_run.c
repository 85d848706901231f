// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "command.h"
#include "lib/alloc.h"
#include "lib/say.h"
#include "lib/signals.h"
#include "plan/job_options.h"
#include "plan/output_format.h"
#include "plan/scheme.h"
#include "results/env_snapshot.h"
#include "results/result_writer.h"
#include "results/run_loop.h"
#include "session/tuning.h"

/* Everything one call of the command works with. */
struct call {
	const char *output;	/* NULL: choose */
	const char *profile;	/* command, or NULL */
	enum format format;
	bool wide;
	bool quiet;

	struct batch batch;	/* one job without a name */
	struct run_loop loop;
	struct tuning tuning;
	char *dir;		/* of the module's files */
	char *id;
	char *path;		/* of the run folder */
	int argc;
	char **argv;
};

static const char doc[] =
	"Measure with each combination of the knobs given.\v"
	"A LIST is one value or several separated by commas; all combinations "
	"of the values are run. The commas of CPUS belong to the value. A knob "
	"that is not given keeps its default.\n\n"
	"In a LIST of schemes, kernel, model and broken stand for the schemes of "
	"that family this kernel has, all for those of every family but broken. "
	"A knob that belongs to some schemes only is refused with others, unless "
	"it has its default; so is an index that a scheme cannot walk. "
	"'vmabench list schemes' shows which scheme has what.";

static const struct cli_option options[] = {
	{ "profile", 0, "COMMAND", RUN_HOW,
	  "Let this shell command profile the threads in the measured window of "
	  "each run: perf record --control or a program that works like it; see "
	  "vmabench(8)",
	  cli_text, offsetof(struct call, profile), NULL, 0 },
	OPTION_OUTPUT(struct call, RUN_OUTPUT, OUTPUT_HELP),
	OPTION_FORMAT(struct call, RUN_OUTPUT, FORMAT_WORDS, FORMAT_HELP),
	OPTION_WIDE(struct call, RUN_OUTPUT),
	OPTION_QUIET(struct call, RUN_OUTPUT),
};

static bool check(void *to, char **why)
{
	struct call *call = to;
	struct plan *plan = call->batch.jobs->plan;

	if (plan_count(plan, plan->repeats))
		return true;
	*why = alloc_printf("that makes more than %d runs; give fewer values or repeats",
			    PLAN_RUNS_MAX);
	return false;
}

static bool parse(struct call *call, const struct knobs *knobs)
{
	struct job *job = batch_add(&call->batch, "", plan_new(knobs));
	struct job_options of_job = job_options_new(knobs);
	const struct cli_table tables[] = {
		{ of_job.v, of_job.n, job },
		{ options, ARRAY_SIZE(options), call },
	};
	const struct cli cli = {
		.doc = doc,
		.headings = run_headings,
		.check = check,
		.to = call,
	};
	bool good;

	good = cli_parse(&cli, tables, ARRAY_SIZE(tables), call->argc,
			 call->argv);
	job_options_free(&of_job);
	return good;
}

/* Report what is wrong with an option. */
static enum exitcode refuse(const char *option, char *why, enum exitcode code)
{
	say("--%s%s", option, why);
	free(why);
	return code;
}

static enum exitcode check_batch(struct call *call)
{
	const struct job *failed;
	struct table *schemes;
	enum exitcode code;
	char *why;

	if (!batch_find_events(&call->batch, &failed, &why))
		return refuse("events: ", why, VMB_USAGE);
	code = schemes_here(&call->dir, &schemes);
	if (code)
		return code;
	code = schemes_check(schemes, call->batch.jobs->plan, &why);
	table_free(schemes);
	if (!code)
		code = tuning_begin(&call->tuning, &call->batch, &failed, &why);
	if (code)
		return refuse("", why, code);
	/* The batch has no more runs than its only plan, which is counted. */
	batch_count(&call->batch);
	return VMB_OK;
}

static enum exitcode open_folder(struct call *call)
{
	struct table *environment;
	enum exitcode code;
	bool saved;

	call->id = record_id();
	call->path = call->output ? alloc_copy(call->output) :
				    alloc_printf("results/%s", call->id);
	code = result_writer_open(call->path, &call->loop.folder);
	if (code)
		return code;
	environment = env_snapshot(call->dir, call->argc, call->argv,
				   &call->tuning, &call->batch);
	saved = env_snapshot_save(call->loop.folder, environment);
	table_free(environment);
	return saved ? VMB_OK : VMB_FAILED;
}

static enum exitcode measure(struct call *call)
{
	struct run_loop *loop = &call->loop;
	enum exitcode code, shown;

	say_quiet(call->quiet);
	code = check_batch(call);
	if (code)
		return code;
	signals_catch();
	code = open_folder(call);
	if (code)
		return code;
	batch_explain_events(&call->batch);

	loop->batch = &call->batch;
	loop->dir = call->dir;
	loop->id = call->id;
	loop->machine = &call->tuning;
	loop->profile = call->profile;
	loop->output = call->path;
	code = run_loop_go(loop, call->quiet);
	if (!loop->ndone)
		return code;
	shown = show_results(loop, call->format, call->wide, call->path,
			     call->quiet);
	return code ?: shown;
}

enum exitcode cmd_run(int argc, char **argv)
{
	struct knobs *knobs = knobs_here();
	struct call call = { .argc = argc, .argv = argv };
	enum exitcode code = VMB_USAGE;

	if (parse(&call, knobs))
		code = measure(&call);
	tuning_end(&call.tuning);
	result_writer_close(call.loop.folder);
	results_free(&call.loop.rows);
	batch_free(&call.batch);
	knobs_free(knobs);
	free(call.path);
	free(call.dir);
	free(call.id);
	return code;
}
