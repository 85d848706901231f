/* SPDX-License-Identifier: GPL-2.0-only */
/* A writer: it changes volatile slots, of which no other writer has any. */
#ifndef VMB_WRITER_H
#define VMB_WRITER_H

#include "clock.h"
#include "mark.h"
#include "pick.h"
#include "scheme.h"
#include "tally.h"
#include "volatile.h"
#include "worker.h"

struct vmb_mm;
struct vmb_vma;

/**
 * struct vmb_writer - what a writer works on; written by that writer only
 * @worker: the thread
 * @arena: where the slots are
 * @random: chooses among its groups, and operations of write_op=mixed
 * @op: the knob write_op
 * @hold: ticks to hold the locks, for VMB_WRITE_OP_LOCK
 * @index: its number
 * @writers: number of writers
 * @groups: volatile groups it has: @index, @index + @writers ...
 * @unmap_slots: slots it unmaps under one mm-wide lock
 * @other_slots: slots it changes otherwise under one mm-wide lock
 * @slots: slots of the transaction it is in, for models
 * @changed: the rights it gives are not those of the slots
 * @sink: where latencies go, by operation
 * @counts: what happened
 * @model: the model address space, for models
 * @write: the scheme's operation and its undoing
 * @batches: how many it has done
 * @vmas: VMAs of the operation, for models: room for two of each slot
 * @began: when the operation began, which may be later than it was due, ticks
 * @lost: first slot of a group that could not be mapped again
 * @lost_slots: length of that group, 0 if there is none
 */
struct vmb_writer {
	struct vmb_worker *worker;
	const struct vmb_arena *arena;
	struct vmb_random random;
	u64 op;
	u64 hold;
	u32 index;
	u32 writers;
	u32 groups;
	u32 unmap_slots;
	u32 other_slots;
	u32 slots;
	bool changed;
	struct vmb_sink sink;
	struct vmb_write_counts counts;
	struct vmb_mm *model;
	vmb_batch_fn *write;
	u32 batches;
	struct vmb_vma **vmas;
	u64 began;
	u32 lost;
	u32 lost_slots;
};

u64 vmb_writer_begin(struct vmb_writer *writer);
void vmb_writer_done(struct vmb_writer *writer, enum vmb_writer_op op,
		     u32 slot, u64 begin, u64 end);
bool vmb_writer_is_measured(const struct vmb_writer *writer);
int vmb_writer_failed(struct vmb_writer *writer, enum vmb_writer_op op,
		      u32 slot, int err);

/* Return the first slot of the next group to change. */
static inline u32 vmb_writer_pick(struct vmb_writer *writer)
{
	u32 bits = vmb_random_next(&writer->random) >> 32;
	u32 group = writer->index +
		    writer->writers * vmb_random_below(bits, writer->groups);

	return vmb_arena_volatile_slot(writer->arena, group);
}

/* Return the write_op of the next operation; what mixed consists of comes before it. */
static inline u64 vmb_writer_choose(struct vmb_writer *writer)
{
	if (writer->op != VMB_WRITE_OP_MIXED)
		return writer->op;
	return vmb_random_below(vmb_random_next(&writer->random) >> 32,
				VMB_WRITE_OP_MIXED);
}

/* An operation on the group of slots that begins with one. */
typedef int vmb_write_fn(struct vmb_writer *writer, u32 slot);

/**
 * struct vmb_write_ops - operations of a writer, on the kernel or on a model
 * @munmap: unmap the slots
 * @map: map them again
 * @protect: change their rights, or change them back if not @changed
 * @split: split each in two, of different rights
 * @merge: merge the two again
 * @lock: lock the slots for writing for a time; NULL on a model
 *
 * Each returns 0 or an error, which ends the run.  Constant, and all of it
 * inlined by vmb_write_batch().
 */
struct vmb_write_ops {
	vmb_write_fn *munmap;
	vmb_write_fn *map;
	vmb_write_fn *protect;
	vmb_write_fn *split;
	vmb_write_fn *merge;
	vmb_write_fn *lock;
};

static __always_inline int vmb_write_one(struct vmb_writer *writer,
					 enum vmb_writer_op op, u32 slot,
					 vmb_write_fn *fn)
{
	u64 due;
	int err;

	due = vmb_writer_begin(writer);
	vmb_mark(BEGIN);
	err = fn(writer, slot);
	vmb_mark_writer_op(op);
	if (err)
		return vmb_writer_failed(writer, op, slot, err);
	vmb_writer_done(writer, op, slot, due, vmb_clock_ticks());
	return 0;
}

/**
 * vmb_write_batch() - one operation of write_op and its undoing
 * @writer: the writer
 * @ops: how it is done
 *
 * Context: the writer's thread; sleeps.
 * Return: 0 or the error of the operation that failed.
 */
static __always_inline int vmb_write_batch(struct vmb_writer *writer,
					   const struct vmb_write_ops *ops)
{
	u32 slot = vmb_writer_pick(writer);
	int err;

	switch (vmb_writer_choose(writer)) {
	case VMB_WRITE_OP_MUNMAP:
		return vmb_write_one(writer, VMB_OP_MUNMAP, slot, ops->munmap) ?:
		       vmb_write_one(writer, VMB_OP_MAP, slot, ops->map);
	case VMB_WRITE_OP_MPROTECT:
		writer->changed = true;
		for (;;) {
			err = vmb_write_one(writer, VMB_OP_MPROTECT, slot,
					    ops->protect);
			if (err || !writer->changed)
				return err;
			writer->changed = false;
		}
	case VMB_WRITE_OP_LOCK:
		if (ops->lock)
			return vmb_write_one(writer, VMB_OP_LOCK, slot,
					     ops->lock);
		return -EOPNOTSUPP;
	default:
		return vmb_write_one(writer, VMB_OP_SPLIT, slot, ops->split) ?:
		       vmb_write_one(writer, VMB_OP_MERGE, slot, ops->merge);
	}
}

#endif /* VMB_WRITER_H */
