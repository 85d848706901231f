// SPDX-License-Identifier: GPL-2.0-only
#include "results/details.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/number.h"

enum { HIST_INDEX = JOIN_NCOLUMNS, HIST_OP, HIST_LOW, HIST_HIGH, HIST_COUNT };

static const struct csv_column histogram_columns[] = {
	JOIN_COLUMNS,
	{"index", false, true},
	{"op", false, true},
	{"low_ns", true, true},
	{"high_ns", true, true},
	{"count", true, true},
};

const struct latency_info latency_ops[LATENCY_OPS] = {
	{"lookup", COLUMN_lookup_samples, METRIC_lookup_p50_ns},
#define LATENCY(name, word) {#word, COLUMN_##word##_count, METRIC_##word##_p50_ns},
	VMB_WRITER_OPS(LATENCY)
	VMB_USER_OPS(LATENCY)
#undef LATENCY
};

struct adding {
	struct run_join join;
	struct latency *const *const *sums;
	/* The run and operation of the lines being read */
	const struct run *run;
	int op; /* -1: not wanted */
	/* and its histogram so far */
	struct latency read;
};

static bool is_whole(double number)
{
	return number >= 0 && number < 0x1p53 && number == floor(number);
}

static void complain_of_missing(const struct adding *adding, double said)
{
	struct result_folder *folder = adding->join.folder;
	auto_free char *path = result_folder_file(folder, "histogram.csv");
	auto_free char *count = isnan(said) ? alloc_copy("none") :
					      alloc_printf("%.0f", said);

	complain(&folder->complaints, path, 0,
		 "run %s has %llu timed operations '%s' here and %s in summary.csv, so lines are missing; its histogram is left out",
		 adding->run->run_id, (unsigned long long)adding->read.n,
		latency_ops[adding->op].name, count);
}

/* Add the histogram of a run if no line is missing. */
static void end_run(struct adding *adding)
{
	const struct latency *read = &adding->read;
	struct latency *sum;
	double said;
	size_t i;

	if (adding->op < 0)
		return;
	said = adding->run->column[latency_ops[adding->op].total];
	if (said != (double)read->n && (read->n || !isnan(said))) {
		complain_of_missing(adding, said);
		return;
	}
	sum = adding->sums[adding->op][adding->run->number];
	for (i = 0; i < VMB_HIST_BUCKETS; i++)
		sum->counts[i] += read->counts[i];
	sum->off_scale += read->off_scale;
	sum->n += read->n;
}

/* Return the operation of a line, -1 if its histogram is not wanted. */
static int wanted_op(const struct adding *adding, const struct csv_line *line)
{
	const struct run *run = adding->join.run;
	int op;

	if (!run || !csv_is(&line->cells[HIST_INDEX], "all"))
		return -1;
	for (op = 0; op < LATENCY_OPS; op++)
		if (csv_is(&line->cells[HIST_OP], latency_ops[op].name))
			return adding->sums[op][run->number] ? op : -1;
	return -1;
}

static bool is_wanted(void *data, const struct csv_line *line)
{
	struct adding *adding = data;
	const struct run *run = run_join_find(&adding->join, line);
	int op = wanted_op(adding, line);

	/* A damaged line does not end the run. */
	if (adding->run != run || adding->op != op) {
		end_run(adding);
		adding->run = run;
		adding->op = op;
		adding->read = (struct latency){0};
	}
	/* take_latency() counts lines without a run. */
	return op >= 0 || !run;
}

static char *take_latency(void *data, const struct csv_line *line)
{
	struct adding *adding = data;
	const double low = line->cells[HIST_LOW].number;
	const double count = line->cells[HIST_COUNT].number;
	uint64_t *sum = &adding->read.off_scale;
	unsigned int bucket;

	if (!run_join_line(&adding->join, line))
		return NULL;
	if (!is_whole(count))
		return alloc_copy("its count is no whole number");
	if (line->cells[HIST_HIGH].len) {
		if (!is_whole(low) || low >= 0x1p36)
			return alloc_copy("its low_ns is no latency that a histogram can have");
		bucket = vmb_hist_index((uint64_t)low);
		if (vmb_hist_low(bucket) != (uint64_t)low)
			return alloc_copy("its low_ns is not where a bucket begins");
		sum = &adding->read.counts[bucket];
	}
	*sum += (uint64_t)count;
	adding->read.n += (uint64_t)count;
	return NULL;
}

void latency_read(struct result_folder *folder,
		  struct latency *const *const sums[LATENCY_OPS])
{
	struct adding adding = {
		.join = RUN_JOIN(folder, histogram_columns, take_latency),
		.sums = sums,
		.op = -1,
	};

	adding.join.reader.wanted = is_wanted;
	adding.join.reader.nkey = HIST_OP + 1;
	if (run_join_read(&adding.join, "histogram.csv"))
		end_run(&adding);
}

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

enum { HEAT_START = JOIN_NCOLUMNS, HEAT_LOW, HEAT_HIGH, HEAT_COUNT };

static const struct csv_column heat_columns[] = {
	JOIN_COLUMNS,
	{"start_ns", true, true},
	{"low_ns", true, true},
	{"high_ns", true, true},
	{"count", true, true},
};

enum { BACKLOG_START = JOIN_NCOLUMNS, BACKLOG_WAITING };

static const struct csv_column backlog_columns[] = {
	JOIN_COLUMNS,
	{"start_ns", true, true},
	{"waiting_max", true, true},
};

/* Where to read to, by number of the run: heats, most or paces. */
struct destination {
	struct run_join join;
	struct heat *const *heats;
	double *const *most;
	struct pace (*paces)[PACES];
};

static char *take_heat(void *data, const struct csv_line *line)
{
	struct destination *to = data;
	const struct csv_cell *cells = line->cells;
	const struct run *run = run_join_line(&to->join, line);
	struct heat *heat = run ? to->heats[run->number] : NULL;
	int octave = 0;

	/* Latencies off the scale have no octave. */
	if (!heat || !cells[HEAT_HIGH].len)
		return NULL;
	if (!cells[HEAT_START].len || !(cells[HEAT_COUNT].number >= 0) ||
	    cells[HEAT_COUNT].number >= 0x1p53)
		return alloc_copy("its start_ns or count is empty or no count");
	if (cells[HEAT_LOW].number != 0 &&
	    (frexp(cells[HEAT_LOW].number, &octave) != 0.5 || octave < 1 ||
	     octave >= VMB_OCTAVES))
		return alloc_copy("its low_ns is not where an octave begins");
	if (!heat->bins.n)
		return NULL;
	heat->counts[timebins_find(&heat->bins, cells[HEAT_START].number) *
			     VMB_OCTAVES +
		     (size_t)octave] += (uint64_t)cells[HEAT_COUNT].number;
	return NULL;
}

void overtime_read_heat(struct result_folder *folder, struct heat *const *heats)
{
	struct destination to = {
		.join = RUN_JOIN(folder, heat_columns, take_heat),
		.heats = heats,
	};

	run_join_read(&to.join, "heat.csv");
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
	struct destination to = {
		.join = RUN_JOIN(folder, backlog_columns, take_backlog),
		.most = most,
	};

	run_join_read(&to.join, "timeline.csv");
}

/* Fewer steps say little. */
#define PACE_STEPS 4

enum { STEP_START = JOIN_NCOLUMNS, STEP_END, STEP_LOOKUPS, STEP_UPDATES };

static const struct csv_column step_columns[] = {
	JOIN_COLUMNS,
	{"start_ns", true, true},
	{"end_ns", true, true},
	{"lookups", true, true},
	{"updates", true, true},
};

static char *take_step(void *data, const struct csv_line *line)
{
	struct destination *to = data;
	const struct csv_cell *cells = line->cells;
	const struct run *run = run_join_line(&to->join, line);
	double ns = cells[STEP_END].number - cells[STEP_START].number;
	size_t i;

	if (!run || !(ns > 0.9e6 * run->column[COLUMN_timeline_ms]))
		return NULL;
	for (i = 0; i < PACES; i++) {
		struct pace *pace = &to->paces[run->number][i];

		if (cells[STEP_LOOKUPS + i].len)
			*alloc_more(pace->steps, pace->n) =
				cells[STEP_LOOKUPS + i].number / ns;
	}
	return NULL;
}

struct pace (*paces_read(struct result_folder *folder))[PACES]
{
	struct destination to = {
		.join = RUN_JOIN(folder, step_columns, take_step),
		.paces = alloc_zeroed(folder->runs.n, sizeof(*to.paces)),
	};

	run_join_read(&to.join, "timeline.csv");
	return to.paces;
}

void paces_free(const struct result_folder *folder,
		struct pace (*paces)[PACES])
{
	size_t run, i;

	for (run = 0; run < folder->runs.n; run++)
		for (i = 0; i < PACES; i++)
			free(paces[run][i].steps);
	free(paces);
}

double pace_typical(const struct pace *pace)
{
	double median, sum = 0;
	size_t i, n = 0;

	if (pace->n < PACE_STEPS)
		return NAN;
	qsort(pace->steps, pace->n, sizeof(*pace->steps), compare_doubles);
	/* One of them, so that there is a step beside it: itself. */
	median = pace->steps[pace->n / 2];
	for (i = 0; i < pace->n; i++) {
		if (fabs(pace->steps[i] - median) > 0.1 * median)
			continue;
		sum += pace->steps[i];
		n++;
	}
	return sum / (double)n;
}

double pace_variance(const struct pace *pace)
{
	double n = (double)pace->n, sum = 0, squares = 0, mean;
	size_t i;

	for (i = 0; i < pace->n; i++)
		sum += pace->steps[i];
	mean = sum / n;
	for (i = 0; i < pace->n; i++)
		squares += pow(pace->steps[i] / mean - 1, 2);
	return pace->n < PACE_STEPS || !(mean > 0) ? NAN :
						     squares / (n - 1) / n;
}
