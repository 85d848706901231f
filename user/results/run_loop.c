// SPDX-License-Identifier: GPL-2.0-only
#include "results/run_loop.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/monotonic.h"
#include "lib/say.h"
#include "lib/signals.h"
#include "lib/terminal.h"
#include "results/env_snapshot.h"
#include "session/session.h"

static void name_rows(struct results *rows, const char *run_id,
		      const struct job *job, unsigned int repeat)
{
	char text[16];
	int i;

	snprintf(text, sizeof(text), "%u", repeat);
	for (i = 0; i < RESULT_FILES; i++) {
		if (!rows->tables[i])
			continue;
		table_set_all(rows->tables[i], "run_id", run_id);
		table_set_all(rows->tables[i], "repeat", text);
		table_set_all(rows->tables[i], "job", job->name);
	}
}

struct table *run_loop_environment(const struct run_loop *loop)
{
	return env_snapshot(loop->dir, loop->argc, loop->argv, &loop->tuning,
			    loop->batch);
}

enum exitcode run_loop_open(struct run_loop *loop, const char *output,
			    bool resumable)
{
	struct table *environment;
	enum exitcode code;

	loop->id = record_id();
	loop->path = output ? alloc_copy(output) :
			      alloc_printf("results/%s", loop->id);
	code = result_writer_open(loop->path, resumable, &loop->folder);
	if (code)
		return code;
	environment = run_loop_environment(loop);
	if (!env_snapshot_save(loop->folder, environment))
		code = VMB_FAILED;
	table_free(environment);
	return code;
}

void run_loop_close(struct run_loop *loop)
{
	tuning_end(&loop->tuning);
	result_writer_close(loop->folder);
	free(loop->path);
	free(loop->id);
}

static double seconds(const struct batch *batch, size_t first, size_t end)
{
	struct duration duration = batch_duration(batch, first, end);

	return (double)(duration.set_ns + duration.guess_ns) / 1e9;
}

/* Return how long is left if it goes on as the runs that are done. */
static double time_left(double begin_ns, double done_s, double left_s)
{
	double took_s = (monotonic_ns() - begin_ns) / 1e9;

	return done_s > 0 ? left_s * took_s / done_s : left_s;
}

enum exitcode run_loop_go(struct run_loop *loop, bool quiet)
{
	const struct batch *batch = loop->batch;
	enum exitcode code = VMB_OK;
	/* As expected before the first run */
	double done_s = 0, left_s = seconds(batch, loop->ndone, batch->nruns);
	double begin_ns = monotonic_ns();
	struct planned run;
	size_t i;

	batch_explain_events(batch);
	for (i = loop->ndone; i < batch->nruns && !code; i++) {
		const struct job *job = batch_get(batch, i, &run);
		double expected_s = seconds(batch, i, i + 1);
		auto_free char *run_id = alloc_printf("%s-%zu", loop->id, i + 1);
		const struct profile profile = {
			.command = loop->profile,
			.run_id = run_id,
			.output = loop->path,
		};
		struct results rows = { 0 };
		auto_free char *what = batch_describe(job, &run);

		progress_run(i + 1, quiet ? 0 : batch->nruns,
			     time_left(begin_ns, done_s, left_s), what);
		/* tuning_begin() has already reported a failure. */
		tuning_lock(&loop->tuning);
		code = session_run(loop->dir, job->plan, &run, job->events,
				   loop->profile ? &profile : NULL, &rows);
		if (!code) {
			name_rows(&rows, run_id, job, run.repeat);
			if (result_writer_save(loop->folder, &rows))
				loop->ndone++;
			else
				code = VMB_FAILED;
		}
		results_free(&rows);
		done_s += expected_s;
		left_s -= expected_s;
	}

	if (code && (interrupted() || batch->nruns > 1))
		say("%s after %zu of %zu runs",
		    interrupted() ? "interrupted" : "stopped", loop->ndone,
		    batch->nruns);
	return code;
}
