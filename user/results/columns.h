/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The columns of the CSV files that only the driver writes, in the manner of
 * module/abi/columns.h: X(name, unit, help).  Columns are only ever added at
 * the end of a table.  A cell that was not measured is empty.
 */
#ifndef VMB_RESULTS_COLUMNS_H
#define VMB_RESULTS_COLUMNS_H

/* An X that gives the names, as strings. */
#define VMB_COLUMN_NAME(name, unit, help) #name,

#define VMB_ENVIRONMENT_COLUMNS(X)					\
	X(csv_version, "", "version of this table")			\
	X(key, "", "name of the value")					\
	X(value, "", "empty: this machine does not report it")

/*
 * The keys of environment.csv.  All are there; a value this machine does not
 * report is empty.
 */
#define VMB_ENVIRONMENT_KEYS(X)						\
	X(date, "", "when the file was written, UTC")			\
	X(command_line, "", "the command line, quoted for a shell")	\
	X(driver_version, "", "version of the driver")			\
	X(module_version, "", "version of the module")			\
	X(module_srcversion, "", "checksum of the module's sources")	\
	X(abi_version, "", "version of the interface between module and driver") \
	X(seed, "", "values of the knob seed")				\
	X(kernel_release, "", "as uname -r")				\
	X(kernel_version, "", "as uname -v")				\
	X(boot_id, "", "a random number of this boot")			\
	X(machine, "", "as uname -m")					\
	X(kernel_command_line, "", "what the kernel was booted with")	\
	X(cpus_online, "", "CPUs that are online")			\
	X(cpus_possible, "", "CPUs that can come online")		\
	X(cpus_isolated, "", "CPUs the scheduler keeps tasks away from: isolcpus=, isolated cpusets") \
	X(cpus_nohz_full, "", "CPUs without a tick while one task runs there") \
	X(cpus_of_driver, "", "CPUs the driver may run on, by affinity and cpuset; with --place the CPUs it moved to, away from the threads") \
	X(cpus_of_runs, "", "CPUs of readers and writers: named, placed, or otherwise all") \
	X(smt_active, "bool", "1: SMT siblings share cores")		\
	X(smt_siblings_in_use, "", "cpus_of_runs that share a core with another of them") \
	X(clocksource, "", "clock source of the kernel")		\
	X(clocksources_available, "", "clock sources the kernel can use") \
	X(load_average, "", "as /proc/loadavg, before the first run")	\
	X(running_tasks, "count", "runnable tasks, without the driver, in a tenth of a second before the first run") \
	X(busy_cpus, "count", "CPUs that were busy in that time")	\
	X(interrupts_per_s, "per_s", "interrupts of all kinds in that time") \
	X(context_switches_per_s, "per_s", "context switches in that time") \
	X(stolen_cpus, "count", "CPUs the hypervisor used for other work in that time") \
	X(stolen_share, "", "share of CPU time the hypervisor took since boot") \
	X(max_map_count, "count", "vm.max_map_count")			\
	X(perf_event_paranoid, "", "kernel.perf_event_paranoid")	\
	X(transparent_hugepage, "", "all settings, the one in use in brackets") \
	X(cpu_model, "", "model of the CPU")				\
	X(cpu_microcode, "", "its microcode")				\
	X(hypervisor, "bool", "1: a virtual machine")			\
	X(hypervisor_name, "", "kind of virtual machine, from CPU and firmware; none") \
	X(governor, "", "frequency governors in use")			\
	X(scaling_driver, "", "frequency driver of CPU 0")		\
	X(turbo, "bool", "1: CPUs may exceed their base frequency")	\
	X(idle_states, "", "idle states CPU 0 may enter")		\
	X(idle_latency_us, "us", "exit latency of the deepest of these states") \
	X(interrupts_to_runs, "", "numbers of device interrupts delivered to cpus_of_runs; none") \
	X(irqbalance, "bool", "1: irqbalance is running")		\
	X(timer_hz, "per_s", "CONFIG_HZ")				\
	X(tickless, "", "as configured: idle, full (see cpus_nohz_full) or periodic") \
	X(swap_kb, "kB", "swap space")					\
	X(swap_used_kb, "kB", "swap space in use")			\
	X(kernel_debugging, "", "options and boot parameters that make the kernel slower; none") \
	X(machine_hash, "", "the same for all runs on this machine; does not identify it") \
	X(memory, "", "memory the kernel manages")			\
	X(numa_nodes, "", "NUMA nodes that are online")			\
	X(place, "", "value of --place, several if jobs of a sweep differ; empty: not given") \
	X(place_reader_cpus, "", "CPUs that --place gave to readers, over all runs; summary.csv has the CPUs of each run") \
	X(place_writer_cpus, "", "CPUs that --place gave to writers, over all runs") \
	X(driver_memory_node, "", "NUMA node that the driver's memory policy prefers; empty: none") \
	X(cpu_latency_us, "us", "value of --cpu-latency, held during the runs; empty: not given") \
	X(memory_locked, "bool", "1: the driver's memory was locked")

/* Keys that exist once for each N or NAME of the machine. */
#define VMB_ENVIRONMENT_FAMILIES(X)					\
	X(topology_cpuN, "", "core, package and siblings of CPU N")	\
	X(mitigation_NAME, "", "what the kernel reports about a vulnerability of the CPU")

#define VMB_STATISTICS_COLUMNS(X)					\
	X(csv_version, "", "version of this table")			\
	X(job, "", "as in the summary")					\
	X(scheme, "", "as in the summary")				\
	X(index, "", "as in the summary")				\
	X(knobs, "", "the other knobs that differ between runs of the folder, such as readers=1 writers=0") \
	X(metric, "", "a column of the summary; hits_pct, absent_pct and so on: share of all slots looked up; EVENT_per_lookup: a perf event of the readers") \
	X(unit, "", "of the metric")					\
	X(n, "count", "runs with the same job, scheme, index and knobs that are valid, or all of them if none is") \
	X(median, "as unit", "median over the runs")			\
	X(ci_low, "as unit", "lower end of the 95% bootstrap interval of the median, widened for the rounding of percentiles; empty: fewer than 6 runs") \
	X(ci_high, "as unit", "upper end of that interval")		\
	X(min, "as unit", "smallest of the runs; outliers are not removed") \
	X(max, "as unit", "largest of the runs")			\
	X(ratio, "ratio", "median of the ratios to the run of ratio_to with the same repeat and knobs") \
	X(ratio_low, "ratio", "lower end of its 95% bootstrap interval; empty: fewer than 6 pairs") \
	X(ratio_high, "ratio", "upper end of that interval")		\
	X(ratio_to, "", "the first scheme of the runs; empty: this row is of that scheme, it has no runs with these knobs, or a value is 0") \
	X(invalid, "count", "runs that are not valid; left out, unless no run is valid")

/* What "vmabench compare" prints; not a file of a run folder. */
#define VMB_COMPARISON_COLUMNS(X)					\
	X(csv_version, "", "version of this table")			\
	X(job, "", "as in the summary")					\
	X(scheme_a, "", "scheme of A; empty: A has no such runs")	\
	X(scheme_b, "", "scheme of B; empty: B has no such runs")	\
	X(index, "", "data structure that was walked; of B, if A and B differ") \
	X(knobs, "", "the other knobs that differ between runs of the folder") \
	X(metric, "", "as in statistics.csv; empty: none can be compared") \
	X(unit, "", "of the metric")					\
	X(n_a, "count", "runs of A")					\
	X(n_b, "count", "runs of B")					\
	X(median_a, "as unit", "median over the runs of A")		\
	X(median_b, "as unit", "median over the runs of B")		\
	X(basis, "", "repeats: independent repeats of two folders; pairs: repeats of two schemes that ran in turn") \
	X(ratio, "ratio", "B / A")					\
	X(ratio_low, "ratio", "lower end of its 95% interval")		\
	X(ratio_high, "ratio", "upper end of that interval")		\
	X(verdict, "", "better, worse, different (where neither direction is better, or the results are not known to be of one boot), no difference shown, or not comparable") \
	X(smallest_ratio, "ratio", "smallest ratio, or its inverse, that 80 of 100 such comparisons would show") \
	X(reason, "", "why it is not comparable")			\
	X(boots_ratio, "ratio", "larger to smaller of two boots of one kernel, the median over pairs of boots in the experiment given with --boots; empty: not known")

/* What "vmabench ab" prints. */
#define VMB_AB_COLUMNS(X)						\
	X(csv_version, "", "version of this table")			\
	X(job, "", "as in the summary")					\
	X(scheme, "", "as in the summary")				\
	X(index, "", "as in the summary")				\
	X(knobs, "", "the other knobs that differ between runs of a boot") \
	X(metric, "", "as in statistics.csv")				\
	X(unit, "", "of the metric")					\
	X(role, "", "control: the change cannot touch the scheme; otherwise judged") \
	X(blocks, "count", "pairs of boots that measured it")		\
	X(median_a, "as unit", "median over the boots of A; a rate of a run is that of its steps within 10% of the median one")		\
	X(median_b, "as unit", "median over the boots of B")		\
	X(ratio, "ratio", "B / A, from the differences within blocks")	\
	X(ratio_low, "ratio", "lower end of its 95% interval; empty: fewer than 6 blocks") \
	X(ratio_high, "ratio", "upper end of that interval")		\
	X(adjusted, "ratio", "the same from ratios to a control scheme in the same repeat; empty: no control") \
	X(adjusted_low, "ratio", "lower end of its 95% interval")	\
	X(adjusted_high, "ratio", "upper end of that interval")		\
	X(decides, "", "plain or adjusted: what the verdict is of")	\
	X(verdict, "", "slower, faster, no difference found, or too few blocks; from an interval of 99%") \
	X(smallest_ratio, "ratio", "smallest ratio, or its inverse, that 80 of 100 such experiments would show") \
	X(deviation, "ratio", "standard deviation of the plain difference of a block") \
	X(adjusted_deviation, "ratio", "standard deviation of the adjusted difference of a block") \
	X(boots_share, "ratio", "share of the variance of a run that is between boots") \
	X(within_share, "ratio", "share that is within the run, as the steps of its timeline show; the rest is between runs of a boot; empty: no timeline")

/* costs.csv: for each group of runs, operation, function and event a row. */
#define VMB_COSTS_COLUMNS(X)						\
	X(csv_version, "", "version of this table")			\
	X(kernel_release, "", "as in the summary")			\
	X(job, "", "as in the summary")					\
	X(scheme, "", "as in the summary")				\
	X(index, "", "as in the summary")				\
	X(knobs, "", "the other knobs that differ between runs of the folder") \
	X(role, "", "reader or writer")					\
	X(operation, "", "lookup, also for a walk; or what a writer does") \
	X(function, "", "of the kernel or module; empty: all of them; 0 is left out") \
	X(event, "", "what was counted in the emulator: see doc/costs.md") \
	X(per_operation, "count", "median over the repeats")		\
	X(min, "count", "smallest value of a repeat")			\
	X(max, "count", "largest value of a repeat")			\
	X(repeats, "count", "runs")					\
	X(operations, "count", "operations that count, over the repeats") \
	X(left_out, "ratio", "share of the operations that do not count, as an interrupt or a change of threads split them")

/* What "vmabench costs --against" prints. */
#define VMB_COSTS_DIFFERENCE_COLUMNS(X)					\
	X(kernel_release, "", "as in the summary; empty: each side has one kernel") \
	X(job, "", "as in the summary")					\
	X(scheme, "", "as in the summary")				\
	X(index, "", "as in the summary")				\
	X(knobs, "", "as in costs.csv")					\
	X(operation, "", "as in costs.csv")				\
	X(function, "", "as in costs.csv; 0 in the other if only one has it") \
	X(event, "", "as in costs.csv")					\
	X(a, "count", "per operation, in the base")			\
	X(b, "count", "per operation, in the other")			\
	X(difference, "count", "b - a")

/*
 * claims.csv: for each claim a row with its verdict, in which test is empty,
 * then a row for each of its tests.
 */
#define VMB_CLAIMS_COLUMNS(X)						\
	X(csv_version, "", "version of this table")			\
	X(claim, "", "such as C04")					\
	X(year, "", "when it was made")					\
	X(thread, "", "where it was made")				\
	X(metric, "", "a metric of statistics.csv, an expression of columns of summary.csv, or an event of costs.csv with the operation; empty in the row of the claim") \
	X(value, "as unit", "median over the repeats of left / right, paired by repeat, or of left alone; with judge pooled the metric of the sums over all repeats") \
	X(ci_low, "as unit", "lower end of its 95% interval, widened for the rounding of percentiles; with judge every the smallest value of a run; of counts the smallest of a repeat") \
	X(ci_high, "as unit", "upper end of that interval")		\
	X(unit, "", "of the value")					\
	X(rule, "", "values for which the test is upheld, written before the run; empty: the value is only shown") \
	X(verdict, "", "upheld, refuted, depends or cannot be decided here, see vmabench-claims(5); empty: the test has no rule") \
	X(reason, "", "basis of the verdict, what it depends on, or what would decide it") \
	X(test, "", "name of the test; empty: the row of the claim")	\
	X(left, "", "runs of the metric")				\
	X(left_over, "", "runs whose value left is divided by first; empty: none") \
	X(right, "", "runs that left is compared with; empty: none, the value is of left alone") \
	X(right_over, "", "runs whose value right is divided by first; empty: none") \
	X(n, "count", "repeats in the value")				\
	X(judge, "", "what decides. median: the interval of the median; every: each run, with the smallest and largest value in ci_low and ci_high; pooled: the interval of the rate over all runs together") \
	X(smallest, "", "smallest effect that would matter: the limit in the rule, and the aim of the estimate of how many more repeats would decide") \
	X(says, "", "the claim in one sentence; empty in rows of tests") \
	X(role, "", "of a test with a rule. part: the claim says this, among others; case: the claim says this for several cases; control: without this the experiment shows nothing") \
	X(limits, "", "what the runs do not show; empty in rows of tests") \
	X(left_plus, "", "runs whose value is added to left; empty: none") \
	X(left_less, "", "runs whose value is subtracted from left; empty: none") \
	X(rests_on, "", "in the row of the claim, what decided its tests: runs, counts (of costs.csv), or runs and counts") \
	X(stands_for, "", "of a test on counts: the test on runs that it decides if runs do not")

#endif /* VMB_RESULTS_COLUMNS_H */
