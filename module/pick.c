// SPDX-License-Identifier: GPL-2.0-only
/* The access patterns of readers. */
#include <linux/gcd.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mm.h>

#include "pick.h"
#include "volatile.h"

/* Return the sum of 1/rank over ranks @first .. @last, scaled by 2^40. */
static u64 harmonic(u32 first, u32 last)
{
	u64 sum = 0;
	u32 rank;

	/*
	 * Approximate long octaves by trapezoids, each 1/64 of its first rank
	 * long.  The sum is too large by less than 1/64^2/12, one part in
	 * 49,000.
	 */
	if (last - first < 1 << 14) {
		for (rank = first; rank <= last; rank++)
			sum += div_u64(1ULL << 40, rank);
		return sum;
	}
	while (first <= last) {
		u32 step = min(last - first + 1, first >> 6);
		u64 ends = div_u64(1ULL << 40, first) +
			   div_u64(1ULL << 40, first + step - 1);

		sum += ends / 2 * step;
		first += step;
	}
	return sum;
}

/*
 * Zipf with exponent 1: the probability of rank r is proportional to 1/r.
 * Choose an octave of ranks [2^k, 2^(k+1)) by its probability, then a rank in
 * it by rejection sampling, which accepts at least half of the draws.  A table
 * with an entry for each slot would evict the measured data from the caches.
 */
static void init_zipf(struct vmb_pick *pick)
{
	u32 slots = pick->config.slots;
	u64 total = 0;
	u32 octave;

	for (octave = 0; octave < VMB_PICK_OCTAVES; octave++) {
		u64 first = 1ULL << octave;

		if (first > slots)
			break;
		total += harmonic(first, min(2 * first - 1, (u64)slots));
		pick->octave_end[octave] = total;
	}
	pick->octaves = octave;
	for (octave = 0; octave < pick->octaves; octave++)
		pick->octave_end[octave] =
			mul_u64_u64_div_u64(pick->octave_end[octave],
					    1ULL << 32, total);

	/* Near the golden ratio, so that adjacent ranks are far apart. */
	pick->scatter = mul_u64_u32_shr(slots, 2654435769U, 32) | 1;
	while (gcd(pick->scatter, slots) != 1)
		pick->scatter += 2;
}

/*
 * Parts that lie together: readers do not share page tables more than they must,
 * and pages that one has touched can be zapped by few calls.
 */
static void init_turn(struct vmb_turn *turn, const struct vmb_pick_config *config)
{
	u32 index = config->index, readers = config->readers;
	u32 slots = config->slots, pages = config->pages;

	turn->slots = slots;
	turn->pages = pages;
	switch (config->access) {
	case VMB_ACCESS_OWN:
		turn->first_slot = div_u64((u64)index * slots, readers);
		turn->slots = div_u64((index + 1ULL) * slots, readers) -
			      turn->first_slot;
		return;
	case VMB_ACCESS_HOT:
		turn->first_slot = config->hot;
		turn->slots = 1;
		break;
	case VMB_ACCESS_STABLE:
		turn->slots = vmb_arena_stable_slots(config->arena);
		break;
	}
	turn->first_page = index * pages / readers;
	turn->pages = (index + 1) * pages / readers - turn->first_page;
	turn->slot = div_u64((u64)index * turn->slots, readers);
}

/**
 * vmb_pick_init() - prepare to choose addresses
 * @pick: the state
 * @config: what to choose from
 *
 * Context: process; takes up to about 2^15 divisions.
 */
void vmb_pick_init(struct vmb_pick *pick, const struct vmb_pick_config *config)
{
	memset(pick, 0, sizeof(*pick));
	pick->config = *config;
	vmb_random_seed(&pick->random, config->seed, config->index);
	/* Readers start at equal distances. */
	pick->next = div_u64((u64)config->index * config->slots,
			     max(config->readers, 1U));
	if (config->access == VMB_ACCESS_ZIPF)
		init_zipf(pick);
	if (config->in_turn)
		init_turn(&pick->turn, config);
}

/**
 * vmb_pick_pages() - return how many pages are chosen until one is chosen again
 * @pick: the state, with @config.in_turn
 *
 * Context: any.
 */
u64 vmb_pick_pages(const struct vmb_pick *pick)
{
	return (u64)pick->turn.slots * pick->turn.pages;
}

static void fill_in_turn(struct vmb_pick *pick, unsigned long *addrs,
			 unsigned int n)
{
	const struct vmb_pick_config *config = &pick->config;
	struct vmb_turn *turn = &pick->turn;
	unsigned int i;
	u32 slot;

	for (i = 0; i < n; i++) {
		slot = config->access == VMB_ACCESS_STABLE ?
			vmb_arena_stable_slot(config->arena, turn->slot) :
			turn->first_slot + turn->slot;
		addrs[i] = config->base + slot * config->stride +
			   ((unsigned long)(turn->first_page + turn->page)
			    << PAGE_SHIFT);
		if (++turn->page < turn->pages)
			continue;
		turn->page = 0;
		if (++turn->slot == turn->slots)
			turn->slot = 0;
	}
}

static __always_inline unsigned long
slot_addr(const struct vmb_pick *pick, u32 slot, u32 bits)
{
	u32 page = vmb_random_below(bits, pick->config.pages);

	return pick->config.base + slot * pick->config.stride +
	       ((unsigned long)page << PAGE_SHIFT);
}

static u32 zipf_slot(struct vmb_pick *pick)
{
	u64 bits = vmb_random_next(&pick->random);
	u32 octave = 0, first, length, rank;

	while (octave + 1 < pick->octaves &&
	       (bits >> 32) >= pick->octave_end[octave])
		octave++;
	first = 1U << octave;
	length = min(first, pick->config.slots - first + 1);
	for (;;) {
		rank = first + vmb_random_below(bits, length);
		bits = vmb_random_next(&pick->random);
		/* Accept the rank with probability first / rank. */
		if ((bits >> 32) * rank < (u64)first << 32)
			break;
	}
	return (u64)(rank - 1) * pick->scatter % pick->config.slots;
}

/**
 * vmb_pick_fill() - choose the next addresses
 * @pick: the state
 * @addrs: receives the addresses
 * @n: number of addresses, at most VMB_PICK_BLOCK
 *
 * Context: any; only the owner of @pick calls this.
 */
void vmb_pick_fill(struct vmb_pick *pick, unsigned long *addrs, unsigned int n)
{
	const struct vmb_pick_config *config = &pick->config;
	struct vmb_random random = pick->random;
	unsigned int i;
	u32 own, stable, slot;
	u64 bits;

	if (config->in_turn) {
		fill_in_turn(pick, addrs, n);
		return;
	}
	switch (config->access) {
	case VMB_ACCESS_UNIFORM:
		for (i = 0; i < n; i++) {
			bits = vmb_random_next(&random);
			slot = vmb_random_below(bits >> 32, config->slots);
			addrs[i] = slot_addr(pick, slot, bits);
		}
		break;
	case VMB_ACCESS_ZIPF:
		for (i = 0; i < n; i++) {
			slot = zipf_slot(pick);
			bits = vmb_random_next(&pick->random);
			addrs[i] = slot_addr(pick, slot, bits);
		}
		return;
	case VMB_ACCESS_SEQUENTIAL:
		for (i = 0; i < n; i++) {
			bits = vmb_random_next(&random);
			addrs[i] = slot_addr(pick, pick->next, bits);
			if (++pick->next == config->slots)
				pick->next = 0;
		}
		break;
	case VMB_ACCESS_HOT:
		for (i = 0; i < n; i++) {
			bits = vmb_random_next(&random);
			addrs[i] = slot_addr(pick, config->hot, bits);
		}
		break;
	case VMB_ACCESS_OWN:
		/* Reader i owns the numbers i, i + readers, i + 2 readers ... */
		own = (config->slots - config->index - 1) / config->readers + 1;
		for (i = 0; i < n; i++) {
			bits = vmb_random_next(&random);
			slot = config->index + config->readers *
			       vmb_random_below(bits >> 32, own);
			/* A walk meets slots of both kinds anyway. */
			if (config->slots == config->arena->slots)
				slot = vmb_arena_shared_slot(config->arena,
							     slot);
			addrs[i] = slot_addr(pick, slot, bits);
		}
		break;
	case VMB_ACCESS_STABLE:
		stable = vmb_arena_stable_slots(config->arena);
		for (i = 0; i < n; i++) {
			bits = vmb_random_next(&random);
			slot = vmb_random_below(bits >> 32, stable);
			slot = vmb_arena_stable_slot(config->arena, slot);
			addrs[i] = slot_addr(pick, slot, bits);
		}
		break;
	}
	pick->random = random;
}
