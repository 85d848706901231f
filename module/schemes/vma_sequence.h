/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sequence of a VMA: odd while its fields change.  Of srcu_seqlock and
 * rcu_seq_refcount, whose writers do not wait for readers: those find out.
 */
#ifndef VMB_VMA_SEQUENCE_H
#define VMB_VMA_SEQUENCE_H

#include "../model/reader.h"
#include "../model/writer.h"

/* A VMA that was freed in the middle of a change has an odd one. */
static inline void vmb_vma_sequence_init(struct vmb_vma *vma)
{
	WRITE_ONCE(vma->seq, vma->seq + (vma->seq & 1));
}

static inline void vmb_vma_sequence_begin(struct vmb_mm *mm, struct vmb_vma *const *vmas,
					  unsigned int n, struct vmb_write_counts *counts)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		WRITE_ONCE(vmas[i]->seq, vmas[i]->seq + 1);
	/* Pairs with the read barrier in readers: moved before the fields. */
	smp_wmb();
}

static inline void vmb_vma_sequence_end(struct vmb_mm *mm,
					struct vmb_vma *const *vmas,
					unsigned int n)
{
	unsigned int i;

	/* Pairs with the acquire in readers: the fields before it is even. */
	smp_wmb();
	for (i = 0; i < n; i++)
		WRITE_ONCE(vmas[i]->seq, vmas[i]->seq + 1);
}

/* Is what was read of the VMA void?  Its sequence was @seq before. */
static __always_inline bool vmb_vma_sequence_moved(struct vmb_reader *reader,
						   const struct vmb_vma *vma,
						   u32 seq)
{
	/*
	 * The reads of the VMA before those of its marks.  Pairs with the
	 * barriers around changes of its fields, and with the order of removal:
	 * the mark that it is detached, then whatever becomes of it.
	 */
	smp_rmb();
	if (unlikely(READ_ONCE(vma->detached))) {
		vmb_gave_up(reader, VMB_GAVE_UP_DETACHED);
		return true;
	}
	if (unlikely((seq & 1) || READ_ONCE(vma->seq) != seq)) {
		vmb_gave_up(reader, VMB_GAVE_UP_WRITTEN);
		return true;
	}
	return false;
}

#endif /* VMB_VMA_SEQUENCE_H */
