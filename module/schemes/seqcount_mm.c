// SPDX-License-Identifier: GPL-2.0-only
/*
 * seqcount_mm: a walk under RCU that counts only if nobody has written to the
 * address space until the reader is done.
 *
 * From: Suren Baghdasaryan and Andrii Nakryiko, mmap_lock_speculate_try_begin()
 * and mmap_lock_speculate_retry(), 2024, in Linux since 6.14
 * (include/linux/mmap_lock.h): uprobes use it.  It is how Peter Zijlstra's patch
 * of 2014 walks (srcu_seqlock), with the VMA's own sequence left out.
 *
 * Readers write nothing.  Writers do no more than any writer does: the sequence
 * of the mm-wide lock moves.  The price is that a write to any VMA voids what is
 * read of all others, and that a reader can only read: nothing is kept from
 * changing while it looks, and what it has read is worth nothing before it has
 * validated.  VMAs are freed after a grace period; files are closed at once, so
 * a reader can see one that is closed (files_gone), and must be able to.
 *
 * Promises: what has been validated was stable and in the tree, its file open, and a
 * walk that found nothing was right.  A walk over several VMAs validates each by
 * itself, so it promises nothing of spans.
 *
 * Departs from the kernel:
 * - A lookup that fails gives up; whether it is done again under the lock is the
 *   knob fallback.
 */
#include "seqcount_mm.h"

static __always_inline enum vmb_outcome
seqcount_mm_get(struct vmb_reader *reader, unsigned long addr,
		enum vmb_tree tree, struct vmb_held *held)
{
	return vmb_seqcount_get(reader, addr, tree, held);
}

static __always_inline bool seqcount_mm_put(struct vmb_reader *reader,
					    const struct vmb_held *held)
{
	bool valid = !vmb_seqcount_moved(reader, held->seq);

	rcu_read_unlock();
	return valid;
}

const struct vmb_protocol vmb_seqcount_protocol = {
	/* No lock_bytes: the sequence is the mm's. */
	.retire = vmb_protocol_free_rcu,
};

VMB_DEFINE_MODEL_READ_WITH(seqcount_mm, VMB_SEQCOUNT_PROMISES,
			   vmb_model_iterate_apart)
VMB_DEFINE_MODEL_ROWS(seqcount_mm, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_ROWS(seqcount_mm, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(, vmb_seqcount)
VMB_DEFINE_MODEL_SCHEME(seqcount_mm, vmb_seqcount, VMB_FAMILY_MODEL,
			VMB_MAPLE, VMB_ON_BOTH, 0);
