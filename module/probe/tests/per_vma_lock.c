// SPDX-License-Identifier: GPL-2.0-only
/* Per-VMA locks, 6.4 on, where the architecture has them. */
#include <linux/mm.h>

#ifndef CONFIG_PER_VMA_LOCK
#error per-VMA locks are configured out
#endif

bool vmb_probe(struct mm_struct *mm, unsigned long addr);
bool vmb_probe(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = lock_vma_under_rcu(mm, addr);

	if (vma)
		vma_end_read(vma);
	return vma;
}
