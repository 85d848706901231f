/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A measured run: a row of summary.csv. And sets of runs.
 */
#ifndef VMB_RESULTS_RUN_H
#define VMB_RESULTS_RUN_H

#include <stdbool.h>
#include <stddef.h>

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

/* Return the number of a column, or -1. */
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

struct run {
	size_t number; /* its index in the set it was read into */
	const char *run_id;
	/* Job and knobs, by enum run_key or as fields; "": not set */
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
	const char *steady_reason; /* "": steady, or not checked */
	double repeat; /* from 1 */
	bool valid;
	/* Numbers by enum summary_column; NAN: not measured, or text */
	double column[SUMMARY_COLUMNS];
	struct run_event *events;
	size_t nevents;
	char text[]; /* what all strings point into */
};

/* Runs of one folder. A subset has its own @v and borrows the rest. */
struct run_set {
	struct run **v; /* in the order they were done */
	size_t n;
	struct metric *metrics; /* metrics[], then one for each perf event */
	size_t nmetrics;
};

#endif /* VMB_RESULTS_RUN_H */
