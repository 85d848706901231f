// SPDX-License-Identifier: GPL-2.0-only
#include "results/run_index.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

struct run {
	char *key;
	size_t row;
};

struct run_index {
	void *tree; /* of struct run, by tsearch() */
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct run *)a)->key,
		      ((const struct run *)b)->key);
}

/* No cell has a line break before the repeat unless both have it. */
static char *make_key(const struct csv_cell *run_id,
		      const struct csv_cell *repeat)
{
	return alloc_printf("%.*s\n%.*s", (int)repeat->len, repeat->text,
			    (int)run_id->len, run_id->text);
}

static void free_run(void *node)
{
	struct run *run = node;

	free(run->key);
	free(run);
}

struct run_index *run_index_new(void)
{
	return alloc_zeroed(1, sizeof(struct run_index));
}

void run_index_free(struct run_index *index)
{
	if (!index)
		return;
	tdestroy(index->tree, free_run);
	free(index);
}

bool run_index_add(struct run_index *index, const struct csv_cell *run_id,
		   const struct csv_cell *repeat, size_t row)
{
	struct run *run = alloc_zeroed(1, sizeof(*run)), **found;

	run->key = make_key(run_id, repeat);
	run->row = row;
	found = tsearch(run, &index->tree, compare);
	if (found && *found == run)
		return true;
	free_run(run);
	return false;
}

size_t run_index_find(const struct run_index *index,
		      const struct csv_cell *run_id,
		      const struct csv_cell *repeat)
{
	struct run run = {.key = make_key(run_id, repeat)};
	struct run **found = tfind(&run, &index->tree, compare);

	free(run.key);
	return found ? (*found)->row : NO_RUN;
}

size_t run_join_find(struct run_join *join, const struct csv_line *line)
{
	if (!csv_same(line, 0) || !csv_same(line, 1))
		join->run = run_index_find(join->index, &line->cells[0],
					   &line->cells[1]);
	return join->run;
}

size_t run_join_line(struct run_join *join, const struct csv_line *line)
{
	run_join_find(join, line);
	join->strange += join->run == NO_RUN;
	return join->run;
}

void run_join_end(const struct run_join *join, const char *path,
		  struct parse_warnings *complaints)
{
	if (join->strange)
		complain(
			complaints, path, 0,
			"%zu lines belong to runs that are not in summary.csv, or whose lines there are damaged; they are left out",
			join->strange);
}
