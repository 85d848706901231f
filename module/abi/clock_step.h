/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The step of a clock, from differences of its readings.
 *
 * Some TSCs move in steps of 10 ns or more, and so do the counters of many
 * arm64 machines.  A time that is shorter than a few steps is known to one step
 * only, whatever unit it is printed in.
 */
#ifndef VMB_ABI_CLOCK_STEP_H
#define VMB_ABI_CLOCK_STEP_H

/* Differences up to this are looked at, in units of the clock. */
#define VMB_CLOCK_DIFFERENCES 4096
/* Pairs of readings; the time between the two varies. */
#define VMB_CLOCK_PAIRS 4096

/* Spend a little time, another for each pair of readings. */
static inline void vmb_clock_delay(unsigned int pair)
{
	unsigned int i = pair * 37 % 509;

	while (i--)
		__asm__ volatile("" ::: "memory");
}

/* Return true if nearly all of these differences are multiples of @step_milli. */
static inline int vmb_clock_has_step(const unsigned short *pairs,
				     unsigned int begin, unsigned int end,
				     unsigned int step_milli)
{
	unsigned int i, off, all = 0, multiples = 0;

	for (i = begin; i < end; i++) {
		off = 1000 * i % step_milli;
		all += pairs[i];
		if (off <= 3000 || step_milli - off <= 3000)
			multiples += pairs[i];
	}
	return 10 * multiples >= 9 * all;
}

/* As vmb_clock_step_milli(), without the smallest and the largest differences. */
static inline unsigned int
vmb_clock_step_between(const unsigned short *pairs, unsigned int smallest,
		       unsigned int largest)
{
	unsigned int i, begin = 0, end, before, widest = 1, sum = 0, step;
	unsigned int first = 0, last = 0, multiples = 0;
	unsigned int closest = VMB_CLOCK_DIFFERENCES;

	while (begin < VMB_CLOCK_DIFFERENCES && sum + pairs[begin] <= smallest)
		sum += pairs[begin++];
	before = begin;
	for (end = begin; end < VMB_CLOCK_DIFFERENCES; end++) {
		if (!pairs[end])
			continue;
		if (sum >= VMB_CLOCK_PAIRS - largest)
			break;
		sum += pairs[end];
		if (end - before > widest)
			widest = end - before;
		before = end;
	}
	for (i = begin; i < end; i++) {
		if (!pairs[i])
			continue;
		if (!multiples || 2 * (i - before) > widest) {
			if (!multiples++)
				first = i;
			last = i;
		}
		if (i > before && i - before < closest)
			closest = i - before;
		before = i;
	}
	if (multiples < 2)
		return 0;
	step = 1000 * (last - first) / (multiples - 1);
	return vmb_clock_has_step(pairs, begin, end, step) ? step :
							     1000 * closest;
}

/**
 * vmb_clock_step_milli() - compute the step of a clock
 * @pairs: how many of VMB_CLOCK_PAIRS pairs differed by so many units
 *
 * A clock without steps gives nearly all differences in some range, a clock with
 * steps only multiples of the step, each rounded up or down.  What is close
 * together is one multiple; the step is the mean distance between them.  The
 * largest differences are left out, as interrupts, and the smallest, which can be
 * rare.  If nothing is left, the clock has hardly moved: leave out fewer.  If the
 * differences are no such multiples, they are few and far between, as where reading
 * takes long: the step is at most the smallest distance between two.
 *
 * Return: thousandths of a unit; 0 if the step is too large to be seen.
 */
static inline unsigned int
vmb_clock_step_milli(const unsigned short pairs[VMB_CLOCK_DIFFERENCES])
{
	unsigned int step;

	step = vmb_clock_step_between(pairs, VMB_CLOCK_PAIRS / 20,
				      VMB_CLOCK_PAIRS / 10);
	return step ? step :
	       vmb_clock_step_between(pairs, 0, VMB_CLOCK_PAIRS / 50);
}

/**
 * vmb_clock_measure_step() - measure the step of a clock
 * @pairs: memory for VMB_CLOCK_DIFFERENCES counts
 * @read: reads the clock
 *
 * More interrupts than are left out make a result too large, never too small:
 * keep the smallest of several.
 *
 * Return: as vmb_clock_step_milli().
 */
static inline unsigned int
vmb_clock_measure_step(unsigned short *pairs, unsigned long long (*read)(void))
{
	unsigned int step, best = 0, round, i;

	for (round = 0; round < 4; round++) {
		for (i = 0; i < VMB_CLOCK_DIFFERENCES; i++)
			pairs[i] = 0;
		for (i = 0; i < VMB_CLOCK_PAIRS; i++) {
			unsigned long long difference = read();

			vmb_clock_delay(i);
			difference = read() - difference;
			if (difference < VMB_CLOCK_DIFFERENCES)
				pairs[difference]++;
		}
		step = vmb_clock_step_milli(pairs);
		if (step && (!best || step < best))
			best = step;
	}
	return best;
}

#endif /* VMB_ABI_CLOCK_STEP_H */
