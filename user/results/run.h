/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A measured run: a row of summary.csv.
 */
#ifndef VMB_RESULTS_RUN_H
#define VMB_RESULTS_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/csv_file.h"
#include "module/abi/columns.h"
#include "module/abi/knobs.h"

/* The columns of summary.csv, such as COLUMN_ns_per_lookup. */
enum summary_column {
#define COLUMN(name, ...) COLUMN_##name,
	VMB_SUMMARY_COLUMNS(COLUMN)
#undef COLUMN
	SUMMARY_COLUMNS
};

/* Their names and units. A column with a unit holds numbers. */
extern const struct summary_info {
	const char *name;
	const char *unit;
} summary_columns[SUMMARY_COLUMNS];

/**
 * summary_column_find() - find a column by name
 * @name: the name
 *
 * Return: its number, or -1.
 */
int summary_column_find(const char *name);

/* What identifies a run besides its repeat: the job and all knobs. */
enum run_key {
	KEY_job,
#define KEY(name, ...) KEY_##name,
	VMB_KNOBS(KEY, KEY, KEY, KEY)
#undef KEY
	RUN_KEYS
};

extern const char *const run_keys[RUN_KEYS];

/* A perf event, counted over all readers of a run. */
struct run_event {
	size_t metric; /* its number among the metrics of the run's set */
	double per_lookup;
};

/**
 * struct run - a run
 * @number: its index in the set it was read into
 * @key: job and knobs, by enum run_key or as fields; "": not set
 * @repeat: number of the repeat, from 1
 * @valid: whether its figures may be used
 * @column: numbers by enum summary_column; NAN: not measured, or text
 * @events: perf events
 * @nevents: how many
 * @text: what all strings point into
 */
struct run {
	size_t number;
	const char *run_id;
	union {
		const char *key[RUN_KEYS];
		struct {
			const char *job;
#define KEY(name, ...) const char *name;
			VMB_KNOBS(KEY, KEY, KEY, KEY)
#undef KEY
		};
	};
	const char *family;
	const char *kernel_release;
	const char *module_version;
	const char *valid_reason;
	double repeat;
	bool valid;
	double column[SUMMARY_COLUMNS];
	struct run_event *events;
	size_t nevents;
	char text[];
};

/**
 * run_new() - create a run
 * @cells: the cells of its row, by enum summary_column
 *
 * Return: the run, to be given to run_free().
 */
struct run *run_new(const struct csv_cell *cells);

/** run_free() - free @run and what belongs to it */
void run_free(struct run *run);

#endif /* VMB_RESULTS_RUN_H */
