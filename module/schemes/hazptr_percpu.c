// SPDX-License-Identifier: GPL-2.0-only
/*
 * hazptr_percpu: hazptr with the hazard pointers of CPUs, rather than of readers.
 *
 * From: Mathieu Desnoyers, "[RFC PATCH v5 1/2] hazptr: Implement Hazard
 * Pointers", February 2026, and Paul McKenney's series of September 2026: the
 * interface proposed for the kernel.
 *
 * A CPU has four pointers in a line of its own; a reader takes one that is free,
 * and if none is, one of its own, which in the kernel is on its stack.  So no
 * thread has to be given pointers before it reads.  But a reader finds its CPU first,
 * must not be preempted before the pointer is written, and looks for a free one.
 *
 * Promises what hazptr promises, with the same writers and the same knob fence.
 *
 * Departs from the posting:
 * - When a reader is switched out the scheduler moves its pointer to the reader's
 *   own slot.  A module cannot: the CPU has a pointer less until the reader is
 *   done.  The next four then have those of their own.
 * - As posted, a slot is reserved with a wildcard first, and the address of what
 *   is protected is read after a barrier.  Here RCU protects the walk, and a
 *   look at the VMA follows: the wildcard has nothing to do.
 * - A writer looks at the pointers of all CPUs and of all readers; as posted at those
 *   of CPUs, and at a list of the others, which is mostly empty.
 */
#include <linux/preempt.h>
#include <linux/smp.h>

#include "hazptr.h"

static __always_inline struct vmb_vma **
protect(struct vmb_reader *reader, u32 which, struct vmb_vma *vma)
{
	struct vmb_mm *mm = reader->model;
	struct vmb_vma **hazard;
	unsigned int i;

	preempt_disable();
	hazard = mm->hazards[mm->nr_readers + smp_processor_id()].vma;
	/* Others only clear them. */
	for (i = 0; i < VMB_HAZARDS && unlikely(READ_ONCE(*hazard)); i++)
		hazard++;
	if (unlikely(i == VMB_HAZARDS))
		hazard = &reader->hazards->vma[which];
	vmb_hazard_set(reader, hazard, vma);
	preempt_enable();
	return hazard;
}

static __always_inline enum vmb_outcome
hazptr_percpu_get(struct vmb_reader *reader, unsigned long addr,
		  enum vmb_tree tree, struct vmb_held *held)
{
	return vmb_hazptr_get(reader, addr, tree, held, protect);
}

static __always_inline bool hazptr_percpu_put(struct vmb_reader *reader,
					      const struct vmb_held *held)
{
	vmb_hazard_clear(held->hazard);
	return true;
}

static const struct vmb_protocol hazptr_percpu_protocol = {
	VMB_HAZPTR_PROTOCOL,
	.percpu_hazards = true,
};

VMB_DEFINE_MODEL_READ(hazptr_percpu, VMB_SPANS_ARE_WHOLE | VMB_STAYS_IN_TREE)
VMB_DEFINE_MODEL_ROWS(hazptr_percpu, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_ROWS(hazptr_percpu, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_SCHEME_WITH(hazptr_percpu, hazptr_percpu_protocol,
			     vmb_hazptr_write, 0, VMB_FAMILY_MODEL, VMB_MAPLE,
			     VMB_ON_BOTH, VMB_OPTION_FENCE);
