// SPDX-License-Identifier: GPL-2.0-only
/* How the threads of a run agree on its phase and its end. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/stdarg.h>

#include "session.h"

/**
 * vmb_session_init() - prepare a session
 * @session: the session, all zero
 *
 * Context: any.
 */
void vmb_session_init(struct vmb_session *session)
{
	init_waitqueue_head(&session->wake);
}

/**
 * vmb_session_fail() - record why a run cannot give valid results
 * @session: the session
 * @err: the reason as an error number
 * @format: the reason as a sentence
 *
 * Only the first failure is kept.
 *
 * Context: any that may wake threads.
 */
void vmb_session_fail(struct vmb_session *session, int err,
		      const char *format, ...)
{
	va_list args;

	if (test_and_set_bit(0, &session->failing))
		return;
	va_start(args, format);
	vscnprintf(session->error, sizeof(session->error), format, args);
	va_end(args);
	session->err = err;
	/* Pairs with the acquire below: the sentence is complete. */
	smp_store_release(&session->failed, true);
	wake_up_all(&session->wake);
}

/**
 * vmb_session_is_over() - return true if the run has failed or is aborted
 * @session: the session
 *
 * Context: any.
 */
bool vmb_session_is_over(struct vmb_session *session)
{
	return smp_load_acquire(&session->failed) || READ_ONCE(session->abort);
}

/**
 * vmb_session_ask() - send a request to the supervisor
 * @session: the session
 * @request: @session->start, stop or abort
 *
 * Context: any that may wake threads.
 */
void vmb_session_ask(struct vmb_session *session, bool *request)
{
	WRITE_ONCE(*request, true);
	wake_up_all(&session->wake);
}

/**
 * vmb_session_set_phase() - let the workers enter a phase
 * @session: the session
 * @phase: the phase
 *
 * Context: the supervisor.
 */
void vmb_session_set_phase(struct vmb_session *session, enum vmb_phase phase)
{
	/* Pairs with the acquire in vmb_worker_boundary(). */
	smp_store_release(&session->phase, phase);
	wake_up_all(&session->wake);
}
