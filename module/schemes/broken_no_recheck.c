// SPDX-License-Identifier: GPL-2.0-only
/*
 * broken_no_recheck: vm_refcnt whose readers do not look at the sequence again
 * once they have a reference.  For the checker to catch: a writer that stamped
 * the VMA between the first look and the reference changes it under the reader.
 */
#include "vm_refcnt.h"

static __always_inline enum vmb_outcome
broken_no_recheck_get(struct vmb_reader *reader, unsigned long addr,
		      enum vmb_tree tree, struct vmb_held *held)
{
	return vmb_vm_refcnt_get(reader, addr, tree, held, false);
}

static __always_inline bool
broken_no_recheck_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	vmb_vm_refcnt_put(reader->model, held->vma);
	return true;
}

VMB_DEFINE_MODEL_READ(broken_no_recheck, VMB_STAYS_IN_TREE)
VMB_DEFINE_MODEL_ROWS(broken_no_recheck, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_SCHEME(broken_no_recheck, vmb_vm_refcnt, VMB_FAMILY_BROKEN,
			VMB_MAPLE, VMB_ON_MAPLE, 0);
