/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The trees VMAs are kept in, and the walks down them.
 *
 * A walk is the same text for every scheme, with or without a lock held.
 * Without one, a walk down the maple tree under RCU finds whatever is there
 * all the time.  A walk down the rbtree ends, since rotations leave a tree
 * behind, but may end at the wrong place (lib/rbtree.c says which stores make
 * that so).
 */
#ifndef VMB_MODEL_INDEX_H
#define VMB_MODEL_INDEX_H

#include "mm.h"

/* Walk down the rbtree; @steps is raised by one for each node, unless NULL. */
static __always_inline struct vmb_vma *
vmb_walk_rbtree(const struct vmb_mm *mm, unsigned long addr, u64 *steps)
{
	struct rb_node *node = READ_ONCE(mm->rb.rb_node);

	while (node) {
		/* Depends on the load that gave it, as the VMA's fields do. */
		struct vmb_vma *vma = rb_entry(node, struct vmb_vma, rb);

		if (steps)
			(*steps)++;
		if (addr < READ_ONCE(vma->start))
			node = READ_ONCE(node->rb_left);
		else if (addr >= READ_ONCE(vma->end))
			node = READ_ONCE(node->rb_right);
		else
			return vma;
	}
	return NULL;
}

/**
 * vmb_walk() - find the VMA that covers an address
 * @mm: the address space
 * @addr: the address
 * @tree: which tree it uses: a constant, where it matters
 *
 * Context: @mm->lock held, or under RCU or SRCU, as the scheme frees VMAs.
 * Return: the VMA, NULL if there is none.
 */
static __always_inline struct vmb_vma *
vmb_walk(struct vmb_mm *mm, unsigned long addr, enum vmb_tree tree)
{
	MA_STATE(mas, &mm->mt, addr, addr);

	if (tree == VMB_RBTREE)
		return vmb_walk_rbtree(mm, addr, NULL);
	return mas_walk(&mas);
}

/* If memory is short, fail rather than invoke the OOM killer. */
#define VMB_TREE_GFP (GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN)
/*
 * Putting a VMA back into the tree must not fail.  The count of objects at the
 * end of the run would show that it did.
 */
#define VMB_RELINK_GFP (GFP_KERNEL | __GFP_NOFAIL)

/*
 * For writers: mm->lock is held for writing.  Of the errors only -ENOMEM is
 * possible, of the maple tree; nothing has been changed then.
 */
int vmb_index_link(struct vmb_mm *mm, struct vmb_vma *vma, gfp_t gfp);
int vmb_index_unlink(struct vmb_mm *mm, struct vmb_vma *const *vmas,
		     unsigned int n, gfp_t gfp);
int vmb_index_swallow(struct vmb_mm *mm, struct vmb_vma *vma,
		      struct vmb_vma *gone, gfp_t gfp);
struct vmb_vma *vmb_index_next(struct vmb_mm *mm, unsigned long addr);

unsigned int vmb_index_height_max(u64 vmas);

static inline void vmb_relink(struct vmb_mm *mm, struct vmb_vma *vma)
{
	vmb_index_link(mm, vma, VMB_RELINK_GFP);
}

#endif /* VMB_MODEL_INDEX_H */
