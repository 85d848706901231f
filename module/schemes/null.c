// SPDX-License-Identifier: GPL-2.0-only
/*
 * null: the loop alone, with nothing looked up: what the harness costs.
 */
#include "kernel.h"

/* The address must be chosen and loaded, as for a lookup. */
static __always_inline void use(unsigned long addr)
{
	asm volatile("" :: "r" (addr));
}

static __always_inline enum vmb_outcome
null_lookup(struct vmb_reader *reader, unsigned long addr)
{
	use(addr);
	vmb_reader_found(reader, addr);
	return VMB_FOUND;
}

static __always_inline void
null_iterate(struct vmb_reader *reader, unsigned long addr)
{
	u32 i;

	for (i = 0; i < reader->read_span; i++) {
		use(addr);
		vmb_reader_found(reader, addr);
		addr += reader->arena->stride;
	}
}

VMB_DEFINE_KERNEL_SCHEME(null, 0, NULL);
