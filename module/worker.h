/* SPDX-License-Identifier: GPL-2.0-only */
/* A thread of a run: its pace and its phases. */
#ifndef VMB_WORKER_H
#define VMB_WORKER_H

#include <linux/cache.h>
#include <linux/completion.h>
#include <linux/sched.h>

#include "random.h"
#include "session.h"
#include "tally.h"

struct vmb_user_thread;
struct vmb_worker;

/**
 * struct vmb_worker_ops - what a thread does
 * @thread: its name, without the index
 * @work: works in the address space of the arena until vmb_worker_boundary()
 *        returns false
 */
struct vmb_worker_ops {
	const char *thread;
	void (*work)(struct vmb_worker *worker);
};

/**
 * struct vmb_worker_config - which worker to create
 * @session: the run
 * @mm: the address space it works in; NULL: that of its own process
 * @ops: what it does
 * @role: reader, writer or scanner
 * @index: number within the role
 * @cpu: where it is to work
 * @rate: operations per second that are due, 0 for no rate
 * @arrivals: VMB_ARRIVALS_..., for a rate
 * @seed: of the run
 * @stream: number of its random times, no other's in the run
 * @steps: steps of its timeline, 0 for none
 * @step: ticks of a step
 * @state_bytes: memory for what it works on
 */
struct vmb_worker_config {
	struct vmb_session *session;
	struct mm_struct *mm;
	const struct vmb_worker_ops *ops;
	enum vmb_role role;
	unsigned int index;
	unsigned int cpu;
	u64 rate;
	u64 arrivals;
	u64 seed;
	u64 stream;
	u32 steps;
	u64 step;
	size_t state_bytes;
};

/**
 * struct vmb_pace - when the operations of a worker are due
 * @random: draws the times between them
 * @fixed: these are all the same
 * @gap: mean time between two operations, 2^-16 ticks; 0 without a rate
 * @origin: when the worker asked for its first operation, ticks; 0 before
 * @next: when the next one is due, 2^-16 ticks after @origin
 * @due: when the last one was due, ticks
 */
struct vmb_pace {
	struct vmb_random random;
	bool fixed;
	u64 gap;
	u64 origin;
	u64 next;
	u64 due;
};

/**
 * struct vmb_worker - a worker; in memory of its CPU's node
 * @session: its run
 * @mm: the address space it works in; NULL: that of its own process
 * @ops: what it does
 * @tally: what it measured; not freed with it
 * @state: the reader or writer
 * @sink: where latencies go, in @state
 * @counts: its counts, in @state; cleared when its measured time begins
 * @counts_bytes: size of @counts
 * @done: number of its operations, in @counts
 * @done_before: @done at the end of the last batch
 * @waiting: most VMAs it saw waiting for reclamation since the last batch
 * @pace: when its operations are due
 * @starts: how punctual they were since the measured time began
 * @phase: the phase it knows of
 * @unmeasured: where latencies go outside of its measured time
 * @task: the thread; NULL before a user thread takes the place
 * @by_user: a user thread does the work
 * @user: what it has of ours; NULL if there is none, see user_thread.c
 * @closed: no user thread can take the place any more
 * @left: completed when the thread has left the address space
 * @answered: the phase it has answered; in a cache line of its own, as the
 *            supervisor reads it
 */
struct vmb_worker {
	struct vmb_session *session;
	struct mm_struct *mm;
	const struct vmb_worker_ops *ops;
	struct vmb_tally *tally;
	void *state;
	struct vmb_sink *sink;
	void *counts;
	size_t counts_bytes;
	const u64 *done;
	u64 done_before;
	u64 waiting;
	struct vmb_pace pace;
	struct vmb_starts starts;
	enum vmb_phase phase;
	struct vmb_hist *unmeasured;
	struct task_struct *task;
	bool by_user;
	struct vmb_user_thread *user;
	bool closed;
	struct completion left;

	enum vmb_phase answered ____cacheline_aligned_in_smp;
};

struct vmb_worker *vmb_worker_create(const struct vmb_worker_config *config);
int vmb_worker_launch(struct vmb_worker *worker);
void vmb_worker_leave(struct vmb_worker *worker, unsigned long limit);
void vmb_worker_stop(struct vmb_worker *worker);
void vmb_worker_free(struct vmb_worker *worker);

void vmb_move_away(struct task_struct *task);
bool vmb_worker_boundary(struct vmb_worker *worker, u64 now);
u64 vmb_worker_pace(struct vmb_worker *worker);

#endif /* VMB_WORKER_H */
