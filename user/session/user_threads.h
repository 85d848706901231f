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
#include "module/abi/operations.h"

struct user_threads;

/*
 * Start the processes of a run, so many of each role, before it is armed: if they were
 * forked later, they would have a copy of the arena.  @why is set to a sentence if not all
 * could be started.
 */
struct user_threads *user_threads_new(const char *dir,
				      const size_t processes[VMB_ROLE_COUNT],
				      char **why);

/*
 * Let a process or a new thread take each place of the armed run that has no thread: tid 0
 * in @table, the module's file threads.  They wait for the start of the run.  Return
 * false, with a sentence, if one cannot work.
 */
bool user_threads_start(struct user_threads *threads, const char *dir,
			const struct table *table, char **why);

/* Wait until all have left, after the run has ended. */
void user_threads_end(struct user_threads *threads);

#endif /* VMB_SESSION_USER_THREADS_H */
