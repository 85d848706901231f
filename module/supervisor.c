// SPDX-License-Identifier: GPL-2.0-only
/*
 * Carry out a run.
 *
 * A thread of its own does it, not the process that armed the run: a process
 * that is killed has no address space left to clean up.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/log2.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "calibrate.h"
#include "clock.h"
#include "mark.h"
#include "roles.h"
#include "supervisor.h"
#include "trace.h"
#include "user_thread.h"
#include "worker.h"

/* The run fails if a worker does not answer for so long. */
#define VMB_ANSWER_MS 30000
/* Workers that have not left by then are moved off their CPUs. */
#define VMB_LEAVE_MS 1000
/* User threads that have not left an aborted run by then are stopped: holds take 10 s. */
#define VMB_USER_LEAVE_MS 12000
/* Interval of check_owner(); long, as it wakes a thread in the window. */
#define VMB_OWNER_MS 1000
/* What a run without a writer frees is too little to wait for below this. */
#define VMB_FREED_FEW 4096

/* Taken by a supervisor, completed when its thread has left this module. */
static struct completion idle = {
	.done = 1,
	.wait = __SWAIT_QUEUE_HEAD_INITIALIZER(idle.wait),
};

/* Fail the run if a user thread has ended. */
static void check_users(struct vmb_run *run)
{
	const struct vmb_tally *tally;
	unsigned int i;

	for (i = 0; i < run->nr_workers; i++) {
		if (!vmb_user_thread_has_ended(run->workers[i]))
			continue;
		tally = run->workers[i]->tally;
		vmb_session_fail(&run->session, -ESRCH,
				 "%s %u (thread %d) has ended before the run",
				 vmb_role_name(tally->role), tally->index,
				 tally->tid);
	}
}

static struct vmb_worker *first_unanswered(struct vmb_run *run,
					   enum vmb_phase phase)
{
	unsigned int i;

	for (i = 0; i < run->nr_workers; i++)
		/* Pairs with the releases in worker.c and user_thread.c. */
		if ((run->workers[i]->by_user || phase != VMB_PHASE_MAP) &&
		    smp_load_acquire(&run->workers[i]->answered) < phase)
			return run->workers[i];
	return NULL;
}

static void fail_unmapped(struct vmb_run *run, const struct vmb_worker *worker)
{
	const struct vmb_tally *tally = worker->tally;

	vmb_session_fail(&run->session, -ETIMEDOUT,
			 "%s %u (thread %d) has not mapped its arena in %d s: it was given %u of %u slots, and %s; give fewer vmas, readers or writers, or take other work off CPU %u",
			 vmb_role_name(tally->role), tally->index, tally->tid,
			 VMB_ANSWER_MS / 1000, vmb_user_thread_mapped(worker),
			 run->space.arena.slots, task_is_running(worker->task) ?
			 "can run" : "sleeps", tally->cpu);
}

/*
 * Abort the run if the process that armed it has ended, or runs another program
 * now.  vmb_control_flush() does not see that if the new program, or a process
 * that shares the table of files, still has the control file.
 */
static void check_owner(struct vmb_run *run)
{
	const struct mm_struct *mm = run->space.arena.mm;
	struct task_struct *leader, *thread;
	bool is_there = false;

	rcu_read_lock();
	leader = pid_task(run->process, PIDTYPE_TGID);
	if (leader)
		for_each_thread(leader, thread)
			is_there |= READ_ONCE(thread->mm) == mm;
	rcu_read_unlock();
	if (!is_there)
		WRITE_ONCE(run->session.abort, true);
	else
		check_users(run);
}

/* The barrier: no worker enters the next phase before all are in this one. */
static void wait_answers(struct vmb_run *run, enum vmb_phase phase)
{
	unsigned long limit = jiffies + msecs_to_jiffies(VMB_ANSWER_MS);
	struct vmb_session *session = &run->session;
	const struct vmb_worker *missing;

	while ((missing = first_unanswered(run, phase)) &&
	       !vmb_session_is_over(session)) {
		const struct vmb_tally *tally = missing->tally;

		if (time_after(jiffies, limit) && phase == VMB_PHASE_MAP &&
		    !missing->mm && tally->role != VMB_SCANNER) {
			fail_unmapped(run, missing);
			return;
		}
		if (time_after(jiffies, limit)) {
			vmb_session_fail(session, -ETIMEDOUT,
					 "%s %u (thread %d on CPU %u) did not finish a batch within %d s; take other work off that CPU, or give other reader_cpus or writer_cpus",
					 vmb_role_name(tally->role),
					 tally->index, tally->tid,
					 tally->cpu, VMB_ANSWER_MS / 1000);
			return;
		}
		check_owner(run);
		usleep_range(50, 200);
	}
}

/* Sleep until the run is started or is to end. */
static void wait_start(struct vmb_run *run)
{
	struct vmb_session *session = &run->session;

	while (!wait_event_idle_timeout(session->wake,
					READ_ONCE(session->start) ||
					vmb_session_is_over(session),
					msecs_to_jiffies(VMB_OWNER_MS)))
		check_owner(run);
}

/* Sleep while the workers work.  Return early if the run is to end. */
static void sleep_ns(struct vmb_run *run, u64 ns)
{
	const ktime_t end = ktime_add_ns(ktime_get(), ns);
	struct vmb_session *session = &run->session;
	ktime_t left;

	while ((left = ktime_sub(end, ktime_get())) > 0) {
		left = min(left, ms_to_ktime(VMB_OWNER_MS));
		if (!wait_event_interruptible_hrtimeout(session->wake,
							READ_ONCE(session->stop) ||
							vmb_session_is_over(session),
							left))
			break;
		check_owner(run);
	}
}

/*
 * Sleep until all workers have worked for the time of the warm-up.  Where they
 * have all CPUs, this thread learns late that they have begun.
 */
static void warm_up(struct vmb_run *run)
{
	u64 ns = run->config.knobs.warmup_ms * NSEC_PER_MSEC;
	u64 begun = 0, now, worked;
	unsigned int i;

	for (i = 0; i < run->nr_workers; i++)
		begun = max(begun, run->tallies[i]->window.first);
	/* Another CPU's counter can be a little ahead of this one's. */
	now = vmb_clock_ticks();
	worked = now > begun ? vmb_clock_to_ns(now - begun) : 0;
	if (worked < ns)
		sleep_ns(run, ns - worked);
}

/* Callbacks belong to no worker, so a model counts them itself. */
static void note_edge(struct vmb_run *run, enum vmb_edge edge)
{
	if (run->space.model)
		vmb_mm_note_edge(run->space.model, edge);
}

static void measure(struct vmb_run *run)
{
	const struct vmb_knobs *knobs = &run->config.knobs;
	struct vmb_session *session = &run->session;

	vmb_mark_run(run->id);
	run->observer->entered(run, VMB_STATE_WARMING);
	vmb_session_set_phase(session, VMB_PHASE_MAP);
	wait_answers(run, VMB_PHASE_MAP);
	if (vmb_session_is_over(session))
		return;
	vmb_session_set_phase(session, VMB_PHASE_WARM);
	wait_answers(run, VMB_PHASE_WARM);
	warm_up(run);
	if (READ_ONCE(session->stop))
		vmb_session_fail(session, -ECANCELED,
				 "stopped before the measured window was opened");
	if (vmb_session_is_over(session))
		return;

	/*
	 * Wake those that wait for the state before the window opens.  This
	 * waits until the driver sleeps again.
	 */
	run->observer->entered(run, VMB_STATE_RUNNING);
	note_edge(run, VMB_WINDOW_OPENS);
	trace_run_start(run->id, knobs);
	vmb_clock_pair(&session->window, &run->window_ns);
	vmb_session_set_phase(session, VMB_PHASE_MEASURE);
	sleep_ns(run, knobs->duration_ms * NSEC_PER_MSEC);
	if (vmb_session_is_over(session)) {
		trace_run_stop(run->id, knobs);
		return;
	}

	vmb_clock_pair(&run->closed, &run->closed_ns);
	vmb_session_set_phase(session, VMB_PHASE_COOL);
	note_edge(run, VMB_WINDOW_CLOSES);
	/* The workers go on until the counters of perf are switched off. */
	run->observer->entered(run, VMB_STATE_DRAINING);
	wait_answers(run, VMB_PHASE_COOL);
	vmb_mark(RUN_END);
	trace_run_stop(run->id, knobs);
}

static int create_workers(struct vmb_run *run, enum vmb_role role, u64 n,
			  const struct cpumask *cpus, unsigned int first_cpu)
{
	unsigned int i, cpu, weight = cpumask_weight(cpus);
	struct vmb_worker *worker;

	for (i = 0; i < n; i++) {
		if (READ_ONCE(run->session.abort))
			return -EINTR;
		cpu = cpumask_nth((first_cpu + i) % weight, cpus);
		worker = vmb_role_create(role, &run->config, &run->space,
					 &run->session, i, cpu);
		if (IS_ERR(worker)) {
			vmb_session_fail(&run->session, PTR_ERR(worker),
					 "%s %u of %llu could not be created (error %ld)",
					 vmb_role_name(role), i, n,
					 PTR_ERR(worker));
			return PTR_ERR(worker);
		}
		run->workers[run->nr_workers] = worker;
		run->tallies[run->nr_workers++] = worker->tally;
	}
	return 0;
}

/* Return the CPU of the first reader or, if there is none, the first writer. */
static unsigned int first_cpu(const struct vmb_run *run)
{
	return cpumask_first(run->config.knobs.readers ?
			     run->config.reader_cpus : run->config.writer_cpus);
}

static int calibrate(struct vmb_run *run)
{
	const struct vmb_reader *reader;
	char error[VMB_ERROR_LEN];
	int err;

	run->clock_step_ps = vmb_clock_step_ps();
	if (!run->config.knobs.readers)
		return 0;
	reader = run->workers[0]->state;
	err = vmb_try_lookup(reader, &run->config, error);
	if (err) {
		vmb_session_fail(&run->session, err, "%s", error);
		return err;
	}
	return 0;
}

static int prepare_here(struct vmb_run *run)
{
	const struct vmb_config *config = &run->config;
	const struct vmb_knobs *knobs = &config->knobs;
	char error[VMB_ERROR_LEN];
	bool chosen;
	int err;

	err = run->space.ops->build(&run->space, knobs, &run->session.abort,
				    error);
	if (err) {
		if (err != -EINTR)
			vmb_session_fail(&run->session, err, "%s", error);
		return err;
	}
	err = create_workers(run, VMB_READER, knobs->readers,
			     config->reader_cpus, 0);
	if (err)
		return err;
	/* If the module chooses the CPUs, writers and scanners get those after readers. */
	chosen = *knobs->writer_cpus || *knobs->reader_cpus;
	err = create_workers(run, VMB_WRITER, knobs->writers,
			     config->writer_cpus, chosen ? 0 : knobs->readers);
	if (!err)
		err = create_workers(run, VMB_SCANNER, knobs->scanners,
				     config->writer_cpus, knobs->writers +
				     (chosen ? 0 : knobs->readers));
	return err ?: calibrate(run);
}

/*
 * Prepare on the CPU of a reader, not wherever this thread was woken up: the memory of the
 * arena comes from the node of that CPU.
 */
static int prepare(struct vmb_run *run)
{
	cpumask_var_t before;
	int err;

	if (!alloc_cpumask_var(&before, GFP_KERNEL)) {
		vmb_session_fail(&run->session, -ENOMEM, "out of memory");
		return -ENOMEM;
	}
	cpumask_copy(before, current->cpus_ptr);
	/* This fails if the CPU is offline, which the workers will report. */
	set_cpus_allowed_ptr(current, cpumask_of(first_cpu(run)));
	err = prepare_here(run);
	set_cpus_allowed_ptr(current, before);
	free_cpumask_var(before);
	return err;
}

/*
 * A slot that a writer could not map again is not ours any more.  What a user thread is
 * still using stays for its process: it would die without.
 */
static bool is_lost(void *data, u32 slot)
{
	const struct vmb_run *run = data;
	unsigned int i;

	if (run->in_use)
		return true;

	for (i = 0; i < run->nr_workers; i++)
		if (vmb_role_has_lost(run->workers[i], slot))
			return true;
	return false;
}

/*
 * End the threads.  One that gets no time on its CPU may hold mmap_lock, which
 * others wait for, so all of those are moved before any is waited for.
 */
static void stop_workers(struct vmb_run *run)
{
	unsigned long limit = jiffies + msecs_to_jiffies(VMB_LEAVE_MS);
	/* A user thread ends its batch before the arena is taken from it. */
	unsigned long user_limit = jiffies +
		msecs_to_jiffies(vmb_session_is_over(&run->session) ?
				 VMB_USER_LEAVE_MS : VMB_ANSWER_MS);
	unsigned int i;

	vmb_session_set_phase(&run->session, VMB_PHASE_STOP);
	for (i = 0; i < run->nr_workers; i++) {
		struct vmb_worker *worker = run->workers[i];

		if (worker->by_user)
			run->in_use |=
				!vmb_user_thread_leave(worker, user_limit) &&
				worker->mm;
		else
			vmb_worker_leave(worker, limit);
	}
	for (i = 0; i < run->nr_workers; i++) {
		if (run->workers[i]->by_user)
			vmb_user_thread_close(run->workers[i]);
		else
			vmb_worker_stop(run->workers[i]);
	}
}

/*
 * Wait until RCU has freed what this run unmapped.  Its callbacks come
 * a grace period later, in the window of the next run: at HZ=100 they took 10 ms
 * of it after a writer had worked for 20 ms.
 *
 * A run that failed or was aborted does not wait: on a CPU that a real-time thread
 * keeps, callbacks can wait for as long as that.
 */
static void wait_freed(struct vmb_run *run)
{
	if (vmb_session_is_over(&run->session))
		return;
	if (run->config.knobs.writers ||
	    run->space.arena.slots > VMB_FREED_FEW)
		rcu_barrier();
}

static void clean_up(struct vmb_run *run)
{
	struct vmb_session *session = &run->session;
	struct vmb_space *space = &run->space;
	char error[VMB_ERROR_LEN];
	u64 stopped;
	int err;

	/* If the run is over, writers need not finish their operation. */
	if (vmb_session_is_over(session))
		WRITE_ONCE(session->abort, true);
	stopped = vmb_clock_ticks();
	stop_workers(run);
	if (run->in_use)
		vmb_session_fail(session, -ETIMEDOUT,
				 "a user thread was stopped, and has not left; let it go on, and run again");

	if (!vmb_session_is_over(session)) {
		err = space->ops->verify(space, stopped, error);
		if (err)
			vmb_session_fail(session, err, "%s", error);
	}
	/* Only a run that is over has writers that left a slot unmapped. */
	err = space->ops->destroy(space,
				  vmb_session_is_over(session) ? is_lost : NULL,
				  run, error);
	if (err)
		vmb_session_fail(session, err, "%s", error);
	wait_freed(run);
}

static int supervise(void *data)
{
	struct vmb_run *run = data;
	struct mm_struct *mm = run->space.arena.mm;

	/* The last supervisor has reported, but may not have ended yet. */
	wait_for_completion(&idle);
	kthread_use_mm(mm);
	if (!prepare(run)) {
		run->observer->entered(run, VMB_STATE_ARMED);
		wait_start(run);
		if (!vmb_session_is_over(&run->session))
			measure(run);
	}
	clean_up(run);
	/* Not -EINTR, after which some languages write the order again. */
	if (READ_ONCE(run->session.abort))
		vmb_session_fail(&run->session, -ECANCELED, "aborted");
	kthread_unuse_mm(mm);
	mmput(mm);
	run->observer->ended(run);
	vmb_run_free(run);
	kthread_complete_and_exit(&idle, 0);
}

/**
 * vmb_run_create() - check the knobs and allocate a run
 * @knobs: the knobs
 * @id: its number
 * @error: receives the reason for a refusal, VMB_ERROR_LEN characters
 * @err: the same as an error number
 *
 * The run is on the address space of the calling process.  Nothing is mapped
 * yet.
 *
 * Context: a user process, sleeps.
 * Return: the run, NULL if it is refused.
 */
struct vmb_run *vmb_run_create(const struct vmb_knobs *knobs, u64 id,
			       char *error, int *err)
{
	struct vmb_run *run;

	/* Only powers of two are sure to begin at a cache line. */
	run = kvzalloc(roundup_pow_of_two(sizeof(*run)), GFP_KERNEL);
	if (!run)
		goto no_memory;
	run->id = id;
	run->process = get_pid(task_tgid(current));
	vmb_session_init(&run->session);

	*err = vmb_config_init(&run->config, knobs, error);
	if (*err)
		goto free_run;
	run->space.ops = knobs->scheme->space;
	run->space.protocol = knobs->scheme->protocol;
	run->space.tree = run->config.tree;
	vmb_arena_init(&run->space.arena, current->mm, knobs);
	*err = run->space.ops->check(&run->space.arena, knobs, error);
	if (*err)
		goto free_run;

	run->workers = kvcalloc(vmb_config_threads(knobs),
				sizeof(*run->workers), GFP_KERNEL);
	run->tallies = kvcalloc(vmb_config_threads(knobs),
				sizeof(*run->tallies), GFP_KERNEL);
	if (!run->workers || !run->tallies)
		goto no_memory;
	return run;

no_memory:
	scnprintf(error, VMB_ERROR_LEN, "out of memory");
	*err = -ENOMEM;
free_run:
	vmb_run_free(run);
	return NULL;
}

/**
 * vmb_run_launch() - start the thread that carries out a run
 * @run: from vmb_run_create(), by the same process; owned by its thread then
 * @observer: is called with its progress, and when it has ended
 * @error: receives the reason for a failure, VMB_ERROR_LEN characters
 *
 * Context: a user process, sleeps, but not for the thread of an earlier run.
 * Return: 0, or an error, which leaves the run as it was.
 */
int vmb_run_launch(struct vmb_run *run, const struct vmb_observer *observer,
		   char *error)
{
	struct task_struct *task;

	task = kthread_create(supervise, run, "vmb_run/%llu", run->id);
	if (IS_ERR(task)) {
		scnprintf(error, VMB_ERROR_LEN,
			  "the thread of the run could not be created (error %ld)",
			  PTR_ERR(task));
		return PTR_ERR(task);
	}
	run->observer = observer;
	run->task = task;
	mmget(run->space.arena.mm);
	wake_up_process(task);
	return 0;
}

/**
 * vmb_run_wait_gone() - wait until no supervisor runs code of this module
 *
 * Context: process, sleeps; there is no run and none can be launched.
 */
void vmb_run_wait_gone(void)
{
	wait_for_completion(&idle);
	complete(&idle);
}

/**
 * vmb_run_free() - free a run that has ended, or was not launched
 * @run: the run; NULL is allowed
 *
 * Context: process.
 */
void vmb_run_free(struct vmb_run *run)
{
	unsigned int i;

	if (!run)
		return;
	for (i = 0; i < run->nr_workers; i++)
		vmb_worker_free(run->workers[i]);
	for (i = 0; run->tallies && i < run->nr_workers; i++)
		vmb_tally_free(run->tallies[i]);
	kvfree(run->tallies);
	kvfree(run->workers);
	vmb_config_free(&run->config);
	put_pid(run->process);
	kvfree(run);
}
