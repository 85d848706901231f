/* SPDX-License-Identifier: GPL-2.0-only */
/* For the broken schemes. */
#ifndef VMB_LINGER_H
#define VMB_LINGER_H

#include <linux/processor.h>

/*
 * Give writers time where a broken scheme is open to them.  What is a matter of
 * a few instructions, which an interrupt may draw out once in a while, must
 * happen often enough for the checker to be put to the test in every run.
 */
static inline void vmb_linger(unsigned int turns)
{
	while (turns--)
		cpu_relax();
}

#endif /* VMB_LINGER_H */
