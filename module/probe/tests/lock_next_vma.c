// SPDX-License-Identifier: GPL-2.0-only
/* Locking one VMA after the other, as /proc/PID/maps does. */
#include <linux/mm.h>
#include <linux/mmap_lock.h>

struct vm_area_struct *vmb_probe(struct mm_struct *mm, struct vma_iterator *vmi);
struct vm_area_struct *vmb_probe(struct mm_struct *mm, struct vma_iterator *vmi)
{
	return lock_next_vma(mm, vmi, 0);
}
