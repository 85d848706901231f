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

#include "hazptr.h"

/* Looks for readers before sleeping between looks, and for how long. */
#define VMB_HAZARD_SPINS 200
#define VMB_HAZARD_SLEEP_US 20

/* Under RCU: write a VMA into the reader's own line. */
static __always_inline struct vmb_vma **
protect(struct vmb_reader *reader, u32 which, struct vmb_vma *vma)
{
	struct vmb_vma **hazard = &reader->hazards->vma[which];

	vmb_hazard_set(reader, hazard, vma);
	return hazard;
}

static __always_inline enum vmb_outcome
hazptr_get(struct vmb_reader *reader, unsigned long addr, enum vmb_tree tree,
	   struct vmb_held *held)
{
	return vmb_hazptr_get(reader, addr, tree, held, protect);
}

static __always_inline bool hazptr_put(struct vmb_reader *reader,
				       const struct vmb_held *held)
{
	vmb_hazard_clear(held->hazard);
	return true;
}

/* Write-lock a new VMA. */
void vmb_hazptr_admit(struct vmb_mm *mm, struct vmb_vma *vma)
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
	unsigned int looks = 0;
	u64 begin;

	if (!is_in_the_way(mm, hazard))
		return;
	begin = vmb_clock_ticks();
	do {
		vmb_hazptr_pause(looks++);
	} while (is_in_the_way(mm, hazard));
	vmb_protocol_waited(counts, begin);
}

/**
 * vmb_hazptr_pause() - let time pass before the next look for a reader
 * @looks: how many there have been
 *
 * Readers that leave wake nobody.
 *
 * Context: process, sleeps after some looks.
 */
void vmb_hazptr_pause(unsigned int looks)
{
	if (looks < VMB_HAZARD_SPINS)
		cpu_relax();
	else
		usleep_range_state(VMB_HAZARD_SLEEP_US, 2 * VMB_HAZARD_SLEEP_US,
				   TASK_IDLE);
}

static void fence_here(void *unused)
{
	smp_mb();
}

/**
 * vmb_hazptr_order_looks() - order a writer's stamps before its looks
 * @mm: the address space
 *
 * Pairs with the barrier in vmb_hazard_set(), or is both, see the knob fence.
 *
 * Context: process, sleeps.
 */
void vmb_hazptr_order_looks(struct vmb_mm *mm)
{
	smp_mb();
	if (mm->fence == VMB_FENCE_WRITER)
		synchronize_rcu_expedited();
	/* A reader that does not run has passed the barrier of the scheduler. */
	if (mm->fence == VMB_FENCE_IPI)
		smp_call_function(fence_here, NULL, true);
}

/**
 * vmb_hazptr_begin_write() - write-lock VMAs
 * @mm: the address space
 * @vmas: the VMAs
 * @n: how many
 * @counts: counts of the writer
 *
 * Context: @mm->lock held for writing; sleeps.
 */
noinline void vmb_hazptr_begin_write(struct vmb_mm *mm,
				     struct vmb_vma *const *vmas,
				     unsigned int n,
				     struct vmb_write_counts *counts)
{
	unsigned int i, j, most;

	for (i = 0; i < n; i++)
		WRITE_ONCE(vmas[i]->seq, mm->lock_seq);
	vmb_hazptr_order_looks(mm);
	for (i = 0; i < mm->nr_hazards; i++) {
		most = i < mm->nr_readers ? VMB_READER_HAZARDS : VMB_HAZARDS;
		for (j = 0; j < most; j++)
			wait_for_hazard(mm, &mm->hazards[i].vma[j], counts);
	}
}

const struct vmb_protocol vmb_hazptr_protocol = {
	VMB_HAZPTR_PROTOCOL,
};

VMB_DEFINE_MODEL_READ(hazptr, VMB_SPANS_ARE_WHOLE | VMB_STAYS_IN_TREE)
VMB_DEFINE_MODEL_ROWS(hazptr, rbtree, VMB_RBTREE)
VMB_DEFINE_MODEL_ROWS(hazptr, maple, VMB_MAPLE)
VMB_DEFINE_MODEL_WRITE(, vmb_hazptr)
VMB_DEFINE_MODEL_SCHEME(hazptr, vmb_hazptr, VMB_FAMILY_MODEL,
			VMB_MAPLE, VMB_ON_BOTH, VMB_OPTION_FENCE);
