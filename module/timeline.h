/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a worker did when: its measured time in steps.
 *
 * Latencies are entered by the operations that are timed anyway, into memory
 * of the worker's own that was there before the run.  The octaves of a step
 * are in abi/histogram.h.
 */
#ifndef VMB_TIMELINE_H
#define VMB_TIMELINE_H

#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "abi/histogram.h"

/**
 * struct vmb_point - a step of a worker's timeline
 * @ops: operations finished in it, by whole batches
 * @max_ns: longest latency, 0 if none was timed
 * @waiting: most VMAs of a model that waited for reclamation, seen by a writer
 * @octave: how many latencies, by octave; 2^32 of them in the 10 s that a step
 *          may last would take less time each than reading the clock
 * @off_scale: how many of 2^36 ns and above
 */
struct vmb_point {
	u64 ops;
	u64 max_ns;
	u64 waiting;
	u32 octave[VMB_OCTAVES];
	u32 off_scale;
};

/**
 * struct vmb_timeline - a worker's timeline, and where in it the time is
 * @points: a point for each step, and one for what came after the last; NULL
 *          if there is no timeline
 * @steps: how many steps
 * @ticks: length of a step
 * @step: the one that goes on
 * @end: when it ends, ticks
 */
struct vmb_timeline {
	struct vmb_point *points;
	u32 steps;
	u64 ticks;
	u32 step;
	u64 end;
};

/**
 * vmb_timeline_begin() - go to the first step
 * @timeline: the timeline
 * @now: when that begins, ticks
 *
 * Context: the worker's thread.
 */
static inline void vmb_timeline_begin(struct vmb_timeline *timeline, u64 now)
{
	timeline->step = 0;
	timeline->end = timeline->steps ? now + timeline->ticks : U64_MAX;
}

/**
 * vmb_timeline_at() - go on to the step of a time
 * @timeline: the timeline; it has points
 * @now: the time, ticks; one of a step before counts for the current step
 *
 * Context: the worker's thread.
 * Return: the point of that step.
 */
static __always_inline struct vmb_point *
vmb_timeline_at(struct vmb_timeline *timeline, u64 now)
{
	while (unlikely(now >= timeline->end)) {
		timeline->step++;
		timeline->end = timeline->step < timeline->steps ?
				timeline->end + timeline->ticks : U64_MAX;
	}
	return &timeline->points[timeline->step];
}

/**
 * vmb_timeline_add() - enter the latency of an operation
 * @timeline: the timeline, NULL for nowhere
 * @now: when it was done, ticks
 * @ns: the latency
 *
 * Context: the worker's thread.
 */
static __always_inline void vmb_timeline_add(struct vmb_timeline *timeline,
					     u64 now, u64 ns)
{
	struct vmb_point *point;

	if (!timeline)
		return;
	point = vmb_timeline_at(timeline, now);
	point->max_ns = max(point->max_ns, ns);
	if (likely(ns >> VMB_HIST_MAX_BITS == 0))
		point->octave[vmb_octave_index(ns)]++;
	else
		point->off_scale++;
}

#endif /* VMB_TIMELINE_H */
