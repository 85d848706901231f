/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Marks in the code of a module that was built with COSTS=1.  The emulator's
 * plugin, scripts/costs.d/count.c, counts what is executed between them.
 *
 * A mark is a long nop, nopl VMB_MARK_BASE + mark (%rax), which no compiler
 * emits: 0f 1f 80 and the displacement.
 */
#ifndef VMB_ABI_MARK_H
#define VMB_ABI_MARK_H

#define VMB_MARK_BASE 0x564d4200

enum vmb_mark {
	VMB_MARK_RUN,		/* a run begins; the 32 bits of its number follow */
	VMB_MARK_BIT_0,		/* ... as these, from the lowest on */
	VMB_MARK_BIT_1,
	VMB_MARK_RUN_END,	/* no worker is in its measured time any more */
	VMB_MARK_MEASURE,	/* the measured time of the worker on this CPU begins */
	VMB_MARK_COOL,		/* ... and ends */
	VMB_MARK_BEGIN,		/* an operation begins */
	VMB_MARK_LOOKUP,	/* it ends: it was a lookup, or a walk */
	VMB_MARK_WRITER_OP,	/* ... or, added to this, an enum vmb_writer_op */
};

#endif /* VMB_ABI_MARK_H */
