/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of seqcount_mm, which broken_no_validate has without the second look. */
#ifndef VMB_SEQCOUNT_MM_H
#define VMB_SEQCOUNT_MM_H

#include "../model/reader.h"

/* seqcount_mm.c */
extern const struct vmb_protocol vmb_seqcount_protocol;
int vmb_seqcount_write(struct vmb_writer *writer);

#define VMB_SEQCOUNT_PROMISES \
	(VMB_WALK_IS_SURE | VMB_STAYS_IN_TREE | VMB_FILE_MAY_CLOSE)

/* Has anybody written since the sequence was @seq? */
static __always_inline bool vmb_seqcount_moved(struct vmb_reader *reader,
					       u32 seq)
{
	/* What was read of the VMA comes before. */
	smp_rmb();
	if (likely(READ_ONCE(reader->model->lock_seq) == seq))
		return false;
	vmb_gave_up(reader, VMB_GAVE_UP_WRITTEN);
	return true;
}

/* Find a VMA; if there is one, stay under RCU. */
static __always_inline enum vmb_outcome
vmb_seqcount_get(struct vmb_reader *reader, unsigned long addr,
		 enum vmb_tree tree, struct vmb_held *held)
{
	struct vmb_mm *mm = reader->model;
	enum vmb_outcome outcome;

	/* Pairs with the release in vmb_mm_write_unlock(). */
	held->seq = smp_load_acquire(&mm->lock_seq);
	if (unlikely(held->seq & 1))
		return vmb_gave_up(reader, VMB_GAVE_UP_WRITTEN);

	rcu_read_lock();
	held->vma = vmb_walk(mm, addr, tree);
	if (likely(held->vma))
		return VMB_FOUND;
	outcome = vmb_seqcount_moved(reader, held->seq) ? VMB_NOTHING :
							  VMB_EMPTY;
	rcu_read_unlock();
	return outcome;
}

#endif /* VMB_SEQCOUNT_MM_H */
