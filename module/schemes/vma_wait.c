// SPDX-License-Identifier: GPL-2.0-only
/*
 * vma_wait: lock_vma_under_rcu(), and where that gives up, mmap_lock is taken and
 * dropped, which waits for the writer; then again.  Callers need no path of their own
 * for a VMA that is being written.
 *
 * From: Dave Hansen, vma_start_read_unlocked(), linux-mm, April 2026.  It is made of
 * its parts here, as it is in no kernel yet.
 *
 * Departs from it: what cannot be locked the second time is looked up under mmap_lock.
 * Kernels before 6.10 lock no VMA that has no anon_vma, however often one tries.
 */
#include "mmap_locked.h"
#include "vma_lock.h"

/* Wait until nobody writes; out of line, as it is rare.  Return true if a VMA is there. */
static noinline bool wait_for_writer(struct vmb_reader *reader, unsigned long addr)
{
	struct vm_area_struct *vma;
	bool is_there;

	mmap_read_lock(reader->mm);
	vma = vmb_find_vma(reader->mm, addr);
	is_there = vma && vma->vm_start <= addr;
	mmap_read_unlock(reader->mm);
	return is_there;
}

static __always_inline enum vmb_outcome
vma_wait_lookup(struct vmb_reader *reader, unsigned long addr)
{
	enum vmb_outcome outcome = vmb_vma_lock_lookup(reader, addr);

	if (likely(outcome != VMB_NOTHING))
		return outcome;
	reader->counts.fallbacks++;
	if (!wait_for_writer(reader, addr))
		return VMB_NOTHING;
	reader->counts.retries++;
	outcome = vmb_vma_lock_lookup(reader, addr);
	if (outcome != VMB_NOTHING)
		return outcome;
	return vmb_mmap_locked_lookup(reader, addr);
}

static __always_inline void
vma_wait_iterate(struct vmb_reader *reader, unsigned long addr)
{
	vmb_iterate_by_lookup(reader, addr, vma_wait_lookup);
}

VMB_DEFINE_KERNEL_SCHEME(vma_wait, BIT(VMB_MAPLE), vmb_no_lock_vma);
