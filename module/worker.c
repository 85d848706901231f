// SPDX-License-Identifier: GPL-2.0-only
/*
 * The threads of a run: made, pinned, parked, led through the phases.
 *
 * A worker looks at the phase between batches only.  It reads it from a line
 * that is written twice in a measured time, at its begin and at its end, and
 * keeps all it counts in memory of its own.
 */
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "worker.h"

/* A due time nearer than this is waited for by spinning. */
#define VMB_SPIN_NS 100000
/* A sleeping worker looks at the phase this often. */
#define VMB_NAP_NS (10 * NSEC_PER_MSEC)
/* Batches between two looks at what waits for reclamation. */
#define VMB_WAITING_EVERY 16

static u64 ops_of(const struct vmb_worker *worker)
{
	return worker->role == VMB_READER ? worker->reader->counts.lookups :
					    worker->writer->counts.updates;
}

/* Where latencies go from now on. */
static void set_hist(struct vmb_worker *worker, struct vmb_hist *hist,
		     struct vmb_timeline *timeline)
{
	if (worker->role == VMB_READER) {
		worker->reader->hist = hist;
		worker->reader->timeline = timeline;
	} else {
		worker->writer->hist = hist;
		worker->writer->timeline = timeline;
	}
}

static void check_cpu(struct vmb_worker *worker)
{
	if (raw_smp_processor_id() != worker->cpu)
		worker->moved = true;
}

static void begin_measured(struct vmb_worker *worker, u64 now)
{
	if (worker->role == VMB_READER)
		memset(&worker->reader->counts, 0,
		       sizeof(worker->reader->counts));
	else
		memset(&worker->writer->counts, 0,
		       sizeof(worker->writer->counts));
	set_hist(worker, worker->hist,
		 worker->timeline.points ? &worker->timeline : NULL);
	worker->ops = 0;
	worker->late = 0;
	worker->voluntary = current->nvcsw;
	worker->involuntary = current->nivcsw;
	vmb_timeline_begin(&worker->timeline, worker->run->window);
	worker->window.begin = now;
	check_cpu(worker);
}

/*
 * How much a model's writers have left to be reclaimed.  Now and then only, as
 * the count is written by those who reclaim.
 */
static u64 note_waiting(struct vmb_worker *worker)
{
	struct vmb_writer *writer = worker->writer;
	u64 waiting;

	if (worker->role == VMB_READER || !writer->model ||
	    writer->batches++ % VMB_WAITING_EVERY)
		return 0;
	waiting = vmb_mm_waiting(writer->model);
	writer->counts.waiting_max = max(writer->counts.waiting_max, waiting);
	return waiting;
}

/* Enter the batch that has just ended into the timeline. */
static void note_step(struct vmb_worker *worker, u64 now)
{
	u64 ops = ops_of(worker), waiting = note_waiting(worker);
	struct vmb_point *point;

	if (!worker->timeline.points)
		return;
	point = vmb_timeline_at(&worker->timeline, now);
	point->ops += ops - worker->ops;
	worker->ops = ops;
	point->waiting = max(point->waiting, waiting);
}

static void end_measured(struct vmb_worker *worker, u64 now)
{
	/* A writer may have waited since its last operation. */
	note_step(worker, now);
	worker->window.end = now;
	worker->measured_late = worker->late;
	if (worker->role == VMB_READER)
		worker->measured.read = worker->reader->counts;
	else
		worker->measured.write = worker->writer->counts;
	set_hist(worker, worker->unmeasured, NULL);
	worker->voluntary = current->nvcsw - worker->voluntary;
	worker->involuntary = current->nivcsw - worker->involuntary;
	check_cpu(worker);
}

/*
 * The phase has changed.  Return false if the worker is to leave.
 *
 * The time is read again: the worker may have been preempted since its batch
 * ended, and others have gone on.
 */
static bool enter_phase(struct vmb_worker *worker, enum vmb_phase phase)
{
	u64 now = vmb_clock_ticks();

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
		worker->window.last = now;
		return false;
	default:
		break;
	}
	worker->phase = phase;
	return true;
}

/**
 * vmb_worker_boundary() - to be called after each batch
 * @worker: the worker
 * @now: the time, ticks
 *
 * Context: the worker's thread; may sleep.
 * Return: false if the worker is to leave.
 */
bool vmb_worker_boundary(struct vmb_worker *worker, u64 now)
{
	/* Pairs with the release in set_phase(): the window is set. */
	enum vmb_phase phase = smp_load_acquire(&worker->run->phase);

	if (worker->phase == VMB_PHASE_MEASURE)
		note_step(worker, now);
	if (unlikely(!worker->window.first)) {
		worker->window.first = now;
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
 * Wait until a time.  Waiting is part of the measured time, so it begins and
 * ends here as well as between batches.
 */
static void wait_until(struct vmb_worker *worker, u64 due)
{
	u64 now;

	while ((now = vmb_clock_ticks()) < due) {
		enum vmb_phase phase = smp_load_acquire(&worker->run->phase);
		u64 ns = vmb_clock_to_ns(due - now);

		if (phase == VMB_PHASE_STOP)
			return;
		if (phase != worker->phase)
			enter_phase(worker, phase);

		if (ns > VMB_SPIN_NS) {
			ktime_t nap = min_t(u64, ns - VMB_SPIN_NS / 2,
					    VMB_NAP_NS);

			set_current_state(TASK_IDLE);
			schedule_hrtimeout_range(&nap, 0, HRTIMER_MODE_REL);
		} else {
			cpu_relax();
		}
	}
}

/**
 * vmb_worker_pace() - with a rate, wait for the next operation to be due
 * @worker: the worker
 *
 * A worker that is behind does not wait, and does not leave operations out:
 * their latencies count from when they were due.
 *
 * Context: the worker's thread; may sleep.
 * Return: true if there is a rate; worker->due is then the due time.
 */
bool vmb_worker_pace(struct vmb_worker *worker)
{
	u64 now;

	if (likely(!worker->interval))
		return false;
	now = vmb_clock_ticks();
	if (!worker->paced)
		worker->origin = now;
	/* From the origin each time: an interval has no exact length in ticks. */
	worker->paced++;
	worker->due = worker->origin +
		vmb_clock_from_ns(mul_u64_u64_div_u64(worker->paced,
						      NSEC_PER_SEC,
						      worker->rate));
	if (now >= worker->due + worker->interval)
		worker->late++;
	wait_until(worker, worker->due);
	return true;
}

static int work(void *data)
{
	struct vmb_worker *worker = data;
	struct vmb_run *run = worker->run;

	kthread_use_mm(run->space.arena.mm);
	wait_event_idle(run->wake, READ_ONCE(run->phase) != VMB_PHASE_PARKED ||
			kthread_should_stop());

	if (READ_ONCE(run->phase) == VMB_PHASE_WARM) {
		worker->phase = VMB_PHASE_WARM;
		if (worker->role == VMB_READER)
			vmb_reader_work(worker);
		else
			vmb_writer_work(worker);
	}
	kthread_unuse_mm(run->space.arena.mm);

	/* A thread that has ended cannot be stopped: wait to be. */
	set_current_state(TASK_IDLE);
	while (!kthread_should_stop()) {
		schedule();
		set_current_state(TASK_IDLE);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/* Memory that shares no cache line: powers of two and whole pages do not. */
static void *alloc_apart(size_t size, int node)
{
	size = size < PAGE_SIZE ?
		roundup_pow_of_two(max_t(size_t, size, SMP_CACHE_BYTES)) :
		PAGE_ALIGN(size);
	return kvzalloc_node(size, GFP_KERNEL, node);
}

static int alloc_memory(struct vmb_worker *worker, int node)
{
	const struct vmb_config *config = &worker->run->config;
	unsigned int ops = vmb_role_ops(worker->role);

	if (worker->role == VMB_READER)
		worker->reader = alloc_apart(sizeof(*worker->reader), node);
	else
		worker->writer = alloc_apart(sizeof(*worker->writer), node);
	worker->hist = alloc_apart(ops * sizeof(*worker->hist), node);
	worker->unmeasured = alloc_apart(ops * sizeof(*worker->hist), node);
	if ((!worker->reader && !worker->writer) || !worker->hist ||
	    !worker->unmeasured)
		return -ENOMEM;

	if (worker->role == VMB_WRITER && worker->run->space.model) {
		/* Two of each slot: the VMAs of a slot that is split. */
		worker->writer->span = alloc_apart(2 * config->knobs.write_span *
						   sizeof(void *), node);
		if (!worker->writer->span)
			return -ENOMEM;
	}
	if (config->steps) {
		/* One more, for what comes after the last step. */
		worker->timeline.points =
			alloc_apart((config->steps + 1) *
				    sizeof(*worker->timeline.points), node);
		if (!worker->timeline.points)
			return -ENOMEM;
		worker->timeline.steps = config->steps;
		worker->timeline.ticks = config->step;
	}
	return 0;
}

/**
 * vmb_worker_create() - make a worker and park its thread
 * @run: the run; its arena is built
 * @role: reader or writer
 * @index: number within the role
 * @cpu: where it is to work
 *
 * Context: process, sleeps.
 * Return: the worker, or an error pointer.
 */
struct vmb_worker *vmb_worker_create(struct vmb_run *run, enum vmb_role role,
				     unsigned int index, unsigned int cpu)
{
	const struct vmb_knobs *knobs = &run->config.knobs;
	int node = cpu_to_node(cpu);
	struct vmb_worker *worker;
	struct task_struct *task;
	int err;

	worker = alloc_apart(sizeof(*worker), node);
	if (!worker)
		return ERR_PTR(-ENOMEM);
	worker->run = run;
	worker->role = role;
	worker->index = index;
	worker->cpu = cpu;
	worker->rate = role == VMB_READER ? knobs->read_rate :
					    knobs->write_rate;
	if (worker->rate)
		worker->interval = vmb_clock_from_ns(NSEC_PER_SEC /
						     worker->rate);

	err = alloc_memory(worker, node);
	if (err)
		goto free_worker;
	if (role == VMB_READER)
		vmb_reader_init(worker);
	else
		vmb_writer_init(worker);

	task = kthread_create_on_node(work, worker, node, "vmb_%s/%u",
				      role == VMB_READER ? "rd" : "wr", index);
	if (IS_ERR(task)) {
		err = PTR_ERR(task);
		goto free_worker;
	}
	kthread_bind(task, cpu);
	worker->task = get_task_struct(task);
	worker->tid = task_pid_nr(task);
	wake_up_process(task);
	return worker;

free_worker:
	vmb_worker_free(worker);
	return ERR_PTR(err);
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
 * vmb_worker_free() - free a worker whose thread has ended
 * @worker: the worker
 *
 * Context: process.
 */
void vmb_worker_free(struct vmb_worker *worker)
{
	kvfree(worker->timeline.points);
	if (worker->writer)
		kvfree(worker->writer->span);
	kvfree(worker->unmeasured);
	kvfree(worker->hist);
	kvfree(worker->writer);
	kvfree(worker->reader);
	kvfree(worker);
}
