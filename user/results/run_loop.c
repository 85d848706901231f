// SPDX-License-Identifier: GPL-2.0-only
#include "results/run_loop.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lib/alloc.h"
#include "lib/say.h"
#include "lib/signals.h"
#include "lib/terminal.h"

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

static void keep(struct table **all, struct table **one)
{
	if (*all) {
		table_append(*all, *one);
		table_free(*one);
	} else {
		*all = *one;
	}
	*one = NULL;
}

/* Save the rows of a run and keep what the report needs of them. */
static bool save(struct run_loop *loop, const struct job *job,
		 const struct planned *run, const char *run_id,
		 struct results *rows)
{
	const char *names[RESULT_FILES];
	bool saved;
	int i;

	name_rows(rows, run_id, job, run->repeat);
	for (i = 0; i < RESULT_FILES; i++)
		names[i] = result_file_name(i);
	saved = result_writer_save(loop->folder, names, rows->tables,
				   RESULT_FILES);
	if (saved) {
		keep(&loop->rows.tables[RESULT_SUMMARY],
		     &rows->tables[RESULT_SUMMARY]);
		if (rows->tables[RESULT_PERF])
			keep(&loop->rows.tables[RESULT_PERF],
			     &rows->tables[RESULT_PERF]);
		loop->ndone++;
	}
	results_free(rows);
	return saved;
}

/* What the runs that are done were expected to take, and what they took. */
struct pace {
	double expected_s;
	double left_s;		/* of those that are not, as expected */
	struct timespec begin;
};

static double seconds(const struct batch *batch, size_t first, size_t end)
{
	struct duration duration = batch_duration(batch, first, end);

	return (double)(duration.set_ns + duration.guess_ns) / 1e9;
}

static double time_left(const struct pace *pace)
{
	struct timespec now;
	double took;

	if (pace->expected_s <= 0)
		return pace->left_s;
	clock_gettime(CLOCK_MONOTONIC, &now);
	took = (double)(now.tv_sec - pace->begin.tv_sec) +
	       (double)(now.tv_nsec - pace->begin.tv_nsec) / 1e9;
	return pace->left_s * took / pace->expected_s;
}

enum exitcode run_loop_go(struct run_loop *loop, bool quiet)
{
	const struct batch *batch = loop->batch;
	enum exitcode code = VMB_OK;
	struct planned run;
	struct pace pace = {
		.left_s = seconds(batch, loop->ndone, batch->nruns),
	};
	size_t i;

	clock_gettime(CLOCK_MONOTONIC, &pace.begin);
	progress_begin(quiet ? 0 : batch->nruns);
	for (i = loop->ndone; i < batch->nruns && !code; i++) {
		const struct job *job = batch_get(batch, i, &run);
		double expected_s = seconds(batch, i, i + 1);
		char *run_id = alloc_printf("%s-%zu", loop->id, i + 1);
		const struct profile profile = {
			.command = loop->profile,
			.run_id = run_id,
			.output = loop->output,
		};
		struct results rows = { 0 };
		char *what = batch_describe(job, &run);

		progress_run(i + 1, time_left(&pace), what);
		free(what);
		/* tuning_begin() has already reported a failure. */
		tuning_lock(loop->machine);
		code = session_run(loop->dir, job->plan, &run, job->events,
				   loop->profile ? &profile : NULL, &rows);
		if (!code && !save(loop, job, &run, run_id, &rows))
			code = VMB_FAILED;
		free(run_id);
		pace.expected_s += expected_s;
		pace.left_s -= expected_s;
	}

	if (code && (interrupted() || batch->nruns > 1))
		say("%s after %zu of %zu runs",
		    interrupted() ? "interrupted" : "stopped", loop->ndone,
		    batch->nruns);
	return code;
}
