/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A reader, and the loop that is measured.
 *
 * A scheme gives two inline functions, lookup and iterate; the loops around
 * them are stamped out here for every scheme, so that schemes differ in
 * nothing else (the idea is that of kernel/rcu/refscale.c).
 */
#ifndef VMB_READER_H
#define VMB_READER_H

#include <linux/compiler.h>
#include <linux/mm_types.h>

#include "arena.h"
#include "clock.h"
#include "hist.h"
#include "pick.h"
#include "schemes/schemes.h"

/* What became of a lookup. */
enum vmb_outcome {
	VMB_FOUND,	/* a VMA that covers the address, kept stable */
	VMB_NOTHING,	/* none, or the scheme gave up */
	VMB_WRONG,	/* one that does not cover the address */
};

/**
 * struct vmb_read_counts - what a reader counts
 * @lookups: operations
 * @absent: volatile slots not found in a run whose writers unmap
 * @busy: volatile slots not found in a run whose writers do not
 * @spurious_misses: slots not found that nobody changes
 * @retries: validations that failed, or could not begin
 * @fallbacks: lookups done again under mmap_lock
 * @violations: something wrong returned
 * @clock_backwards: clock readings smaller than the one before
 *
 * Hits are not counted: they are the rest.
 */
struct vmb_read_counts {
	u64 lookups;
	u64 absent;
	u64 busy;
	u64 spurious_misses;
	u64 retries;
	u64 fallbacks;
	u64 violations;
	u64 clock_backwards;
};

/**
 * struct vmb_reader - what a reader's loop works on; its own, nobody else's
 * @mm: the address space
 * @arena: where the slots are
 * @hold: ticks to keep what was found stable
 * @read_span: slots of one iterate
 * @sample_every: time one lookup in so many, on average
 * @until_sample: lookups before the next that is timed
 * @intended: with a rate, when the lookup was due; else 0
 * @written: the run has writers
 * @may_be_empty: they unmap
 * @hist: where latencies go
 * @max_ns: longest latency since it was last set to 0
 * @violated: something wrong was returned, in the measured time or not
 * @counts: what happened
 * @pick: chooses addresses
 * @addrs: those chosen
 */
struct vmb_reader {
	struct mm_struct *mm;
	const struct vmb_arena *arena;
	u64 hold;
	u32 read_span;
	u32 sample_every;
	u32 until_sample;
	bool written;
	bool may_be_empty;
	u64 intended;
	struct vmb_hist *hist;
	u64 max_ns;
	bool violated;
	struct vmb_read_counts counts;
	struct vmb_pick pick;
	unsigned long addrs[VMB_PICK_BLOCK];
};

void vmb_reader_missed(struct vmb_reader *reader, unsigned long addr,
		       enum vmb_outcome outcome);
void vmb_reader_timed(struct vmb_reader *reader, u64 begin, u64 end);

/* Be busy with what was found. */
static __always_inline void vmb_reader_hold(const struct vmb_reader *reader)
{
	if (unlikely(reader->hold))
		vmb_clock_spin(reader->hold);
}

typedef enum vmb_outcome vmb_lookup_fn(struct vmb_reader *reader,
				       unsigned long addr);
typedef void vmb_iterate_fn(struct vmb_reader *reader, unsigned long addr);

/**
 * vmb_covers() - does what was found cover the address?
 * @start: begin of what was found
 * @end: its end
 * @addr: the address
 */
static __always_inline bool vmb_covers(unsigned long start, unsigned long end,
				       unsigned long addr)
{
	return addr - start < end - start;
}

/**
 * vmb_iterate_by_lookup() - iterate for schemes that find one VMA at a time
 * @reader: the reader
 * @addr: an address in the first slot
 * @lookup: the scheme's lookup
 *
 * Nothing is kept stable from one slot to the next.
 */
static __always_inline void
vmb_iterate_by_lookup(struct vmb_reader *reader, unsigned long addr,
		      vmb_lookup_fn *lookup)
{
	enum vmb_outcome outcome;
	u32 i;

	for (i = 0; i < reader->read_span; i++) {
		outcome = lookup(reader, addr);
		if (unlikely(outcome != VMB_FOUND))
			vmb_reader_missed(reader, addr, outcome);
		addr += reader->arena->stride;
	}
}

static __always_inline void
vmb_read_one(struct vmb_reader *reader, unsigned long addr,
	     vmb_lookup_fn *lookup, vmb_iterate_fn *iterate)
{
	enum vmb_outcome outcome;

	if (iterate) {
		iterate(reader, addr);
		return;
	}
	outcome = lookup(reader, addr);
	if (unlikely(outcome != VMB_FOUND))
		vmb_reader_missed(reader, addr, outcome);
}

static __always_inline void
vmb_read_untimed(struct vmb_reader *reader, const unsigned long *addr,
		 unsigned int n, vmb_lookup_fn *lookup,
		 vmb_iterate_fn *iterate)
{
	const unsigned long *end = addr + n;

	while (addr < end)
		vmb_read_one(reader, *addr++, lookup, iterate);
}

static __always_inline void
vmb_read_sampled(struct vmb_reader *reader, const unsigned long *addr,
		 unsigned int n, vmb_lookup_fn *lookup,
		 vmb_iterate_fn *iterate)
{
	const unsigned long *end = addr + n;

	for (;;) {
		unsigned int untimed = min_t(unsigned long, end - addr,
					     reader->until_sample);
		enum vmb_outcome outcome = VMB_FOUND;
		u64 begin, done;

		vmb_read_untimed(reader, addr, untimed, lookup, iterate);
		reader->until_sample -= untimed;
		addr += untimed;
		if (addr == end)
			break;

		begin = reader->intended ?: vmb_clock_ticks();
		if (iterate)
			iterate(reader, *addr);
		else
			outcome = lookup(reader, *addr);
		done = vmb_clock_ticks();
		vmb_reader_timed(reader, begin, done);
		if (unlikely(outcome != VMB_FOUND))
			vmb_reader_missed(reader, *addr, outcome);
		addr++;
	}
}

/* Index of struct vmb_scheme.read. */
enum { VMB_UNTIMED, VMB_SAMPLED };

/**
 * VMB_DEFINE_SCHEME() - a scheme from its inline functions
 * @_name: its name; the functions are _name##_lookup and _name##_iterate
 * @_family: its family
 * @_index: data structure that is walked
 * @_unavailable: see struct vmb_scheme
 * @_write: see struct vmb_scheme
 */
#define VMB_DEFINE_SCHEME(_name, _family, _index, _unavailable, _write)	\
static void _name##_lookups(struct vmb_reader *reader, unsigned int n)	\
{									\
	vmb_read_untimed(reader, reader->addrs, n,			\
			 _name##_lookup, NULL);				\
}									\
static void _name##_lookups_sampled(struct vmb_reader *reader,		\
				    unsigned int n)			\
{									\
	vmb_read_sampled(reader, reader->addrs, n,			\
			 _name##_lookup, NULL);				\
}									\
static void _name##_iterates(struct vmb_reader *reader, unsigned int n)	\
{									\
	vmb_read_untimed(reader, reader->addrs, n,			\
			 NULL, _name##_iterate);			\
}									\
static void _name##_iterates_sampled(struct vmb_reader *reader,		\
				     unsigned int n)			\
{									\
	vmb_read_sampled(reader, reader->addrs, n,			\
			 NULL, _name##_iterate);			\
}									\
const struct vmb_scheme vmb_scheme_##_name = {				\
	.name = #_name,							\
	.family = _family,						\
	.index = _index,						\
	.unavailable = _unavailable,					\
	.read = {							\
		[VMB_READ_OP_LOOKUP] = {				\
			_name##_lookups, _name##_lookups_sampled },	\
		[VMB_READ_OP_ITERATE] = {				\
			_name##_iterates, _name##_iterates_sampled },	\
	},								\
	.write = _write,						\
}

#define VMB_DEFINE_KERNEL_SCHEME(_name, _unavailable)			\
	VMB_DEFINE_SCHEME(_name, "kernel", "maple", _unavailable,	\
			  vmb_kernel_write)

#endif /* VMB_READER_H */
