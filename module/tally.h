/* SPDX-License-Identifier: GPL-2.0-only */
/* What the threads of a run count and time. */
#ifndef VMB_TALLY_H
#define VMB_TALLY_H

#include <linux/types.h>

#include "evidence.h"
#include "abi/operations.h"
#include "hist.h"
#include "timeline.h"
#include "vmabench.h"

/* Why a lookup of a model gave up: the name of a column, gave_up_... */
#define VMB_CAUSES(X)							\
	X(NOTHING, nothing)						\
	X(WRITTEN, written)						\
	X(DETACHED, detached)						\
	X(MOVED, moved)							\
	X(LIMIT, limit)							\
	X(FOREIGN, foreign)

enum vmb_cause {
#define VMB_CAUSE_ENUM(name, word) VMB_GAVE_UP_##name,
	VMB_CAUSES(VMB_CAUSE_ENUM)
	VMB_CAUSE_COUNT
};

/* What the checker of the models found: the name of a column, violations_... */
#define VMB_WRONGS(X)							\
	X(RANGE, range)							\
	X(FREED, freed)							\
	X(CHANGED, changed)						\
	X(FILE, file)							\
	X(MISSED, missed)						\
	X(TORN, torn)

enum vmb_wrong {
#define VMB_WRONG_ENUM(name, word) VMB_WRONG_##name,
	VMB_WRONGS(VMB_WRONG_ENUM)
	VMB_WRONG_COUNT
};

/**
 * struct vmb_read_counts - what a reader counts; nothing but u64
 * @lookups: operations
 * @absent: volatile slots not found in a run whose writers unmap
 * @busy: volatile slots not found in a run whose writers do not
 * @spurious_misses: slots not found that nobody changes
 * @retries: validations that failed, or could not begin
 * @fallbacks: lookups done again under mmap_lock, or the model's own lock
 * @violations: something wrong returned
 * @clock_backwards: clock readings smaller than the one before
 * @gave_up: lookups of models that gave up, by cause
 * @wrong: violations of models, by what was wrong
 * @files_gone: VMAs whose file was closed while they were kept or before, where
 *              that is allowed
 * @torn_spans: slots of a walk that were empty while their span was not
 * @refs_max: largest reference count it was refused by, for vm_refcnt
 * @walk_steps_max: nodes of the rbtree that the longest walk went through, of
 *                  srcu_seqlock and broken_no_seq
 * @files_gone_found: VMAs whose file was closed when they were found, among
 *                    @files_gone
 * @zap_ticks: time in which it zapped pages, for page_fault; of a user thread also that
 *             in which it asked what to do next
 *
 * Hits are not counted: they are the rest.
 */
struct vmb_read_counts {
	u64 lookups;
	u64 absent;
	u64 busy;
	u64 spurious_misses;
	u64 retries;
	u64 fallbacks;
	u64 violations;
	u64 clock_backwards;
	u64 gave_up[VMB_CAUSE_COUNT];
	u64 wrong[VMB_WRONG_COUNT];
	u64 files_gone;
	u64 torn_spans;
	u64 refs_max;
	u64 walk_steps_max;
	u64 files_gone_found;
	u64 zap_ticks;
};

/* What a reader times: all operations, and again those that fell back. */
enum vmb_reader_op {
	VMB_READER_LOOKUP,
	VMB_READER_FALLBACK,
	VMB_READER_OPS
};

/**
 * struct vmb_write_counts - what a writer counts; nothing but u64
 * @updates: operations
 * @clock_backwards: clock readings smaller than the one before
 * @waits: how often it waited for readers of a VMA; this and all below: models
 * @wait_ns: how long in all
 * @second_waits: waits in the detaching of VMAs it had waited for before
 * @lost_wakeups: waits that only a time-out ended
 * @closed: files it has closed itself in the operation it is in
 * @waiting_max: most VMAs it saw waiting for reclamation
 * @refs_max: largest reference count it found at a VMA, for vm_refcnt
 * @spurious_wakeups: wake-ups with readers left, for vm_refcnt
 * @transactions: how often it took the mm-wide lock for an operation
 */
struct vmb_write_counts {
	u64 updates;
	u64 clock_backwards;
	u64 waits;
	u64 wait_ns;
	u64 second_waits;
	u64 lost_wakeups;
	u64 closed;
	u64 waiting_max;
	u64 refs_max;
	u64 spurious_wakeups;
	u64 transactions;
};

/* What a scanner times: whole scans, and the calls that they consist of. */
enum vmb_scanner_op {
	VMB_SCANNER_SCAN,
	VMB_SCANNER_CALL,
	VMB_SCANNER_OPS
};

/**
 * struct vmb_scan_counts - what a scanner counts; nothing but u64
 * @scans: scans that ended
 * @clock_backwards: clock readings smaller than the one before
 */
struct vmb_scan_counts {
	u64 scans;
	u64 clock_backwards;
};

/**
 * struct vmb_sink - where latencies go
 * @hist: by operation
 * @timeline: by time, NULL if nowhere
 * @measured: the measured time has begun, and not ended
 * @index: number of the thread within its role; this and all below: for traces
 * @scheme: name of the scheme
 * @trace_above: the knob
 */
struct vmb_sink {
	struct vmb_hist *hist;
	struct vmb_timeline *timeline;
	bool measured;
	unsigned int index;
	const char *scheme;
	u64 trace_above;
};

/**
 * struct vmb_starts - how punctual operations with a rate were
 * @late: those that started after the next was due
 * @waited: those that the worker waited for
 * @delay: sum of the times from when these were due until they started, ticks
 * @delay_max: the longest of these times, ticks
 */
struct vmb_starts {
	u64 late;
	u64 waited;
	u64 delay;
	u64 delay_max;
};

/**
 * struct vmb_window - a worker's measured time, in ticks
 * @first: end of its first batch
 * @begin: start of its measured time
 * @end: end of its measured time, 0 if it was never measured
 * @last: end of its last batch
 */
struct vmb_window {
	u64 first;
	u64 begin;
	u64 end;
	u64 last;
};

/**
 * struct vmb_tally - what a worker measured
 * @role: reader, writer or scanner
 * @index: number within the role
 * @cpu: CPU it is pinned to
 * @tid: id of the thread
 * @clock_cost_ps: cost of reading the clock, on its CPU after its work
 * @loop_cost_ps: cost of the loop alone, likewise; 0: not measured, or a writer
 * @moved: it was found on another CPU
 * @violated: a lookup returned something wrong, in the measured time or not
 * @starts: how punctual the operations of its measured time were
 * @window: when it worked
 * @evidence: what took its CPU in its measured time
 * @timeline: its measured time in steps
 * @measured: counts of its measured time
 * @hist: latencies of its measured time, by operation
 */
struct vmb_tally {
	enum vmb_role role;
	unsigned int index;
	unsigned int cpu;
	pid_t tid;
	u64 clock_cost_ps;
	u64 loop_cost_ps;
	bool moved;
	bool violated;
	struct vmb_starts starts;
	struct vmb_window window;
	struct vmb_evidence evidence;
	struct vmb_timeline timeline;
	union {
		struct vmb_read_counts read;
		struct vmb_write_counts write;
		struct vmb_scan_counts scan;
	} measured;
	struct vmb_hist *hist;
};

const char *vmb_role_name(enum vmb_role role);
unsigned int vmb_role_ops(enum vmb_role role);
void *vmb_alloc_apart(size_t size, int node);
struct vmb_tally *vmb_tally_create(enum vmb_role role, u32 steps, u64 step,
				   int node);
void vmb_tally_free(struct vmb_tally *tally);

#endif /* VMB_TALLY_H */
