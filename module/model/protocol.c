// SPDX-License-Identifier: GPL-2.0-only
/* Steps that the protocols of several schemes share. */
#include "../clock.h"
#include "protocol.h"

/**
 * vmb_protocol_waited() - count that readers of a VMA were waited for
 * @counts: the writer's
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
 * vmb_protocol_free() - retire a VMA that no reader can have found
 * @mm: the address space
 * @vma: the VMA, or one whose memory may be used again while they look at it
 * @counts: the writer's
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
 * vmb_protocol_free_rcu() - retire a VMA that no reader has, but some may find
 * @mm: the address space
 * @vma: the VMA; its memory is used again after a grace period
 * @counts: the writer's
 *
 * Context: @mm->lock held for writing; may sleep.
 */
void vmb_protocol_free_rcu(struct vmb_mm *mm, struct vmb_vma *vma,
			   struct vmb_write_counts *counts)
{
	vmb_protocol_close_file(vma, counts);
	vmb_vma_release_rcu(vma);
}
