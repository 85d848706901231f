// SPDX-License-Identifier: GPL-2.0-only
/*
 * broken_no_seq: srcu_seqlock whose walks down the rbtree are not repeated when
 * the seqlock has moved.  For the checker to catch: a walk that a rotation led
 * astray finds nothing where something is, and promises that this is so.
 *
 * A slot that is emptied and filled again is a leaf soon, and moves no other.
 * So after each operation a writer takes any VMA out of the tree and puts it
 * back, within one section of the seqlock: readers that look at the seqlock
 * cannot tell, and the tree is turned over.
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

/* Another writer may have emptied the slot; nothing is to be moved then. */
static void turn_over(struct vmb_writer *writer)
{
	const struct vmb_arena *arena = writer->arena;
	u32 slot = vmb_random_below(vmb_random_next(&writer->random) >> 32,
				    arena->slots);
	struct vmb_mm *mm = writer->model;
	struct vmb_vma *vma;

	vmb_mm_write_lock(mm);
	vma = vmb_walk(mm, vmb_arena_addr(arena, slot), VMB_RBTREE);
	if (vma) {
		write_seqlock(&mm->tree_seq);
		vmb_index_unlink(mm, &vma, 1, GFP_ATOMIC);
		vmb_linger(100);
		vmb_relink(mm, vma);
		write_sequnlock(&mm->tree_seq);
	}
	vmb_mm_write_unlock(mm);
}

static int broken_no_seq_write(struct vmb_writer *writer)
{
	int err = vmb_srcu_write(writer);

	if (!err)
		turn_over(writer);
	return err;
}

/* The walk down a maple tree needs no seqlock to be right. */
VMB_DEFINE_MODEL_READ(broken_no_seq, VMB_WALK_IS_SURE)
VMB_DEFINE_MODEL_ROWS(broken_no_seq, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_SCHEME_WITH(broken_no_seq, vmb_srcu_protocol,
			     broken_no_seq_write, 0, VMB_FAMILY_BROKEN,
			     VMB_RBTREE, VMB_ON_RBTREE, 0);
