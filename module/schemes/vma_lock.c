// SPDX-License-Identifier: GPL-2.0-only
/*
 * vma_lock: lock_vma_under_rcu() and vma_end_read().
 *
 * A per-VMA rwsem up to 6.14, the reference count vm_refcnt from 6.15 on.  It
 * gives up on a VMA that is being written: with mmap_lock there is no telling
 * from outside whether the slot was empty then.  Source: mm/mmap_lock.c,
 * before 6.16 mm/memory.c.
 */
#include "vma_lock.h"

static __always_inline enum vmb_outcome
vma_lock_lookup(struct vmb_reader *reader, unsigned long addr)
{
	return vmb_vma_lock_lookup(reader, addr);
}

static __always_inline void
vma_lock_iterate(struct vmb_reader *reader, unsigned long addr)
{
	vmb_iterate_by_lookup(reader, addr, vma_lock_lookup);
}

VMB_DEFINE_KERNEL_SCHEME(vma_lock, BIT(VMB_MAPLE), vmb_no_lock_vma);
