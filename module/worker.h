/* SPDX-License-Identifier: GPL-2.0-only */
/* A thread of a run, reader or writer. */
#ifndef VMB_WORKER_H
#define VMB_WORKER_H

#include <linux/cache.h>
#include <linux/sched.h>

#include "hist.h"
#include "reader.h"
#include "run.h"
#include "timeline.h"
#include "writer.h"

enum vmb_role {
	VMB_READER,
	VMB_WRITER,
};

/**
 * struct vmb_window - a worker's measured time, in ticks
 * @first: end of its first batch
 * @begin: begin of its measured time
 * @end: its end; 0 if it was never measured
 * @last: end of its last batch
 */
struct vmb_window {
	u64 first;
	u64 begin;
	u64 end;
	u64 last;
};

/**
 * struct vmb_worker - a worker; in memory of its CPU's node
 * @run: its run
 * @role: reader or writer
 * @index: number within the role
 * @cpu: CPU it is pinned to
 * @tid: id of the thread
 * @moved: it was found on another
 * @late: operations begun after the next was due already, since it was last
 *        set to 0
 * @measured_late: the same in its measured time
 * @window: when it worked
 * @voluntary: context switches in its measured time, by waiting
 * @involuntary: the same by preemption
 * @timeline: its measured time in steps
 * @rate: operations per second that are due, 0 for no rate
 * @interval: with a rate, ticks between two operations, rounded; else 0
 * @origin: when the first was asked for, ticks
 * @paced: how many were due since
 * @due: when the last of them was, ticks
 * @phase: the phase it knows of
 * @reader: for readers
 * @writer: for writers
 * @ops: operations up to the last batch
 * @measured: counts of its measured time; valid once it has ended
 * @hist: latencies of its measured time, by operation
 * @unmeasured: where latencies of other times go
 * @task: the thread
 * @answered: the phase it has answered; for the supervisor, so in a line of
 *            its own
 */
struct vmb_worker {
	struct vmb_run *run;
	enum vmb_role role;
	unsigned int index;
	unsigned int cpu;
	pid_t tid;
	bool moved;
	u64 late;
	u64 measured_late;
	struct vmb_window window;
	u64 voluntary;
	u64 involuntary;
	struct vmb_timeline timeline;
	u64 rate;
	u64 interval;
	u64 origin;
	u64 paced;
	u64 due;
	enum vmb_phase phase;
	struct vmb_reader *reader;
	struct vmb_writer *writer;
	u64 ops;
	union {
		struct vmb_read_counts read;
		struct vmb_write_counts write;
	} measured;
	struct vmb_hist *hist;
	struct vmb_hist *unmeasured;
	struct task_struct *task;

	enum vmb_phase answered ____cacheline_aligned_in_smp;
};

static inline const char *vmb_role_name(enum vmb_role role)
{
	return role == VMB_READER ? "reader" : "writer";
}

/* What is timed apart, each with its own histogram. */
static inline unsigned int vmb_role_ops(enum vmb_role role)
{
	return role == VMB_READER ? VMB_READER_OPS : VMB_WRITER_HISTS;
}

struct vmb_worker *vmb_worker_create(struct vmb_run *run, enum vmb_role role,
				     unsigned int index, unsigned int cpu);
void vmb_worker_stop(struct vmb_worker *worker);
void vmb_worker_free(struct vmb_worker *worker);

bool vmb_worker_boundary(struct vmb_worker *worker, u64 now);
bool vmb_worker_pace(struct vmb_worker *worker);

void vmb_reader_init(struct vmb_worker *worker);
void vmb_reader_work(struct vmb_worker *worker);
void vmb_writer_init(struct vmb_worker *worker);
void vmb_writer_work(struct vmb_worker *worker);

u64 vmb_loop_cost_ps(const struct vmb_run *run);
int vmb_reader_try(const struct vmb_run *run);

#endif /* VMB_WORKER_H */
