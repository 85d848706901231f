/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Measured runs, each a row of summary.csv, and their metrics: what statistics
 * and comparisons are made of.
 */
#ifndef VMB_RESULTS_METRIC_H
#define VMB_RESULTS_METRIC_H

#include <stdbool.h>
#include <stddef.h>

#include "module/abi/columns.h"
#include "module/abi/knobs.h"
#include "stats/interval.h"

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
	const char *disturbed_reason; /* "": not disturbed */
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

enum better {
	BETTER_NONE, /* neither direction is better */
	BETTER_LOWER,
	BETTER_HIGHER,
};

#define VMB_OF_UPDATES(op, COLUMN, PERCENTILE)				\
	PERCENTILE(op##_p50_ns, true)					\
	PERCENTILE(op##_p99_ns, true)					\
	PERCENTILE(op##_p99_9_ns, false)				\
	COLUMN(op##_max_ns, LOWER, 0, false)

/*
 * COLUMN(name, better, decimals, main)   a column of the summary
 * PERCENTILE(name, main)                 the same, of a histogram
 * SHARE(name, column, better)            a column as a share of all slots
 *                                        looked up
 */
#define VMB_METRICS(COLUMN, PERCENTILE, SHARE)				\
	COLUMN(ns_per_lookup, LOWER, 1, true)				\
	COLUMN(lookups_per_s, HIGHER, 0, false)				\
	PERCENTILE(lookup_p50_ns, true)					\
	PERCENTILE(lookup_p90_ns, false)				\
	PERCENTILE(lookup_p99_ns, true)					\
	PERCENTILE(lookup_p99_9_ns, false)				\
	PERCENTILE(lookup_p99_99_ns, false)				\
	COLUMN(lookup_max_ns, LOWER, 0, false)				\
	SHARE(hits_pct, hits, HIGHER)					\
	SHARE(absent_pct, absent, NONE)					\
	SHARE(busy_pct, busy, NONE)					\
	COLUMN(spurious_misses, NONE, 0, false)				\
	COLUMN(retries, NONE, 0, false)					\
	COLUMN(fallbacks, NONE, 0, false)				\
	PERCENTILE(fallback_p50_ns, false)				\
	PERCENTILE(fallback_p99_ns, false)				\
	COLUMN(torn_spans, NONE, 0, false)				\
	COLUMN(violations, NONE, 0, false)				\
	COLUMN(updates_per_s, HIGHER, 0, true)				\
	VMB_OF_UPDATES(munmap, COLUMN, PERCENTILE)			\
	VMB_OF_UPDATES(map, COLUMN, PERCENTILE)				\
	VMB_OF_UPDATES(mprotect, COLUMN, PERCENTILE)			\
	VMB_OF_UPDATES(split, COLUMN, PERCENTILE)			\
	VMB_OF_UPDATES(merge, COLUMN, PERCENTILE)			\
	VMB_OF_UPDATES(lock, COLUMN, PERCENTILE)			\
	VMB_OF_UPDATES(mremap, COLUMN, PERCENTILE)			\
	VMB_OF_UPDATES(madvise, COLUMN, PERCENTILE)			\
	VMB_OF_UPDATES(fork, COLUMN, PERCENTILE)			\
	VMB_OF_UPDATES(brk, COLUMN, PERCENTILE)				\
	COLUMN(scans_per_s, HIGHER, 1, true)				\
	VMB_OF_UPDATES(scan, COLUMN, PERCENTILE)			\
	VMB_OF_UPDATES(scan_call, COLUMN, PERCENTILE)			\
	COLUMN(lost_wakeups, NONE, 0, false)				\
	PERCENTILE(release_p50_ns, false)				\
	PERCENTILE(release_p99_ns, false)				\
	COLUMN(release_max_ns, LOWER, 0, false)				\
	COLUMN(unmount_wait_ns, LOWER, 0, false)			\
	COLUMN(callbacks, NONE, 0, false)				\
	COLUMN(callback_ns, LOWER, 0, false)				\
	COLUMN(refs_max, NONE, 0, false)				\
	COLUMN(walk_steps_max, NONE, 0, false)				\
	COLUMN(lock_bytes, LOWER, 0, false)				\
	COLUMN(vma_bytes, LOWER, 0, false)				\
	COLUMN(waiting_max, LOWER, 0, false)				\
	COLUMN(drain_ns, LOWER, 0, false)				\
	COLUMN(voluntary_switches, NONE, 0, false)			\
	COLUMN(involuntary_switches, NONE, 0, false)			\
	COLUMN(system_switches, NONE, 0, false)				\
	COLUMN(system_tlb_flushes, NONE, 0, false)			\
	COLUMN(arena_pages, NONE, 0, false)				\
	COLUMN(zap_ns, NONE, 0, false)					\
	COLUMN(setup_ns, LOWER, 0, false)				\
	COLUMN(teardown_ns, LOWER, 0, false)				\
	COLUMN(clock_cost_ns, NONE, 1, false)				\
	COLUMN(loop_cost_ns, NONE, 1, false)

/* Their numbers, such as METRIC_ns_per_lookup; perf events follow. */
enum {
#define METRIC(name, ...) METRIC_##name,
	VMB_METRICS(METRIC, METRIC, METRIC)
#undef METRIC
	METRICS
};

struct metric {
	const char *name;  /* in statistics.csv */
	const char *event; /* counted per lookup; NULL: from the summary */
	enum summary_column column;
	bool share; /* @column as a share of all slots looked up, in percent */
	enum better better;
	int decimals; /* to print; for an event, significant digits */
	bool main;    /* compared by default */
	/*
	 * Largest rounding error, relative to the value: percentiles are the
	 * upper end of a histogram bucket.
	 */
	double grain;
};

extern const struct metric metrics[METRICS];

/* Less of a difference in hits_pct, in percentage points, is not told. */
#define HITS_TOLD 1.0

/* Return true if lookups returned something wrong, which is not what the scheme is for. */
bool run_is_wrong(const struct run *run);

/* Return a metric of a run by its number; NAN: not measured. */
double run_metric(const struct run *run, size_t metric);

/* Return the number of a metric by its name in statistics.csv, or -1. */
long run_set_metric(const struct run_set *set, const char *name);

/*
 * Return a figure of a run by the name of a metric, or of a column of the
 * summary that holds numbers; NAN: not measured.
 */
double run_set_value(const struct run_set *set, const struct run *run,
		     const char *name);

/* Return the unit of a metric, as in columns.h. */
const char *metric_unit(const struct metric *metric);

/* Return a new string with a value of a metric, or "-" for NAN. */
char *metric_text(const struct metric *metric, double value);

/*
 * Return by how much a metric of a run can be rounded: a percentile by a bucket
 * and by a step of the clock. A reading is up to a step old, so the difference of
 * two can be a whole step too short or too long.
 */
double run_rounding(const struct run *run, const struct metric *metric);

/* Widen an interval of values by an absolute rounding error. */
void interval_widen(struct interval *over, double rounding);

/**
 * ratio_widen() - widen an interval of ratios
 * @ratio: the interval
 * @rounding: the error of one side, relative to its value: the larger one
 *
 * One error counts, not two. Two percentiles in neighbouring buckets can be
 * equal, and two in one bucket can differ by its width; no two that are equal are
 * further apart. The same is true of steps of the clock.
 */
void ratio_widen(struct interval *ratio, double rounding);

#endif /* VMB_RESULTS_METRIC_H */
