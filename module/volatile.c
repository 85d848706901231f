// SPDX-License-Identifier: GPL-2.0-only
/*
 * The draw of the volatile groups.
 *
 * The rarer kind is the stable or the volatile groups.  An interval is as long
 * as one of them has room, rounded: 10 groups at 10% or 90%.  Everything is
 * computed when it is asked for, as a table would take the place of measured
 * data in the caches.
 */
#include <linux/kernel.h>

#include "random.h"
#include "volatile.h"

/* Percentage of the rarer kind. */
static u32 rare_pct(const struct vmb_arena *arena)
{
	return min(arena->volatile_pct, 100 - arena->volatile_pct);
}

static bool rare_is_volatile(const struct vmb_arena *arena)
{
	return arena->volatile_pct <= 50;
}

static u32 rare_groups(const struct vmb_arena *arena)
{
	return rare_is_volatile(arena) ? arena->volatile_groups :
					 arena->groups - arena->volatile_groups;
}

/* First group of an interval; there are rare_groups(). */
static u32 interval(const struct vmb_arena *arena, u32 n)
{
	return min_t(u64, n * 100ULL / rare_pct(arena), arena->groups);
}

/* Return the rare group of interval @n. */
static u32 rare_group(const struct vmb_arena *arena, u32 n)
{
	struct vmb_random random = { .state = arena->seed };
	u32 first = interval(arena, n);

	random.state = vmb_random_next(&random) ^ n;
	return first + vmb_random_below(vmb_random_next(&random) >> 32,
					interval(arena, n + 1) - first);
}

/* Return group @n of the more frequent kind. */
static u32 frequent_group(const struct vmb_arena *arena, u32 n)
{
	u32 rare = rare_pct(arena), group, k;

	if (!rare)
		return n;
	/* The last interval that no more than @n of the kind come before. */
	k = ((n + 1ULL) * rare + 99 - rare) / (100 - rare) - 1;
	if (k >= rare_groups(arena))
		return n + rare_groups(arena);
	group = n + k;
	return group + (group >= rare_group(arena, k));
}

/**
 * vmb_arena_is_volatile() - return true if writers change a slot
 * @arena: the arena
 * @slot: the slot
 *
 * Context: any.
 */
bool vmb_arena_is_volatile(const struct vmb_arena *arena, u32 slot)
{
	u32 group = slot / arena->group_slots, rare = rare_pct(arena), k;
	bool is_rare = false;

	/* What makes no whole group is stable. */
	if (group >= arena->groups)
		return false;
	if (rare) {
		k = ((group + 1ULL) * rare + 99) / 100 - 1;
		is_rare = k < rare_groups(arena) &&
			  group == rare_group(arena, k);
	}
	return is_rare == rare_is_volatile(arena);
}

/**
 * vmb_arena_volatile_slot() - first slot of a volatile group
 * @arena: the arena
 * @n: which of the volatile groups, below @arena->volatile_groups
 *
 * Context: any.
 */
u32 vmb_arena_volatile_slot(const struct vmb_arena *arena, u32 n)
{
	u32 group = rare_is_volatile(arena) ? rare_group(arena, n) :
					      frequent_group(arena, n);

	return group * arena->group_slots;
}

/**
 * vmb_arena_stable_slot() - a slot that writers never change
 * @arena: the arena
 * @n: which of them, below vmb_arena_stable_slots()
 *
 * Context: any.
 */
u32 vmb_arena_stable_slot(const struct vmb_arena *arena, u32 n)
{
	u32 group = n / arena->group_slots;

	/* What makes no whole group comes last. */
	if (group >= arena->groups - arena->volatile_groups)
		return n + vmb_arena_volatile_slots(arena);
	group = rare_is_volatile(arena) ? frequent_group(arena, group) :
					  rare_group(arena, group);
	return group * arena->group_slots + n % arena->group_slots;
}

/**
 * vmb_arena_shared_slot() - number slots so that strides share them equally
 * @arena: the arena
 * @n: number, below @arena->slots
 *
 * Every k-th number has an equal share of the volatile slots, within one, and of
 * the stable ones.
 *
 * Context: any.
 * Return: the slot, a different one for each number.
 */
u32 vmb_arena_shared_slot(const struct vmb_arena *arena, u32 n)
{
	u32 volatile_slots = vmb_arena_volatile_slots(arena);

	if (n >= volatile_slots)
		return vmb_arena_stable_slot(arena, n - volatile_slots);
	return vmb_arena_volatile_slot(arena, n / arena->group_slots) +
	       n % arena->group_slots;
}
