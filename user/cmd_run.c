// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "analysis/statistics.h"
#include "command.h"
#include "lib/alloc.h"
#include "lib/say.h"
#include "lib/signals.h"
#include "output/print_results.h"
#include "plan/batch.h"
#include "plan/run_options.h"
#include "plan/scheme.h"
#include "results/env_snapshot.h"
#include "results/result_writer.h"
#include "results/run_loop.h"
#include "session/tuning.h"

/* All that one call of the command works with. */
struct call {
	struct run_options opts;
	struct batch batch;	/* one job without a name */
	struct run_loop loop;
	struct statistics *statistics;
	struct tuning quiet;
	char *dir;		/* of the module's files */
	char *id;
	char *path;		/* of the run folder */
	int argc;
	char **argv;
};

/* Say what is wrong with an option; @why is given back. */
static enum exitcode refuse(const char *option, char *why, enum exitcode code)
{
	say("--%s%s", option, why);
	free(why);
	return code;
}

static enum exitcode make_batch(struct call *call)
{
	struct run_options *opts = &call->opts;
	const struct job *failed;
	struct job *job;
	char *why;

	job = batch_add(&call->batch, "", opts->plan);
	if (opts->events)
		job->event_list = alloc_copy(opts->events);
	job->events_given = opts->events_given;
	job->machine = opts->machine;
	if (!batch_find_events(&call->batch, &failed, &why))
		return refuse("events: ", why, VMB_USAGE);
	return VMB_OK;
}

static enum exitcode make_quiet(struct call *call)
{
	const struct job *failed;
	enum exitcode code;
	char *why;

	code = tuning_begin(&call->quiet, &call->batch, &failed, &why);
	return code ? refuse("", why, code) : VMB_OK;
}

static enum exitcode check_schemes(struct call *call)
{
	struct table *schemes;
	enum exitcode code;
	char *why;

	code = schemes_here(&call->dir, &schemes);
	if (code)
		return code;
	code = schemes_check(schemes, call->opts.plan, &why);
	table_free(schemes);
	if (code)
		return refuse("", why, code);
	/* One job has no more runs than its plan, which were counted. */
	batch_count(&call->batch);
	return VMB_OK;
}

static enum exitcode open_folder(struct call *call)
{
	struct table *environment;
	enum exitcode code;
	bool put;

	call->id = record_id();
	call->path = call->opts.output ? alloc_copy(call->opts.output) :
					 alloc_printf("results/%s", call->id);
	code = result_writer_open(call->path, &call->loop.folder);
	if (code)
		return code;
	environment = env_snapshot(call->dir, call->argc, call->argv,
				   &call->quiet, &call->batch);
	put = env_snapshot_save(call->loop.folder, environment);
	table_free(environment);
	return put ? VMB_OK : VMB_FAILED;
}

static enum exitcode measure(struct call *call)
{
	struct run_loop *loop = &call->loop;
	enum exitcode code, shown;

	code = make_batch(call);
	if (!code)
		code = check_schemes(call);
	if (!code)
		code = make_quiet(call);
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
	loop->machine = &call->quiet;
	loop->profile = call->opts.profile;
	loop->output = call->path;
	code = run_loop_go(loop, call->opts.quiet);
	if (!loop->ndone)
		return code;
	call->statistics = statistics_publish(loop->folder, &loop->rows);
	if (!call->statistics)
		return VMB_FAILED;
	shown = print_results(&call->batch, &loop->rows, call->statistics,
			      call->opts.format, false, call->path,
			      call->opts.quiet);
	return code ?: shown;
}

enum exitcode cmd_run(int argc, char **argv)
{
	struct knobs *knobs = knobs_here();
	struct call call = { .argc = argc };
	enum exitcode code;

	/* argp_parse() may put the words into another order. */
	call.argv = alloc_zeroed((size_t)argc, sizeof(*argv));
	memcpy(call.argv, argv, (size_t)argc * sizeof(*argv));

	code = run_options_parse(&call.opts, knobs, argc, argv);
	if (!code) {
		say_quiet(call.opts.quiet);
		code = measure(&call);
	}
	tuning_end(&call.quiet);
	result_writer_close(call.loop.folder);
	statistics_free(call.statistics);
	results_free(&call.loop.rows);
	batch_free(&call.batch);
	knobs_free(knobs);
	free(call.argv);
	free(call.path);
	free(call.dir);
	free(call.id);
	return code;
}
