// SPDX-License-Identifier: GPL-2.0-only
/* The rare paths of the measured loop. */
#include <linux/kernel.h>

#include "reader.h"
#include "trace.h"

static const char *const outcome_names[] = {
	[VMB_FOUND] = "found",
	[VMB_NOTHING] = "nothing",
	[VMB_EMPTY] = "empty",
	[VMB_WRONG] = "wrong",
};

/**
 * vmb_reader_missed() - count a lookup that did not find its slot
 * @reader: the reader
 * @addr: what it looked up
 * @outcome: how it failed
 *
 * Out of line, so that lookups that find their slot do not pay for it.
 *
 * Context: any; by the reader itself.
 */
noinline void vmb_reader_missed(struct vmb_reader *reader, unsigned long addr,
				enum vmb_outcome outcome)
{
	const struct vmb_arena *arena = reader->arena;
	u32 slot = (addr - arena->base) / arena->stride;

	bool is_changed = reader->written &&
			  vmb_arena_is_volatile(arena, slot);

	/* The scheme says that nothing is there, which cannot be. */
	if (outcome == VMB_EMPTY && reader->check &&
	    !vmb_reader_may_be_empty(reader, addr)) {
		reader->counts.wrong[VMB_WRONG_MISSED]++;
		outcome = VMB_WRONG;
	}
	if (outcome == VMB_WRONG) {
		reader->violated = true;
		reader->counts.violations++;
	} else if (!is_changed) {
		reader->counts.spurious_misses++;
	} else if (reader->may_be_empty) {
		reader->counts.absent++;
	} else {
		reader->counts.busy++;
	}
}

/**
 * vmb_reader_untimed() - return how many lookups come before the next timed group
 * @reader: the reader
 * @n: lookups left in the batch; returned if no group is timed in it
 *
 * Context: any; by the reader itself.
 */
u32 vmb_reader_untimed(struct vmb_reader *reader, u32 n)
{
	u32 untimed = reader->until_sample;

	if (untimed >= n || n < reader->group) {
		reader->until_sample -= min(untimed, n);
		return n;
	}
	return min(untimed, n - reader->group);
}

/**
 * vmb_reader_draw() - choose the next lookup that is timed
 * @reader: the reader
 *
 * At a random distance: a fixed one would beat with the length of the batches, and
 * with the arena's if slots are taken in turn.
 *
 * Context: any; by the reader itself.
 */
void vmb_reader_draw(struct vmb_reader *reader)
{
	u32 bits = vmb_random_next(&reader->pick.random) >> 32;

	reader->until_sample = vmb_random_below(bits,
						2 * reader->sample_every - 1);
}

/* Out of line, so that lookups that are not traced do not pay for it. */
static noinline void trace(const struct vmb_reader *reader, u64 ns,
			   unsigned long addr, enum vmb_outcome outcome,
			   bool fell_back)
{
	const char *name = outcome_names[outcome];

	trace_fallback(&reader->sink, ns, addr, name, fell_back);
	trace_slow_lookup(&reader->sink, ns, addr, name, fell_back);
}

/* Count the latency of lookups, and trace it. */
static __always_inline void took(struct vmb_reader *reader, u64 begin, u64 end,
				 unsigned int lookups, unsigned long addr,
				 enum vmb_outcome outcome, bool fell_back)
{
	u64 ns;

	if (unlikely(end < begin)) {
		reader->counts.clock_backwards++;
		return;
	}
	ns = vmb_clock_to_ns(end - begin);
	if (unlikely(lookups > 1))
		ns = DIV_ROUND_CLOSEST_ULL(ns, lookups);
	vmb_timeline_add(reader->sink.timeline, end, ns);
	vmb_hist_add(&reader->sink.hist[VMB_READER_LOOKUP], ns);
	if (unlikely(fell_back) && reader->group == 1)
		vmb_hist_add(&reader->sink.hist[VMB_READER_FALLBACK], ns);
	if (trace_slow_lookup_enabled() || trace_fallback_enabled())
		trace(reader, ns, addr, outcome, fell_back);
}

/**
 * vmb_reader_took() - count the latency of a lookup that found its VMA
 * @reader: the reader
 * @begin: when it began, ticks
 * @end: when it was done, ticks
 * @addr: what it looked up
 *
 * Context: any; by the reader itself.
 */
void vmb_reader_took(struct vmb_reader *reader, u64 begin, u64 end,
		     unsigned long addr)
{
	took(reader, begin, end, 1, addr, VMB_FOUND, false);
}

/**
 * vmb_reader_timed() - count the latency of lookups, and choose the next
 * @reader: the reader
 * @begin: when the first began, ticks
 * @end: when the last was done, ticks
 * @addr: what they looked up, a group
 * @missed: the address that was missed, with @reader->outcome; or behind the last
 * @fell_back: one was done again under the mm-wide lock
 *
 * Context: any; by the reader itself.
 */
void vmb_reader_timed(struct vmb_reader *reader, u64 begin, u64 end,
		      const unsigned long *addr, const unsigned long *missed,
		      bool fell_back)
{
	bool found = missed == addr + reader->group;

	vmb_reader_draw(reader);
	took(reader, begin, end, missed - addr + !found, *addr,
	     found ? VMB_FOUND : reader->outcome, fell_back);
}

/**
 * vmb_reader_zap_part() - return which pages of a row one call can zap
 * @reader: the reader, of page faults
 * @addr: those it touched; the part begins with the first
 * @end: behind the last
 * @len: set to the length of the part in bytes
 *
 * A part ends where pages of other readers begin: with the slot, unless slots are the
 * reader's own.
 *
 * Context: any.
 * Return: the first that is not in the part, or @end.
 */
const unsigned long *vmb_reader_zap_part(const struct vmb_reader *reader,
					 const unsigned long *addr,
					 const unsigned long *end,
					 unsigned long *len)
{
	unsigned long start = *addr++;

	while (addr < end && *addr > addr[-1] &&
	       (reader->own_slots || *addr == addr[-1] + PAGE_SIZE))
		addr++;
	*len = addr[-1] + PAGE_SIZE - start;
	/* The first page of a slot was touched, and others came with it. */
	if (reader->fault_around)
		*len += reader->arena->slot_len - PAGE_SIZE;
	return addr;
}
