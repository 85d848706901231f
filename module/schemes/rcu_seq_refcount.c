// SPDX-License-Identifier: GPL-2.0-only
/*
 * rcu_seq_refcount: a walk under RCU, repeated while the mm's seqlock moves, and
 * a reference count of the VMA found.
 *
 * From: Laurent Dufour, "[PATCH v12 21/31] mm: Introduce find_vma_rcu()", April
 * 2019, on linux-mm: version 12 of the speculative page faults.
 *
 * A VMA has a reference of its own, and one of the tree it is in.  The tree's
 * reference is dropped a grace period after the VMA has left the tree, so a
 * reader under RCU can always take another.  The last put frees the VMA, even
 * in a reader.  The reference keeps only the memory: writers do not wait, so a
 * reader checks at the end whether the VMA has changed, as in srcu_seqlock.
 * The writer closes the file as soon as the VMA is out of the tree
 * (remove_vma()), so a reader can hold a VMA without its file: counted in
 * files_gone, and in files_gone_found if the file was closed before the VMA was
 * found.
 *
 * Promises: a walk that finds nothing was right; a VMA that has not changed at
 * the end was stable.  Does not promise spans or files.
 *
 * Departs from the patch:
 * - Where a VMA is split or merged, its new range and the change of the tree are
 *   in one section of the seqlock; all VMAs of a span are too.
 * - A lookup checks the VMA's own sequence too, which the patch leaves to the
 *   caller of find_vma_rcu(): so some VMAs whose file is closed are not found.
 * The text of the patch says that put_vma() releases the file.  In its code,
 * and here, remove_vma() drops the file before it puts its own reference.
 */
#include "vma_sequence.h"

static __always_inline void put_vma(struct vmb_vma *vma)
{
	/* Fully ordered: all uses of the VMA come before it is freed. */
	if (unlikely(atomic_dec_and_test(&vma->refs)))
		vmb_vma_release(vma);
}

static __always_inline enum vmb_outcome
rcu_seq_refcount_get(struct vmb_reader *reader, unsigned long addr,
		     enum vmb_tree tree, struct vmb_held *held)
{
	struct vmb_mm *mm = reader->model;
	struct vmb_vma *vma;
	unsigned int seq;

	for (;;) {
		seq = read_seqbegin(&mm->tree_seq);
		rcu_read_lock();
		vma = vmb_walk(mm, addr, tree);
		/* Never from 0: the tree's reference is there under RCU. */
		if (likely(vma))
			atomic_inc(&vma->refs);
		rcu_read_unlock();
		/* Orders the walk before what is read of the VMA, too. */
		if (likely(!read_seqretry(&mm->tree_seq, seq)))
			break;
		reader->counts.retries++;
		if (vma)
			put_vma(vma);
	}
	if (unlikely(!vma))
		return VMB_EMPTY;

	/* Its fields are read after its sequence. */
	held->seq = smp_load_acquire(&vma->seq);
	if (unlikely(!vmb_covers(READ_ONCE(vma->start), READ_ONCE(vma->end),
				 addr))) {
		put_vma(vma);
		return vmb_gave_up(reader, VMB_GAVE_UP_MOVED);
	}
	if (unlikely(vmb_vma_sequence_moved(reader, vma, held->seq))) {
		put_vma(vma);
		return VMB_NOTHING;
	}
	held->vma = vma;
	return VMB_FOUND;
}

static __always_inline bool
rcu_seq_refcount_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	bool moved = vmb_vma_sequence_moved(reader, held->vma, held->seq);

	put_vma(held->vma);
	return !moved;
}

static void admit(struct vmb_mm *mm, struct vmb_vma *vma)
{
	vmb_vma_sequence_init(vma);
	/* Its own and the tree's; published by the link into the tree. */
	atomic_set(&vma->refs, 2);
}

static void put_of_tree(struct rcu_head *rcu)
{
	struct vmb_vma *vma = container_of(rcu, struct vmb_vma, rcu);
	struct vmb_reclaim __percpu *reclaim = vma->mm->reclaim;
	u64 begin = vmb_callback_begin(reclaim);

	put_vma(vma);
	vmb_callback_end(reclaim, begin);
}

static noinline void retire(struct vmb_mm *mm, struct vmb_vma *vma,
			    struct vmb_write_counts *counts)
{
	call_rcu(&vma->rcu, put_of_tree);
	/* The mark that it has left the tree comes before. */
	smp_wmb();
	vmb_protocol_close_file(vma, counts);
	put_vma(vma);
}

static bool is_idle(const struct vmb_vma *vma)
{
	return !(vma->seq & 1) && atomic_read(&vma->refs) == 2;
}

static const struct vmb_protocol rcu_seq_refcount_protocol = {
	.uses_tree_seq = true,
	/* As posted an empty node says that it is detached. */
	.lock_bytes = VMB_FIELD_BYTES(seq) + VMB_FIELD_BYTES(refs),
	.is_idle = is_idle,
	.admit = admit,
	.begin_write = vmb_vma_sequence_begin,
	.end_write = vmb_vma_sequence_end,
	.retire = retire,
};

VMB_DEFINE_MODEL_READ(rcu_seq_refcount, VMB_WALK_IS_SURE | VMB_FILE_MAY_BE_GONE)
VMB_DEFINE_MODEL_ROWS(rcu_seq_refcount, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_ROWS(rcu_seq_refcount, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(static, rcu_seq_refcount)
VMB_DEFINE_MODEL_SCHEME(rcu_seq_refcount, rcu_seq_refcount, VMB_FAMILY_MODEL,
			VMB_RBTREE, VMB_ON_BOTH, 0);
