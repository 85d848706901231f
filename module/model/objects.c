// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a model VMA: taken from the pool, filled in, later poisoned and
 * put back.
 *
 * All fields are stored with WRITE_ONCE(): readers of some protocols may read a
 * VMA while its memory is reused for another.
 */
#include "../broken.h"
#include "../clock.h"
#include "objects.h"

/* Initialize a new object, once; it is zeroed. */
void vmb_vma_init(void *object)
{
	struct vmb_vma *vma = object;

	vma->start = VMB_POISON;
	vma->end = VMB_POISON;
	vma->detached = true;
}

void vmb_lock_init(void *object)
{
	init_rwsem(object);
}

/*
 * Initialize the lock or waitqueue once only: readers may still be leaving it
 * when the VMA is reused.
 */
static int prepare(struct vmb_mm *mm, struct vmb_vma *vma)
{
	if (vma->mm)
		return 0;
	if (mm->has_waits) {
		init_waitqueue_head(&vma->wait);
	} else {
		init_rwsem(&vma->inline_lock);
		vma->lock = &vma->inline_lock;
		if (mm->lock_placement == VMB_LOCK_SEPARATE) {
			vma->lock = vmb_pool_take(&mm->home->locks);
			if (!vma->lock)
				return -ENOMEM;
		}
	}
	return 0;
}

static struct vmb_vma *take(struct vmb_mm *mm, struct vmb_file *file,
			    unsigned long start, unsigned long end, u8 flags)
{
	struct vmb_vma *vma = vmb_pool_take(&mm->home->vmas);

	if (!vma)
		return NULL;
	if (prepare(mm, vma)) {
		WRITE_ONCE(mm->home->discarded, mm->home->discarded + 1);
		vmb_pool_put(&mm->home->vmas, vma);
		return NULL;
	}
	WRITE_ONCE(vma->mm, mm);
	WRITE_ONCE(vma->gen, vma->gen + 1);
	WRITE_ONCE(vma->file, file);
	WRITE_ONCE(vma->file_gen, file->gen);
	WRITE_ONCE(vma->start, start);
	WRITE_ONCE(vma->end, end);
	vmb_vma_set_flags(vma, flags);
	return vma;
}

/**
 * vmb_vma_new() - take a VMA that maps a file of its own
 * @mm: the address space
 * @start: its start
 * @end: its end
 * @flags: its rights
 *
 * Readers cannot find it yet.
 *
 * Context: process, may sleep; @mm->lock held for writing.
 * Return: the VMA, NULL if there is no memory.
 */
struct vmb_vma *vmb_vma_new(struct vmb_mm *mm, unsigned long start,
			    unsigned long end, u8 flags)
{
	struct vmb_file *file = vmb_pool_take(&mm->home->files);
	struct vmb_vma *vma;

	if (!file)
		return NULL;
	refcount_set(&file->refs, 1);
	WRITE_ONCE(file->gen, file->gen + 1);
	vma = take(mm, file, start, end, flags);
	if (!vma) {
		WRITE_ONCE(file->gen, file->gen + 1);
		vmb_pool_put(&mm->home->files, file);
	}
	return vma;
}

/**
 * vmb_vma_new_half() - take a VMA for the second half of another
 * @mm: the address space
 * @vma: the other, whose file and rights it gets
 * @start: its start
 *
 * Context: process, may sleep; @mm->lock held for writing.
 * Return: the VMA, NULL if there is no memory.
 */
struct vmb_vma *vmb_vma_new_half(struct vmb_mm *mm, const struct vmb_vma *vma,
				 unsigned long start)
{
	struct vmb_vma *half = take(mm, vma->file, start, vma->end, vma->flags);

	if (half)
		refcount_inc(&vma->file->refs);
	return half;
}

/**
 * vmb_vma_close_file() - drop a VMA's reference to its file
 * @vma: the VMA
 *
 * Context: any.
 * Return: true if it was the last reference, and the file is closed.
 */
bool vmb_vma_close_file(struct vmb_vma *vma)
{
	struct vmb_file *file = vma->file;

	if (!refcount_dec_and_test(&file->refs))
		return false;
	WRITE_ONCE(file->gen, file->gen + 1);
	vmb_pool_put(&vma->mm->home->files, file);
	return true;
}

/**
 * vmb_vma_close_file_deferred() - drop the reference in a callback
 * @vma: the VMA
 *
 * Note how long the file stayed open after the VMA was removed.
 *
 * Context: a callback of RCU or SRCU.
 */
void vmb_vma_close_file_deferred(struct vmb_vma *vma)
{
	u64 now = vmb_clock_ticks();

	if (vmb_vma_close_file(vma))
		vmb_callback_closed(vma->mm->reclaim, vma, now);
}

/**
 * vmb_vma_release() - poison a VMA and put it back into the pool
 * @vma: the VMA; its file is dropped already
 *
 * Context: any.
 */
void vmb_vma_release(struct vmb_vma *vma)
{
	struct vmb_mm *home = vma->mm->home;

	WRITE_ONCE(vma->gen, vma->gen + 1);
	WRITE_ONCE(vma->start, VMB_POISON);
	WRITE_ONCE(vma->end, VMB_POISON);
	WRITE_ONCE(vma->seal, 0);
	/* The last that is there. */
	if (VMB_BREAK_lose && vmb_pool_out(&home->vmas) == 1)
		return;
	vmb_pool_put(&home->vmas, vma);
}

static void release(struct rcu_head *rcu)
{
	struct vmb_vma *vma = container_of(rcu, struct vmb_vma, rcu);
	struct vmb_reclaim __percpu *reclaim = vma->mm->reclaim;
	u64 begin = vmb_callback_begin(reclaim);

	vmb_vma_release(vma);
	vmb_callback_end(reclaim, begin);
}

/**
 * vmb_vma_release_rcu() - poison a VMA and put it back after a grace period
 * @vma: the VMA
 *
 * Context: any.
 */
void vmb_vma_release_rcu(struct vmb_vma *vma)
{
	call_rcu(&vma->rcu, release);
}
