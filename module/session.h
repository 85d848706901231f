/* SPDX-License-Identifier: GPL-2.0-only */
/* The part of a run that its threads share. */
#ifndef VMB_SESSION_H
#define VMB_SESSION_H

#include <linux/cache.h>
#include <linux/wait.h>

#include "vmabench.h"

/*
 * What the workers do.  A phase begins when all workers have answered the one
 * before, except VMB_PHASE_STOP after an error.
 */
enum vmb_phase {
	VMB_PHASE_PARKED,	/* wait */
	VMB_PHASE_MAP,		/* user threads: map an arena of their own, answer, wait */
	VMB_PHASE_WARM,		/* work, unmeasured; answer after one batch */
	VMB_PHASE_MEASURE,	/* work, measured */
	VMB_PHASE_COOL,		/* end the measured time, answer, work on */
	VMB_PHASE_STOP,		/* leave */
};

/**
 * struct vmb_session - what supervisor, workers and control share
 * @wake: the supervisor and parked workers wait here
 * @start: asked to start
 * @stop: asked to end the window early
 * @abort: asked to abort
 * @failing: a thread is writing @error
 * @failed: the run cannot give valid results, @error says why
 * @error: written once
 * @err: @error as an error number
 * @window: when the window was opened, ticks
 * @phase: what the workers do; in a cache line of its own, as workers read it
 *         for every batch
 */
struct vmb_session {
	wait_queue_head_t wake;
	bool start;
	bool stop;
	bool abort;
	unsigned long failing;
	bool failed;
	char error[VMB_ERROR_LEN];
	int err;
	u64 window;

	enum vmb_phase phase ____cacheline_aligned_in_smp;
};

void vmb_session_init(struct vmb_session *session);
void vmb_session_fail(struct vmb_session *session, int err,
		      const char *format, ...) __printf(3, 4);
bool vmb_session_is_over(struct vmb_session *session);
void vmb_session_ask(struct vmb_session *session, bool *request);
void vmb_session_set_phase(struct vmb_session *session, enum vmb_phase phase);

#endif /* VMB_SESSION_H */
