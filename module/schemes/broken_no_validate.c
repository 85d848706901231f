// SPDX-License-Identifier: GPL-2.0-only
/*
 * broken_no_validate: seqcount_mm whose readers do not look at the sequence again
 * when they are done.  For the checker to catch: a writer that began meanwhile
 * changes the VMA under the reader.
 */
#include "seqcount_mm.h"

static __always_inline enum vmb_outcome
broken_no_validate_get(struct vmb_reader *reader, unsigned long addr,
		       enum vmb_tree tree, struct vmb_held *held)
{
	return vmb_seqcount_get(reader, addr, tree, held);
}

static __always_inline bool
broken_no_validate_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	rcu_read_unlock();
	return true;
}

VMB_DEFINE_MODEL_READ_WITH(broken_no_validate, VMB_SEQCOUNT_PROMISES,
			   vmb_model_iterate_apart)
VMB_DEFINE_MODEL_ROWS(broken_no_validate, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_SCHEME_WITH(broken_no_validate, vmb_seqcount_protocol,
			     vmb_seqcount_write, 5000, VMB_FAMILY_BROKEN,
			     VMB_MAPLE, VMB_ON_MAPLE, 0);
