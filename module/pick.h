/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Choose the addresses that readers look up.
 *
 * A reader chooses a block of addresses at a time.  The measured loop then only
 * loads the next address, whatever the access pattern.
 */
#ifndef VMB_PICK_H
#define VMB_PICK_H

#include <linux/types.h>

#include "random.h"
#include "vmabench.h"

struct vmb_arena;

/* Octaves of Zipf ranks, enough for all slots that fit a u32. */
#define VMB_PICK_OCTAVES 32

/**
 * struct vmb_pick_config - what to choose from
 * @access: VMB_ACCESS_*
 * @base: address of slot 0
 * @stride: bytes from one slot to the next
 * @pages: pages of a slot to choose from
 * @slots: number of slots to choose from, starting at slot 0
 * @hot: the one slot of VMB_ACCESS_HOT
 * @index: number of this reader
 * @readers: number of readers; at most @slots for VMB_ACCESS_OWN
 * @arena: the arena, for VMB_ACCESS_OWN, and VMB_ACCESS_STABLE if it has
 *         stable slots
 * @in_turn: choose pages in turn, those that no other reader chooses
 * @seed: seed of the run
 */
struct vmb_pick_config {
	unsigned int access;
	unsigned long base;
	unsigned long stride;
	u32 pages;
	u32 slots;
	u32 hot;
	u32 index;
	u32 readers;
	const struct vmb_arena *arena;
	bool in_turn;
	u64 seed;
};

/**
 * struct vmb_turn - the pages that a reader chooses in turn
 * @first_slot: the first slot
 * @slots: number of slots
 * @first_page: the first page of each slot
 * @pages: number of pages of each slot; 0 if there are fewer pages than readers
 * @slot: slot of the next page, from @first_slot
 * @page: the next page, from @first_page
 */
struct vmb_turn {
	u32 first_slot;
	u32 slots;
	u32 first_page;
	u32 pages;
	u32 slot;
	u32 page;
};

/**
 * struct vmb_pick - state of a reader's choices
 * @config: what to choose from
 * @random: the reader's generator
 * @next: next slot of VMB_ACCESS_SEQUENTIAL
 * @turn: with @config.in_turn, what it chooses
 * @octaves: number of octaves of ranks, for VMB_ACCESS_ZIPF
 * @octave_end: cumulative probability of each octave, as a fraction of 2^32
 * @scatter: spreads the ranks over the slots; coprime to the number of slots
 */
struct vmb_pick {
	struct vmb_pick_config config;
	struct vmb_random random;
	u32 next;
	struct vmb_turn turn;
	u32 octaves;
	u64 octave_end[VMB_PICK_OCTAVES];
	u32 scatter;
};

void vmb_pick_init(struct vmb_pick *pick, const struct vmb_pick_config *config);
u64 vmb_pick_pages(const struct vmb_pick *pick);
void vmb_pick_fill(struct vmb_pick *pick, unsigned long *addrs, unsigned int n);

#endif /* VMB_PICK_H */
