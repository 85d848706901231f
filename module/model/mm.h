/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The model address space: the parts of an mm_struct that a protocol needs.
 *
 * Writers take its lock for writing under all protocols; protocols differ in
 * how they exclude readers that do not take it.
 */
#ifndef VMB_MODEL_MM_H
#define VMB_MODEL_MM_H

#include <linux/maple_tree.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/rcuwait.h>
#include <linux/rwsem.h>
#include <linux/seqlock.h>
#include <linux/srcu.h>

#include "../vmabench.h"
#include "pool.h"
#include "reclaim.h"
#include "vma.h"

/* The edges of the measured window, at which callbacks are counted. */
enum vmb_edge {
	VMB_WINDOW_OPENS,
	VMB_WINDOW_CLOSES,
	VMB_EDGES
};

/* Of a CPU: as many as in the kernel's interface of 2026. */
#define VMB_HAZARDS 4
/* Of a reader: a walk holds a VMA while it looks for the next. */
#define VMB_READER_HAZARDS 2

/**
 * struct vmb_hazards - what a reader, or the readers on a CPU, protect
 * @vma: VMAs that must not be changed; written by one reader or CPU, read by
 *       writers
 *
 * The hardware can prefetch cache lines in pairs, so each has a pair of its own.
 */
struct vmb_hazards {
	struct vmb_vma *vma[VMB_HAZARDS];
} __aligned(2 * SMP_CACHE_BYTES);

/* Of percpu_count. */
#define VMB_GROUP_BITS 6

/* struct vmb_group_counts - VMAs held, by group, as counted on one CPU */
struct vmb_group_counts {
	int held[1 << VMB_GROUP_BITS];
} ____cacheline_aligned;

/**
 * struct vmb_range - a locked range of addresses, of range_lock
 * @start: first address
 * @end: first address behind it
 * @next: the range behind it; bit 0: this one is released
 * @writes: nobody else may have any of it
 */
struct vmb_range {
	unsigned long start;
	unsigned long end;
	struct vmb_range *next;
	bool writes;
} ____cacheline_aligned;

/* Ranges of a thread, used in turn; it has one locked at a time. */
#define VMB_RANGES 64

/**
 * struct vmb_range_pool - what a thread locks ranges with
 * @walks: odd while it walks the list
 * @used: how many it has locked
 * @nodes: its ranges
 */
struct vmb_range_pool {
	unsigned long walks ____cacheline_aligned;
	unsigned long used;
	struct vmb_range nodes[VMB_RANGES];
};

/**
 * struct vmb_model_stats - statistics of a model address space
 * @vmas_taken: VMAs taken from the pool
 * @vmas_put: VMAs put back by the end of the run
 * @files_taken: files opened
 * @files_put: files closed by the end of the run
 * @deferred: files that a callback closed, not the writer that removed their
 *            VMA, from the warm-up to the end
 * @callbacks: callbacks that freed VMAs in the measured window
 * @drain_ns: from when the workers were to leave until nothing waited for
 *            reclamation; 0 if nothing was ever retired
 * @unmounted: all VMAs were removed in the end, as the protocol does it
 * @unmount_wait_ns: from the removal of the last of them until all files were
 *                   closed
 */
struct vmb_model_stats {
	u64 vmas_taken;
	u64 vmas_put;
	u64 files_taken;
	u64 files_put;
	struct vmb_releases deferred;
	struct vmb_callbacks callbacks;
	u64 drain_ns;
	bool unmounted;
	u64 unmount_wait_ns;
};

/**
 * struct vmb_mm - a model address space
 * @tree: which of the two it uses
 * @rb: the rbtree
 * @mt: the maple tree
 * @detach: knob of vm_refcnt
 * @lock_placement: knob of vm_lock
 * @fence: knob of hazptr and its kin
 * @as_posted: knob of rcu_refcount
 * @has_waits: VMAs have a waitqueue, in place of a lock
 * @uses_srcu: @srcu is initialized
 * @home: the address space whose pools it uses: itself, unless it is an @other
 * @other: a second address space, which shares @vmas and @files; only writers
 *         use it; NULL without
 * @reclaim: counts of callbacks, by CPU
 * @hazards: hazard pointers of all readers, then of all CPUs
 * @nr_readers: number of readers
 * @nr_hazards: how many of @hazards the scheme uses
 * @held: of percpu_count: counts of what readers hold, by CPU
 * @range_pools: of range_lock: of each reader and of the writer; else NULL
 * @written: of range_lock: what the writer has locked
 * @lock: the mm-wide lock
 * @lock_seq: sequence of @lock: odd while it is held for writing
 * @ranges: of range_lock: what is locked, by start
 * @tree_seq: of srcu_seqlock and rcu_seq_refcount: moves when @rb or @mt does
 * @group_seq: of percpu_count: @lock_seq of when a VMA of the group was last
 *             write-locked
 * @writer_wait: of vm_refcnt: the writer that waits for readers to leave
 * @grabs: of vm_refcnt: readers of the other address space that put a VMA
 * @turn: with @other: held in an update of the two
 * @srcu: of srcu_seqlock
 * @vmas: pool of VMAs
 * @files: pool of files
 * @locks: pool of locks, with lock_placement=separate
 * @drain_ns: how long it took to drain it; 0 if it was not, or nothing waited
 * @retired: VMAs taken from the tree, written with @lock held
 * @discarded: VMAs put back that never were in it, likewise
 * @edges: callbacks that had run at the edges of the measured window
 * @is_whole: it was verified, and has not been used since
 *
 * Fields that readers only read are in other cache lines than those that
 * writers write.  An mm_struct separates its lock and its sequence too, though
 * not as strictly.
 */
struct vmb_mm {
	enum vmb_tree tree;
	struct rb_root rb;
	struct maple_tree mt;
	enum vmb_detach detach;
	enum vmb_lock_placement lock_placement;
	enum vmb_fence fence;
	bool as_posted;
	bool has_waits;
	bool uses_srcu;
	struct vmb_mm *home;
	struct vmb_mm *other;
	struct vmb_reclaim __percpu *reclaim;
	struct vmb_hazards *hazards;
	unsigned int nr_readers;
	unsigned int nr_hazards;
	struct vmb_group_counts __percpu *held;
	struct vmb_range_pool *range_pools;
	struct vmb_range *written;

	struct rw_semaphore lock ____cacheline_aligned_in_smp;
	u32 lock_seq ____cacheline_aligned_in_smp;
	struct vmb_range *ranges ____cacheline_aligned_in_smp;
	seqlock_t tree_seq ____cacheline_aligned_in_smp;
	u32 group_seq[1 << VMB_GROUP_BITS] ____cacheline_aligned_in_smp;
	struct rcuwait writer_wait ____cacheline_aligned_in_smp;
	atomic_t grabs;
	struct mutex turn;
	struct srcu_struct srcu;

	struct vmb_pool vmas ____cacheline_aligned_in_smp;
	struct vmb_pool files;
	struct vmb_pool locks;
	u64 drain_ns;
	u64 retired;
	u64 discarded;
	struct vmb_callbacks edges[VMB_EDGES];
	bool is_whole;
};

/**
 * vmb_mm_waiting() - VMAs that are removed and not yet back in the pool
 * @mm: the address space
 *
 * Context: any.  While writers write, it may miss some that are being put back,
 * but never counts one that is freed as soon as it is removed.
 */
static inline u64 vmb_mm_waiting(struct vmb_mm *mm)
{
	/*
	 * Read @retired and @discarded first, with acquire: VMAs that a writer
	 * put back before its release are then counted in @put.
	 */
	u64 retired = smp_load_acquire(&mm->retired) +
		      smp_load_acquire(&mm->discarded);
	u64 put = atomic64_read(&mm->vmas.put);

	return retired > put ? retired - put : 0;
}

/**
 * vmb_mm_held() - add up what readers on all CPUs hold of a group
 * @mm: the address space
 * @group: the group, of percpu_count
 *
 * Acquire: pairs with the release of readers that have left.
 */
static inline int vmb_mm_held(const struct vmb_mm *mm, u32 group)
{
	int sum = 0, cpu;

	for_each_possible_cpu(cpu)
		sum += smp_load_acquire(&per_cpu_ptr(mm->held, cpu)->held[group]);
	return sum;
}

/**
 * vmb_mm_write_lock() - exclude other writers, and readers that lock
 * @mm: the address space
 *
 * From here on VMAs stamped with @mm->lock_seq are write-locked.
 *
 * Context: process, sleeps.
 */
static inline void vmb_mm_write_lock(struct vmb_mm *mm)
{
	down_write(&mm->lock);
	WRITE_ONCE(mm->lock_seq, mm->lock_seq + 1);
	/* The sequence moves before anything it stands for. */
	smp_wmb();
}

/**
 * vmb_mm_write_unlock() - unlock, also all VMAs that were write-locked
 * @mm: the address space
 *
 * Context: process.
 */
static inline void vmb_mm_write_unlock(struct vmb_mm *mm)
{
	/* Pairs with the acquire in readers that find a VMA not stamped. */
	smp_store_release(&mm->lock_seq, mm->lock_seq + 1);
	up_write(&mm->lock);
}

/**
 * vmb_mm_note_edge() - the measured window opens or closes
 * @mm: the address space
 * @edge: which
 *
 * Context: process, may sleep.
 */
static inline void vmb_mm_note_edge(struct vmb_mm *mm, enum vmb_edge edge)
{
	vmb_reclaim_count(mm->reclaim, &mm->edges[edge]);
}

#endif /* VMB_MODEL_MM_H */
