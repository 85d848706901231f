/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lookups under mmap_lock: a scheme of their own, and what others fall back
 * to.
 */
#ifndef VMB_MMAP_LOCKED_H
#define VMB_MMAP_LOCKED_H

#include <linux/mm.h>

#include "kernel.h"
#include "../resolve.h"

static __always_inline enum vmb_outcome
vmb_mmap_locked_lookup(struct vmb_reader *reader, unsigned long addr)
{
	enum vmb_outcome outcome = VMB_NOTHING;
	struct vm_area_struct *vma;

	mmap_read_lock(reader->mm);
	vma = vmb_find_vma(reader->mm, addr);
	/* The first VMA that ends above the address may begin above it too. */
	if (vma && vma->vm_start <= addr) {
		outcome = vma->vm_end > addr ? VMB_FOUND : VMB_WRONG;
		vmb_reader_found(reader, vma->vm_start);
	}
	mmap_read_unlock(reader->mm);
	return outcome;
}

/**
 * vmb_walk_vmas() - walk over read_span slots, and count those not found
 * @reader: the reader
 * @addr: an address in the first slot
 * @before: receives the counts before the first slot that is not found; NULL:
 *          they are not needed
 *
 * Context: mmap_lock held, or under RCU with what was counted thrown away if
 *          the address space has changed meanwhile.
 * Return: number of slots that were not found.
 */
static __always_inline u32
vmb_walk_vmas(struct vmb_reader *reader, unsigned long addr,
	      struct vmb_read_counts *before)
{
	VMA_ITERATOR(vmi, reader->mm, addr);
	struct vm_area_struct *vma = vma_next(&vmi);
	u32 i, missed = 0;

	for (i = 0; i < reader->read_span; i++) {
		while (vma && READ_ONCE(vma->vm_end) <= addr)
			vma = vma_next(&vmi);
		if (unlikely(!vma || READ_ONCE(vma->vm_start) > addr)) {
			if (before && !missed)
				*before = reader->counts;
			missed++;
			vmb_reader_missed(reader, addr, VMB_NOTHING);
		} else {
			vmb_reader_found(reader, vma->vm_start);
		}
		addr += reader->arena->stride;
	}
	return missed;
}

static __always_inline void
vmb_mmap_locked_iterate(struct vmb_reader *reader, unsigned long addr)
{
	mmap_read_lock(reader->mm);
	vmb_walk_vmas(reader, addr, NULL);
	mmap_read_unlock(reader->mm);
}

#endif /* VMB_MMAP_LOCKED_H */
