/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Context switches of the whole machine while a run measures: callbacks and
 * whatever else works for a scheme run in threads that are not the run's own.
 */
#ifndef VMB_SESSION_CONTEXT_SWITCHES_H
#define VMB_SESSION_CONTEXT_SWITCHES_H

struct switches;

/**
 * switches_open() - prepare to count
 *
 * Afterwards no memory is allocated or mapped until switches_close().
 *
 * Return: what to give to the others, even if there is nothing to read.
 */
struct switches *switches_open(void);

/**
 * switches_begin() - the window has opened
 * @switches: from switches_open()
 */
void switches_begin(struct switches *switches);

/**
 * switches_end() - the window has closed
 * @switches: from switches_open(); they may never have begun
 */
void switches_end(struct switches *switches);

/**
 * switches_in_window() - how many there were in a window
 * @switches: begun and ended about when it opened and closed
 * @window_ns: its length
 *
 * Return: the estimate, NAN if it was not measured.
 */
double switches_in_window(const struct switches *switches, double window_ns);

/**
 * switches_close() - give everything back
 * @switches: from switches_open(), or NULL
 */
void switches_close(struct switches *switches);

#endif /* VMB_SESSION_CONTEXT_SWITCHES_H */
