// SPDX-License-Identifier: GPL-2.0-only
/*
 * page_fault: a page fault from the lookup of its VMA to the entry in the page
 * table, as the handler of the architecture makes it.
 *
 * What is not there: entry to the kernel and return from it, the search for pending
 * signals, and perf's software events.  The flags are those of a program's fault
 * but FAULT_FLAG_USER, with which a full memory cgroup would be left to the return
 * to user mode.
 *
 * Each page is touched once; after a row of faults madvise() zaps the pages, which is
 * not part of a lookup's time.
 *
 * Source: do_user_addr_fault() in arch/x86/mm/fault.c, handle_mm_fault() in
 * mm/memory.c.
 */
#include <linux/mm.h>
#include <linux/mman.h>

#include "kernel.h"
#include "../resolve.h"

/* Return false if a program may not touch the VMA like that. */
static __always_inline bool may_touch(const struct vmb_reader *reader,
				      struct vm_area_struct *vma)
{
	return reader->touch & FAULT_FLAG_WRITE ? vma->vm_flags & VM_WRITE :
						  vma_is_accessible(vma);
}

/* Keep the first error; the run fails at the end of the row. */
static void fail(struct vmb_reader *reader, int err)
{
	reader->failed = reader->failed ?: err;
}

static __always_inline enum vmb_outcome
done(struct vmb_reader *reader, vm_fault_t fault)
{
	if (likely(!(fault & VM_FAULT_ERROR)))
		return VMB_FOUND;
	fail(reader, fault & VM_FAULT_OOM ? -ENOMEM : -EFAULT);
	return VMB_NOTHING;
}

/* Under mmap_lock, until the fault need not be repeated. */
static __always_inline enum vmb_outcome
locked_fault(struct vmb_reader *reader, unsigned long addr, unsigned int flags)
{
	struct vm_area_struct *vma;
	vm_fault_t fault;

	for (;;) {
		mmap_read_lock(reader->mm);
		vma = vmb_find_vma(reader->mm, addr);
		if (!vma || vma->vm_start > addr || !may_touch(reader, vma)) {
			mmap_read_unlock(reader->mm);
			return VMB_NOTHING;
		}
		vmb_reader_found(reader, vma->vm_start);
		fault = handle_mm_fault(vma, addr, flags, NULL);
		if (!(fault & (VM_FAULT_RETRY | VM_FAULT_COMPLETED)))
			mmap_read_unlock(reader->mm);
		if (!(fault & VM_FAULT_RETRY))
			return done(reader, fault);
		flags |= FAULT_FLAG_TRIED;
	}
}

static __always_inline enum vmb_outcome
page_fault_lookup(struct vmb_reader *reader, unsigned long addr)
{
	unsigned int flags = reader->touch;
#if VMB_HAVE_PER_VMA_LOCK
	struct vm_area_struct *vma;
	vm_fault_t fault;

	if (reader->by_mmap_lock)
		return locked_fault(reader, addr, flags);
	vma = vmb_lock_vma_under_rcu(reader->mm, addr);
	if (likely(vma)) {
		if (unlikely(!may_touch(reader, vma))) {
			vma_end_read(vma);
			return VMB_NOTHING;
		}
		vmb_reader_found(reader, vma->vm_start);
		fault = handle_mm_fault(vma, addr, flags | FAULT_FLAG_VMA_LOCK,
					NULL);
		if (likely(!(fault & (VM_FAULT_RETRY | VM_FAULT_COMPLETED))) ||
		    !VMB_HAVE_RELEASE_FAULT_LOCK)
			vma_end_read(vma);
		if (likely(!(fault & VM_FAULT_RETRY)))
			return done(reader, fault);
		if (fault & VM_FAULT_MAJOR)
			flags |= FAULT_FLAG_TRIED;
	}
	reader->counts.fallbacks++;
#endif
	return locked_fault(reader, addr, flags);
}

VMB_DEFINE_ROW(page_fault_lookup, vmb_lookup_row, page_fault_lookup)

/* Zap the pages of a row. */
static void zap(struct vmb_reader *reader, const unsigned long *addr,
		const unsigned long *end)
{
	u64 begin = vmb_clock_ticks(), ticks;
	unsigned long start, len;
	int err;

	while (addr < end) {
		start = *addr;
		addr = vmb_reader_zap_part(reader, addr, end, &len);
		err = vmb_madvise(start, len, MADV_DONTNEED);
		/* There are holes in the range. */
		if (err && err != -ENOMEM)
			fail(reader, err);
	}
	ticks = vmb_clock_ticks();
	if (likely(ticks > begin))
		reader->counts.zap_ticks += ticks - begin;
}

static void page_fault_untimed(struct vmb_reader *reader,
			       const unsigned long *addr,
			       const unsigned long *end)
{
	page_fault_lookup_untimed(reader, addr, end);
	zap(reader, addr, end);
}

static void page_fault_sampled(struct vmb_reader *reader,
			       const unsigned long *addr,
			       const unsigned long *end)
{
	page_fault_lookup_sampled(reader, addr, end);
	zap(reader, addr, end);
}

static const char *unavailable(void)
{
	const char *reason = vmb_no_madvise();

	return reason || !VMB_HAVE_PER_VMA_LOCK ? reason : vmb_no_lock_vma();
}

const struct vmb_scheme vmb_scheme_page_fault = {
	.name = "page_fault",
	.family = VMB_FAMILY_FAULT,
	.native = VMB_MAPLE,
	.trees = BIT(VMB_MAPLE),
	.options = VMB_OPTION_BACKING | VMB_OPTION_TOUCH |
		   VMB_OPTION_FAULT_LOCK | VMB_OPTION_THREADS | VMB_OPTION_MMS |
		   VMB_OPTION_SCANNERS | VMB_OPTION_SCAN,
	.faults = true,
	.unavailable = unavailable,
	.space = &vmb_kernel_space,
	.read = { [VMB_MAPLE] = { [VMB_READ_OP_LOOKUP] = {
		[VMB_UNTIMED] = page_fault_untimed,
		[VMB_SAMPLED] = page_fault_sampled } } },
	.write = vmb_kernel_write,
};
