// SPDX-License-Identifier: GPL-2.0-only
#include "results/sweep.h"

#include "lib/say.h"
#include "plan/dry_run.h"
#include "results/env_snapshot.h"
#include "session/job_check.h"

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
