// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock_then_drop: mmap_lock for as long as it takes to find and lock the VMA,
 * which stays locked when mmap_lock is dropped.
 *
 * For userfaultfd, after lock_vma_under_rcu(), and with a trylock for the stack maps of
 * BPF.  Nobody writes to the VMA then, so only the limit of references stops the lock.
 * Source: uffd_lock_vma() in mm/userfaultfd.c.
 */
#include <linux/mm.h>

#include "kernel.h"
#include "../resolve.h"

static const char *unavailable(void)
{
	return VMB_HAVE_VMA_START_READ_LOCKED ? NULL :
		"this kernel cannot keep a VMA locked when it drops mmap_lock (it has no vma_start_read_locked() that can fail, which came with 6.15, or no CONFIG_PER_VMA_LOCK)";
}

static __always_inline enum vmb_outcome
lock_then_drop_lookup(struct vmb_reader *reader, unsigned long addr)
{
	enum vmb_outcome outcome = VMB_NOTHING;
#if VMB_HAVE_VMA_START_READ_LOCKED
	struct vm_area_struct *vma;

	mmap_read_lock(reader->mm);
	vma = vmb_find_vma(reader->mm, addr);
	if (vma && (vma->vm_start > addr || !vma_start_read_locked(vma)))
		vma = NULL;
	mmap_read_unlock(reader->mm);
	if (vma) {
		outcome = vma->vm_end > addr ? VMB_FOUND : VMB_WRONG;
		vmb_reader_found(reader, vma->vm_start);
		vma_end_read(vma);
	}
#endif
	return outcome;
}

static __always_inline void
lock_then_drop_iterate(struct vmb_reader *reader, unsigned long addr)
{
	vmb_iterate_by_lookup(reader, addr, lock_then_drop_lookup);
}

VMB_DEFINE_KERNEL_SCHEME(lock_then_drop, BIT(VMB_MAPLE), unavailable);
