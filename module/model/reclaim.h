/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is done behind the writers' backs, in callbacks of RCU and SRCU: counted
 * on the CPU where it is done, in memory that no reader and no writer touches.
 */
#ifndef VMB_MODEL_RECLAIM_H
#define VMB_MODEL_RECLAIM_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "../hist.h"
#include "vma.h"


/**
 * struct vmb_callbacks - callbacks that free VMAs
 * @run: how many ran
 * @timed: how many of them were timed
 * @timed_ns: how long those took, without what called them
 */
struct vmb_callbacks {
	u64 run;
	u64 timed;
	u64 timed_ns;
};

/**
 * struct vmb_releases - files closed in callbacks
 * @n: how many, from the warm-up on
 * @ns: sum of how long that took from the removal of their VMAs on
 * @max_ns: the longest
 * @last: when the last was closed, ticks
 * @measured: how long it took for VMAs that were removed in a writer's measured
 *            time
 */
struct vmb_releases {
	u64 n;
	u64 ns;
	u64 max_ns;
	u64 last;
	struct vmb_hist measured;
};

/**
 * struct vmb_reclaim - what callbacks did on a CPU
 * @callbacks: all of them
 * @releases: what those closed that close files
 */
struct vmb_reclaim {
	struct vmb_callbacks callbacks;
	struct vmb_releases releases;
};

u64 vmb_callback_begin(struct vmb_reclaim __percpu *reclaim);
void vmb_callback_end(struct vmb_reclaim __percpu *reclaim, u64 begin);
void vmb_callback_closed(struct vmb_reclaim __percpu *reclaim,
			 const struct vmb_vma *vma, u64 now);

void vmb_reclaim_count(const struct vmb_reclaim __percpu *reclaim,
		       struct vmb_callbacks *sum);
void vmb_reclaim_releases(const struct vmb_reclaim __percpu *reclaim,
			  struct vmb_releases *sum);
u64 vmb_reclaim_last_release(const struct vmb_reclaim __percpu *reclaim);

#endif /* VMB_MODEL_RECLAIM_H */
