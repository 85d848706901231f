// SPDX-License-Identifier: GPL-2.0-only
#include "results/run_loop.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/atomic_file.h"
#include "lib/monotonic.h"
#include "lib/signals.h"
#include "lib/terminal.h"
#include "results/env_snapshot.h"
#include "session/session.h"
#include "session/trace.h"

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
	free(loop->notes);
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

/* Return how long runs beyond the plan may take, less those there are. */
static double spare_s(const struct run_loop *loop)
{
	const struct batch *batch = loop->batch;
	double budget_s = loop->budget_s;

	if (budget_s == BUDGET_DEFAULT)
		budget_s = loop->until ? 600 :
				seconds(batch, 0, batch->nplanned) / 4;
	return budget_s - seconds(batch, batch->nplanned, batch->nruns);
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
			(j > i || loop->notes[j].disturbed);
	return vain < job->plan->repeats;
}

void run_loop_note(struct run_loop *loop, size_t i, struct run_note note)
{
	struct batch *batch = loop->batch;

	if (i + 1 >= loop->ndone)
		loop->notes = alloc_grow(loop->notes, i + 1,
					 sizeof(*loop->notes));
	loop->notes[i] = note;
	/* Another round does for a run of a round that until added. */
	if (!note.disturbed ||
	    (i >= batch->nplanned && !batch_is_repeat(batch, i)) ||
	    !can_mend(loop, i))
		return;
	/* Runs of a folder that are done were within the budget of then. */
	if (spare_s(loop) > 0 || batch->nruns < loop->ndone)
		batch_repeat(batch, i);
}

/* Say what became of disturbed runs, if any were repeated. */
static void say_disturbed(const struct run_loop *loop)
{
	size_t planned = loop->batch->nplanned, was = 0, again = 0, mended = 0;
	size_t i;

	for (i = 0; i < loop->ndone; i++) {
		was += i < planned && loop->notes[i].disturbed;
		if (!batch_is_repeat(loop->batch, i))
			continue;
		again++;
		mended += !loop->notes[i].disturbed;
	}
	if (again)
		say_note("%zu of %zu runs were disturbed; %zu repeated, %zu still %s",
			 was, planned, again, was - mended,
			 was - mended == 1 ? "is" : "are");
}

/* Save the trace of run @i if something slow has stopped it. */
static bool keep_trace(struct run_loop *loop, size_t i, const char *run_id,
		       const struct results *rows)
{
	auto_free char *name = alloc_printf("trace-%zu.txt", i + 1);
	auto_free char *cause = NULL;

	loop->ntraced += rows->traced;
	if (!rows->trace)
		return true;
	loop->nstopped++;
	cause = trace_cause(rows->trace);
	progress_clear();
	say_note("run %s: %s; the trace up to it is in %s/%s", run_id,
		 cause, loop->path, name);
	return atomic_file_write(loop->path, name, write_text, rows->trace);
}

static void say_traces(const struct run_loop *loop)
{
	if (loop->nstopped < loop->ntraced)
		say_note("%zu of %zu runs left no trace: nothing that was timed in them took longer than trace_above (--sample-every 1 times every lookup)",
			 loop->ntraced - loop->nstopped, loop->ntraced);
}

/* Add a round, and its time, if intervals are to be, and can get, narrower. */
static bool add_round(struct run_loop *loop, double *left_s)
{
	struct batch *batch = loop->batch;
	size_t nruns = batch->nruns;
	double round_s;

	if (!loop->until)
		return false;
	round_s = seconds(batch, 0, plan_groups(batch->jobs->plan));
	if (!until_goes_on(batch, loop->notes, loop->ndone, loop->until,
			   spare_s(loop) / round_s))
		return false;
	batch_add_round(batch);
	*left_s += seconds(batch, nruns, batch->nruns);
	return true;
}

static void say_until(const struct run_loop *loop)
{
	auto_free char *sentence = NULL;

	if (!loop->until)
		return;
	sentence = until_sentence(loop->batch, loop->notes, loop->ndone,
				  loop->until);
	say_note("%s", sentence);
}

/* Print lines about a run while it is on, if they are wanted. */
static enum exitcode do_live(const struct run_loop *loop, struct live *live,
			     const struct job *job, const struct planned *run,
			     const struct profile *profile, const char *what,
			     struct results *rows)
{
	const char *ms = plan_value_of(job->plan, run, "duration_ms");
	enum exitcode code;

	if (live && !live_begin(live, loop->dir, profile->run_id, what,
				strtoull(ms, NULL, 10) * 1000000)) {
		progress_clear();
		say("--interval: the module has no file 'live'; unload it and load that of this driver");
		return VMB_LACKING;
	}
	code = session_run(loop->dir, job->plan, run, job->events,
			   profile->command ? profile : NULL, live, rows);
	live_end(live, false);
	return code;
}

enum exitcode run_loop_go(struct run_loop *loop, bool quiet)
{
	struct batch *batch = loop->batch;
	enum exitcode code = VMB_OK;
	/* As expected before the first run */
	double done_s = 0, left_s = seconds(batch, loop->ndone, batch->nruns);
	double begin_ns = monotonic_ns();
	struct live *live = loop->interval_ns ? live_new(loop->interval_ns) :
						NULL;
	struct planned run;
	size_t i;

	batch_explain_events(batch);
	for (i = loop->ndone;
	     !code && (i < batch->nruns || add_round(loop, &left_s)); i++) {
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

		if (batch_is_repeat(batch, i))
			alloc_append(&what, " (was disturbed)");
		progress_run(i + 1, quiet ? 0 : batch->nruns,
			     time_left(begin_ns, done_s, left_s), what);
		/* tuning_begin() has already reported a failure. */
		tuning_lock(&loop->tuning);
		code = do_live(loop, live, job, &run, &profile, what, &rows);
		if (!code) {
			name_rows(&rows, run_id, job, run.repeat);
			if (result_writer_save(loop->folder, &rows))
				run_loop_note(loop, loop->ndone++, until_note(
						rows.tables[RESULT_SUMMARY]));
			else
				code = VMB_FAILED;
			if (!code && !keep_trace(loop, i, run_id, &rows))
				code = VMB_FAILED;
		}
		results_free(&rows);
		done_s += expected_s;
		left_s -= expected_s - seconds(batch, nruns, batch->nruns);
	}
	live_free(live);
	say_disturbed(loop);
	say_traces(loop);
	if (!code)
		say_until(loop);

	if (code && (interrupted() || batch->nruns > 1))
		say("%s after %zu of %zu runs",
		    interrupted() ? "interrupted" : "stopped", loop->ndone,
		    batch->nruns);
	return code;
}
