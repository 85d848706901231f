/* SPDX-License-Identifier: GPL-2.0-only */
/* The files below /sys/kernel/debug/vmabench. */
#ifndef VMB_DEBUGFS_H
#define VMB_DEBUGFS_H

int vmb_debugfs_init(void);
void vmb_debugfs_exit(void);

#endif /* VMB_DEBUGFS_H */
