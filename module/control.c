// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state machine: the knobs, the current run and its owner, and the results
 * of the last run.
 *
 *	idle --arm--> armed --start--> warming -> running -> draining -> done
 *
 * A run can fail, or be aborted, in every state after arm: failed.
 * A run belongs to the process that armed it, by the open control file that it
 * wrote to.  It is aborted when the process ends, becomes another program or
 * closes the file, even if children still have the file.
 */
#include <linux/delay.h>
#include <linux/fdtable.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sched/task.h>
#include <linux/stdarg.h>
#include <linux/uaccess.h>

#include "control.h"
#include "live.h"
#include "results.h"
#include "supervisor.h"
#include "user_thread.h"
#include "worker.h"

/* A run that has not ended so long after it was aborted needs another CPU. */
#define VMB_ABORT_MS 1000
/* Open the window after so long, whatever the driver does. */
#define VMB_DRIVER_MS 100

/**
 * struct vmb_waiter - a thread that wants to know how a run ends
 * @node: in the list of all
 * @id: number of the run
 * @err: how it ended, once it has
 */
struct vmb_waiter {
	struct list_head node;
	u64 id;
	int err;
};

/**
 * struct vmb_control - all state that outlives a run
 * @lock: protects everything here; never held while waiting for a run
 * @changed: woken when @state changes or a run ends
 * @changes: number of these wake-ups
 * @polled: number of them that a process knew of when it last polled; read and
 *          written locklessly
 * @waiters: threads that want to know how a run ends; it may not be the last
 *           any more when they come to look
 * @state: what users see
 * @knobs: for the next run
 * @run: the current run, NULL if there is none
 * @owner: the open control file that it was armed with
 * @last_id: number of the last run
 * @armed_id: number of the last run that was armed or ended; read locklessly by
 *            waiters
 * @ended_id: number of the last run that ended; read locklessly by waiters
 * @next_results: memory for the results of the current run
 * @results: results of the last run, NULL before the first
 * @err: how the last run ended
 * @error: why the last command was refused or the last run failed, else empty
 * @begun_ns: start of the run, by the monotonic clock
 */
static struct vmb_control {
	struct mutex lock;
	wait_queue_head_t changed;
	unsigned long changes;
	unsigned long polled;
	struct list_head waiters;
	enum vmb_state state;
	struct vmb_knobs knobs;
	struct vmb_run *run;
	void *owner;
	u64 last_id;
	u64 armed_id;
	u64 ended_id;
	struct vmb_results *next_results;
	struct vmb_results *results;
	int err;
	char error[VMB_ERROR_LEN];
	u64 begun_ns;
} control = {
	.lock = __MUTEX_INITIALIZER(control.lock),
	.changed = __WAIT_QUEUE_HEAD_INITIALIZER(control.changed),
	.waiters = LIST_HEAD_INIT(control.waiters),
};

#define VMB_STATE_NAME(name, word) [VMB_STATE_##name] = word,
static const char *const state_names[] = { VMB_STATES(VMB_STATE_NAME) };

static __printf(2, 3) int set_error(int err, const char *format, ...)
{
	va_list args;

	lockdep_assert_held(&control.lock);
	va_start(args, format);
	vscnprintf(control.error, sizeof(control.error), format, args);
	va_end(args);
	return err;
}

static int clear_error(void)
{
	lockdep_assert_held(&control.lock);
	control.error[0] = '\0';
	return 0;
}

static int set_busy(void)
{
	return set_error(-EBUSY,
			 "run %llu is on; wait for it, or write abort to control",
			 control.run->id);
}

static void set_state(enum vmb_state state)
{
	lockdep_assert_held(&control.lock);
	control.state = state;
	WRITE_ONCE(control.changes, control.changes + 1);
	wake_up_all(&control.changed);
}

/*
 * The driver polls.  It has work to do when the state changes, such as enabling
 * counters, often on the CPU of a worker: wait until it polls again.
 */
static void let_driver_work(unsigned long changes)
{
	unsigned long limit = jiffies + msecs_to_jiffies(VMB_DRIVER_MS);

	while ((long)(READ_ONCE(control.polled) - changes) < 0 &&
	       time_before(jiffies, limit))
		usleep_range(50, 100);
}

/* Record the state that the current run has entered. */
static void entered(struct vmb_run *run, enum vmb_state state)
{
	unsigned long changes;
	bool polls;

	mutex_lock(&control.lock);
	polls = READ_ONCE(control.polled) == control.changes;
	if (state == VMB_STATE_ARMED)
		WRITE_ONCE(control.armed_id, run->id);
	if (state == VMB_STATE_WARMING)
		control.begun_ns = ktime_get_mono_fast_ns();
	set_state(state);
	changes = control.changes;
	mutex_unlock(&control.lock);
	/* The window opens next. */
	if (polls && state == VMB_STATE_RUNNING)
		let_driver_work(changes);
}

/* Keep the results of the current run, which has ended. */
static void ended(struct vmb_run *run)
{
	const struct vmb_session *session = &run->session;
	struct vmb_waiter *waiter;

	vmb_results_compute(control.next_results, run);
	mutex_lock(&control.lock);
	control.run = NULL;
	control.owner = NULL;
	WRITE_ONCE(control.armed_id, run->id);
	WRITE_ONCE(control.ended_id, run->id);
	control.err = session->err;
	list_for_each_entry(waiter, &control.waiters, node)
		if (waiter->id == run->id)
			waiter->err = session->err;
	if (session->failed)
		set_error(session->err, "%s", session->error);
	else
		clear_error();
	vmb_results_free(control.results);
	control.results = control.next_results;
	control.next_results = NULL;
	set_state(session->failed ? VMB_STATE_FAILED : VMB_STATE_DONE);
	mutex_unlock(&control.lock);
}

static const struct vmb_observer observer = {
	.entered = entered,
	.ended = ended,
};

/* Conditions of waiters must not sleep, so these take no lock. */
static bool has_ended(u64 id)
{
	return READ_ONCE(control.ended_id) >= id;
}

static bool is_armed_or_ended(u64 id)
{
	return READ_ONCE(control.armed_id) >= id;
}

/*
 * Abort run @id and wait until nothing of it is left.
 *
 * While a run is prepared, its thread is bound to a CPU, where it may get no
 * time.  Moving it away can take as long, so @lock is not held meanwhile.
 */
static void abort_run(u64 id)
{
	struct task_struct *stuck = NULL;

	do {
		if (stuck) {
			vmb_move_away(stuck);
			put_task_struct(stuck);
			stuck = NULL;
		}
		mutex_lock(&control.lock);
		if (control.run && control.run->id == id) {
			vmb_session_ask(&control.run->session,
					&control.run->session.abort);
			stuck = get_task_struct(control.run->task);
		}
		mutex_unlock(&control.lock);
	} while (!wait_event_timeout(control.changed, has_ended(id),
				     msecs_to_jiffies(VMB_ABORT_MS)));
	if (stuck)
		put_task_struct(stuck);
}

/* Note that a thread waits, until it calls outcome(). */
static void await(struct vmb_waiter *waiter, u64 id)
{
	lockdep_assert_held(&control.lock);
	waiter->id = id;
	waiter->err = 0;
	list_add(&waiter->node, &control.waiters);
}

/* Wait no longer.  Return how the run ended, 0 if it has not. */
static int outcome(struct vmb_waiter *waiter)
{
	mutex_lock(&control.lock);
	list_del_init(&waiter->node);
	mutex_unlock(&control.lock);
	return waiter->err;
}

/* Wait for the end of a run.  Return how it ended, or -EINTR. */
static int await_end(struct vmb_waiter *waiter)
{
	bool interrupted = wait_event_interruptible(control.changed,
						    has_ended(waiter->id));
	int err = outcome(waiter);

	return interrupted ? -EINTR : err;
}

/* Create the run that the knobs describe.  Return NULL if it is refused. */
static struct vmb_run *create(int *err)
{
	if (control.run) {
		*err = set_busy();
		return NULL;
	}
	return vmb_run_create(&control.knobs, control.last_id + 1,
			      control.error, err);
}

static int launch(void *owner, struct vmb_waiter *waiter)
{
	struct vmb_run *run;
	int err;

	run = create(&err);
	if (!run)
		return err;

	control.next_results = vmb_results_alloc(&control.knobs);
	if (!control.next_results) {
		vmb_run_free(run);
		return set_error(-ENOMEM, "out of memory");
	}
	/* The supervisor reports from here on; it needs the lock for that. */
	err = vmb_run_launch(run, &observer, control.error);
	if (err) {
		vmb_results_free(control.next_results);
		control.next_results = NULL;
		vmb_run_free(run);
		return err;
	}
	control.run = run;
	control.owner = owner;
	await(waiter, ++control.last_id);
	clear_error();
	set_state(VMB_STATE_IDLE);
	return 0;
}

/**
 * vmb_control_check() - check whether the knobs could be armed
 *
 * Problems that only appear when the arena is built are not found.
 *
 * Context: a user process, sleeps.
 * Return: 0; -EBUSY if there is a run; or the error that arm would give.
 */
int vmb_control_check(void)
{
	struct vmb_run *run;
	int err;

	mutex_lock(&control.lock);
	run = create(&err);
	if (run)
		err = clear_error();
	mutex_unlock(&control.lock);
	vmb_run_free(run);
	return err;
}

/* Launch a run and wait until it is armed.  After an error there is no waiter. */
static int arm(void *owner, struct vmb_waiter *waiter)
{
	int err;

	mutex_lock(&control.lock);
	err = launch(owner, waiter);
	mutex_unlock(&control.lock);
	if (err)
		return err;

	if (wait_event_interruptible(control.changed,
				     is_armed_or_ended(waiter->id))) {
		abort_run(waiter->id);
		outcome(waiter);
		return -EINTR;
	}
	return has_ended(waiter->id) ? outcome(waiter) : 0;
}

/**
 * vmb_control_arm() - prepare a run on the address space of this process
 * @owner: the open control file
 *
 * Context: a user process, sleeps until the workers are parked.
 * Return: 0; -EBUSY if there is a run; -EINTR after a signal, which aborts the
 *         run; or the error that prevented it.
 */
int vmb_control_arm(void *owner)
{
	struct vmb_waiter waiter;

	return arm(owner, &waiter) ?: outcome(&waiter);
}

/* Return a place that no user thread has taken, NULL if there is none. */
static const struct vmb_tally *free_place(const struct vmb_run *run)
{
	unsigned int i;

	if (!run || control.state != VMB_STATE_ARMED)
		return NULL;
	for (i = 0; i < run->nr_workers; i++)
		if (run->workers[i]->by_user && !READ_ONCE(run->workers[i]->task))
			return run->workers[i]->tally;
	return NULL;
}

/* Let the current thread take the place that it asks for. */
static int take_place(struct vmb_user_thread *thread, u32 role, u32 index)
{
	struct vmb_worker *worker;
	unsigned int i;
	int err;

	lockdep_assert_held(&control.lock);
	if (!control.run || control.state != VMB_STATE_ARMED)
		return set_error(-EINVAL, "user_thread: no run is armed; write arm to control first");
	if (role >= VMB_ROLE_COUNT)
		return set_error(-EINVAL, "user_thread: role %u is none; give one of 0 to %u",
				 role, VMB_ROLE_COUNT - 1);
	for (i = 0; i < control.run->nr_workers; i++) {
		worker = control.run->workers[i];
		if (worker->tally->role != role ||
		    worker->tally->index != index || !worker->by_user)
			continue;
		if ((current->mm == control.run->space.arena.mm) != !!worker->mm)
			return set_error(-EPERM, "user_thread: %s %u is to be a thread of %s",
					 vmb_role_name(role), index,
					 worker->mm ?
					 "the process that armed the run" :
					 "another process than the one that armed the run");
		err = vmb_user_thread_take(thread, worker);
		if (err)
			return set_error(err, "user_thread: the place of %s %u is taken, the thread had one, or the run is ending",
					 vmb_role_name(role), index);
		return 0;
	}
	return set_error(-EINVAL, "user_thread: run %llu has no place for a user thread as %s %u; the file threads lists those with tid 0",
			 control.run->id, vmb_role_name(role), index);
}

/**
 * vmb_control_user_thread() - a user thread asks what to do
 * @thread: the thread, by its open file
 * @user: its memory for questions and answers
 *
 * Context: the thread itself, sleeps.
 * Return: 0 or an error; the file status has the reason if it got no place.
 */
int vmb_control_user_thread(struct vmb_user_thread *thread,
			    struct vmb_user_batch __user *user)
{
	u32 role, index;
	int err = 0;

	if (vmb_user_thread_is_new(thread)) {
		if (get_user(role, &user->role) ||
		    get_user(index, &user->index))
			return -EFAULT;
		mutex_lock(&control.lock);
		err = take_place(thread, role, index);
		mutex_unlock(&control.lock);
	}
	return err ?: vmb_user_thread_next(thread, user);
}

/**
 * vmb_control_start() - start the workers of an armed run
 * @owner: the open control file
 *
 * Context: process, may sleep.
 * Return: 0; -EINVAL if no run is armed; -EBUSY if it belongs to another file.
 */
int vmb_control_start(void *owner)
{
	const struct vmb_tally *missing;
	int err;

	mutex_lock(&control.lock);
	missing = free_place(control.run);
	if (!control.run || control.state != VMB_STATE_ARMED) {
		err = set_error(-EINVAL, "start: no run is armed; write arm first");
	} else if (control.owner != owner) {
		err = set_error(-EBUSY,
				"start: run %llu was armed by another open file; write start to that, or abort and arm here",
				control.run->id);
	} else if (missing) {
		err = set_error(-EINVAL,
				"start: no user thread has taken the place of %s %u; open user_thread from as many threads as the file threads has with tid 0",
				vmb_role_name(missing->role), missing->index);
	} else {
		vmb_session_ask(&control.run->session,
				&control.run->session.start);
		err = clear_error();
	}
	mutex_unlock(&control.lock);
	return err;
}

/**
 * vmb_control_wait() - wait until the run has ended
 *
 * Context: process, sleeps.
 * Return: 0 if the run, or the last one, succeeded; -EINTR after a signal,
 *         the run continues; -EINVAL if none was started; or the run's error,
 *         -ECANCELED if it was aborted.
 */
int vmb_control_wait(void)
{
	struct vmb_waiter waiter;
	int err;

	mutex_lock(&control.lock);
	if (!control.last_id) {
		err = set_error(-EINVAL, "wait: there was no run yet; write arm and start, or run, first");
	} else if (!control.run) {
		err = control.err;
	} else if (control.state <= VMB_STATE_ARMED &&
		   !control.run->session.start) {
		err = set_error(-EINVAL,
				"wait: run %llu has not been started; write start first",
				control.last_id);
	} else {
		await(&waiter, control.last_id);
		mutex_unlock(&control.lock);
		return await_end(&waiter);
	}
	mutex_unlock(&control.lock);
	return err;
}

/**
 * vmb_control_stop() - end the measured window now, and keep its results
 *
 * Context: process, may sleep.
 * Return: 0, or -EINVAL if no run has been started.
 */
int vmb_control_stop(void)
{
	int err;

	mutex_lock(&control.lock);
	if (!control.run || !control.run->session.start) {
		err = set_error(-EINVAL, "stop: no run has been started; write arm and start first");
	} else {
		vmb_session_ask(&control.run->session,
				&control.run->session.stop);
		err = clear_error();
	}
	mutex_unlock(&control.lock);
	return err;
}

/**
 * vmb_control_abort() - abort the run, if there is one
 *
 * Context: process, sleeps until nothing of it is left.
 * Return: 0.
 */
int vmb_control_abort(void)
{
	u64 id;

	mutex_lock(&control.lock);
	id = control.run ? control.run->id : 0;
	mutex_unlock(&control.lock);
	if (id)
		abort_run(id);
	return 0;
}

/**
 * vmb_control_reset() - give every knob its default
 *
 * Context: process, may sleep.
 * Return: 0, or -EBUSY if there is a run.
 */
int vmb_control_reset(void)
{
	int err;

	mutex_lock(&control.lock);
	if (control.run) {
		err = set_busy();
	} else {
		vmb_knobs_reset(&control.knobs);
		err = clear_error();
	}
	mutex_unlock(&control.lock);
	return err;
}

/**
 * vmb_control_run() - arm, start and wait
 * @owner: the open control file
 *
 * Context: a user process, sleeps until the run has ended.
 * Return: 0; -EINTR after a signal, which aborts the run; -ECANCELED if it was
 *         aborted in another way; or an error.
 */
int vmb_control_run(void *owner)
{
	struct vmb_waiter waiter;
	int err = 0;

	mutex_lock(&control.lock);
	if (!control.run && (control.knobs.threads == VMB_THREADS_USER ||
			     control.knobs.scanners))
		err = set_error(-EINVAL, "run: threads=user and scanners take a program with threads for it, as vmabench run; give threads=kernel and scanners=0, or arm and start");
	mutex_unlock(&control.lock);
	err = err ?: arm(owner, &waiter);
	if (err)
		return err;
	err = vmb_control_start(owner);
	if (err)
		return outcome(&waiter) ?: err;
	err = await_end(&waiter);
	/* Not that of the file: another thread may have armed the next with it. */
	if (err == -EINTR)
		abort_run(waiter.id);
	return err;
}

/**
 * vmb_control_unknown() - refuse an unknown command
 * @word: the word, or NULL if it cannot be shown
 *
 * Context: process, may sleep.
 * Return: -EINVAL.
 */
int vmb_control_unknown(const char *word)
{
	int err;

	mutex_lock(&control.lock);
	err = set_error(-EINVAL,
			"control: %s%s%s is no command; give run, check, arm, start, wait, stop, abort or reset",
			word ? "'" : "", word ?: "what was written",
			word ? "'" : "");
	mutex_unlock(&control.lock);
	return err;
}

static int is_file(const void *file, struct file *other, unsigned int fd)
{
	return file == other;
}

/**
 * vmb_control_flush() - note that a process has closed a descriptor
 * @file: the control file
 *
 * Abort the run if this process armed it with the file and has no other
 * descriptor of it.
 *
 * Context: process, without a table of files if it is exiting; sleeps until
 *          nothing of the run is left.
 */
void vmb_control_flush(struct file *file)
{
	u64 id = 0;

	mutex_lock(&control.lock);
	if (control.run && control.owner == file &&
	    control.run->process == task_tgid(current))
		id = control.run->id;
	mutex_unlock(&control.lock);
	if (id && !iterate_fd(current->files, 0, is_file, file))
		abort_run(id);
}

/**
 * vmb_control_release() - abort the run that an open control file owns, if any
 * @owner: the file; its last reference is gone
 *
 * Context: process, sleeps until nothing of the run is left.
 */
void vmb_control_release(void *owner)
{
	u64 id = 0;

	mutex_lock(&control.lock);
	if (control.run && control.owner == owner)
		id = control.run->id;
	mutex_unlock(&control.lock);
	if (id)
		abort_run(id);
}

/**
 * vmb_control_set_knob() - give a knob a value
 * @knob: which
 * @text: the value as it was written, with a NUL at @len
 * @len: its length
 *
 * Context: process, may sleep.
 * Return: 0; -EBUSY if there is a run; -EINVAL if the value is invalid, it is
 *         not changed then.  The file status has the reason.
 */
int vmb_control_set_knob(const struct vmb_knob *knob, const char *text,
			 size_t len)
{
	int err;

	mutex_lock(&control.lock);
	if (control.run) {
		err = set_busy();
	} else {
		clear_error();
		err = vmb_knob_set(knob, &control.knobs, text, len,
				   control.error);
	}
	mutex_unlock(&control.lock);
	return err;
}

/**
 * vmb_control_show_knob() - print the value of a knob
 * @m: where to
 * @knob: which
 *
 * Context: as for seq_file, may sleep.
 */
void vmb_control_show_knob(struct seq_file *m, const struct vmb_knob *knob)
{
	mutex_lock(&control.lock);
	vmb_knob_show(knob, &control.knobs, m);
	mutex_unlock(&control.lock);
}

static u64 progress(void)
{
	const struct vmb_knobs *knobs = &control.knobs;
	u64 done_ms;

	switch (control.state) {
	case VMB_STATE_WARMING:
	case VMB_STATE_RUNNING:
		done_ms = div_u64(ktime_get_mono_fast_ns() - control.begun_ns,
				  NSEC_PER_MSEC);
		return min(div64_u64(done_ms * 100, knobs->warmup_ms +
				     knobs->duration_ms), 99ULL);
	case VMB_STATE_DRAINING:
		return 99;
	case VMB_STATE_DONE:
		return 100;
	default:
		return 0;
	}
}

/**
 * vmb_control_show_status() - print the file status
 * @m: where to
 *
 * Context: as for seq_file, may sleep.
 * Return: the number of changes that are shown, for vmb_control_poll().
 */
unsigned long vmb_control_show_status(struct seq_file *m)
{
	unsigned long changes;

	mutex_lock(&control.lock);
	seq_printf(m, "state=%s\n", state_names[control.state]);
	seq_printf(m, "progress=%llu\n", progress());
	seq_printf(m, "run_id=%llu\n", control.last_id);
	seq_printf(m, "error=%s\n", control.error);
	changes = control.changes;
	mutex_unlock(&control.lock);
	return changes;
}

/**
 * vmb_control_poll() - wait for a change of the state
 * @file: the file status
 * @wait: as for poll
 * @seen: return value of the last vmb_control_show_status()
 *
 * Context: as for poll.
 */
__poll_t vmb_control_poll(struct file *file, poll_table *wait,
			  unsigned long seen)
{
	poll_wait(file, &control.changed, wait);
	WRITE_ONCE(control.polled, seen);
	return READ_ONCE(control.changes) == seen ?
		0 : EPOLLIN | EPOLLRDNORM | EPOLLPRI;
}

/**
 * vmb_control_show_threads() - print the file threads
 * @m: where to
 *
 * Context: as for seq_file, may sleep.
 */
void vmb_control_show_threads(struct seq_file *m)
{
	struct vmb_tally **tallies = NULL;
	unsigned int i;

	seq_puts(m, "role,index,tid,cpu\n");
	mutex_lock(&control.lock);
	if (control.run && control.state >= VMB_STATE_ARMED)
		/* NULL once the results have them, which outlive the lock. */
		tallies = READ_ONCE(control.run->tallies);
	for (i = 0; tallies && i < control.run->nr_workers; i++)
		seq_printf(m, "%s,%u,%d,%u\n", vmb_role_name(tallies[i]->role),
			   tallies[i]->index, tallies[i]->tid, tallies[i]->cpu);
	mutex_unlock(&control.lock);
}

/**
 * vmb_control_show_live() - print what the run, or the last one, has counted
 * @m: where to
 *
 * Context: as for seq_file, may sleep.
 */
void vmb_control_show_live(struct seq_file *m)
{
	/* A run that ends gives its tallies to results under the lock. */
	mutex_lock(&control.lock);
	if (control.run)
		vmb_live_show_run(m, control.run);
	else if (control.results)
		vmb_live_show_results(m, control.results);
	mutex_unlock(&control.lock);
}

/**
 * vmb_control_show_results() - print a view of the last results
 * @m: where to
 * @show: prints it; not called before the first run
 *
 * Context: as for seq_file, may sleep.
 */
void vmb_control_show_results(struct seq_file *m,
			      void (*show)(struct seq_file *m,
					   const struct vmb_results *results))
{
	mutex_lock(&control.lock);
	if (control.results)
		show(m, control.results);
	mutex_unlock(&control.lock);
}

/**
 * vmb_control_init() - initialize, before there are files
 *
 * Context: process.
 */
void vmb_control_init(void)
{
	vmb_knobs_reset(&control.knobs);
}

/**
 * vmb_control_exit() - clean up, after all files and so all runs are gone
 *
 * Context: process.
 */
void vmb_control_exit(void)
{
	vmb_run_wait_gone();
	vmb_results_free(control.results);
}
