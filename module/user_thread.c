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
#include "knobs.h"
#include "roles.h"
#include "user_thread.h"

/* A batch of a writer is adapted to this time, and has at most so many operations. */
#define VMB_UPDATES_NS 50000
#define VMB_UPDATES 32
/* How often the end of a thread is looked for that has not left. */
#define VMB_LEAVE_POLL_MS 10
/* A thread that has not left by then may have no CPU. */
#define VMB_MOVE_MS 1000

/* A row of faults and a zap of each, or updates and their undoing. */
static_assert(VMB_USER_CALLS >= 2 * VMB_FAULTS);
static_assert(VMB_USER_CALLS >= 2 * VMB_UPDATES);

static DEFINE_MUTEX(places);

/**
 * struct vmb_user_thread - a thread of a program, by the file that it opened
 * @lock: held in its call, and while @worker changes
 * @worker: whose place it has; NULL: none any more
 * @is_new: it has not asked for a place yet
 * @started: it has been given something to do
 * @left: it has been told to leave
 * @length: lookups or operations of the next batch
 * @given: when the batch was given to it, ticks
 * @told: when it last told what it had done, or started, ticks
 * @before: part of what it does next that is before its measured time, ticks
 * @due: when its first operation was due, ticks; 0 without a rate
 * @undo: with a rate, an operation whose undoing comes next; no address if none
 * @batch: what it was given, and what it said about it
 */
struct vmb_user_thread {
	struct mutex lock;
	struct vmb_worker *worker;
	bool is_new;
	bool started;
	bool left;
	u32 length;
	u64 given;
	u64 told;
	u64 before;
	u64 due;
	struct vmb_user_call undo;
	struct vmb_user_batch batch;
};

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
 * Context: a thread of the process that the run works on; may sleep.
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
		worker->task = get_task_struct(current);
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

static struct vmb_user_call *add(struct vmb_user_thread *thread,
				 unsigned int op, unsigned long addr,
				 unsigned long len)
{
	struct vmb_user_call *call = &thread->batch.call[thread->batch.n++];

	*call = (struct vmb_user_call){
		.addr = addr,
		.len = len,
		.op = op,
		.timed = op < VMB_OP_COUNT,
	};
	return call;
}

/* Return whether the next lookup is timed. */
static bool is_timed(struct vmb_reader *reader)
{
	if (!reader->sample_every)
		return false;
	if (reader->until_sample) {
		reader->until_sample--;
		return false;
	}
	vmb_reader_draw(reader);
	return true;
}

/* A row of page faults, and a zap of each part of it. */
static void choose_reads(struct vmb_user_thread *thread,
			 struct vmb_reader *reader)
{
	const unsigned int op = reader->touch & FAULT_FLAG_WRITE ?
				VMB_USER_WRITE : VMB_USER_READ;
	const unsigned long *addr = reader->addrs, *end = addr + thread->length;
	unsigned long start, len;

	vmb_pick_fill(&reader->pick, reader->addrs, thread->length);
	for (; addr < end; addr++)
		add(thread, op, *addr, 1)->timed = is_timed(reader);
	for (addr = reader->addrs; addr < end;) {
		start = *addr;
		addr = vmb_reader_zap_part(reader, addr, end, &len);
		add(thread, VMB_USER_ZAP, start, len);
	}
}

static void protect(struct vmb_user_thread *thread, enum vmb_writer_op op,
		    const struct vmb_arena *arena, u32 slot, bool changed)
{
	add(thread, op, vmb_arena_addr(arena, slot),
	    op == VMB_OP_MPROTECT ? arena->slot_len : vmb_arena_half(arena))
		->prot = vmb_arena_rights(arena, slot, changed);
}

/* An operation and its undoing. */
static void choose_update(struct vmb_user_thread *thread,
			  struct vmb_writer *writer)
{
	const struct vmb_arena *arena = writer->arena;
	u32 slot = vmb_writer_pick(writer);
	unsigned long addr = vmb_arena_addr(arena, slot);
	unsigned long len = arena->slot_len;
	struct vmb_user_call *call;

	switch (vmb_writer_choose(writer)) {
	case VMB_WRITE_OP_MUNMAP:
		add(thread, VMB_OP_MUNMAP, addr, len);
		call = add(thread, VMB_OP_MAP, addr, len);
		call->prot = vmb_arena_rights(arena, slot, false);
		call->flags = arena->map_flags;
		break;
	case VMB_WRITE_OP_MPROTECT:
		protect(thread, VMB_OP_MPROTECT, arena, slot, true);
		protect(thread, VMB_OP_MPROTECT, arena, slot, false);
		break;
	case VMB_WRITE_OP_SPLIT:
		protect(thread, VMB_OP_SPLIT, arena, slot, true);
		protect(thread, VMB_OP_MERGE, arena, slot, false);
		break;
	case VMB_WRITE_OP_MREMAP:
		add(thread, VMB_OP_MREMAP, addr, len)->to = addr + len;
		add(thread, VMB_OP_MREMAP, addr + len, len)->to = addr;
		break;
	case VMB_WRITE_OP_MADVISE:
		add(thread, VMB_OP_MADVISE, addr, len);
		if (arena->populate)
			add(thread, VMB_USER_FILL, addr, len);
		break;
	default:
		add(thread, VMB_OP_FORK, addr, len);
	}
}

/* With a rate, one at a time: each has a time of its own. */
static void choose_due(struct vmb_user_thread *thread,
		       struct vmb_writer *writer)
{
	struct vmb_user_batch *batch = &thread->batch;

	if (thread->undo.addr) {
		batch->call[batch->n++] = thread->undo;
		thread->undo.addr = 0;
		/* What is not timed is no operation. */
		if (!batch->call[0].timed)
			return;
	} else {
		choose_update(thread, writer);
		if (batch->n == 2)
			thread->undo = batch->call[--batch->n];
	}
	thread->due = vmb_worker_pace(thread->worker);
}

static void choose_scan(struct vmb_user_thread *thread,
			const struct vmb_scanner *scanner)
{
	struct vmb_user_call *call = add(thread, VMB_USER_SCAN, 0, 0);

	call->flags = scanner->scan;
	call->timed = true;
}

static void choose(struct vmb_user_thread *thread)
{
	struct vmb_worker *worker = thread->worker;
	u32 i;

	thread->batch.n = 0;
	thread->due = 0;
	switch (worker->tally->role) {
	case VMB_READER:
		choose_reads(thread, worker->state);
		break;
	case VMB_SCANNER:
		for (i = 0; i < thread->length; i++)
			choose_scan(thread, worker->state);
		break;
	default:
		if (worker->pace.gap)
			choose_due(thread, worker->state);
		else
			for (i = 0; i < thread->length; i++)
				choose_update(thread, worker->state);
	}
}

static void count_reads(struct vmb_user_thread *thread,
			struct vmb_reader *reader)
{
	const struct vmb_user_batch *batch = &thread->batch;
	u32 i;

	for (i = 0; i < batch->done; i++) {
		if (batch->call[i].op == VMB_USER_ZAP)
			break;
		reader->counts.lookups++;
		if (batch->call[i].timed)
			vmb_reader_took(reader, batch->begin[i], batch->end[i],
					1, false);
	}
	reader->counts.zap_ticks += batch->other;
	if (batch->done < batch->n)
		vmb_session_fail(thread->worker->session, -(int)batch->err,
				 "reader %u: zapping pages with madvise() failed with error -%u",
				 thread->worker->tally->index, batch->err);
}

static void count_updates(struct vmb_user_thread *thread,
			  struct vmb_writer *writer)
{
	const struct vmb_user_batch *batch = &thread->batch;
	const struct vmb_user_call *call;
	u32 i;

	for (i = 0; i < batch->done; i++) {
		if (!batch->call[i].timed)
			continue;
		vmb_writer_done(writer, batch->call[i].op,
				thread->due ?: batch->begin[i], batch->end[i]);
		/* That takes mmap_lock for reading, or none. */
		writer->counts.transactions += batch->call[i].op !=
					       VMB_OP_MADVISE;
	}
	if (batch->done == batch->n)
		return;
	call = &batch->call[batch->done];
	vmb_writer_failed(writer, call->op < VMB_OP_COUNT ? call->op :
							    VMB_OP_MADVISE,
			  (call->addr - writer->arena->base) /
			  writer->arena->stride, -(int)batch->err);
}

static void add_scan_time(struct vmb_scanner *scanner, enum vmb_scanner_op op,
			  u64 begin, u64 end)
{
	if (unlikely(end < begin))
		scanner->counts.clock_backwards++;
	else
		vmb_hist_add(&scanner->sink.hist[op],
			     vmb_clock_to_ns(end - begin));
}

/* A batch that is cut short without an error has come to the end of a scan. */
static void count_scan(struct vmb_user_thread *thread,
		       struct vmb_scanner *scanner)
{
	const struct vmb_user_batch *batch = &thread->batch;
	u32 i;

	for (i = 0; i < batch->done; i++)
		add_scan_time(scanner, VMB_SCANNER_CALL, batch->begin[i],
			      batch->end[i]);
	if (batch->done) {
		scanner->began = scanner->began ?: batch->begin[0];
		scanner->called = batch->end[batch->done - 1];
	}
	if (batch->done == batch->n)
		return;
	if (batch->err) {
		vmb_session_fail(thread->worker->session, -(int)batch->err,
				 "scanner %u: reading %s failed with error -%u%s",
				 thread->worker->tally->index,
				 vmb_scan_name(scanner->scan), batch->err,
				 scanner->scan == VMB_SCAN_QUERY &&
				 batch->err == ENOTTY ?
				 ": this kernel has no PROCMAP_QUERY; give scan=maps" :
				 "");
	} else if (scanner->began) {
		scanner->counts.scans++;
		add_scan_time(scanner, VMB_SCANNER_SCAN, scanner->began,
			      scanner->called);
		scanner->began = 0;
	}
}

/* Count what a thread has done.  Return false if it cannot go on. */
static bool count(struct vmb_user_thread *thread)
{
	struct vmb_worker *worker = thread->worker;

	switch (worker->tally->role) {
	case VMB_READER:
		count_reads(thread, worker->state);
		break;
	case VMB_SCANNER:
		count_scan(thread, worker->state);
		return !thread->batch.err;
	default:
		count_updates(thread, worker->state);
	}
	return thread->batch.done == thread->batch.n;
}

/* Adapt the length of a batch to the time that the last one took. */
static void adapt(struct vmb_user_thread *thread, u64 now)
{
	const struct vmb_worker *worker = thread->worker;
	const struct vmb_reader *reader = worker->state;
	bool reads = worker->tally->role == VMB_READER;

	thread->length = vmb_batch_next(thread->length, now - thread->given,
					reads ? vmb_reader_batch(reader) :
						vmb_clock_from_ns(VMB_UPDATES_NS),
					1, reads ? reader->most : VMB_UPDATES);
}

/* Wait for the start of the run.  Return 1, 0 if it ends, or -ERESTARTSYS. */
static int start(struct vmb_user_thread *thread)
{
	struct vmb_worker *worker = thread->worker;
	struct vmb_session *session = worker->session;
	int err;

	err = set_cpus_allowed_ptr(current, cpumask_of(worker->tally->cpu));
	if (err) {
		vmb_session_fail(session, err,
				 "%s %u could not be moved to CPU %u (error %d); give other CPUs",
				 vmb_role_name(worker->tally->role),
				 worker->tally->index, worker->tally->cpu, err);
		return 0;
	}
	err = wait_event_interruptible(session->wake,
				       READ_ONCE(session->phase) !=
				       VMB_PHASE_PARKED);
	if (err)
		return err;
	if (READ_ONCE(session->phase) != VMB_PHASE_WARM)
		return 0;
	worker->phase = VMB_PHASE_WARM;
	thread->started = true;
	thread->told = vmb_clock_ticks();
	return 1;
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

/* End a batch.  Return 1, 0 if the thread is to leave, or an error. */
static int finish(struct vmb_user_thread *thread,
		  const struct vmb_user_batch __user *user)
{
	struct vmb_user_batch *batch = &thread->batch;
	size_t times = batch->n * sizeof(batch->begin[0]);
	u32 n = batch->n;
	bool goes_on;
	u64 now;

	/* Not the calls: what it was told to do is what it has done. */
	if (copy_from_user(batch, user, offsetof(struct vmb_user_batch, tsc)) ||
	    copy_from_user(batch->begin, user->begin, times) ||
	    copy_from_user(batch->end, user->end, times))
		return -EFAULT;
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
	if (!count(thread))
		return 0;
	adapt(thread, now);
	if (thread->undo.addr)
		return 1;
	goes_on = vmb_worker_boundary(thread->worker, now);
	/* It may have been preempted on the way to its measured time. */
	if (thread->worker->tally->window.begin > now)
		thread->before = thread->worker->tally->window.begin - now;
	return goes_on;
}

/**
 * vmb_user_thread_next() - end a thread's batch and give it the next
 * @thread: the thread; it has, or had, a place
 * @user: where it put what it has to tell, and gets what to do
 *
 * Context: the thread itself; sleeps until the run starts, or an operation is due.
 * Return: 0; -EFAULT; -EBUSY if another thread is in a call of this file; -EPERM if another
 *         has the place; or -ERESTARTSYS if a signal came before the start.
 */
int vmb_user_thread_next(struct vmb_user_thread *thread,
			 struct vmb_user_batch __user *user)
{
	struct vmb_user_batch *batch = &thread->batch;
	int go = 0;

	if (!mutex_trylock(&thread->lock))
		return -EBUSY;
	if (thread->worker && thread->worker->task != current)
		go = -EPERM;
	else if (thread->worker && !thread->left)
		go = thread->started ? finish(thread, user) : start(thread);
	if (go < 0)
		goto unlock;
	batch->n = 0;
	batch->tsc = vmb_clock.tsc;
	if (go > 0) {
		choose(thread);
	} else if (thread->worker && !thread->left) {
		thread->left = true;
		/* Without the TSC a program reads another clock. */
		if (vmb_clock.tsc)
			thread->worker->tally->clock_cost_ps =
				vmb_clock_cost_ps();
		complete_all(&thread->worker->left);
	}
	if (put_user(batch->tsc, &user->tsc) || put_user(batch->n, &user->n) ||
	    copy_to_user(user->call, batch->call,
			 batch->n * sizeof(batch->call[0])))
		go = -EFAULT;
	thread->given = vmb_clock_ticks();
unlock:
	mutex_unlock(&thread->lock);
	return min(go, 0);
}

/**
 * vmb_user_thread_has_ended() - return true if the thread in a place is exiting
 * @worker: the place; of a kernel thread the answer is false
 *
 * Context: any; the worker is not closed meanwhile.
 */
bool vmb_user_thread_has_ended(const struct vmb_worker *worker)
{
	return worker->by_user && worker->task &&
	       (READ_ONCE(worker->task->flags) & PF_EXITING);
}

static bool has_left(struct vmb_worker *worker)
{
	return !worker->task || vmb_user_thread_has_ended(worker) ||
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
