// SPDX-License-Identifier: GPL-2.0-only
/*
 * The threads of a run: created, pinned, parked, led through the phases.
 *
 * A worker reads the phase between batches only, from a cache line that is
 * written at the start and at the end of the measured time, and counts in
 * memory of its own.
 */
#include <linux/cpumask.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "clock.h"
#include "mark.h"
#include "worker.h"

/* Spin if the due time is nearer than this. */
#define VMB_SPIN_NS 100000
/* The last part without cpu_relax(), which can take 50 ns. */
#define VMB_LAST_SPIN_NS 1000
/* A sleeping worker reads the phase at this interval. */
#define VMB_NAP_NS (10 * NSEC_PER_MSEC)

static void check_cpu(struct vmb_worker *worker)
{
	if (raw_smp_processor_id() != worker->tally->cpu)
		worker->tally->moved = true;
}

static void begin_measured(struct vmb_worker *worker, u64 now)
{
	struct vmb_tally *tally = worker->tally;

	memset(worker->counts, 0, worker->counts_bytes);
	worker->sink->hist = tally->hist;
	worker->sink->timeline = tally->timeline.points ? &tally->timeline :
							  NULL;
	worker->sink->measured = true;
	worker->done_before = 0;
	worker->waiting = 0;
	memset(&worker->starts, 0, sizeof(worker->starts));
	vmb_timeline_begin(&tally->timeline, worker->session->window);
	/* Pairs with the acquire in live.c. */
	smp_store_release(&tally->window.begin, now);
	check_cpu(worker);
	vmb_mark(MEASURE);
}

/* Enter the batch that has just ended into the timeline. */
static void note_step(struct vmb_worker *worker, u64 now)
{
	struct vmb_timeline *timeline = &worker->tally->timeline;
	struct vmb_point *point;

	if (!timeline->points)
		return;
	point = vmb_timeline_at(timeline, now);
	point->ops += *worker->done - worker->done_before;
	worker->done_before = *worker->done;
	point->waiting = max(point->waiting, worker->waiting);
	worker->waiting = 0;
}

static void end_measured(struct vmb_worker *worker, u64 now)
{
	struct vmb_tally *tally = worker->tally;

	vmb_mark(COOL);
	/* A writer may have waited since its last operation. */
	note_step(worker, now);
	tally->window.end = now;
	tally->starts = worker->starts;
	memcpy(&tally->measured, worker->counts, worker->counts_bytes);
	worker->sink->hist = worker->unmeasured;
	worker->sink->timeline = NULL;
	worker->sink->measured = false;
	vmb_evidence_since(&tally->evidence);
	check_cpu(worker);
}

/*
 * Enter a new phase.  Return false if the worker is to leave.
 *
 * Read the time again: the worker may have been preempted since its batch
 * ended, while others went on.
 */
static bool enter_phase(struct vmb_worker *worker, enum vmb_phase phase)
{
	u64 now;

	/* That takes some microseconds, which belong to no lookup. */
	if (phase == VMB_PHASE_MEASURE)
		vmb_evidence_read(&worker->tally->evidence);
	now = vmb_clock_ticks();
	switch (phase) {
	case VMB_PHASE_MEASURE:
		begin_measured(worker, now);
		break;
	case VMB_PHASE_COOL:
		if (worker->phase == VMB_PHASE_MEASURE)
			end_measured(worker, now);
		/* Pairs with the acquire in first_unanswered(). */
		smp_store_release(&worker->answered, phase);
		break;
	case VMB_PHASE_STOP:
		worker->tally->window.last = now;
		return false;
	default:
		break;
	}
	worker->phase = phase;
	return true;
}

/**
 * vmb_worker_boundary() - end a batch
 * @worker: the worker
 * @now: the time, ticks
 *
 * Context: the worker's thread; may sleep.
 * Return: false if the worker is to leave.
 */
bool vmb_worker_boundary(struct vmb_worker *worker, u64 now)
{
	/* Pairs with the release of the supervisor: the window is set. */
	enum vmb_phase phase = smp_load_acquire(&worker->session->phase);

	if (worker->phase == VMB_PHASE_MEASURE)
		note_step(worker, now);
	if (unlikely(!worker->tally->window.first)) {
		worker->tally->window.first = now;
		smp_store_release(&worker->answered, VMB_PHASE_WARM);
	}
	if (unlikely(phase != worker->phase) && !enter_phase(worker, phase))
		return false;

	/*
	 * Runs may last an hour: let RCU and its relatives go on.  With
	 * CONFIG_PREEMPTION that leaves scheduling to interrupts, but not every
	 * architecture preempts kernel code when one returns.
	 */
	cond_resched_tasks_rcu_qs();
	if (need_resched())
		schedule();
	return true;
}

/*
 * Wait until a time.  Waiting is part of the measured time, which can begin and
 * end here as well as between batches.
 *
 * Return the time, or 0 if the worker is to leave.
 */
static u64 wait_until(struct vmb_worker *worker, u64 due)
{
	u64 now;

	while ((now = vmb_clock_ticks()) < due) {
		enum vmb_phase phase = smp_load_acquire(&worker->session->phase);
		u64 ns = vmb_clock_to_ns(due - now);

		if (phase == VMB_PHASE_STOP || fatal_signal_pending(current))
			return 0;
		if (phase != worker->phase)
			enter_phase(worker, phase);

		if (ns > VMB_SPIN_NS) {
			ktime_t nap = min_t(u64, ns - VMB_SPIN_NS / 2,
					    VMB_NAP_NS);

			set_current_state(TASK_IDLE);
			schedule_hrtimeout_range(&nap, 0, HRTIMER_MODE_REL);
		} else if (ns > VMB_LAST_SPIN_NS) {
			cpu_relax();
		}
	}
	return now;
}

/* Return the time to the next operation, 2^-16 ticks. */
static u64 draw_gap(struct vmb_pace *pace)
{
	return pace->fixed ? pace->gap :
			     vmb_random_exponential(&pace->random, pace->gap);
}

/* The first operation is due at a random time, or workers keep in step. */
static void start_pace(struct vmb_pace *pace, u64 now)
{
	u64 phase = vmb_random_next(&pace->random);

	pace->origin = now;
	pace->next = pace->fixed ? mul_u64_u64_shr(pace->gap, phase, 64) :
				   draw_gap(pace);
}

/**
 * vmb_worker_pace() - with a rate, wait for the next operation to be due
 * @worker: the worker
 *
 * A worker that is behind does not wait, and does not skip operations: their
 * latencies count from when they were due.
 *
 * Context: the worker's thread; may sleep.
 * Return: when it was due, ticks; 0 without a rate.
 */
u64 vmb_worker_pace(struct vmb_worker *worker)
{
	struct vmb_starts *starts = &worker->starts;
	struct vmb_pace *pace = &worker->pace;
	u64 now, next;

	if (likely(!pace->gap))
		return 0;
	now = vmb_clock_ticks();
	if (!pace->origin)
		start_pace(pace, now);
	pace->due = pace->origin + (pace->next >> 16);
	pace->next += draw_gap(pace);
	next = pace->origin + (pace->next >> 16);
	if (now >= pace->due) {
		starts->late += now >= next;
		return pace->due;
	}

	now = wait_until(worker, pace->due);
	if (now) {
		starts->waited++;
		starts->delay += now - pace->due;
		starts->delay_max = max(starts->delay_max, now - pace->due);
		starts->late += now >= next;
	}
	return pace->due;
}

static int work(void *data)
{
	struct vmb_worker *worker = data;
	struct vmb_session *session = worker->session;

	kthread_use_mm(worker->mm);
	wait_event_idle(session->wake,
			READ_ONCE(session->phase) > VMB_PHASE_MAP ||
			kthread_should_stop());

	if (READ_ONCE(session->phase) == VMB_PHASE_WARM) {
		worker->phase = VMB_PHASE_WARM;
		worker->ops->work(worker);
	}
	kthread_unuse_mm(worker->mm);
	complete(&worker->left);

	/* A thread that has ended cannot be stopped: wait for that. */
	set_current_state(TASK_IDLE);
	while (!kthread_should_stop()) {
		schedule();
		set_current_state(TASK_IDLE);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/**
 * vmb_worker_create() - create a worker, without its thread
 * @config: which
 *
 * The caller sets up @state, @sink, @counts, @counts_bytes and @done.
 *
 * Context: process, may sleep.
 * Return: the worker, or NULL.
 */
struct vmb_worker *vmb_worker_create(const struct vmb_worker_config *config)
{
	int node = cpu_to_node(config->cpu);
	struct vmb_worker *worker;

	worker = vmb_alloc_apart(sizeof(*worker), node);
	if (!worker)
		return NULL;
	init_completion(&worker->left);
	worker->session = config->session;
	worker->mm = config->mm;
	worker->ops = config->ops;
	if (config->rate)
		worker->pace.gap = div64_u64(vmb_clock_from_ns(NSEC_PER_SEC) << 16,
					     config->rate);
	worker->pace.fixed = config->arrivals == VMB_ARRIVALS_FIXED;
	vmb_random_seed(&worker->pace.random, config->seed, config->stream);
	worker->tally = vmb_tally_create(config->role, config->steps,
					 config->step, node);
	worker->state = vmb_alloc_apart(config->state_bytes, node);
	worker->unmeasured = vmb_alloc_apart(vmb_role_ops(config->role) *
					     sizeof(*worker->unmeasured), node);
	if (!worker->tally || !worker->state || !worker->unmeasured) {
		vmb_tally_free(worker->tally);
		vmb_worker_free(worker);
		return NULL;
	}
	worker->tally->index = config->index;
	worker->tally->cpu = config->cpu;
	return worker;
}

/**
 * vmb_worker_launch() - create a worker's thread, and park it
 * @worker: the worker, set up
 *
 * Context: process, sleeps.
 * Return: 0 or an error.
 */
int vmb_worker_launch(struct vmb_worker *worker)
{
	struct vmb_tally *tally = worker->tally;
	struct task_struct *task;

	worker->sink->hist = worker->unmeasured;
	task = kthread_create_on_node(work, worker, cpu_to_node(tally->cpu),
				      "%s/%u", worker->ops->thread,
				      tally->index);
	if (IS_ERR(task))
		return PTR_ERR(task);
	kthread_bind(task, tally->cpu);
	worker->task = get_task_struct(task);
	tally->tid = task_pid_nr(task);
	wake_up_process(task);
	return 0;
}

/**
 * vmb_move_away() - move a thread to another CPU
 * @task: the thread; it stays alive, and can be bound to a CPU
 *
 * For a thread that does not get its CPU, as a real-time thread keeps it.
 * Without another CPU, or without memory, the thread stays where it is.
 *
 * Context: process, sleeps.
 */
void vmb_move_away(struct task_struct *task)
{
	cpumask_var_t cpus;

	if (!alloc_cpumask_var(&cpus, GFP_KERNEL))
		return;
	cpumask_copy(cpus, cpu_online_mask);
	cpumask_clear_cpu(task_cpu(task), cpus);
	set_cpus_allowed_ptr(task, cpus);
	free_cpumask_var(cpus);
}

/**
 * vmb_worker_leave() - let a worker leave the address space
 * @worker: the worker; the phase is VMB_PHASE_PARKED or VMB_PHASE_STOP
 * @limit: when it is moved to another CPU if it has not, jiffies
 *
 * Context: process, sleeps until the worker has left, @limit at most.
 */
void vmb_worker_leave(struct vmb_worker *worker, unsigned long limit)
{
	long left = limit - jiffies;

	if (!wait_for_completion_timeout(&worker->left, max(left, 0L)))
		vmb_move_away(worker->task);
}

/**
 * vmb_worker_stop() - end a worker's thread; what it measured stays
 * @worker: the worker; the phase is VMB_PHASE_PARKED or VMB_PHASE_STOP
 *
 * Context: process, sleeps until the thread has ended.
 */
void vmb_worker_stop(struct vmb_worker *worker)
{
	kthread_stop(worker->task);
	put_task_struct(worker->task);
	worker->task = NULL;
}

/**
 * vmb_worker_free() - free a worker whose thread has ended, but for its tally
 * @worker: the worker
 *
 * Context: process.
 */
void vmb_worker_free(struct vmb_worker *worker)
{
	kvfree(worker->unmeasured);
	kvfree(worker->state);
	kvfree(worker);
}
