// SPDX-License-Identifier: GPL-2.0-only
/*
 * The writer of all schemes of the family kernel: munmap, mmap and mprotect
 * of the kernel itself.
 */
#include "kernel.h"
#include "vmb_features.h"

static int munmap(struct vmb_writer *writer, u32 slot)
{
	u32 n = writer->unmap_slots, end = slot + writer->arena->group_slots;
	int err = 0;

	for (; slot < end && !err; slot += n) {
		err = vmb_arena_munmap(writer->arena, slot, n);
		writer->counts.transactions++;
	}
	return err;
}

/* Other system calls have to be made for each slot, see arena.h. */
static u32 slots(struct vmb_writer *writer)
{
	writer->counts.transactions += writer->arena->group_slots;
	return writer->arena->group_slots;
}

static int map(struct vmb_writer *writer, u32 slot)
{
	return vmb_arena_map(writer->arena, slot, slots(writer));
}

static int protect(struct vmb_writer *writer, u32 slot)
{
	return vmb_arena_protect(writer->arena, slot, slots(writer),
				 writer->changed);
}

static int split(struct vmb_writer *writer, u32 slot)
{
	return vmb_arena_protect_half(writer->arena, slot, slots(writer),
				      true);
}

static int merge(struct vmb_writer *writer, u32 slot)
{
	return vmb_arena_protect_half(writer->arena, slot, slots(writer),
				      false);
}

/*
 * As one that collapses pages into a huge one does it: readers of these VMAs wait for the
 * end, and so does who takes mmap_lock.  Source: collapse_huge_page() in
 * mm/khugepaged.c.
 */
static int lock(struct vmb_writer *writer, u32 slot)
{
	struct mm_struct *mm = writer->arena->mm;
#if VMB_HAVE_PER_VMA_LOCK
	u32 end = slot + writer->arena->group_slots;
	struct vm_area_struct *vma;
#endif

	mmap_write_lock(mm);
#if VMB_HAVE_PER_VMA_LOCK
	for (; slot < end; slot++) {
		vma = find_vma(mm, vmb_arena_addr(writer->arena, slot));
		if (vma)
			vma_start_write(vma);
	}
#endif
	vmb_clock_spin(writer->hold);
	mmap_write_unlock(mm);
	writer->counts.transactions++;
	return 0;
}

static const struct vmb_write_ops ops = {
	.munmap = munmap,
	.map = map,
	.protect = protect,
	.split = split,
	.merge = merge,
	.lock = lock,
};

/**
 * vmb_kernel_write() - one operation of write_op and its undoing
 * @writer: the writer
 *
 * Context: a kthread that has adopted the address space; sleeps.
 * Return: 0 or the error of the operation that failed.
 */
int vmb_kernel_write(struct vmb_writer *writer)
{
	return vmb_write_batch(writer, &ops);
}
