/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The VMAs and files of a model address space, and the checker: what a reader
 * may see of them.
 *
 * Objects are type-stable while a run lasts.  One that is freed goes back to
 * the run's pool, its generation raised and its fields poisoned, so that a
 * protocol that lets a reader see it is caught and nothing else happens.
 */
#ifndef VMB_MODEL_VMA_H
#define VMB_MODEL_VMA_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/llist.h>
#include <linux/rbtree.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/rwsem.h>
#include <linux/wait.h>

/* Start and end of a VMA that is not in use: it covers no address. */
#define VMB_POISON 0x6b6b6b6b6b6b6b6bUL

/**
 * struct vmb_file - stands for the file a VMA maps
 * @gen: raised when it is opened and when it is closed: odd while it is open
 * @refs: VMAs that map it
 * @node: in the pool
 */
struct vmb_file {
	u32 gen;
	refcount_t refs;
	struct llist_node node;
} ____cacheline_aligned;

/**
 * struct vmb_vma - a VMA of a model
 * @start: first address
 * @end: first address behind it
 * @rb: in the rbtree; there a walk finds it in one line with @start and @end
 * @lock: of the scheme vm_lock: @inline_lock, or one of its own
 * @seq: vm_lock, vm_refcnt, hazptr: the mm's lock_seq of when it was last
 *       write-locked; srcu_seqlock, rcu_seq_refcount: its own sequence, odd
 *       while it changes
 * @gen: raised when it is taken from the pool and when it is put back: odd
 *       while it is in use
 * @seal: checksum of the fields that readers read; stored last in a change
 * @flags: access rights
 * @serial: raised by every change, so that a change and its undoing show
 * @detached: it is not in the tree, or will not be in a moment
 * @file: what it maps; the pointer stays when the VMA is freed
 * @file_gen: generation of @file as it was opened for this VMA
 * @mm: the address space it belongs to, or last did
 * @refs: reference count, of schemes that have one
 * @inline_lock: of the scheme vm_lock
 * @wait: of the scheme rcu_refcount: a writer waits here for the readers
 * @rcu: for freeing it
 * @node: in the pool
 * @removed: start of the operation that removed it, ticks
 * @measured: @removed is in the measured time of a writer
 *
 * Readers only read the first cache line.  Schemes whose readers write to a VMA
 * write to the second.  vm_area_struct is laid out the same way.
 */
struct vmb_vma {
	unsigned long start;
	unsigned long end;
	struct rb_node rb;
	struct rw_semaphore *lock;
	u32 seq;
	u32 gen;
	u32 seal;
	u8 flags;
	u8 serial;
	bool detached;

	struct vmb_file *file ____cacheline_aligned;
	struct vmb_mm *mm;
	u32 file_gen;
	atomic_t refs;
	union {
		struct rw_semaphore inline_lock;
		wait_queue_head_t wait;
	};

	struct rcu_head rcu ____cacheline_aligned;
	struct llist_node node;
	u64 removed;
	bool measured;
};

/* A separate lock shares no cache line. */
#define VMB_SEPARATE_LOCK_BYTES \
	ALIGN(sizeof(struct rw_semaphore), SMP_CACHE_BYTES)

/* A change of a field changes the seal, except once in 2^32 changes. */
static __always_inline u32 vmb_seal(unsigned long start, unsigned long end,
				    u8 flags, u8 serial, u32 file_gen)
{
	u64 mixed = start * 0x9e3779b97f4a7c15ULL;

	mixed ^= (end + ((u64)file_gen << 16 | serial << 8 | flags)) *
		 0xc2b2ae3d27d4eb4fULL;
	return mixed >> 32;
}

/* Recompute the seal: the last step of a change. */
static inline void vmb_vma_reseal(struct vmb_vma *vma)
{
	WRITE_ONCE(vma->serial, vma->serial + 1);
	WRITE_ONCE(vma->seal, vmb_seal(vma->start, vma->end, vma->flags,
				       vma->serial, vma->file_gen));
}

/**
 * vmb_vma_set_flags() - change a VMA's rights
 * @vma: the VMA
 * @flags: the new rights
 *
 * The change is several stores.  A reader that sees only some of them has read
 * a VMA in the middle of a change, and the seal does not match.
 *
 * Context: the mm-wide lock held for writing.
 */
static inline void vmb_vma_set_flags(struct vmb_vma *vma, u8 flags)
{
	WRITE_ONCE(vma->flags, flags);
	vmb_vma_reseal(vma);
}

/* Change where a VMA ends; otherwise as vmb_vma_set_flags(). */
static inline void vmb_vma_set_end(struct vmb_vma *vma, unsigned long end)
{
	WRITE_ONCE(vma->end, end);
	vmb_vma_reseal(vma);
}

/**
 * struct vmb_seen - what a reader saw of a VMA it found
 * @mm: the address space it belongs to
 * @start: its start
 * @end: its end
 * @gen: its generation
 * @seal: its seal
 * @file_gen: generation of the file it maps
 * @file_found_gen: generation of the file when the VMA was found
 * @file_is_gen: generation of the file when it was last read
 * @flags: its rights
 * @serial: its serial
 * @detached: it has left the tree
 */
struct vmb_seen {
	const struct vmb_mm *mm;
	unsigned long start;
	unsigned long end;
	u32 gen;
	u32 seal;
	u32 file_gen;
	u32 file_found_gen;
	u32 file_is_gen;
	u8 flags;
	u8 serial;
	bool detached;
};

/**
 * vmb_vma_look() - read what users of a VMA read
 * @vma: the VMA, which the scheme under test claims to keep stable
 * @seen: what was there
 */
static __always_inline void vmb_vma_look(const struct vmb_vma *vma,
					 struct vmb_seen *seen)
{
	const struct vmb_file *file = READ_ONCE(vma->file);

	seen->mm = READ_ONCE(vma->mm);
	seen->gen = READ_ONCE(vma->gen);
	seen->seal = READ_ONCE(vma->seal);
	seen->start = READ_ONCE(vma->start);
	seen->end = READ_ONCE(vma->end);
	seen->flags = READ_ONCE(vma->flags);
	seen->serial = READ_ONCE(vma->serial);
	seen->file_gen = READ_ONCE(vma->file_gen);
	seen->file_found_gen = READ_ONCE(file->gen);
	seen->file_is_gen = seen->file_found_gen;
}

/**
 * vmb_vma_look_again() - read a VMA once more before it is put
 * @vma: the VMA
 * @seen: what was there when it was found; updated with what has changed
 *
 * The seal covers all fields: if one has changed since vmb_vma_look(), the new
 * seal does not match the fields read then.
 */
static __always_inline void vmb_vma_look_again(const struct vmb_vma *vma,
					       struct vmb_seen *seen)
{
	const struct vmb_file *file = READ_ONCE(vma->file);

	seen->file_is_gen = READ_ONCE(file->gen);
	seen->seal = READ_ONCE(vma->seal);
	seen->detached = READ_ONCE(vma->detached);
	/* Two generations that differ are never both in use. */
	if (unlikely(READ_ONCE(vma->gen) != seen->gen))
		seen->gen = 0;
}

static __always_inline bool vmb_seen_in_use(const struct vmb_seen *seen)
{
	return seen->gen & 1;
}

/* The file is open, and it is the one that was opened for the VMA. */
static __always_inline bool vmb_seen_file_open(const struct vmb_seen *seen)
{
	return seen->file_gen == seen->file_is_gen;
}

/* The file was open when the VMA was found.  No generation is used twice. */
static __always_inline bool vmb_seen_file_found(const struct vmb_seen *seen)
{
	return seen->file_gen == seen->file_found_gen;
}

static __always_inline bool vmb_seen_whole(const struct vmb_seen *seen)
{
	return seen->seal == vmb_seal(seen->start, seen->end, seen->flags,
				      seen->serial, seen->file_gen);
}

#endif /* VMB_MODEL_VMA_H */
