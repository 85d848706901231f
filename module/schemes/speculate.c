// SPDX-License-Identifier: GPL-2.0-only
/*
 * speculate: a walk under RCU that is thrown away if mmap_lock was taken for
 * writing meanwhile; then, or if it is held when the lookup begins, the lookup
 * is done again under mmap_lock.
 *
 * Nothing is kept stable: what a reader does with the VMA (hold_ns) it does
 * before it validates.  Source: find_active_uprobe_speculative() in
 * kernel/events/uprobes.c, which copies nothing either: it reads vm_file, vm_pgoff
 * and vm_start in place, and validates when it has found the uprobe.  A lookup
 * here reads vm_start and vm_end, as those of the other schemes do.
 */
#include "speculate.h"

#if VMB_HAVE_MMAP_LOCK_SPECULATE

static __always_inline enum vmb_outcome
speculate_lookup(struct vmb_reader *reader, unsigned long addr)
{
	return vmb_speculate_lookup(reader, addr, false);
}

static __always_inline void
speculate_iterate(struct vmb_reader *reader, unsigned long addr)
{
	struct vmb_read_counts before;
	unsigned int seq;
	u32 missed;

	if (unlikely(!mmap_lock_speculate_try_begin(reader->mm, &seq)))
		goto fallback;

	rcu_read_lock();
	missed = vmb_walk_vmas(reader, addr, &before);
	rcu_read_unlock();

	if (likely(!mmap_lock_speculate_retry(reader->mm, seq)))
		return;
	if (unlikely(missed))
		reader->counts = before;

fallback:
	reader->counts.retries++;
	reader->counts.fallbacks++;
	vmb_mmap_locked_iterate(reader, addr);
}

#else

static __always_inline enum vmb_outcome
speculate_lookup(struct vmb_reader *reader, unsigned long addr)
{
	return VMB_NOTHING;
}

static __always_inline void
speculate_iterate(struct vmb_reader *reader, unsigned long addr)
{
}

#endif /* VMB_HAVE_MMAP_LOCK_SPECULATE */

VMB_DEFINE_KERNEL_SCHEME(speculate, BIT(VMB_MAPLE), vmb_no_speculation);
