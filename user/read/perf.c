// SPDX-License-Identifier: GPL-2.0-only
#include "read/perf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "array.h"
#include "read/csvfile.h"
#include "read/runindex.h"

/* More are not counted at once by any machine. */
#define MOST_EVENTS 64

enum {
	COLUMN_ROLE = JOIN_NCOLUMNS,
	COLUMN_INDEX,
	COLUMN_EVENT,
	COLUMN_PER_OP,
};

static const struct csv_column columns[] = {
	JOIN_COLUMNS,
	{ "role", false, true },
	{ "index", false, true },
	{ "event", false, true },
	{ "per_op", true, true },
};

struct taking {
	struct runjoin join;
	struct perf_table *table;
};

/* Number of an event, MOST_EVENTS if there is no room for it. */
static size_t get_event(struct perf_table *table, const struct csv_cell *name)
{
	size_t i, k;

	for (i = 0; i < table->nevents; i++)
		if (csv_is(name, table->events[i]))
			return i;
	if (i == MOST_EVENTS)
		return i;
	table->events = alloc_grow(table->events, i + 1,
				   sizeof(*table->events));
	table->events[table->nevents++] = csv_text(name);
	table->per_lookup = alloc_grow(table->per_lookup,
				       (i + 1) * table->nruns,
				       sizeof(*table->per_lookup));
	for (k = 0; k < table->nruns; k++)
		table->per_lookup[i * table->nruns + k] = NAN;
	return i;
}

static char *take_line(void *data, const struct csv_line *line)
{
	struct taking *taking = data;
	const struct csv_cell *cells = line->cells;
	size_t run = runjoin_line(&taking->join, line), event;

	if (run == NO_RUN || !csv_is(&cells[COLUMN_INDEX], "all") ||
	    !csv_is(&cells[COLUMN_ROLE], "reader"))
		return NULL;
	event = get_event(taking->table, &cells[COLUMN_EVENT]);
	if (event == MOST_EVENTS)
		return alloc_printf("it is of one event more than %d",
				    MOST_EVENTS);
	taking->table->per_lookup[event * taking->table->nruns + run] =
		cells[COLUMN_PER_OP].number;
	return NULL;
}

struct perf_table *perf_table_read(struct result_folder *folder)
{
	struct perf_table *table = alloc_zeroed(1, sizeof(*table));
	struct taking taking = {
		.join = { .index = folder->index },
		.table = table,
	};
	const struct csv_reader reader = {
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.line = take_line,
		.data = &taking,
	};
	char *path = result_folder_file(folder, "perf.csv");

	table->nruns = folder->summary->nrows;
	if (csv_read(path, &reader, &folder->complaints))
		runjoin_end(&taking.join, path, &folder->complaints);
	free(path);
	return table;
}

void perf_table_free(struct perf_table *table)
{
	size_t i;

	if (!table)
		return;
	for (i = 0; i < table->nevents; i++)
		free(table->events[i]);
	free(table->events);
	free(table->per_lookup);
	free(table);
}
