/* SPDX-License-Identifier: GPL-2.0-only */
/* A writer: it changes the volatile slots that are its own. */
#ifndef VMB_WRITER_H
#define VMB_WRITER_H

#include "arena.h"
#include "clock.h"
#include "hist.h"
#include "pick.h"
#include "vmabench.h"

struct vmb_worker;

/**
 * struct vmb_write_counts - what a writer counts
 * @updates: operations
 * @clock_backwards: clock readings smaller than the one before
 */
struct vmb_write_counts {
	u64 updates;
	u64 clock_backwards;
};

/**
 * struct vmb_writer - what a writer works on; its own, nobody else's
 * @worker: the thread
 * @arena: where the slots are
 * @random: chooses among its groups, and operations of write_op=mixed
 * @op: what it is to do
 * @index: its number
 * @writers: how many there are
 * @groups: volatile groups it has: @index, @index + @writers ...
 * @hist: where latencies go, by operation
 * @max_ns: longest latency since it was last set to 0
 * @counts: what happened
 * @lost: first slot of a group that could not be mapped again
 * @lost_slots: length of that group, 0 if there is none
 */
struct vmb_writer {
	struct vmb_worker *worker;
	const struct vmb_arena *arena;
	struct vmb_random random;
	u64 op;
	u32 index;
	u32 writers;
	u32 groups;
	struct vmb_hist *hist;
	u64 max_ns;
	struct vmb_write_counts counts;
	u32 lost;
	u32 lost_slots;
};

u64 vmb_writer_begin(struct vmb_writer *writer);
void vmb_writer_done(struct vmb_writer *writer, enum vmb_writer_op op,
		     u64 begin, u64 end);
int vmb_writer_failed(struct vmb_writer *writer, enum vmb_writer_op op,
		      u32 slot, int err);

/* First slot of the next group to change. */
static inline u32 vmb_writer_pick(struct vmb_writer *writer)
{
	u32 bits = vmb_random_next(&writer->random) >> 32;
	u32 group = writer->index +
		    writer->writers * vmb_random_below(bits, writer->groups);

	return vmb_arena_volatile_slot(writer->arena, group);
}

#endif /* VMB_WRITER_H */
