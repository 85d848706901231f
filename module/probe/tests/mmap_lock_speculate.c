// SPDX-License-Identifier: GPL-2.0-only
/* Speculation on mmap_lock; without per-VMA locks it is there but says no. */
#include <linux/mm.h>
#include <linux/mmap_lock.h>

#ifndef CONFIG_PER_VMA_LOCK
#error speculation never begins without per-VMA locks
#endif

bool vmb_probe(struct mm_struct *mm);
bool vmb_probe(struct mm_struct *mm)
{
	unsigned int seq;

	return mmap_lock_speculate_try_begin(mm, &seq) &&
	       !mmap_lock_speculate_retry(mm, seq);
}
