// SPDX-License-Identifier: GPL-2.0-only
/*
 * model_vma_wait: vm_refcnt whose readers wait for a writer, rather than do the
 * work again under the mm-wide lock.
 *
 * From: Dave Hansen, vma_start_read_unlocked(), April 2026, on linux-mm; for
 * users of single VMAs such as binder and TCP receive, which have a second code
 * path today only because lock_vma_under_rcu() may fail.
 *
 * A reader that does not get the VMA takes the mm-wide lock for reading, which
 * it gets when the writer is done, looks whether a VMA is there at all, lets the
 * lock go, and begins again.  So it has a VMA or knows that there is none, and
 * there is one code path.  It may have to wait several times, and must hold no
 * other VMA meanwhile: a writer that has the lock waits for its reader.
 *
 * Promises: what is found is stable until it is put, its file is open; a lookup
 * that finds nothing was right.  A walk holds one VMA at a time, so it promises
 * nothing of spans.
 *
 * Departs from the posting:
 * - It has the model's vm_refcnt, with the knobs left out.
 */
#include "vm_refcnt.h"

/* Wait until nobody writes; rare, so out of line.  Return true if a VMA is there. */
static noinline bool wait_for_writer(struct vmb_reader *reader,
				     unsigned long addr, enum vmb_tree tree)
{
	bool is_there;

	/* The try did, the lookup does not. */
	reader->counts.gave_up[reader->cause]--;
	down_read(&reader->model->lock);
	is_there = vmb_walk(reader->model, addr, tree);
	up_read(&reader->model->lock);
	reader->counts.retries += is_there;
	return is_there;
}

static __always_inline enum vmb_outcome
model_vma_wait_get(struct vmb_reader *reader, unsigned long addr,
		   enum vmb_tree tree, struct vmb_held *held)
{
	while (unlikely(vmb_vm_refcnt_get(reader, addr, tree, held,
					  VMB_CHECKS_SEQ | VMB_CHECKS_MM) !=
			VMB_FOUND))
		if (!wait_for_writer(reader, addr, tree))
			return VMB_EMPTY;
	return VMB_FOUND;
}

static __always_inline bool model_vma_wait_put(struct vmb_reader *reader,
					       const struct vmb_held *held)
{
	vmb_vm_refcnt_put(held->vma);
	return true;
}

VMB_DEFINE_MODEL_READ_WITH(model_vma_wait, VMB_WALK_IS_SURE |
			   VMB_STAYS_IN_TREE | VMB_HAS_LOCK,
			   vmb_model_iterate_apart)
VMB_DEFINE_MODEL_ROWS(model_vma_wait, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_ROWS(model_vma_wait, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_SCHEME(model_vma_wait, vmb_vm_refcnt, VMB_FAMILY_MODEL,
			VMB_MAPLE, VMB_ON_BOTH, 0);
