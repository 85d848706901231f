/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of hazptr, which hazptr_percpu has with the pointers elsewhere, and
 * broken_late_hazard in the wrong order.
 */
#ifndef VMB_HAZPTR_H
#define VMB_HAZPTR_H

#include "../model/reader.h"

/* hazptr.c */
extern const struct vmb_protocol vmb_hazptr_protocol;
int vmb_hazptr_write(struct vmb_writer *writer);
void vmb_hazptr_admit(struct vmb_mm *mm, struct vmb_vma *vma);
void vmb_hazptr_begin_write(struct vmb_mm *mm, struct vmb_vma *const *vmas,
			    unsigned int n, struct vmb_write_counts *counts);
void vmb_hazptr_order_looks(struct vmb_mm *mm);
void vmb_hazptr_pause(unsigned int looks);

/* And the pointers, outside the VMA; the mm's sequence ends writes. */
#define VMB_HAZPTR_PROTOCOL						\
	.locks_removed = true,						\
	.order = VMB_DETACH_WRITE_THEN_DETACH,				\
	.lock_bytes = VMB_FIELD_BYTES(seq) + VMB_FIELD_BYTES(detached),	\
	.admit = vmb_hazptr_admit,					\
	.begin_write = vmb_hazptr_begin_write,				\
	.retire = vmb_protocol_free_rcu

/*
 * The pointer before the looks of vmb_hazptr_get(): an exchange is fully ordered,
 * and on x86 cheaper than a store and a fence.  Pairs with the barrier in
 * vmb_hazptr_order_looks(); with fence=writer with the grace period there, which
 * began before this section of RCU or ends after it; with fence=ipi with the
 * barrier in the interrupt, which is before the store or after it.
 */
static __always_inline void vmb_hazard_set(const struct vmb_reader *reader,
					   struct vmb_vma **hazard,
					   struct vmb_vma *vma)
{
	if (likely(!reader->writer_fences))
		xchg(hazard, vma);
	else
		WRITE_ONCE(*hazard, vma);
}

static __always_inline void vmb_hazard_clear(struct vmb_vma **hazard)
{
	/* Release: what was read of the VMA comes before. */
	smp_store_release(hazard, NULL);
}

/* Find a VMA and @protect it, which returns where it is stored. */
static __always_inline enum vmb_outcome
vmb_hazptr_get(struct vmb_reader *reader, unsigned long addr,
	       enum vmb_tree tree, struct vmb_held *held,
	       struct vmb_vma **protect(struct vmb_reader *reader, u32 which,
					struct vmb_vma *vma))
{
	struct vmb_mm *mm = reader->model;
	enum vmb_cause cause = VMB_GAVE_UP_WRITTEN;
	struct vmb_vma *vma;
	u32 seq;

	rcu_read_lock();
	vma = vmb_walk(mm, addr, tree);
	if (unlikely(!vma)) {
		cause = VMB_GAVE_UP_NOTHING;
		goto give_up;
	}
	held->hazard = protect(reader, held->which, vma);
	/*
	 * The stamp before the sequence it may be equal to, or a new stamp would
	 * be compared with an old sequence; and that before the fields, which
	 * pairs with the release in vmb_mm_write_unlock().
	 */
	seq = smp_load_acquire(&vma->seq);
	if (unlikely(seq == smp_load_acquire(&mm->lock_seq)))
		goto clear;
	if (unlikely(READ_ONCE(vma->detached))) {
		cause = VMB_GAVE_UP_DETACHED;
		goto clear;
	}
	if (unlikely(!vmb_covers(vma->start, vma->end, addr))) {
		cause = VMB_GAVE_UP_MOVED;
		goto clear;
	}
	rcu_read_unlock();
	held->vma = vma;
	return VMB_FOUND;

clear:
	vmb_hazard_clear(held->hazard);
give_up:
	rcu_read_unlock();
	return vmb_gave_up(reader, cause);
}

#endif /* VMB_HAZPTR_H */
