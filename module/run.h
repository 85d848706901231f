/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The run: its frozen configuration, the phases its workers go through, and
 * the functions behind the control file.
 */
#ifndef VMB_RUN_H
#define VMB_RUN_H

#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/poll.h>
#include <linux/seq_file.h>
#include <linux/wait.h>

#include "knobs.h"
#include "space.h"
#include "vmabench.h"

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

/*
 * What the workers do.  Each phase is entered when all workers have answered
 * the one before, except VMB_PHASE_STOP after an error.
 */
enum vmb_phase {
	VMB_PHASE_PARKED,	/* wait */
	VMB_PHASE_WARM,		/* work, unmeasured; answer after one batch */
	VMB_PHASE_MEASURE,	/* work, measured */
	VMB_PHASE_COOL,		/* end the measured time, answer, work on */
	VMB_PHASE_STOP,		/* leave */
};

/**
 * struct vmb_config - what a run is to do; does not change once it is armed
 * @knobs: the knobs
 * @reader_cpus: CPUs of the readers, never empty
 * @writer_cpus: CPUs of the writers, never empty
 * @step: ticks of a step of the timeline, 0 for none
 * @steps: steps of the timeline that the window is to have
 * @tree: the one the scheme is to walk
 */
struct vmb_config {
	struct vmb_knobs knobs;
	cpumask_var_t reader_cpus;
	cpumask_var_t writer_cpus;
	u64 step;
	u32 steps;
	enum vmb_tree tree;
};

struct vmb_results;
struct vmb_worker;

/**
 * struct vmb_run - a run, from arm to the end of its cleaning up
 * @config: what it is to do
 * @id: number of the run since the module was loaded
 * @process: thread group of the process that armed it
 * @space: where
 * @results: what comes of it; owns the workers in the end
 * @workers: readers, then writers
 * @nr_workers: how many there are so far
 * @wake: the supervisor and parked workers wait here
 * @start: asked to start
 * @stop: asked to end the window early
 * @abort: asked to give up
 * @failing: somebody is writing @error
 * @failed: it cannot give valid figures, @error says why
 * @error: VMB_ERROR_LEN characters, written once
 * @err: the same as an error number
 * @clock_cost_ps: cost of reading the clock
 * @loop_cost_ps: cost of the loop alone
 * @window: when the window was opened, ticks
 * @window_ns: the same by the kernel's monotonic clock
 * @closed: when it was closed, ticks; 0 if it was not
 * @closed_ns: the same by the kernel's monotonic clock
 * @stopped: when the workers were told to leave, ticks
 * @phase: what the workers do; in a line that nothing else is written to, as
 *         it is read for every batch
 */
struct vmb_run {
	struct vmb_config config;
	u64 id;
	struct pid *process;
	struct vmb_space space;
	struct vmb_results *results;
	struct vmb_worker **workers;
	unsigned int nr_workers;
	wait_queue_head_t wake;
	bool start;
	bool stop;
	bool abort;
	unsigned long failing;
	bool failed;
	char error[VMB_ERROR_LEN];
	int err;
	u64 clock_cost_ps;
	u64 loop_cost_ps;
	u64 window;
	u64 window_ns;
	u64 closed;
	u64 closed_ns;
	u64 stopped;

	enum vmb_phase phase ____cacheline_aligned_in_smp;
};

/* supervisor.c: carrying a run out */
struct vmb_run *vmb_run_create(const struct vmb_knobs *knobs, u64 id,
			       char *error, int *err);
int vmb_run_launch(struct vmb_run *run, char *error);
void vmb_run_free(struct vmb_run *run);
void vmb_run_wait_gone(void);
void vmb_run_fail(struct vmb_run *run, int err, const char *format, ...)
	__printf(3, 4);

/* run.c: what the supervisor reports */
void vmb_control_enter(enum vmb_state state);
void vmb_control_end(struct vmb_run *run);

/* run.c: what the files of debugfs do; @owner stands for an open control file */
int vmb_control_check(void);
int vmb_control_arm(void *owner);
int vmb_control_start(void *owner);
int vmb_control_wait(void);
int vmb_control_stop(void);
int vmb_control_abort(void);
int vmb_control_reset(void);
int vmb_control_run(void *owner);
int vmb_control_unknown(const char *word);
void vmb_control_flush(struct file *file);
void vmb_control_release(void *owner);

int vmb_control_set_knob(const struct vmb_knob *knob, const char *text,
			 size_t len);
void vmb_control_show_knob(struct seq_file *m, const struct vmb_knob *knob);
unsigned long vmb_control_show_status(struct seq_file *m);
__poll_t vmb_control_poll(struct file *file, poll_table *wait,
			  unsigned long seen);
void vmb_control_show_threads(struct seq_file *m);
void vmb_control_show_results(struct seq_file *m,
			      void (*show)(struct seq_file *m,
					   const struct vmb_results *results));
void vmb_control_init(void);
void vmb_control_exit(void);

#endif /* VMB_RUN_H */
