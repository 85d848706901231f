/* SPDX-License-Identifier: GPL-2.0-only */
/* For the broken schemes. */
#ifndef VMB_LINGER_H
#define VMB_LINGER_H

#include <linux/processor.h>

/*
 * Widen the race window of a broken scheme.  It is a few instructions wide and
 * rarely hit, but the checker must see the race in every run, whatever its
 * knobs.
 */
static inline void vmb_linger(unsigned int turns)
{
	while (turns--)
		cpu_relax();
}

/* Linger until a condition holds, but not for ever. */
#define vmb_linger_until(condition) do {				\
	unsigned int turns_ = 1000;					\
									\
	while (turns_-- && !(condition))				\
		cpu_relax();						\
} while (0)

#endif /* VMB_LINGER_H */
