// SPDX-License-Identifier: GPL-2.0-only
#include "results/latency.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"

enum {
	HISTOGRAM_INDEX = JOIN_NCOLUMNS,
	HISTOGRAM_OP,
	HISTOGRAM_LOW,
	HISTOGRAM_HIGH,
	HISTOGRAM_COUNT,
};

static const struct csv_column columns[] = {
	JOIN_COLUMNS,		{"index", false, true},	 {"op", false, true},
	{"low_ns", true, true}, {"high_ns", true, true}, {"count", true, true},
};

/* The operations, and how many the summary says were timed. */
static const struct {
	const char *name;
	enum summary_column total;
} ops[LATENCY_OPS] = {
	[LATENCY_LOOKUP] = {"lookup", COLUMN_lookup_samples},
	[LATENCY_UPDATE] = {"update", COLUMN_updates},
};

struct adding {
	struct parse_warnings *complaints;
	const char *path;
	struct latency *const *const *sums;
	struct run_join join;
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

/* Add the histogram of a run if no line is missing. */
static void end_run(struct adding *adding)
{
	const struct latency *read = &adding->read;
	struct latency *sum;
	double said;
	size_t i;

	if (adding->op < 0)
		return;
	said = adding->run->column[ops[adding->op].total];
	if (said != (double)read->n && (read->n || !isnan(said))) {
		char *text = isnan(said) ? alloc_copy("none")
					 : alloc_printf("%.0f", said);

		complain(
			adding->complaints, adding->path, 0,
			"run %s has %llu timed operations '%s' here and %s in summary.csv, so lines are missing; its histogram is left out",
			adding->run->run_id, (unsigned long long)read->n,
			ops[adding->op].name, text);
		free(text);
		return;
	}
	sum = adding->sums[adding->op][adding->run->number];
	for (i = 0; i < VMB_HIST_BUCKETS; i++)
		sum->counts[i] += read->counts[i];
	sum->off_scale += read->off_scale;
	sum->n += read->n;
	sum->runs++;
}

/* Return the operation of a line, -1 if its histogram is not wanted. */
static int wanted_op(const struct adding *adding, const struct csv_line *line)
{
	const struct run *run = adding->join.run;
	int op;

	if (!run || !csv_is(&line->cells[HISTOGRAM_INDEX], "all"))
		return -1;
	for (op = 0; op < LATENCY_OPS; op++)
		if (csv_is(&line->cells[HISTOGRAM_OP], ops[op].name))
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
	/* take_line() counts lines without a run. */
	return op >= 0 || !run;
}

static char *take_line(void *data, const struct csv_line *line)
{
	struct adding *adding = data;
	const double low = line->cells[HISTOGRAM_LOW].number;
	const double count = line->cells[HISTOGRAM_COUNT].number;
	uint64_t *sum = &adding->read.off_scale;
	unsigned int bucket;

	if (!run_join_line(&adding->join, line))
		return NULL;
	if (!is_whole(count))
		return alloc_copy("its count is no whole number");
	if (line->cells[HISTOGRAM_HIGH].len) {
		if (!is_whole(low) || low >= 0x1p36)
			return alloc_copy(
				"its low_ns is no latency that a histogram can have");
		bucket = vmb_hist_index((uint64_t)low);
		if (vmb_hist_low(bucket) != (uint64_t)low)
			return alloc_copy(
				"its low_ns is not where a bucket begins");
		sum = &adding->read.counts[bucket];
	}
	*sum += (uint64_t)count;
	adding->read.n += (uint64_t)count;
	return NULL;
}

void latency_read(struct result_folder *folder,
		  struct latency *const *const sums[LATENCY_OPS])
{
	char *path = result_folder_file(folder, "histogram.csv");
	struct adding adding = {
		.complaints = &folder->complaints,
		.path = path,
		.sums = sums,
		.op = -1,
	};
	const struct csv_reader reader = {
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.wanted = is_wanted,
		.nkey = HISTOGRAM_OP + 1,
		.line = take_line,
		.data = &adding,
	};

	if (result_folder_join(folder, "histogram.csv", &reader, &adding.join))
		end_run(&adding);
	free(path);
}
