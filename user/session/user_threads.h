/* SPDX-License-Identifier: GPL-2.0-only */
/* Threads of this process that work in a run, as the module tells them to. */
#ifndef VMB_SESSION_USER_THREADS_H
#define VMB_SESSION_USER_THREADS_H

#include <stdbool.h>

#include "lib/table.h"

struct user_threads;

/*
 * Start a thread for each place of the armed run that has none: tid 0 in @table, the
 * module's file threads.  They wait for the start of the run.  Set @started to them, NULL
 * if none is needed.  Return false, with a sentence, if one cannot work; the others have
 * to be ended all the same.
 */
bool user_threads_start(const char *dir, const struct table *table,
			struct user_threads **started, char **why);

/* Wait until the threads have left, after the run has ended; NULL is allowed. */
void user_threads_end(struct user_threads *threads);

#endif /* VMB_SESSION_USER_THREADS_H */
