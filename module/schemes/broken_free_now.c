// SPDX-License-Identifier: GPL-2.0-only
/*
 * broken_free_now: a walk under RCU, and VMAs that are freed without a grace
 * period.  For the checker to catch: a reader sees a VMA that is freed, or is
 * another, or is being changed.  On the rbtree it is also a node of the tree, as
 * what StackRot freed was (CVE-2023-3269).
 */
#include "../model/reader.h"

static __always_inline enum vmb_outcome
broken_free_now_get(struct vmb_reader *reader, unsigned long addr,
		    enum vmb_tree tree, struct vmb_held *held)
{
	rcu_read_lock();
	held->vma = vmb_walk(reader->model, addr, tree);
	if (likely(held->vma))
		return VMB_FOUND;
	rcu_read_unlock();
	return vmb_gave_up(reader, VMB_GAVE_UP_NOTHING);
}

static __always_inline bool
broken_free_now_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	rcu_read_unlock();
	return true;
}

static const struct vmb_protocol broken_free_now_protocol = {
	.retire = vmb_protocol_free,
};

VMB_DEFINE_MODEL_READ(broken_free_now, 0)
VMB_DEFINE_MODEL_ROWS(broken_free_now, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_ROWS(broken_free_now, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(static, broken_free_now)
VMB_DEFINE_MODEL_SCHEME_WITH(broken_free_now, broken_free_now_protocol,
			     broken_free_now_write, 5000, VMB_FAMILY_BROKEN,
			     VMB_MAPLE, VMB_ON_BOTH, 0);
