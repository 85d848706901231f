// SPDX-License-Identifier: GPL-2.0-only
/*
 * rcu_walk: the walk down the maple tree under RCU, and nothing else.
 *
 * A floor, not a protocol: nothing keeps the VMA from changing or going away.
 * The VMA itself is therefore not looked at, which would not be safe on
 * kernels that free VMAs at once; what the tree says of its range is.
 * Source: lib/maple_tree.c.
 */
#include <linux/maple_tree.h>
#include <linux/mm.h>

#include "kernel.h"

static __always_inline enum vmb_outcome
rcu_walk_lookup(struct vmb_reader *reader, unsigned long addr)
{
	MA_STATE(mas, &reader->mm->mm_mt, addr, addr);
	enum vmb_outcome outcome = VMB_NOTHING;

	rcu_read_lock();
	if (mas_walk(&mas)) {
		outcome = mas.index <= addr && addr <= mas.last ?
			VMB_FOUND : VMB_WRONG;
		vmb_reader_found(reader, mas.index);
	}
	rcu_read_unlock();
	return outcome;
}

static __always_inline void
rcu_walk_iterate(struct vmb_reader *reader, unsigned long addr)
{
	MA_STATE(mas, &reader->mm->mm_mt, addr, addr);
	void *entry;
	u32 i;

	rcu_read_lock();
	entry = mas_find(&mas, ULONG_MAX);
	for (i = 0; i < reader->read_span; i++) {
		while (entry && mas.last < addr)
			entry = mas_find(&mas, ULONG_MAX);
		if (unlikely(!entry || mas.index > addr))
			vmb_reader_missed(reader, addr, VMB_NOTHING);
		else
			vmb_reader_found(reader, mas.index);
		addr += reader->arena->stride;
	}
	rcu_read_unlock();
}

/* Before "mm: enable maple tree RCU mode by default" (2023) nodes are reused at once. */
static const char *unavailable(void)
{
	return MM_MT_FLAGS & MT_FLAGS_USE_RCU ? NULL :
	       "this kernel frees nodes of the maple tree without waiting for RCU readers";
}

VMB_DEFINE_KERNEL_SCHEME(rcu_walk, BIT(VMB_MAPLE), unavailable);
