/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The columns of the CSV reports, one line each: X(name, unit, help).
 *
 * The module prints header and cells from these tables, the driver adds its
 * own columns by name, results/README.md is made from them.  Columns are only
 * ever added at the end of a table.  A cell that was not measured is empty.
 */
#ifndef VMB_ABI_COLUMNS_H
#define VMB_ABI_COLUMNS_H

/* What is told of the latency of each operation, besides lookups. */
#define VMB_LATENCY_COLUMNS(X, op)					\
	X(op##_count, "count", #op " operations in the window")		\
	X(op##_p50_ns, "ns", #op " latency, median")			\
	X(op##_p90_ns, "ns", #op " latency, 90th percentile")		\
	X(op##_p99_ns, "ns", #op " latency, 99th percentile")		\
	X(op##_p99_9_ns, "ns", #op " latency, 99.9th percentile")	\
	X(op##_p99_99_ns, "ns", #op " latency, 99.99th percentile")	\
	X(op##_max_ns, "ns", #op " latency, longest")

/* The knobs some schemes have; empty for the others. */
#define VMB_OPTION_COLUMNS(X)						\
	X(fallback, "bool", "models: 1: lookups that gave up were done again under the mm-wide lock") \
	X(as_posted, "bool", "rcu_refcount: 1: the wake-up test as it was posted") \
	X(detach, "", "vm_refcnt: order of locking, storing and detaching") \
	X(ref_limit, "count", "vm_refcnt: largest reference count a reader may leave") \
	X(lock_placement, "", "vm_lock: where the VMA's lock is")	\
	X(fence, "", "hazptr: who has the full barrier")

/* What readers of models count, in summary and threads. */
#define VMB_MODEL_READ_COLUMNS(X)					\
	X(gave_up_nothing, "count", "models: lookups that gave up as they found nothing; all of gave_up_ are included in fallbacks with fallback=1, else in absent, busy and spurious_misses") \
	X(gave_up_written, "count", "models: gave up as the VMA was being written") \
	X(gave_up_detached, "count", "models: gave up as it had been removed") \
	X(gave_up_moved, "count", "models: gave up as it no longer covered the address") \
	X(gave_up_limit, "count", "models: gave up as it had too many references") \
	X(violations_range, "count", "models: violations: what was found did not cover the address") \
	X(violations_freed, "count", "models: violations: it was freed, or another, while it was kept") \
	X(violations_changed, "count", "models: violations: it was half changed, or changed or removed while it was kept") \
	X(violations_file, "count", "models: violations: its file was closed") \
	X(violations_missed, "count", "models: violations: nothing was found, for certain, in a slot that is never empty") \
	X(violations_torn, "count", "models: violations: a span was seen half changed although the scheme promises otherwise") \
	X(files_gone, "count", "rcu_seq_refcount: VMAs found whose file was closed when the reader last looked, before it let them go") \
	X(torn_spans, "count", "models, read_op=iterate: VMAs held while a neighbour in their span was empty; seen only where finding nothing is certain")

/* What else they count, at the end of both. */
#define VMB_FOUND_COLUMNS(X)						\
	X(files_gone_found, "count", "rcu_seq_refcount: those of files_gone whose file was closed already when the reader first looked, right after the lookup; that of the others was closed while they were kept. A VMA that the lookup saw to be removed is not found but in gave_up_detached")

/* What writers of models count, in summary and threads. */
#define VMB_MODEL_WRITE_COLUMNS(X)					\
	X(waits, "count", "models: times a writer waited for readers of a VMA") \
	X(wait_ns, "ns", "models: how long in all")			\
	X(second_waits, "count", "vm_refcnt: VMAs that a reader had a reference to again when they were detached")

/* The largest that somebody saw, in summary and threads; empty: nobody did. */
#define VMB_MAXIMA_COLUMNS(X)						\
	X(refs_max, "count", "vm_refcnt: largest reference count of a VMA that was seen, with the 1 of one in the tree: by writers that locked it and by readers that were refused") \
	X(walk_steps_max, "count", "srcu_seqlock, broken_no_seq on the rbtree: nodes that the longest walk of a lookup went through, of all walks: those that a writer disturbed and that are repeated for it, too")

/* Of valid_reason, where there were violations: before all other reasons. */
#define VMB_REASON_VIOLATIONS "a lookup returned something wrong"

#define VMB_SUMMARY_COLUMNS(X)						\
	X(csv_version, "", "version of this table")			\
	X(run_id, "", "number of the run since the module was loaded; the driver puts a name in its place") \
	X(repeat, "count", "which repeat of the same knobs, from 1; filled in by the driver") \
	X(scheme, "", "how VMAs were looked up")			\
	X(family, "", "kernel: the kernel's own code; model: ours; broken: ours, for the checker to catch")	\
	X(index, "", "data structure that was walked")			\
	X(kernel_release, "", "as uname -r")				\
	X(readers, "count", "reader threads")				\
	X(writers, "count", "writer threads")				\
	X(vmas, "count", "VMAs in the arena")				\
	X(layout, "", "gapped or packed")				\
	X(access, "", "how readers choose slots")			\
	X(write_op, "", "what writers do")				\
	X(duration_ns, "ns", "measured time, mean over the readers (over the writers if there is no reader)") \
	X(lookups, "count", "lookups all readers finished in the window; with read_op=iterate, walks") \
	X(lookups_per_s, "per_s", "lookups / duration_ns")		\
	X(ns_per_lookup, "ns", "readers x duration_ns / lookups")	\
	X(lookup_p50_ns, "ns", "lookup latency, median of the sampled lookups") \
	X(lookup_p90_ns, "ns", "lookup latency, 90th percentile")	\
	X(lookup_p99_ns, "ns", "lookup latency, 99th percentile")	\
	X(lookup_p99_9_ns, "ns", "lookup latency, 99.9th percentile")	\
	X(lookup_p99_99_ns, "ns", "lookup latency, 99.99th percentile")	\
	X(lookup_max_ns, "ns", "lookup latency, longest sampled")	\
	X(hits, "count", "slots found")					\
	X(absent, "count", "volatile slots that were empty or, which cannot be told apart, being written; only where writers unmap") \
	X(spurious_misses, "count", "slots nobody changes that were not found")	\
	X(retries, "count", "lookups the scheme had to validate again, or gave up as changed meanwhile") \
	X(fallbacks, "count", "lookups done again under mmap_lock or, with fallback=1, the model's own lock") \
	X(violations, "count", "lookups that returned something wrong")	\
	X(updates, "count", "writer operations finished in the window")	\
	X(updates_per_s, "per_s", "updates / writer_duration_ns")	\
	X(update_p50_ns, "ns", "writer operation latency, median")	\
	X(update_p99_ns, "ns", "writer operation latency, 99th percentile") \
	X(update_max_ns, "ns", "writer operation latency, longest")	\
	X(clock_cost_ns, "ns", "cost of reading the clock once, not subtracted") \
	X(loop_cost_ns, "ns", "cost of choosing a slot and looping once, not subtracted") \
	X(overlap_ok, "bool", "1: every worker worked before, through and after every other's measured time") \
	X(seed, "", "seed of all random choices")			\
	X(valid, "bool", "1: the figures may be used")			\
	X(valid_reason, "", "why not, if valid is 0")			\
	X(module_version, "", "version of the module")			\
	X(vma_pages, "pages", "length of each VMA")			\
	X(volatile_pct, "percent", "share of the slots writers may change") \
	X(read_op, "", "lookup or iterate")				\
	X(read_span, "slots", "slots one iterate walks over; empty for lookup") \
	X(write_span, "slots", "slots one writer operation changes")	\
	X(write_rate, "per_s", "operations per second asked of each writer, 0: as many as go") \
	X(read_rate, "per_s", "lookups per second asked of each reader, 0: as many as go") \
	X(hold_ns, "ns", "time a reader keeps each VMA it found stable")	\
	X(reader_cpus, "", "CPUs asked for, empty: chosen by the module") \
	X(writer_cpus, "", "CPUs asked for, empty: chosen by the module") \
	X(warmup_ms, "ms", "time worked before the window")		\
	X(duration_ms, "ms", "length of the window asked for")		\
	X(sample_every, "lookups", "one lookup in so many was timed, at random distances")	\
	X(timeline_ms, "ms", "step of the timeline")			\
	X(clock, "", "clock that timed the operations")			\
	X(lookup_samples, "count", "lookups that were timed")		\
	X(busy, "count", "volatile slots that were not found although no writer of the run unmaps: they were being written") \
	X(writer_duration_ns, "ns", "measured time, mean over the writers") \
	X(update_p90_ns, "ns", "writer operation latency, 90th percentile") \
	X(update_p99_9_ns, "ns", "writer operation latency, 99.9th percentile") \
	X(update_p99_99_ns, "ns", "writer operation latency, 99.99th percentile") \
	VMB_LATENCY_COLUMNS(X, munmap)					\
	VMB_LATENCY_COLUMNS(X, map)					\
	VMB_LATENCY_COLUMNS(X, mprotect)				\
	VMB_LATENCY_COLUMNS(X, split)					\
	VMB_LATENCY_COLUMNS(X, merge)					\
	X(off_scale, "count", "latencies of 2^36 ns and above, in no histogram") \
	X(late, "count", "operations begun after the next was due already; empty without a rate") \
	X(setup_ns, "ns", "time to map the arena")			\
	X(teardown_ns, "ns", "time to unmap it")			\
	VMB_OPTION_COLUMNS(X)						\
	VMB_MODEL_READ_COLUMNS(X)					\
	VMB_MODEL_WRITE_COLUMNS(X)					\
	X(lost_wakeups, "count", "rcu_refcount: waits for readers that only a time-out ended") \
	X(files_released, "count", "models: files closed; where a callback does it, from the warm-up to the end of the run") \
	X(file_release_mean_ns, "ns", "models: from the begin of the operation that removed the VMA to the closing of its file or, where the writer itself closes it, to the end of the operation; mean") \
	X(file_release_max_ns, "ns", "models: the same, longest")	\
	X(waiting_max, "count", "models: most VMAs that were removed and waited for reclamation, as writers saw them every 16 batches") \
	X(drain_ns, "ns", "models: time from when all threads were to leave until the memory of no removed VMA waited for reclamation, while all others are mapped (for files see unmount_wait_ns); 0: nothing was ever removed") \
	X(vmas_allocated, "count", "models: VMAs taken from the pool in the whole run") \
	X(vmas_freed, "count", "models: VMAs given back by its end; the same, or the run fails") \
	X(voluntary_switches, "count", "context switches by waiting, all threads") \
	X(involuntary_switches, "count", "context switches by preemption, all threads") \
	X(fallback_count, "count", "lookups that were done again under the lock and that were timed") \
	X(fallback_p50_ns, "ns", "latency of those, from the begin of the first try, median") \
	X(fallback_p90_ns, "ns", "the same, 90th percentile")		\
	X(fallback_p99_ns, "ns", "the same, 99th percentile")		\
	X(fallback_p99_9_ns, "ns", "the same, 99.9th percentile")	\
	X(fallback_p99_99_ns, "ns", "the same, 99.99th percentile")	\
	X(fallback_max_ns, "ns", "the same, longest")			\
	X(job, "", "section of the job file the run belongs to; filled in by the driver's command sweep") \
	X(opened_ns, "ns", "when the window was opened, by CLOCK_MONOTONIC: for what was traced meanwhile") \
	X(release_count, "count", "models: files closed of VMAs that were removed in the window") \
	X(release_p50_ns, "ns", "models: how long they stayed open, measured as for file_release_mean_ns, median") \
	X(release_p90_ns, "ns", "the same, 90th percentile")		\
	X(release_p99_ns, "ns", "the same, 99th percentile")		\
	X(release_p99_9_ns, "ns", "the same, 99.9th percentile")	\
	X(release_p99_99_ns, "ns", "the same, 99.99th percentile")	\
	X(release_max_ns, "ns", "the same, longest")			\
	X(unmount_wait_ns, "ns", "models: after the run all VMAs are removed, the way the protocol does it: time from the removal of the last until all files are closed") \
	X(callbacks, "count", "models: callbacks of RCU or SRCU that freed VMAs in the window") \
	X(callback_ns, "ns", "models: time spent in them, without the kernel's part; from every 16th of each CPU") \
	VMB_MAXIMA_COLUMNS(X)						\
	X(tree_height_max, "count", "models on the rbtree: nodes on the longest way down that a red-black tree of as many VMAs as the run may have at a time can have") \
	X(lock_bytes, "bytes", "models: bytes of a VMA's fields by which readers and writers keep each other away, as this kernel was built, with lock_placement=separate the lock's too; without what it is freed by") \
	X(vma_bytes, "bytes", "kernel: size of its struct vm_area_struct as this kernel was built") \
	X(system_switches, "count", "context switches of the whole machine in the window; filled in by the driver, from /proc/stat near both ends of it") \
	VMB_FOUND_COLUMNS(X)

#define VMB_THREADS_COLUMNS(X)						\
	X(csv_version, "", "version of this table")			\
	X(run_id, "", "as in the summary")				\
	X(repeat, "count", "as in the summary")				\
	X(role, "", "reader or writer")					\
	X(index, "count", "number within the role, from 0")		\
	X(tid, "", "thread id")						\
	X(cpu, "", "CPU it was pinned to")				\
	X(first_ns, "ns", "end of its first batch, from the opening of the window; negative: before it") \
	X(begin_ns, "ns", "begin of its measured time")			\
	X(end_ns, "ns", "end of its measured time")			\
	X(last_ns, "ns", "when it stopped working")			\
	X(ops, "count", "lookups or writer operations in its measured time") \
	X(hits, "count", "readers: slots found")			\
	X(absent, "count", "readers: as in the summary") \
	X(busy, "count", "readers: volatile slots being written")	\
	X(spurious_misses, "count", "readers: stable slots not found")	\
	X(retries, "count", "readers: validations that failed or could not begin")		\
	X(fallbacks, "count", "readers: lookups done again under mmap_lock or the model's own lock") \
	X(violations, "count", "readers: something wrong returned")	\
	X(samples, "count", "operations timed")				\
	X(p50_ns, "ns", "latency, median")				\
	X(p99_ns, "ns", "latency, 99th percentile")			\
	X(max_ns, "ns", "latency, longest")				\
	X(voluntary_switches, "count", "context switches by waiting")	\
	X(involuntary_switches, "count", "context switches by preemption") \
	X(clock_backwards, "count", "clock readings smaller than the one before") \
	VMB_MODEL_READ_COLUMNS(X)					\
	VMB_MODEL_WRITE_COLUMNS(X)					\
	X(lost_wakeups, "count", "rcu_refcount: waits for readers that only a time-out ended") \
	X(waiting_max, "count", "models: most VMAs a writer saw waiting for reclamation") \
	VMB_MAXIMA_COLUMNS(X)						\
	VMB_FOUND_COLUMNS(X)

#define VMB_HISTOGRAM_COLUMNS(X)					\
	X(csv_version, "", "version of this table")			\
	X(run_id, "", "as in the summary")				\
	X(repeat, "count", "as in the summary")				\
	X(role, "", "reader or writer")					\
	X(index, "", "number within the role, or all")			\
	X(op, "", "lookup, fallback for those lookups that were done again under the lock, munmap, map, mprotect, split, merge, or update for all of a writer's; release for how long files stayed open when their VMAs were removed, where callbacks close them for all only") \
	X(low_ns, "ns", "smallest latency of the bucket")		\
	X(high_ns, "ns", "first latency above the bucket; empty in the line that counts what is off the scale") \
	X(count, "count", "operations in the bucket; empty buckets are left out")

#define VMB_TIMELINE_COLUMNS(X)						\
	X(csv_version, "", "version of this table")			\
	X(run_id, "", "as in the summary")				\
	X(repeat, "count", "as in the summary")				\
	X(start_ns, "ns", "begin of the step, from the opening of the window") \
	X(end_ns, "ns", "end of the step")				\
	X(lookups, "count", "lookups finished in the step, by whole batches") \
	X(updates, "count", "writer operations finished in the step")	\
	X(lookup_max_ns, "ns", "longest sampled lookup that ended in the step; empty: none sampled") \
	X(update_max_ns, "ns", "longest writer operation that ended in the step; empty: none") \
	X(waiting_max, "count", "models: most VMAs a writer saw waiting for reclamation")

#define VMB_HEAT_COLUMNS(X)						\
	X(csv_version, "", "version of this table")			\
	X(run_id, "", "as in the summary")				\
	X(repeat, "count", "as in the summary")				\
	X(role, "", "reader or writer, all of them")			\
	X(op, "", "lookup, or update for all that writers do")		\
	X(start_ns, "ns", "begin of the step, as in timeline.csv")	\
	X(end_ns, "ns", "end of the step")				\
	X(low_ns, "ns", "smallest latency of the bucket: 0, or a power of two") \
	X(high_ns, "ns", "first latency above the bucket; empty in the line that counts what is off the scale") \
	X(count, "count", "timed operations that ended in the step; empty buckets are left out")

#endif /* VMB_ABI_COLUMNS_H */
