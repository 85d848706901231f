// SPDX-License-Identifier: GPL-2.0-only
/*
 * speculate_file: speculate, and a look at the inode of the file that the VMA maps,
 * before it is validated.
 *
 * It is what find_active_uprobe_speculative() in kernel/events/uprobes.c reads to
 * find its uprobe, and two lines more than speculate.  The file may be closed and its
 * memory used for another by then (SLAB_TYPESAFE_BY_RCU, fs/file_table.c): what was
 * read is worth nothing before the validation, but it can be read.
 *
 * Without a file, backing=anon, there is none to look at.
 */
#include "speculate.h"

static __always_inline enum vmb_outcome
speculate_file_lookup(struct vmb_reader *reader, unsigned long addr)
{
#if VMB_HAVE_MMAP_LOCK_SPECULATE
	return vmb_speculate_lookup(reader, addr, true);
#else
	return VMB_NOTHING;
#endif
}

static __always_inline void
speculate_file_iterate(struct vmb_reader *reader, unsigned long addr)
{
	vmb_iterate_by_lookup(reader, addr, speculate_file_lookup);
}

VMB_DEFINE_KERNEL_SCHEME(speculate_file, BIT(VMB_MAPLE), vmb_no_speculation);
