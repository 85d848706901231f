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

#endif /* VMB_COLUMNS_H */
