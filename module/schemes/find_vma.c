// SPDX-License-Identifier: GPL-2.0-only
/*
 * find_vma: mmap_lock for reading, and find_vma().
 *
 * What every lookup was before per-VMA locks, and what a lookup still falls
 * back to.  Source: mm/mmap.c.
 */
#include <linux/mm.h>

#include "kernel.h"
#include "mmap_locked.h"

static __always_inline enum vmb_outcome
find_vma_lookup(struct vmb_reader *reader, unsigned long addr)
{
	return vmb_mmap_locked_lookup(reader, addr);
}

static __always_inline void
find_vma_iterate(struct vmb_reader *reader, unsigned long addr)
{
	vmb_mmap_locked_iterate(reader, addr);
}

VMB_DEFINE_KERNEL_SCHEME(find_vma, BIT(VMB_MAPLE), NULL);
