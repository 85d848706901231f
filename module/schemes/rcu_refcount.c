// SPDX-License-Identifier: GPL-2.0-only
/*
 * rcu_refcount: a walk under RCU and a reference count on the VMA, which whoever
 * frees the VMA waits for.
 *
 * From: KAMEZAWA Hiroyuki, in "[RFC][PATCH 6/8] mm: handle_speculative_fault()",
 * January 2010, on linux-mm.
 *
 * The count is 1 while the VMA is in the tree, and one more for each reader.  A
 * writer that wants the VMA takes its 1 away and waits on the VMA's own
 * waitqueue for the readers to go; nobody gets it at 0.
 *
 * Promises: what is found is stable until it is put, its file is open.  Does not
 * promise that what is there is found: the walk of 2010 has nothing to tell it
 * of rotations of the rbtree, so finding nothing means the lock must be taken.
 *
 * Departs from the mail:
 * - The range is looked at again once the reference is held.  As posted it was
 *   looked at before, when nothing kept the VMA from being split.
 * - Writers that change a VMA wait for its readers, as those that free it do.
 *   Such a VMA stays in the tree, so readers would come one after the other and
 *   the count never get to 0: hence a mark (in seq) that turns new ones away.
 * - The last reader wakes the writer.  As posted the one before the last did,
 *   by its test for 1, while the writer waited for 0: with as_posted=1 it is so
 *   again, and a time-out finds out (lost_wakeups).
 */
#include "../broken.h"
#include "../model/reader.h"

/* How long a writer of as_posted=1 sleeps before it looks for itself. */
#define VMB_LOST_WAKEUP_MS 10

static __always_inline void put_ref(struct vmb_vma *vma, bool as_posted)
{
	/*
	 * Fully ordered: what was read of the VMA comes before, and the look at
	 * the waitqueue after; it pairs with the barrier between the writer's
	 * entering the waitqueue and its look at the count.
	 */
	int refs = atomic_dec_return(&vma->refs);

	if (unlikely(refs == as_posted) && waitqueue_active(&vma->wait))
		wake_up(&vma->wait);
}

static __always_inline enum vmb_outcome
rcu_refcount_get(struct vmb_reader *reader, unsigned long addr,
		 enum vmb_tree tree, struct vmb_held *held)
{
	struct vmb_vma *vma;
	bool detached;

	rcu_read_lock();
	if (VMB_BREAK_sleep)
		might_sleep();
	vma = vmb_walk(reader->model, addr, tree);
	if (unlikely(!vma)) {
		rcu_read_unlock();
		return vmb_gave_up(reader, VMB_GAVE_UP_NOTHING);
	}
	/*
	 * The mark is not ordered: only to let the writer have its turn.  The
	 * increment is fully ordered if it succeeds: the fields are read
	 * afterwards.  Pairs with the release by which a writer lets readers in
	 * again.
	 */
	if (unlikely((VMB_BREAK_race ? vma->seq : READ_ONCE(vma->seq)) ||
		     !atomic_inc_not_zero(&vma->refs))) {
		detached = READ_ONCE(vma->detached);
		rcu_read_unlock();
		return vmb_gave_up(reader, detached ? VMB_GAVE_UP_DETACHED :
						      VMB_GAVE_UP_WRITTEN);
	}
	if (unlikely(!vmb_covers(vma->start, vma->end, addr))) {
		put_ref(vma, reader->as_posted);
		rcu_read_unlock();
		return vmb_gave_up(reader, VMB_GAVE_UP_MOVED);
	}
	rcu_read_unlock();
	held->vma = vma;
	return VMB_FOUND;
}

static __always_inline bool
rcu_refcount_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	/* The writer may free the VMA before its waitqueue is woken. */
	rcu_read_lock();
	put_ref(held->vma, reader->as_posted);
	rcu_read_unlock();
	return true;
}

static void admit(struct vmb_mm *mm, struct vmb_vma *vma)
{
	/* Published by the link into the tree. */
	WRITE_ONCE(vma->seq, 0);
	atomic_set(&vma->refs, 1);
}

static bool is_idle(const struct vmb_vma *vma)
{
	return !vma->seq && atomic_read(&vma->refs) == 1;
}

/* As it was posted, but for a time-out that notices who was not woken. */
static void wait_as_posted(struct vmb_vma *vma,
			   struct vmb_write_counts *counts)
{
	unsigned long left;
	DEFINE_WAIT(wait);

	for (;;) {
		prepare_to_wait(&vma->wait, &wait, TASK_IDLE);
		if (!atomic_read(&vma->refs))
			break;
		left = schedule_timeout(msecs_to_jiffies(VMB_LOST_WAKEUP_MS));
		if (!left && !atomic_read(&vma->refs)) {
			counts->lost_wakeups++;
			break;
		}
	}
	finish_wait(&vma->wait, &wait);
}

static noinline void begin_write(struct vmb_mm *mm, struct vmb_vma *const *vmas,
				 unsigned int n, struct vmb_write_counts *counts)
{
	unsigned int i;
	u64 begin;

	for (i = 0; i < n; i++) {
		WRITE_ONCE(vmas[i]->seq, 1);
		/* Acquires what the readers that have left released. */
		if (atomic_dec_and_test(&vmas[i]->refs))
			continue;
		begin = vmb_clock_ticks();
		if (mm->as_posted)
			wait_as_posted(vmas[i], counts);
		else
			wait_event_idle(vmas[i]->wait,
					!atomic_read(&vmas[i]->refs));
		/* Orders the readers' last looks before what is written now. */
		smp_acquire__after_ctrl_dep();
		vmb_protocol_waited(counts, begin);
	}
}

static void end_write(struct vmb_mm *mm, struct vmb_vma *const *vmas,
		      unsigned int n)
{
	unsigned int i;

	/* Pairs with the increment in get: the fields are stored before. */
	for (i = 0; i < n; i++) {
		atomic_set_release(&vmas[i]->refs, 1);
		WRITE_ONCE(vmas[i]->seq, 0);
	}
}

static const struct vmb_protocol rcu_refcount_protocol = {
	.has_waits = true,
	.locks_removed = true,
	/* As __vma_unlink() came before invalidate_vma_before_free(). */
	.order = VMB_DETACH_HOLE_PUNCH,
	.lock_bytes = VMB_FIELD_BYTES(refs) + VMB_FIELD_BYTES(wait) +
		      VMB_FIELD_BYTES(seq),
	.is_idle = is_idle,
	.admit = admit,
	.begin_write = begin_write,
	.end_write = end_write,
	.retire = vmb_protocol_free_rcu,
};

VMB_DEFINE_MODEL_READ(rcu_refcount, 0)
VMB_DEFINE_MODEL_ROWS(rcu_refcount, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_ROWS(rcu_refcount, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(static, rcu_refcount)
VMB_DEFINE_MODEL_SCHEME(rcu_refcount, rcu_refcount, VMB_FAMILY_MODEL,
			VMB_RBTREE, VMB_ON_BOTH, VMB_OPTION_AS_POSTED);
