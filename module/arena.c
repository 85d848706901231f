// SPDX-License-Identifier: GPL-2.0-only
/*
 * The arena on a real address space.
 *
 * All functions that map or unmap work on current->mm, which a kthread has
 * adopted with kthread_use_mm().
 */
#include <linux/delay.h>
#include <linux/file.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>

#include "arena.h"
#include "clock.h"
#include "resolve.h"
#include "scheme.h"

/* Pages that are looked for by one call. */
#define VMB_ARENA_PAGES 16

/* Slots between two reads of the abort flag. */
#define VMB_ARENA_STEP 256

/* Of a millisecond each. */
#define UNMAP_TRIES 1000

/*
 * Return true if files have all their pages before a reader touches the first:
 * otherwise some faults would fill them, and others not.
 */
static bool is_filled_before(const struct vmb_arena *arena)
{
	return arena->touched && arena->backing == VMB_BACKING_SHMEM;
}

static bool is_huge(const struct vmb_arena *arena)
{
	return arena->backing == VMB_BACKING_THP;
}

/**
 * vmb_arena_init() - compute the geometry
 * @arena: the arena
 * @mm: the address space it will be in
 * @knobs: the knobs of the run
 *
 * Context: any.
 */
void vmb_arena_init(struct vmb_arena *arena, struct mm_struct *mm,
		    const struct vmb_knobs *knobs)
{
	memset(arena, 0, sizeof(*arena));
	arena->mm = mm;
	arena->slot_len = knobs->vma_pages * PAGE_SIZE;
	arena->stride = arena->slot_len;
	if (knobs->layout == VMB_LAYOUT_GAPPED)
		arena->stride *= 2;
	arena->slots = knobs->vmas;
	arena->group_slots = knobs->write_span;
	arena->groups = arena->slots / arena->group_slots;
	arena->layout = knobs->layout;
	arena->backing = knobs->backing;
	arena->map_flags = MAP_NORESERVE | MAP_FIXED_NOREPLACE |
		(arena->backing == VMB_BACKING_SHMEM ? MAP_SHARED :
						       MAP_PRIVATE) |
		(arena->backing == VMB_BACKING_FILE ? 0 : MAP_ANONYMOUS) |
		/* Huge pages come after mmap(), see make_huge(). */
		(knobs->populate && !is_huge(arena) ? MAP_POPULATE : 0);
	arena->populate = knobs->populate;
	arena->touched = knobs->scheme->faults;
	arena->moves = knobs->writers &&
		       knobs->write_op == VMB_WRITE_OP_MREMAP;
	arena->read_by_user = arena->touched &&
			      knobs->threads == VMB_THREADS_USER &&
			      knobs->touch == VMB_TOUCH_READ;
	arena->volatile_pct = knobs->volatile_pct;
	arena->volatile_groups =
		(u64)arena->groups * arena->volatile_pct / 100;
	arena->seed = knobs->seed;
}

/* Pages of a slot that stay: those of its file, and those that are filled. */
static u64 pages_of_slot(const struct vmb_arena *arena,
			 const struct vmb_knobs *knobs)
{
	u64 pages = 0;

	if (arena->populate)
		pages += knobs->vma_pages;
	/* A page that is written is copied. */
	if (arena->backing == VMB_BACKING_FILE &&
	    (arena->populate || arena->touched))
		pages += knobs->vma_pages;
	return is_filled_before(arena) ? knobs->vma_pages : pages;
}

/*
 * Do not invite the out-of-memory killer of the machine.  That of a memory cgroup
 * can still come.  Processes of the run have an arena each.  Page tables, VMAs and
 * inodes of files come on top of the pages, at most two pages for each slot, and pages
 * that readers touch.
 */
static int check_memory(const struct vmb_arena *arena,
			const struct vmb_knobs *knobs, char *error)
{
	u64 pages = pages_of_slot(arena, knobs);
	u64 touched = arena->touched ? knobs->readers * VMB_FAULTS *
		      (is_huge(arena) ? knobs->vma_pages : 1) : 0;
	u64 arenas = 1 + (knobs->mms == VMB_MMS_OWN ?
			  knobs->readers + knobs->writers : 0);
	bool plain = !pages && !arena->touched &&
		     arena->backing == VMB_BACKING_ANON;
	u64 slots = arenas * arena->slots;
	/* A VMA and its share of the tree are less than an eighth of a page. */
	u64 need = slots * (pages + arena->touched) +
		   (plain ? slots / 8 : slots) + touched;
	u64 have = (u64)max(si_mem_available(), 0L) / 4 * 3;

	if (need <= have)
		return 0;
	scnprintf(error, VMB_ERROR_LEN,
		  "vmas: %u VMAs with %llu pages each%s take up to %llu MB, which is more than three quarters of the memory that is available, %llu MB; give fewer vmas%s",
		  arena->slots, pages, arenas > 1 ?
		  ", for the driver and each process," : "", need >> (20 - PAGE_SHIFT),
		  have >> (20 - PAGE_SHIFT),
		  arenas > 1 ? ", vma_pages, readers or writers" : " or vma_pages");
	return -ENOMEM;
}

/**
 * vmb_arena_check() - check that an arena can be mapped
 * @arena: its geometry
 * @knobs: the knobs of the run
 * @error: receives the reason if not, VMB_ERROR_LEN characters
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM, with a sentence in @error.
 */
int vmb_arena_check(const struct vmb_arena *arena,
		    const struct vmb_knobs *knobs, char *error)
{
	const char *reason = vmb_no_mprotect();
	bool protects = knobs->writers &&
			knobs->threads == VMB_THREADS_KERNEL &&
			(knobs->write_op == VMB_WRITE_OP_MPROTECT ||
			 knobs->write_op == VMB_WRITE_OP_SPLIT ||
			 knobs->write_op == VMB_WRITE_OP_MIXED);
	u64 need, limit = vmb_max_map_count();
	bool locked;
	int has;

	mmap_read_lock(arena->mm);
	has = arena->mm->map_count;
	locked = arena->mm->def_flags & VM_LOCKED;
	mmap_read_unlock(arena->mm);

	if (is_huge(arena) && vmb_no_madvise()) {
		scnprintf(error, VMB_ERROR_LEN,
			  "backing: madvise cannot be called here: %s; give another than thp",
			  vmb_no_madvise());
		return -EOPNOTSUPP;
	}
	if (protects && reason) {
		scnprintf(error, VMB_ERROR_LEN,
			  "write_op: mprotect cannot be called here: %s; give munmap",
			  reason);
		return -EOPNOTSUPP;
	}
	if (locked) {
		scnprintf(error, VMB_ERROR_LEN,
			  "the calling process has locked its future memory (mlockall with MCL_FUTURE), which would fill the arena with pages; start from one that has not");
		return -EINVAL;
	}

	/* A split VMA counts twice for a moment. */
	need = has + arena->slots + knobs->writers * knobs->write_span + 1;
	if (need > limit) {
		scnprintf(error, VMB_ERROR_LEN,
			  "vmas: %u VMAs beside the %d the process has are more than vm.max_map_count=%llu allows; run: sysctl vm.max_map_count=%llu",
			  arena->slots, has, limit, need + 1000);
		return -ENOMEM;
	}
	if ((u64)arena->slots * arena->stride > arena->mm->task_size / 4) {
		scnprintf(error, VMB_ERROR_LEN,
			  "vmas: %u VMAs of %llu pages do not fit the address space; give fewer or shorter ones",
			  arena->slots, knobs->vma_pages);
		return -ENOMEM;
	}
	return check_memory(arena, knobs, error);
}

/*
 * Unmap a range for good.  munmap() takes memory, which can be short for a moment,
 * and what stays mapped would outlive the run.
 */
static int unmap(unsigned long addr, unsigned long len)
{
	int err, try;

	for (try = 0; try < UNMAP_TRIES; try++) {
		err = vmb_munmap(addr, len);
		if (err != -ENOMEM)
			break;
		usleep_range(1000, 2000);
	}
	return err;
}

static void unmap_slot(const struct vmb_arena *arena, u32 slot)
{
	unmap(vmb_arena_addr(arena, slot), arena->slot_len);
	if (arena->backing == VMB_BACKING_SHMEM)
		flush_delayed_fput();
}

/*
 * Find a free range, low in the address space: mmap() without an address
 * searches from the top, so other threads of the process do not map anything
 * into the holes of the arena.
 */
static unsigned long find_range(const struct vmb_arena *arena)
{
	const struct mm_struct *mm = arena->mm;
	unsigned long len = arena->slots * arena->stride, addr;
	int err;

	/*
	 * A free page on either side, as the kernel merges alike neighbours; and one
	 * to begin beside the start of a huge page, which no slot has room for then.
	 */
	len += 3 * PAGE_SIZE + (is_huge(arena) ? PMD_SIZE : 0);
	addr = vm_mmap(NULL, mm->task_size / 4 & PAGE_MASK, len, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, 0);
	if (IS_ERR_VALUE(addr))
		return addr;
	err = unmap(addr, len);
	addr += PAGE_SIZE;
	if (is_huge(arena))
		return err ? err : ALIGN(addr, PMD_SIZE);
	return err ? err : addr + (IS_ALIGNED(addr, PMD_SIZE) ? PAGE_SIZE : 0);
}

/* Each call may wait for readers, so a group of calls can take long. */
static bool is_aborted(const struct vmb_arena *arena)
{
	return arena->abort && READ_ONCE(*arena->abort);
}

/**
 * vmb_arena_rights() - return one of the two rights of a slot
 * @arena: the arena
 * @slot: the slot
 * @changed: the other one, not the one it is mapped with
 *
 * Context: any.
 * Return: PROT_...
 */
unsigned long vmb_arena_rights(const struct vmb_arena *arena, u32 slot,
			       bool changed)
{
	if (vmb_arena_is_merged(arena))
		slot = 0;
	if (arena->read_by_user)
		return vmb_arena_read_prot(slot, changed);
	return arena->populate || arena->touched ?
		vmb_arena_page_prot(slot, changed) :
		vmb_arena_prot(slot, changed);
}

/* Ask for huge pages and, with @populate, take them. */
static int make_huge(const struct vmb_arena *arena, u32 slot)
{
	unsigned long addr = vmb_arena_addr(arena, slot);
	int err;

	if (!is_huge(arena))
		return 0;
	err = vmb_madvise(addr, arena->slot_len, MADV_HUGEPAGE);
	if (!err && arena->populate)
		err = vmb_madvise(addr, arena->slot_len, MADV_POPULATE_WRITE);
	return err;
}

/**
 * vmb_arena_map() - map slots
 * @arena: the arena
 * @slot: the first
 * @n: how many
 *
 * With pages, if there is memory for them: mmap() does not tell.
 *
 * Context: a thread that has adopted the address space; sleeps.
 * Return: 0 or an error of mmap(), -EEXIST if something else is there, -EINTR
 *         if the run is aborted; none of the slots is mapped by this call then.
 */
int vmb_arena_map(const struct vmb_arena *arena, u32 slot, u32 n)
{
	u32 first = slot, end = slot + n;

	for (; slot < end; slot++) {
		unsigned long got = is_aborted(arena) ? -EINTR :
			vm_mmap(arena->file, vmb_arena_addr(arena, slot),
				arena->slot_len,
				vmb_arena_rights(arena, slot, false),
				arena->map_flags,
				arena->file ? slot * arena->slot_len : 0);
		int err = IS_ERR_VALUE(got) ? got : make_huge(arena, slot);

		if (!IS_ERR_VALUE(got) && err)
			unmap_slot(arena, slot);
		if (err) {
			while (slot-- > first)
				unmap_slot(arena, slot);
			return err;
		}
	}
	return 0;
}

/**
 * vmb_arena_munmap() - unmap slots, by one call
 * @arena: the arena
 * @slot: the first
 * @n: how many
 *
 * Files are released as a system call does it before it returns to user space; of a
 * kthread, a worker would do that later.
 *
 * Context: a thread that has adopted the address space; sleeps.
 * Return: 0 or an error of munmap().
 */
int vmb_arena_munmap(const struct vmb_arena *arena, u32 slot, u32 n)
{
	int err = vmb_munmap(vmb_arena_addr(arena, slot),
			     (n - 1) * arena->stride + arena->slot_len);

	if (arena->backing == VMB_BACKING_SHMEM)
		flush_delayed_fput();
	return err;
}

static int protect(const struct vmb_arena *arena, u32 slot, u32 n,
		   unsigned long len, bool changed)
{
	u32 end = slot + n;
	int err;

	for (; slot < end; slot++) {
		if (is_aborted(arena))
			return -EINTR;
		err = vmb_mprotect(vmb_arena_addr(arena, slot), len,
				   vmb_arena_rights(arena, slot, changed));
		if (err)
			return err;
	}
	return 0;
}

/**
 * vmb_arena_protect() - change the rights of slots
 * @arena: the arena
 * @slot: the first
 * @n: how many
 * @changed: to the other rights, or back
 *
 * One call each: neighbours that had the same rights would be merged.
 *
 * Context: a thread that has adopted the address space; sleeps.
 * Return: 0, an error of mprotect(), or -EINTR if the run is aborted.
 */
int vmb_arena_protect(const struct vmb_arena *arena, u32 slot, u32 n,
		      bool changed)
{
	return protect(arena, slot, n, arena->slot_len, changed);
}

/**
 * vmb_arena_protect_half() - split slots in two VMAs, or merge them again
 * @arena: the arena; slots of at least two pages
 * @slot: the first
 * @n: how many
 * @changed: give the first half other rights, or the same again
 *
 * Context: a thread that has adopted the address space; sleeps.
 * Return: 0, an error of mprotect(), or -EINTR if the run is aborted.
 */
int vmb_arena_protect_half(const struct vmb_arena *arena, u32 slot, u32 n,
			   bool changed)
{
	return protect(arena, slot, n, vmb_arena_half(arena), changed);
}

/*
 * Return how many pages of a slot are present, from its start, whatever rights their
 * entries have at the moment.
 */
static unsigned int present_pages(const struct vmb_arena *arena, u32 slot)
{
	unsigned int pages = arena->slot_len / PAGE_SIZE, have = 0;
	struct page *found[VMB_ARENA_PAGES];
	long got, wanted;

	do {
		wanted = min(pages - have, (unsigned int)VMB_ARENA_PAGES);
		got = get_user_pages_unlocked(vmb_arena_addr(arena, slot) +
					      have * PAGE_SIZE, wanted, found,
					      FOLL_FORCE | FOLL_NOFAULT);
		if (got <= 0)
			break;
		have += got;
		while (got--)
			put_page(found[got]);
	} while (have < pages);
	return have;
}

/* Return true if the page that is present at an address is part of a huge one. */
static bool is_in_huge_page(unsigned long addr)
{
	struct page *page;
	bool is_in;

	if (get_user_pages_unlocked(addr, 1, &page, FOLL_FORCE | FOLL_NOFAULT) != 1)
		return false;
	is_in = folio_order(page_folio(page)) == PMD_SHIFT - PAGE_SHIFT;
	put_page(page);
	return is_in;
}

/* Check that the first VMA gets a huge page: others do then, if there is memory. */
static int check_huge(const struct vmb_arena *arena, char *error)
{
	bool is_in;

	if (!is_huge(arena) || !(arena->populate || arena->touched))
		return 0;
	vmb_madvise(arena->base, arena->slot_len, MADV_POPULATE_WRITE);
	is_in = is_in_huge_page(arena->base);
	if (!arena->populate)
		vmb_madvise(arena->base, arena->slot_len, MADV_DONTNEED);
	if (is_in)
		return 0;
	scnprintf(error, VMB_ERROR_LEN,
		  "backing: the kernel gave no huge page for thp: /sys/kernel/mm/transparent_hugepage/enabled may have never, or memory is fragmented; give anon, or write madvise there");
	return -ENOMEM;
}

/* Check that all pages are present, and count them. */
static int check_pages(struct vmb_arena *arena, char *error)
{
	unsigned int wanted = arena->slot_len / PAGE_SIZE, have;
	u32 slot;

	arena->pages = 0;
	for (slot = 0; arena->populate && slot < arena->slots; slot++) {
		have = present_pages(arena, slot);
		arena->pages += have;
		if (have < wanted) {
			scnprintf(error, VMB_ERROR_LEN,
				  "populate: page %u of slot %u is not there: there was no memory for it, a limit such as that of a memory cgroup was reached, or it was swapped out; give fewer vmas or vma_pages",
				  have, slot);
			return -ENOMEM;
		}
		if (slot % VMB_ARENA_STEP == 0) {
			if (is_aborted(arena))
				return -EINTR;
			cond_resched();
		}
	}
	return 0;
}

/* Check that no page is left that a reader touched. */
static int check_gone(const struct vmb_arena *arena, char *error)
{
	unsigned long addr, end;
	struct page *page;
	u32 slot;

	for (slot = 0; slot < arena->slots; slot++) {
		addr = vmb_arena_addr(arena, slot);
		for (end = addr + arena->slot_len; addr < end; addr += PAGE_SIZE) {
			if (get_user_pages_unlocked(addr, 1, &page, FOLL_FORCE |
						    FOLL_NOFAULT) != 1)
				continue;
			put_page(page);
			scnprintf(error, VMB_ERROR_LEN,
				  "after the run a page of slot %u is there that no reader zapped; let nothing else in this process touch the arena",
				  slot);
			return -EUCLEAN;
		}
		if (slot % VMB_ARENA_STEP == 0) {
			if (is_aborted(arena))
				return 0;
			cond_resched();
		}
	}
	return 0;
}

/* Leave the pages to the files: readers find none in the page tables. */
static int empty_tables(const struct vmb_arena *arena, char *error)
{
	int err = vmb_madvise(arena->base, arena->slots * arena->stride,
			      MADV_DONTNEED);

	/* There are holes in the range. */
	if (!err || err == -ENOMEM)
		return 0;
	scnprintf(error, VMB_ERROR_LEN,
		  "madvise(MADV_DONTNEED) of the arena failed with error %d",
		  err);
	return err;
}

/*
 * Take the file that the kernel makes for a shared mapping: how a module makes one
 * itself differs between kernels.  If readers touch its pages, it has them before.
 */
static int open_file(struct vmb_arena *arena)
{
	unsigned long len = arena->slots * arena->slot_len;
	struct vm_area_struct *vma;
	unsigned long addr;

	addr = vm_mmap(NULL, 0, len, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE |
		       (arena->touched ? MAP_POPULATE : 0), 0);
	if (IS_ERR_VALUE(addr))
		return addr;
	mmap_read_lock(arena->mm);
	vma = find_vma(arena->mm, addr);
	/* Another thread may have mapped something else there. */
	if (vma && vma->vm_start == addr && vma->vm_file &&
	    i_size_read(file_inode(vma->vm_file)) == len)
		arena->file = get_file(vma->vm_file);
	mmap_read_unlock(arena->mm);
	unmap(addr, len);
	return arena->file ? 0 : -ENOENT;
}

/**
 * vmb_arena_build() - map every slot
 * @arena: the arena, checked by vmb_arena_check()
 * @abort: read now and then: stop if it is set
 * @error: receives what went wrong, VMB_ERROR_LEN characters
 *
 * After a failure, vmb_arena_destroy() unmaps what was mapped.
 *
 * Context: a kthread that has adopted the address space; sleeps.
 * Return: 0, -EINTR if @abort was set, or an error of mmap().
 */
int vmb_arena_build(struct vmb_arena *arena, const bool *abort, char *error)
{
	u64 begin;
	int err;

	arena->abort = abort;
	arena->base = find_range(arena);
	if (IS_ERR_VALUE(arena->base)) {
		err = arena->base;
		scnprintf(error, VMB_ERROR_LEN,
			  "vmas: the address space has no room for the arena (error %d)",
			  err);
		return err;
	}

	begin = vmb_clock_ticks();
	if (arena->backing == VMB_BACKING_FILE) {
		err = open_file(arena);
		if (err) {
			scnprintf(error, VMB_ERROR_LEN,
				  "backing: making a file of %llu MB failed with error %d; give fewer vmas or vma_pages",
				  (u64)arena->slots * arena->slot_len >> 20,
				  err);
			return err;
		}
	}
	if (is_filled_before(arena))
		arena->map_flags |= MAP_POPULATE;
	while (arena->mapped < arena->slots) {
		err = vmb_arena_map(arena, arena->mapped, 1);
		if (err) {
			scnprintf(error, VMB_ERROR_LEN,
				  "mapping VMA %u of %u failed with error %d%s",
				  arena->mapped + 1, arena->slots, err,
				  err == -ENOMEM ? ": no memory, or more than vm.overcommit_memory or vm.max_map_count allow, which can be raised; give fewer vmas" :
				  err == -EINVAL && is_huge(arena) ?
				  ": this kernel has no transparent huge page; give another backing than thp" :
				  "; give fewer vmas");
			return err;
		}
		arena->mapped++;
		if (arena->mapped % VMB_ARENA_STEP == 0) {
			if (READ_ONCE(*abort))
				return -EINTR;
			cond_resched();
		}
	}
	if (is_filled_before(arena)) {
		arena->map_flags &= ~MAP_POPULATE;
		err = empty_tables(arena, error);
		if (err)
			return err;
	}
	arena->setup_ns = vmb_clock_to_ns(vmb_clock_ticks() - begin);
	return check_huge(arena, error) ?: check_pages(arena, error);
}

/**
 * vmb_arena_verify() - check after a run that all is as it was built
 * @arena: the arena
 * @error: receives what is not, VMB_ERROR_LEN characters
 *
 * Context: a kthread that has adopted the address space; sleeps; takes mmap_lock
 *          for reading.
 * Return: 0 or -EUCLEAN.
 */
int vmb_arena_verify(struct vmb_arena *arena, char *error)
{
	unsigned long end = vmb_arena_addr(arena, arena->slots);
	bool is_merged = vmb_arena_is_merged(arena);
	struct vm_area_struct *vma;
	unsigned long addr, len;
	u32 slot = 0;
	VMA_ITERATOR(vmi, arena->mm, arena->base);

	mmap_read_lock(arena->mm);
	for_each_vma_range(vmi, vma, end) {
		addr = vmb_arena_addr(arena, slot);
		len = vma->vm_end - vma->vm_start;
		if (slot >= arena->slots || vma->vm_start != addr ||
		    vma->vm_end > end || len % arena->slot_len ||
		    (!is_merged && len != arena->slot_len))
			break;
		slot += len / arena->slot_len;
	}
	mmap_read_unlock(arena->mm);

	if (slot == arena->slots && !vma && arena->touched)
		return check_gone(arena, error);
	if (slot == arena->slots && !vma)
		return check_pages(arena, error) == -ENOMEM ? -EUCLEAN : 0;
	scnprintf(error, VMB_ERROR_LEN,
		  "after the run slot %u of the arena is not as it was mapped; let nothing else in this process map or unmap during a run",
		  slot);
	return -EUCLEAN;
}

/**
 * vmb_arena_destroy() - unmap what is still mapped
 * @arena: the arena, built or half built
 * @is_lost: returns true for slots that are no longer ours, or NULL
 * @data: for @is_lost
 *
 * Slot by slot, since only the slots are known to be ours.  An address space
 * without other users is left as it is: it is about to be destroyed.
 *
 * Context: a kthread that has adopted the address space; sleeps.
 */
void vmb_arena_destroy(struct vmb_arena *arena,
		       bool (*is_lost)(void *data, u32 slot), void *data)
{
	u64 begin = vmb_clock_ticks();
	bool is_left = atomic_read(&arena->mm->mm_users) > 1;
	u32 slot;

	for (slot = 0; is_left && slot < arena->mapped; slot++) {
		if (is_lost && is_lost(data, slot))
			continue;
		unmap_slot(arena, slot);
		/* One that was moved and not back is in the hole. */
		if (arena->moves)
			unmap(vmb_arena_addr(arena, slot) + arena->slot_len,
			      arena->slot_len);
		if (slot % VMB_ARENA_STEP == 0)
			cond_resched();
	}
	if (is_left)
		arena->teardown_ns = vmb_clock_to_ns(vmb_clock_ticks() - begin);
	if (arena->file) {
		fput(arena->file);
		/* A worker would release it later, see vmb_arena_munmap(). */
		flush_delayed_fput();
	}
	arena->file = NULL;
}
