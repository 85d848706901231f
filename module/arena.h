/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The arena: the range of addresses a run works on, cut into slots that hold
 * a VMA each.
 *
 * Slots are taken in groups of write_span.  A group is stable or volatile as a
 * whole; writers change volatile groups only, a group at a time, and every
 * writer has groups of its own.  volatile.c draws which ones are volatile.
 *
 * Except with layout=merged, where all slots have the rights of the first, the kernel
 * must never merge two VMAs of the arena.  Neighbours therefore
 * never have the same access rights: slots with an even number change between
 * none and read, slots with an odd number between write and read + write.  A
 * writable VMA always stays writable, so rights do not change the accounting
 * either.
 *
 * With populate=1, and where lookups are page faults, each VMA is writable when it
 * is mapped, so that it can have pages, and the other right takes that away: slots
 * with an even number change between read + write and read, slots with an odd number
 * between write and none.  Not all architectures let programs read what they may only
 * write: where user threads read, both kinds are readable, and those with an odd number
 * executable.
 */
#ifndef VMB_ARENA_H
#define VMB_ARENA_H

#include <linux/mm_types.h>
#include <linux/mman.h>
#include <linux/types.h>

#include "vmabench.h"

/**
 * struct vmb_arena - geometry and state of an arena
 * @mm: the address space it is in
 * @base: address of slot 0
 * @slot_len: length of a VMA in bytes
 * @stride: bytes from one slot to the next; with holes more than @slot_len
 * @slots: number of slots
 * @group_slots: slots in a group
 * @groups: whole groups; slots that are left over are stable
 * @layout: VMB_LAYOUT_...
 * @backing: VMB_BACKING_...
 * @file: what all VMAs map parts of, for VMB_BACKING_FILE; NULL before it is built
 * @map_flags: MAP_...
 * @populate: VMAs are filled with pages
 * @touched: readers touch pages, and zap them
 * @read_by_user: programs read pages
 * @moves: writers move VMAs to the hole behind them
 * @volatile_pct: share of the groups that is volatile
 * @volatile_groups: how many that is
 * @seed: draws them
 * @abort: set to stop operations on many slots
 * @mapped: slots mapped so far, while it is being built
 * @pages: pages that are present, with @populate
 * @setup_ns: time to map all slots
 * @teardown_ns: time to unmap all slots
 */
struct vmb_arena {
	struct mm_struct *mm;
	unsigned long base;
	unsigned long slot_len;
	unsigned long stride;
	u32 slots;
	u32 group_slots;
	u32 groups;
	enum vmb_layout layout;
	enum vmb_backing backing;
	struct file *file;
	unsigned long map_flags;
	bool populate;
	bool touched;
	bool read_by_user;
	bool moves;
	u32 volatile_pct;
	u32 volatile_groups;
	u64 seed;
	const bool *abort;
	u32 mapped;
	u64 pages;
	u64 setup_ns;
	u64 teardown_ns;
};

static inline unsigned long vmb_arena_addr(const struct vmb_arena *arena,
					   u32 slot)
{
	return arena->base + slot * arena->stride;
}

/* Length of the first half of a slot that is split. */
static inline unsigned long vmb_arena_half(const struct vmb_arena *arena)
{
	return (arena->slot_len / 2) & PAGE_MASK;
}

/* Return true if all VMAs of the arena have the same rights, so that they merge. */
static inline bool vmb_arena_is_merged(const struct vmb_arena *arena)
{
	return arena->layout == VMB_LAYOUT_MERGED;
}

/* One of the two rights of a slot; @changed for the other. */
static inline unsigned long vmb_arena_prot(u32 slot, bool changed)
{
	return (slot & 1 ? PROT_WRITE : PROT_NONE) |
	       (changed ? PROT_READ : 0);
}

/* The same of a slot with pages. */
static inline unsigned long vmb_arena_page_prot(u32 slot, bool changed)
{
	return (slot & 1 ? PROT_NONE : PROT_READ) | (changed ? 0 : PROT_WRITE);
}

/* The same of pages that user threads read. */
static inline unsigned long vmb_arena_read_prot(u32 slot, bool changed)
{
	return (slot & 1 ? PROT_EXEC : PROT_NONE) | PROT_READ |
	       (changed ? 0 : PROT_WRITE);
}

static inline u32 vmb_arena_volatile_slots(const struct vmb_arena *arena)
{
	return arena->volatile_groups * arena->group_slots;
}

static inline u32 vmb_arena_stable_slots(const struct vmb_arena *arena)
{
	return arena->slots - vmb_arena_volatile_slots(arena);
}

void vmb_arena_init(struct vmb_arena *arena, struct mm_struct *mm,
		    const struct vmb_knobs *knobs);
int vmb_arena_check(const struct vmb_arena *arena,
		    const struct vmb_knobs *knobs, char *error);
int vmb_arena_build(struct vmb_arena *arena, const bool *abort, char *error);
int vmb_arena_verify(struct vmb_arena *arena, char *error);
void vmb_arena_destroy(struct vmb_arena *arena,
		       bool (*is_lost)(void *data, u32 slot), void *data);

unsigned long vmb_arena_rights(const struct vmb_arena *arena, u32 slot,
			       bool changed);
int vmb_arena_map(const struct vmb_arena *arena, u32 slot, u32 n);
int vmb_arena_munmap(const struct vmb_arena *arena, u32 slot, u32 n);
int vmb_arena_protect(const struct vmb_arena *arena, u32 slot, u32 n,
		      bool changed);
int vmb_arena_protect_half(const struct vmb_arena *arena, u32 slot, u32 n,
			   bool changed);

#endif /* VMB_ARENA_H */
