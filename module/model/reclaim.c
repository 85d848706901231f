// SPDX-License-Identifier: GPL-2.0-only
/*
 * Count what callbacks do.
 *
 * Callbacks run with bottom halves disabled.  Under PREEMPT_RT one can still
 * preempt another on its CPU, so preemption is disabled while they count.
 */
#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/percpu.h>

#include "../clock.h"
#include "reclaim.h"

/* Time one of so many callbacks: the clock may take as long as they do. */
#define VMB_CALLBACK_EVERY 16

/**
 * vmb_callback_begin() - count a callback at its start
 * @reclaim: the counts of its address space
 *
 * Context: a callback of RCU or SRCU.
 * Return: a value for vmb_callback_end().
 */
u64 vmb_callback_begin(struct vmb_reclaim __percpu *reclaim)
{
	struct vmb_callbacks *callbacks = &get_cpu_ptr(reclaim)->callbacks;
	u64 before = callbacks->run;

	/* Read on other CPUs, by vmb_reclaim_count(). */
	WRITE_ONCE(callbacks->run, before + 1);
	put_cpu_ptr(reclaim);
	return before % VMB_CALLBACK_EVERY ? 0 : vmb_clock_ticks();
}

/**
 * vmb_callback_end() - count a callback at its end
 * @reclaim: the counts; the VMA may be another by now
 * @begin: from vmb_callback_begin()
 *
 * Context: the same callback.
 */
void vmb_callback_end(struct vmb_reclaim __percpu *reclaim, u64 begin)
{
	struct vmb_callbacks *callbacks;
	u64 end;

	if (likely(!begin))
		return;
	end = vmb_clock_ticks();
	callbacks = &get_cpu_ptr(reclaim)->callbacks;
	WRITE_ONCE(callbacks->timed, callbacks->timed + 1);
	if (end > begin)
		WRITE_ONCE(callbacks->timed_ns, callbacks->timed_ns +
			   vmb_clock_to_ns(end - begin));
	put_cpu_ptr(reclaim);
}

/**
 * vmb_callback_closed() - count a file that a callback closed
 * @reclaim: the counts of its address space
 * @vma: its last VMA
 * @now: when, ticks
 *
 * Context: a callback of RCU or SRCU.
 */
void vmb_callback_closed(struct vmb_reclaim __percpu *reclaim,
			 const struct vmb_vma *vma, u64 now)
{
	struct vmb_releases *releases = &get_cpu_ptr(reclaim)->releases;
	u64 ns = now > vma->removed ? vmb_clock_to_ns(now - vma->removed) : 0;

	releases->n++;
	releases->last = now;
	if (vma->measured)
		vmb_hist_add(&releases->measured, ns);
	put_cpu_ptr(reclaim);
}

/**
 * vmb_reclaim_count() - count the callbacks that have run so far
 * @reclaim: the counts
 * @sum: the sum
 *
 * Context: process, may sleep.
 */
void vmb_reclaim_count(const struct vmb_reclaim __percpu *reclaim,
		       struct vmb_callbacks *sum)
{
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const struct vmb_callbacks *callbacks =
			&per_cpu_ptr(reclaim, cpu)->callbacks;

		sum->run += READ_ONCE(callbacks->run);
		sum->timed += READ_ONCE(callbacks->timed);
		sum->timed_ns += READ_ONCE(callbacks->timed_ns);
	}
}

/**
 * vmb_reclaim_releases() - sum the files that callbacks closed
 * @reclaim: the counts; all callbacks have run
 * @sum: the sum
 *
 * Context: process.
 */
void vmb_reclaim_releases(const struct vmb_reclaim __percpu *reclaim,
			  struct vmb_releases *sum)
{
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const struct vmb_releases *releases =
			&per_cpu_ptr(reclaim, cpu)->releases;

		sum->n += releases->n;
		vmb_hist_merge(&sum->measured, &releases->measured);
	}
}

/**
 * vmb_reclaim_last_release() - find when a callback last closed a file
 * @reclaim: the counts; all callbacks have run
 *
 * Context: process.
 * Return: ticks, 0 if none was.
 */
u64 vmb_reclaim_last_release(const struct vmb_reclaim __percpu *reclaim)
{
	u64 last = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		last = max(last, per_cpu_ptr(reclaim, cpu)->releases.last);
	return last;
}
