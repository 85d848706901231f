// SPDX-License-Identifier: GPL-2.0-only
#include "session/job_check.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "session/session.h"

/* A refusal of the module, and the largest vm.max_map_count it asked for. */
struct refusal {
	enum exitcode code;
	char *why;
	unsigned long long map_count;
};

/* Return the value the module asks for, or 0 if it refused for other reasons. */
static unsigned long long wanted_map_count(const char *words)
{
	static const char command[] = "sysctl vm.max_map_count=";
	const char *found = strstr(words, command);

	return found ? strtoull(found + strlen(command), NULL, 10) : 0;
}

static void keep_refusal(const struct job_file *file, const struct job *job,
			 const struct planned *run, enum exitcode code,
			 const char *words, struct refusal *kept)
{
	unsigned long long map_count = wanted_map_count(words);
	char *what;

	if (kept->code && map_count <= kept->map_count)
		return;
	free(kept->why);
	what = batch_describe(job, run);
	*kept = (struct refusal){
		.code = code,
		.why = alloc_printf("%s:%d: %s: %s", file->ini->path,
				    job_file_line(file->ini, job, words), what,
				    words),
		.map_count = map_count,
	};
	free(what);
}

/*
 * Keep only the first refusal.  If the limit of VMAs is too low, keep the one
 * for the largest arena, so that it has to be raised only once.
 */
static void check_runs(const struct job_file *file, const struct job *job,
		       const char *dir, struct refusal *kept)
{
	struct planned run;
	enum exitcode code;
	char *words;
	size_t i;

	/* The first round of repeats has each combination once. */
	for (i = 0; i < plan_groups(job->plan); i++) {
		if (kept->code && !kept->map_count)
			break;
		run = plan_get(job->plan, i);
		code = session_check(dir, job->plan, &run, &words);
		if (!code)
			continue;
		keep_refusal(file, job, &run, code, words, kept);
		free(words);
	}
}

enum exitcode job_check(const struct job_file *file, const char *dir,
			char **why)
{
	struct refusal kept = { 0 };
	size_t i;

	for (i = 0; i < file->batch.njobs; i++)
		check_runs(file, &file->batch.jobs[i], dir, &kept);
	if (kept.code)
		*why = kept.why;
	return kept.code;
}
