/* SPDX-License-Identifier: GPL-2.0-only */
/* The lookup of speculate, which speculate_file has with a look at the file. */
#ifndef VMB_SPECULATE_H
#define VMB_SPECULATE_H

#include <linux/fs.h>

#include "mmap_locked.h"
#include "vmb_features.h"

/* Why this kernel cannot do it, NULL if it can. */
static inline const char *vmb_no_speculation(void)
{
	return VMB_HAVE_MMAP_LOCK_SPECULATE ? NULL :
		"this kernel cannot speculate on mmap_lock (it has no mmap_lock_speculate_try_begin, or no CONFIG_PER_VMA_LOCK)";
}

#if VMB_HAVE_MMAP_LOCK_SPECULATE

/* Read the inode of a file; the memory of a file is a file's until RCU is done. */
static __always_inline void look_inside(const struct file *file)
{
	if (file)
		asm volatile("" :: "r" (READ_ONCE(file->f_inode)));
}

static __always_inline enum vmb_outcome
vmb_speculate_lookup(struct vmb_reader *reader, unsigned long addr, bool file)
{
	MA_STATE(mas, &reader->mm->mm_mt, addr, addr);
	enum vmb_outcome outcome = VMB_NOTHING;
	struct vm_area_struct *vma;
	unsigned long start;
	unsigned int seq;

	if (unlikely(!mmap_lock_speculate_try_begin(reader->mm, &seq)))
		goto fallback;

	rcu_read_lock();
	vma = mas_walk(&mas);
	if (vma) {
		/* VMAs are reused for other VMAs only until RCU is done. */
		start = READ_ONCE(vma->vm_start);
		if (file)
			look_inside(READ_ONCE(vma->vm_file));
		outcome = vmb_covers(start, READ_ONCE(vma->vm_end), addr) ?
			VMB_FOUND : VMB_WRONG;
		vmb_reader_found(reader, start);
	}
	rcu_read_unlock();

	if (likely(!mmap_lock_speculate_retry(reader->mm, seq)))
		return outcome;

fallback:
	reader->counts.retries++;
	reader->counts.fallbacks++;
	return vmb_mmap_locked_lookup(reader, addr);
}

#endif /* VMB_HAVE_MMAP_LOCK_SPECULATE */

#endif /* VMB_SPECULATE_H */
