// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "lib/alloc.h"
#include "lib/number.h"
#include "lib/signals.h"
#include "output/report.h"
#include "plan/job_options.h"
#include "plan/scheme.h"
#include "results/run_loop.h"
#include "session/session.h"
#include "session/tuning.h"

struct call {
	const char *output;	/* NULL: choose */
	enum format format;
	bool wide;
	bool quiet;

	struct batch batch;	/* one job without a name */
	struct run_loop loop;
	char *dir;		/* of the module's files */
};

static const char doc[] =
	"Measure with each combination of the knobs given.\v"
	"A LIST is one value, or several separated by commas. All combinations of "
	"the values are run. CPUS is one value with its commas. A knob that is not "
	"given has its default.\n\n"
	"In a LIST of schemes, kernel, fault, model and broken stand for the "
	"schemes of that family which this kernel has, all for kernel and model. "
	"A scheme refuses a knob that it does not have, unless the knob "
	"has its default, and an index that it cannot walk. 'vmabench list "
	"schemes' shows what each scheme has.";

static bool set_until(void *to, const struct cli_option *option,
		      const char *value, char **why)
{
	struct call *call = to;
	size_t len = strlen(value);
	double percent;

	(void)option;
	if (!len || value[len - 1] != '%' ||
	    !decimal_parse(value, len - 1, &percent) || percent < 0.1 ||
	    percent > 50) {
		*why = alloc_printf("'%s' is no width; give a percentage from 0.1%% to 50%%, such as 2%%",
				    value);
		return false;
	}
	call->loop.until = percent / 100;
	return true;
}

static const struct cli_option options[] = {
	{ "until", 0, "WIDTH", RUN_HOW,
	  "Go on after the repeats, in rounds through all combinations, until "
	  "each 95% interval of ns_per_lookup (without readers: updates_per_s) "
	  "is within WIDTH of its median, such as 2%; --budget limits these "
	  "rounds too (default then: 10)",
	  set_until, 0, NULL, 0 },
	{ "profile", 0, "COMMAND", RUN_HOW,
	  "Profile the threads in the measured window of each run with this "
	  "shell command: perf record --control, or a program that works like "
	  "it; see vmabench(8)",
	  cli_text, offsetof(struct call, loop.profile), NULL, 0 },
	OPTION_BUDGET(struct call, loop, RUN_HOW),
	OPTION_OUTPUT(struct call, RUN_OUTPUT, OUTPUT_HELP),
	OPTION_FORMAT(struct call, RUN_OUTPUT, FORMAT_WORDS, FORMAT_HELP),
	OPTION_WIDE(struct call, RUN_OUTPUT),
	OPTION_INTERVAL(struct call, loop, RUN_OUTPUT),
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

static bool parse(struct call *call, const struct knobs *knobs, int argc,
		  char **argv)
{
	struct job *job = batch_add(&call->batch, "", knobs);
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

	good = cli_parse(&cli, tables, ARRAY_SIZE(tables), argc, argv);
	job_options_free(&of_job);
	return good;
}

static enum exitcode check_batch(struct call *call)
{
	const struct job *failed;
	struct table *schemes;
	enum exitcode code;
	char *why;

	code = schemes_here(&call->dir, &schemes);
	if (code)
		return code;
	code = batch_resolve(&call->batch, schemes, &failed, &why);
	table_free(schemes);
	if (!code)
		code = tuning_begin(&call->loop.tuning, &call->batch, &failed,
				    &why);
	if (code) {
		say("--%s", why);
		free(why);
		return code;
	}
	/* The batch has no more runs than its only plan, which is counted. */
	batch_count(&call->batch);
	code = session_check(&call->batch, call->dir, &failed, &why);
	return code ? say_error(why, code) : VMB_OK;
}

static enum exitcode measure(struct call *call)
{
	struct run_loop *loop = &call->loop;
	enum exitcode code;

	say_quiet(call->quiet);
	code = check_batch(call);
	if (code)
		return code;
	signals_catch();
	loop->batch = &call->batch;
	loop->dir = call->dir;
	code = run_loop_open(loop, call->output, false);
	if (code)
		return code;
	code = run_loop_go(loop, call->quiet);
	return show_results(loop, call->format, call->wide, call->quiet, code);
}

enum exitcode cmd_run(int argc, char **argv)
{
	struct knobs *knobs = knobs_here();
	struct call call = {
		.loop = {
			.argc = argc,
			.argv = argv,
			.budget_s = BUDGET_DEFAULT,
		},
	};
	enum exitcode code = VMB_USAGE;

	if (parse(&call, knobs, argc, argv))
		code = measure(&call);
	run_loop_close(&call.loop);
	batch_free(&call.batch);
	knobs_free(knobs);
	free(call.dir);
	return code;
}
