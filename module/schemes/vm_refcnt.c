// SPDX-License-Identifier: GPL-2.0-only
/*
 * vm_refcnt: a walk under RCU and one reference count that is the lock and the
 * detached flag as well.
 *
 * From: Suren Baghdasaryan, "[PATCH v6 10/16] mm: replace vm_lock and detached
 * flag with a reference count", December 2024, and the thread on
 * vma_mark_detached() around it; as it is in Linux 7.3: mm/mmap_lock.c and
 * include/linux/mmap_lock.h, which names the offset of the patch
 * VM_REFCNT_EXCLUDE_READERS_FLAG since 2026.
 *
 * The count is 0 for a VMA that is detached, 1 for one that is in the tree, and
 * one more for each reader.  A writer sets a flag above all counts of readers,
 * waits until it is alone, stamps the VMA with the mm's sequence and clears the
 * flag; while the two sequences are equal the VMA is write-locked.
 *
 * Promises: what is found is stable until it is put, its file is open; where
 * VMAs are locked first, spans change all or not at all.
 *
 * The knob detach has the order the kernel has, and those the thread discusses:
 * - write_detach_store: as munmap(2) does.  Write-lock a VMA, store it in a tree
 *   aside, detach it, and so on for the span; then clear the range in the tree.
 *   A reader may have raised the count of a locked VMA for a moment, before it
 *   looks at the sequence: only then a second wait is needed (second_waits).
 * - write_then_detach: write-lock the whole span, take it from the tree, detach
 *   it.  The window of the second wait is longer by the change of the tree.
 * - store_write_detach: take a VMA from the tree, write-lock it, detach it; one
 *   after the other.  Changes that remove nothing are as above.
 * - hole_punch: take the span from the tree first, for any change: readers are
 *   kept out by finding nothing.  Walkers see a gap, even where nothing is ever
 *   unmapped.
 * A merge removes the second half of what was split: it leaves the tree by the
 * store that puts the first in the place of both, so that but for a hole there
 * is never a gap.  In the kernel too it is detached after that store.
 *
 * Memory is used again at once, as SLAB_TYPESAFE_BY_RCU does: hence the checks
 * of the address space and of the range when the reference is held.  On the
 * rbtree, whose nodes are in the VMAs, only after a grace period.  A VMA is
 * reused in another address space with the knob spaces only.
 *
 * Departs from the kernel:
 * - Waits are not killable, as kernel threads get no signals.
 */
#include "vm_refcnt.h"

static __always_inline enum vmb_outcome
vm_refcnt_get(struct vmb_reader *reader, unsigned long addr, enum vmb_tree tree,
	      struct vmb_held *held)
{
	return vmb_vm_refcnt_get(reader, addr, tree, held,
				 VMB_CHECKS_SEQ | VMB_CHECKS_MM);
}

static __always_inline bool vm_refcnt_put(struct vmb_reader *reader,
					  const struct vmb_held *held)
{
	vmb_vm_refcnt_put(held->vma);
	return true;
}

/**
 * vmb_vm_refcnt_admit() - attach a VMA, write-locked
 * @mm: the address space
 * @vma: the VMA
 *
 * Context: @mm->lock held for writing.
 */
void vmb_vm_refcnt_admit(struct vmb_mm *mm, struct vmb_vma *vma)
{
	/* Write-locked until the operation is complete. */
	WRITE_ONCE(vma->seq, mm->lock_seq);
	/* Attached.  Readers that find the old VMA see the new one's fields. */
	atomic_set_release(&vma->refs, 1);
}

/* Looks of a writer that found readers left, and the time of the first. */
struct looks {
	u64 n;
	u64 begin;
};

static bool readers_left(const struct vmb_vma *vma, int target,
			 struct looks *looks)
{
	/* Acquire: pairs with the release of the readers that have left. */
	if (likely(atomic_read_acquire(&vma->refs) == target))
		return false;
	if (!looks->n++)
		looks->begin = vmb_clock_ticks();
	return true;
}

/* Wait until no reader is left, that is until refs is @target. */
static void wait_for_readers(struct vmb_mm *mm, struct vmb_vma *vma,
			     int target, struct vmb_write_counts *counts)
{
	struct looks looks = {};

	/* It prepares to sleep before it looks, as in the kernel. */
	rcuwait_wait_event(&mm->writer_wait,
			   !readers_left(vma, target, &looks), TASK_IDLE);
	if (likely(!looks.n))
		return;
	/* The first look is before any wake-up. */
	counts->spurious_wakeups += looks.n - 1;
	vmb_protocol_waited(counts, looks.begin);
}

/**
 * vmb_vm_refcnt_begin_write() - write-lock VMAs, as vma_start_write()
 * @mm: the address space
 * @vmas: the VMAs
 * @n: how many
 * @counts: counts of the writer
 *
 * Context: @mm->lock held for writing; sleeps.
 */
noinline void vmb_vm_refcnt_begin_write(struct vmb_mm *mm,
					struct vmb_vma *const *vmas,
					unsigned int n,
					struct vmb_write_counts *counts)
{
	unsigned int i;
	int refs;

	for (i = 0; i < n; i++) {
		/* Readers are kept out by the flag alone: not ordered. */
		refs = atomic_read(&vmas[i]->refs);
		while (!atomic_try_cmpxchg_relaxed(&vmas[i]->refs, &refs,
						   refs + VMB_EXCLUDE_READERS))
			;
		vmb_vm_refcnt_seen(&counts->refs_max, refs);
		wait_for_readers(mm, vmas[i], VMB_EXCLUDE_READERS + 1, counts);
		WRITE_ONCE(vmas[i]->seq, mm->lock_seq);
		/* Pairs with the acquire of the next reader: it sees the stamp. */
		atomic_sub_return_release(VMB_EXCLUDE_READERS, &vmas[i]->refs);
	}
}

/**
 * vmb_vm_refcnt_detach() - mark a write-locked VMA as detached
 * @mm: the address space
 * @vma: the VMA
 * @counts: counts of the writer
 *
 * As vma_mark_detached(): readers that hold a reference now have not checked
 * the sequence yet, and put the reference when they do.
 *
 * Context: @mm->lock held for writing; sleeps.
 */
noinline void vmb_vm_refcnt_detach(struct vmb_mm *mm, struct vmb_vma *vma,
				   struct vmb_write_counts *counts)
{
	if (likely(atomic_dec_and_test(&vma->refs)))
		return;
	counts->second_waits++;
	if (atomic_add_unless(&vma->refs, VMB_EXCLUDE_READERS, 0)) {
		wait_for_readers(mm, vma, VMB_EXCLUDE_READERS, counts);
		atomic_sub(VMB_EXCLUDE_READERS, &vma->refs);
	}
	/* If it was 0 after all: acquires what its last reader released. */
	smp_acquire__after_ctrl_dep();
}

/**
 * vmb_vm_refcnt_retire() - free a detached VMA
 * @mm: the address space
 * @vma: the VMA
 * @counts: counts of the writer
 *
 * Context: @mm->lock held for writing; may sleep.
 */
noinline void vmb_vm_refcnt_retire(struct vmb_mm *mm, struct vmb_vma *vma,
				   struct vmb_write_counts *counts)
{
	if (mm->tree == VMB_MAPLE)
		vmb_protocol_free(mm, vma, counts);
	else
		vmb_protocol_free_rcu(mm, vma, counts);
}

/* Return true if neither a reader nor a writer uses a VMA. */
bool vmb_vm_refcnt_is_idle(const struct vmb_vma *vma)
{
	return atomic_read(&vma->refs) == 1;
}

const struct vmb_protocol vmb_vm_refcnt_protocol = {
	VMB_VM_REFCNT_PROTOCOL,
	.has_detach = true,
	.begin_write = vmb_vm_refcnt_begin_write,
};

VMB_DEFINE_MODEL_READ(vm_refcnt, VMB_SPANS_ARE_WHOLE | VMB_STAYS_IN_TREE)
VMB_DEFINE_MODEL_ROWS(vm_refcnt, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_ROWS(vm_refcnt, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(, vmb_vm_refcnt)
VMB_DEFINE_MODEL_SCHEME(vm_refcnt, vmb_vm_refcnt, VMB_FAMILY_MODEL,
			VMB_MAPLE, VMB_ON_BOTH, VMB_OPTION_DETACH |
			VMB_OPTION_REF_LIMIT | VMB_OPTION_SPACES);
