/* SPDX-License-Identifier: GPL-2.0-only */
/* What a scheme adds to the changes of a model address space. */
#ifndef VMB_MODEL_PROTOCOL_H
#define VMB_MODEL_PROTOCOL_H

#include "../tally.h"
#include "objects.h"

/**
 * struct vmb_protocol - how a scheme's writers keep readers away
 * @has_waits: its VMAs have a waitqueue, in place of a lock
 * @uses_tree_seq: changes of the tree move mm->tree_seq
 * @locks_removed: VMAs are write-locked when they are removed
 * @has_detach: in which order, is for the knob detach to say
 * @order: in which order, if it is not
 * @lock_bytes: bytes of a VMA that readers and writers keep each other away
 *              with; what it is freed by is not among them
 * @separate_bytes: the same, and a lock outside of it, with
 *                  lock_placement=separate
 * @is_idle: is neither a reader nor a writer inside a VMA?  Asked when all have
 *           left; NULL if a VMA does not tell
 * @admit: a new VMA is about to be put into the tree; or NULL
 * @begin_write: write-lock some VMAs: let no reader in, wait for those inside;
 *               or NULL
 * @end_write: undo that, before the mm-wide lock is dropped; or NULL
 * @retire: a VMA has left the tree: close its file, and free it when no reader
 *          can see it
 *
 * Constant.  Large functions are better not inlined: every operation has them.
 * Context of all functions: mm->lock held for writing; they may
 * sleep.
 */
struct vmb_protocol {
	bool has_waits;
	bool uses_tree_seq;
	bool locks_removed;
	bool has_detach;
	enum vmb_detach order;
	u16 lock_bytes;
	u16 separate_bytes;
	bool (*is_idle)(const struct vmb_vma *vma);
	void (*admit)(struct vmb_mm *mm, struct vmb_vma *vma);
	void (*begin_write)(struct vmb_mm *mm, struct vmb_vma *const *vmas,
			    unsigned int n, struct vmb_write_counts *counts);
	void (*end_write)(struct vmb_mm *mm, struct vmb_vma *const *vmas,
			  unsigned int n);
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

/* Close a removed VMA's file; how long that took is noted with the operation. */
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
