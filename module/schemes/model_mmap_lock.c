// SPDX-License-Identifier: GPL-2.0-only
/*
 * model_mmap_lock: the mm-wide lock for reading, and a walk.
 *
 * What every proposal set out to beat, on the model: mmap_sem as it was when
 * the first was posted in 2010, and mmap_lock as lookups still fall back to it.
 *
 * Promises everything: while a reader holds the lock no writer changes
 * anything, so an answer is certain, and a walk sees one state of all slots.
 *
 * Departs from the kernel in nothing that readers see; find_vma() answers with
 * the next VMA if none covers the address, which is one comparison more.
 */
#include "../model/reader.h"

#define MODEL_MMAP_LOCK_PROMISES \
	(VMB_WALK_IS_SURE | VMB_SPANS_ARE_WHOLE | VMB_STAYS_IN_TREE | \
	 VMB_HAS_LOCK)

static __always_inline enum vmb_outcome
model_mmap_lock_get(struct vmb_reader *reader, unsigned long addr,
		    enum vmb_tree tree, struct vmb_held *held)
{
	down_read(&reader->model->lock);
	held->vma = vmb_walk(reader->model, addr, tree);
	if (likely(held->vma))
		return VMB_FOUND;
	up_read(&reader->model->lock);
	return VMB_EMPTY;
}

static __always_inline bool
model_mmap_lock_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	up_read(&reader->model->lock);
	return true;
}

/* A walk has the lock from its first slot to its last. */
static __always_inline enum vmb_outcome
model_mmap_locked_get(struct vmb_reader *reader, unsigned long addr,
		      enum vmb_tree tree, struct vmb_held *held)
{
	held->vma = vmb_walk(reader->model, addr, tree);
	return likely(held->vma) ? VMB_FOUND : VMB_EMPTY;
}

static __always_inline bool
model_mmap_locked_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	return true;
}

static __always_inline enum vmb_outcome
model_mmap_lock_lookup(struct vmb_reader *reader, unsigned long addr,
		       enum vmb_tree tree)
{
	return vmb_model_lookup(reader, addr, tree, MODEL_MMAP_LOCK_PROMISES,
				model_mmap_lock_get, model_mmap_lock_put);
}

static __always_inline void
model_mmap_lock_iterate(struct vmb_reader *reader, unsigned long addr,
			enum vmb_tree tree)
{
	down_read(&reader->model->lock);
	vmb_model_iterate(reader, addr, tree, MODEL_MMAP_LOCK_PROMISES,
			  model_mmap_locked_get, model_mmap_locked_put);
	up_read(&reader->model->lock);
}

static const struct vmb_protocol model_mmap_lock_protocol = {
	/* No lock_bytes: none of it is in the VMA. */
	/* The lock alone keeps readers away, so a VMA can be freed at once. */
	.retire = vmb_protocol_free,
};

VMB_DEFINE_MODEL_ROWS(model_mmap_lock, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_ROWS(model_mmap_lock, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(static, model_mmap_lock)
VMB_DEFINE_MODEL_SCHEME(model_mmap_lock, model_mmap_lock, VMB_FAMILY_MODEL,
			VMB_MAPLE, VMB_ON_BOTH, 0);
