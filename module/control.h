/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of debugfs do; @owner stands for an open control file. */
#ifndef VMB_CONTROL_H
#define VMB_CONTROL_H

#include <linux/poll.h>
#include <linux/seq_file.h>

#include "knobs.h"

struct vmb_results;
struct vmb_user_batch;
struct vmb_user_thread;

int vmb_control_check(void);
int vmb_control_arm(void *owner);
int vmb_control_start(void *owner);
int vmb_control_wait(void);
int vmb_control_stop(void);
int vmb_control_abort(void);
int vmb_control_reset(void);
int vmb_control_run(void *owner);
int vmb_control_unknown(const char *word);
int vmb_control_user_thread(struct vmb_user_thread *thread,
			    struct vmb_user_batch __user *user);
void vmb_control_flush(struct file *file);
void vmb_control_release(void *owner);

int vmb_control_set_knob(const struct vmb_knob *knob, const char *text,
			 size_t len);
void vmb_control_show_knob(struct seq_file *m, const struct vmb_knob *knob);
unsigned long vmb_control_show_status(struct seq_file *m);
__poll_t vmb_control_poll(struct file *file, poll_table *wait,
			  unsigned long seen);
void vmb_control_show_threads(struct seq_file *m);
void vmb_control_show_live(struct seq_file *m);
void vmb_control_show_results(struct seq_file *m,
			      void (*show)(struct seq_file *m,
					   const struct vmb_results *results));
void vmb_control_init(void);
void vmb_control_exit(void);

#endif /* VMB_CONTROL_H */
