// SPDX-License-Identifier: GPL-2.0-only
#include "output/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/read_file.h"
#include "lib/words.h"
#include "lib/terminal.h"
#include "lib/textout.h"
#include "output/figures.h"

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

/* Return true if runs have more than the one tree of the kernel. */
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

/*
 * Fill in the keys that tell runs from each other: scheme, readers and writers
 * always, job and index before them and other knobs behind if they differ.
 * Return their number.
 */
static size_t choose_labels(const struct statistics *s, enum run_key *labels)
{
	const struct run_groups *groups = &s->groups;
	size_t i, n = 0;

	if (groups_differ(groups->v, groups->n, KEY_job))
		labels[n++] = KEY_job;
	labels[n++] = KEY_scheme;
	if (shows_index(s->runs))
		labels[n++] = KEY_index;
	labels[n++] = KEY_readers;
	labels[n++] = KEY_writers;
	for (i = 0; i < groups->nvaried; i++)
		if (groups->varied[i] != KEY_readers &&
		    groups->varied[i] != KEY_writers)
			labels[n++] = groups->varied[i];
	return n;
}

static bool is_word(enum run_key key)
{
	return key == KEY_job || key == KEY_scheme || key == KEY_index;
}

/* Return the scheme and the labels of a run, such as "null, readers=1". */
static char *run_words(const struct run *run, const enum run_key *labels,
		       size_t nlabels)
{
	char *text = alloc_copy(run->scheme);
	const char *separator = ", ";
	size_t i;

	for (i = 0; i < nlabels; i++) {
		const char *value = run->key[labels[i]];

		if (is_word(labels[i]) || !*value)
			continue;
		alloc_append(&text, "%s%s=%s", separator, run_keys[labels[i]],
			     value);
		separator = " ";
	}
	return text;
}

static char *why_invalid(const struct run *run, const enum run_key *labels,
			 size_t nlabels)
{
	auto_free char *words = run_words(run, labels, nlabels);
	char *text = alloc_printf("%s (%s, repeat %.0f): %s", run->run_id,
				  words, run->repeat, run->valid_reason);
	const char *separator = ": ";
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wrongs); i++) {
		double count = run->column[wrongs[i].column];

		if (!(count > 0))
			continue;
		alloc_append(&text, "%s%s (%.0f)", separator, wrongs[i].words,
			     count);
		separator = ", ";
	}
	return text;
}

char **report_why_invalid(const struct statistics *s, size_t *n)
{
	enum run_key labels[RUN_KEYS];
	size_t nlabels = choose_labels(s, labels), i;
	char **whys = alloc_zeroed(s->runs->n, sizeof(*whys));

	*n = 0;
	for (i = 0; i < s->runs->n; i++)
		if (!s->runs->v[i]->valid)
			whys[(*n)++] = why_invalid(s->runs->v[i], labels,
						   nlabels);
	return whys;
}

/* Explain the brackets and marks of a table. */
static void print_legend(const struct statistics *statistics, bool extremes,
			 FILE *out)
{
	const struct run_groups *groups = &statistics->groups;
	size_t g, least = (size_t)-1, most = 0;
	bool ratios = false, left_out = false;

	for (g = 0; g < groups->n; g++) {
		const struct run_group *group = groups->v[g];
		size_t n = group->n;

		least = n < least ? n : least;
		most = n > most ? n : most;
		ratios = ratios || group->reference;
		left_out = left_out || (group->ninvalid && group->ninvalid < group->nall);
	}
	if (most > 1) {
		fprintf(out, "median of ");
		if (least < most)
			fprintf(out, "%zu to ", least);
		fprintf(out, "%zu repeats%s%s", most,
			most < INTERVAL_MIN ? "" :
			extremes ? " [95% interval]" : " +-95% interval",
			extremes ? " (smallest..largest)" :
			least < INTERVAL_MIN ? " (+-range)" : "");
		if (least < INTERVAL_MIN)
			fprintf(out, "; a 95%% interval needs %d repeats",
				INTERVAL_MIN);
		fputc('\n', out);
	}
	if (left_out)
		fprintf(out, "runs that are not valid (!) are left out where others are\n");
	if (ratios)
		fprintf(out, "ratio: to %s with the same knobs%s\n",
			group_key(groups->v[0], KEY_scheme),
			most > 1 ? ", median over pairs of the same repeat" :
				   "");
}

/* Tell which lookups find a VMA more or less often than those their ratio is to. */
static void print_hits(const struct run_groups *groups,
		       const enum run_key *labels, size_t nlabels, FILE *out)
{
	size_t g;

	for (g = 0; g < groups->n; g++) {
		const struct run_group *group = groups->v[g];
		const struct run_group *other = group->reference;
		auto_free char *words =
			run_words(group->runs[0], labels, nlabels);
		double hits = group->by_metric[METRIC_hits_pct].over.value;
		double others = !other ? NAN :
			other->by_metric[METRIC_hits_pct].over.value;

		if (fabs(hits - others) >= HITS_TOLD)
			fprintf(out, "%s: %.1f%% of the lookups find a VMA (%s: %.1f%%)\n",
				words, hits, group_key(other, KEY_scheme), others);
	}
}

/* Say which groups have runs that were disturbed or not steady, and how. */
static void print_marks(const struct run_groups *groups,
			const enum run_key *labels, size_t nlabels,
			FILE *out)
{
	size_t g, i;

	for (g = 0; g < groups->n; g++) {
		const struct run_group *group = groups->v[g];
		auto_free char *words =
			run_words(group->runs[0], labels, nlabels);

		if (group->ndisturbed)
			fprintf(out, "* %s: %zu of %zu runs disturbed, %s: %s%s\n",
				words, group->ndisturbed,
				group->nchosen,
				group->n < group->nchosen ? "left out" :
				"counted as too few were not", group->disturbed,
				group->ndisturbed > 1 ? ", ..." : "");
		for (i = 0; i < group->n; i++)
			if (*group->runs[i]->steady_reason)
				break;
		if (i < group->n)
			fprintf(out, "~ %s: %zu of %zu runs not steady: %s%s\n",
				words, group->nunsteady, group->n,
				group->runs[i]->steady_reason,
				group->nunsteady > 1 ? ", ..." : "");
	}
}

/* Print the numbers of threads all groups have, and drop their columns. */
static size_t print_common(const struct run_groups *groups,
			   enum run_key *labels, size_t n, FILE *out)
{
	const char *separator = "all runs: ";
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		enum run_key key = labels[i];

		if ((key != KEY_readers && key != KEY_writers) ||
		    groups_differ(groups->v, groups->n, key)) {
			labels[kept++] = key;
			continue;
		}
		fprintf(out, "%s%s=%s", separator, run_keys[key],
			group_key(groups->v[0], key));
		separator = " ";
	}
	if (kept < n)
		fputc('\n', out);
	return kept;
}

void report_table(const struct statistics *statistics, bool all_events,
		  size_t width, FILE *out)
{
	enum run_key labels[RUN_KEYS];
	struct figures figures = {
		.runs = statistics->runs,
		.groups = statistics->groups.v,
		.ngroups = statistics->groups.n,
		.labels = labels,
		.nlabels = choose_labels(statistics, labels),
		.sections = ALL_SECTIONS,
		.all_events = all_events,
		.style = width ? STYLE_NARROW : STYLE_WIDE,
	};
	auto_free unsigned char *ranks = NULL;
	struct table *table;
	size_t words = 0, n, i;
	char **whys = report_why_invalid(statistics, &n);

	if (width)
		figures.nlabels = print_common(&statistics->groups, labels,
					       figures.nlabels, out);
	table = figures_table(&figures, &ranks);
	/* The first column is the mark; the first labels are words. */
	while (words < figures.nlabels && is_word(labels[words]))
		words++;
	print_fitted(table, 1 + words, ranks, width, out);
	print_legend(statistics, !width, out);
	for (i = 0; i < n; i++)
		fprintf(out, "! %s\n", whys[i]);
	print_hits(&statistics->groups, labels, figures.nlabels, out);
	print_marks(&statistics->groups, labels, figures.nlabels, out);
	split_free(whys, n);
	table_free(table);
}

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

static void print_job(const struct statistics *statistics,
		      const struct job *job, enum format format, size_t width)
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
	/* The table has them; the other formats have no room for them. */
	whys = report_why_invalid(statistics, &n);
	for (i = 0; i < n; i++)
		say("not valid: %s", whys[i]);
	split_free(whys, n);
}

/* Copy a file of a folder to stdout. */
static void print_file(const struct result_folder *folder, const char *name)
{
	auto_free char *path = result_folder_file(folder, name);
	size_t len = 0;
	auto_free char *text = read_file(path, &len);

	fwrite(text ?: "", 1, len, stdout);
}

enum exitcode print_results(const struct batch *batch,
			    const struct statistics *statistics,
			    enum format format, bool wide, bool quiet)
{
	const struct run_set *runs = statistics->runs;
	const char *path = statistics->folder->path;
	enum exitcode code = VMB_OK;
	size_t i;

	if (format == FORMAT_CSV)
		print_file(statistics->folder, "summary.csv");
	else if (format == FORMAT_JSON)
		report_json(statistics, stdout);
	if (format != FORMAT_TABLE)
		say_note("reports: %s", path);

	for (i = 0; i < batch->njobs; i++) {
		struct run_set part = pick(batch, &batch->jobs[i], runs);
		struct statistics *of_job;

		if (part.n) {
			of_job = statistics_new(&part);
			print_job(of_job, &batch->jobs[i], format,
				  wide ? 0 : table_width());
			statistics_free(of_job);
		}
		free(part.v);
	}
	if (format == FORMAT_TABLE && !quiet)
		printf("reports: %s\n", path);
	for (i = 0; i < runs->n; i++)
		if (!runs->v[i]->valid)
			code = VMB_INVALID;
	return code;
}
