/* SPDX-License-Identifier: GPL-2.0-only */
/* How the writers of a scheme exclude its readers. */
#ifndef VMB_MODEL_PROTOCOL_H
#define VMB_MODEL_PROTOCOL_H

#include "../tally.h"
#include "objects.h"

/**
 * struct vmb_protocol - how the writers of a scheme exclude its readers
 * @has_waits: its VMAs have a waitqueue, in place of a lock
 * @init_srcu: initializes mm->srcu, whose callbacks are its own; NULL if they are
 *             RCU's
 * @uses_ranges: it locks ranges of addresses
 * @percpu_hazards: hazard pointers of CPUs are in use, too
 * @uses_tree_seq: changes of the tree move mm->tree_seq
 * @locks_removed: VMAs are write-locked when they are removed
 * @has_detach: the knob detach sets the order of locking and removal
 * @shares_vmas: it can run with two address spaces, see the knob spaces
 * @needs_other: it always does
 * @order: that order, without the knob; of schemes that lock what they remove
 * @lock_bytes: bytes of a VMA by which readers and writers exclude each other,
 *              without those for freeing it
 * @separate_bytes: the same with lock_placement=separate, with the lock outside
 * @is_idle: returns true if neither a reader nor a writer uses a VMA; called
 *           when all have left; NULL if a VMA does not show it
 * @admit: prepares a new VMA that is about to be put into the tree; or NULL
 * @begin_write: write-locks VMAs: admits no more readers and waits for those
 *               inside; or NULL
 * @end_write: unlocks them, before the mm-wide lock is dropped; or NULL
 * @end_transaction: unlocks what is locked otherwise than by VMAs; or NULL
 * @detach: marks a write-locked VMA as detached, so that no reader can take a
 *          reference any more; admit undoes it; or NULL
 * @retire: closes the file of a VMA that has left the tree, and frees the VMA
 *          when no reader can see it
 *
 * Constant.  Large functions are better not inlined: every operation has a
 * copy.
 * Context of all functions: mm->lock is held for writing; they may sleep.
 */
struct vmb_protocol {
	bool has_waits;
	bool uses_ranges;
	bool percpu_hazards;
	bool uses_tree_seq;
	bool locks_removed;
	bool has_detach;
	bool shares_vmas;
	bool needs_other;
	enum vmb_detach order;
	u16 lock_bytes;
	u16 separate_bytes;
	int (*init_srcu)(struct srcu_struct *srcu);
	bool (*is_idle)(const struct vmb_vma *vma);
	void (*admit)(struct vmb_mm *mm, struct vmb_vma *vma);
	void (*begin_write)(struct vmb_mm *mm, struct vmb_vma *const *vmas,
			    unsigned int n, struct vmb_write_counts *counts);
	void (*end_write)(struct vmb_mm *mm, struct vmb_vma *const *vmas,
			  unsigned int n);
	void (*end_transaction)(struct vmb_mm *mm);
	void (*detach)(struct vmb_mm *mm, struct vmb_vma *vma,
		       struct vmb_write_counts *counts);
	void (*retire)(struct vmb_mm *mm, struct vmb_vma *vma,
		       struct vmb_write_counts *counts);
};

/* Bytes of a field of a VMA, for lock_bytes. */
#define VMB_FIELD_BYTES(_field) sizeof_field(struct vmb_vma, _field)

void vmb_protocol_waited(struct vmb_write_counts *counts, u64 begin);
void vmb_protocol_free(struct vmb_mm *mm, struct vmb_vma *vma,
		       struct vmb_write_counts *counts);
void vmb_protocol_free_rcu(struct vmb_mm *mm, struct vmb_vma *vma,
			   struct vmb_write_counts *counts);

/* Close the file of a removed VMA; the operation accounts for the time. */
static inline void vmb_protocol_close_file(struct vmb_vma *vma,
					   struct vmb_write_counts *counts)
{
	counts->closed += vmb_vma_close_file(vma);
}

static __always_inline void vmb_admit(struct vmb_mm *mm,
				      const struct vmb_protocol *p,
				      struct vmb_vma *const *vmas,
				      unsigned int n)
{
	unsigned int i;

	for (i = 0; p->admit && i < n; i++)
		p->admit(mm, vmas[i]);
}

#endif /* VMB_MODEL_PROTOCOL_H */
