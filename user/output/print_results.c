// SPDX-License-Identifier: GPL-2.0-only
#include "output/print_results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"
#include "lib/split.h"
#include "output/report.h"

static void append_row(struct table **to, const struct table *from, size_t row)
{
	size_t i, new;

	if (!*to)
		*to = table_new((const char *const *)from->columns,
				from->ncolumns);
	new = table_add_row(*to);
	for (i = 0; i < from->ncolumns; i++)
		table_put(*to, new, i, from->cells[row * from->ncolumns + i]);
}

/* What one job has of all rows; runs are in the order of its plan. */
static void pick(struct report *report, const struct batch *batch,
		 const struct job *job, const struct results *rows)
{
	const struct table *summary = rows->tables[RESULT_SUMMARY];
	const struct table *perf = rows->tables[RESULT_PERF];
	struct planned run = batch_new_run(batch);
	size_t i, next = 0;
	const char *id;

	*report = (struct report){ .all_events = job->events_given };
	for (i = 0; i < summary->nrows; i++) {
		bool ours = batch_get(batch, i, &run) == job;

		id = table_get(summary, i, "run_id");
		if (ours)
			append_row(&report->rows.tables[RESULT_SUMMARY],
				   summary, i);
		/* The counters' rows are in the order of the runs. */
		while (perf && next < perf->nrows &&
		       !strcmp(table_get(perf, next, "run_id"), id)) {
			if (ours)
				append_row(&report->rows.tables[RESULT_PERF],
					   perf, next);
			next++;
		}
	}
	free(run.choice);
}

static void print(const struct report *report, const struct job *job,
		  enum format format)
{
	char **whys;
	size_t n, i;

	if (format == FORMAT_TABLE) {
		if (*job->name)
			printf("[%s]\n", job->name);
		report_table(report, stdout);
		if (*job->name)
			putchar('\n');
		return;
	}
	/* The table has it already, the other formats have no room for it. */
	whys = report_why_invalid(report, &n);
	for (i = 0; i < n; i++)
		say("not valid: %s", whys[i]);
	split_free(whys, n);
}

enum exitcode print_results(const struct batch *batch,
			    const struct results *rows,
			    const struct statistics *statistics,
			    enum format format, const char *path, bool quiet)
{
	const struct report all = { .rows = *rows, .statistics = statistics };
	size_t i;

	if (format == FORMAT_CSV)
		report_csv(&all, stdout);
	else if (format == FORMAT_JSON)
		report_json(&all, stdout);
	if (format != FORMAT_TABLE)
		say_note("reports: %s", path);

	for (i = 0; i < batch->njobs; i++) {
		struct statistics *of_job;
		struct report report;

		pick(&report, batch, &batch->jobs[i], rows);
		if (!report.rows.tables[RESULT_SUMMARY])
			continue;
		of_job = statistics_new(report.rows.tables[RESULT_SUMMARY],
					report.rows.tables[RESULT_PERF]);
		report.statistics = of_job;
		print(&report, &batch->jobs[i], format);
		statistics_free(of_job);
		results_free(&report.rows);
	}
	if (format == FORMAT_TABLE && !quiet)
		printf("reports: %s\n", path);
	return report_valid(&all) ? VMB_OK : VMB_INVALID;
}
