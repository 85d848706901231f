// SPDX-License-Identifier: GPL-2.0-only
/* Seeds and distributions. */
#include <linux/math64.h>

#include "random.h"

/**
 * vmb_random_seed() - start a stream of random numbers
 * @random: the generator
 * @seed: seed of the run
 * @stream: number of the stream; each worker of a run has its own
 *
 * Context: any.
 */
void vmb_random_seed(struct vmb_random *random, u64 seed, u64 stream)
{
	struct vmb_random mixer = { .state = seed };

	/* Adjacent seeds and streams must not give shifted copies. */
	mixer.state = vmb_random_next(&mixer) ^ stream;
	random->state = vmb_random_next(&mixer);
}

/**
 * vmb_random_exponential() - draw from an exponential distribution
 * @random: the generator
 * @mean: its mean, in any unit
 *
 * By inversion: -ln(u) is the number of leading zeros of u, times ln 2, and the
 * logarithm of what remains.  That is computed bit by bit, to 2^-24, which
 * takes some 50 ns.
 *
 * Context: any.
 * Return: the number drawn; at most 45 times @mean.
 */
u64 vmb_random_exponential(struct vmb_random *random, u64 mean)
{
	const u64 ln2 = 2977044472ULL;	/* in 2^-32 */
	u64 bits = vmb_random_next(random) | 1;
	unsigned int zeros = __builtin_clzll(bits);
	u64 nats, log2 = 0, x = bits << zeros;
	int i;

	/* @x is a number in [1, 2) with 63 binary places. */
	for (i = 0; i < 24; i++) {
		unsigned __int128 square = (unsigned __int128)x * x;
		bool carries = square >> 127;

		log2 = log2 << 1 | carries;
		x = square >> (63 + carries);
	}
	nats = mul_u64_u64_shr(((u64)(zeros + 1) << 24) - log2, ln2, 32);
	return mul_u64_u64_shr(mean, nats, 24);
}
