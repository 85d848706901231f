/* SPDX-License-Identifier: GPL-2.0-only */
/* Marks around what scripts/costs counts; nothing without make COSTS=1. */
#ifndef VMB_MARK_H
#define VMB_MARK_H

#include <linux/processor.h>
#include <linux/types.h>

#ifdef VMB_COSTS
#ifndef CONFIG_X86_64
#error "COSTS=1 is for x86-64 only"
#endif

#include "abi/mark.h"

/* The compiler moves no access across a mark. */
#define vmb_mark(_mark)							\
	asm volatile("nopl %c0(%%rax)"					\
		     :: "i" (VMB_MARK_BASE + VMB_MARK_##_mark) : "memory")
/*
 * End an operation.  The emulator goes on to the next CPU at a pause instruction,
 * so the CPUs take turns; otherwise each would have some ms.
 */
#define vmb_mark_lookup() do {						\
	vmb_mark(LOOKUP);						\
	cpu_relax();							\
} while (0)
#define vmb_mark_writer_op(_op) do {					\
	vmb_mark(WRITER_OP + (_op));					\
	cpu_relax();							\
} while (0)

/**
 * vmb_mark_run() - mark the beginning of a run
 * @id: its number
 *
 * Context: any.
 */
static inline void vmb_mark_run(u64 id)
{
	unsigned int i;

	vmb_mark(RUN);
	for (i = 0; i < 32; i++) {
		if (id >> i & 1)
			vmb_mark(BIT_1);
		else
			vmb_mark(BIT_0);
	}
}
#else
#define vmb_mark(_mark) do { } while (0)
#define vmb_mark_lookup() do { } while (0)
#define vmb_mark_writer_op(_op) do { } while (0)
#define vmb_mark_run(_id) do { } while (0)
#endif

#endif /* VMB_MARK_H */
