// SPDX-License-Identifier: GPL-2.0-only
/*
 * broken_late_hazard: hazptr whose readers look whether a writer has stamped the
 * VMA before they store it where writers look.  For the checker to catch: neither
 * sees the other, and the writer changes the VMA under the reader.
 *
 * Readers take their time between the two.
 */
#include "hazptr.h"
#include "linger.h"

static __always_inline struct vmb_vma **
protect_later(struct vmb_reader *reader, u32 which, struct vmb_vma *vma)
{
	return &reader->hazards->vma[which];
}

static __always_inline enum vmb_outcome
broken_late_hazard_get(struct vmb_reader *reader, unsigned long addr,
		       enum vmb_tree tree, struct vmb_held *held)
{
	enum vmb_outcome outcome = vmb_hazptr_get(reader, addr, tree, held,
						  protect_later);

	if (outcome != VMB_FOUND)
		return outcome;
	vmb_linger_until(READ_ONCE(held->vma->seq) ==
			 READ_ONCE(reader->model->lock_seq));
	vmb_hazard_set(reader, held->hazard, held->vma);
	return VMB_FOUND;
}

static __always_inline bool
broken_late_hazard_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	vmb_hazard_clear(held->hazard);
	return true;
}

VMB_DEFINE_MODEL_READ(broken_late_hazard, VMB_STAYS_IN_TREE)
VMB_DEFINE_MODEL_ROWS(broken_late_hazard, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_SCHEME_WITH(broken_late_hazard, vmb_hazptr_protocol,
			     vmb_hazptr_write, 5000, VMB_FAMILY_BROKEN,
			     VMB_MAPLE, VMB_ON_MAPLE, 0);
