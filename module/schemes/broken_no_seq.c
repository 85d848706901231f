// SPDX-License-Identifier: GPL-2.0-only
/*
 * broken_no_seq: srcu_seqlock whose walks down the rbtree are not repeated when
 * the seqlock has moved.  For the checker to catch: a walk that a rotation led
 * astray finds nothing where something is, and promises that this is so.
 *
 * A slot that is emptied and filled again is a leaf soon, and moves no other:
 * it takes spans of several slots (write_span) to turn the tree over.
 */
#include "linger.h"
#include "srcu_seqlock.h"

/* vmb_walk_rbtree(), taking its time at every node. */
static __always_inline struct vmb_vma *
walk_slowly(struct vmb_reader *reader, unsigned long addr, enum vmb_tree tree)
{
	struct rb_node *node = READ_ONCE(reader->model->rb.rb_node);
	struct vmb_vma *found = NULL;
	u64 steps = 0;

	while (node && !found) {
		struct vmb_vma *vma = rb_entry(node, struct vmb_vma, rb);

		vmb_linger(20);
		steps++;
		if (addr < READ_ONCE(vma->start))
			node = READ_ONCE(node->rb_left);
		else if (addr >= READ_ONCE(vma->end))
			node = READ_ONCE(node->rb_right);
		else
			found = vma;
	}
	vmb_srcu_walked(reader, steps);
	return found;
}

static __always_inline enum vmb_outcome
broken_no_seq_get(struct vmb_reader *reader, unsigned long addr,
		  enum vmb_tree tree, struct vmb_held *held)
{
	return vmb_srcu_get(reader, addr, tree, held, walk_slowly);
}

static __always_inline bool
broken_no_seq_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	return vmb_srcu_put(reader, held);
}

/* The walk down a maple tree needs no seqlock to be right. */
VMB_DEFINE_MODEL_READ(broken_no_seq, VMB_WALK_IS_SURE)
VMB_DEFINE_MODEL_ROWS(broken_no_seq, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_SCHEME(broken_no_seq, vmb_srcu, VMB_FAMILY_BROKEN,
			VMB_RBTREE, VMB_ON_RBTREE, 0);
