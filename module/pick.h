/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Choosing the addresses that readers look up.
 *
 * Addresses are chosen a block at a time, so that the loop that is measured
 * is the same for every kind of access: it loads the next address.
 */
#ifndef VMB_PICK_H
#define VMB_PICK_H

#include <linux/types.h>

struct vmb_arena;

/* Addresses in a block: 2 KiB, which stays in the first-level cache. */
#define VMB_PICK_BLOCK 256

/* Octaves of Zipf ranks: 2^20 slots and more fit below 2^32. */
#define VMB_PICK_OCTAVES 32

/**
 * struct vmb_random - state of a wyrand generator
 * @state: counts up by a constant, so that draws do not wait for each other
 *
 * One wide multiplication a draw, and the statistics of far slower ones: Wang
 * Yi, wyhash, 2019.
 */
struct vmb_random {
	u64 state;
};

static __always_inline u64 vmb_random_next(struct vmb_random *random)
{
	u64 z = random->state += 0xa0761d6478bd642fULL;
	unsigned __int128 product =
		(unsigned __int128)z * (z ^ 0xe7037ed1a0b428dbULL);

	return (u64)(product >> 64) ^ (u64)product;
}

/* A number below @n, from 32 random bits; the bias is below @n / 2^32. */
static __always_inline u32 vmb_random_below(u32 bits, u32 n)
{
	return (u64)bits * n >> 32;
}

/**
 * struct vmb_pick_config - what to choose from
 * @access: VMB_ACCESS_*
 * @base: address of slot 0
 * @stride: bytes from one slot to the next
 * @pages: pages of a slot any of which may be chosen
 * @slots: slots 0 .. @slots - 1 may be chosen
 * @hot: the one slot of VMB_ACCESS_HOT
 * @index: number of this reader
 * @readers: number of readers; at most @slots for VMB_ACCESS_OWN
 * @arena: the arena, for VMB_ACCESS_STABLE; it has stable slots
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
	u64 seed;
};

/**
 * struct vmb_pick - a reader's choices
 * @config: what to choose from
 * @random: its own generator
 * @next: next slot of VMB_ACCESS_SEQUENTIAL
 * @octaves: number of octaves of ranks, for VMB_ACCESS_ZIPF
 * @octave_end: by octave, the chance of a rank up to its end, of 2^32
 * @scatter: spreads the ranks over the slots; has no divisor in common with
 *           their number
 */
struct vmb_pick {
	struct vmb_pick_config config;
	struct vmb_random random;
	u32 next;
	u32 octaves;
	u64 octave_end[VMB_PICK_OCTAVES];
	u32 scatter;
};

void vmb_random_seed(struct vmb_random *random, u64 seed, u64 stream);
void vmb_pick_init(struct vmb_pick *pick, const struct vmb_pick_config *config);
void vmb_pick_fill(struct vmb_pick *pick, unsigned long *addrs, unsigned int n);

#endif /* VMB_PICK_H */
