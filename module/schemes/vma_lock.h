/* SPDX-License-Identifier: GPL-2.0-only */
/* Lookups by lock_vma_under_rcu(), alone and with the fault path's fall-back. */
#ifndef VMB_VMA_LOCK_H
#define VMB_VMA_LOCK_H

#include <linux/mm.h>

#include "kernel.h"
#include "../resolve.h"

static __always_inline enum vmb_outcome
vmb_vma_lock_lookup(struct vmb_reader *reader, unsigned long addr)
{
#if VMB_HAVE_PER_VMA_LOCK
	struct vm_area_struct *vma = vmb_lock_vma_under_rcu(reader->mm, addr);
	enum vmb_outcome outcome;

	if (!vma)
		return VMB_NOTHING;
	outcome = vmb_covers(vma->vm_start, vma->vm_end, addr) ?
		VMB_FOUND : VMB_WRONG;
	vmb_reader_found(reader, vma->vm_start);
	vma_end_read(vma);
	return outcome;
#else
	return VMB_NOTHING;
#endif
}

#endif /* VMB_VMA_LOCK_H */
