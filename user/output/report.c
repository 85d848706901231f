// SPDX-License-Identifier: GPL-2.0-only
#include "output/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"

/* What the checker of the models found, in words. */
static const struct {
	const char *column;
	const char *words;
} wrongs[] = {
	{ "violations_range", "not at the address" },
	{ "violations_freed", "freed or reused while kept" },
	{ "violations_changed", "half changed or changed while kept" },
	{ "violations_file", "file closed while kept" },
	{ "violations_missed", "nothing found where something was" },
	{ "violations_torn", "span half changed" },
};

static const struct table *summary(const struct report *report)
{
	return report->rows.tables[RESULT_SUMMARY];
}

static bool is_valid(const struct report *report, size_t run)
{
	return !strcmp(table_get(summary(report), run, "valid"), "1");
}

bool report_valid(const struct report *report)
{
	size_t run;

	for (run = 0; run < summary(report)->nrows; run++)
		if (!is_valid(report, run))
			return false;
	return true;
}

static bool differs(const struct report *report, const char *column)
{
	const struct table *rows = summary(report);
	size_t run;

	for (run = 1; run < rows->nrows; run++)
		if (strcmp(table_get(rows, 0, column),
			   table_get(rows, run, column)))
			return true;
	return false;
}

/* Trees are told where there is more than the one the kernel has. */
static bool shows_index(const struct report *report)
{
	const struct table *rows = summary(report);
	const char *index, *first = NULL;
	size_t run;

	for (run = 0; run < rows->nrows; run++) {
		if (!strcmp(table_get(rows, run, "family"), "model") ||
		    !strcmp(table_get(rows, run, "family"), "broken"))
			return true;
		index = table_get(rows, run, "index");
		if (!*index)
			continue;
		if (first && strcmp(first, index))
			return true;
		first = index;
	}
	return false;
}

size_t report_labels(const struct report *report, const char **labels)
{
	const struct run_groups *groups = report->statistics->groups;
	size_t i, n = 0;

	if (differs(report, "job"))
		labels[n++] = "job";
	labels[n++] = "scheme";
	if (shows_index(report))
		labels[n++] = "index";
	labels[n++] = "readers";
	labels[n++] = "writers";
	for (i = 0; i < groups->nvaried; i++)
		if (strcmp(groups->varied[i], "readers") &&
		    strcmp(groups->varied[i], "writers"))
			labels[n++] = groups->varied[i];
	return n;
}

/* The knobs that tell a run from others, besides the scheme. */
static void add_knobs(char **text, const struct report *report, size_t run,
		      const char *const *labels, size_t n)
{
	const char *separator = ", ";
	size_t i = 0;

	while (strcmp(labels[i], "readers"))
		i++;
	for (; i < n; i++) {
		const char *cell = table_get(summary(report), run, labels[i]);

		if (!*cell)
			continue;
		alloc_append(text, "%s%s=%s", separator, labels[i], cell);
		separator = " ";
	}
}

/* Which kinds of wrong the checker saw in the window, and how often. */
static void add_wrongs(char **text, const struct report *report, size_t run)
{
	const char *separator = ": ", *cell;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wrongs); i++) {
		cell = table_get(summary(report), run, wrongs[i].column);
		if (!*cell || !strcmp(cell, "0"))
			continue;
		alloc_append(text, "%s%s (%s)", separator, wrongs[i].words,
			     cell);
		separator = ", ";
	}
}

static char *why_invalid(const struct report *report, size_t run,
			 const char *const *labels, size_t nlabels)
{
	const struct table *rows = summary(report);
	char *text;

	text = alloc_printf("%s (%s", table_get(rows, run, "run_id"),
			    table_get(rows, run, "scheme"));
	add_knobs(&text, report, run, labels, nlabels);
	alloc_append(&text, ", repeat %s): %s", table_get(rows, run, "repeat"),
		     table_get(rows, run, "valid_reason"));
	add_wrongs(&text, report, run);
	return text;
}

char **report_why_invalid(const struct report *report, size_t *n)
{
	const char *labels[VMB_REPORT_LABELS_MAX];
	size_t nlabels = report_labels(report, labels), room = 0, run;
	char **whys = NULL;

	*n = 0;
	for (run = 0; run < summary(report)->nrows; run++) {
		if (is_valid(report, run))
			continue;
		if (*n == room) {
			room = room ? 2 * room : 16;
			whys = alloc_grow(whys, room, sizeof(*whys));
		}
		whys[(*n)++] = why_invalid(report, run, labels, nlabels);
	}
	return whys;
}

void report_csv(const struct report *report, FILE *out)
{
	table_write_header(summary(report), out);
	table_write_rows(summary(report), out);
}
