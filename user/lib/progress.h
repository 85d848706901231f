/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One line on the terminal that says how far the work has come.
 */
#ifndef VMB_LIB_PROGRESS_H
#define VMB_LIB_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * progress_begin() - show progress from now on, if stderr is a terminal
 * @nruns: number of runs to come; 0 shows nothing
 */
void progress_begin(size_t nruns);

/**
 * progress_run() - a run is about to begin
 * @number: its number from 1
 * @left_s: how long this run and all that follow will take, seconds
 * @description: of the run; copied; cut in the middle where the terminal is
 *		 narrow
 */
void progress_run(size_t number, double left_s, const char *description);

/**
 * progress_duration() - say how long something takes
 * @seconds: how long
 *
 * Return: a new string such as "5 s", "12 min" or "3 h 05 min"; rounded.
 */
char *progress_duration(double seconds);

/**
 * progress_show() - tell how far the run has come
 * @percent: 0 to 100
 *
 * Memory is not allocated here: the address space of this process is being
 * measured.
 */
void progress_show(int percent);

/**
 * progress_clear() - wipe the line, before something else is written
 */
void progress_clear(void);

#endif /* VMB_LIB_PROGRESS_H */
