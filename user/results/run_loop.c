// SPDX-License-Identifier: GPL-2.0-only
#include "results/run_loop.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/monotonic.h"
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
	free(loop->disturbed);
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

static bool is_disturbed(const struct results *rows)
{
	return !strcmp(table_get(rows->tables[RESULT_SUMMARY], 0, "disturbed"),
		       "1");
}

/*
 * Return whether to repeat run @i once more: not if as many repeats of its
 * combination as it has runs are due or were in vain.
 */
static bool can_mend(const struct run_loop *loop, size_t i)
{
	const struct batch *batch = loop->batch;
	struct planned run, other;
	const struct job *job = batch_get(batch, i, &run);
	size_t vain = 0, j;

	for (j = batch->nplanned; j < batch->nruns; j++)
		vain += batch_get(batch, j, &other) == job &&
			other.group == run.group &&
			(j > i || loop->disturbed[j]);
	return vain < job->plan->repeats;
}

void run_loop_note(struct run_loop *loop, size_t i, bool disturbed)
{
	struct batch *batch = loop->batch;
	double budget_s = loop->budget_s == BUDGET_DEFAULT ?
			  seconds(batch, 0, batch->nplanned) / 4 :
			  loop->budget_s;

	if (i + 1 >= loop->ndone)
		loop->disturbed = alloc_grow(loop->disturbed, i + 1,
					     sizeof(*loop->disturbed));
	loop->disturbed[i] = disturbed;
	/* Runs of a folder that are done were within the budget of then. */
	if (disturbed && can_mend(loop, i) &&
	    (seconds(batch, batch->nplanned, batch->nruns) < budget_s ||
	     batch->nruns < loop->ndone))
		batch_repeat(batch, i);
}

/* Say what became of disturbed runs, if any were repeated. */
static void say_disturbed(const struct run_loop *loop)
{
	size_t planned = loop->batch->nplanned, was = 0, mended = 0, i;

	for (i = 0; i < loop->ndone; i++) {
		was += i < planned && loop->disturbed[i];
		mended += i >= planned && !loop->disturbed[i];
	}
	if (loop->ndone > planned)
		say_note("%zu of %zu runs were disturbed; %zu repeated, %zu still %s",
			 was, planned, loop->ndone - planned, was - mended,
			 was - mended == 1 ? "is" : "are");
}

enum exitcode run_loop_go(struct run_loop *loop, bool quiet)
{
	struct batch *batch = loop->batch;
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
		size_t nruns = batch->nruns;
		auto_free char *run_id = alloc_printf("%s-%zu", loop->id, i + 1);
		const struct profile profile = {
			.command = loop->profile,
			.run_id = run_id,
			.output = loop->path,
		};
		struct results rows = { 0 };
		auto_free char *what = batch_describe(job, &run);

		if (i >= batch->nplanned)
			alloc_append(&what, " (was disturbed)");
		progress_run(i + 1, quiet ? 0 : batch->nruns,
			     time_left(begin_ns, done_s, left_s), what);
		/* tuning_begin() has already reported a failure. */
		tuning_lock(&loop->tuning);
		code = session_run(loop->dir, job->plan, &run, job->events,
				   loop->profile ? &profile : NULL, &rows);
		if (!code) {
			name_rows(&rows, run_id, job, run.repeat);
			if (result_writer_save(loop->folder, &rows))
				run_loop_note(loop, loop->ndone++,
					      is_disturbed(&rows));
			else
				code = VMB_FAILED;
		}
		results_free(&rows);
		done_s += expected_s;
		left_s -= expected_s - seconds(batch, nruns, batch->nruns);
	}
	say_disturbed(loop);

	if (code && (interrupted() || batch->nruns > 1))
		say("%s after %zu of %zu runs",
		    interrupted() ? "interrupted" : "stopped", loop->ndone,
		    batch->nruns);
	return code;
}
