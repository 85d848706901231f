/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which slots of an arena are volatile: drawn by the seed of the run, but spread
 * over the arena.  In each interval of groups one is of the rarer kind.
 */
#ifndef VMB_VOLATILE_H
#define VMB_VOLATILE_H

#include "arena.h"

bool vmb_arena_is_volatile(const struct vmb_arena *arena, u32 slot);
u32 vmb_arena_volatile_slot(const struct vmb_arena *arena, u32 n);
u32 vmb_arena_stable_slot(const struct vmb_arena *arena, u32 n);
u32 vmb_arena_shared_slot(const struct vmb_arena *arena, u32 n);

#endif /* VMB_VOLATILE_H */
