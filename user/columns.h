/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The columns of the CSV files that only the driver writes, in the manner of
 * module/abi/columns.h: X(name, unit, help).  Columns are only ever added at
 * the end of a table.  A cell that was not measured is empty.
 */
#ifndef VMB_COLUMNS_H
#define VMB_COLUMNS_H

#define VMB_PERF_COLUMNS(X)						\
	X(csv_version, "", "version of this table")			\
	X(run_id, "", "as in the summary")				\
	X(repeat, "count", "as in the summary")				\
	X(role, "", "reader or writer")					\
	X(index, "", "number within the role, or all")			\
	X(tid, "", "thread id; empty for all")				\
	X(event, "", "name of the perf event, as it was asked for")	\
	X(count, "count", "what was counted, not scaled")		\
	X(time_enabled_ns, "ns", "time the event was wanted while its thread ran") \
	X(time_running_ns, "ns", "time it was counted; less if counters were shared out") \
	X(wall_ns, "ns", "interval in which the counters were on")	\
	X(per_op, "per_op", "events per operation of the window: count x time_enabled_ns / time_running_ns x window / wall_ns / ops")

#define VMB_ENVIRONMENT_COLUMNS(X)					\
	X(csv_version, "", "version of this table")			\
	X(key, "", "what is told")					\
	X(value, "", "empty: this machine does not tell")

#define VMB_STATISTICS_COLUMNS(X)					\
	X(csv_version, "", "version of this table")			\
	X(job, "", "as in the summary")					\
	X(scheme, "", "as in the summary")				\
	X(index, "", "as in the summary")				\
	X(knobs, "", "the other knobs that differ between runs of the folder, such as readers=1 writers=0") \
	X(metric, "", "what was measured: a column of the summary; hits_pct and the like: a share of all slots looked at; EVENT_per_lookup: a perf event of the readers") \
	X(unit, "", "of the metric")					\
	X(n, "count", "runs that were measured: alike in all but repeat, and valid, unless none of them is") \
	X(median, "as told", "median over the runs")			\
	X(ci_low, "as told", "lower end of the 95% bootstrap interval of the median; empty: fewer than 6 runs") \
	X(ci_high, "as told", "upper end of it")			\
	X(min, "as told", "smallest of the runs; none is left out as too far off") \
	X(max, "as told", "largest of the runs")			\
	X(ratio, "ratio", "median of the ratios to the run of ratio_to with the same repeat and knobs") \
	X(ratio_low, "ratio", "lower end of its 95% bootstrap interval; empty: fewer than 6 pairs") \
	X(ratio_high, "ratio", "upper end of it")			\
	X(ratio_to, "", "the first scheme of the runs; empty: this is it, or it has no such runs, or something is 0") \
	X(invalid, "count", "runs that are not valid; they are left out unless no run is valid")

/* What "vmabench compare" prints; no file of a run folder. */
#define VMB_COMPARISON_COLUMNS(X)					\
	X(csv_version, "", "version of this table")			\
	X(job, "", "as in the summary")					\
	X(scheme_a, "", "scheme of A; empty: A has no such runs")	\
	X(scheme_b, "", "scheme of B; empty: B has no such runs")	\
	X(index, "", "data structure that was walked, in B if they differ") \
	X(knobs, "", "the other knobs that differ between runs of the folder") \
	X(metric, "", "as in statistics.csv; empty: none can be compared") \
	X(unit, "", "of the metric")					\
	X(n_a, "count", "runs of A")					\
	X(n_b, "count", "runs of B")					\
	X(median_a, "as told", "median over the runs of A")		\
	X(median_b, "as told", "median over the runs of B")		\
	X(basis, "", "repeats: independent ones; pairs: run in turns; steps: those of the timelines of a single run each, which say nothing of what differs from run to run") \
	X(ratio, "ratio", "of B to A")					\
	X(ratio_low, "ratio", "lower end of its 95% interval")		\
	X(ratio_high, "ratio", "upper end of it")			\
	X(verdict, "", "what the interval shows: better, worse, different where neither is better, no difference shown, or not comparable") \
	X(smallest_ratio, "ratio", "smallest ratio, or its inverse, that would have been shown in 80 of 100 such comparisons") \
	X(reason, "", "why it is not comparable")

#endif /* VMB_COLUMNS_H */
