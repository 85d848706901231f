/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads of this process, and other processes, that work in a run as the module tells
 * them to.
 */
#ifndef VMB_SESSION_USER_THREADS_H
#define VMB_SESSION_USER_THREADS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/table.h"

struct user_threads;

/*
 * Start the scanners of a run, before it is armed: processes that are forked later would
 * have a copy of the arena.  @why is set to a sentence if not all could be started.
 */
struct user_threads *user_threads_new(const char *dir, size_t scanners, char **why);

/*
 * Let a scanner or a new thread take each place of the armed run that has no thread: tid 0
 * in @table, the module's file threads.  They wait for the start of the run.  Return
 * false, with a sentence, if one cannot work.
 */
bool user_threads_start(struct user_threads *threads, const char *dir,
			const struct table *table, char **why);

/* Wait until all have left, after the run has ended. */
void user_threads_end(struct user_threads *threads);

#endif /* VMB_SESSION_USER_THREADS_H */
