/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The measured time of a worker, in steps.
 *
 * Only operations that are timed anyway add latencies.  The memory belongs to
 * the worker and is allocated before the run.  abi/histogram.h defines the
 * octaves of a step.
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
 * @ops: operations that finished in the step; a batch counts as a whole
 * @max_ns: longest latency, 0 if none was timed
 * @waiting: largest number of VMAs of a model that a writer saw waiting for
 *           reclamation
 * @octave: latencies in each octave.  A step of 10 s, the longest, has no time
 *          for 2^32 readings of the clock.
 * @off_scale: latencies of 2^36 ns and above
 */
struct vmb_point {
	u64 ops;
	u64 max_ns;
	u64 waiting;
	u32 octave[VMB_OCTAVES];
	u32 off_scale;
};

/**
 * struct vmb_timeline - a worker's timeline, and the current step in it
 * @points: a point for each step, and one for the time after the last; NULL if
 *          there is no timeline
 * @steps: number of steps
 * @ticks: length of a step
 * @step: the current step
 * @end: when the current step ends, ticks
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
 * @now: when the first step starts, ticks
 *
 * Context: the worker's thread.
 */
static inline void vmb_timeline_begin(struct vmb_timeline *timeline, u64 now)
{
	timeline->step = 0;
	timeline->end = timeline->steps ? now + timeline->ticks : U64_MAX;
}

/**
 * vmb_timeline_at() - go on to the step that includes a time
 * @timeline: the timeline; it has points
 * @now: the time, ticks; a time before the current step belongs to that step
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
 * vmb_timeline_add() - add the latency of an operation
 * @timeline: the timeline; NULL is allowed
 * @now: when the operation finished, ticks
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
