/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What readers of a model do: get a VMA, read it, hold it, read it again, put
 * it.
 *
 * A scheme provides two inline functions, get and put.  Macros generate the
 * rest for each scheme and tree, so that schemes differ in nothing else.
 */
#ifndef VMB_MODEL_READER_H
#define VMB_MODEL_READER_H

#include "../reader.h"
#include "index.h"
#include "space.h"
#include "writer.h"

/* Older kernels have no name for the attribute. */
#ifndef __uninitialized
#define __uninitialized __attribute__((__uninitialized__))
#endif

/**
 * struct vmb_held - a VMA that a reader keeps stable
 * @vma: the VMA
 * @seq: sequence it was found at, of schemes that compare it
 * @which: one of two: a walk holds a VMA while it looks for the next
 * @srcu: return value of srcu_read_lock()
 * @srcu_fast: return value of srcu_read_lock_fast()
 * @hazard: where the VMA is stored, of schemes with hazard pointers
 * @range: what it is locked by, of range_lock
 * @group: in which it is counted, of percpu_count
 */
struct vmb_held {
	struct vmb_vma *vma;
	u32 seq;
	u32 which;
	union {
		int srcu;
		struct srcu_ctr __percpu *srcu_fast;
		struct vmb_vma **hazard;
		struct vmb_range *range;
		u32 group;
	};
};

/**
 * typedef vmb_get_fn - find the VMA that covers an address and keep it stable
 * @reader: the reader
 * @addr: the address
 * @tree: tree to walk, constant
 * @held: what was found
 *
 * Context: a reader's thread; sleeps only if it has to wait for a writer, as with
 *          VMB_HAS_LOCK.
 * Return: VMB_FOUND; VMB_EMPTY if nothing is there for certain; VMB_NOTHING if
 *         it gave up, which vmb_gave_up() has counted.
 */
typedef enum vmb_outcome vmb_get_fn(struct vmb_reader *reader,
				    unsigned long addr, enum vmb_tree tree,
				    struct vmb_held *held);

/**
 * typedef vmb_put_fn - release a VMA
 * @reader: the reader
 * @held: the VMA
 *
 * Context: any; does not sleep.
 * Return: false if the scheme detects that the VMA was not stable all the time:
 *         what was read of it is invalid then.
 */
typedef bool vmb_put_fn(struct vmb_reader *reader,
			const struct vmb_held *held);

/* What a scheme's readers promise, as a mask; constant. */
enum {
	/* A walk finds what is there, whatever writers do meanwhile. */
	VMB_WALK_IS_SURE = 1,
	/* Readers see a change of several VMAs as a whole or not at all. */
	VMB_SPANS_ARE_WHOLE = 2,
	/* The file of what was found may be closed. */
	VMB_FILE_MAY_BE_GONE = 4,
	/* The same, but not if what was found proves to be stable. */
	VMB_FILE_MAY_CLOSE = 32,
	/* What is found stays in the tree until it is put. */
	VMB_STAYS_IN_TREE = 8,
	/* Readers wait for writers: there is nothing to fall back for. */
	VMB_HAS_LOCK = 16,
};

enum vmb_outcome vmb_model_fallback(struct vmb_reader *reader,
				    unsigned long addr,
				    enum vmb_outcome outcome);
enum vmb_outcome vmb_model_wrong(struct vmb_reader *reader,
				 const struct vmb_seen *seen,
				 unsigned long addr);
void vmb_model_missed(struct vmb_reader *reader, unsigned long addr,
		      enum vmb_outcome outcome, unsigned int promises);
bool vmb_model_is_gap(struct vmb_reader *reader, unsigned long addr,
		      unsigned long held);
bool vmb_model_torn(struct vmb_reader *reader, bool promised);

/* The other values of detach remove a VMA from the tree before locking it. */
static inline bool vmb_model_locks_first(const struct vmb_reader *reader)
{
	return reader->model->detach == VMB_DETACH_WRITE_DETACH_STORE ||
	       reader->model->detach == VMB_DETACH_WRITE_THEN_DETACH;
}

/* Count why a lookup gives up. */
static __always_inline enum vmb_outcome
vmb_gave_up(struct vmb_reader *reader, enum vmb_cause cause)
{
	reader->counts.gave_up[cause]++;
	reader->cause = cause;
	return VMB_NOTHING;
}

/**
 * vmb_judge() - check that a reader was allowed to see what it saw
 * @reader: the reader
 * @seen: what it saw
 * @addr: the address it looked up
 * @valid: the scheme found it stable, from vmb_put_fn
 * @promises: what the scheme promises
 *
 * A VMA that is no longer valid must still exist: while a reader holds it, its
 * memory is not reused and its file is open.  Without the knob check @seen is
 * not read.
 */
static __always_inline enum vmb_outcome
vmb_judge(struct vmb_reader *reader, const struct vmb_seen *seen,
	  unsigned long addr, bool valid, unsigned int promises)
{
	bool open;

	if (!reader->check)
		return likely(valid) ? VMB_FOUND : VMB_NOTHING;
	open = vmb_seen_file_open(seen);
	if (((promises & VMB_FILE_MAY_BE_GONE) ||
	     ((promises & VMB_FILE_MAY_CLOSE) && !valid)) && unlikely(!open)) {
		reader->counts.files_gone++;
		reader->counts.files_gone_found += !vmb_seen_file_found(seen);
		open = true;
	}
	if (unlikely(!vmb_seen_in_use(seen) || !open))
		return vmb_model_wrong(reader, seen, addr);
	if (unlikely(!valid))
		return VMB_NOTHING;
	if (unlikely(!vmb_covers(seen->start, seen->end, addr) ||
		     seen->mm != reader->model || !vmb_seen_whole(seen)))
		return vmb_model_wrong(reader, seen, addr);
	if ((promises & VMB_STAYS_IN_TREE) && unlikely(seen->detached) &&
	    vmb_model_locks_first(reader))
		return vmb_model_wrong(reader, seen, addr);
	return VMB_FOUND;
}

/*
 * Hold a VMA for the time of the knob hold_ns; with the knob check, read it
 * before and after.
 */
static __always_inline void vmb_use(struct vmb_reader *reader,
				    const struct vmb_vma *vma,
				    struct vmb_seen *seen)
{
	if (reader->check)
		vmb_vma_look(vma, seen);
	/* Not from @seen, which is empty without the knob check. */
	vmb_reader_found(reader, READ_ONCE(vma->start));
	if (reader->check)
		vmb_vma_look_again(vma, seen);
}

static __always_inline enum vmb_outcome
vmb_model_lookup(struct vmb_reader *reader, unsigned long addr,
		 enum vmb_tree tree, unsigned int promises,
		 vmb_get_fn *get, vmb_put_fn *put)
{
	/* CONFIG_INIT_STACK_ALL_ZERO would clear these for each lookup. */
	struct vmb_held held __uninitialized;
	struct vmb_seen seen __uninitialized;
	enum vmb_outcome outcome;
	bool valid;

	held.which = 0;
	outcome = get(reader, addr, tree, &held);
	if (likely(outcome == VMB_FOUND)) {
		vmb_use(reader, held.vma, &seen);
		valid = put(reader, &held);
		outcome = vmb_judge(reader, &seen, addr, valid, promises);
	}
	if (unlikely(outcome == VMB_NOTHING || outcome == VMB_EMPTY) &&
	    !(promises & VMB_HAS_LOCK) && reader->fallback)
		return vmb_model_fallback(reader, addr, outcome);
	return outcome;
}

/* Return true if the lookup missed because the tree has nothing there. */
static __always_inline bool vmb_tree_was_empty(const struct vmb_reader *reader,
					       enum vmb_outcome outcome)
{
	return outcome == VMB_EMPTY ||
	       (outcome == VMB_NOTHING &&
		reader->cause == VMB_GAVE_UP_NOTHING);
}

/**
 * vmb_model_iterate() - walk over read_span slots, hand over hand
 * @reader: the reader
 * @addr: an address in the first slot
 * @tree: tree to walk, constant
 * @promises: what the scheme promises, constant
 * @get: its get
 * @put: its put
 *
 * A VMA is put after the lookup of the next.  If it was stable while it was
 * held, its whole span must have been there: a missing neighbour in the span is
 * half a change.
 */
static __always_inline void
vmb_model_iterate(struct vmb_reader *reader, unsigned long addr,
		  enum vmb_tree tree, unsigned int promises,
		  vmb_get_fn *get, vmb_put_fn *put)
{
	const unsigned long stride = reader->arena->stride;
	bool holds = false, empty = false, torn = false, valid;
	struct vmb_held held[2] __uninitialized;
	struct vmb_seen seen __uninitialized;
	enum vmb_outcome outcome, before;
	u32 i, now = 0;

	held[0].which = 0;
	held[1].which = 1;
	/* One iteration more than there are slots, to put the last VMA. */
	for (i = 0; i <= reader->read_span; i++, now = !now, addr += stride) {
		bool last = i == reader->read_span, was_empty = empty;

		outcome = VMB_FOUND;
		if (likely(!last))
			outcome = get(reader, addr, tree, &held[now]);
		empty = (promises & VMB_WALK_IS_SURE) &&
			unlikely(outcome != VMB_FOUND) &&
			vmb_tree_was_empty(reader, outcome);
		if (likely(holds)) {
			if (unlikely(empty) && reader->check)
				torn |= vmb_model_is_gap(reader, addr,
							 addr - stride);
			valid = put(reader, &held[!now]);
			before = vmb_judge(reader, &seen, addr - stride, valid,
					   promises);
			if (unlikely(torn) && before == VMB_FOUND &&
			    vmb_model_torn(reader, promises &
					   VMB_SPANS_ARE_WHOLE))
				before = VMB_WRONG;
			if (unlikely(before != VMB_FOUND))
				vmb_model_missed(reader, addr - stride, before,
						 promises);
		}
		if (last)
			break;
		holds = outcome == VMB_FOUND;
		if (unlikely(!holds)) {
			vmb_model_missed(reader, addr, outcome, promises);
			continue;
		}
		/* Check the empty slot again, with its neighbour held. */
		torn = unlikely(was_empty) && reader->check &&
		       vmb_model_is_gap(reader, addr - stride, addr);
		vmb_use(reader, held[now].vma, &seen);
	}
}

/**
 * vmb_model_iterate_apart() - walk over read_span slots, one VMA at a time
 * @reader: the reader
 * @addr: an address in the first slot
 * @tree: tree to walk, constant
 * @promises: what the scheme promises, constant
 * @get: its get, which waits for writers
 * @put: its put
 *
 * For readers that must hold nothing when they wait for a writer, who may wait for
 * them, or when they fall back to the lock.
 */
static __always_inline void
vmb_model_iterate_apart(struct vmb_reader *reader, unsigned long addr,
			enum vmb_tree tree, unsigned int promises,
			vmb_get_fn *get, vmb_put_fn *put)
{
	enum vmb_outcome outcome;
	u32 i;

	for (i = 0; i < reader->read_span; i++) {
		outcome = vmb_model_lookup(reader, addr, tree, promises, get,
					   put);
		if (unlikely(outcome != VMB_FOUND))
			vmb_reader_missed(reader, addr, outcome);
		addr += reader->arena->stride;
	}
}

/* In every scheme a walk of the maple tree under RCU is reliable. */
static __always_inline unsigned int vmb_promises(unsigned int promises,
						 enum vmb_tree tree)
{
	return promises | (tree == VMB_MAPLE ? VMB_WALK_IS_SURE : 0);
}

/**
 * VMB_DEFINE_MODEL_READ() - what a scheme's readers do, on any tree
 * @_name: the scheme, of which there are _name##_get and _name##_put
 * @_promises: mask of what its readers promise
 */
#define VMB_DEFINE_MODEL_READ(_name, _promises)				\
	VMB_DEFINE_MODEL_READ_WITH(_name, _promises, vmb_model_iterate)

/* The same, with either of the ways to iterate. */
#define VMB_DEFINE_MODEL_READ_WITH(_name, _promises, _walk)		\
static __always_inline enum vmb_outcome					\
_name##_lookup(struct vmb_reader *reader, unsigned long addr,		\
	       enum vmb_tree tree)					\
{									\
	return vmb_model_lookup(reader, addr, tree,			\
				vmb_promises(_promises, tree),		\
				_name##_get, _name##_put);		\
}									\
static __always_inline void						\
_name##_iterate(struct vmb_reader *reader, unsigned long addr,		\
		enum vmb_tree tree)					\
{									\
	_walk(reader, addr, tree, vmb_promises(_promises, tree),	\
	      _name##_get, _name##_put);				\
}

/**
 * VMB_DEFINE_MODEL_ROWS() - a scheme's loops on one tree
 * @_name: the scheme, of which there are _name##_lookup and _name##_iterate
 * @_tree: rbtree or maple
 * @_TREE: the same as enum vmb_tree
 */
#define VMB_DEFINE_MODEL_ROWS(_name, _tree, _TREE)			\
static __always_inline enum vmb_outcome					\
_name##_##_tree##_lookup(struct vmb_reader *reader, unsigned long addr)	\
{									\
	return _name##_lookup(reader, addr, _TREE);			\
}									\
static __always_inline void						\
_name##_##_tree##_iterate(struct vmb_reader *reader, unsigned long addr) \
{									\
	_name##_iterate(reader, addr, _TREE);				\
}									\
VMB_DEFINE_ROW(_name##_##_tree##_lookup, vmb_lookup_row,		\
	       _name##_##_tree##_lookup)				\
VMB_DEFINE_ROW(_name##_##_tree##_iterate, vmb_iterate_row,		\
	       _name##_##_tree##_iterate)

/* On which trees a scheme can be run: fields of its struct vmb_scheme. */
#define VMB_ON_RBTREE(_name)						\
	.trees = BIT(VMB_RBTREE),					\
	.read = { [VMB_RBTREE] = VMB_ROWS(_name##_rbtree) }
#define VMB_ON_MAPLE(_name)						\
	.trees = BIT(VMB_MAPLE),					\
	.read = { [VMB_MAPLE] = VMB_ROWS(_name##_maple) }
#define VMB_ON_BOTH(_name)						\
	.trees = BIT(VMB_RBTREE) | BIT(VMB_MAPLE),			\
	.read = {							\
		[VMB_RBTREE] = VMB_ROWS(_name##_rbtree),		\
		[VMB_MAPLE] = VMB_ROWS(_name##_maple),			\
	}

/**
 * VMB_DEFINE_MODEL_SCHEME() - a scheme on model address spaces
 * @_name: its name; after VMB_DEFINE_MODEL_ROWS() for each of its trees
 * @_writes: whose writers it has, from VMB_DEFINE_MODEL_WRITE()
 * @_family: VMB_FAMILY_MODEL or VMB_FAMILY_BROKEN
 * @_native: tree it was posted for
 * @_on: VMB_ON_...
 * @_options: mask of the knobs it has besides fallback
 */
#define VMB_DEFINE_MODEL_SCHEME(_name, _writes, _family, _native, _on,	\
				_options)				\
VMB_DEFINE_MODEL_SCHEME_WITH(_name, _writes##_protocol, _writes##_write, \
			     0, _family, _native, _on, _options)

/*
 * The same, with any @_write and further fields; readers hold VMAs for @_hold_ns
 * at least.
 */
#define VMB_DEFINE_MODEL_SCHEME_WITH(_name, _protocol, _write, _hold_ns, \
				     _family, _native, _on, _options, ...) \
const struct vmb_scheme vmb_scheme_##_name = {				\
	.name = #_name,							\
	.family = _family,						\
	.native = _native,						\
	.options = (_options) | VMB_OPTION_FALLBACK,			\
	.hold_ns = _hold_ns,						\
	.space = &vmb_model_space,					\
	.protocol = &_protocol,						\
	_on(_name),							\
	.write = _write,						\
	__VA_ARGS__							\
}

#endif /* VMB_MODEL_READER_H */
