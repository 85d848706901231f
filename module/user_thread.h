/* SPDX-License-Identifier: GPL-2.0-only */
/* Threads of a program in the places of readers and writers. */
#ifndef VMB_USER_THREAD_H
#define VMB_USER_THREAD_H

#include "abi/user_thread.h"
#include "worker.h"

struct vmb_user_thread *vmb_user_thread_create(void);
void vmb_user_thread_free(struct vmb_user_thread *thread);
bool vmb_user_thread_is_new(struct vmb_user_thread *thread);
int vmb_user_thread_take(struct vmb_user_thread *thread,
			 struct vmb_worker *worker);
int vmb_user_thread_next(struct vmb_user_thread *thread,
			 struct vmb_user_batch __user *user);
u32 vmb_user_thread_mapped(const struct vmb_worker *worker);
bool vmb_user_thread_has_ended(const struct vmb_worker *worker);
bool vmb_user_thread_leave(struct vmb_worker *worker, unsigned long limit);
void vmb_user_thread_close(struct vmb_worker *worker);

#endif /* VMB_USER_THREAD_H */
