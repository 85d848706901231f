// SPDX-License-Identifier: GPL-2.0-only
/*
 * srcu_fast_seqlock: srcu_seqlock with srcu_read_lock_fast().
 *
 * From: Peter Zijlstra's patch of October 2014, see srcu_seqlock, with what Paul
 * McKenney made of SRCU since: include/linux/srcu.h, readers without a full
 * barrier since 2025.
 *
 * srcu_read_lock() and srcu_read_unlock() have a full barrier each, which was
 * most of what a lookup by srcu_seqlock costs.  Readers of this kind have none:
 * a grace period of theirs waits for grace periods of RCU instead.  So what
 * readers save, reclamation pays in time: VMAs and files wait longer.
 *
 * Promises what srcu_seqlock promises, and departs from the patch as it does.
 */
#include "srcu_seqlock.h"
#include "vmb_features.h"

#if VMB_HAVE_SRCU_FAST

static const char *unavailable(void)
{
	return NULL;
}

static int init_srcu(struct srcu_struct *srcu)
{
	return init_srcu_struct_fast(srcu);
}

static __always_inline struct srcu_ctr __percpu *
enter(struct srcu_struct *srcu)
{
	return srcu_read_lock_fast(srcu);
}

static __always_inline void leave(struct srcu_struct *srcu,
				  struct srcu_ctr __percpu *entered)
{
	srcu_read_unlock_fast(srcu, entered);
}

#else

static const char *unavailable(void)
{
	return "this kernel has no init_srcu_struct_fast()";
}

static int init_srcu(struct srcu_struct *srcu)
{
	return -EOPNOTSUPP;
}

static __always_inline struct srcu_ctr __percpu *
enter(struct srcu_struct *srcu)
{
	return NULL;
}

static __always_inline void leave(struct srcu_struct *srcu,
				  struct srcu_ctr __percpu *entered)
{
}

#endif /* VMB_HAVE_SRCU_FAST */

static __always_inline enum vmb_outcome
srcu_fast_seqlock_get(struct vmb_reader *reader, unsigned long addr,
		      enum vmb_tree tree, struct vmb_held *held)
{
	enum vmb_outcome outcome;

	held->srcu_fast = enter(&reader->model->srcu);
	outcome = vmb_srcu_find(reader, addr, tree, held, vmb_srcu_walk);
	if (unlikely(outcome != VMB_FOUND))
		leave(&reader->model->srcu, held->srcu_fast);
	return outcome;
}

static __always_inline bool
srcu_fast_seqlock_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	bool dead = vmb_vma_sequence_moved(reader, held->vma, held->seq);

	leave(&reader->model->srcu, held->srcu_fast);
	return !dead;
}

static const struct vmb_protocol srcu_fast_seqlock_protocol = {
	VMB_SRCU_PROTOCOL,
	.init_srcu = init_srcu,
};

VMB_DEFINE_MODEL_READ(srcu_fast_seqlock, VMB_WALK_IS_SURE)
VMB_DEFINE_MODEL_ROWS(srcu_fast_seqlock, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_ROWS(srcu_fast_seqlock, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_SCHEME_WITH(srcu_fast_seqlock, srcu_fast_seqlock_protocol,
			     vmb_srcu_write, 0, VMB_FAMILY_MODEL, VMB_RBTREE,
			     VMB_ON_BOTH, 0, .unavailable = unavailable);
