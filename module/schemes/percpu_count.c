// SPDX-License-Identifier: GPL-2.0-only
/*
 * percpu_count: VMAs fall into groups, and a reader counts itself in the group of
 * the VMA it has found, on its CPU.
 *
 * From: nobody has posted it for VMAs.  It is the way of percpu_ref and of
 * percpu_rw_semaphore (kernel/locking/percpu-rwsem.c), with one for each group.
 *
 * A reader writes to a line of its CPU only, so readers of one VMA do not take a
 * line from each other; a writer stamps the groups of the VMAs it changes, and
 * waits until the counts of each add up to 0.  A reader that finds its group
 * stamped leaves again.  As in hazptr a full barrier between write and look, on
 * both sides, makes one see the other; the knob fence says whose it is.
 *
 * Unlike a hazard pointer a count does not say of what: a writer waits for
 * readers of any VMA of the group, and keeps them out.  With 64 groups that is
 * one VMA in 64 for each it changes.  In return an update reads one line in four
 * of each CPU, however many threads there are, and a walk may hold as many VMAs
 * as it likes.
 *
 * Promises: what is found is stable until it is put, its file is open; spans
 * change all or not at all.
 */
#include <linux/hash.h>
#include <linux/percpu.h>
#include <linux/preempt.h>

#include "hazptr.h"

static __always_inline u32 group_of(const struct vmb_vma *vma)
{
	return hash_ptr(vma, VMB_GROUP_BITS);
}

/* On the CPU that is run on: nobody else writes there. */
static __always_inline void count(const struct vmb_mm *mm, u32 group, int by)
{
	int *held = &this_cpu_ptr(mm->held)->held[group];

	/* Release: what was read of the VMA comes before. */
	smp_store_release(held, *held + by);
}

static __always_inline bool is_stamped(const struct vmb_mm *mm, u32 group)
{
	u32 seq = smp_load_acquire(&mm->group_seq[group]);

	/* As in vmb_hazptr_get(). */
	return seq == smp_load_acquire(&mm->lock_seq);
}

static __always_inline enum vmb_outcome
percpu_count_get(struct vmb_reader *reader, unsigned long addr,
		 enum vmb_tree tree, struct vmb_held *held)
{
	struct vmb_mm *mm = reader->model;
	enum vmb_cause cause;
	struct vmb_vma *vma;

	rcu_read_lock();
	/* A count that is taken back must be on the same CPU: see wait_for_group(). */
	preempt_disable();
	vma = vmb_walk(mm, addr, tree);
	if (unlikely(!vma)) {
		cause = VMB_GAVE_UP_NOTHING;
		goto give_up;
	}
	held->group = group_of(vma);
	count(mm, held->group, 1);
	/* Pairs with that in vmb_hazptr_order_looks(). */
	if (likely(!reader->writer_fences))
		smp_mb();
	if (unlikely(is_stamped(mm, held->group))) {
		cause = VMB_GAVE_UP_WRITTEN;
		goto uncount;
	}
	if (unlikely(READ_ONCE(vma->detached))) {
		cause = VMB_GAVE_UP_DETACHED;
		goto uncount;
	}
	if (unlikely(!vmb_covers(vma->start, vma->end, addr))) {
		cause = VMB_GAVE_UP_MOVED;
		goto uncount;
	}
	preempt_enable();
	rcu_read_unlock();
	held->vma = vma;
	return VMB_FOUND;

uncount:
	count(mm, held->group, -1);
give_up:
	preempt_enable();
	rcu_read_unlock();
	return vmb_gave_up(reader, cause);
}

static __always_inline bool percpu_count_put(struct vmb_reader *reader,
					     const struct vmb_held *held)
{
	preempt_disable();
	count(reader->model, held->group, -1);
	preempt_enable();
	return true;
}

/*
 * Once a group is stamped no reader stays that was not there: counts only fall,
 * but for one that rises and falls again at once, on one CPU.  So counts that
 * are read one after the other do not add up to less than what is there in the
 * end, and 0 is 0.
 */
static void wait_for_group(const struct vmb_mm *mm, u32 group,
			   struct vmb_write_counts *counts)
{
	unsigned int looks = 0;
	u64 begin;

	if (!vmb_mm_held(mm, group))
		return;
	begin = vmb_clock_ticks();
	do {
		vmb_hazptr_pause(looks++);
	} while (vmb_mm_held(mm, group));
	vmb_protocol_waited(counts, begin);
}

static void admit(struct vmb_mm *mm, struct vmb_vma *vma)
{
	/* Write-locked until the operation is complete. */
	WRITE_ONCE(mm->group_seq[group_of(vma)], mm->lock_seq);
}

static noinline void begin_write(struct vmb_mm *mm, struct vmb_vma *const *vmas,
				 unsigned int n, struct vmb_write_counts *counts)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		admit(mm, vmas[i]);
	vmb_hazptr_order_looks(mm);
	for (i = 0; i < n; i++)
		wait_for_group(mm, group_of(vmas[i]), counts);
}

static const struct vmb_protocol percpu_count_protocol = {
	.locks_removed = true,
	.order = VMB_DETACH_WRITE_THEN_DETACH,
	/* And the counts, outside the VMA. */
	.lock_bytes = VMB_FIELD_BYTES(detached),
	.admit = admit,
	.begin_write = begin_write,
	.retire = vmb_protocol_free_rcu,
};

VMB_DEFINE_MODEL_READ(percpu_count, VMB_SPANS_ARE_WHOLE | VMB_STAYS_IN_TREE)
VMB_DEFINE_MODEL_ROWS(percpu_count, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_ROWS(percpu_count, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(static, percpu_count)
VMB_DEFINE_MODEL_SCHEME(percpu_count, percpu_count, VMB_FAMILY_MODEL,
			VMB_MAPLE, VMB_ON_BOTH, VMB_OPTION_FENCE);
