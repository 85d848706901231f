/* SPDX-License-Identifier: GPL-2.0-only */
/* The random numbers of a run. */
#ifndef VMB_RANDOM_H
#define VMB_RANDOM_H

#include <linux/types.h>

/**
 * struct vmb_random - state of a wyrand generator
 * @state: grows by a constant, so that draws do not depend on each other
 *
 * A draw takes one wide multiplication.  The generator is from Wang Yi's
 * wyhash, 2019.
 */
struct vmb_random {
	u64 state;
};

static __always_inline u64 vmb_random_next(struct vmb_random *random)
{
	u64 z = random->state += 0xa0761d6478bd642fULL;
	unsigned __int128 product =
		(unsigned __int128)z * (z ^ 0xe7037ed1a0b428dbULL);

	return (u64)(product >> 64) ^ (u64)product;
}

/* Map 32 random bits to a number below @n.  The bias is below @n / 2^32. */
static __always_inline u32 vmb_random_below(u32 bits, u32 n)
{
	return (u64)bits * n >> 32;
}

void vmb_random_seed(struct vmb_random *random, u64 seed, u64 stream);
u64 vmb_random_exponential(struct vmb_random *random, u64 mean);

#endif /* VMB_RANDOM_H */
