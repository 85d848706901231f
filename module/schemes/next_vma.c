// SPDX-License-Identifier: GPL-2.0-only
/*
 * next_vma: lock_next_vma(), one VMA after the other, each locked while it is looked
 * at; where a VMA has changed meanwhile the kernel takes mmap_lock for a moment, which
 * cannot be seen from outside.
 *
 * A walk (read_op=iterate) is a scan of /proc/PID/maps since 6.17, as that of find_vma is
 * one before.  A lookup is a walk to the first VMA.  Source: get_next_vma() in
 * fs/proc/task_mmu.c, which stays in one RCU section, too.
 */
#include <linux/mm.h>

#include "kernel.h"
#include "../resolve.h"

#if VMB_HAVE_LOCK_NEXT_VMA

/* Go on to the VMA that ends behind @addr.  Return NULL if there is none. */
static __always_inline struct vm_area_struct *
advance(struct vmb_reader *reader, struct vma_iterator *vmi,
	struct vm_area_struct *vma, unsigned long addr)
{
	unsigned long from = addr;

	do {
		if (vma) {
			from = vma->vm_end;
			vma_end_read(vma);
		}
		vma = vmb_lock_next_vma(reader->mm, vmi, from);
		/*
		 * -EAGAIN: too many references, where the kernel's scan goes
		 * on under mmap_lock.  -EINTR: killed, which kthreads are not.
		 */
		if (IS_ERR_OR_NULL(vma))
			return NULL;
	} while (vma->vm_end <= addr);
	return vma;
}

static __always_inline enum vmb_outcome
next_vma_lookup(struct vmb_reader *reader, unsigned long addr)
{
	VMA_ITERATOR(vmi, reader->mm, addr);
	enum vmb_outcome outcome = VMB_NOTHING;
	struct vm_area_struct *vma;

	rcu_read_lock();
	vma = advance(reader, &vmi, NULL, addr);
	rcu_read_unlock();
	if (!vma)
		return VMB_NOTHING;
	if (likely(vma->vm_start <= addr)) {
		outcome = VMB_FOUND;
		vmb_reader_found(reader, vma->vm_start);
	}
	vma_end_read(vma);
	return outcome;
}

static __always_inline void
next_vma_iterate(struct vmb_reader *reader, unsigned long addr)
{
	VMA_ITERATOR(vmi, reader->mm, addr);
	struct vm_area_struct *vma = NULL;
	u32 i;

	rcu_read_lock();
	for (i = 0; i < reader->read_span; i++) {
		if (!vma || vma->vm_end <= addr)
			vma = advance(reader, &vmi, vma, addr);
		if (unlikely(!vma || vma->vm_start > addr))
			vmb_reader_missed(reader, addr, VMB_NOTHING);
		else
			vmb_reader_found(reader, vma->vm_start);
		addr += reader->arena->stride;
	}
	rcu_read_unlock();
	if (vma)
		vma_end_read(vma);
}

#else

static __always_inline enum vmb_outcome
next_vma_lookup(struct vmb_reader *reader, unsigned long addr)
{
	return VMB_NOTHING;
}

static __always_inline void
next_vma_iterate(struct vmb_reader *reader, unsigned long addr)
{
}

#endif /* VMB_HAVE_LOCK_NEXT_VMA */

VMB_DEFINE_KERNEL_SCHEME(next_vma, BIT(VMB_MAPLE), vmb_no_lock_next_vma,
			 .hides_retries = true);
