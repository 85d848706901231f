/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Geometry of the latency histograms, shared by the module that fills them
 * and the driver that reads them.
 *
 * Log-linear: below 2^6 ns a bucket holds one value, above it every octave is
 * cut into 64 buckets of equal width.  The width of a bucket is therefore at
 * most 1/64 of the values it holds.  Values of 2^36 ns (69 s) and above have
 * no bucket: they are counted apart and never clamped into the last one.
 *
 * Memory: 1984 buckets of 8 bytes, 15,872 bytes per worker and operation.
 *
 * Latency over time has whole octaves for buckets, on the same scale: one for
 * 0 ns, then one for each power of two.
 */
#ifndef VMB_ABI_HISTOGRAM_H
#define VMB_ABI_HISTOGRAM_H

#define VMB_HIST_SUB_BITS 6
#define VMB_HIST_SUB (1U << VMB_HIST_SUB_BITS)
#define VMB_HIST_MAX_BITS 36
#define VMB_HIST_BUCKETS \
	((VMB_HIST_MAX_BITS - VMB_HIST_SUB_BITS + 1) * VMB_HIST_SUB)

/**
 * vmb_hist_index() - bucket that holds a value
 * @ns: the value, below 2^VMB_HIST_MAX_BITS
 *
 * Context: any.
 * Return: index of the bucket, below VMB_HIST_BUCKETS.
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
 * vmb_hist_low() - smallest value a bucket holds
 * @index: the bucket; VMB_HIST_BUCKETS gives the first value without one
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
 * vmb_octave_index() - octave that holds a value
 * @ns: the value, below 2^VMB_HIST_MAX_BITS
 *
 * Context: any.
 * Return: index of the octave, below VMB_OCTAVES.
 */
static inline unsigned int vmb_octave_index(unsigned long long ns)
{
	return ns ? 64 - (unsigned int)__builtin_clzll(ns) : 0;
}

/**
 * vmb_octave_low() - smallest value an octave holds
 * @index: the octave; VMB_OCTAVES gives the first value without one
 *
 * Context: any.
 * Return: the value in ns.
 */
static inline unsigned long long vmb_octave_low(unsigned int index)
{
	return index ? 1ULL << (index - 1) : 0;
}

#endif /* VMB_ABI_HISTOGRAM_H */
