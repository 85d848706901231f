// SPDX-License-Identifier: GPL-2.0-only
#include "results/overtime.h"

#include <math.h>

#include "lib/alloc.h"
#include "lib/array.h"

struct timebins timebins_of_run(const struct run *run)
{
	double duration = run->column[COLUMN_duration_ms];
	double step = run->column[COLUMN_timeline_ms];
	double steps;

	if (!(duration > 0) || !(step > 0))
		return (struct timebins){0};
	steps = ceil(duration / step);
	step *= ceil(steps / TIMEBINS_MOST);
	return (struct timebins){
		.width_ns = step * 1e6,
		.n = (size_t)ceil(duration / step),
	};
}

size_t timebins_find(const struct timebins *bins, double start_ns)
{
	double bin = floor(start_ns / bins->width_ns);

	if (!(bin > 0))
		return 0;
	return bin < (double)bins->n ? (size_t)bin : bins->n - 1;
}

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
	/* Old modules did not record it. */
	{"waiting_max", true, false},
};

/* Where to read to, by number of the run: heats or most. */
struct destination {
	struct run_join join;
	struct heat *const *heats;
	const struct run *last; /* last run added to a heat */
	double *const *most;
};

static char *take_heat(void *data, const struct csv_line *line)
{
	struct destination *to = data;
	const struct csv_cell *cells = line->cells;
	const struct run *run = run_join_line(&to->join, line);
	struct heat *heat = run ? to->heats[run->number] : NULL;
	int octave = 0;

	if (!heat || !csv_is(&cells[HEAT_OP], "lookup"))
		return NULL;
	/* Latencies off the scale have no octave. */
	if (!cells[HEAT_HIGH].len)
		return NULL;
	if (!cells[HEAT_START].len || !(cells[HEAT_COUNT].number >= 0) ||
	    cells[HEAT_COUNT].number >= 0x1p53)
		return alloc_copy("its start_ns or count is empty or no count");
	if (cells[HEAT_LOW].number != 0 &&
	    (frexp(cells[HEAT_LOW].number, &octave) != 0.5 || octave < 1 ||
	     octave >= HEAT_OCTAVES))
		return alloc_copy("its low_ns is not where an octave begins");
	if (!heat->bins.n)
		return NULL;
	heat->runs += to->last != run;
	to->last = run;
	heat->counts[timebins_find(&heat->bins, cells[HEAT_START].number) *
			     HEAT_OCTAVES +
		     (size_t)octave] += (uint64_t)cells[HEAT_COUNT].number;
	return NULL;
}

void overtime_read_heat(struct result_folder *folder, struct heat *const *heats)
{
	struct destination to = {.heats = heats};
	const struct csv_reader reader = {
		.columns = heat_columns,
		.ncolumns = ARRAY_SIZE(heat_columns),
		.line = take_heat,
		.data = &to,
	};

	result_folder_join(folder, "heat.csv", &reader, &to.join);
}

static char *take_backlog(void *data, const struct csv_line *line)
{
	struct destination *to = data;
	const struct csv_cell *cells = line->cells;
	const struct run *run = run_join_line(&to->join, line);
	double *most = run ? to->most[run->number] : NULL;
	struct timebins bins;

	if (!most || !cells[BACKLOG_WAITING].len)
		return NULL;
	if (!cells[BACKLOG_START].len)
		return alloc_copy("its start_ns is empty");
	bins = timebins_of_run(run);
	if (!bins.n)
		return NULL;
	most += timebins_find(&bins, cells[BACKLOG_START].number);
	*most = fmax(*most, cells[BACKLOG_WAITING].number);
	return NULL;
}

void overtime_read_backlog(struct result_folder *folder, double *const *most)
{
	struct destination to = {.most = most};
	const struct csv_reader reader = {
		.columns = backlog_columns,
		.ncolumns = ARRAY_SIZE(backlog_columns),
		.line = take_backlog,
		.data = &to,
	};

	result_folder_join(folder, "timeline.csv", &reader, &to.join);
}
