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
	X(key, "", "what the row describes")					\
	X(value, "", "empty: this machine does not report it")

/*
 * The keys of environment.csv.  All are there; a value this machine does not
 * report is empty.
 */
#define VMB_ENVIRONMENT_KEYS(X)						\
	X(date, "", "when it was written, UTC")				\
	X(command_line, "", "the call, quoted for a shell")		\
	X(driver_version, "", "version of the driver")			\
	X(module_version, "", "version of the module")			\
	X(module_srcversion, "", "checksum of the module's sources")	\
	X(abi_version, "", "version of the interface between module and driver")		\
	X(csv_version, "", "version of the CSV files")			\
	X(seed, "", "seeds of the runs, as requested")					\
	X(kernel_release, "", "as uname -r")				\
	X(kernel_version, "", "as uname -v")				\
	X(machine, "", "as uname -m")					\
	X(kernel_command_line, "", "what the kernel was booted with")	\
	X(cpus_online, "", "CPUs that are online")			\
	X(cpus_possible, "", "CPUs there could be")			\
	X(cpus_isolated, "", "CPUs the scheduler keeps tasks away from: isolcpus=, isolated cpusets") \
	X(cpus_nohz_full, "", "CPUs without a tick while one task runs there") \
	X(cpus_of_driver, "", "CPUs the driver may run on, by affinity and cpuset; with --place those it was confined to, away from the threads") \
	X(cpus_of_runs, "", "CPUs readers and writers may be on: those named or placed, otherwise all") \
	X(smt_active, "bool", "1: cores are shared by siblings")	\
	X(smt_siblings_in_use, "", "cpus_of_runs that share a core with another of them") \
	X(clocksource, "", "clocksource in use")	\
	X(clocksources_available, "", "clocksources the kernel could use")			\
	X(load_average, "", "as /proc/loadavg, before the first run")	\
	X(running_tasks, "count", "runnable tasks in a tenth of a second before the first run, without the driver") \
	X(busy_cpus, "count", "busy CPUs in that time")		\
	X(interrupts_per_s, "per_s", "interrupts of all kinds in that time") \
	X(context_switches_per_s, "per_s", "context switches in that time") \
	X(stolen_cpus, "count", "CPUs stolen by the hypervisor in that time") \
	X(stolen_share, "", "share of all CPU time stolen since boot")	\
	X(max_map_count, "count", "vm.max_map_count")			\
	X(perf_event_paranoid, "", "kernel.perf_event_paranoid")	\
	X(transparent_hugepage, "", "setting, in brackets")		\
	X(cpu_model, "", "model of the CPU")				\
	X(cpu_microcode, "", "its microcode")				\
	X(hypervisor, "bool", "1: a virtual machine")			\
	X(hypervisor_name, "", "its kind, if CPU or firmware report it; none") \
	X(governor, "", "frequency governors in use")			\
	X(scaling_driver, "", "frequency scaling driver of CPU 0")	\
	X(turbo, "bool", "1: CPUs may run faster than their base")	\
	X(idle_states, "", "idle states CPU 0 may enter")		\
	X(idle_latency_us, "us", "time to wake up from the deepest")	\
	X(interrupts_to_runs, "", "numbers of the device interrupts that go to cpus_of_runs; none") \
	X(irqbalance, "bool", "1: irqbalance is running")		\
	X(timer_hz, "per_s", "CONFIG_HZ")				\
	X(tickless, "", "idle, full (then see cpus_nohz_full) or periodic, as configured") \
	X(swap_kb, "kB", "swap space")					\
	X(swap_used_kb, "kB", "swap space in use")			\
	X(kernel_debugging, "", "options and boot words that make the kernel slower; none") \
	X(machine_hash, "", "the same for all runs on this machine; does not identify it") \
	X(memory, "", "memory of the kernel")				\
	X(numa_nodes, "", "NUMA nodes that are online")			\
	X(place, "", "--place; several words if jobs of a sweep differ; empty: not given")			\
	X(place_reader_cpus, "", "CPUs it gave to readers of all runs; the summary has them for each run") \
	X(place_writer_cpus, "", "CPUs it gave to writers of all runs")	\
	X(driver_memory_node, "", "NUMA node the driver's memory policy prefers; empty: not bound") \
	X(cpu_latency_us, "us", "--cpu-latency, held during the runs; empty: not given") \
	X(memory_locked, "bool", "1: the driver's memory was locked")

/* Keys there are several of, one for each machine's N or NAME. */
#define VMB_ENVIRONMENT_FAMILIES(X)					\
	X(topology_cpuN, "", "core, package and siblings of CPU N")	\
	X(mitigation_NAME, "", "mitigation of a vulnerability of the CPU, as the kernel reports it")

#define VMB_STATISTICS_COLUMNS(X)					\
	X(csv_version, "", "version of this table")			\
	X(job, "", "as in the summary")					\
	X(scheme, "", "as in the summary")				\
	X(index, "", "as in the summary")				\
	X(knobs, "", "the other knobs that differ between runs of the folder, such as readers=1 writers=0") \
	X(metric, "", "what was measured: a column of the summary; hits_pct and the like: a share of all slots looked at; EVENT_per_lookup: a perf event of the readers") \
	X(unit, "", "of the metric")					\
	X(n, "count", "measured runs that differ in repeat only, and are valid, unless none of them is") \
	X(median, "see unit", "median over the runs")			\
	X(ci_low, "see unit", "lower end of the 95% bootstrap interval of the median; empty: fewer than 6 runs") \
	X(ci_high, "see unit", "upper end of it")			\
	X(min, "see unit", "smallest of the runs; no outlier is left out") \
	X(max, "see unit", "largest of the runs")			\
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
	X(median_a, "see unit", "median over the runs of A")		\
	X(median_b, "see unit", "median over the runs of B")		\
	X(basis, "", "repeats: independent repeats; pairs: run in turns") \
	X(ratio, "ratio", "of B to A")					\
	X(ratio_low, "ratio", "lower end of its 95% interval")		\
	X(ratio_high, "ratio", "upper end of it")			\
	X(verdict, "", "what the interval shows: better, worse, different where neither is better, no difference shown, or not comparable") \
	X(smallest_ratio, "ratio", "smallest ratio, or its inverse, that would have been shown in 80 of 100 such comparisons") \
	X(reason, "", "why it is not comparable")

/*
 * claims.csv: a line for each claim, with its verdict and an empty test, then
 * a line for each of its tests.
 */
#define VMB_CLAIMS_COLUMNS(X)						\
	X(csv_version, "", "version of this table")			\
	X(claim, "", "such as C04")					\
	X(year, "", "when it was made")					\
	X(thread, "", "where it was made")				\
	X(metric, "", "what a test checks: a metric of statistics.csv or arithmetic with columns of summary.csv; empty in the claim's own line") \
	X(value, "see unit", "median over the repeats: of left over right, paired by repeat, or of left alone; with judge pooled the metric with the sums over all repeats in it") \
	X(ci_low, "see unit", "lower end of its 95% interval; of percentiles with what rounding hides; with judge every the smallest value of a run") \
	X(ci_high, "see unit", "upper end of it")			\
	X(unit, "", "of the value")					\
	X(rule, "", "for which values the test is upheld, as written before the run; empty: it is only shown") \
	X(verdict, "", "of a test: upheld if the rule holds in all of the interval, refuted if nowhere in it, otherwise cannot be decided here; empty: it has no rule; of a claim, the first that applies: cannot be decided here if a control is not upheld; refuted if a part is; cannot be decided here if a part or case cannot; upheld or refuted if all its cases are; depends if its cases disagree") \
	X(reason, "", "what the verdict rests on, what it depends on, or what would decide it") \
	X(test, "", "name of the test; empty: the line of the claim")	\
	X(left, "", "runs a test checks")				\
	X(left_over, "", "runs whose value divides the value of left first; empty: none") \
	X(right, "", "runs it compares them with; empty: none, so the value is the value of left") \
	X(right_over, "", "runs whose value divides the value of right first; empty: none") \
	X(n, "count", "repeats behind the value")			\
	X(judge, "", "median: by the interval of the median; every: by every run, so a rule that does not hold in one is refuted, and ci_low and ci_high are the smallest and the largest; pooled: by the interval of what was counted in all runs together") \
	X(smallest, "", "smallest effect that would matter: it is in the rule, and estimates of how many more repeats are needed aim at it") \
	X(says, "", "the claim in one sentence; empty in lines of tests") \
	X(role, "", "of a test with a rule: part: the claim says it among others; case: the claim says it for several cases; control: without it the experiment shows nothing") \
	X(limits, "", "what the runs do not show; empty in lines of tests") \
	X(left_plus, "", "runs whose value is added to the value of left; empty: none") \
	X(left_less, "", "runs whose value is subtracted from the value of left; empty: none")

#endif /* VMB_RESULTS_COLUMNS_H */
