// SPDX-License-Identifier: GPL-2.0-only
#include "results/overtime.h"

#include <math.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/csv_file.h"
#include "results/run_index.h"

enum {
	HEAT_OP = JOIN_NCOLUMNS,
	HEAT_START,
	HEAT_LOW,
	HEAT_HIGH,
	HEAT_COUNT,
};

static const struct csv_column heat_columns[] = {
	JOIN_COLUMNS,
	{"op", false, true},
	{"start_ns", true, true},
	{"low_ns", true, true},
	{"high_ns", true, true},
	{"count", true, true},
};

enum {
	BACKLOG_START = JOIN_NCOLUMNS,
	BACKLOG_WAITING,
};

static const struct csv_column backlog_columns[] = {
	JOIN_COLUMNS,
	{"start_ns", true, true},
	/* Modules before the models did not tell. */
	{"waiting_max", true, false},
};

struct taking {
	struct run_join join;
	const size_t *wish_of_run;
	const size_t *place_of_run;
	struct heat *heats;
	struct backlog *backlogs;
	size_t last; /* run of the last line */
};

static char *take_heat(void *data, const struct csv_line *line)
{
	struct taking *taking = data;
	const struct csv_cell *cells = line->cells;
	size_t run = run_join_line(&taking->join, line);
	struct heat *heat;
	int octave;

	if (run == NO_RUN || taking->wish_of_run[run] == NO_RUN ||
	    !csv_is(&cells[HEAT_OP], "lookup"))
		return NULL;
	/* What is off the scale of the histograms is off that of the map. */
	if (!cells[HEAT_HIGH].len)
		return NULL;
	if (!cells[HEAT_START].len || !(cells[HEAT_COUNT].number >= 0) ||
	    cells[HEAT_COUNT].number >= 0x1p53)
		return alloc_copy("its start_ns or count is empty or no count");
	/* Exact for powers of two. */
	if (!(cells[HEAT_LOW].number >= 0) ||
	    (octave = cells[HEAT_LOW].number > 0
			      ? ilogb(cells[HEAT_LOW].number) + 1
			      : 0) >= HEAT_OCTAVES ||
	    (octave && ldexp(1, octave - 1) != cells[HEAT_LOW].number))
		return alloc_copy("its low_ns is not where an octave begins");

	heat = &taking->heats[taking->wish_of_run[run]];
	if (!heat->bins.n)
		return NULL;
	heat->runs += taking->last != run;
	taking->last = run;
	heat->counts[timebins_find(&heat->bins, cells[HEAT_START].number) *
			     HEAT_OCTAVES +
		     (size_t)octave] += (uint64_t)cells[HEAT_COUNT].number;
	return NULL;
}

static char *take_backlog(void *data, const struct csv_line *line)
{
	struct taking *taking = data;
	const struct csv_cell *cells = line->cells;
	size_t run = run_join_line(&taking->join, line);
	struct backlog *backlog;
	double *most;

	if (run == NO_RUN || taking->wish_of_run[run] == NO_RUN ||
	    !cells[BACKLOG_WAITING].len)
		return NULL;
	if (!cells[BACKLOG_START].len)
		return alloc_copy("its start_ns is empty");
	backlog = &taking->backlogs[taking->wish_of_run[run]];
	if (!backlog->bins.n)
		return NULL;
	most = &backlog->most[taking->place_of_run[run] * backlog->bins.n +
			      timebins_find(&backlog->bins,
					    cells[BACKLOG_START].number)];
	*most = fmax(*most, cells[BACKLOG_WAITING].number);
	return NULL;
}

static void read_file(struct result_folder *folder, const char *name,
		      const struct csv_reader *reader)
{
	struct taking *taking = reader->data;
	char *path = result_folder_file(folder, name);

	taking->join.index = folder->index;
	taking->last = NO_RUN;
	if (csv_read(path, reader, &folder->complaints))
		run_join_end(&taking->join, path, &folder->complaints);
	free(path);
}

void overtime_read_heat(struct result_folder *folder, const size_t *wish_of_run,
			struct heat *wishes)
{
	struct taking taking = {
		.wish_of_run = wish_of_run,
		.heats = wishes,
	};
	const struct csv_reader reader = {
		.columns = heat_columns,
		.ncolumns = ARRAY_SIZE(heat_columns),
		.line = take_heat,
		.data = &taking,
	};

	read_file(folder, "heat.csv", &reader);
}

void overtime_read_backlog(struct result_folder *folder,
			   const size_t *wish_of_run,
			   const size_t *place_of_run, struct backlog *wishes)
{
	struct taking taking = {
		.wish_of_run = wish_of_run,
		.place_of_run = place_of_run,
		.backlogs = wishes,
	};
	const struct csv_reader reader = {
		.columns = backlog_columns,
		.ncolumns = ARRAY_SIZE(backlog_columns),
		.line = take_backlog,
		.data = &taking,
	};

	read_file(folder, "timeline.csv", &reader);
}
