// SPDX-License-Identifier: GPL-2.0-only
/*
 * hazptr: a walk under RCU and a hazard pointer: readers write to lines of their
 * own only.
 *
 * From: nobody has posted it for VMAs; it is ours.  Hazard pointers are Maged
 * Michael's, "Hazard Pointers: Safe Memory Reclamation for Lock-Free Objects",
 * IEEE TPDS 15(6), 2004.  Writers lock by sequence, as in vm_lock and vm_refcnt.
 *
 * A reader writes the VMA it has found into a line of its own and then looks
 * whether a writer has stamped it.  A writer stamps, and then looks whether a
 * reader has it there.  With a full barrier between write and look on both
 * sides one of them sees the other (store buffering, SB in
 * tools/memory-model/litmus-tests).
 *
 * Promises: what is found is stable until it is put, its file is open; spans
 * change all or not at all.
 *
 * What it costs:
 * - Nobody writes to a VMA to read it, so readers of one hot VMA do not take its
 *   line from each other, and a writer of another VMA delays no reader; but it
 *   has looked at all hazard pointers, and the next store to each fetches the
 *   line back.
 * - With fence=reader a lookup has one full barrier, in place of the two atomic
 *   operations of a count.  With fence=writer it has none: a grace period in the
 *   writer stands in for all of them, which takes a writer as long as a grace
 *   period takes.  With fence=ipi the writer interrupts all CPUs; membarrier(2)
 *   interrupts those that run the program (kernel/sched/membarrier.c).
 * - An update reads two pointers of every reader, however few hold VMAs.
 * - A reader that leaves wakes nobody, so a writer that waits has to poll.
 * - All lines are where the run was armed, on machines with several nodes too.
 * - Somebody has to give readers their pointers: here every thread has two,
 *   which is as many VMAs as it can have at a time.
 */
#include <linux/delay.h>
#include <linux/smp.h>

#include "../model/reader.h"

/* Reads of a hazard pointer before sleeping between reads, and for how long. */
#define VMB_HAZARD_SPINS 200
#define VMB_HAZARD_SLEEP_US 20

static __always_inline void forget(struct vmb_reader *reader, u32 which)
{
	/* Release: what was read of the VMA comes before. */
	smp_store_release(&reader->hazards->vma[which], NULL);
}

static __always_inline enum vmb_outcome
hazptr_get(struct vmb_reader *reader, unsigned long addr, enum vmb_tree tree,
	   struct vmb_held *held)
{
	struct vmb_mm *mm = reader->model;
	enum vmb_cause cause = VMB_GAVE_UP_WRITTEN;
	struct vmb_vma *vma;
	u32 seq;

	rcu_read_lock();
	vma = vmb_walk(mm, addr, tree);
	if (unlikely(!vma)) {
		cause = VMB_GAVE_UP_NOTHING;
		goto give_up;
	}
	/*
	 * The pointer before the looks below: an exchange is fully ordered, and
	 * on x86 cheaper than a store and a fence.  Pairs with the barrier in
	 * order_looks(); with fence=writer with the grace period there, which
	 * began before this section or ends after it; with fence=ipi with the
	 * barrier in the interrupt, which is before the store or after it.
	 */
	if (likely(!reader->writer_fences))
		xchg(&reader->hazards->vma[held->which], vma);
	else
		WRITE_ONCE(reader->hazards->vma[held->which], vma);
	/*
	 * The stamp before the sequence it may be equal to, or a new stamp would
	 * be compared with an old sequence; and that before the fields, which
	 * pairs with the release in vmb_mm_write_unlock().
	 */
	seq = smp_load_acquire(&vma->seq);
	if (unlikely(seq == smp_load_acquire(&mm->lock_seq)))
		goto forget;
	if (unlikely(READ_ONCE(vma->detached))) {
		cause = VMB_GAVE_UP_DETACHED;
		goto forget;
	}
	if (unlikely(!vmb_covers(vma->start, vma->end, addr))) {
		cause = VMB_GAVE_UP_MOVED;
		goto forget;
	}
	rcu_read_unlock();
	held->vma = vma;
	return VMB_FOUND;

forget:
	forget(reader, held->which);
give_up:
	rcu_read_unlock();
	return vmb_gave_up(reader, cause);
}

static __always_inline bool hazptr_put(struct vmb_reader *reader,
				       const struct vmb_held *held)
{
	forget(reader, held->which);
	return true;
}

static void admit(struct vmb_mm *mm, struct vmb_vma *vma)
{
	/* Write-locked until the operation is complete. */
	WRITE_ONCE(vma->seq, mm->lock_seq);
}

/* Return true if @hazard is write-locked.  Freed memory is still a VMA's. */
static bool is_in_the_way(const struct vmb_mm *mm, struct vmb_vma **hazard)
{
	/* Acquire: pairs with the release of a reader that has left. */
	const struct vmb_vma *vma = smp_load_acquire(hazard);

	return vma && vma->seq == mm->lock_seq;
}

static void wait_for_hazard(const struct vmb_mm *mm, struct vmb_vma **hazard,
			    struct vmb_write_counts *counts)
{
	unsigned int spins = 0;
	u64 begin;

	if (!is_in_the_way(mm, hazard))
		return;
	begin = vmb_clock_ticks();
	do {
		if (++spins < VMB_HAZARD_SPINS)
			cpu_relax();
		else
			usleep_range_state(VMB_HAZARD_SLEEP_US,
					   2 * VMB_HAZARD_SLEEP_US, TASK_IDLE);
	} while (is_in_the_way(mm, hazard));
	vmb_protocol_waited(counts, begin);
}

static void fence_here(void *unused)
{
	smp_mb();
}

/* The stamps before the looks: pairs with the barrier in hazptr_get(). */
static void order_looks(struct vmb_mm *mm)
{
	smp_mb();
	if (mm->fence == VMB_FENCE_WRITER)
		synchronize_rcu_expedited();
	/* A reader that does not run has passed the barrier of the scheduler. */
	if (mm->fence == VMB_FENCE_IPI)
		smp_call_function(fence_here, NULL, true);
}

static noinline void begin_write(struct vmb_mm *mm, struct vmb_vma *const *vmas,
				 unsigned int n, struct vmb_write_counts *counts)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		WRITE_ONCE(vmas[i]->seq, mm->lock_seq);
	order_looks(mm);
	for (i = 0; i < mm->nr_hazards; i++) {
		wait_for_hazard(mm, &mm->hazards[i].vma[0], counts);
		wait_for_hazard(mm, &mm->hazards[i].vma[1], counts);
	}
}

static const struct vmb_protocol hazptr_protocol = {
	.locks_removed = true,
	.order = VMB_DETACH_WRITE_THEN_DETACH,
	/* And two pointers for each reader. */
	.lock_bytes = VMB_FIELD_BYTES(seq) + VMB_FIELD_BYTES(detached),
	.admit = admit,
	.begin_write = begin_write,
	/* No end_write: the mm's sequence unlocks. */
	.retire = vmb_protocol_free_rcu,
};

VMB_DEFINE_MODEL_READ(hazptr, VMB_SPANS_ARE_WHOLE | VMB_STAYS_IN_TREE)
VMB_DEFINE_MODEL_ROWS(hazptr, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_ROWS(hazptr, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(static, hazptr)
VMB_DEFINE_MODEL_SCHEME(hazptr, hazptr, VMB_FAMILY_MODEL,
			VMB_MAPLE, VMB_ON_BOTH, VMB_OPTION_FENCE);
