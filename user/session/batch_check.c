// SPDX-License-Identifier: GPL-2.0-only
#include "session/batch_check.h"

#include <stdlib.h>
#include <string.h>

#include "session/session.h"

/* Return the value the module asks for, or 0 if it refused for other reasons. */
static unsigned long long wanted_map_count(const char *words)
{
	static const char command[] = "sysctl vm.max_map_count=";
	const char *found = strstr(words, command);

	return found ? strtoull(found + strlen(command), NULL, 10) : 0;
}

/*
 * Keep only the first refusal. If the limit of VMAs is too low, keep the one
 * for the largest arena, so that it has to be raised only once.
 */
enum exitcode batch_check(const struct batch *batch, const char *dir,
			  const struct job **failed, char **why)
{
	unsigned long long map_count, largest = 0;
	enum exitcode kept = VMB_OK, code;
	const struct job *job;
	struct planned run;
	char *words;
	size_t i;

	for (i = 0; i < batch->nruns && (!kept || largest); i++) {
		job = batch_get(batch, i, &run);
		/* The first round of repeats has each combination once. */
		if (run.repeat > 1)
			break;
		code = session_check(dir, job->plan, &run, &words);
		if (!code)
			continue;
		map_count = wanted_map_count(words);
		if (kept && map_count <= largest) {
			free(words);
			continue;
		}
		if (kept)
			free(*why);
		*why = words;
		*failed = job;
		kept = code;
		largest = map_count;
	}
	return kept;
}
