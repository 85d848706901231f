// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counting what callbacks do.
 *
 * Callbacks are called with bottom halves disabled, so each has the counts of
 * its CPU for itself.
 */
#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/percpu.h>

#include "../clock.h"
#include "mm.h"

/* Of so many callbacks one is timed: the clock may take as long as they do. */
#define VMB_CALLBACK_EVERY 16

/**
 * vmb_callback_begin() - a callback has been called
 * @mm: the address space of the VMA
 *
 * Context: a callback of RCU or SRCU.
 * Return: for vmb_callback_end().
 */
u64 vmb_callback_begin(struct vmb_mm *mm)
{
	struct vmb_callbacks *callbacks = &this_cpu_ptr(mm->reclaim)->callbacks;
	u64 before = callbacks->run;

	/* Looked at from elsewhere, by vmb_reclaim_note(). */
	WRITE_ONCE(callbacks->run, before + 1);
	return before % VMB_CALLBACK_EVERY ? 0 : vmb_clock_ticks();
}

/**
 * vmb_callback_end() - it is about to return
 * @mm: the address space of the VMA, which may be another's by now
 * @begin: what vmb_callback_begin() said
 *
 * Context: the same callback.
 */
void vmb_callback_end(struct vmb_mm *mm, u64 begin)
{
	struct vmb_callbacks *callbacks = &this_cpu_ptr(mm->reclaim)->callbacks;
	u64 end;

	if (likely(!begin))
		return;
	end = vmb_clock_ticks();
	WRITE_ONCE(callbacks->timed, callbacks->timed + 1);
	if (end > begin)
		WRITE_ONCE(callbacks->timed_ns, callbacks->timed_ns +
			   vmb_clock_to_ns(end - begin));
}

/**
 * vmb_callback_closed() - a callback has closed a file
 * @mm: the address space
 * @vma: its last VMA
 * @now: when, ticks
 *
 * Context: a callback of RCU or SRCU.
 */
void vmb_callback_closed(struct vmb_mm *mm, const struct vmb_vma *vma, u64 now)
{
	struct vmb_releases *releases = &this_cpu_ptr(mm->reclaim)->releases;
	u64 ns = now > vma->removed ? vmb_clock_to_ns(now - vma->removed) : 0;

	releases->n++;
	releases->ns += ns;
	releases->max_ns = max(releases->max_ns, ns);
	releases->last = now;
	if (vma->measured)
		vmb_hist_add(&releases->measured, ns);
}

/**
 * vmb_reclaim_note() - the measured window opens or closes
 * @mm: the address space
 * @edge: which
 *
 * Context: process, may sleep.
 */
void vmb_reclaim_note(struct vmb_mm *mm, enum vmb_edge edge)
{
	struct vmb_callbacks sum = {};
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct vmb_callbacks *callbacks =
			&per_cpu_ptr(mm->reclaim, cpu)->callbacks;

		sum.run += READ_ONCE(callbacks->run);
		sum.timed += READ_ONCE(callbacks->timed);
		sum.timed_ns += READ_ONCE(callbacks->timed_ns);
	}
	mm->edges[edge] = sum;
}

/**
 * vmb_reclaim_in_window() - the callbacks that ran in the measured window
 * @mm: the address space; both edges were noted
 * @callbacks: what is known of them
 *
 * Context: any.
 */
void vmb_reclaim_in_window(const struct vmb_mm *mm,
			   struct vmb_callbacks *callbacks)
{
	const struct vmb_callbacks *opens = &mm->edges[VMB_WINDOW_OPENS];
	const struct vmb_callbacks *closes = &mm->edges[VMB_WINDOW_CLOSES];

	callbacks->run = closes->run - opens->run;
	callbacks->timed = closes->timed - opens->timed;
	callbacks->timed_ns = closes->timed_ns - opens->timed_ns;
}

/**
 * vmb_reclaim_releases() - sum up the files closed in callbacks
 * @mm: the address space; no callback is to come
 * @sum: the sum
 *
 * Context: process.
 */
void vmb_reclaim_releases(const struct vmb_mm *mm, struct vmb_releases *sum)
{
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const struct vmb_releases *releases =
			&per_cpu_ptr(mm->reclaim, cpu)->releases;

		sum->n += releases->n;
		sum->ns += releases->ns;
		sum->max_ns = max(sum->max_ns, releases->max_ns);
		vmb_hist_merge(&sum->measured, &releases->measured);
	}
}

/**
 * vmb_reclaim_last_release() - when was the last file closed in a callback?
 * @mm: the address space; no callback is to come
 *
 * Context: process.
 * Return: ticks, 0 if none was.
 */
u64 vmb_reclaim_last_release(const struct vmb_mm *mm)
{
	u64 last = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		last = max(last, per_cpu_ptr(mm->reclaim, cpu)->releases.last);
	return last;
}
