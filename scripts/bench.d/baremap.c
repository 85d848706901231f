// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bare loop that setting an arena up is compared with: as many vm_mmap()
 * calls with the same arguments, and nothing else.  With populate=1 each page of
 * a VMA is touched by a fault of its own then.  For scripts/bench only.
 *
 * Write N to /sys/kernel/debug/vmabench_baremap: N VMAs are mapped in the
 * address space of who writes, and unmapped again.  Reading gives how long the
 * mapping took, in ns.
 */
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

/* As module/arena.c has it by default: VMAs of 2 pages, a gap behind each. */
#define LENGTH (2 * PAGE_SIZE)
#define STRIDE (2 * LENGTH)
#define MAP_FLAGS \
	(MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE)

static bool populate;
module_param(populate, bool, 0600);

static struct dentry *file;
static u64 last_ns;

/* As vmb_arena_prot(), and vmb_arena_page_prot(). */
static unsigned long prot(unsigned long i)
{
	return i & 1 ? PROT_WRITE : populate ? PROT_READ | PROT_WRITE : PROT_NONE;
}

static int fault(unsigned long addr)
{
	unsigned long end = addr + LENGTH;
	int err = 0;

	mmap_read_lock(current->mm);
	for (; addr < end && !err; addr += PAGE_SIZE)
		err = fixup_user_fault(current->mm, addr, FAULT_FLAG_WRITE,
				       NULL);
	mmap_read_unlock(current->mm);
	return err;
}

static int map_all(unsigned long n)
{
	unsigned long base, i, got;
	int err = 0;
	u64 begin;

	base = vm_mmap(NULL, TASK_SIZE / 4 & PAGE_MASK, n * STRIDE, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, 0);
	if (IS_ERR_VALUE(base))
		return base;
	vm_munmap(base, n * STRIDE);

	begin = ktime_get_ns();
	for (i = 0; i < n && !err; i++) {
		got = vm_mmap(NULL, base + i * STRIDE, LENGTH, prot(i),
			      MAP_FLAGS, 0);
		if (IS_ERR_VALUE(got))
			return got;
		if (populate)
			err = fault(got);
	}
	last_ns = ktime_get_ns() - begin;
	return vm_munmap(base, n * STRIDE) ?: err;
}

static int set(void *data, u64 n)
{
	return map_all(n);
}

static int get(void *data, u64 *ns)
{
	*ns = last_ns;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(fops, get, set, "%llu\n");

static int __init baremap_init(void)
{
	file = debugfs_create_file_unsafe("vmabench_baremap", 0600, NULL, NULL,
					  &fops);
	return PTR_ERR_OR_ZERO(file);
}

static void __exit baremap_exit(void)
{
	debugfs_remove(file);
}

module_init(baremap_init);
module_exit(baremap_exit);

MODULE_DESCRIPTION("Bare loop of vm_mmap() for vmabench's own targets");
MODULE_LICENSE("GPL");
