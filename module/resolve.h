/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the module needs of the kernel and the kernel does not export
 * everywhere.
 *
 * Where it is exported, a call is a plain call.  Elsewhere its address is
 * found by a kprobe when the module is loaded and put into a static call: a
 * direct call too on architectures that have those, else a pointer in memory.
 */
#ifndef VMB_RESOLVE_H
#define VMB_RESOLVE_H

#include <linux/mm.h>
#include <linux/static_call.h>

#include "vmb_features.h"

/*
 * find_vma() is exported, but called as lock_vma_under_rcu() is: where static
 * calls are indirect, lookups by either would not be comparable otherwise.
 */
#if VMB_HAVE_PER_VMA_LOCK && !VMB_EXPORTED_LOCK_VMA_UNDER_RCU
DECLARE_STATIC_CALL(vmb_lock_vma, lock_vma_under_rcu);
DECLARE_STATIC_CALL(vmb_find_vma_too, find_vma);
#define vmb_lock_vma_under_rcu(mm, addr) static_call(vmb_lock_vma)(mm, addr)
#define vmb_find_vma(mm, addr) static_call(vmb_find_vma_too)(mm, addr)
#else
#define vmb_lock_vma_under_rcu lock_vma_under_rcu
#define vmb_find_vma find_vma
#endif

#if VMB_HAVE_LOCK_NEXT_VMA && !VMB_EXPORTED_LOCK_NEXT_VMA
DECLARE_STATIC_CALL(vmb_lock_next, lock_next_vma);
#define vmb_lock_next_vma(mm, vmi, addr)				\
	static_call(vmb_lock_next)(mm, vmi, addr)
#else
#define vmb_lock_next_vma lock_next_vma
#endif

const char *vmb_no_lock_vma(void);
const char *vmb_no_lock_next_vma(void);
const char *vmb_no_mprotect(void);
const char *vmb_no_madvise(void);
const char *vmb_no_munmap(void);
int vmb_munmap(unsigned long start, size_t len);
int vmb_mprotect(unsigned long start, size_t len, unsigned long prot);
int vmb_madvise(unsigned long start, size_t len, int advice);
int vmb_max_map_count(void);
void vmb_resolve_init(void);

#endif /* VMB_RESOLVE_H */
