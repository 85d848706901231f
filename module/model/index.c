// SPDX-License-Identifier: GPL-2.0-only
/* Changing the trees that VMAs are kept in. */
#include "index.h"

static void link_rbtree(struct vmb_mm *mm, struct vmb_vma *vma)
{
	struct rb_node **link = &mm->rb.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = vma->start <
		       rb_entry(parent, struct vmb_vma, rb)->start ?
		       &parent->rb_left : &parent->rb_right;
	}
	/* Publishes the VMA: its fields are stored before. */
	rb_link_node_rcu(&vma->rb, parent, link);
	/* Rotations publish it once more, by stores that order nothing. */
	smp_wmb();
	rb_insert_color(&vma->rb, &mm->rb);
}

static int store(struct vmb_mm *mm, unsigned long start, unsigned long end,
		 struct vmb_vma *vma, gfp_t gfp)
{
	MA_STATE(mas, &mm->mt, start, end - 1);

	return mas_store_gfp(&mas, vma, gfp);
}

/**
 * vmb_index_link() - put a VMA into the tree
 * @mm: the address space
 * @vma: the VMA; in the maple tree it can overwrite part of a larger one
 * @gfp: how to allocate
 *
 * Context: @mm->lock held for writing; sleeps if @gfp says so.
 * Return: 0 or -ENOMEM.
 */
int vmb_index_link(struct vmb_mm *mm, struct vmb_vma *vma, gfp_t gfp)
{
	if (mm->tree == VMB_MAPLE)
		return store(mm, vma->start, vma->end, vma, gfp);
	link_rbtree(mm, vma);
	return 0;
}

/**
 * vmb_index_unlink() - take VMAs from the tree
 * @mm: the address space
 * @vmas: neighbours, in the order of their addresses
 * @n: how many
 * @gfp: how to allocate
 *
 * They leave the maple tree all at once, the rbtree one after the other.
 *
 * Context: @mm->lock held for writing; sleeps if @gfp says so.
 * Return: 0 or -ENOMEM.
 */
int vmb_index_unlink(struct vmb_mm *mm, struct vmb_vma *const *vmas,
		     unsigned int n, gfp_t gfp)
{
	unsigned int i;

	if (mm->tree == VMB_MAPLE)
		return store(mm, vmas[0]->start, vmas[n - 1]->end, NULL, gfp);
	for (i = 0; i < n; i++)
		rb_erase(&vmas[i]->rb, &mm->rb);
	return 0;
}

/**
 * vmb_index_swallow() - replace two neighbours by the first
 * @mm: the address space
 * @vma: the VMA, whose end is changed already
 * @gone: the one behind it, which leaves the tree
 * @gfp: how to allocate
 *
 * Context: @mm->lock held for writing; sleeps if @gfp says so.
 * Return: 0 or -ENOMEM.
 */
int vmb_index_swallow(struct vmb_mm *mm, struct vmb_vma *vma,
		      struct vmb_vma *gone, gfp_t gfp)
{
	if (mm->tree == VMB_MAPLE)
		return store(mm, vma->start, gone->end, vma, gfp);
	rb_erase(&gone->rb, &mm->rb);
	return 0;
}

/**
 * vmb_index_next() - find the first VMA that ends above an address
 * @mm: the address space
 * @addr: the address
 *
 * Context: @mm->lock held.
 * Return: the VMA, NULL if there is none.
 */
struct vmb_vma *vmb_index_next(struct vmb_mm *mm, unsigned long addr)
{
	struct rb_node *node = mm->rb.rb_node;
	struct vmb_vma *best = NULL;
	MA_STATE(mas, &mm->mt, addr, addr);

	if (mm->tree == VMB_MAPLE)
		return mas_find(&mas, ULONG_MAX);
	while (node) {
		struct vmb_vma *vma = rb_entry(node, struct vmb_vma, rb);

		if (addr < vma->end) {
			best = vma;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return best;
}

/**
 * vmb_index_height_max() - compute the largest height of an rbtree
 * @vmas: largest number of nodes
 *
 * A red node has a black parent, and all paths from the root have the same
 * number of black nodes.  So in the highest tree of a size the colours
 * alternate on one path, and all other nodes are black: 2^(k+1) - 2 nodes for a
 * height of 2k, and 3 * 2^k - 2 for a height of 2k + 1.
 *
 * Context: any.
 * Return: number of nodes on the longest path.
 */
unsigned int vmb_index_height_max(u64 vmas)
{
	unsigned int height = 0, k;
	u64 needed;

	do {
		k = ++height / 2;
		needed = (height % 2 ? 3ULL << k : 2ULL << k) - 2;
	} while (needed <= vmas);
	return height - 1;
}
