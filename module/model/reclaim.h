/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What callbacks of RCU and SRCU do for the writers.  They count on their CPU,
 * in memory that no reader and no writer uses.
 */
#ifndef VMB_MODEL_RECLAIM_H
#define VMB_MODEL_RECLAIM_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "../hist.h"
#include "vma.h"


/**
 * struct vmb_callbacks - callbacks that free VMAs
 * @run: number that ran
 * @timed: number that was timed
 * @timed_ns: time of these, without their caller
 */
struct vmb_callbacks {
	u64 run;
	u64 timed;
	u64 timed_ns;
};

/**
 * struct vmb_releases - files closed in callbacks
 * @n: number from the warm-up on
 * @last: when the last was closed, ticks
 * @measured: times from the removal of their VMAs, for VMAs removed in the
 *            measured time of a writer
 */
struct vmb_releases {
	u64 n;
	u64 last;
	struct vmb_hist measured;
};

/**
 * struct vmb_reclaim - what callbacks did on a CPU
 * @callbacks: the callbacks
 * @releases: the files they closed
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
