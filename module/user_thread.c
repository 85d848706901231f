// SPDX-License-Identifier: GPL-2.0-only
/*
 * A thread of a program in the place of a reader, writer or scanner.
 *
 * It works in user mode: page faults and system calls are real ones.  Between two
 * batches it calls the module, which does what a kthread does between batches: counts,
 * enters the next phase, waits for what is due, and chooses what comes next.
 *
 * The thread, its open file and the run end in any order.  Each has a pointer to the
 * other, set and cleared under @places.
 */
#include <linux/kernel.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "calibrate.h"
#include "user_batch.h"
#include "user_thread.h"

/* How often the end of a thread is looked for that has not left. */
#define VMB_LEAVE_POLL_MS 10
/* A thread that has not left by then may have no CPU. */
#define VMB_MOVE_MS 1000

static DEFINE_MUTEX(places);

/**
 * vmb_user_thread_create() - make room for what a thread is given
 *
 * Context: process, may sleep.
 * Return: a thread without a place, or NULL.
 */
struct vmb_user_thread *vmb_user_thread_create(void)
{
	struct vmb_user_thread *thread = kvzalloc(sizeof(*thread), GFP_KERNEL);

	if (!thread)
		return NULL;
	mutex_init(&thread->call);
	mutex_init(&thread->lock);
	thread->is_new = true;
	thread->length = 1;
	return thread;
}

/**
 * vmb_user_thread_free() - free a thread whose file is closed
 * @thread: the thread
 *
 * Context: process, may sleep.
 */
void vmb_user_thread_free(struct vmb_user_thread *thread)
{
	mutex_lock(&places);
	if (thread->worker) {
		thread->worker->user = NULL;
		complete_all(&thread->worker->left);
	}
	mutex_unlock(&places);
	kvfree(thread);
}

/**
 * vmb_user_thread_is_new() - return true if a thread has not had a place
 * @thread: the thread
 *
 * Context: process.
 */
bool vmb_user_thread_is_new(struct vmb_user_thread *thread)
{
	return READ_ONCE(thread->is_new);
}

/**
 * vmb_user_thread_take() - let the current thread take a worker's place
 * @thread: the thread
 * @worker: the worker; its run is armed, and does not end meanwhile
 *
 * It is pinned later, as its CPU may have no time for it, and others wait for this.
 *
 * Context: the thread itself; may sleep.
 * Return: 0; -EBUSY if another has the place, the run is ending, or the thread had one.
 */
int vmb_user_thread_take(struct vmb_user_thread *thread,
			 struct vmb_worker *worker)
{
	int err = -EBUSY;

	mutex_lock(&places);
	if (thread->is_new && !worker->closed && !worker->task) {
		err = 0;
		worker->sink->hist = worker->unmeasured;
		WRITE_ONCE(worker->task, get_task_struct(current));
		worker->user = thread;
		worker->tally->tid = task_pid_nr(current);
		mutex_lock(&thread->lock);
		thread->worker = worker;
		WRITE_ONCE(thread->is_new, false);
		mutex_unlock(&thread->lock);
	}
	mutex_unlock(&places);
	return err;
}

/* Wait for a phase and enter it.  Return 1, 0 if the run ends, or -ERESTARTSYS. */
static int enter(struct vmb_user_thread *thread, enum vmb_phase phase)
{
	struct vmb_worker *worker = thread->worker;
	struct vmb_session *session = worker->session;
	int err;

	err = wait_event_interruptible(session->wake,
				       READ_ONCE(session->phase) >= phase);
	if (err)
		return err;
	if (READ_ONCE(session->phase) != phase)
		return 0;
	worker->phase = phase;
	thread->told = vmb_clock_ticks();
	return 1;
}

/* Wait until no thread maps any more: work takes CPUs from those that do. */
static int wait_others(struct vmb_user_thread *thread)
{
	/* Pairs with the acquire in first_unanswered(). */
	smp_store_release(&thread->worker->answered, VMB_PHASE_MAP);
	return enter(thread, VMB_PHASE_WARM);
}

/* Wait for the start of the run.  Return 1, 0 if it ends, or -ERESTARTSYS. */
static int start(struct vmb_user_thread *thread)
{
	struct vmb_worker *worker = thread->worker;
	struct vmb_session *session = worker->session;
	int err;

	/* A signal came while it waited for the others. */
	if (worker->phase == VMB_PHASE_MAP)
		return 1;
	err = set_cpus_allowed_ptr(current, cpumask_of(worker->tally->cpu));
	if (err) {
		vmb_session_fail(session, err,
				 "%s %u could not be moved to CPU %u (error %d); give other CPUs",
				 vmb_role_name(worker->tally->role),
				 worker->tally->index, worker->tally->cpu, err);
		return 0;
	}
	return enter(thread, VMB_PHASE_MAP);
}

/*
 * Times are the thread's own.  Those to come would lead out of the timeline: they count as
 * a clock that goes backwards.
 */
static void check_times(struct vmb_user_thread *thread, u64 now)
{
	struct vmb_user_batch *batch = &thread->batch;
	u32 i;

	for (i = 0; i < batch->done; i++)
		if (batch->end[i] > now)
			batch->end[i] = 0;
	batch->other = min(batch->other, now - thread->told);
	batch->other -= min(batch->other, thread->before);
	thread->before = 0;
	thread->told = now;
}

/* Read what a thread has to tell.  Not the calls: what it was told to do it has done. */
static int get_batch(struct vmb_user_thread *thread,
		     const struct vmb_user_batch __user *user)
{
	struct vmb_user_batch *batch = &thread->batch;
	size_t times = batch->n * sizeof(batch->begin[0]);

	if (copy_from_user(batch, user, offsetof(struct vmb_user_batch, tsc)) ||
	    copy_from_user(batch->begin, user->begin, times) ||
	    copy_from_user(batch->end, user->end, times))
		return -EFAULT;
	return 0;
}

/* Tell a thread what to do. */
static int put_batch(struct vmb_user_thread *thread,
		     struct vmb_user_batch __user *user)
{
	const struct vmb_user_batch *batch = &thread->batch;

	if (put_user(batch->tsc, &user->tsc) || put_user(batch->n, &user->n) ||
	    copy_to_user(user->call, batch->call,
			 batch->n * sizeof(batch->call[0])))
		return -EFAULT;
	return 0;
}

/* End a batch.  Return 1, 0 if the thread is to leave, or an error. */
static int finish(struct vmb_user_thread *thread)
{
	struct vmb_user_batch *batch = &thread->batch;
	u32 n = batch->n;
	bool goes_on;
	u64 now;

	batch->done = min(batch->done, n);
	/* Only a scan ends early without an error; some errors mean more to the kernel. */
	if (batch->done == n)
		batch->err = 0;
	else if (batch->err == EINTR || batch->err >= ERESTARTSYS ||
		 (!batch->err &&
		  thread->worker->tally->role != VMB_SCANNER))
		batch->err = EINVAL;
	now = vmb_clock_ticks();
	check_times(thread, now);
	if (!vmb_user_batch_count(thread, now))
		return 0;
	if (thread->undo.addr)
		return 1;
	/* It must not work on slots that are not there. */
	if (thread->maps)
		return !vmb_session_is_over(thread->worker->session);
	goes_on = vmb_worker_boundary(thread->worker, now);
	/* It may have been preempted on the way to its measured time. */
	if (thread->worker->tally->window.begin > now)
		thread->before = thread->worker->tally->window.begin - now;
	return goes_on;
}

/* End a thread's batch, and choose the next.  Return 0 or an error. */
static int advance(struct vmb_user_thread *thread)
{
	struct vmb_user_batch *batch = &thread->batch;
	int go = 0;

	lockdep_assert_held(&thread->lock);
	if (thread->worker && !thread->left)
		go = thread->started ? finish(thread) : start(thread);
	if (go > 0 && thread->worker->phase == VMB_PHASE_MAP &&
	    !vmb_user_batch_maps(thread))
		go = wait_others(thread);
	if (go < 0)
		return go;
	batch->n = 0;
	batch->tsc = vmb_clock.tsc;
	if (go > 0) {
		thread->started = true;
		vmb_user_batch_choose(thread);
	} else if (thread->worker && !thread->left) {
		thread->left = true;
		/* Without the TSC a program reads another clock. */
		if (vmb_clock.tsc)
			thread->worker->tally->clock_cost_ps =
				vmb_clock_cost_ps();
		complete_all(&thread->worker->left);
	}
	return 0;
}

/* Return 0, or -EPERM if another thread has the place. */
static int check_caller(struct vmb_user_thread *thread)
{
	int err;

	mutex_lock(&thread->lock);
	err = thread->worker && thread->worker->task != current ? -EPERM : 0;
	mutex_unlock(&thread->lock);
	return err;
}

/**
 * vmb_user_thread_next() - end a thread's batch and give it the next
 * @thread: the thread; it has, or had, a place
 * @user: where it put what it has to tell, and gets what to do
 *
 * Context: the thread itself; sleeps until the run starts, all threads have mapped their
 *          arenas, or an operation is due.
 * Return: 0; -EFAULT; -EBUSY if another thread is in a call of this file; -EPERM if another
 *         has the place; or -ERESTARTSYS if a signal came before the warm-up.
 */
int vmb_user_thread_next(struct vmb_user_thread *thread,
			 struct vmb_user_batch __user *user)
{
	int err;

	if (!mutex_trylock(&thread->call))
		return -EBUSY;
	err = check_caller(thread);
	if (!err && thread->started)
		err = get_batch(thread, user);
	if (!err) {
		mutex_lock(&thread->lock);
		err = advance(thread);
		mutex_unlock(&thread->lock);
	}
	if (!err) {
		err = put_batch(thread, user);
		thread->given = vmb_clock_ticks();
	}
	mutex_unlock(&thread->call);
	return err;
}

/**
 * vmb_user_thread_has_ended() - return true if the thread in a place is exiting
 * @worker: the place; of a kernel thread the answer is false
 *
 * Context: any; the worker is not closed meanwhile.
 */
bool vmb_user_thread_has_ended(const struct vmb_worker *worker)
{
	const struct task_struct *task = READ_ONCE(worker->task);

	return worker->by_user && task && (READ_ONCE(task->flags) & PF_EXITING);
}

/**
 * vmb_user_thread_mapped() - return how many slots a thread was told to map
 * @worker: its place
 *
 * Context: process, may sleep.
 */
u32 vmb_user_thread_mapped(const struct vmb_worker *worker)
{
	u32 mapped;

	mutex_lock(&places);
	mapped = worker->user ? READ_ONCE(worker->user->mapped) : 0;
	mutex_unlock(&places);
	return mapped;
}

static bool has_left(struct vmb_worker *worker)
{
	return !READ_ONCE(worker->task) || vmb_user_thread_has_ended(worker) ||
	       completion_done(&worker->left);
}

/**
 * vmb_user_thread_leave() - wait until a user thread has left its place
 * @worker: the place; the phase is VMB_PHASE_PARKED or VMB_PHASE_STOP
 * @limit: how long, jiffies
 *
 * One that gets no time on its CPU is moved.  A thread that ends is gone for us: a process
 * that is killed may be waiting for the end of the run itself.
 *
 * Context: process, sleeps.
 * Return: whether it has left; otherwise it may still touch the arena.
 */
bool vmb_user_thread_leave(struct vmb_worker *worker, unsigned long limit)
{
	unsigned long patience = jiffies + msecs_to_jiffies(VMB_MOVE_MS);
	bool is_moved = false;

	mutex_lock(&places);
	worker->closed = true;
	mutex_unlock(&places);
	while (!has_left(worker) && time_before(jiffies, limit)) {
		wait_for_completion_timeout(&worker->left,
					    msecs_to_jiffies(VMB_LEAVE_POLL_MS));
		if (!is_moved && time_after(jiffies, patience)) {
			vmb_move_away(worker->task);
			is_moved = true;
		}
	}
	return has_left(worker);
}

/**
 * vmb_user_thread_close() - take a place away from a thread, if it still has it
 * @worker: the place, after vmb_user_thread_leave()
 *
 * Context: process, sleeps.
 */
void vmb_user_thread_close(struct vmb_worker *worker)
{
	struct vmb_user_thread *thread;

	mutex_lock(&places);
	thread = worker->user;
	if (thread) {
		mutex_lock(&thread->lock);
		thread->worker = NULL;
		mutex_unlock(&thread->lock);
		worker->user = NULL;
	}
	mutex_unlock(&places);
	if (worker->task)
		put_task_struct(worker->task);
	worker->task = NULL;
}
