// SPDX-License-Identifier: GPL-2.0-only
/* Per-VMA locks, 6.4 on, where the architecture has them. */
#include <linux/build_bug.h>
#include <linux/mm.h>

bool vmb_probe(struct mm_struct *mm, unsigned long addr);
bool vmb_probe(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = lock_vma_under_rcu(mm, addr);

	/* Without them the function may be there, and never find anything. */
	BUILD_BUG_ON(__builtin_constant_p(!vma));
	if (vma)
		vma_end_read(vma);
	return vma;
}
