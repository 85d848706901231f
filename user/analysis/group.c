// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/group.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "module/abi/knobs.h"

/* Stands in no cell. */
#define SEPARATOR "\x1f"

#define NAME(name, ...) #name,
const char *const group_columns[] = {
	"job", VMB_KNOBS(NAME, NAME, NAME, NAME)
};
#undef NAME
const size_t ngroup_columns = ARRAY_SIZE(group_columns);

struct keyed {
	char *key;
	size_t row;
};

static char *key_of(const struct table *summary, size_t row, const int *columns)
{
	char *key = NULL;
	size_t i;

	for (i = 0; i < ngroup_columns; i++)
		alloc_append(&key, "%s" SEPARATOR,
			     columns[i] < 0
				     ? ""
				     : summary->cells[row * summary->ncolumns +
						      (size_t)columns[i]]);
	return key;
}

static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order ? order : (x->row > y->row) - (x->row < y->row);
}

static void add_to_group(struct run_groups *groups, size_t row)
{
	struct run_group *group = &groups->v[groups->of_row[row]];

	group->rows =
		alloc_grow(group->rows, group->n + 1, sizeof(*group->rows));
	group->rows[group->n++] = row;
	groups->uses[row] =
		!strcmp(table_get(groups->summary, row, "valid"), "1");
	group->ninvalid += !groups->uses[row];
}

/* Alike rows lie together once sorted; the first one of each has a number. */
static void number_groups(struct run_groups *groups, const struct keyed *sorted)
{
	const size_t none = (size_t)-1, nrows = groups->summary->nrows;
	size_t *first = alloc_zeroed(nrows, sizeof(*first));
	size_t *number = alloc_zeroed(nrows, sizeof(*number));
	size_t i, row;

	for (i = 0; i < nrows; i++) {
		bool same = i && !strcmp(sorted[i].key, sorted[i - 1].key);

		row = sorted[i].row;
		first[row] = same ? first[sorted[i - 1].row] : row;
		number[row] = none;
	}
	for (row = 0; row < nrows; row++) {
		if (number[first[row]] == none)
			number[first[row]] = groups->n++;
		groups->of_row[row] = number[first[row]];
	}
	free(first);
	free(number);
}

static bool is_varied(const struct run_groups *groups, const char *column)
{
	const char *first = "", *cell;
	size_t i;

	if (!strcmp(column, "job") || !strcmp(column, "scheme") ||
	    !strcmp(column, "index") ||
	    table_column(groups->summary, column) < 0)
		return false;
	/* Empty: the scheme does not have the knob. */
	for (i = 0; i < groups->n; i++) {
		cell = group_cell(groups, i, column);
		if (*first && *cell && strcmp(first, cell))
			return true;
		if (!*first)
			first = cell;
	}
	return false;
}

static void describe(struct run_groups *groups)
{
	size_t i, group;

	groups->varied = alloc_zeroed(ngroup_columns, sizeof(*groups->varied));
	for (i = 0; i < ngroup_columns; i++)
		if (is_varied(groups, group_columns[i]))
			groups->varied[groups->nvaried++] = group_columns[i];

	for (group = 0; group < groups->n; group++) {
		char **text = &groups->v[group].knobs;

		for (i = 0; i < groups->nvaried; i++) {
			const char *cell =
				group_cell(groups, group, groups->varied[i]);

			if (*cell)
				alloc_append(text, "%s%s=%s", *text ? " " : "",
					     groups->varied[i], cell);
		}
		if (!*text)
			*text = alloc_copy("");
	}
}

struct run_groups *groups_new(const struct table *summary)
{
	struct run_groups *groups = alloc_zeroed(1, sizeof(*groups));
	struct keyed *keyed = alloc_zeroed(summary->nrows, sizeof(*keyed));
	int columns[ARRAY_SIZE(group_columns)];
	size_t i;

	for (i = 0; i < ngroup_columns; i++)
		columns[i] = table_column(summary, group_columns[i]);
	for (i = 0; i < summary->nrows; i++)
		keyed[i] = (struct keyed){key_of(summary, i, columns), i};
	qsort(keyed, summary->nrows, sizeof(*keyed), by_key);

	groups->summary = summary;
	groups->of_row = alloc_zeroed(summary->nrows, sizeof(size_t));
	groups->uses = alloc_zeroed(summary->nrows, sizeof(bool));
	number_groups(groups, keyed);
	groups->v = alloc_zeroed(groups->n, sizeof(*groups->v));
	for (i = 0; i < summary->nrows; i++)
		add_to_group(groups, i);
	for (i = 0; i < summary->nrows; i++) {
		const struct run_group *group = &groups->v[groups->of_row[i]];

		groups->uses[i] =
			groups->uses[i] || group->ninvalid == group->n;
	}
	describe(groups);

	for (i = 0; i < summary->nrows; i++)
		free(keyed[i].key);
	free(keyed);
	return groups;
}

void groups_free(struct run_groups *groups)
{
	size_t i;

	if (!groups)
		return;
	for (i = 0; i < groups->n; i++) {
		free(groups->v[i].rows);
		free(groups->v[i].knobs);
	}
	free(groups->v);
	free(groups->of_row);
	free(groups->uses);
	free(groups->varied);
	free(groups);
}

const char *group_cell(const struct run_groups *groups, size_t group,
		       const char *column)
{
	return table_get(groups->summary, groups->v[group].rows[0], column);
}

/* What tells groups from each other, found once: cells, by column. */
static const char **gather(const struct run_groups *groups, const char *column)
{
	const char **cells = alloc_zeroed(groups->n, sizeof(*cells));
	size_t i;

	for (i = 0; i < groups->n; i++)
		cells[i] = group_cell(groups, i, column);
	return cells;
}

/* Scheme and index aside, and knobs that one of the two does not have. */
static bool same_knobs(const char *const *const *varied, size_t nvaried,
		       size_t a, size_t b)
{
	size_t i;

	for (i = 0; i < nvaried; i++)
		if (*varied[i][a] && *varied[i][b] &&
		    strcmp(varied[i][a], varied[i][b]))
			return false;
	return true;
}

/* Of candidates, all of one scheme and job, the one for a group. */
static long choose(const size_t *candidates, size_t n, size_t group,
		   const char *const *const *varied, size_t nvaried,
		   const char *const *index)
{
	long found = -1;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!same_knobs(varied, nvaried, candidates[i], group))
			continue;
		if (!strcmp(index[candidates[i]], index[group]))
			return (long)candidates[i];
		if (found < 0)
			found = (long)candidates[i];
	}
	return found;
}

long *groups_references(const struct run_groups *groups)
{
	const size_t n = groups->n;
	long *references = alloc_zeroed(n, sizeof(*references));
	const char **job = gather(groups, "job");
	const char **scheme = gather(groups, "scheme");
	const char **index = gather(groups, "index");
	const char ***varied = alloc_zeroed(groups->nvaried, sizeof(*varied));
	size_t *candidates = alloc_zeroed(n, sizeof(*candidates));
	bool *done = alloc_zeroed(n, sizeof(*done));
	size_t first, i, ncandidates;

	for (i = 0; i < groups->nvaried; i++)
		varied[i] = gather(groups, groups->varied[i]);
	/* Job by job; the first group of each has its first scheme. */
	for (first = 0; first < n; first++) {
		if (done[first])
			continue;
		ncandidates = 0;
		for (i = first; i < n; i++)
			if (!strcmp(job[i], job[first]) &&
			    !strcmp(scheme[i], scheme[first]))
				candidates[ncandidates++] = i;
		for (i = first; i < n; i++) {
			if (strcmp(job[i], job[first]))
				continue;
			done[i] = true;
			references[i] =
				!strcmp(scheme[i], scheme[first])
					? -1
					: choose(candidates, ncandidates, i,
						 (const char *const *const *)
							 varied,
						 groups->nvaried, index);
		}
	}

	for (i = 0; i < groups->nvaried; i++)
		free(varied[i]);
	free(varied);
	free(job);
	free(scheme);
	free(index);
	free(candidates);
	free(done);
	return references;
}
