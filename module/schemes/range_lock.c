// SPDX-License-Identifier: GPL-2.0-only
/*
 * range_lock: a lock of a range of addresses: a reader locks the address it looks
 * up, a writer the range it changes.
 *
 * From: Alex Kogan, Dave Dice and Shady Issa, "Scalable Range Locks for Scalable
 * Address Spaces and Beyond", EuroSys 2020.  On linux-mm range locks were proposed
 * for mmap_sem before, in a tree under a spinlock (Laurent Dufour, 2017).
 *
 * Promises: a lookup waits and is then certain; what is found is stable until it
 * is put, its file is open.  A walk holds one VMA at a time, so it promises nothing
 * of spans.
 *
 * Departs from the paper:
 * - Writers have the mm-wide lock too, as in all models: what is tried is what
 *   readers pay and gain.
 * - Nodes leave the list when they are released, not when the next thread passes,
 *   so that they stay with their thread.
 * - Mapping locks no range: until it is done readers find nothing there, or the VMA
 *   as it will be.
 * - There is no short cut for an empty list.
 * - A writer stands in the list while it waits for readers, so that they cannot keep
 *   it waiting for ever; in the paper one that has waited for long keeps all out.
 */
#include "range_list.h"

static __always_inline struct vmb_range_pool *
pool_of(const struct vmb_reader *reader)
{
	const struct vmb_mm *mm = reader->model;

	return &mm->range_pools[reader->hazards - mm->hazards];
}

static __always_inline enum vmb_outcome
range_lock_get(struct vmb_reader *reader, unsigned long addr,
	       enum vmb_tree tree, struct vmb_held *held)
{
	struct vmb_mm *mm = reader->model;

	held->range = vmb_range_lock(mm, pool_of(reader), addr,
				     &reader->counts.retries);
	rcu_read_lock();
	held->vma = vmb_walk(mm, addr, tree);
	rcu_read_unlock();
	if (likely(held->vma))
		return VMB_FOUND;
	vmb_range_unlock(mm, pool_of(reader), held->range);
	return VMB_EMPTY;
}

static __always_inline bool range_lock_put(struct vmb_reader *reader,
					   const struct vmb_held *held)
{
	vmb_range_unlock(reader->model, pool_of(reader), held->range);
	return true;
}

static noinline void begin_write(struct vmb_mm *mm, struct vmb_vma *const *vmas,
				 unsigned int n, struct vmb_write_counts *counts)
{
	unsigned long start = vmas[0]->start, end = vmas[0]->end;
	unsigned int i, looks = 0;
	u64 begin;

	for (i = 1; i < n; i++) {
		start = min(start, vmas[i]->start);
		end = max(end, vmas[i]->end);
	}
	mm->written = vmb_range_write_lock(mm, start, end);
	if (vmb_range_has_readers(mm, mm->written)) {
		begin = vmb_clock_ticks();
		do {
			vmb_hazptr_pause(looks++);
		} while (vmb_range_has_readers(mm, mm->written));
		vmb_protocol_waited(counts, begin);
	}
}

static void end_transaction(struct vmb_mm *mm)
{
	if (mm->written)
		vmb_range_unlock(mm, &mm->range_pools[mm->nr_readers],
				 mm->written);
	mm->written = NULL;
}

static const struct vmb_protocol range_lock_protocol = {
	.uses_ranges = true,
	.locks_removed = true,
	.order = VMB_DETACH_WRITE_THEN_DETACH,
	/* No lock_bytes: none of it is in the VMA. */
	.begin_write = begin_write,
	.end_transaction = end_transaction,
	/* Whoever finds a VMA has the lock of its address. */
	.retire = vmb_protocol_free,
};

VMB_DEFINE_MODEL_READ_WITH(range_lock, VMB_WALK_IS_SURE | VMB_STAYS_IN_TREE |
			   VMB_HAS_LOCK, vmb_model_iterate_apart)
VMB_DEFINE_MODEL_ROWS(range_lock, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(static, range_lock)
VMB_DEFINE_MODEL_SCHEME(range_lock, range_lock, VMB_FAMILY_MODEL,
			VMB_MAPLE, VMB_ON_MAPLE, 0);
