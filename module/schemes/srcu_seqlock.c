// SPDX-License-Identifier: GPL-2.0-only
/*
 * srcu_seqlock: a walk under SRCU, repeated while the mm's seqlock moves, and a
 * check of the VMA's own sequence at the end.
 *
 * From: Peter Zijlstra, "[RFC][PATCH 4/6] SRCU free VMAs", October 2014, on
 * linux-mm.
 *
 * Readers write to no VMA, and writers do not wait for readers.  A reader that
 * has used a VMA checks at the end whether the VMA is dead: removed from the
 * tree, which clears its node (here it sets detached, for both trees), or
 * changed, which moves its sequence.  The result of the reader is invalid then.
 * VMAs are freed by call_srcu(), and the callback closes the file too: the file
 * of a VMA is open as long as readers can see the VMA, and is closed late.
 *
 * Promises: a walk that finds nothing was right; a VMA that is not dead at the
 * end was stable; a dead one was still the memory of a VMA, with an open file.
 * Does not promise spans: nodes are cleared after the seqlock is dropped.
 *
 * Departs from the patch:
 * - Where a VMA is split or merged, its new range and the change of the tree are
 *   in one section of the seqlock; all VMAs of a span are too.  As posted the
 *   sections are smaller, and a walk between two of them misses a VMA.
 * - On the maple tree RCU keeps the tree's nodes, SRCU the VMAs.
 */
#include "srcu_seqlock.h"

/* A macro, with lockdep. */
static int init_srcu(struct srcu_struct *srcu)
{
	return init_srcu_struct(srcu);
}

/**
 * vmb_srcu_walk_again() - walk again, since the tree has changed meanwhile
 * @reader: the reader
 * @addr: what it looks for
 *
 * Context: under SRCU.
 * Return: the VMA, NULL if there was none.
 */
noinline struct vmb_vma *vmb_srcu_walk_again(struct vmb_reader *reader,
					     unsigned long addr)
{
	enum vmb_tree tree = reader->model->tree;
	struct vmb_vma *vma;

	do {
		reader->counts.retries++;
	} while (!vmb_srcu_walk_once(reader, addr, tree, &vma));
	return vma;
}

static __always_inline enum vmb_outcome
srcu_seqlock_get(struct vmb_reader *reader, unsigned long addr,
		 enum vmb_tree tree, struct vmb_held *held)
{
	return vmb_srcu_get(reader, addr, tree, held, vmb_srcu_walk);
}

static __always_inline bool
srcu_seqlock_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	return vmb_srcu_put(reader, held);
}

/* Prepare a VMA for readers. */
void vmb_srcu_admit(struct vmb_mm *mm, struct vmb_vma *vma)
{
	vmb_vma_sequence_init(vma);
}

static void free_vma(struct rcu_head *rcu)
{
	struct vmb_vma *vma = container_of(rcu, struct vmb_vma, rcu);
	struct vmb_reclaim __percpu *reclaim = vma->mm->reclaim;
	u64 begin = vmb_callback_begin(reclaim);

	vmb_vma_close_file_deferred(vma);
	vmb_vma_release(vma);
	vmb_callback_end(reclaim, begin);
}

/* Free a VMA, and close its file, when no reader can see them. */
void vmb_srcu_retire(struct vmb_mm *mm, struct vmb_vma *vma,
		     struct vmb_write_counts *counts)
{
	call_srcu(&mm->srcu, &vma->rcu, free_vma);
}

/* Return true if no writer changes a VMA. */
bool vmb_srcu_is_idle(const struct vmb_vma *vma)
{
	return !(vma->seq & 1);
}

const struct vmb_protocol vmb_srcu_protocol = {
	VMB_SRCU_PROTOCOL,
	.init_srcu = init_srcu,
};

VMB_DEFINE_MODEL_READ(srcu_seqlock, VMB_WALK_IS_SURE)
VMB_DEFINE_MODEL_ROWS(srcu_seqlock, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_ROWS(srcu_seqlock, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(, vmb_srcu)
VMB_DEFINE_MODEL_SCHEME(srcu_seqlock, vmb_srcu, VMB_FAMILY_MODEL,
			VMB_RBTREE, VMB_ON_BOTH, 0);
