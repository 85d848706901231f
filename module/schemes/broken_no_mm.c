// SPDX-License-Identifier: GPL-2.0-only
/*
 * broken_no_mm: vm_refcnt whose readers do not look at the VMA's address space
 * once they have a reference.  For the checker to catch: the VMA was freed and
 * reused by another address space between the walk and the reference.
 *
 * It always runs as with spaces=2.  Readers take their time between the two.
 */
#include "vm_refcnt.h"

static __always_inline enum vmb_outcome
broken_no_mm_get(struct vmb_reader *reader, unsigned long addr,
		 enum vmb_tree tree, struct vmb_held *held)
{
	return vmb_vm_refcnt_get(reader, addr, tree, held, VMB_CHECKS_SEQ);
}

static __always_inline bool broken_no_mm_put(struct vmb_reader *reader,
					     const struct vmb_held *held)
{
	vmb_vm_refcnt_put(held->vma);
	return true;
}

static const struct vmb_protocol broken_no_mm_protocol = {
	VMB_VM_REFCNT_PROTOCOL,
	.needs_other = true,
	.begin_write = vmb_vm_refcnt_begin_write,
};

VMB_DEFINE_MODEL_READ(broken_no_mm, VMB_STAYS_IN_TREE)
VMB_DEFINE_MODEL_ROWS(broken_no_mm, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(static, broken_no_mm)
VMB_DEFINE_MODEL_SCHEME(broken_no_mm, broken_no_mm, VMB_FAMILY_BROKEN,
			VMB_MAPLE, VMB_ON_MAPLE, 0);
