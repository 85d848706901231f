/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clock for all measurements: the TSC if it is constant and does not stop,
 * otherwise the kernel's fast monotonic clock.
 */
#ifndef VMB_CLOCK_H
#define VMB_CLOCK_H

#include <linux/compiler.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/types.h>

/**
 * struct vmb_clock - how to read the clock; set when the module is loaded
 * @tsc: the TSC is used
 * @mult: ns per tick, as a fraction of 2^32
 * @name: its name in the reports
 */
struct vmb_clock {
	bool tsc;
	u32 mult;
	const char *name;
};

extern struct vmb_clock vmb_clock;

#ifdef __x86_64__
/*
 * The fences order the reading after all earlier loads and before all later
 * instructions: the code between two readings is the code that is timed.
 */
static __always_inline u64 vmb_rdtsc(void)
{
	u32 low, high;

	asm volatile("lfence; rdtsc; lfence"
		     : "=a" (low), "=d" (high) :: "memory");
	return (u64)high << 32 | low;
}
#endif

/**
 * vmb_clock_ticks() - read the clock
 *
 * Context: any, including preemptible.  Readings of different CPUs are
 *          comparable.
 * Return: ticks.
 */
static __always_inline u64 vmb_clock_ticks(void)
{
#ifdef __x86_64__
	if (likely(vmb_clock.tsc))
		return vmb_rdtsc();
#endif
	return ktime_get_mono_fast_ns();
}

/**
 * vmb_clock_to_ns() - convert ticks to ns
 * @ticks: difference of two readings
 *
 * Context: any.
 * Return: ns, rounded down.
 */
static __always_inline u64 vmb_clock_to_ns(u64 ticks)
{
#ifdef __x86_64__
	if (likely(vmb_clock.tsc))
		return mul_u64_u32_shr(ticks, vmb_clock.mult, 32);
#endif
	return ticks;
}

u64 vmb_clock_from_ns(u64 ns);
void vmb_clock_spin(u64 ticks);
void vmb_clock_pair(u64 *ticks, u64 *mono_ns);
u64 vmb_clock_step_ps(void);
void vmb_clock_init(void);

#endif /* VMB_CLOCK_H */
