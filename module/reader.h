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

#include "clock.h"
#include "mark.h"
#include "pick.h"
#include "scheme.h"
#include "tally.h"
#include "volatile.h"

/* What became of a lookup. */
enum vmb_outcome {
	VMB_FOUND,	/* a VMA that covers the address, kept stable */
	VMB_NOTHING,	/* the scheme gave up, or does not know */
	VMB_EMPTY,	/* nothing is mapped there, as the scheme promises */
	VMB_WRONG,	/* something wrong was returned */
};

/**
 * struct vmb_reader - what a reader's loop works on; only that reader writes it
 * @mm: the address space
 * @model: the model address space, for models
 * @hazards: the VMAs that this reader protects, for the scheme hazptr
 * @ref_limit: largest reference count it may leave, for vm_refcnt
 * @as_posted: with the faults its scheme was posted with
 * @writer_fences: it leaves the ordering to the writers, for hazptr
 * @fallback: a lookup that gives up is done again under the mm-wide lock
 * @check: what it finds is checked, for models
 * @whole_spans: writers change a span under one mm-wide lock, on models
 * @arena: where the slots are
 * @touch: FAULT_FLAG_..., for page_fault
 * @after_fork: a child shares the pages that it writes to
 * @by_mmap_lock: a page fault takes mmap_lock, not the per-VMA lock
 * @own_slots: no other reader touches pages of its slots
 * @fault_around: a page fault maps the other pages of the VMA, too
 * @failed: a page fault failed with this error, or zapping its page did
 * @hold: ticks to keep what was found stable
 * @depend: addresses depend on @last
 * @last: an address in the VMA found last, with @depend
 * @no_bits: 0, which the compiler does not know
 * @read_span: slots of one iterate
 * @sample_every: time one lookup in so many, on average
 * @group: lookups that are timed together
 * @until_sample: lookups before the next that is timed
 * @intended: with a rate, when the lookup was due; 0 without
 * @written: the run has writers
 * @may_be_empty: they unmap
 * @sink: where latencies go, by enum vmb_reader_op
 * @violated: something wrong was returned, in the measured time or not
 * @counts: what happened
 * @pick: chooses addresses
 * @outcome: of the lookup that ended a row of lookups
 * @cause: why a lookup last gave up
 * @read: the scheme's lookups in a row
 * @empty_read: the same loop, with nothing looked up
 * @most: most lookups in a row
 * @addrs: those chosen
 */
struct vmb_reader {
	struct mm_struct *mm;
	struct vmb_mm *model;
	struct vmb_hazards *hazards;
	int ref_limit;
	bool as_posted;
	bool writer_fences;
	bool fallback;
	bool check;
	bool whole_spans;
	const struct vmb_arena *arena;
	unsigned int touch;
	bool after_fork;
	bool by_mmap_lock;
	bool own_slots;
	bool fault_around;
	int failed;
	u64 hold;
	bool depend;
	unsigned long last;
	unsigned long no_bits;
	u32 read_span;
	u32 sample_every;
	u32 group;
	u32 until_sample;
	bool written;
	bool may_be_empty;
	u64 intended;
	struct vmb_sink sink;
	bool violated;
	struct vmb_read_counts counts;
	struct vmb_pick pick;
	enum vmb_outcome outcome;
	enum vmb_cause cause;
	vmb_read_fn *read;
	vmb_read_fn *empty_read;
	unsigned int most;
	unsigned long addrs[VMB_PICK_BLOCK];
};

const unsigned long *vmb_reader_zap_part(const struct vmb_reader *reader,
					 const unsigned long *addr,
					 const unsigned long *end,
					 unsigned long *len);
void vmb_reader_missed(struct vmb_reader *reader, unsigned long addr,
		       enum vmb_outcome outcome);
u32 vmb_reader_untimed(struct vmb_reader *reader, u32 n);
void vmb_reader_draw(struct vmb_reader *reader);
void vmb_reader_took(struct vmb_reader *reader, u64 begin, u64 end,
		     unsigned long addr);
void vmb_reader_timed(struct vmb_reader *reader, u64 begin, u64 end,
		      const unsigned long *addr, const unsigned long *missed,
		      bool fell_back);

/* Return true if writers empty the slot of an address. */
static inline bool vmb_reader_may_be_empty(const struct vmb_reader *reader,
					   unsigned long addr)
{
	const struct vmb_arena *arena = reader->arena;

	return reader->written && reader->may_be_empty &&
	       vmb_arena_is_volatile(arena,
				     (addr - arena->base) / arena->stride);
}

/**
 * vmb_reader_found() - do what knobs ask for while a VMA is held
 * @reader: the reader
 * @start: the start of the VMA
 *
 * Spin for the time it is held.  Remember @start for @depend; otherwise nothing
 * is stored, as an atomic operation, which many schemes have, would wait for it.
 * By default all this is one test.
 */
static __always_inline void vmb_reader_found(struct vmb_reader *reader,
					     unsigned long start)
{
	if (likely(!(reader->hold | reader->depend)))
		return;
	if (reader->depend)
		reader->last = start;
	if (reader->hold)
		vmb_clock_spin(reader->hold);
}

/* Looks an address up.  If it finds a VMA, it calls vmb_reader_found(). */
typedef enum vmb_outcome vmb_lookup_fn(struct vmb_reader *reader,
				       unsigned long addr);
typedef void vmb_iterate_fn(struct vmb_reader *reader, unsigned long addr);

/**
 * vmb_covers() - return true if a VMA covers an address
 * @start: its start
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

/**
 * vmb_lookup_row() - look up one address after the other, until one is missed
 * @reader: the reader
 * @addr: the first
 * @end: behind the last
 * @lookup: the scheme's lookup
 *
 * This is the measured loop.  The caller handles misses, so that neither timed
 * nor untimed lookups have code for them.
 *
 * With @depend the CPU cannot begin a lookup before it has read the VMA of the
 * last one, as a program that waits for the result.  The addresses are the same.
 * Without, @last stays as it is, and nothing waits for it.
 *
 * Return: the address that was missed, with @reader->outcome; or @end.
 */
static __always_inline const unsigned long *
vmb_lookup_row(struct vmb_reader *reader, const unsigned long *addr,
	       const unsigned long *end, vmb_lookup_fn *lookup)
{
	enum vmb_outcome outcome;

	for (; addr < end; addr++) {
		vmb_mark(BEGIN);
		outcome = lookup(reader,
				 *addr | (reader->last & reader->no_bits));
		vmb_mark_lookup();
		if (unlikely(outcome != VMB_FOUND)) {
			reader->outcome = outcome;
			break;
		}
	}
	return addr;
}

/* The same for walks, which handle their misses themselves. */
static __always_inline const unsigned long *
vmb_iterate_row(struct vmb_reader *reader, const unsigned long *addr,
		const unsigned long *end, vmb_iterate_fn *iterate)
{
	for (; addr < end; addr++) {
		vmb_mark(BEGIN);
		iterate(reader, *addr);
		vmb_mark_lookup();
	}
	return addr;
}

typedef const unsigned long *vmb_row_fn(struct vmb_reader *reader,
					const unsigned long *addr,
					const unsigned long *end);

/*
 * Time a row of one lookup, or of a group, now and then: it runs the same code as
 * the others.  The time ends with the first miss.  The last group of a batch
 * begins early enough to be whole; if there is no room, in the next batch.
 */
static __always_inline void
vmb_read_sampled(struct vmb_reader *reader, const unsigned long *addr,
		 const unsigned long *end, vmb_row_fn *row,
		 vmb_read_fn *read_untimed)
{
	const unsigned long *group, *missed;
	u64 fallbacks, begin, done;

	for (;;) {
		group = addr + vmb_reader_untimed(reader, end - addr);
		if (group > addr)
			read_untimed(reader, addr, group);
		if (group == end)
			break;

		addr = group + reader->group;
		fallbacks = reader->counts.fallbacks;
		begin = reader->intended ?: vmb_clock_ticks();
		missed = row(reader, group, addr);
		done = vmb_clock_ticks();
		vmb_reader_timed(reader, begin, done, group, missed,
				 reader->counts.fallbacks != fallbacks);
		if (unlikely(missed < addr)) {
			vmb_reader_missed(reader, *missed, reader->outcome);
			read_untimed(reader, missed + 1, addr);
		}
	}
}

/*
 * VMB_DEFINE_ROW() - the loops around an inline function
 * @_name: what they are called: _name##_row, _name##_untimed, _name##_sampled
 * @_loop: vmb_lookup_row or vmb_iterate_row
 * @_fn: the function
 */
#define VMB_DEFINE_ROW(_name, _loop, _fn)				\
static noinline const unsigned long *					\
_name##_row(struct vmb_reader *reader, const unsigned long *addr,	\
	    const unsigned long *end)					\
{									\
	return _loop(reader, addr, end, _fn);				\
}									\
static noinline void							\
_name##_untimed(struct vmb_reader *reader, const unsigned long *addr,	\
		const unsigned long *end)				\
{									\
	while ((addr = _name##_row(reader, addr, end)) < end)		\
		vmb_reader_missed(reader, *addr++, reader->outcome);	\
}									\
static void								\
_name##_sampled(struct vmb_reader *reader, const unsigned long *addr,	\
		const unsigned long *end)				\
{									\
	vmb_read_sampled(reader, addr, end, _name##_row,		\
			 _name##_untimed);				\
}

/* What VMB_DEFINE_ROW() made of a scheme's functions, for a tree. */
#define VMB_ROWS(_name) {						\
	[VMB_READ_OP_LOOKUP] = {					\
		[VMB_UNTIMED] = _name##_lookup_untimed,			\
		[VMB_SAMPLED] = _name##_lookup_sampled },		\
	[VMB_READ_OP_ITERATE] = {					\
		[VMB_UNTIMED] = _name##_iterate_untimed,		\
		[VMB_SAMPLED] = _name##_iterate_sampled },		\
}

/* Last index of struct vmb_scheme.read. */
enum { VMB_UNTIMED, VMB_SAMPLED };

#endif /* VMB_READER_H */
