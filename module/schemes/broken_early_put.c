// SPDX-License-Identifier: GPL-2.0-only
/*
 * broken_early_put: vm_refcnt whose readers put their reference before they are
 * done with the VMA: they read afterwards which address space to wake up, of which
 * the kernel takes a copy before.  For the checker to catch: a writer changes the
 * VMA, or frees it, and nobody holds it.
 *
 * With one address space the wake-up comes too late, but it comes.
 *
 * Source: include/linux/mmap_lock.h, vma_refcount_put().
 */
#include "vm_refcnt.h"

static __always_inline enum vmb_outcome
broken_early_put_get(struct vmb_reader *reader, unsigned long addr,
		     enum vmb_tree tree, struct vmb_held *held)
{
	enum vmb_outcome outcome = vmb_vm_refcnt_get(reader, addr, tree, held,
						     VMB_CHECKS_MM |
						     VMB_CHECKS_SEQ);

	if (outcome == VMB_FOUND)
		atomic_fetch_sub_release(1, &held->vma->refs);
	return outcome;
}

static __always_inline bool
broken_early_put_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	rcuwait_wake_up(&READ_ONCE(held->vma->mm)->writer_wait);
	return true;
}

static const struct vmb_protocol broken_early_put_protocol = {
	VMB_VM_REFCNT_PROTOCOL,
	.begin_write = vmb_vm_refcnt_begin_write,
};

VMB_DEFINE_MODEL_READ(broken_early_put, VMB_STAYS_IN_TREE)
VMB_DEFINE_MODEL_ROWS(broken_early_put, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(static, broken_early_put)
VMB_DEFINE_MODEL_SCHEME_WITH(broken_early_put, broken_early_put_protocol,
			     broken_early_put_write, 5000, VMB_FAMILY_BROKEN,
			     VMB_MAPLE, VMB_ON_MAPLE, 0);
