// SPDX-License-Identifier: GPL-2.0-only
/* Speculation on mmap_lock; without per-VMA locks it is there but says no. */
#include <linux/build_bug.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>

bool vmb_probe(struct mm_struct *mm);
bool vmb_probe(struct mm_struct *mm)
{
	unsigned int seq;
	bool begun = mmap_lock_speculate_try_begin(mm, &seq);

	BUILD_BUG_ON(__builtin_constant_p(begun));
	return begun && !mmap_lock_speculate_retry(mm, seq);
}
