// SPDX-License-Identifier: GPL-2.0-only
#include "output/print_results.h"

#include <stdio.h>
#include <stdlib.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/say.h"
#include "lib/terminal.h"
#include "lib/words.h"
#include "output/report.h"

/* Choose the runs of one job; runs are in the order of their batch. */
static struct run_set pick(const struct batch *batch, const struct job *job,
			   const struct run_set *runs)
{
	struct run_set part = *runs;
	struct planned run;
	size_t i;

	part.v = alloc_zeroed(runs->n, sizeof(*part.v));
	part.n = 0;
	for (i = 0; i < runs->n; i++)
		if (batch_get(batch, i, &run) == job)
			part.v[part.n++] = runs->v[i];
	return part;
}

static void print(const struct statistics *statistics, const struct job *job,
		  enum format format, size_t width)
{
	char **whys;
	size_t n, i;

	if (format == FORMAT_TABLE) {
		if (*job->name)
			printf("[%s]\n", job->name);
		report_table(statistics, job->events_given, width, stdout);
		if (*job->name)
			putchar('\n');
		return;
	}
	/* The table has it already, the other formats have no room for it. */
	whys = report_why_invalid(statistics, &n);
	for (i = 0; i < n; i++)
		say("not valid: %s", whys[i]);
	split_free(whys, n);
}

/* Copy a file of a folder to stdout. */
static void print_file(const struct result_folder *folder, const char *name)
{
	char *path = result_folder_file(folder, name);
	size_t len = 0;
	char *text = sysfile_slurp(path, &len);

	fwrite(text ?: "", 1, len, stdout);
	free(text);
	free(path);
}

enum exitcode print_results(const struct batch *batch,
			    const struct statistics *statistics,
			    enum format format, bool wide, bool quiet)
{
	const char *path = statistics->folder->path;
	size_t i;

	if (format == FORMAT_CSV)
		print_file(statistics->folder, "summary.csv");
	else if (format == FORMAT_JSON)
		report_json(statistics, stdout);
	if (format != FORMAT_TABLE)
		say_note("reports: %s", path);

	for (i = 0; i < batch->njobs; i++) {
		struct run_set part =
			pick(batch, &batch->jobs[i], statistics->runs);
		struct statistics *of_job;

		if (part.n) {
			of_job = statistics_new(&part);
			print(of_job, &batch->jobs[i], format,
			      wide ? 0 : table_width());
			statistics_free(of_job);
		}
		free(part.v);
	}
	if (format == FORMAT_TABLE && !quiet)
		printf("reports: %s\n", path);
	return report_valid(statistics->runs) ? VMB_OK : VMB_INVALID;
}
