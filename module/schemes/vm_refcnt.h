/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of vm_refcnt, which model_vma_wait has with readers that wait,
 * broken_no_recheck without their second look at the sequence, and broken_no_mm
 * without the check of the address space.
 */
#ifndef VMB_VM_REFCNT_H
#define VMB_VM_REFCNT_H

#include "../model/reader.h"
#include "linger.h"

/* The flag by which a writer keeps readers out: above any count of readers. */
#define VMB_EXCLUDE_READERS (1 << 30)

/* What readers check once they have a reference. */
enum {
	VMB_CHECKS_SEQ = 1,
	VMB_CHECKS_MM = 2,
};

/* A count was looked at anyway: is it the largest so far? */
static inline void vmb_vm_refcnt_seen(u64 *most, int refs)
{
	*most = max_t(u64, *most, refs & ~VMB_EXCLUDE_READERS);
}

static __always_inline void vmb_vm_refcnt_put(struct vmb_vma *vma)
{
	/* Once the reference is put, the VMA may be in another. */
	struct vmb_mm *mm = vma->mm;
	/* Release: what was read of the VMA comes before. */
	int refs = atomic_fetch_sub_release(1, &vma->refs) - 1;

	/* The last of those a writer waits for; pairs with rcuwait's barriers. */
	if (unlikely(refs & VMB_EXCLUDE_READERS) && refs <= VMB_EXCLUDE_READERS + 1)
		rcuwait_wake_up(&mm->writer_wait);
}

static __always_inline enum vmb_outcome
vmb_vm_refcnt_get(struct vmb_reader *reader, unsigned long addr,
		  enum vmb_tree tree, struct vmb_held *held,
		  unsigned int checks)
{
	struct vmb_mm *mm = reader->model;
	enum vmb_cause cause = VMB_GAVE_UP_WRITTEN;
	struct vmb_vma *vma;
	int refs;

retry:
	rcu_read_lock();
	vma = vmb_walk(mm, addr, tree);
	if (unlikely(!vma)) {
		cause = VMB_GAVE_UP_NOTHING;
		goto give_up;
	}
	/* Not ordered: only to leave early. */
	if (unlikely(READ_ONCE(vma->seq) == READ_ONCE(mm->lock_seq)))
		goto give_up;
	/* Without the second look below: give a writer time to lock it. */
	if (!(checks & VMB_CHECKS_SEQ))
		vmb_linger_until(vma->seq == READ_ONCE(mm->lock_seq) &&
				 atomic_read(&vma->refs) < VMB_EXCLUDE_READERS);
	/* Without the look at the address space: the same. */
	if (!(checks & VMB_CHECKS_MM))
		vmb_linger_until(READ_ONCE(vma->mm) != mm &&
				 atomic_read(&vma->refs));

	/*
	 * Acquire: what is checked below is read afterwards.  Pairs with the
	 * release by which a writer takes its offset away again.
	 */
	refs = atomic_read(&vma->refs);
	do {
		if (unlikely(!refs)) {
			/* Another may be in its place now. */
			rcu_read_unlock();
			reader->counts.retries++;
			goto retry;
		}
		if (unlikely(refs >= reader->ref_limit)) {
			vmb_vm_refcnt_seen(&reader->counts.refs_max, refs);
			if (!(refs & VMB_EXCLUDE_READERS))
				cause = VMB_GAVE_UP_LIMIT;
			goto give_up;
		}
	} while (!atomic_try_cmpxchg_acquire(&vma->refs, &refs, refs + 1));

	/* The object may be in another address space by now. */
	if ((checks & VMB_CHECKS_MM) && unlikely(vma->mm != mm))
		goto foreign;
	/*
	 * The stamp cannot change while a reference is held.  Acquire, so that
	 * the fields are read after a writer that has just unlocked wrote them;
	 * pairs with the release in vmb_mm_write_unlock().
	 */
	if ((checks & VMB_CHECKS_SEQ) &&
	    unlikely(vma->seq == smp_load_acquire(&mm->lock_seq)))
		goto put;
	rcu_read_unlock();

	/* The object may be another VMA by now. */
	if (unlikely(!vmb_covers(vma->start, vma->end, addr))) {
		vmb_vm_refcnt_put(vma);
		return vmb_gave_up(reader, VMB_GAVE_UP_MOVED);
	}
	held->vma = vma;
	return VMB_FOUND;

foreign:
	/*
	 * A writer of that address space may wait for this reference.  As soon
	 * as it is put the other may exit, but for mmgrab() and mmdrop().
	 */
	mm = vma->mm;
	rcu_read_unlock();
	atomic_inc(&mm->grabs);
	vmb_vm_refcnt_put(vma);
	atomic_dec_return(&mm->grabs);
	return vmb_gave_up(reader, VMB_GAVE_UP_FOREIGN);

put:
	vmb_vm_refcnt_put(vma);
give_up:
	rcu_read_unlock();
	return vmb_gave_up(reader, cause);
}

extern const struct vmb_protocol vmb_vm_refcnt_protocol;
int vmb_vm_refcnt_write(struct vmb_writer *writer);
void vmb_vm_refcnt_admit(struct vmb_mm *mm, struct vmb_vma *vma);
void vmb_vm_refcnt_begin_write(struct vmb_mm *mm, struct vmb_vma *const *vmas,
			       unsigned int n, struct vmb_write_counts *counts);
void vmb_vm_refcnt_detach(struct vmb_mm *mm, struct vmb_vma *vma,
			  struct vmb_write_counts *counts);
void vmb_vm_refcnt_retire(struct vmb_mm *mm, struct vmb_vma *vma,
			  struct vmb_write_counts *counts);
bool vmb_vm_refcnt_is_idle(const struct vmb_vma *vma);

/* What the protocols of both schemes have; the mm's sequence ends writes. */
#define VMB_VM_REFCNT_PROTOCOL						\
	.locks_removed = true,						\
	.shares_vmas = true,						\
	.order = VMB_DETACH_WRITE_DETACH_STORE,				\
	.lock_bytes = VMB_FIELD_BYTES(refs) + VMB_FIELD_BYTES(seq),	\
	.is_idle = vmb_vm_refcnt_is_idle,				\
	.admit = vmb_vm_refcnt_admit,					\
	.detach = vmb_vm_refcnt_detach,					\
	.retire = vmb_vm_refcnt_retire

#endif /* VMB_VM_REFCNT_H */
