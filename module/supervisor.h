/* SPDX-License-Identifier: GPL-2.0-only */
/* A run: its state, and the order in which things happen. */
#ifndef VMB_SUPERVISOR_H
#define VMB_SUPERVISOR_H

#include "config.h"
#include "session.h"
#include "space.h"
#include "tally.h"

/* States a user sees in the file status. */
#define VMB_STATES(X)							\
	X(IDLE, "idle")							\
	X(ARMED, "armed")						\
	X(WARMING, "warming")						\
	X(RUNNING, "running")						\
	X(DRAINING, "draining")						\
	X(DONE, "done")							\
	X(FAILED, "failed")

enum vmb_state {
#define VMB_STATE_ENUM(name, word) VMB_STATE_##name,
	VMB_STATES(VMB_STATE_ENUM)
};

struct vmb_run;
struct vmb_worker;

/**
 * struct vmb_observer - is called with the progress of a run
 * @entered: the run has entered a state; may sleep
 * @ended: the threads of the run have ended and its address space is clean; may
 *         take over the tallies; may sleep
 */
struct vmb_observer {
	void (*entered)(struct vmb_run *run, enum vmb_state state);
	void (*ended)(struct vmb_run *run);
};

/**
 * struct vmb_run - a run, from arm until it is cleaned up
 * @config: its configuration
 * @id: number of the run since the module was loaded
 * @process: thread group of the process that armed it
 * @observer: is called with its progress
 * @task: the thread that carries it out
 * @space: the address space with its arena
 * @workers: readers, writers, scanners
 * @tallies: tallies of the workers, in the same order
 * @nr_workers: number of workers so far
 * @in_use: a user thread was stopped, and has not left
 * @clock_step_ps: by what time the clock moves, 0 if it is not known
 * @window_ns: when the window was opened, by the kernel's monotonic clock
 * @closed: when it was closed, ticks; 0 if it was not
 * @closed_ns: when it was closed, by the kernel's monotonic clock
 * @session: the part that its threads share
 */
struct vmb_run {
	struct vmb_config config;
	u64 id;
	struct pid *process;
	const struct vmb_observer *observer;
	struct task_struct *task;
	struct vmb_space space;
	struct vmb_worker **workers;
	struct vmb_tally **tallies;
	unsigned int nr_workers;
	bool in_use;
	u64 clock_step_ps;
	u64 window_ns;
	u64 closed;
	u64 closed_ns;

	struct vmb_session session;
};

struct vmb_run *vmb_run_create(const struct vmb_knobs *knobs, u64 id,
			       char *error, int *err);
int vmb_run_launch(struct vmb_run *run, const struct vmb_observer *observer,
		   char *error);
void vmb_run_free(struct vmb_run *run);
void vmb_run_wait_gone(void);

#endif /* VMB_SUPERVISOR_H */
