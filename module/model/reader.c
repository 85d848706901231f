// SPDX-License-Identifier: GPL-2.0-only
/* The slow paths of a model's readers, out of line to keep the hits fast. */
#include "reader.h"

/**
 * vmb_model_fallback() - look up under the mm-wide lock, after finding nothing
 * @reader: the reader; it keeps no VMA that writers would wait for
 * @addr: the address
 * @outcome: VMB_NOTHING, or VMB_EMPTY, which is checked
 *
 * The page-fault handler does the same: it must be certain before it reports
 * that there is no VMA.
 *
 * Context: a reader's thread; sleeps.
 * Return: VMB_FOUND, VMB_EMPTY or VMB_WRONG.
 */
noinline enum vmb_outcome vmb_model_fallback(struct vmb_reader *reader,
					     unsigned long addr,
					     enum vmb_outcome outcome)
{
	struct vmb_mm *mm = reader->model;
	struct vmb_seen seen;
	struct vmb_vma *vma;

	if (outcome == VMB_EMPTY) {
		vmb_gave_up(reader, VMB_GAVE_UP_NOTHING);
		/* Wrong for a slot that no writer empties. */
		if (!vmb_reader_may_be_empty(reader, addr))
			return outcome;
	}
	reader->counts.fallbacks++;
	outcome = VMB_EMPTY;
	down_read(&mm->lock);
	vma = vmb_walk(mm, addr, mm->tree);
	if (vma) {
		vmb_use(reader, vma, &seen);
		outcome = vmb_judge(reader, &seen, addr, true,
				    VMB_STAYS_IN_TREE);
	}
	up_read(&mm->lock);
	return outcome;
}

/**
 * vmb_model_wrong() - count something wrong
 * @reader: the reader
 * @seen: what it saw
 * @addr: the address it looked up
 *
 * Context: any.
 * Return: VMB_WRONG.
 */
noinline enum vmb_outcome vmb_model_wrong(struct vmb_reader *reader,
					  const struct vmb_seen *seen,
					  unsigned long addr)
{
	enum vmb_wrong wrong;

	/* Count the cause only, not what follows from it. */
	if (!vmb_seen_in_use(seen))
		wrong = VMB_WRONG_FREED;
	else if (!vmb_seen_file_open(seen))
		wrong = VMB_WRONG_FILE;
	else if (!vmb_seen_whole(seen))
		wrong = VMB_WRONG_CHANGED;
	else if (!vmb_covers(seen->start, seen->end, addr) ||
		 seen->mm != reader->model)
		wrong = VMB_WRONG_RANGE;
	else
		wrong = VMB_WRONG_CHANGED;	/* it has left the tree */
	reader->counts.wrong[wrong]++;
	return VMB_WRONG;
}

/**
 * vmb_model_missed() - handle a slot that a walk did not find
 * @reader: the reader
 * @addr: its address
 * @outcome: how
 * @promises: what the scheme promises
 *
 * A walk can hold the next VMA already when the one before turns out to be
 * invalid.  This happens only in schemes whose writers do not wait for readers,
 * so the fallback cannot deadlock on the mm-wide lock.  They may sleep then: who is
 * under RCU while it holds a VMA walks by vmb_model_iterate_apart().
 *
 * Context: a reader's thread; sleeps if it falls back.
 */
noinline void vmb_model_missed(struct vmb_reader *reader, unsigned long addr,
			       enum vmb_outcome outcome, unsigned int promises)
{
	if (outcome != VMB_WRONG && !(promises & VMB_HAS_LOCK) &&
	    reader->fallback)
		outcome = vmb_model_fallback(reader, addr, outcome);
	if (outcome != VMB_FOUND)
		vmb_reader_missed(reader, addr, outcome);
}

/**
 * vmb_model_is_gap() - return true if a slot is empty but its span is not
 * @reader: the reader
 * @addr: an address in the slot
 * @held: an address in the neighbour, which the reader holds
 *
 * Only for walks that are reliable, VMB_WALK_IS_SURE.
 *
 * Context: any that RCU allows; not under the mm's seqlock.
 */
noinline bool vmb_model_is_gap(struct vmb_reader *reader, unsigned long addr,
			       unsigned long held)
{
	const struct vmb_arena *arena = reader->arena;
	u32 slot = (addr - arena->base) / arena->stride;
	u32 neighbour = (held - arena->base) / arena->stride;
	struct vmb_mm *mm = reader->model;
	struct vmb_vma *vma;
	unsigned int seq;

	if (slot / arena->group_slots != neighbour / arena->group_slots ||
	    !vmb_arena_is_volatile(arena, slot))
		return false;
	do {
		seq = read_seqbegin(&mm->tree_seq);
		rcu_read_lock();
		vma = vmb_walk(mm, addr, mm->tree);
		rcu_read_unlock();
	} while (read_seqretry(&mm->tree_seq, seq));
	return !vma;
}

/**
 * vmb_model_torn() - count a span that was seen in part
 * @reader: the reader
 * @promised: the scheme promises that this does not happen
 *
 * Context: any.
 * Return: true if that promise was broken.
 */
noinline bool vmb_model_torn(struct vmb_reader *reader, bool promised)
{
	reader->counts.torn_spans++;
	if (!promised || !reader->whole_spans || !vmb_model_locks_first(reader))
		return false;
	reader->counts.wrong[VMB_WRONG_TORN]++;
	return true;
}
