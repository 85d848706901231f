/* SPDX-License-Identifier: GPL-2.0-only */
/* What a user thread does between two calls of the module. */
#ifndef VMB_USER_BATCH_H
#define VMB_USER_BATCH_H

#include <linux/mutex.h>

#include "abi/user_thread.h"
#include "worker.h"

/**
 * struct vmb_user_thread - a thread of a program, by the file that it opened
 * @call: held in its call, all of it; nobody waits for it
 * @lock: held in the call but while memory of the program is read or written, which
 *        can take as long as a program wants, and while @worker changes
 * @worker: whose place it has; NULL: none any more
 * @is_new: it has not asked for a place yet
 * @started: it has been given something to do
 * @left: it has been told to leave
 * @maps: the batch maps the arena of a process; its work begins after that
 * @mapped: slots that are mapped, or that it was told to map
 * @length: lookups or operations of the next batch
 * @given: when the batch was given to it, ticks
 * @told: when it last told what it had done, or started, ticks
 * @before: part of what it does next that is before its measured time, ticks
 * @due: when its first operation was due, ticks; 0 without a rate
 * @undo: with a rate, an operation whose undoing comes next; no address if none
 * @batch: what it was given, and what it said about it
 */
struct vmb_user_thread {
	struct mutex call;
	struct mutex lock;
	struct vmb_worker *worker;
	bool is_new;
	bool started;
	bool left;
	bool maps;
	u32 mapped;
	u32 length;
	u64 given;
	u64 told;
	u64 before;
	u64 due;
	struct vmb_user_call undo;
	struct vmb_user_batch batch;
};

bool vmb_user_batch_maps(const struct vmb_user_thread *thread);
void vmb_user_batch_choose(struct vmb_user_thread *thread);
bool vmb_user_batch_count(struct vmb_user_thread *thread, u64 now);

#endif /* VMB_USER_BATCH_H */
