// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_path: lock_vma_under_rcu(), and where that gives up mmap_lock and
 * find_vma(), as the page-fault handler does.
 *
 * Source: do_user_addr_fault() in arch/x86/mm/fault.c and
 * lock_mm_and_find_vma() in mm/mmap_lock.c, before 6.16 mm/memory.c.
 */
#include "mmap_locked.h"
#include "vma_lock.h"

static __always_inline enum vmb_outcome
fault_path_lookup(struct vmb_reader *reader, unsigned long addr)
{
	enum vmb_outcome outcome = vmb_vma_lock_lookup(reader, addr);

	if (likely(outcome != VMB_NOTHING))
		return outcome;
	reader->counts.fallbacks++;
	return vmb_mmap_locked_lookup(reader, addr);
}

static __always_inline void
fault_path_iterate(struct vmb_reader *reader, unsigned long addr)
{
	vmb_iterate_by_lookup(reader, addr, fault_path_lookup);
}

VMB_DEFINE_KERNEL_SCHEME(fault_path, BIT(VMB_MAPLE), vmb_no_lock_vma);
