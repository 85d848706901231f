/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The columns of the CSV reports, one entry each: X(name, unit, value, help).
 *
 * The module prints the header and the cells of a line from these tables.  Only
 * module/report.c expands @value: an expression for a cell, in the words that
 * are defined there.  The driver knows columns by name and fills in those that
 * are BY_DRIVER.  results/README.md is generated from these tables.
 *
 * Add new columns at the end of a table only.  A cell that was not measured is
 * empty.
 */
#ifndef VMB_ABI_COLUMNS_H
#define VMB_ABI_COLUMNS_H

/* Which run a line belongs to, in all tables but the summary. */
#define VMB_KEY_COLUMNS(X)						\
	X(csv_version, "", number(VMB_CSV_VERSION), "version of this table") \
	X(run_id, "", number(results->id), "as in the summary")		\
	X(repeat, "count", BY_DRIVER, "as in the summary")

#define VMB_PERCENTILE_COLUMNS(X, name, hist, latency)			\
	X(name##_p50_ns, "ns", percentile(hist, 50000),			\
	  latency ", median")						\
	X(name##_p90_ns, "ns", percentile(hist, 90000),			\
	  latency ", 90th percentile")					\
	X(name##_p99_ns, "ns", percentile(hist, 99000),			\
	  latency ", 99th percentile")					\
	X(name##_p99_9_ns, "ns", percentile(hist, 99900),		\
	  latency ", 99.9th percentile")				\
	X(name##_p99_99_ns, "ns", percentile(hist, 99990),		\
	  latency ", 99.99th percentile")				\
	X(name##_max_ns, "ns", longest(hist), latency ", longest")

#define VMB_LATENCY_COLUMNS(X, name, hist, what, latency)		\
	X(name##_count, "count", total(hist), what)			\
	VMB_PERCENTILE_COLUMNS(X, name, hist, latency)

#define VMB_UPDATE_COLUMNS(X, name, op)					\
	VMB_LATENCY_COLUMNS(X, name, update_of(results, VMB_OP_##op),	\
			    #name " operations in the window",		\
			    #name " latency")

/* Knobs of some schemes only; empty for the others. */
#define VMB_OPTION_COLUMNS(X)						\
	X(fallback, "bool", OPTION(FALLBACK, KNOB(fallback)),		\
	  "models: 1: lookups that gave up were repeated under the mm-wide lock") \
	X(as_posted, "bool", OPTION(AS_POSTED, KNOB(as_posted)),	\
	  "rcu_refcount: 1: the wake-up test as it was posted")		\
	X(detach, "", OPTION(DETACH, CHOICE(detach)),			\
	  "vm_refcnt: order of locking, storing and detaching")		\
	X(ref_limit, "count", OPTION(REF_LIMIT, KNOB(ref_limit)),	\
	  "vm_refcnt: largest reference count a reader may leave")	\
	X(lock_placement, "", OPTION(LOCK_PLACEMENT, CHOICE(lock_placement)), \
	  "vm_lock: where the VMA's lock is")				\
	X(fence, "", OPTION(FENCE, CHOICE(fence)),			\
	  "hazptr: who has the full barrier")

/* Counts of readers of models, in summary and threads. */
#define VMB_MODEL_READ_COLUMNS(X)					\
	X(gave_up_nothing, "count", MODEL_READ(gave_up[VMB_GAVE_UP_NOTHING]), \
	  "models: lookups that gave up because they found nothing; fallbacks includes all gave_up_ columns with fallback=1, absent, busy and spurious_misses include them with fallback=0") \
	X(gave_up_written, "count", MODEL_READ(gave_up[VMB_GAVE_UP_WRITTEN]), \
	  "models: gave up because the VMA was being written")		\
	X(gave_up_detached, "count", MODEL_READ(gave_up[VMB_GAVE_UP_DETACHED]), \
	  "models: gave up because the VMA had been removed")		\
	X(gave_up_moved, "count", MODEL_READ(gave_up[VMB_GAVE_UP_MOVED]), \
	  "models: gave up because the VMA no longer covered the address") \
	X(gave_up_limit, "count", MODEL_READ(gave_up[VMB_GAVE_UP_LIMIT]), \
	  "models: gave up because the VMA had too many references")	\
	X(violations_range, "count", CHECKED(wrong[VMB_WRONG_RANGE]), \
	  "models: violations: the VMA did not cover the address, or was in another address space")	\
	X(violations_freed, "count", CHECKED(wrong[VMB_WRONG_FREED]), \
	  "models: violations: the VMA was freed, or reused for another, while the reader held it") \
	X(violations_changed, "count", CHECKED(wrong[VMB_WRONG_CHANGED]), \
	  "models: violations: the VMA was partly changed, or was changed or removed while the reader held it") \
	X(violations_file, "count", CHECKED(wrong[VMB_WRONG_FILE]),	\
	  "models: violations: the file of the VMA was closed")		\
	X(violations_missed, "count", CHECKED(wrong[VMB_WRONG_MISSED]), \
	  "models: violations: the lookup reported for certain that a slot is empty which never is") \
	X(violations_torn, "count", CHECKED(wrong[VMB_WRONG_TORN]),	\
	  "models: violations: a span was partly changed although the scheme excludes it") \
	X(files_gone, "count", CHECKED(files_gone),			\
	  "rcu_seq_refcount: VMAs whose file was closed when the reader checked last, before it released them") \
	X(torn_spans, "count", CHECKED(torn_spans),			\
	  "models, read_op=iterate: VMAs held while a neighbour in their span was empty; only counted by schemes that report empty slots for certain")

/* The same, added later at the end of both tables. */
#define VMB_FOUND_COLUMNS(X)						\
	X(files_gone_found, "count", CHECKED(files_gone_found),	\
	  "rcu_seq_refcount: the part of files_gone whose file was already closed when the reader checked first, right after the lookup; the other files were closed while the reader held the VMA. A VMA that the lookup sees removed is counted in gave_up_detached instead")

#define VMB_FOREIGN_COLUMNS(X)						\
	X(gave_up_foreign, "count", OPTION(SPACES, READS(gave_up[VMB_GAVE_UP_FOREIGN])), \
	  "vm_refcnt: gave up because the VMA was reused by the other address space")

#define VMB_WAKEUP_COLUMNS(X)						\
	X(spurious_wakeups, "count", MODEL_WRITE(spurious_wakeups),	\
	  "vm_refcnt: times a waiting writer was woken although readers were left")

/* Counts of writers of models, in summary and threads. */
#define VMB_MODEL_WRITE_COLUMNS(X)					\
	X(waits, "count", MODEL_WRITE(waits),				\
	  "models: times a writer waited for readers of a VMA")		\
	X(wait_ns, "ns", MODEL_WRITE(wait_ns), "models: total time of these waits") \
	X(second_waits, "count", MODEL_WRITE(second_waits),		\
	  "vm_refcnt: VMAs that a reader had taken a reference to again when they were detached")

/* What took CPUs from threads, in summary and threads. */
#define VMB_EVIDENCE_COLUMNS(X, evidence, most)				\
	X(cpu_wait_ns, "ns", IF(measured, counted((evidence)->wait_ns)), \
	  "time ready to run while another thread had the CPU, and while waking up" most "; empty: the kernel does not count it") \
	X(stolen_ns, "ns", IF(measured, counted((evidence)->stolen_ns)), \
	  "time the host took from the CPU" most "; empty: never since the machine booted, or not counted") \
	X(irq_ns, "ns", IF(measured, counted((evidence)->irq_ns)),	\
	  "time in interrupt handlers on the CPU" most "; empty likewise, as on kernels without CONFIG_IRQ_TIME_ACCOUNTING") \
	X(softirq_ns, "ns", IF(measured, counted((evidence)->softirq_ns)), \
	  "time in softirqs on the CPU" most "; in ticks of the timer on kernels without CONFIG_IRQ_TIME_ACCOUNTING; empty likewise") \
	X(interrupts, "count", IF(measured, counted((evidence)->interrupts)), \
	  "interrupts of the CPU, on x86 without those of its timer and of other CPUs" most)

/* How often a writer took the mm-wide lock, in summary and threads. */
#define VMB_TRANSACTION_COLUMNS(X)					\
	X(transactions, "count", WRITES(transactions),			\
	  "times writers took mmap_lock, or the model's own lock, for these operations; more than updates if an operation takes it for each of write_span slots")

/* Largest values that a thread saw, in summary and threads. */
#define VMB_MAXIMA_COLUMNS(X)						\
	X(refs_max, "count", refs_max(read, write),			\
	  "vm_refcnt: largest reference count of a VMA, seen by writers that locked it and readers that were refused; includes the reference of the tree; empty: none was seen") \
	X(walk_steps_max, "count", IF(read, unless_zero(read->walk_steps_max)), \
	  "srcu_seqlock, broken_no_seq on the rbtree: nodes on the longest walk of a lookup, including walks that were repeated because of a writer; empty: no walk")

/* valid_reason after violations, which come before all other reasons. */
#define VMB_REASON_VIOLATIONS "a lookup returned something wrong"

#define VMB_SUMMARY_COLUMNS(X)						\
	X(csv_version, "", number(VMB_CSV_VERSION), "version of this table") \
	X(run_id, "", number(results->id),				\
	  "number of the run since the module was loaded; the driver replaces it by a name") \
	X(repeat, "count", BY_DRIVER,					\
	  "which repeat of the same knobs, from 1; filled in by the driver") \
	X(scheme, "", text(scheme->name), "how VMAs were looked up")	\
	X(family, "", text(scheme->family),				\
	  "kernel: the kernel's own code; model: ours; broken: ours, for the checker to catch") \
	X(index, "", IF(scheme->trees, text(vmb_tree_name(results->tree))), \
	  "data structure that was walked")				\
	X(kernel_release, "", text(init_utsname()->release), "as uname -r") \
	X(readers, "count", KNOB(readers), "reader threads")		\
	X(writers, "count", KNOB(writers), "writer threads")		\
	X(vmas, "count", KNOB(vmas), "VMAs in the arena")		\
	X(layout, "", CHOICE(layout), "gapped or packed")		\
	X(access, "", CHOICE(access), "how readers choose slots")	\
	X(write_op, "", CHOICE(write_op), "what writers do")		\
	X(duration_ns, "ns", IF(measured, number(read ? reader_ns : writer_ns)), \
	  "measured time, mean over the readers (over the writers if there is no reader)") \
	X(lookups, "count", READS(lookups),				\
	  "lookups all readers finished in the window; with read_op=iterate, walks") \
	X(lookups_per_s, "per_s", IF(read, ratio(read->lookups, NSEC_PER_SEC, reader_ns)), \
	  "lookups / duration_ns")					\
	X(ns_per_lookup, "ns", IF(read, ratio(reader_ns, knobs->readers, read->lookups)), \
	  "readers x duration_ns / lookups")				\
	VMB_PERCENTILE_COLUMNS(X, lookup, lookup,			\
			       "latency of the sampled lookups")	\
	X(hits, "count", hits(knobs, read), "slots found")		\
	X(absent, "count", READS(absent),				\
	  "volatile slots that were empty or being written, which look the same; only if writers unmap") \
	X(spurious_misses, "count", READS(spurious_misses),		\
	  "stable slots, which no writer changes, that were not found")	\
	X(retries, "count", READS(retries),				\
	  "lookups that the scheme had to validate again, or gave up because of a change") \
	X(fallbacks, "count", READS(fallbacks),				\
	  "lookups repeated under mmap_lock or, with fallback=1, the model's own lock") \
	X(violations, "count", IF(knobs->check || !knobs->scheme->protocol, READS(violations)),			\
	  "lookups that returned something wrong")			\
	X(updates, "count", WRITES(updates),				\
	  "writer operations finished in the window")			\
	X(updates_per_s, "per_s", IF(write, ratio(write->updates, NSEC_PER_SEC, writer_ns)), \
	  "updates / writer_duration_ns")				\
	X(update_p50_ns, "ns", percentile(update, 50000),		\
	  "writer operation latency, median")				\
	X(update_p99_ns, "ns", percentile(update, 99000),		\
	  "writer operation latency, 99th percentile")			\
	X(update_max_ns, "ns", longest(update),				\
	  "writer operation latency, longest")				\
	X(clock_cost_ns, "ns", IF(measured, milli(results->clock_cost_ps)), \
	  "cost of reading the clock once, measured by each thread after its work, not subtracted; mean over the readers (over the writers if there is no reader)")		\
	X(loop_cost_ns, "ns", IF(measured && results->loop_cost_ps, milli(results->loop_cost_ps)), \
	  "cost of choosing a slot and looping once, measured by each reader after its work, not subtracted; mean")	\
	X(overlap_ok, "bool", IF(measured, number(results->overlap)),	\
	  "1: every worker worked before, through and after every other's measured time") \
	X(seed, "", KNOB(seed), "seed of all random choices")		\
	X(valid, "bool", number(!results->reason[0]),			\
	  "1: the figures are valid")					\
	X(valid_reason, "", text(results->reason), "why not, if valid is 0") \
	X(module_version, "", text(VMB_VERSION), "version of the module") \
	X(vma_pages, "pages", KNOB(vma_pages), "length of each VMA")	\
	X(volatile_pct, "percent", KNOB(volatile_pct),			\
	  "share of the slots writers may change")			\
	X(read_op, "", CHOICE(read_op), "lookup or iterate")		\
	X(read_span, "slots", IF(knobs->read_op == VMB_READ_OP_ITERATE, KNOB(read_span)), \
	  "slots one iterate walks over; empty for lookup")		\
	X(write_span, "slots", KNOB(write_span),			\
	  "slots one writer operation changes")				\
	X(write_rate, "per_s", KNOB(write_rate),			\
	  "operations per second of each writer, 0: as many as possible") \
	X(read_rate, "per_s", KNOB(read_rate),				\
	  "lookups per second of each reader, 0: as many as possible")	\
	X(hold_ns, "ns", KNOB(hold_ns),					\
	  "time a reader holds each VMA it found")			\
	X(reader_cpus, "", text(knobs->reader_cpus),			\
	  "CPUs asked for, empty: chosen by the module")		\
	X(writer_cpus, "", text(knobs->writer_cpus),			\
	  "CPUs asked for, empty: chosen by the module")		\
	X(warmup_ms, "ms", KNOB(warmup_ms), "time worked before the window") \
	X(duration_ms, "ms", KNOB(duration_ms),				\
	  "requested length of the window")				\
	X(sample_every, "lookups", number(knobs->read_rate ? 1 : knobs->sample_every), \
	  "one lookup in this many was timed, at random intervals")	\
	X(timeline_ms, "ms", KNOB(timeline_ms), "step of the timeline")	\
	X(clock, "", text(vmb_clock.name), "clock that timed the operations") \
	X(lookup_samples, "count", total(lookup),			\
	  "lookups that were timed")					\
	X(busy, "count", READS(busy),					\
	  "volatile slots that were not found because they were being written; only if no writer unmaps") \
	X(writer_duration_ns, "ns", IF(write, number(writer_ns)),	\
	  "measured time, mean over the writers")			\
	X(update_p90_ns, "ns", percentile(update, 90000),		\
	  "writer operation latency, 90th percentile")			\
	X(update_p99_9_ns, "ns", percentile(update, 99900),		\
	  "writer operation latency, 99.9th percentile")		\
	X(update_p99_99_ns, "ns", percentile(update, 99990),		\
	  "writer operation latency, 99.99th percentile")		\
	VMB_UPDATE_COLUMNS(X, munmap, MUNMAP)				\
	VMB_UPDATE_COLUMNS(X, map, MAP)					\
	VMB_UPDATE_COLUMNS(X, mprotect, MPROTECT)			\
	VMB_UPDATE_COLUMNS(X, split, SPLIT)				\
	VMB_UPDATE_COLUMNS(X, merge, MERGE)				\
	X(off_scale, "count", IF(measured, number(off_scale)),		\
	  "latencies of 2^36 ns and above, in no histogram")		\
	X(late, "count", IF(measured && (knobs->read_rate || knobs->write_rate), number(results->starts.late)), \
	  "operations that started after the next one was due; empty without a rate") \
	X(setup_ns, "ns", unless_zero(results->setup_ns),		\
	  "time to map the arena")					\
	X(teardown_ns, "ns", unless_zero(results->teardown_ns),		\
	  "time to unmap it")						\
	VMB_OPTION_COLUMNS(X)						\
	VMB_MODEL_READ_COLUMNS(X)					\
	VMB_MODEL_WRITE_COLUMNS(X)					\
	X(lost_wakeups, "count", MODEL_WRITE(lost_wakeups),		\
	  "rcu_refcount: waits for readers that ended by a timeout")	\
	X(files_released, "count", unless_zero(files_released),		\
	  "models: files closed; if callbacks close them, from the warm-up to the end of the run") \
	X(file_release_mean_ns, "ns", ratio(results->write.file_release_ns + deferred->ns, 1, files_released), \
	  "models: time from the start of the operation that removed a VMA until its file was closed, or until the end of the operation if the writer itself closes the file; mean") \
	X(file_release_max_ns, "ns", IF(files_released, number(max(results->write.file_release_max_ns, deferred->max_ns))), \
	  "models: the same, longest")					\
	X(waiting_max, "count", MODEL_WRITE(waiting_max),		\
	  "models: largest number of removed VMAs that waited for reclamation, sampled by each writer every 16 batches") \
	X(drain_ns, "ns", MODEL(drain_ns),				\
	  "models: time from the request to all threads to stop until the memory of all removed VMAs was reclaimed, while all others stay mapped (for files see unmount_wait_ns); 0: nothing was ever removed") \
	X(vmas_allocated, "count", MODEL(vmas_taken),			\
	  "models: VMAs taken from the pool in the whole run")		\
	X(vmas_freed, "count", MODEL(vmas_put),				\
	  "models: VMAs returned to the pool by the end of the run; the run fails if they differ") \
	X(voluntary_switches, "count", IF(measured, number(results->evidence.voluntary)), \
	  "context switches by waiting, all threads")			\
	X(involuntary_switches, "count", IF(measured, number(results->evidence.involuntary)), \
	  "context switches by preemption, all threads")		\
	VMB_LATENCY_COLUMNS(X, fallback, fallback,			\
			    "timed lookups that were repeated under the lock", \
			    "latency of fallbacks from the start of the first try") \
	X(job, "", BY_DRIVER,						\
	  "section of the job file that the run belongs to; filled in by vmabench sweep") \
	X(opened_ns, "ns", IF(measured, number(results->window_ns)),	\
	  "when the window was opened, by CLOCK_MONOTONIC; for comparison with traces") \
	VMB_LATENCY_COLUMNS(X, release, release,			\
			    "models: files closed of VMAs that were removed in the window", \
			    "models: how long files stayed open, measured as for file_release_mean_ns") \
	X(unmount_wait_ns, "ns", IF(model && model->unmounted, number(model->unmount_wait_ns)), \
	  "models: all VMAs are removed after the run as the protocol does it: time from the removal of the last one until all files are closed") \
	X(callbacks, "count", MODEL(callbacks.run),			\
	  "models: callbacks of RCU or SRCU that freed VMAs in the window") \
	X(callback_ns, "ns", IF(model, callback_ns(&model->callbacks)),	\
	  "models: time spent in these callbacks, without the kernel's part; estimated from every 16th callback of each CPU") \
	VMB_MAXIMA_COLUMNS(X)						\
	X(tree_height_max, "count", tree_height_max(results),		\
	  "models on the rbtree: largest possible height, in nodes, of a red-black tree with as many VMAs as the run can have at a time") \
	X(lock_bytes, "bytes", lock_bytes(knobs),			\
	  "models: bytes of the fields of a VMA that synchronise readers and writers, in this build of the kernel; includes the lock with lock_placement=separate, not the fields for freeing") \
	X(vma_bytes, "bytes", IF(!scheme->protocol, number(sizeof(struct vm_area_struct))), \
	  "kernel: size of struct vm_area_struct in this build of the kernel") \
	X(system_switches, "count", BY_DRIVER,				\
	  "context switches of the whole machine in the window; filled in by the driver, from /proc/stat near both ends of the window") \
	VMB_FOUND_COLUMNS(X)						\
	X(clock_step_ns, "ns", IF(measured && results->clock_step_ps, milli(results->clock_step_ps)), \
	  "time by which the clock moves: no latency is known more exactly; empty: longer than could be measured") \
	X(depend, "bool", KNOB(depend),					\
	  "1: the address of a lookup depended on the VMA found last: ns_per_lookup is the latency of a lookup; 0: lookups overlapped in the CPU") \
	X(group, "lookups", KNOB(group),				\
	  "lookups that were timed together; a sample is their mean")	\
	X(arrivals, "", IF(knobs->read_rate || knobs->write_rate, CHOICE(arrivals)), \
	  "with a rate: times between operations: poisson or fixed")	\
	X(start_delay_mean_ns, "ns", IF(measured, ratio(vmb_clock_to_ns(results->starts.delay), 1, results->starts.waited)), \
	  "with a rate: time from when an operation was due until it started, of the operations that a thread waited for; mean; part of their latency") \
	X(start_delay_max_ns, "ns", IF(measured && results->starts.waited, number(vmb_clock_to_ns(results->starts.delay_max))), \
	  "with a rate: the same, longest")				\
	VMB_WAKEUP_COLUMNS(X)						\
	VMB_TRANSACTION_COLUMNS(X)					\
	X(lock_per, "", IF(knobs->writers, CHOICE(lock_per)),		\
	  "how often writers took the mm-wide lock in an operation on write_span slots") \
	X(check, "bool", IF(knobs->scheme->protocol, KNOB(check)),	\
	  "models: 1: the checker was on; 0: what it counts is empty") \
	X(munmap_by, "", munmap_by(results),				\
	  "kernel: what writers unmapped by: munmap: the system call, which downgrades mmap_lock before it frees; vm_munmap: a function that keeps it for writing to the end, as this kernel hides the system call") \
	X(steady, "bool", BY_DRIVER,					\
	  "1: lookups and updates per second had no trend and no step; 0: they had, which is a property of the scheme unless something disturbed the run; filled in by the driver") \
	X(steady_reason, "", BY_DRIVER, "which, and by how much, if steady is 0") \
	X(spaces, "count", OPTION(SPACES, KNOB(spaces)),		\
	  "vm_refcnt: address spaces that share VMAs; an update changes both") \
	VMB_FOREIGN_COLUMNS(X)						\
	X(disturbed, "bool", IF(measured, number(!!results->disturbed[0])), \
	  "1: others than the run itself took more than 5% of the time of one of its threads; the run is valid") \
	X(disturbed_reason, "", text(results->disturbed),		\
	  "which thread, and what took how much, if disturbed is 1")	\
	VMB_EVIDENCE_COLUMNS(X, &results->evidence, "; of the thread with most")

#define VMB_THREADS_COLUMNS(X)						\
	VMB_KEY_COLUMNS(X)						\
	X(role, "", text(vmb_role_name(thread->role)), "reader or writer") \
	X(index, "count", number(thread->index),			\
	  "number within the role, from 0")				\
	X(tid, "", number(thread->tid), "thread id")			\
	X(cpu, "", number(thread->cpu), "CPU it was pinned to")		\
	X(first_ns, "ns", IF(measured, since(results, thread->window.first)), \
	  "end of its first batch, from the opening of the window; negative: before it") \
	X(begin_ns, "ns", IF(measured, since(results, thread->window.begin)), "start of its measured time") \
	X(end_ns, "ns", IF(measured, since(results, thread->window.end)), "end of its measured time") \
	X(last_ns, "ns", IF(measured, since(results, thread->window.last)), "when it stopped working") \
	X(ops, "count", IF(measured, number(read ? read->lookups : write->updates)), \
	  "lookups or writer operations in its measured time")		\
	X(hits, "count", hits(knobs, read),				\
	  "readers: slots found")					\
	X(absent, "count", READS(absent), "readers: as in the summary")	\
	X(busy, "count", READS(busy), "readers: volatile slots being written") \
	X(spurious_misses, "count", READS(spurious_misses),		\
	  "readers: stable slots not found")				\
	X(retries, "count", READS(retries),				\
	  "readers: validations that failed or could not start")	\
	X(fallbacks, "count", READS(fallbacks),				\
	  "readers: lookups repeated under mmap_lock or the model's own lock") \
	X(violations, "count", IF(knobs->check || !knobs->scheme->protocol, READS(violations)),			\
	  "readers: something wrong returned")				\
	X(samples, "count", total(hist),				\
	  "operations timed")						\
	X(p50_ns, "ns", percentile(hist, 50000), "latency, median")	\
	X(p99_ns, "ns", percentile(hist, 99000), "latency, 99th percentile") \
	X(max_ns, "ns", longest(hist), "latency, longest")		\
	X(voluntary_switches, "count", IF(measured, number(thread->evidence.voluntary)), \
	  "context switches by waiting")				\
	X(involuntary_switches, "count", IF(measured, number(thread->evidence.involuntary)), \
	  "context switches by preemption")				\
	X(clock_backwards, "count", IF(measured, number(read ? read->clock_backwards : write->clock_backwards)), \
	  "clock readings smaller than the one before")			\
	VMB_MODEL_READ_COLUMNS(X)					\
	VMB_MODEL_WRITE_COLUMNS(X)					\
	X(lost_wakeups, "count", MODEL_WRITE(lost_wakeups),		\
	  "rcu_refcount: waits for readers that ended by a timeout")	\
	X(waiting_max, "count", MODEL_WRITE(waiting_max),		\
	  "models: largest number of VMAs that a writer saw waiting for reclamation") \
	VMB_MAXIMA_COLUMNS(X)						\
	VMB_FOUND_COLUMNS(X)						\
	VMB_WAKEUP_COLUMNS(X)						\
	VMB_TRANSACTION_COLUMNS(X)					\
	X(clock_cost_ns, "ns", IF(measured, milli(thread->clock_cost_ps)), \
	  "cost of reading the clock once on this thread's CPU, after its work") \
	X(loop_cost_ns, "ns", IF(read && thread->loop_cost_ps, milli(thread->loop_cost_ps)), \
	  "readers: cost of choosing a slot and looping once, likewise") \
	VMB_FOREIGN_COLUMNS(X)						\
	VMB_EVIDENCE_COLUMNS(X, &thread->evidence, "")

#define VMB_HISTOGRAM_COLUMNS(X)					\
	VMB_KEY_COLUMNS(X)						\
	X(role, "", text(role), "reader or writer")			\
	X(index, "", index, "number within the role, or all")		\
	X(op, "", text(op),						\
	  "lookup; fallback: lookups repeated under the lock; munmap, map, mprotect, split, merge; update: all operations of a writer; release: how long files stayed open after the removal of their VMAs, only with index all if callbacks close the files") \
	X(low_ns, "ns", number(low), "smallest latency of the bucket")	\
	X(high_ns, "ns", unless_zero(high),				\
	  "first latency above the bucket; empty for latencies off the scale") \
	X(count, "count", number(count),				\
	  "operations in the bucket; empty buckets are omitted")

#define VMB_TIMELINE_COLUMNS(X)						\
	VMB_KEY_COLUMNS(X)						\
	X(start_ns, "ns", number(step->start_ns),			\
	  "start of the step, from the opening of the window")		\
	X(end_ns, "ns", number(step->end_ns), "end of the step")	\
	X(lookups, "count", IF(knobs->readers, number(reads->ops)),	\
	  "lookups finished in the step; a batch counts as a whole")	\
	X(updates, "count", IF(knobs->writers, number(writes->ops)),	\
	  "writer operations finished in the step")			\
	X(lookup_max_ns, "ns", unless_zero(reads->max_ns),		\
	  "longest sampled lookup that ended in the step; empty: none sampled") \
	X(update_max_ns, "ns", unless_zero(writes->max_ns),		\
	  "longest writer operation that ended in the step; empty: none") \
	X(waiting_max, "count", IF(knobs->writers && knobs->scheme->protocol, number(writes->waiting)), \
	  "models: largest number of VMAs that a writer saw waiting for reclamation")

#define VMB_HEAT_COLUMNS(X)						\
	VMB_KEY_COLUMNS(X)						\
	X(role, "", text(vmb_role_name(role)), "reader or writer, all of them") \
	X(op, "", text(op), "lookup, or update for all operations of writers") \
	X(start_ns, "ns", number(step->start_ns),			\
	  "start of the step, as in timeline.csv")			\
	X(end_ns, "ns", number(step->end_ns), "end of the step")	\
	X(low_ns, "ns", number(low),					\
	  "smallest latency of the bucket: 0, or a power of two")	\
	X(high_ns, "ns", unless_zero(high),				\
	  "first latency above the bucket; empty for latencies off the scale") \
	X(count, "count", number(count),				\
	  "timed operations that ended in the step; empty buckets are omitted")

#endif /* VMB_ABI_COLUMNS_H */
