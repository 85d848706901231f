/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the KUnit suites share.
 *
 * A case runs in a thread of its own, which has no address space until it
 * takes one; what a suite's exit function does, it does in yet another thread.
 */
#ifndef VMB_TESTS_COMMON_H
#define VMB_TESTS_COMMON_H

#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "../control.h"
#include "../knobs.h"
#include "vmb_features.h"

/* Emulated guests with the kernel's own checkers are slower by that much. */
#define VMB_TEST_SCALE (IS_ENABLED(CONFIG_KASAN) ? 20 : 1)

/* Longest text that the tests read from what is printed for a file. */
#define VMB_TEST_TEXT 8192

KUNIT_DEFINE_ACTION_WRAPPER(vmb_test_vfree, vfree, const void *);

/* Zeroed memory of any size, freed at the end of the case. */
static inline void *vmb_test_alloc(struct kunit *test, size_t size)
{
	void *memory = vzalloc(size);

	KUNIT_ASSERT_NOT_NULL(test, memory);
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, vmb_test_vfree,
							   memory));
	return memory;
}

/* A file's text, as seq_file would collect it. */
static inline struct seq_file vmb_test_seq(struct kunit *test)
{
	return (struct seq_file){
		.buf = kunit_kzalloc(test, VMB_TEST_TEXT, GFP_KERNEL),
		.size = VMB_TEST_TEXT,
	};
}

static inline const char *vmb_test_text(struct kunit *test, struct seq_file *m)
{
	KUNIT_ASSERT_FALSE(test, seq_has_overflowed(m));
	m->buf[m->count] = '\0';
	return m->buf;
}

static inline unsigned int vmb_test_lines(const char *text)
{
	unsigned int lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

static inline const struct vmb_knob *vmb_test_knob(struct kunit *test,
						   const char *name)
{
	unsigned int i;

	for (i = 0; i < vmb_knob_count; i++)
		if (!strcmp(vmb_knob_table[i].name, name))
			return &vmb_knob_table[i];
	KUNIT_FAIL_AND_ABORT(test, "there is no knob %s", name);
	return NULL;
}

/* Take an address space, for cases that map something. */
static inline void vmb_test_attach_mm(struct kunit *test)
{
#if VMB_HAVE_KUNIT_ATTACH_MM
	KUNIT_ASSERT_EQ(test, 0, kunit_attach_mm());
	KUNIT_ASSERT_NOT_NULL(test, current->mm);
#else
	kunit_skip(test, "this kernel's KUnit has no address spaces for tests");
#endif
}

static inline int vmb_test_map_count(void)
{
	int count;

	mmap_read_lock(current->mm);
	count = current->mm->map_count;
	mmap_read_unlock(current->mm);
	return count;
}

#endif /* VMB_TESTS_COMMON_H */
