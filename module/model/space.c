// SPDX-License-Identifier: GPL-2.0-only
/* The life of a model address space. */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "../broken.h"
#include "../clock.h"
#include "index.h"
#include "space.h"

/* VMAs between two reads of the abort flag. */
#define VMB_FILL_STEP 256
/* Wait no longer than this for grace periods without a barrier. */
#define VMB_DRAIN_MS 10000

/*
 * What a slot costs in a maple tree, rounded up: a hole is an entry too, and
 * nodes of 16 entries and 256 bytes are not always full.
 */
#define VMB_TREE_BYTES 48

/**
 * vmb_mm_object_bytes() - return the memory for a slot, without the tree
 * @knobs: the knobs of the run
 *
 * Context: any.
 */
u64 vmb_mm_object_bytes(const struct vmb_knobs *knobs)
{
	return sizeof(struct vmb_vma) + sizeof(struct vmb_file) +
	       (knobs->lock_placement == VMB_LOCK_SEPARATE ?
		VMB_SEPARATE_LOCK_BYTES : 0);
}

/* Return how much memory a model may use. */
static u64 share_of_memory(void)
{
	return (u64)max(si_mem_available(), 0L) * PAGE_SIZE / 4 * 3;
}

/**
 * vmb_mm_check() - check that there is memory for a model address space
 * @knobs: the knobs of the run
 * @error: receives the reason if not, VMB_ERROR_LEN characters
 *
 * Context: process.
 * Return: 0 or -ENOMEM, with a sentence in @error.
 */
int vmb_mm_check(const struct vmb_knobs *knobs, char *error)
{
	u64 bytes = vmb_mm_object_bytes(knobs) + VMB_TREE_BYTES;
	u64 available = share_of_memory();

	if (knobs->vmas * bytes <= available)
		return 0;
	scnprintf(error, VMB_ERROR_LEN,
		  "vmas: %llu model VMAs of %llu bytes are more than three quarters of the memory that is available; give at most %llu",
		  knobs->vmas, bytes, div64_u64(available, bytes));
	return -ENOMEM;
}

static void init_space(struct vmb_mm *mm, const struct vmb_knobs *knobs,
		       enum vmb_tree tree)
{
	mm->tree = tree;
	mm->detach = knobs->detach;
	mm->lock_placement = knobs->lock_placement;
	mm->fence = knobs->fence;
	mm->as_posted = knobs->as_posted;
	mm->rb = RB_ROOT;
	/* The flags of the tree of a process. */
	mt_init_flags(&mm->mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_LOCK_EXTERN |
			       MT_FLAGS_USE_RCU);
	init_rwsem(&mm->lock);
	mt_set_external_lock(&mm->mt, &mm->lock);
	seqlock_init(&mm->tree_seq);
	rcuwait_init(&mm->writer_wait);
	mutex_init(&mm->turn);
}

/**
 * vmb_mm_create() - create an empty model address space
 * @knobs: the knobs of the run
 * @tree: which tree to use
 *
 * Context: process, may sleep.
 * Return: the address space, NULL if there is no memory.
 */
struct vmb_mm *vmb_mm_create(const struct vmb_knobs *knobs, enum vmb_tree tree)
{
	u64 most = div64_u64(share_of_memory(), vmb_mm_object_bytes(knobs));
	struct vmb_mm *mm;

	/* Only powers of two are sure to begin at a cache line. */
	mm = kzalloc(roundup_pow_of_two(sizeof(*mm)), GFP_KERNEL);
	if (!mm)
		return NULL;
	mm->nr_readers = knobs->readers;
	mm->hazards = kvzalloc(roundup_pow_of_two(sizeof(*mm->hazards) *
						  (knobs->readers + nr_cpu_ids)),
			       GFP_KERNEL);
	if (!mm->hazards)
		goto free_mm;
	mm->held = alloc_percpu(struct vmb_group_counts);
	if (!mm->held)
		goto free_hazards;
	mm->reclaim = alloc_percpu(struct vmb_reclaim);
	if (!mm->reclaim)
		goto free_held;

	init_space(mm, knobs, tree);
	mm->home = mm;
	vmb_pool_init(&mm->vmas, sizeof(struct vmb_vma),
		      offsetof(struct vmb_vma, node), vmb_vma_init);
	vmb_pool_init(&mm->files, sizeof(struct vmb_file),
		      offsetof(struct vmb_file, node), NULL);
	/*
	 * VMAs that wait for reclamation come on top of those that are mapped:
	 * limit each pool to its share of what was available at the start.
	 */
	vmb_pool_limit(&mm->vmas, most * sizeof(struct vmb_vma));
	vmb_pool_limit(&mm->files, most * sizeof(struct vmb_file));
	/* Locks are never put back: they stay with their VMAs. */
	vmb_pool_init(&mm->locks, VMB_SEPARATE_LOCK_BYTES, 0, vmb_lock_init);
	vmb_pool_limit(&mm->locks, most * VMB_SEPARATE_LOCK_BYTES);
	return mm;

free_held:
	free_percpu(mm->held);
free_hazards:
	kvfree(mm->hazards);
free_mm:
	kfree(mm);
	return NULL;
}

/* Add an address space that is empty, and uses the pools of another. */
static int add_other(struct vmb_mm *mm, const struct vmb_knobs *knobs)
{
	struct vmb_mm *other = kzalloc(roundup_pow_of_two(sizeof(*other)),
				       GFP_KERNEL);

	if (!other)
		return -ENOMEM;
	init_space(other, knobs, mm->tree);
	other->home = mm;
	other->reclaim = mm->reclaim;
	mm->other = other;
	return 0;
}

static int fill_slot(struct vmb_mm *mm, const struct vmb_arena *arena,
		     const struct vmb_protocol *protocol, u32 slot)
{
	unsigned long start = vmb_arena_addr(arena, slot);
	struct vmb_vma *vma;

	vma = vmb_vma_new(mm, start, start + arena->slot_len,
			  vmb_arena_prot(slot, false));
	if (!vma)
		return -ENOMEM;
	vmb_admit(mm, protocol, &vma, 1);
	WRITE_ONCE(vma->detached, false);
	if (!vmb_index_link(mm, vma, VMB_TREE_GFP))
		return 0;
	mm->discarded++;
	vmb_vma_close_file(vma);
	vmb_vma_release(vma);
	return -ENOMEM;
}

/**
 * vmb_mm_fill() - map a VMA in every slot of an arena
 * @mm: the address space
 * @arena: the arena; its geometry only, and how far it was filled
 * @protocol: what the scheme does with a new VMA
 * @abort: read now and then: stop if it is set
 *
 * Context: process, sleeps.
 * Return: 0, -ENOMEM or -EINTR; what was filled stays.
 */
int vmb_mm_fill(struct vmb_mm *mm, struct vmb_arena *arena,
		const struct vmb_protocol *protocol, const bool *abort)
{
	int err = 0;

	mm->has_waits = protocol->has_waits;
	mm->nr_hazards = mm->nr_readers;
	if (protocol->percpu_hazards)
		mm->nr_hazards += nr_cpu_ids;
	if (protocol->init_srcu && !mm->uses_srcu) {
		err = protocol->init_srcu(&mm->srcu);
		mm->uses_srcu = !err;
	}
	if (!err && protocol->uses_ranges && !mm->range_pools) {
		mm->range_pools = kvcalloc(mm->nr_readers + 1,
					   sizeof(*mm->range_pools), GFP_KERNEL);
		err = mm->range_pools ? 0 : -ENOMEM;
	}
	vmb_mm_write_lock(mm);
	/* There are no readers yet: nodes need not be copied for a change. */
	mt_clear_in_rcu(&mm->mt);
	while (!err && arena->mapped < arena->slots) {
		err = fill_slot(mm, arena, protocol, arena->mapped);
		if (err)
			break;
		arena->mapped++;
		if (arena->mapped % VMB_FILL_STEP == 0) {
			if (READ_ONCE(*abort))
				err = -EINTR;
			cond_resched();
		}
	}
	mt_set_in_rcu(&mm->mt);
	vmb_mm_write_unlock(mm);
	return err;
}

/* Return true if all VMAs are back in the pool. */
static bool is_drained(struct vmb_mm *mm)
{
	bool drained = !vmb_mm_waiting(mm);

	/* Pairs with vmb_pool_put(): callbacks count before they put. */
	smp_rmb();
	return drained;
}

/*
 * Wait until no callback runs code of this module.  The barriers wait for
 * callbacks of the whole kernel, which takes longer than all else: nothing is
 * waited for if there were none of ours.
 */
static void wait_for_callbacks(struct vmb_mm *mm)
{
	bool drained = is_drained(mm);
	struct vmb_callbacks callbacks;

	vmb_reclaim_count(mm->reclaim, &callbacks);
	if (drained && !callbacks.run)
		return;
	if (mm->uses_srcu)
		srcu_barrier(&mm->srcu);
	else
		rcu_barrier();
}

/**
 * vmb_mm_drain() - wait until everything retired is back in the pool
 * @mm: the address space; nobody reads or writes it any more
 * @since: when the workers were asked to leave, ticks
 *
 * Context: process, sleeps.
 */
void vmb_mm_drain(struct vmb_mm *mm, u64 since)
{
	unsigned long limit = jiffies + msecs_to_jiffies(VMB_DRAIN_MS);

	while (!is_drained(mm) && time_before(jiffies, limit))
		usleep_range(50, 100);
	mm->drain_ns = mm->retired ?
		vmb_clock_to_ns(vmb_clock_ticks() - since) : 0;
}

static bool is_as_filled(const struct vmb_vma *vma,
			 const struct vmb_arena *arena,
			 const struct vmb_protocol *protocol, u32 slot)
{
	unsigned long start = vmb_arena_addr(arena, slot);
	struct vmb_seen seen;

	if (!vma || vma->detached)
		return false;
	if (protocol->is_idle && !protocol->is_idle(vma))
		return false;
	vmb_vma_look(vma, &seen);
	return seen.start == start && seen.end == start + arena->slot_len &&
	       seen.flags == vmb_arena_prot(slot, false) &&
	       vmb_seen_in_use(&seen) && vmb_seen_whole(&seen) &&
	       vmb_seen_file_open(&seen);
}

/* Return true if nothing is mapped in a second address space, or in use. */
static bool is_empty(struct vmb_mm *other)
{
	bool empty;

	down_read(&other->lock);
	empty = !vmb_index_next(other, 0) && !atomic_read(&other->grabs);
	up_read(&other->lock);
	return empty;
}

/**
 * vmb_mm_verify() - check after a run that all slots are as they were filled
 * @mm: the address space, drained
 * @arena: the arena
 * @protocol: checks that no reader or writer uses a VMA any more
 * @error: receives the first difference, VMB_ERROR_LEN characters
 *
 * Context: process, sleeps.
 * Return: 0 or -EUCLEAN.
 */
int vmb_mm_verify(struct vmb_mm *mm, const struct vmb_arena *arena,
		  const struct vmb_protocol *protocol, char *error)
{
	unsigned long addr = arena->base;
	struct vmb_vma *vma = NULL;
	u32 slot;

	mm->is_whole = false;
	down_read(&mm->lock);
	for (slot = 0; slot < arena->slots; slot++) {
		vma = vmb_index_next(mm, addr);
		if (!is_as_filled(vma, arena, protocol, slot))
			break;
		addr = vma->end;
		if (slot % VMB_FILL_STEP == 0)
			cond_resched();
	}
	if (slot == arena->slots)
		vma = vmb_index_next(mm, addr);
	up_read(&mm->lock);

	if (slot == arena->slots && mm->other && !is_empty(mm->other)) {
		scnprintf(error, VMB_ERROR_LEN,
			  "after the run the second address space of the model is not empty, or still in use");
		return -EUCLEAN;
	}
	if (slot < arena->slots || vma) {
		scnprintf(error, VMB_ERROR_LEN,
			  "after the run slot %u of the model is not as it was filled, or still locked",
			  slot);
		return -EUCLEAN;
	}
	for (slot = 0; slot < mm->nr_hazards; slot++) {
		if (memchr_inv(mm->hazards[slot].vma, 0,
			       sizeof(mm->hazards[slot].vma))) {
			scnprintf(error, VMB_ERROR_LEN,
				  "after the run hazard pointers of %s %u are still there",
				  slot < mm->nr_readers ? "reader" : "CPU",
				  slot < mm->nr_readers ? slot :
							  slot - mm->nr_readers);
			return -EUCLEAN;
		}
	}
	for (slot = 0; slot < 1 << VMB_GROUP_BITS; slot++) {
		if (vmb_mm_held(mm, slot)) {
			scnprintf(error, VMB_ERROR_LEN,
				  "after the run %d VMAs of group %u are still held",
				  vmb_mm_held(mm, slot), slot);
			return -EUCLEAN;
		}
	}
	if (mm->ranges) {
		scnprintf(error, VMB_ERROR_LEN,
			  "after the run the range from %lx is still locked",
			  mm->ranges->start);
		return -EUCLEAN;
	}
	if (vmb_mm_waiting(mm)) {
		scnprintf(error, VMB_ERROR_LEN,
			  "after the run %llu model VMAs wait for reclamation for ever",
			  vmb_mm_waiting(mm));
		return -EUCLEAN;
	}
	mm->is_whole = true;
	return 0;
}

/*
 * Remove a VMA from a tree that is not used any more: as the protocol does or,
 * if it is NULL, at once.  Return the time when this began, ticks.
 */
static u64 remove_one(struct vmb_mm *mm, const struct vmb_protocol *protocol,
		       struct vmb_vma *vma, struct vmb_write_counts *counts)
{
	u64 begin = vmb_clock_ticks();

	if (!protocol) {
		vmb_vma_close_file(vma);
		vmb_vma_release(vma);
	} else {
		vma->removed = begin;
		vma->measured = false;
		WRITE_ONCE(vma->detached, true);
		if (protocol->detach)
			protocol->detach(mm, vma, counts);
		protocol->retire(mm, vma, counts);
	}
	if (++mm->home->retired % VMB_FILL_STEP == 0)
		cond_resched();
	return begin;
}

/* Return the time when the last removal began, ticks; 0 if there was none. */
static u64 remove_all(struct vmb_mm *mm, const struct vmb_protocol *protocol)
{
	struct vmb_write_counts counts = {};
	struct vmb_vma *vma, *next;
	MA_STATE(mas, &mm->mt, 0, ULONG_MAX);
	u64 begin = 0;

	vmb_mm_write_lock(mm);
	if (mm->tree == VMB_RBTREE) {
		rbtree_postorder_for_each_entry_safe(vma, next, &mm->rb, rb)
			begin = remove_one(mm, protocol, vma, &counts);
	} else {
		mas_for_each(&mas, vma, ULONG_MAX)
			begin = remove_one(mm, protocol, vma, &counts);
	}
	vmb_mm_write_unlock(mm);
	return begin;
}

static void destroy_tree(struct vmb_mm *mm)
{
	down_write(&mm->lock);
	__mt_destroy(&mm->mt);
	up_write(&mm->lock);
}

/*
 * Remove all VMAs, as exit does, and measure the time until the last file is
 * closed.
 */
static void unmount(struct vmb_mm *mm, const struct vmb_protocol *protocol,
		    struct vmb_model_stats *stats)
{
	u64 removed = remove_all(mm, protocol);
	u64 closed = vmb_clock_ticks();

	wait_for_callbacks(mm);
	closed = max(closed, vmb_reclaim_last_release(mm->reclaim));
	stats->unmounted = true;
	stats->unmount_wait_ns = closed > removed ?
		vmb_clock_to_ns(closed - removed) : 0;
}

/**
 * vmb_mm_callbacks_in_window() - count callbacks in the measured window
 * @mm: the address space; both edges were noted
 * @callbacks: receives the counts
 *
 * Context: any.
 */
void vmb_mm_callbacks_in_window(const struct vmb_mm *mm,
				struct vmb_callbacks *callbacks)
{
	const struct vmb_callbacks *opens = &mm->edges[VMB_WINDOW_OPENS];
	const struct vmb_callbacks *closes = &mm->edges[VMB_WINDOW_CLOSES];

	callbacks->run = closes->run - opens->run;
	callbacks->timed = closes->timed - opens->timed;
	callbacks->timed_ns = closes->timed_ns - opens->timed_ns;
}

/**
 * vmb_mm_destroy() - destroy a model address space
 * @mm: the address space; nobody reads or writes it any more
 * @protocol: how VMAs are removed, if it was verified before
 * @stats: receives its statistics
 * @error: receives what is left behind, VMB_ERROR_LEN characters
 *
 * Context: process, sleeps.
 * Return: 0, or -EUCLEAN if objects were lost; their memory is freed all the
 *         same.
 */
int vmb_mm_destroy(struct vmb_mm *mm, const struct vmb_protocol *protocol,
		   struct vmb_model_stats *stats, char *error)
{
	int err = 0;

	/* Aborted runs have not called vmb_mm_drain(). */
	if (!is_drained(mm))
		wait_for_callbacks(mm);
	stats->drain_ns = mm->drain_ns;
	vmb_mm_callbacks_in_window(mm, &stats->callbacks);
	vmb_reclaim_releases(mm->reclaim, &stats->deferred);
	if (mm->is_whole) {
		unmount(mm, protocol, stats);
	} else {
		remove_all(mm, NULL);
		wait_for_callbacks(mm);
	}
	destroy_tree(mm);
	/* It has VMAs only if the run failed. */
	if (mm->other) {
		remove_all(mm->other, NULL);
		destroy_tree(mm->other);
		kfree(mm->other);
	}

	stats->vmas_taken = mm->vmas.taken;
	stats->vmas_put = atomic64_read(&mm->vmas.put);
	stats->files_taken = mm->files.taken;
	stats->files_put = atomic64_read(&mm->files.put);
	if (stats->vmas_taken != stats->vmas_put ||
	    stats->files_taken != stats->files_put) {
		scnprintf(error, VMB_ERROR_LEN,
			  "of %llu model VMAs %llu were given back, of %llu files %llu",
			  stats->vmas_taken, stats->vmas_put,
			  stats->files_taken, stats->files_put);
		err = -EUCLEAN;
	}

	vmb_pool_destroy(&mm->locks);
	vmb_pool_destroy(&mm->files);
	vmb_pool_destroy(&mm->vmas);
	if (mm->uses_srcu)
		cleanup_srcu_struct(&mm->srcu);
	free_percpu(mm->reclaim);
	free_percpu(mm->held);
	kvfree(mm->range_pools);
	if (!VMB_BREAK_leak)
		kvfree(mm->hazards);
	kfree(mm);
	return err;
}

/* A model's addresses are only numbers: any base without overflow will do. */
#define VMB_MODEL_BASE 0x100000000UL

static int check(const struct vmb_arena *arena, const struct vmb_knobs *knobs,
		 char *error)
{
	return vmb_mm_check(knobs, error);
}

static int build(struct vmb_space *space, const struct vmb_knobs *knobs,
		 const bool *abort, char *error)
{
	struct vmb_arena *arena = &space->arena;
	u64 begin = vmb_clock_ticks();
	int err;

	arena->base = VMB_MODEL_BASE;
	space->model = vmb_mm_create(knobs, space->tree);
	if (!space->model ||
	    ((knobs->spaces > 1 || space->protocol->needs_other) &&
	     add_other(space->model, knobs))) {
		scnprintf(error, VMB_ERROR_LEN, "out of memory");
		return -ENOMEM;
	}
	err = vmb_mm_fill(space->model, arena, space->protocol, abort);
	if (err == -ENOMEM)
		scnprintf(error, VMB_ERROR_LEN,
			  "vmas: there was no memory for model VMA %u of %u; give fewer",
			  arena->mapped + 1, arena->slots);
	arena->setup_ns = vmb_clock_to_ns(vmb_clock_ticks() - begin);
	return err;
}

static int verify(struct vmb_space *space, u64 since, char *error)
{
	vmb_mm_drain(space->model, since);
	return vmb_mm_verify(space->model, &space->arena, space->protocol,
			     error);
}

static int destroy(struct vmb_space *space,
		   bool (*is_lost)(void *data, u32 slot), void *data,
		   char *error)
{
	u64 begin = vmb_clock_ticks();
	int err;

	if (!space->model)
		return 0;
	err = vmb_mm_destroy(space->model, space->protocol,
			     &space->model_stats, error);
	space->model = NULL;
	space->arena.teardown_ns = vmb_clock_to_ns(vmb_clock_ticks() - begin);
	return err;
}

const struct vmb_space_ops vmb_model_space = {
	.check = check,
	.build = build,
	.verify = verify,
	.destroy = destroy,
};
