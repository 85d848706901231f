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

#endif /* VMB_COLUMNS_H */
