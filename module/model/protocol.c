// SPDX-License-Identifier: GPL-2.0-only
/* Functions that the protocols of several schemes share. */
#include "../clock.h"
#include "protocol.h"

/**
 * vmb_protocol_waited() - count a wait for the readers of a VMA
 * @counts: counts of the writer
 * @begin: when the wait began, ticks
 *
 * Context: the writer's thread.
 */
void vmb_protocol_waited(struct vmb_write_counts *counts, u64 begin)
{
	u64 end = vmb_clock_ticks();

	counts->waits++;
	if (end > begin)
		counts->wait_ns += vmb_clock_to_ns(end - begin);
}

/**
 * vmb_protocol_free() - free a removed VMA at once
 * @mm: the address space
 * @vma: the VMA; no reader has found it, or readers check for reused memory
 * @counts: counts of the writer
 *
 * Context: @mm->lock held for writing; may sleep.
 */
void vmb_protocol_free(struct vmb_mm *mm, struct vmb_vma *vma,
		       struct vmb_write_counts *counts)
{
	vmb_protocol_close_file(vma, counts);
	vmb_vma_release(vma);
}

/**
 * vmb_protocol_free_rcu() - free a removed VMA after a grace period
 * @mm: the address space
 * @vma: the VMA; no reader holds it, but some may still find it
 * @counts: counts of the writer
 *
 * Context: @mm->lock held for writing; may sleep.
 */
void vmb_protocol_free_rcu(struct vmb_mm *mm, struct vmb_vma *vma,
			   struct vmb_write_counts *counts)
{
	vmb_protocol_close_file(vma, counts);
	vmb_vma_release_rcu(vma);
}
