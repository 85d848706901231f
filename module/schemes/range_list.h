/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A lock of ranges of addresses; range_lock.c says from where it is.
 *
 * Locked ranges are nodes of a list, sorted by start.  A reader that finds a writer
 * in its way waits until that is released; else it puts its own node into the list by
 * one compare-and-exchange, and looks again.  A writer puts in its node, and waits
 * until no reader is left behind it within its range.  So one sees the other.  To
 * release a range marks its node as deleted, and takes it out.
 *
 * A node is used again when nobody can stand on it any more: each thread has a
 * number that is odd while it walks the list, and before half of its nodes are used
 * again it waits until each odd number has moved.
 */
#ifndef VMB_RANGE_LIST_H
#define VMB_RANGE_LIST_H

#include "hazptr.h"

/* Bit 0 of @next: the node that has it is deleted. */
static __always_inline bool vmb_range_marked(const struct vmb_range *next)
{
	return (unsigned long)next & 1;
}

static __always_inline struct vmb_range *vmb_range_unmarked(struct vmb_range *next)
{
	return (void *)((unsigned long)next & ~1UL);
}

/* Begin to walk the list: nodes that are in it are not used again. */
static __always_inline void vmb_range_enter(struct vmb_range_pool *pool)
{
	preempt_disable();
	/* Fully ordered: moved before any node is read. */
	xchg(&pool->walks, pool->walks + 1);
}

static __always_inline void vmb_range_leave(struct vmb_range_pool *pool)
{
	smp_store_release(&pool->walks, pool->walks + 1);
	preempt_enable();
}

/* Wait for those who may stand on a node that has left the list. */
static noinline void
vmb_range_wait_for_walks(const struct vmb_mm *mm,
			 const struct vmb_range_pool *own)
{
	const struct vmb_range_pool *pool = mm->range_pools;
	unsigned long walks;

	smp_mb();
	for (; pool <= mm->range_pools + mm->nr_readers; pool++) {
		walks = smp_load_acquire(&pool->walks);
		while (pool != own && (walks & 1) &&
		       smp_load_acquire(&pool->walks) == walks)
			cpu_relax();
	}
}

static __always_inline bool vmb_range_blocks(const struct vmb_range *one,
					  const struct vmb_range *other)
{
	return (one->writes || other->writes) && one->start < other->end &&
	       other->start < one->end;
}

/*
 * Walk to the first range from @start on, and take out what is deleted.  With
 * @blocked stop at a range that @node has to wait for.
 */
static __always_inline struct vmb_range **
vmb_range_walk(struct vmb_mm *mm, const struct vmb_range *node,
	       unsigned long start, struct vmb_range **behind, bool *blocked)
{
	struct vmb_range **prev, *range, *next;

again:
	prev = &mm->ranges;
	range = READ_ONCE(*prev);
	for (;;) {
		if (unlikely(vmb_range_marked(range)))
			goto again;
		if (!range)
			break;
		next = READ_ONCE(range->next);
		if (unlikely(vmb_range_marked(next))) {
			next = vmb_range_unmarked(next);
			if (cmpxchg(prev, range, next) != range)
				goto again;
			range = next;
			continue;
		}
		if (blocked && unlikely(vmb_range_blocks(range, node))) {
			*blocked = true;
			break;
		}
		if (range->start >= start)
			break;
		prev = &range->next;
		range = next;
	}
	*behind = range;
	return prev;
}

/* The next node of a pool. */
static __always_inline struct vmb_range *
vmb_range_take(const struct vmb_mm *mm, struct vmb_range_pool *pool,
	       unsigned long start, unsigned long end, bool writes)
{
	struct vmb_range *node = &pool->nodes[pool->used % VMB_RANGES];

	if (unlikely(pool->used++ % (VMB_RANGES / 2) == 0))
		vmb_range_wait_for_walks(mm, pool);
	node->start = start;
	node->end = end;
	node->writes = writes;
	return node;
}

/*
 * Put a range before those of the same start, where readers look for a writer first.
 * Return false if @blocked.
 */
static __always_inline bool vmb_range_put(struct vmb_mm *mm,
					  struct vmb_range *node, bool *blocked)
{
	struct vmb_range **prev, *behind;

	do {
		prev = vmb_range_walk(mm, node, node->start, &behind, blocked);
		if (blocked && unlikely(*blocked))
			return false;
		WRITE_ONCE(node->next, behind);
		/*
		 * Fully ordered: what follows is under the lock.  From here on
		 * others change node->next.
		 */
	} while (unlikely(cmpxchg(prev, behind, node) != behind));
	return true;
}

static __always_inline void vmb_range_unlock(struct vmb_mm *mm,
					     struct vmb_range_pool *pool,
					     struct vmb_range *node)
{
	struct vmb_range *next = READ_ONCE(node->next), *behind;

	/* Fully ordered: what was under the lock comes before. */
	while (!try_cmpxchg(&node->next, &next, (void *)((unsigned long)next | 1)))
		;
	vmb_range_enter(pool);
	if (cmpxchg(&mm->ranges, node, next) != node)
		vmb_range_walk(mm, node, node->start + 1, &behind, NULL);
	vmb_range_leave(pool);
}

/* Lock an address for reading; @waits counts readers that have to wait. */
static __always_inline struct vmb_range *
vmb_range_lock(struct vmb_mm *mm, struct vmb_range_pool *pool,
	       unsigned long addr, u64 *waits)
{
	struct vmb_range *node, *behind;
	unsigned int looks = 0;
	bool blocked, is_in;

	for (;;) {
		blocked = false;
		node = vmb_range_take(mm, pool, addr, addr + 1, false);
		vmb_range_enter(pool);
		is_in = vmb_range_put(mm, node, &blocked);
		/*
		 * A writer may have come in behind this walk.  Pairs with
		 * vmb_range_write_lock(): it sees this node, or is seen.
		 */
		if (likely(is_in))
			vmb_range_walk(mm, node, addr, &behind, &blocked);
		vmb_range_leave(pool);
		if (likely(!blocked))
			return node;
		if (is_in)
			vmb_range_unlock(mm, pool, node);
		*waits += !looks;
		vmb_hazptr_pause(looks++);
	}
}

/* Keep readers out of a range; those inside are still there. */
static inline struct vmb_range *vmb_range_write_lock(struct vmb_mm *mm,
						     unsigned long start,
						     unsigned long end)
{
	struct vmb_range_pool *pool = &mm->range_pools[mm->nr_readers];
	struct vmb_range *node = vmb_range_take(mm, pool, start, end, true);

	vmb_range_enter(pool);
	vmb_range_put(mm, node, NULL);
	vmb_range_leave(pool);
	return node;
}

/* Is a reader inside the range of a writer? */
static inline bool vmb_range_has_readers(struct vmb_mm *mm,
					 const struct vmb_range *node)
{
	struct vmb_range_pool *pool = &mm->range_pools[mm->nr_readers];
	struct vmb_range *range, *next;
	bool found = false;

	vmb_range_enter(pool);
	range = vmb_range_unmarked(READ_ONCE(node->next));
	while (range && range->start < node->end && !found) {
		/* Acquire: pairs with the release of a reader that has left. */
		next = smp_load_acquire(&range->next);
		found = !vmb_range_marked(next);
		range = vmb_range_unmarked(next);
	}
	vmb_range_leave(pool);
	return found;
}

#endif /* VMB_RANGE_LIST_H */
