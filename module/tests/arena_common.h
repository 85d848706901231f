/* SPDX-License-Identifier: GPL-2.0-only */
/* What the suites of the arena share. */
#ifndef VMB_TESTS_ARENA_COMMON_H
#define VMB_TESTS_ARENA_COMMON_H

#include <linux/sched/mm.h>

#include "../volatile.h"
#include "common.h"

KUNIT_DEFINE_ACTION_WRAPPER(vmb_test_mmput, mmput, struct mm_struct *);

/* The arena of the knobs, unmapped; an address space with a user besides us. */
static inline struct vmb_arena vmb_test_init_arena(struct kunit *test,
						   const struct vmb_knobs *knobs)
{
	struct vmb_arena arena;

	vmb_test_attach_mm(test);
	if (!test->priv) {
		test->priv = current->mm;
		mmget(current->mm);
		KUNIT_ASSERT_EQ(test, 0,
				kunit_add_action_or_reset(test, vmb_test_mmput,
							  current->mm));
	}
	vmb_arena_init(&arena, current->mm, knobs);
	return arena;
}

/* The same, mapped; @error has VMB_ERROR_LEN characters. */
static inline struct vmb_arena vmb_test_build_arena(struct kunit *test,
						    const struct vmb_knobs *knobs,
						    char *error)
{
	static const bool no_abort;
	struct vmb_arena arena = vmb_test_init_arena(test, knobs);
	int before = vmb_test_map_count();

	KUNIT_ASSERT_EQ_MSG(test, vmb_arena_check(&arena, knobs, error), 0,
			    "%s", error);
	KUNIT_ASSERT_EQ_MSG(test, vmb_arena_build(&arena, &no_abort, error), 0,
			    "%s", error);
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), before +
			(vmb_arena_is_merged(&arena) ? 1 : arena.slots));
	KUNIT_EXPECT_EQ_MSG(test, vmb_arena_verify(&arena, error), 0, "%s",
			    error);
	return arena;
}

#endif /* VMB_TESTS_ARENA_COMMON_H */
