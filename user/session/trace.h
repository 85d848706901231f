/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's trace of a run, which the kernel itself stops at the first operation
 * that takes longer than the knob trace_above.
 *
 * The trace has an instance of its own in tracefs, so that others can trace
 * meanwhile.  One that is there already, as made by trace-cmd, is used with the events
 * that are on in it, and stays.
 */
#ifndef VMB_SESSION_TRACE_H
#define VMB_SESSION_TRACE_H

struct trace;

/* Return NULL, or why there can be no trace on this kernel: a new sentence. */
char *trace_missing(void);

/* Begin a trace.  Return NULL if that fails, with a new sentence in @why. */
struct trace *trace_begin(char **why);

/* Return the text of a trace that was stopped, or NULL. */
char *trace_text(const struct trace *trace);

/* Return what stopped the trace @text, as in "slow lookup of 5120 ns": a new string. */
char *trace_cause(const char *text);

/* End a trace, or NULL, and remove its instance. */
void trace_end(struct trace *trace);

#endif /* VMB_SESSION_TRACE_H */
