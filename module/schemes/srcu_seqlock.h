/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of srcu_seqlock, which srcu_fast_seqlock has with other readers, and
 * broken_no_seq without the seqlock.
 */
#ifndef VMB_SRCU_SEQLOCK_H
#define VMB_SRCU_SEQLOCK_H

#include "vma_sequence.h"

/* srcu_seqlock.c */
extern const struct vmb_protocol vmb_srcu_protocol;
int vmb_srcu_write(struct vmb_writer *writer);
struct vmb_vma *vmb_srcu_walk_again(struct vmb_reader *reader,
				    unsigned long addr);
void vmb_srcu_admit(struct vmb_mm *mm, struct vmb_vma *vma);
void vmb_srcu_retire(struct vmb_mm *mm, struct vmb_vma *vma,
		     struct vmb_write_counts *counts);
bool vmb_srcu_is_idle(const struct vmb_vma *vma);

/* As posted an empty node says that a VMA is detached: it needs no byte. */
#define VMB_SRCU_PROTOCOL						\
	.uses_tree_seq = true,						\
	.lock_bytes = VMB_FIELD_BYTES(seq),				\
	.is_idle = vmb_srcu_is_idle,					\
	.admit = vmb_srcu_admit,					\
	.begin_write = vmb_vma_sequence_begin,				\
	.end_write = vmb_vma_sequence_end,				\
	.retire = vmb_srcu_retire

/* A walk is over: was it the longest so far? */
static inline void vmb_srcu_walked(struct vmb_reader *reader, u64 steps)
{
	if (unlikely(steps > reader->counts.walk_steps_max))
		reader->counts.walk_steps_max = steps;
}

/*
 * Walk once.  Return false if a change may have misled the walk.  Counting the
 * nodes costs little: in a register, while the walk waits for the next node.
 */
static __always_inline bool
vmb_srcu_walk_once(struct vmb_reader *reader, unsigned long addr,
		   enum vmb_tree tree, struct vmb_vma **vma)
{
	struct vmb_mm *mm = reader->model;
	unsigned int seq = read_seqbegin(&mm->tree_seq);
	u64 steps = 0;

	if (tree == VMB_RBTREE) {
		*vma = vmb_walk_rbtree(mm, addr, &steps);
		vmb_srcu_walked(reader, steps);
	} else {
		/* The nodes of the maple tree, other than VMAs, live by RCU. */
		rcu_read_lock();
		*vma = vmb_walk(mm, addr, VMB_MAPLE);
		rcu_read_unlock();
	}
	/* Orders the walk before what is read of the VMA, too. */
	return likely(!read_seqretry(&mm->tree_seq, seq));
}

/* As find_vma_srcu(): walk until no change has interfered. */
static __always_inline struct vmb_vma *
vmb_srcu_walk(struct vmb_reader *reader, unsigned long addr,
	      enum vmb_tree tree)
{
	struct vmb_vma *vma;

	if (likely(vmb_srcu_walk_once(reader, addr, tree, &vma)))
		return vma;
	return vmb_srcu_walk_again(reader, addr);
}

typedef struct vmb_vma *vmb_srcu_walk_fn(struct vmb_reader *reader,
					 unsigned long addr,
					 enum vmb_tree tree);

/* Find a VMA, under SRCU. */
static __always_inline enum vmb_outcome
vmb_srcu_find(struct vmb_reader *reader, unsigned long addr, enum vmb_tree tree,
	      struct vmb_held *held, vmb_srcu_walk_fn *walk)
{
	struct vmb_vma *vma = walk(reader, addr, tree);

	if (unlikely(!vma))
		return VMB_EMPTY;
	/* Its fields are read after its sequence. */
	held->seq = smp_load_acquire(&vma->seq);
	if (unlikely(!vmb_covers(READ_ONCE(vma->start), READ_ONCE(vma->end),
				 addr)))
		return vmb_gave_up(reader, VMB_GAVE_UP_MOVED);
	/* vma_is_dead() */
	if (unlikely(vmb_vma_sequence_moved(reader, vma, held->seq)))
		return VMB_NOTHING;
	held->vma = vma;
	return VMB_FOUND;
}

static __always_inline enum vmb_outcome
vmb_srcu_get(struct vmb_reader *reader, unsigned long addr, enum vmb_tree tree,
	     struct vmb_held *held, vmb_srcu_walk_fn *walk)
{
	enum vmb_outcome outcome;

	held->srcu = srcu_read_lock(&reader->model->srcu);
	outcome = vmb_srcu_find(reader, addr, tree, held, walk);
	if (unlikely(outcome != VMB_FOUND))
		srcu_read_unlock(&reader->model->srcu, held->srcu);
	return outcome;
}

static __always_inline bool vmb_srcu_put(struct vmb_reader *reader,
					 const struct vmb_held *held)
{
	/* vma_is_dead() */
	bool dead = vmb_vma_sequence_moved(reader, held->vma, held->seq);

	srcu_read_unlock(&reader->model->srcu, held->srcu);
	return !dead;
}

#endif /* VMB_SRCU_SEQLOCK_H */
