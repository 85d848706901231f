// SPDX-License-Identifier: GPL-2.0-only
/*
 * broken_no_recheck: vm_refcnt whose readers do not look at the sequence again
 * once they have a reference.  For the checker to catch: a writer that stamped
 * the VMA between the first look and the reference changes it under the reader.
 *
 * Readers take their time between the two, and writers between the stamp and
 * the change.
 */
#include "vm_refcnt.h"

static __always_inline enum vmb_outcome
broken_no_recheck_get(struct vmb_reader *reader, unsigned long addr,
		      enum vmb_tree tree, struct vmb_held *held)
{
	return vmb_vm_refcnt_get(reader, addr, tree, held,
				 VMB_CHECKS_MM);
}

static __always_inline bool
broken_no_recheck_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	vmb_vm_refcnt_put(held->vma);
	return true;
}

static noinline void begin_write(struct vmb_mm *mm, struct vmb_vma *const *vmas,
				 unsigned int n, struct vmb_write_counts *counts)
{
	vmb_vm_refcnt_begin_write(mm, vmas, n, counts);
	vmb_linger(100);
}

static const struct vmb_protocol broken_no_recheck_protocol = {
	VMB_VM_REFCNT_PROTOCOL,
	.begin_write = begin_write,
};

VMB_DEFINE_MODEL_READ(broken_no_recheck, VMB_STAYS_IN_TREE)
VMB_DEFINE_MODEL_ROWS(broken_no_recheck, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(static, broken_no_recheck)
VMB_DEFINE_MODEL_SCHEME_WITH(broken_no_recheck, broken_no_recheck_protocol,
			     broken_no_recheck_write, 5000, VMB_FAMILY_BROKEN,
			     VMB_MAPLE, VMB_ON_MAPLE, 0);
