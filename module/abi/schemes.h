/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The schemes by family, in the order users see them. The module makes its
 * list from these, the driver the list it shows without the module.
 */
#ifndef VMB_ABI_SCHEMES_H
#define VMB_ABI_SCHEMES_H

/* The kernel's own code. */
#define VMB_KERNEL_SCHEMES(X)						\
	X(find_vma)							\
	X(vma_lock)							\
	X(fault_path)							\
	X(vma_wait)							\
	X(lock_then_drop)						\
	X(next_vma)							\
	X(speculate)							\
	X(speculate_file)						\
	X(rcu_walk)							\
	X(null)

/* The kernel's own code, too; a lookup is part of a page fault. */
#define VMB_FAULT_SCHEMES(X)						\
	X(page_fault)

/* Ours, on a model address space. */
#define VMB_MODEL_SCHEMES(X)						\
	X(model_mmap_lock)						\
	X(rcu_refcount)							\
	X(srcu_seqlock)							\
	X(srcu_fast_seqlock)						\
	X(rcu_seq_refcount)						\
	X(vm_lock)							\
	X(vm_refcnt)							\
	X(model_vma_wait)						\
	X(seqcount_mm)							\
	X(hazptr)							\
	X(hazptr_percpu)						\
	X(percpu_count)							\
	X(range_lock)

/* Models the checker must catch. */
#define VMB_BROKEN_SCHEMES(X)						\
	X(broken_free_now)						\
	X(broken_no_mm)							\
	X(broken_no_lock)						\
	X(broken_early_put)						\
	X(broken_no_recheck)						\
	X(broken_no_seq)						\
	X(broken_no_validate)						\
	X(broken_late_hazard)

/* Bare operations of the kernel, in schemes/primitive.c: make module PRIMITIVES=1. */
#ifdef VMB_PRIMITIVES
#define VMB_PRIMITIVE_SCHEMES(X) X(primitive_rcu) X(primitive_srcu)	\
		X(primitive_refcount) X(primitive_rwsem) X(primitive_seqlock)
#else
#define VMB_PRIMITIVE_SCHEMES(X)
#endif

#define VMB_FAMILY_KERNEL "kernel"
#define VMB_FAMILY_FAULT "fault"
#define VMB_FAMILY_MODEL "model"
#define VMB_FAMILY_BROKEN "broken"
#define VMB_FAMILY_PRIMITIVE "primitive"

#define VMB_SCHEMES(X)							\
	VMB_KERNEL_SCHEMES(X)						\
	VMB_FAULT_SCHEMES(X)						\
	VMB_MODEL_SCHEMES(X)						\
	VMB_BROKEN_SCHEMES(X)						\
	VMB_PRIMITIVE_SCHEMES(X)

#endif /* VMB_ABI_SCHEMES_H */
