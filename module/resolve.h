/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the module needs of the kernel and the kernel does not export
 * everywhere.
 *
 * Where it is exported, a call is a plain call.  Elsewhere its address is
 * found by a kprobe when the module is loaded and put into a static call: on
 * kernels that have those inline a direct call too, without a retpoline and
 * past the IBT landing pad.
 */
#ifndef VMB_RESOLVE_H
#define VMB_RESOLVE_H

#include <linux/mm.h>
#include <linux/static_call.h>

#include "vmb_features.h"

#if VMB_HAVE_PER_VMA_LOCK
#if VMB_EXPORTED_LOCK_VMA_UNDER_RCU
#define vmb_lock_vma_under_rcu lock_vma_under_rcu
#else
DECLARE_STATIC_CALL(vmb_lock_vma, lock_vma_under_rcu);
#define vmb_lock_vma_under_rcu(mm, addr) static_call(vmb_lock_vma)(mm, addr)
#endif
#endif

const char *vmb_no_lock_vma(void);
const char *vmb_no_mprotect(void);
int vmb_mprotect(unsigned long start, size_t len, unsigned long prot);
int vmb_max_map_count(void);
void vmb_resolve_init(void);

#endif /* VMB_RESOLVE_H */
