/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The columns of the CSV reports, one entry each: X(name, unit, value, help).
 *
 * The module prints the header and the cells of a line from these tables.  Only
 * module/report.c expands @value: an expression for a cell, in the words that
 * are defined there.  The driver knows columns by name and fills in those that
 * are BY_DRIVER.  results/README.md is generated from these tables.
 *
 * Columns are grouped by the question that they answer: Q(question).  A cell
 * that was not measured is empty.
 */
#ifndef VMB_ABI_COLUMNS_H
#define VMB_ABI_COLUMNS_H

/* A Q for those who want the columns alone. */
#define VMB_NO_QUESTION(question)

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

/* The same in short, where there are few samples. */
#define VMB_LATENCY_COLUMNS(X, name, hist, what, latency)		\
	X(name##_count, "count", total(hist), what)			\
	X(name##_p50_ns, "ns", percentile(hist, 50000),			\
	  latency ", median")						\
	X(name##_p99_ns, "ns", percentile(hist, 99000),			\
	  latency ", 99th percentile")					\
	X(name##_max_ns, "ns", longest(hist), latency ", longest")

#define VMB_UPDATE_COLUMNS(X, name, op)					\
	X(name##_count, "count", total(update_of(results, VMB_OP_##op)), \
	  #name " operations in the window")				\
	VMB_PERCENTILE_COLUMNS(X, name, update_of(results, VMB_OP_##op), \
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
	X(spaces, "count", OPTION(SPACES, KNOB(spaces)),		\
	  "vm_refcnt: address spaces that share VMAs; an update changes both") \
	X(lock_placement, "", OPTION(LOCK_PLACEMENT, CHOICE(lock_placement)), \
	  "vm_lock: where the VMA's lock is")				\
	X(fence, "", OPTION(FENCE, CHOICE(fence)),			\
	  "hazptr, hazptr_percpu, percpu_count: who has the full barrier")				\
	X(backing, "", OPTION(BACKING, CHOICE(backing)),		\
	  "kernel: what VMAs map")					\
	X(populate, "bool", OPTION(POPULATE, KNOB(populate)),		\
	  "kernel: 1: VMAs were filled with pages")			\
	X(scanners, "count", OPTION(SCANNERS, KNOB(scanners)),		\
	  "kernel: processes that listed the VMAs")			\
	X(scan, "", IF(knobs->scanners, CHOICE(scan)), "kernel: what scanners read") \
	X(touch, "", OPTION(TOUCH, CHOICE(touch)),			\
	  "page_fault: how pages were touched")				\
	X(fault_lock, "", OPTION(FAULT_LOCK, CHOICE(fault_lock)),	\
	  "page_fault: what was locked to find the VMA")		\
	X(threads, "", OPTION(THREADS, CHOICE(threads)),		\
	  "kernel: writers, and readers of page_fault: kernel: threads of the kernel; user: user threads, which make real system calls and faults") \
	X(mms, "", IF(knobs->threads == VMB_THREADS_USER, OPTION(MMS, CHOICE(mms))), \
	  "threads=user: shared: in the address space of the driver; own: each a process with one of its own") \
	X(check, "bool", IF(knobs->scheme->protocol, KNOB(check)),	\
	  "models: 1: the checker was on; 0: what it counts is empty")

/* Below: in summary and threads. */
#define VMB_OUTCOME_COLUMNS(X)						\
	X(hits, "count", hits(knobs, read), "readers: slots found")	\
	X(absent, "count", READS(absent),				\
	  "readers: volatile slots that were empty or being written, which look the same; only if writers unmap or move VMAs") \
	X(busy, "count", READS(busy),					\
	  "readers: volatile slots that were not found because they were being written; only if no writer unmaps or moves") \
	X(spurious_misses, "count", READS(spurious_misses),		\
	  "readers: stable slots, which no writer changes, that were not found") \
	X(retries, "count", IF(!knobs->scheme->hides_retries, READS(retries)), \
	  "readers: lookups that the scheme had to validate again, or gave up because of a change") \
	X(fallbacks, "count", IF(!knobs->scheme->hides_retries, READS(fallbacks)), \
	  "readers: lookups repeated under mmap_lock or, with fallback=1, the model's own lock")

#define VMB_GAVE_UP_COLUMNS(X)						\
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
	X(gave_up_foreign, "count", OPTION(SPACES, READS(gave_up[VMB_GAVE_UP_FOREIGN])), \
	  "vm_refcnt: gave up because the VMA was reused by the other address space")

#define VMB_VIOLATION_COLUMNS(X)					\
	X(violations, "count", IF(knobs->check || !knobs->scheme->protocol, READS(violations)), \
	  "readers: lookups that returned something wrong")		\
	X(violations_range, "count", CHECKED(wrong[VMB_WRONG_RANGE]),	\
	  "models: violations: the VMA did not cover the address, or was in another address space")	\
	X(violations_freed, "count", CHECKED(wrong[VMB_WRONG_FREED]),	\
	  "models: violations: the VMA was freed, or reused for another, while the reader held it") \
	X(violations_changed, "count", CHECKED(wrong[VMB_WRONG_CHANGED]), \
	  "models: violations: the VMA was partly changed, or was changed or removed while the reader held it") \
	X(violations_file, "count", CHECKED(wrong[VMB_WRONG_FILE]),	\
	  "models: violations: the file of the VMA was closed")		\
	X(violations_missed, "count", CHECKED(wrong[VMB_WRONG_MISSED]), \
	  "models: violations: the lookup reported for certain that a slot is empty which never is") \
	X(violations_torn, "count", CHECKED(wrong[VMB_WRONG_TORN]),	\
	  "models: violations: a span was partly changed although the scheme excludes it") \
	X(torn_spans, "count", CHECKED(torn_spans),			\
	  "models, read_op=iterate: VMAs held while a neighbour in their span was empty, which is no violation; only counted by schemes that report empty slots for certain") \
	X(files_gone, "count", CHECKED(files_gone),			\
	  "rcu_seq_refcount, seqcount_mm: VMAs whose file was closed when the reader checked last, before it released them; no violation") \
	X(files_gone_found, "count", CHECKED(files_gone_found),		\
	  "rcu_seq_refcount, seqcount_mm: the part of files_gone whose file was already closed when the reader checked first, right after the lookup; the other files were closed while the reader held the VMA. A VMA that the lookup sees removed is counted in gave_up_detached instead")

#define VMB_WAIT_COLUMNS(X)						\
	X(transactions, "count", WRITES(transactions),			\
	  "times writers took mmap_lock, or the model's own lock, for these operations; more than updates if an operation takes it for each of write_span slots") \
	X(waits, "count", MODEL_WRITE(waits),				\
	  "models: times a writer waited for readers of a VMA")		\
	X(wait_ns, "ns", MODEL_WRITE(wait_ns), "models: total time of these waits") \
	X(second_waits, "count", MODEL_WRITE(second_waits),		\
	  "vm_refcnt: VMAs that a reader had taken a reference to again when they were detached") \
	X(spurious_wakeups, "count", MODEL_WRITE(spurious_wakeups),	\
	  "vm_refcnt: times a waiting writer was woken although readers were left") \
	X(lost_wakeups, "count", MODEL_WRITE(lost_wakeups),		\
	  "rcu_refcount: waits for readers that ended by a timeout")	\
	X(refs_max, "count", refs_max(read, write),			\
	  "vm_refcnt: largest reference count of a VMA, seen by writers that locked it and readers that were refused; includes the reference of the tree; empty: none was seen")

/* What took CPUs from threads. */
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

#define VMB_WALK_COLUMNS(X)						\
	X(walk_steps_max, "count", IF(read, unless_zero(read->walk_steps_max)), \
	  "srcu_seqlock, broken_no_seq on the rbtree: nodes on the longest walk of a lookup, including walks that were repeated because of a writer; empty: no walk")

#define VMB_BACKLOG_COLUMNS(X)						\
	X(waiting_max, "count", MODEL_WRITE(waiting_max),		\
	  "models: largest number of removed VMAs that waited for reclamation, sampled by each writer every 16 batches")

/* valid_reason after violations, which come before all other reasons. */
#define VMB_REASON_VIOLATIONS "a lookup returned something wrong"

#define VMB_SUMMARY_GROUPS(Q, X)					\
	Q("Which run is this?")						\
	X(csv_version, "", number(VMB_CSV_VERSION), "version of this table") \
	X(run_id, "", number(results->id),				\
	  "number of the run since the module was loaded; the driver replaces it by a name") \
	X(repeat, "count", BY_DRIVER,					\
	  "which repeat of the same knobs, from 1; filled in by the driver") \
	X(job, "", BY_DRIVER,						\
	  "section of the job file that the run belongs to; filled in by vmabench sweep") \
	X(kernel_release, "", text(init_utsname()->release), "as uname -r") \
	X(module_version, "", text(VMB_VERSION), "version of the module") \
	X(opened_ns, "ns", IF(measured, number(results->window_ns)),	\
	  "when the window was opened, by CLOCK_MONOTONIC; for comparison with traces") \
	Q("How were VMAs looked up?")					\
	X(scheme, "", text(scheme->name), "how VMAs were looked up")	\
	X(family, "", text(scheme->family),				\
	  "kernel: the kernel's own code; fault: page faults by it; model: ours; broken: ours, for the checker to catch") \
	X(index, "", IF(scheme->trees, text(vmb_tree_name(results->tree))), \
	  "data structure that was walked")				\
	VMB_OPTION_COLUMNS(X)						\
	Q("What address space was it?")					\
	X(vmas, "count", KNOB(vmas), "VMAs in the arena")		\
	X(vma_pages, "pages", KNOB(vma_pages), "length of each VMA")	\
	X(layout, "", CHOICE(layout), "gapped, packed or merged")		\
	X(volatile_pct, "percent", KNOB(volatile_pct),			\
	  "share of the slots writers may change")			\
	Q("What did the readers do?")					\
	X(readers, "count", KNOB(readers), "reader threads")		\
	X(reader_cpus, "", text(knobs->reader_cpus),			\
	  "CPUs asked for, empty: chosen by the module")		\
	X(read_op, "", CHOICE(read_op), "lookup or iterate")		\
	X(read_span, "slots", IF(knobs->read_op == VMB_READ_OP_ITERATE, KNOB(read_span)), \
	  "slots one iterate walks over; empty for lookup")		\
	X(access, "", CHOICE(access), "how readers choose slots")	\
	X(depend, "bool", KNOB(depend),					\
	  "1: the address of a lookup depended on the VMA found last: ns_per_lookup is the latency of a lookup; 0: lookups overlapped in the CPU") \
	X(read_rate, "per_s", KNOB(read_rate),				\
	  "lookups per second of each reader, 0: as many as possible")	\
	X(hold_ns, "ns", KNOB(hold_ns),					\
	  "time a reader holds each VMA it found")			\
	Q("What did the writers do?")					\
	X(writers, "count", KNOB(writers), "writer threads")		\
	X(writer_cpus, "", text(knobs->writer_cpus),			\
	  "CPUs asked for, empty: chosen by the module")		\
	X(write_op, "", CHOICE(write_op), "what writers do")		\
	X(munmap_by, "", munmap_by(results),				\
	  "kernel: what writers unmapped by: munmap: the system call, which downgrades mmap_lock before it frees; vm_munmap: a function that keeps it for writing to the end, as this kernel hides the system call") \
	X(write_span, "slots", KNOB(write_span),			\
	  "slots one writer operation changes")				\
	X(write_hold_ns, "ns", IF(knobs->writers && knobs->write_op == VMB_WRITE_OP_LOCK, KNOB(write_hold_ns)), \
	  "write_op=lock: time a writer held its locks")		\
	X(lock_per, "", IF(knobs->writers, CHOICE(lock_per)),		\
	  "how often writers took the mm-wide lock in an operation on write_span slots") \
	X(write_rate, "per_s", KNOB(write_rate),			\
	  "operations per second of each writer, 0: as many as possible") \
	X(arrivals, "", IF(knobs->read_rate || knobs->write_rate, CHOICE(arrivals)), \
	  "with a rate, of readers or writers: times between operations: poisson or fixed") \
	Q("How was it measured?")					\
	X(seed, "", KNOB(seed), "seed of all random choices")		\
	X(warmup_ms, "ms", KNOB(warmup_ms), "time worked before the window") \
	X(duration_ms, "ms", KNOB(duration_ms),				\
	  "requested length of the window")				\
	X(timeline_ms, "ms", KNOB(timeline_ms), "step of the timeline")	\
	X(sample_every, "lookups", number(knobs->read_rate ? 1 : knobs->sample_every), \
	  "one lookup in this many was timed, at random intervals")	\
	X(group, "lookups", KNOB(group),				\
	  "lookups that were timed together; a sample is their mean")	\
	X(trace_above, "ns", IF(knobs->trace_above, KNOB(trace_above)),	\
	  "the kernel was traced until a timed lookup or an update took longer; empty: it was not") \
	X(clock, "", text(vmb_clock.name), "clock that timed the operations") \
	X(clock_step_ns, "ns", IF(measured && results->clock_step_ps, milli(results->clock_step_ps)), \
	  "time by which the clock moves: no latency is known more exactly; empty: longer than could be measured") \
	X(clock_cost_ns, "ns", IF(measured && results->clock_cost_ps, milli(results->clock_cost_ps)), \
	  "cost of reading the clock once, measured by each thread after its work, not subtracted; mean over the readers, or over the writers or scanners if there are no others; empty: not measured") \
	X(loop_cost_ns, "ns", IF(measured && results->loop_cost_ps, milli(results->loop_cost_ps)), \
	  "cost of choosing a slot and looping once, measured by each reader after its work, not subtracted; mean") \
	Q("Do the figures count, and was the machine quiet?")		\
	X(valid, "bool", number(!results->reason[0]),			\
	  "1: the figures are valid")					\
	X(valid_reason, "", text(results->reason), "why not, if valid is 0") \
	X(overlap_ok, "bool", IF(measured, number(results->overlap)),	\
	  "1: every worker worked before, through and after every other's measured time") \
	X(disturbed, "bool", IF(measured, number(!!results->disturbed[0])), \
	  "1: others than the run itself took more than 5% of the time of one of its threads; the run is valid") \
	X(disturbed_reason, "", text(results->disturbed),		\
	  "which thread, and what took how much, if disturbed is 1")	\
	VMB_EVIDENCE_COLUMNS(X, &results->evidence, "; of the thread with most") \
	X(steady, "bool", BY_DRIVER,					\
	  "1: lookups and updates per second had no trend and no step; 0: they had, which is a property of the scheme unless something disturbed the run; filled in by the driver") \
	X(steady_reason, "", BY_DRIVER, "which, and by how much, if steady is 0") \
	X(voluntary_switches, "count", IF(measured, number(results->evidence.voluntary)), \
	  "context switches by waiting, all threads")			\
	X(involuntary_switches, "count", IF(measured, number(results->evidence.involuntary)), \
	  "context switches by preemption, all threads")		\
	X(system_switches, "count", BY_DRIVER,				\
	  "context switches of the whole machine in the window; filled in by the driver, from /proc/stat near both ends of the window") \
	X(system_tlb_flushes, "count", BY_DRIVER,			\
	  "interrupts of the whole machine in the window by which a CPU makes another one flush its TLB; filled in by the driver, from the line TLB of /proc/interrupts, which x86 has; CPUs with INVLPGB need none") \
	Q("What does a lookup cost?")					\
	X(duration_ns, "ns", IF(measured, number(read ? reader_ns : write ? writer_ns : scanner_ns)), \
	  "measured time, mean over the readers, or over the writers or scanners if there are no others") \
	X(lookups, "count", READS(lookups),				\
	  "lookups all readers finished in the window; with read_op=iterate, walks") \
	X(zap_ns, "ns", IF(read && scheme->faults, number(reader_ns - looking_ns)), \
	  "page_fault: time of duration_ns in which the readers zapped pages and, as user threads, asked the module what to do next; mean over them") \
	X(lookups_per_s, "per_s", IF(read, ratio(read->lookups, NSEC_PER_SEC, looking_ns)), \
	  "lookups / (duration_ns - zap_ns)")				\
	X(ns_per_lookup, "ns", IF(read, ratio(looking_ns, knobs->readers, read->lookups)), \
	  "readers x (duration_ns - zap_ns) / lookups")			\
	X(lookup_samples, "count", total(lookup),			\
	  "lookups that were timed")					\
	VMB_PERCENTILE_COLUMNS(X, lookup, lookup,			\
			       "latency of the sampled lookups")	\
	Q("What became of the lookups?")				\
	VMB_OUTCOME_COLUMNS(X)						\
	VMB_LATENCY_COLUMNS(X, fallback, fallback,			\
			    "timed lookups that were repeated under the lock", \
			    "latency of fallbacks from the start of the first try") \
	VMB_WALK_COLUMNS(X)						\
	X(tree_height_max, "count", tree_height_max(results),		\
	  "models on the rbtree: largest possible height, in nodes, of a red-black tree with as many VMAs as the run can have at a time") \
	Q("Why did lookups of a model give up?")			\
	VMB_GAVE_UP_COLUMNS(X)						\
	Q("Did a lookup return something wrong?")			\
	VMB_VIOLATION_COLUMNS(X)					\
	Q("What does an update cost?")					\
	X(writer_duration_ns, "ns", IF(write, number(writer_ns)),	\
	  "measured time, mean over the writers")			\
	X(updates, "count", WRITES(updates),				\
	  "writer operations finished in the window")			\
	X(updates_per_s, "per_s", IF(write, ratio(write->updates, NSEC_PER_SEC, writer_ns)), \
	  "updates / writer_duration_ns")		\
	VMB_UPDATE_COLUMNS(X, munmap, MUNMAP)				\
	VMB_UPDATE_COLUMNS(X, map, MAP)					\
	VMB_UPDATE_COLUMNS(X, mprotect, MPROTECT)			\
	VMB_UPDATE_COLUMNS(X, split, SPLIT)				\
	VMB_UPDATE_COLUMNS(X, merge, MERGE)				\
	VMB_UPDATE_COLUMNS(X, lock, LOCK)				\
	VMB_UPDATE_COLUMNS(X, mremap, MREMAP)				\
	VMB_UPDATE_COLUMNS(X, madvise, MADVISE)				\
	VMB_UPDATE_COLUMNS(X, fork, FORK)				\
	VMB_UPDATE_COLUMNS(X, brk, BRK)					\
	Q("How long does it take another process to list the VMAs?")	\
	X(scans, "count", IF(scan, number(scan->scans)),		\
	  "scans that ended in the window, by all scanners")		\
	X(scans_per_s, "per_s", IF(scan, ratio(scan->scans, NSEC_PER_SEC, scanner_ns)), \
	  "scans / measured time, mean over the scanners")		\
	VMB_PERCENTILE_COLUMNS(X, scan, scan ? &results->scans[VMB_SCANNER_SCAN] : NULL, \
			       "time of a scan")			\
	X(scan_calls, "count", total(scan ? &results->scans[VMB_SCANNER_CALL] : NULL), \
	  "calls that scans consisted of: reads of the file, or queries") \
	VMB_PERCENTILE_COLUMNS(X, scan_call, scan ? &results->scans[VMB_SCANNER_CALL] : NULL, \
			       "time of such a call, in which a kernel may hold mmap_lock") \
	Q("How often did writers lock, and wait for readers?")		\
	VMB_WAIT_COLUMNS(X)						\
	Q("Did operations with a rate start on time?")			\
	X(late, "count", IF(measured && (knobs->read_rate || knobs->write_rate), number(results->starts.late)), \
	  "operations that started after the next one was due; empty without a rate") \
	X(start_delay_mean_ns, "ns", IF(measured, ratio(vmb_clock_to_ns(results->starts.delay), 1, results->starts.waited)), \
	  "time from when an operation was due until it started, of the operations that a thread waited for; mean; part of their latency") \
	X(start_delay_max_ns, "ns", IF(measured && results->starts.waited, number(vmb_clock_to_ns(results->starts.delay_max))), \
	  "the same, longest")						\
	Q("What does reclamation cost, and how long does it take?")	\
	VMB_LATENCY_COLUMNS(X, release, release,			\
			    "models: files closed of VMAs that were removed in the window", \
			    "models: time from the start of the operation that removed a VMA until its file was closed, or until the end of the operation if the writer itself closes the file") \
	VMB_BACKLOG_COLUMNS(X)						\
	X(callbacks, "count", MODEL(callbacks.run),			\
	  "models: callbacks of RCU or SRCU that freed VMAs in the window") \
	X(callback_ns, "ns", IF(model, callback_ns(&model->callbacks)),	\
	  "models: time spent in these callbacks, without the kernel's part; estimated from every 16th callback of each CPU") \
	X(drain_ns, "ns", MODEL(drain_ns),				\
	  "models: time from the request to all threads to stop until the memory of all removed VMAs was reclaimed, while all others stay mapped (for files see unmount_wait_ns); 0: nothing was ever removed") \
	X(unmount_wait_ns, "ns", IF(model && model->unmounted, number(model->unmount_wait_ns)), \
	  "models: all VMAs are removed after the run as the protocol does it: time from the removal of the last one until all files are closed") \
	Q("How large is a VMA, and what does mapping the arena take?")	\
	X(lock_bytes, "bytes", lock_bytes(knobs),			\
	  "models: bytes of the fields of a VMA that synchronise readers and writers, in this build of the kernel; includes the lock with lock_placement=separate, not the fields for freeing") \
	X(vma_bytes, "bytes", IF(!scheme->protocol, number(sizeof(struct vm_area_struct))), \
	  "kernel: size of struct vm_area_struct in this build of the kernel") \
	X(arena_pages, "count", IF(knobs->populate, number(results->arena_pages)), \
	  "kernel: pages that are present in the arena, before and after the run; only with populate=1") \
	X(setup_ns, "ns", unless_zero(results->setup_ns),		\
	  "time to map the arena, with its pages")			\
	X(teardown_ns, "ns", unless_zero(results->teardown_ns),		\
	  "time to unmap it")

#define VMB_SUMMARY_COLUMNS(X) VMB_SUMMARY_GROUPS(VMB_NO_QUESTION, X)

#define VMB_THREADS_GROUPS(Q, X)					\
	Q("Which thread is this?")					\
	VMB_KEY_COLUMNS(X)						\
	X(role, "", text(vmb_role_name(thread->role)), "reader, writer or scanner") \
	X(index, "count", number(thread->index),			\
	  "number within the role, from 0")				\
	X(tid, "", number(thread->tid), "thread id")			\
	X(cpu, "", number(thread->cpu), "CPU it was pinned to")		\
	Q("When did it work?")						\
	X(first_ns, "ns", IF(measured, since(results, thread->window.first)), \
	  "end of its first batch, from the opening of the window; negative: before it") \
	X(begin_ns, "ns", IF(measured, since(results, thread->window.begin)), "start of its measured time") \
	X(end_ns, "ns", IF(measured, since(results, thread->window.end)), "end of its measured time") \
	X(last_ns, "ns", IF(measured, since(results, thread->window.last)), "when it stopped working") \
	Q("Was it disturbed?")						\
	X(voluntary_switches, "count", IF(measured, number(thread->evidence.voluntary)), \
	  "context switches by waiting")				\
	X(involuntary_switches, "count", IF(measured, number(thread->evidence.involuntary)), \
	  "context switches by preemption")				\
	VMB_EVIDENCE_COLUMNS(X, &thread->evidence, "")			\
	X(clock_backwards, "count", IF(measured, number(read ? read->clock_backwards : write ? write->clock_backwards : scan->clock_backwards)), \
	  "clock readings smaller than the one before")			\
	Q("What did an operation cost?")				\
	X(ops, "count", IF(measured, number(read ? read->lookups : write ? write->updates : scan->scans)), \
	  "lookups, writer operations or scans in its measured time")		\
	X(samples, "count", total(hist),				\
	  "readers: lookups timed; histogram.csv has the operations of writers") \
	X(p50_ns, "ns", percentile(hist, 50000), "readers: latency, median") \
	X(p99_ns, "ns", percentile(hist, 99000), "readers: latency, 99th percentile") \
	X(max_ns, "ns", longest(hist), "readers: latency, longest")	\
	X(zap_ns, "ns", IF(read && knobs->scheme->faults, number(vmb_clock_to_ns(read->zap_ticks))), \
	  "page_fault: time of its measured time in which it zapped pages and, as a user thread, asked the module what to do next") \
	X(clock_cost_ns, "ns", IF(measured && thread->clock_cost_ps, milli(thread->clock_cost_ps)), \
	  "cost of reading the clock once on this thread's CPU, after its work") \
	X(loop_cost_ns, "ns", IF(read && thread->loop_cost_ps, milli(thread->loop_cost_ps)), \
	  "readers: cost of choosing a slot and looping once, likewise") \
	Q("What became of its lookups?")				\
	VMB_OUTCOME_COLUMNS(X)						\
	VMB_GAVE_UP_COLUMNS(X)						\
	VMB_VIOLATION_COLUMNS(X)					\
	VMB_WALK_COLUMNS(X)						\
	Q("How often did it lock, and wait for readers?")		\
	VMB_WAIT_COLUMNS(X)						\
	VMB_BACKLOG_COLUMNS(X)

#define VMB_THREADS_COLUMNS(X) VMB_THREADS_GROUPS(VMB_NO_QUESTION, X)

#define VMB_HISTOGRAM_COLUMNS(X)					\
	VMB_KEY_COLUMNS(X)						\
	X(role, "", text(role), "reader, writer or scanner")			\
	X(index, "", index, "number within the role, or all")		\
	X(op, "", text(op),						\
	  "lookup; fallback: lookups repeated under the lock; munmap, map, mprotect, split, merge, lock, mremap, madvise, fork, brk; scan; scan_call: a call of a scan; release: how long files stayed open after the removal of their VMAs, only with index all if callbacks close the files") \
	X(low_ns, "ns", number(low), "smallest latency of the bucket")	\
	X(high_ns, "ns", unless_zero(high),				\
	  "first latency above the bucket; empty for latencies of 2^36 ns and above") \
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
	X(waiting_max, "count", IF(knobs->writers && knobs->scheme->protocol, number(writes->waiting)), \
	  "models: largest number of VMAs that a writer saw waiting for reclamation")

#define VMB_HEAT_COLUMNS(X)						\
	VMB_KEY_COLUMNS(X)						\
	X(start_ns, "ns", number(step->start_ns),			\
	  "start of the step, as in timeline.csv")			\
	X(end_ns, "ns", number(step->end_ns), "end of the step")	\
	X(low_ns, "ns", number(low),					\
	  "smallest latency of the bucket: 0, or a power of two")	\
	X(high_ns, "ns", unless_zero(high),				\
	  "first latency above the bucket; empty for latencies of 2^36 ns and above") \
	X(count, "count", number(count),				\
	  "timed lookups that ended in the step; empty buckets are omitted")

#endif /* VMB_ABI_COLUMNS_H */
