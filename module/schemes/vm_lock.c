// SPDX-License-Identifier: GPL-2.0-only
/*
 * vm_lock: a walk under RCU and a reader-writer semaphore for each VMA.
 *
 * From: the per-VMA locks of Linux 6.4 to 6.14, by Suren Baghdasaryan, 2023:
 * vma_start_read() in include/linux/mm.h and lock_vma_under_rcu() in
 * mm/memory.c.  "[PATCH v6 10/16] mm: replace vm_lock and detached flag with a
 * reference count", December 2024, replaces it.
 *
 * A writer stamps a VMA with the mm's sequence, holding the VMA's lock for that
 * moment only.  While the two are equal the VMA is write-locked; moving the mm's
 * sequence on unlocks all VMAs at once.
 *
 * Promises: what is found is stable until it is put, its file is open; spans
 * change all or not at all, as all of a span is write-locked before any of it
 * leaves the tree.
 *
 * lock_placement=separate has the lock where 6.4 to 6.14 have it, in an object of
 * its own; inline, the default, has it in the VMA, as the first patches of the
 * series of 2024 do.
 *
 * Departs from the kernel: the mm's sequence is odd while the mm-wide lock is
 * held for writing, as it is from 6.14 on, and moves when that is taken too; a
 * new VMA gets its stamp without its lock, as nobody can find it yet.
 */
#include "../model/reader.h"

static __always_inline enum vmb_outcome
vm_lock_get(struct vmb_reader *reader, unsigned long addr, enum vmb_tree tree,
	    struct vmb_held *held)
{
	struct vmb_mm *mm = reader->model;
	enum vmb_cause cause = VMB_GAVE_UP_WRITTEN;
	struct vmb_vma *vma;

	rcu_read_lock();
retry:
	vma = vmb_walk(mm, addr, tree);
	if (unlikely(!vma)) {
		cause = VMB_GAVE_UP_NOTHING;
		goto give_up;
	}
	/* Not ordered: only to leave early. */
	if (unlikely(READ_ONCE(vma->seq) == READ_ONCE(mm->lock_seq)))
		goto give_up;
	if (unlikely(!down_read_trylock(vma->lock)))
		goto give_up;
	/*
	 * The stamp cannot change while the lock is held.  Acquire, so that the
	 * fields are read after a writer that has just unlocked wrote them;
	 * pairs with the release in vmb_mm_write_unlock().
	 */
	if (unlikely(vma->seq == smp_load_acquire(&mm->lock_seq)))
		goto unlock;
	/* Another may be in its place now. */
	if (unlikely(READ_ONCE(vma->detached))) {
		up_read(vma->lock);
		reader->counts.retries++;
		goto retry;
	}
	if (unlikely(!vmb_covers(vma->start, vma->end, addr))) {
		cause = VMB_GAVE_UP_MOVED;
		goto unlock;
	}
	rcu_read_unlock();
	held->vma = vma;
	return VMB_FOUND;

unlock:
	up_read(vma->lock);
give_up:
	rcu_read_unlock();
	return vmb_gave_up(reader, cause);
}

static __always_inline bool vm_lock_put(struct vmb_reader *reader,
					const struct vmb_held *held)
{
	/* The writer may free the VMA before up_read() is done with it. */
	rcu_read_lock();
	up_read(held->vma->lock);
	rcu_read_unlock();
	return true;
}

static void admit(struct vmb_mm *mm, struct vmb_vma *vma)
{
	/* Write-locked until the operation is complete. */
	WRITE_ONCE(vma->seq, mm->lock_seq);
}

static noinline void begin_write(struct vmb_mm *mm, struct vmb_vma *const *vmas,
				 unsigned int n, struct vmb_write_counts *counts)
{
	unsigned int i;
	u64 begin;

	for (i = 0; i < n; i++) {
		if (!down_write_trylock(vmas[i]->lock)) {
			begin = vmb_clock_ticks();
			down_write(vmas[i]->lock);
			vmb_protocol_waited(counts, begin);
		}
		WRITE_ONCE(vmas[i]->seq, mm->lock_seq);
		up_write(vmas[i]->lock);
	}
}

static bool is_idle(const struct vmb_vma *vma)
{
	return !rwsem_is_locked(vma->lock);
}

static const struct vmb_protocol vm_lock_protocol = {
	.locks_removed = true,
	.order = VMB_DETACH_WRITE_DETACH_STORE,
	.lock_bytes = VMB_FIELD_BYTES(inline_lock) + VMB_FIELD_BYTES(seq) +
		      VMB_FIELD_BYTES(detached),
	.separate_bytes = VMB_FIELD_BYTES(lock) + VMB_SEPARATE_LOCK_BYTES +
			  VMB_FIELD_BYTES(seq) + VMB_FIELD_BYTES(detached),
	.is_idle = is_idle,
	.admit = admit,
	.begin_write = begin_write,
	/* No end_write: the mm's sequence unlocks. */
	.retire = vmb_protocol_free_rcu,
};

VMB_DEFINE_MODEL_READ(vm_lock, VMB_SPANS_ARE_WHOLE | VMB_STAYS_IN_TREE)
VMB_DEFINE_MODEL_ROWS(vm_lock, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_ROWS(vm_lock, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(static, vm_lock)
VMB_DEFINE_MODEL_SCHEME(vm_lock, vm_lock, VMB_FAMILY_MODEL,
			VMB_MAPLE, VMB_ON_BOTH, VMB_OPTION_LOCK_PLACEMENT);
