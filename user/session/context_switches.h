/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Context switches of the whole machine while a run measures: callbacks and
 * whatever else works for a scheme run in threads that are not the run's own.
 */
#ifndef VMB_SESSION_CONTEXT_SWITCHES_H
#define VMB_SESSION_CONTEXT_SWITCHES_H

struct context_switches;

/**
 * context_switches_open() - prepare to count
 *
 * Afterwards no memory is allocated or mapped until context_switches_close().
 *
 * Return: what to give to the others, even if there is nothing to read.
 */
struct context_switches *context_switches_open(void);

/**
 * context_switches_begin() - the window has opened
 * @switches: from context_switches_open()
 */
void context_switches_begin(struct context_switches *switches);

/**
 * context_switches_end() - the window has closed
 * @switches: from context_switches_open(); they may never have begun
 */
void context_switches_end(struct context_switches *switches);

/**
 * context_switches_in_window() - how many there were in a window
 * @switches: begun and ended about when it opened and closed
 * @window_ns: its length
 *
 * Return: the estimate, NAN if it was not measured.
 */
double context_switches_in_window(const struct context_switches *switches,
				  double window_ns);

/**
 * context_switches_close() - give everything back
 * @switches: from context_switches_open(), or NULL
 */
void context_switches_close(struct context_switches *switches);

#endif /* VMB_SESSION_CONTEXT_SWITCHES_H */
