// SPDX-License-Identifier: GPL-2.0-only
#include "output/report.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"

/* What the checker of the models found, in words. */
static const struct {
	enum summary_column column;
	const char *words;
} wrongs[] = {
	{ COLUMN_violations_range, "not at the address" },
	{ COLUMN_violations_freed, "freed or reused while kept" },
	{ COLUMN_violations_changed, "half changed or changed while kept" },
	{ COLUMN_violations_file, "file closed while kept" },
	{ COLUMN_violations_missed, "nothing found where something was" },
	{ COLUMN_violations_torn, "span half changed" },
};

bool report_valid(const struct run_set *runs)
{
	size_t i;

	for (i = 0; i < runs->n; i++)
		if (!runs->v[i]->valid)
			return false;
	return true;
}

static bool has_jobs(const struct run_set *runs)
{
	size_t i;

	for (i = 1; i < runs->n; i++)
		if (strcmp(runs->v[0]->job, runs->v[i]->job))
			return true;
	return false;
}

/* Trees are told where there is more than the one the kernel has. */
static bool shows_index(const struct run_set *runs)
{
	const char *first = NULL;
	size_t i;

	for (i = 0; i < runs->n; i++) {
		const struct run *run = runs->v[i];

		if (!strcmp(run->family, "model") ||
		    !strcmp(run->family, "broken"))
			return true;
		if (!*run->index)
			continue;
		if (first && strcmp(first, run->index))
			return true;
		first = run->index;
	}
	return false;
}

size_t report_labels(const struct statistics *s, enum run_key labels[RUN_KEYS])
{
	size_t i, n = 0;

	if (has_jobs(s->runs))
		labels[n++] = KEY_job;
	labels[n++] = KEY_scheme;
	if (shows_index(s->runs))
		labels[n++] = KEY_index;
	labels[n++] = KEY_readers;
	labels[n++] = KEY_writers;
	for (i = 0; i < s->groups.nvaried; i++)
		if (s->groups.varied[i] != KEY_readers &&
		    s->groups.varied[i] != KEY_writers)
			labels[n++] = s->groups.varied[i];
	return n;
}

/* The knobs that tell a run from others, besides the scheme. */
static void add_knobs(char **text, const struct run *run,
		      const enum run_key *labels, size_t n)
{
	const char *separator = ", ";
	size_t i = 0;

	while (labels[i] != KEY_readers)
		i++;
	for (; i < n; i++) {
		if (!*run->key[labels[i]])
			continue;
		alloc_append(text, "%s%s=%s", separator, run_keys[labels[i]],
			     run->key[labels[i]]);
		separator = " ";
	}
}

/* Which kinds of wrong the checker saw in the window, and how often. */
static void add_wrongs(char **text, const struct run *run)
{
	const char *separator = ": ";
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wrongs); i++) {
		double count = run->column[wrongs[i].column];

		if (!(count > 0))
			continue;
		alloc_append(text, "%s%s (%.0f)", separator, wrongs[i].words,
			     count);
		separator = ", ";
	}
}

static char *why_invalid(const struct run *run, const enum run_key *labels,
			 size_t nlabels)
{
	char *text = alloc_printf("%s (%s", run->run_id, run->scheme);

	add_knobs(&text, run, labels, nlabels);
	alloc_append(&text, ", repeat %.0f): %s", run->repeat,
		     run->valid_reason);
	add_wrongs(&text, run);
	return text;
}

char **report_why_invalid(const struct statistics *s, size_t *n)
{
	enum run_key labels[RUN_KEYS];
	size_t nlabels = report_labels(s, labels), i;
	char **whys = alloc_zeroed(s->runs->n, sizeof(*whys));

	*n = 0;
	for (i = 0; i < s->runs->n; i++)
		if (!s->runs->v[i]->valid)
			whys[(*n)++] = why_invalid(s->runs->v[i], labels,
						   nlabels);
	return whys;
}
