/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Buckets of the latency histograms.  The module fills them, the driver reads
 * them.
 *
 * The buckets are log-linear: below 2^6 ns a bucket holds one value, above that
 * each octave has 64 buckets of equal width.  The width of a bucket is therefore
 * at most 1/64 of its values.  Values of 2^36 ns (69 s) and above have no
 * bucket: they are counted separately, not in the last bucket.
 *
 * A histogram has 1984 buckets of 8 bytes, 15,872 bytes per worker and
 * operation.
 *
 * Latency over time uses whole octaves on the same scale: one for 0 ns, then
 * one for each power of two.
 */
#ifndef VMB_ABI_HISTOGRAM_H
#define VMB_ABI_HISTOGRAM_H

#define VMB_HIST_SUB_BITS 6
#define VMB_HIST_SUB (1U << VMB_HIST_SUB_BITS)
#define VMB_HIST_MAX_BITS 36
#define VMB_HIST_BUCKETS \
	((VMB_HIST_MAX_BITS - VMB_HIST_SUB_BITS + 1) * VMB_HIST_SUB)

/**
 * vmb_hist_index() - find the bucket of a value
 * @ns: the value, below 2^VMB_HIST_MAX_BITS
 *
 * Context: any.
 * Return: the bucket, below VMB_HIST_BUCKETS.
 */
static inline unsigned int vmb_hist_index(unsigned long long ns)
{
	unsigned int octave;

	if (ns < VMB_HIST_SUB)
		return (unsigned int)ns;

	octave = 63 - (unsigned int)__builtin_clzll(ns) - VMB_HIST_SUB_BITS;
	return octave * VMB_HIST_SUB + (unsigned int)(ns >> octave);
}

/**
 * vmb_hist_low() - find the smallest value of a bucket
 * @index: the bucket; VMB_HIST_BUCKETS stands for values off the scale
 *
 * Context: any.
 * Return: the value in ns.
 */
static inline unsigned long long vmb_hist_low(unsigned int index)
{
	unsigned int octave;

	if (index < VMB_HIST_SUB)
		return index;

	octave = index / VMB_HIST_SUB - 1;
	return (unsigned long long)(index % VMB_HIST_SUB + VMB_HIST_SUB)
		<< octave;
}

#define VMB_OCTAVES (VMB_HIST_MAX_BITS + 1)

/**
 * vmb_octave_index() - find the octave of a value
 * @ns: the value, below 2^VMB_HIST_MAX_BITS
 *
 * Context: any.
 * Return: the octave, below VMB_OCTAVES.
 */
static inline unsigned int vmb_octave_index(unsigned long long ns)
{
	return ns ? 64 - (unsigned int)__builtin_clzll(ns) : 0;
}

/**
 * vmb_octave_low() - find the smallest value of an octave
 * @index: the octave; VMB_OCTAVES stands for values off the scale
 *
 * Context: any.
 * Return: the value in ns.
 */
static inline unsigned long long vmb_octave_low(unsigned int index)
{
	return index ? 1ULL << (index - 1) : 0;
}

#endif /* VMB_ABI_HISTOGRAM_H */
