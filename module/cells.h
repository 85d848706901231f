/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Filling cells.  Short names, for the files that do nothing else; and the macro
 * SET(column, cell), which is theirs to define.
 */
#ifndef VMB_CELLS_H
#define VMB_CELLS_H

#include <linux/kernel.h>
#include <linux/math64.h>

#include "results.h"

static inline struct vmb_cell number(u64 value)
{
	return (struct vmb_cell){ VMB_CELL_NUMBER, { value } };
}

static inline struct vmb_cell signed_number(s64 value)
{
	return (struct vmb_cell){ VMB_CELL_SIGNED, { value } };
}

static inline struct vmb_cell milli(u64 thousandths)
{
	return (struct vmb_cell){ VMB_CELL_MILLI, { thousandths } };
}

static inline struct vmb_cell text(const char *value)
{
	return (struct vmb_cell){ VMB_CELL_TEXT, { .text = value } };
}

/* @value * @factor / @divisor in thousandths, empty if there is no divisor. */
static inline struct vmb_cell ratio(u64 value, u64 factor, u64 divisor)
{
	if (!divisor)
		return (struct vmb_cell){ VMB_CELL_EMPTY };
	return milli(mul_u64_u64_div_u64(value, factor * 1000, divisor));
}

static inline struct vmb_cell percentile(const struct vmb_hist *hist, u32 per_100000)
{
	u64 ns;

	if (!vmb_hist_percentile(hist, per_100000, &ns))
		return (struct vmb_cell){ VMB_CELL_EMPTY };
	return number(ns);
}

static inline struct vmb_cell longest(const struct vmb_hist *hist)
{
	if (!hist->total)
		return (struct vmb_cell){ VMB_CELL_EMPTY };
	return number(hist->max);
}

#endif /* VMB_CELLS_H */
