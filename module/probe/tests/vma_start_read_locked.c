// SPDX-License-Identifier: GPL-2.0-only
/* Locking a VMA while mmap_lock is held; it can fail since locks are counts. */
#include <linux/mm.h>

bool vmb_probe(struct vm_area_struct *vma);
bool vmb_probe(struct vm_area_struct *vma)
{
	return vma_start_read_locked(vma);
}
