// SPDX-License-Identifier: GPL-2.0-only
/* What is called of the kernel is what a program's system call runs. */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mman.h>

#include "../resolve.h"
#include "common.h"

/* Whether another reader got mmap_lock while a VMA was being freed. */
static bool closed, readers_got_in;

/* Called by munmap(2) when it frees the VMA, after the VMA left the tree. */
static void note_lock(struct vm_area_struct *vma)
{
	struct mm_struct *mm = vma->vm_mm;

	closed = true;
	readers_got_in = mmap_read_trylock(mm);
	if (readers_got_in)
		mmap_read_unlock(mm);
}

static const struct vm_operations_struct noting_ops = { .close = note_lock };

static int map_noting(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &noting_ops;
	return 0;
}

static const struct file_operations noting_file = {
	.owner = THIS_MODULE,
	.mmap = map_noting,
};

static unsigned long map_file(struct kunit *test)
{
	struct file *file;
	unsigned long addr;

	vmb_test_attach_mm(test);
	file = anon_inode_getfile("vmb_test", &noting_file, NULL, O_RDWR);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	addr = vm_mmap(file, 0, PAGE_SIZE, PROT_READ, MAP_PRIVATE, 0);
	fput(file);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(addr));
	closed = false;
	return addr;
}

static void resolve_munmap_downgrades(struct kunit *test)
{
	unsigned long addr = map_file(test);

	KUNIT_EXPECT_EQ(test, vmb_munmap(addr, PAGE_SIZE), 0);
	KUNIT_EXPECT_TRUE(test, closed);
	KUNIT_EXPECT_EQ(test, readers_got_in, !vmb_no_munmap());
}

/* The test sees the difference: this is what stands in for munmap(2). */
static void resolve_vm_munmap_does_not(struct kunit *test)
{
	unsigned long addr = map_file(test);

	KUNIT_EXPECT_EQ(test, vm_munmap(addr, PAGE_SIZE), 0);
	KUNIT_EXPECT_TRUE(test, closed);
	KUNIT_EXPECT_FALSE(test, readers_got_in);
}

static struct kunit_case resolve_cases[] = {
	KUNIT_CASE(resolve_munmap_downgrades),
	KUNIT_CASE(resolve_vm_munmap_does_not),
	{}
};

static struct kunit_suite resolve_suite = {
	.name = "vmabench_resolve",
	.test_cases = resolve_cases,
};
kunit_test_suite(resolve_suite);
