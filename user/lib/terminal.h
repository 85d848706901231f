/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The terminal: its width, and a line on it that shows the progress of the runs.
 */
#ifndef VMB_LIB_TERMINAL_H
#define VMB_LIB_TERMINAL_H

#include <stddef.h>
#include <stdio.h>

/*
 * Return the columns of the terminal @out writes to, 80 if it does not say; 0
 * if it is no terminal.
 */
size_t terminal_columns(FILE *out);

/*
 * Return the width of tables on stdout: $COLUMNS if it is a number, or the
 * width of the terminal; 0: no limit.
 */
size_t table_width(void);

/*
 * Show that run @number, from 1, of @nruns starts, if stderr is a terminal; 0
 * @nruns shows nothing. It and all that follow will take @left_s seconds. The
 * description is copied, and cut in the middle on a narrow terminal.
 */
void progress_run(size_t number, size_t nruns, double left_s,
		  const char *description);

/* Return a new string such as "5 s", "12 min" or "3 h 05 min"; rounded. */
char *progress_duration(double seconds);

/*
 * Show that @percent of the run are done. Allocates no memory, because the
 * address space of this process is being measured.
 */
void progress_show(int percent);

/* Erase the line before something else is written. */
void progress_clear(void);

#endif /* VMB_LIB_TERMINAL_H */
