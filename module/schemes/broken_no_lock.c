// SPDX-License-Identifier: GPL-2.0-only
/*
 * broken_no_lock: vm_refcnt whose writers take the mm-wide lock alone and lock no
 * VMA, as fork() did in 6.4.  For the checker to catch: a VMA changes under a
 * reader that holds it.
 *
 * Source: kernel/fork.c, dup_mmap(), commit fb49c455323f.
 */
#include "vm_refcnt.h"

static __always_inline enum vmb_outcome
broken_no_lock_get(struct vmb_reader *reader, unsigned long addr,
		   enum vmb_tree tree, struct vmb_held *held)
{
	return vmb_vm_refcnt_get(reader, addr, tree, held,
				 VMB_CHECKS_MM | VMB_CHECKS_SEQ);
}

static __always_inline bool
broken_no_lock_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	vmb_vm_refcnt_put(held->vma);
	return true;
}

static const struct vmb_protocol broken_no_lock_protocol = {
	VMB_VM_REFCNT_PROTOCOL,
};

VMB_DEFINE_MODEL_READ(broken_no_lock, VMB_STAYS_IN_TREE)
VMB_DEFINE_MODEL_ROWS(broken_no_lock, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(static, broken_no_lock)
VMB_DEFINE_MODEL_SCHEME_WITH(broken_no_lock, broken_no_lock_protocol,
			     broken_no_lock_write, 5000, VMB_FAMILY_BROKEN,
			     VMB_MAPLE, VMB_ON_MAPLE, 0);
