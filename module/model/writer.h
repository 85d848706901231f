/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What writers do to a model address space.
 *
 * An operation is one transaction under the mm-wide lock, over all slots of a
 * group, or with the knob lock_per one for each slot.  Macros generate it for every scheme from the functions of its struct
 * vmb_protocol, so that it makes no indirect calls.
 *
 * An allocation that fails ends the run.  The part that was done is not undone:
 * VMAs in the tree are complete, and are freed with it.
 */
#ifndef VMB_MODEL_WRITER_H
#define VMB_MODEL_WRITER_H

#include "../writer.h"
#include "index.h"
#include "protocol.h"

int vmb_writer_gather(struct vmb_writer *writer, u32 slot);
int vmb_writer_gather_halves(struct vmb_writer *writer, u32 slot);
int vmb_writer_make(struct vmb_writer *writer, u32 slot);
int vmb_writer_make_halves(struct vmb_writer *writer);
void vmb_writer_discard(struct vmb_writer *writer, unsigned int first,
		       unsigned int end);
static __always_inline gfp_t vmb_tree_begin(struct vmb_mm *mm,
					    const struct vmb_protocol *p)
{
	if (!p->uses_tree_seq)
		return VMB_TREE_GFP;
	write_seqlock(&mm->tree_seq);
	return GFP_ATOMIC | __GFP_NOWARN;
}

static __always_inline void vmb_tree_end(struct vmb_mm *mm,
					 const struct vmb_protocol *p)
{
	if (p->uses_tree_seq)
		write_sequnlock(&mm->tree_seq);
}

static __always_inline void vmb_begin_write(struct vmb_writer *writer,
					    const struct vmb_protocol *p,
					    struct vmb_vma *const *vmas,
					    unsigned int n)
{
	if (p->begin_write)
		p->begin_write(writer->model, vmas, n, &writer->counts);
}

static __always_inline void vmb_end_write(struct vmb_mm *mm,
					  const struct vmb_protocol *p,
					  struct vmb_vma *const *vmas,
					  unsigned int n)
{
	if (p->end_write)
		p->end_write(mm, vmas, n);
}

static __always_inline void vmb_write_unlock(struct vmb_mm *mm,
					     const struct vmb_protocol *p)
{
	if (p->end_transaction)
		p->end_transaction(mm);
	vmb_mm_write_unlock(mm);
}

static __always_inline bool vmb_punches(const struct vmb_mm *mm,
					const struct vmb_protocol *p)
{
	return p->has_detach && mm->detach == VMB_DETACH_HOLE_PUNCH;
}

static __always_inline bool vmb_stores_first(const struct vmb_mm *mm,
					     const struct vmb_protocol *p)
{
	return p->has_detach && mm->detach == VMB_DETACH_STORE_WRITE_DETACH;
}

static __always_inline int
vmb_unlink(struct vmb_mm *mm, const struct vmb_protocol *p,
	   struct vmb_vma *const *vmas, unsigned int n)
{
	gfp_t gfp = vmb_tree_begin(mm, p);
	int err = vmb_index_unlink(mm, vmas, n, gfp);

	vmb_tree_end(mm, p);
	return err;
}

static __always_inline void
vmb_detach(struct vmb_writer *writer, const struct vmb_protocol *p,
	   struct vmb_vma *const *vmas, unsigned int n)
{
	unsigned int i;

	for (i = 0; p->detach && i < n; i++)
		p->detach(writer->model, vmas[i], &writer->counts);
}

/* Free VMAs that are detached and have left the tree. */
static __always_inline void
vmb_free_detached(struct vmb_writer *writer, const struct vmb_protocol *p,
		  struct vmb_vma *const *vmas, unsigned int n)
{
	bool measured = vmb_writer_is_measured(writer);
	struct vmb_mm *mm = writer->model;
	unsigned int i;

	for (i = 0; i < n; i++) {
		vmas[i]->removed = writer->began;
		vmas[i]->measured = measured;
		p->retire(mm, vmas[i], &writer->counts);
		/* Pairs with the acquire in vmb_mm_waiting(). */
		smp_store_release(&mm->home->retired, mm->home->retired + 1);
	}
}

/* Retire VMAs that have left the tree. */
static __always_inline void
vmb_retire(struct vmb_writer *writer, const struct vmb_protocol *p,
	   struct vmb_vma *const *vmas, unsigned int n)
{
	vmb_detach(writer, p, vmas, n);
	vmb_free_detached(writer, p, vmas, n);
}

static __always_inline void vmb_mark_detached(struct vmb_vma *const *vmas,
					      unsigned int n, bool detached)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		WRITE_ONCE(vmas[i]->detached, detached);
}

/* Retire VMAs that left the tree before they were write-locked. */
static __always_inline void
vmb_lock_and_retire(struct vmb_writer *writer, const struct vmb_protocol *p,
		    struct vmb_vma *const *vmas, unsigned int n)
{
	/* Readers that found one before see that it is gone. */
	vmb_mark_detached(vmas, n, true);
	if (p->locks_removed)
		vmb_begin_write(writer, p, vmas, n);
	vmb_retire(writer, p, vmas, n);
}

/*
 * Retire VMAs that were not put into the tree for lack of memory.  In schemes
 * that reuse memory at once, a reader can still have got hold of one briefly.
 */
static __always_inline void
vmb_retire_unlinked(struct vmb_writer *writer, const struct vmb_protocol *p,
	   struct vmb_vma *const *vmas, unsigned int n)
{
	vmb_mark_detached(vmas, n, true);
	vmb_retire(writer, p, vmas, n);
}

static __always_inline int
vmb_remove(struct vmb_writer *writer, const struct vmb_protocol *p,
	   struct vmb_vma *const *vmas, unsigned int n, bool lock_first)
{
	struct vmb_mm *mm = writer->model;
	int err;

	if (lock_first) {
		vmb_begin_write(writer, p, vmas, n);
		vmb_mark_detached(vmas, n, true);
	}
	err = vmb_unlink(mm, p, vmas, n);
	if (err) {
		if (lock_first) {
			vmb_mark_detached(vmas, n, false);
			vmb_end_write(mm, p, vmas, n);
		}
		return err;
	}
	if (lock_first)
		vmb_retire(writer, p, vmas, n);
	else
		vmb_lock_and_retire(writer, p, vmas, n);
	return 0;
}

/*
 * Remove VMAs as munmap(2) does since Linux 6.4: write-lock each, store it in
 * a tree of the writer's own and mark it as detached; then clear the range in
 * the mm's tree.  Source: vms_gather_munmap_vmas() in mm/vma.c.
 */
static __always_inline int
vmb_remove_detached(struct vmb_writer *writer, const struct vmb_protocol *p,
		    struct vmb_vma *const *vmas, unsigned int n)
{
	struct vmb_mm *mm = writer->model;
	unsigned int detached = 0;
	struct maple_tree aside;
	MA_STATE(mas, &aside, 0, 0);
	int err = 0;

	mt_init_flags(&aside, MT_FLAGS_LOCK_EXTERN);
	mt_set_external_lock(&aside, &mm->lock);
	while (detached < n && !err) {
		vmb_begin_write(writer, p, vmas + detached, 1);
		mas_set(&mas, detached);
		err = mas_store_gfp(&mas, vmas[detached], VMB_TREE_GFP);
		if (err)
			break;
		vmb_mark_detached(vmas + detached, 1, true);
		vmb_detach(writer, p, vmas + detached, 1);
		detached++;
	}
	if (!err)
		err = vmb_unlink(mm, p, vmas, n);
	if (!err) {
		vmb_free_detached(writer, p, vmas, n);
	} else {
		vmb_mark_detached(vmas, detached, false);
		vmb_admit(mm, p, vmas, detached);
	}
	__mt_destroy(&aside);
	return err;
}

static __always_inline int
vmb_remove_in_order(struct vmb_writer *writer, const struct vmb_protocol *p)
{
	unsigned int i, n = writer->slots;
	struct vmb_vma **vmas = writer->vmas;
	int err = 0;

	if (!p->locks_removed)
		return vmb_remove(writer, p, vmas, n, false);
	switch (p->has_detach ? writer->model->detach : p->order) {
	case VMB_DETACH_WRITE_DETACH_STORE:
		return vmb_remove_detached(writer, p, vmas, n);
	case VMB_DETACH_WRITE_THEN_DETACH:
		return vmb_remove(writer, p, vmas, n, true);
	case VMB_DETACH_STORE_WRITE_DETACH:
		for (i = 0; i < n && !err; i++)
			err = vmb_remove(writer, p, vmas + i, 1, false);
		return err;
	case VMB_DETACH_HOLE_PUNCH:
		break;
	}
	return vmb_remove(writer, p, vmas, n, false);
}

static __always_inline int vmb_model_munmap(struct vmb_writer *writer, u32 slot,
					    const struct vmb_protocol *p)
{
	struct vmb_mm *mm = writer->model;
	int err;

	vmb_mm_write_lock(mm);
	err = vmb_writer_gather(writer, slot) ?: vmb_remove_in_order(writer, p);
	vmb_write_unlock(mm, p);
	return err;
}

static __always_inline int vmb_model_map(struct vmb_writer *writer, u32 slot,
					 const struct vmb_protocol *p)
{
	unsigned int i, n = writer->slots;
	struct vmb_vma **vmas = writer->vmas;
	struct vmb_mm *mm = writer->model;
	gfp_t gfp;
	int err;

	vmb_mm_write_lock(mm);
	err = vmb_writer_make(writer, slot);
	if (err)
		goto unlock;
	vmb_admit(mm, p, vmas, n);
	vmb_mark_detached(vmas, n, false);

	gfp = vmb_tree_begin(mm, p);
	for (i = 0; i < n; i++) {
		err = vmb_index_link(mm, vmas[i], gfp);
		if (err)
			break;
	}
	vmb_tree_end(mm, p);
	if (err)
		vmb_retire_unlinked(writer, p, vmas + i, n - i);
unlock:
	vmb_write_unlock(mm, p);
	return err;
}

static __always_inline int vmb_model_protect(struct vmb_writer *writer, u32 slot,
					     const struct vmb_protocol *p)
{
	unsigned int i, n = writer->slots;
	struct vmb_vma **vmas = writer->vmas;
	struct vmb_mm *mm = writer->model;
	bool punch = vmb_punches(mm, p);
	int err;

	vmb_mm_write_lock(mm);
	err = vmb_writer_gather(writer, slot);
	if (!err && punch)
		err = vmb_unlink(mm, p, vmas, n);
	if (err)
		goto unlock;

	vmb_begin_write(writer, p, vmas, n);
	for (i = 0; i < n; i++)
		vmb_vma_set_flags(vmas[i],
				  vmb_arena_prot(slot + i, writer->changed));
	vmb_end_write(mm, p, vmas, n);

	for (i = 0; punch && i < n; i++)
		vmb_relink(mm, vmas[i]);
unlock:
	vmb_write_unlock(mm, p);
	return err;
}

/*
 * Split a VMA: its second half becomes @half, the first half gets other rights.
 */
static __always_inline int
vmb_split_one(struct vmb_mm *mm, struct vmb_vma *vma, struct vmb_vma *half,
	      u8 flags, bool punched, gfp_t gfp)
{
	int err = vmb_index_link(mm, half, punched ? VMB_RELINK_GFP : gfp);

	if (err)
		return err;
	vmb_vma_set_end(vma, half->start);
	vmb_vma_set_flags(vma, flags);
	if (punched)
		vmb_relink(mm, vma);
	return 0;
}

static __always_inline int vmb_model_split(struct vmb_writer *writer, u32 slot,
					   const struct vmb_protocol *p)
{
	unsigned int i, n = writer->slots;
	struct vmb_vma **vmas = writer->vmas, **halves = vmas + n;
	struct vmb_mm *mm = writer->model;
	bool punch = vmb_punches(mm, p);
	gfp_t gfp;
	int err;

	vmb_mm_write_lock(mm);
	err = vmb_writer_gather(writer, slot);
	if (!err)
		err = vmb_writer_make_halves(writer);
	if (err)
		goto unlock;
	if (punch) {
		err = vmb_unlink(mm, p, vmas, n);
		if (err) {
			vmb_writer_discard(writer, n, 2 * n);
			goto unlock;
		}
	}

	vmb_begin_write(writer, p, vmas, n);
	vmb_admit(mm, p, halves, n);
	vmb_mark_detached(halves, n, false);
	gfp = vmb_tree_begin(mm, p);
	for (i = 0; i < n; i++) {
		err = vmb_split_one(mm, vmas[i], halves[i],
				    vmb_arena_prot(slot + i, true), punch, gfp);
		if (err)
			break;
	}
	vmb_tree_end(mm, p);
	vmb_end_write(mm, p, vmas, n);
	if (err)
		vmb_retire_unlinked(writer, p, halves + i, n - i);
unlock:
	vmb_write_unlock(mm, p);
	return err;
}

/*
 * Merge @half into @vma.  Every address has a VMA all the time, but a walk of
 * the rbtree that began before can go astray.
 */
static __always_inline int
vmb_merge_one(struct vmb_mm *mm, struct vmb_vma *vma, struct vmb_vma *half,
	      u8 flags, bool punched, gfp_t gfp)
{
	unsigned long end = vma->end;
	int err = 0;

	/* Before @half leaves the rbtree, which knows ranges by VMAs only. */
	vmb_vma_set_end(vma, half->end);
	if (!punched)
		err = vmb_index_swallow(mm, vma, half, gfp);
	if (err) {
		vmb_vma_set_end(vma, end);
		return err;
	}
	vmb_vma_set_flags(vma, flags);
	if (punched)
		vmb_relink(mm, vma);
	return 0;
}

/* Merge after write-locking all; with @punched they are out of the tree. */
static __always_inline int
vmb_merge_locked(struct vmb_writer *writer, u32 slot,
		 const struct vmb_protocol *p, bool punched)
{
	unsigned int i, n = writer->slots;
	struct vmb_vma **vmas = writer->vmas, **halves = vmas + n;
	struct vmb_mm *mm = writer->model;
	int err = 0;
	gfp_t gfp;

	vmb_begin_write(writer, p, vmas, 2 * n);
	gfp = vmb_tree_begin(mm, p);
	for (i = 0; i < n; i++) {
		err = vmb_merge_one(mm, vmas[i], halves[i],
				    vmb_arena_prot(slot + i, false), punched,
				    gfp);
		if (err)
			break;
	}
	vmb_tree_end(mm, p);
	vmb_mark_detached(halves, i, true);
	vmb_retire(writer, p, halves, i);
	vmb_end_write(mm, p, vmas, n);
	/* Halves that could not be merged stay. */
	if (err)
		vmb_end_write(mm, p, halves + i, n - i);
	return err;
}

/* Merge one by one; write-lock a second half once it has left the tree. */
static __always_inline int
vmb_merge_stored(struct vmb_writer *writer, u32 slot,
		 const struct vmb_protocol *p)
{
	unsigned int i, n = writer->slots;
	struct vmb_vma **vmas = writer->vmas, **halves = vmas + n;
	struct vmb_mm *mm = writer->model;
	int err = 0;
	gfp_t gfp;

	for (i = 0; i < n && !err; i++) {
		/* The first half stays in the tree. */
		vmb_begin_write(writer, p, vmas + i, 1);
		gfp = vmb_tree_begin(mm, p);
		err = vmb_merge_one(mm, vmas[i], halves[i],
				    vmb_arena_prot(slot + i, false), false,
				    gfp);
		vmb_tree_end(mm, p);
		if (!err)
			vmb_lock_and_retire(writer, p, halves + i, 1);
		vmb_end_write(mm, p, vmas + i, 1);
	}
	return err;
}

static __always_inline int vmb_model_merge(struct vmb_writer *writer, u32 slot,
					   const struct vmb_protocol *p)
{
	struct vmb_mm *mm = writer->model;
	bool punch = vmb_punches(mm, p);
	int err;

	vmb_mm_write_lock(mm);
	err = vmb_writer_gather_halves(writer, slot);
	if (!err && punch)
		err = vmb_unlink(mm, p, writer->vmas,
				 2 * writer->slots);
	if (!err)
		err = vmb_stores_first(mm, p) ?
			vmb_merge_stored(writer, slot, p) :
			vmb_merge_locked(writer, slot, p, punch);
	vmb_write_unlock(mm, p);
	return err;
}

/*
 * With spaces=2 a VMA moves: what is unmapped in one address space is mapped at
 * once in the other, at the same address and, as likely as not, in the same
 * memory.
 */
static __always_inline int
vmb_model_move(struct vmb_writer *writer, u32 slot, vmb_write_fn *munmap,
	       vmb_write_fn *map, struct vmb_mm *from, struct vmb_mm *to)
{
	struct vmb_mm *mm = writer->model;
	int err;

	writer->model = from;
	err = munmap(writer, slot);
	/* Releases are told of what operations on the first unmap. */
	if (from != mm)
		writer->counts.closed = 0;
	writer->counts.transactions++;
	writer->model = to;
	err = err ?: map(writer, slot);
	writer->model = mm;
	return err;
}

static __always_inline int
vmb_model_transaction(struct vmb_writer *writer, u32 slot,
		      const struct vmb_protocol *p, vmb_write_fn *op,
		      vmb_write_fn *munmap, vmb_write_fn *map)
{
	struct vmb_mm *mm = writer->model;
	int err;

	writer->counts.transactions++;
	if (!p->shares_vmas || likely(!mm->other))
		return op(writer, slot);
	/* The pools are for one writer at a time. */
	mutex_lock(&mm->turn);
	if (op == munmap)
		err = vmb_model_move(writer, slot, munmap, map, mm, mm->other);
	else if (op == map)
		err = vmb_model_move(writer, slot, munmap, map, mm->other, mm);
	else
		err = op(writer, slot);
	mutex_unlock(&mm->turn);
	return err;
}

/* Do an operation on a group, @n slots at a time; @munmap and @map: see above. */
static __always_inline int
vmb_model_transactions(struct vmb_writer *writer, u32 slot, u32 n,
		       const struct vmb_protocol *p, vmb_write_fn *op,
		       vmb_write_fn *munmap, vmb_write_fn *map)
{
	u32 end = slot + writer->arena->group_slots;
	int err = 0;

	writer->slots = n;
	for (; slot < end && !err; slot += n)
		err = vmb_model_transaction(writer, slot, p, op, munmap, map);
	return err;
}

/**
 * VMB_DEFINE_MODEL_WRITE() - what a scheme's writers do
 * @_linkage: static, or nothing if other schemes have the same writers
 * @_name: the function is _name##_write, from the protocol _name##_protocol
 */
#define VMB_DEFINE_MODEL_WRITE(_linkage, _name)				\
static vmb_write_fn _name##_map_once;					\
VMB_DEFINE_MODEL_OP(_name, munmap, unmap_slots)				\
VMB_DEFINE_MODEL_OP(_name, map, other_slots)				\
VMB_DEFINE_MODEL_OP(_name, protect, other_slots)			\
VMB_DEFINE_MODEL_OP(_name, split, other_slots)				\
VMB_DEFINE_MODEL_OP(_name, merge, other_slots)				\
static const struct vmb_write_ops _name##_write_ops = {			\
	.munmap = _name##_munmap,					\
	.map = _name##_map,						\
	.protect = _name##_protect,					\
	.split = _name##_split,						\
	.merge = _name##_merge,						\
};									\
_linkage int _name##_write(struct vmb_writer *writer)			\
{									\
	return vmb_write_batch(writer, &_name##_write_ops);		\
}

#define VMB_DEFINE_MODEL_OP(_name, _op, _slots)				\
static int _name##_##_op##_once(struct vmb_writer *writer, u32 slot)	\
{									\
	return vmb_model_##_op(writer, slot, &_name##_protocol);	\
}									\
static int _name##_##_op(struct vmb_writer *writer, u32 slot)		\
{									\
	return vmb_model_transactions(writer, slot, writer->_slots,	\
				      &_name##_protocol,		\
				      _name##_##_op##_once,		\
				      _name##_munmap_once,		\
				      _name##_map_once);		\
}

#endif /* VMB_MODEL_WRITER_H */
