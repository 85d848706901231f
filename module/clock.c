// SPDX-License-Identifier: GPL-2.0-only
/* Choosing and calibrating the clock. */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/processor.h>
#include <linux/slab.h>

#include "abi/clock_step.h"
#include "clock.h"

#if defined(__x86_64__) && !defined(CONFIG_UML)
#include <asm/tsc.h>
#endif

struct vmb_clock vmb_clock __read_mostly = {
	.name = "monotonic",
};

/**
 * vmb_clock_pair() - read our clock and the kernel's at the same time
 * @ticks: our clock
 * @mono_ns: the kernel's fast monotonic clock
 *
 * Keep the fastest of several tries: it is the least likely to have been
 * interrupted.
 *
 * Context: any, preemptible.
 */
void vmb_clock_pair(u64 *ticks, u64 *mono_ns)
{
	u64 shortest = U64_MAX;
	int i;

	for (i = 0; i < 16; i++) {
		u64 before = vmb_clock_ticks();
		u64 now = ktime_get_mono_fast_ns();
		u64 after = vmb_clock_ticks();

		if (after - before < shortest) {
			shortest = after - before;
			*ticks = before + (after - before) / 2;
			*mono_ns = now;
		}
	}
}

#ifdef __x86_64__

/*
 * The TSC must have a constant rate in all power states.  Whether it is
 * synchronised between CPUs is for the kernel to say.
 */
static bool tsc_is_usable(void)
{
	u32 a, b, c, d;

#ifndef CONFIG_UML
	if (check_tsc_unstable())
		return false;
#endif
	asm volatile("cpuid" : "=a" (a), "=b" (b), "=c" (c), "=d" (d)
		     : "a" (0x80000000));
	if (a < 0x80000007)
		return false;
	asm volatile("cpuid" : "=a" (a), "=b" (b), "=c" (c), "=d" (d)
		     : "a" (0x80000007));
	return d & BIT(8);
}

static bool calibrate_tsc(void)
{
	u64 tsc[2], ns[2], mult;

	vmb_clock_pair(&tsc[0], &ns[0]);
	usleep_range(20000, 21000);
	vmb_clock_pair(&tsc[1], &ns[1]);
	if (tsc[1] <= tsc[0] || ns[1] <= ns[0])
		return false;

	/* @mult has no room for less than 1 GHz; no known TSC is slower. */
	mult = div64_u64((ns[1] - ns[0]) << 32, tsc[1] - tsc[0]);
	if (!mult || mult > U32_MAX)
		return false;
	vmb_clock.mult = mult;
	return true;
}

static void init_tsc(void)
{
	if (!tsc_is_usable())
		return;
	/* vmb_clock_ticks() reads the TSC from here on. */
	vmb_clock.tsc = true;
	if (calibrate_tsc())
		vmb_clock.name = "tsc";
	else
		vmb_clock.tsc = false;
}

#else

static void init_tsc(void)
{
}

#endif /* __x86_64__ */

static unsigned long long read_ticks(void)
{
	return vmb_clock_ticks();
}

/**
 * vmb_clock_step_ps() - measure by what time the clock moves
 *
 * Context: process; takes about 4 ms.
 * Return: ps; 0 if that is too long to be seen, or there is no memory.
 */
u64 vmb_clock_step_ps(void)
{
	unsigned short *pairs;
	u64 step;

	pairs = kvcalloc(VMB_CLOCK_DIFFERENCES, sizeof(*pairs), GFP_KERNEL);
	if (!pairs)
		return 0;
	step = vmb_clock_measure_step(pairs, read_ticks);
	kvfree(pairs);
	return vmb_clock_to_ns(step);
}

/**
 * vmb_clock_init() - choose the clock and measure its rate
 *
 * Context: process, sleeps 20 ms.
 */
void vmb_clock_init(void)
{
	init_tsc();
}

/**
 * vmb_clock_from_ns() - convert ns to ticks
 * @ns: the time
 *
 * Context: any.
 * Return: ticks.
 */
u64 vmb_clock_from_ns(u64 ns)
{
	if (!vmb_clock.tsc)
		return ns;
	return mul_u64_u64_div_u64(ns, 1ULL << 32, vmb_clock.mult);
}

/**
 * vmb_clock_spin() - busy-wait, as a reader does while it holds a VMA
 * @ticks: how long
 *
 * Context: any.
 */
void vmb_clock_spin(u64 ticks)
{
	u64 begin = vmb_clock_ticks();

	while (vmb_clock_ticks() - begin < ticks)
		cpu_relax();
}
