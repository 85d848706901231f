/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Versions of what the module and the driver say to each other.
 *
 * The ABI version changes when the debugfs files change in a way an older
 * driver cannot follow.  The CSV version changes when a column changes its
 * meaning; a column added at the end of a line does not count.
 */
#ifndef VMB_ABI_VERSION_H
#define VMB_ABI_VERSION_H

#define VMB_VERSION "0.1.0"
#define VMB_ABI_VERSION 1
#define VMB_CSV_VERSION 1

/* Below the debugfs mount point. */
#define VMB_DEBUGFS_DIR "vmabench"

#endif /* VMB_ABI_VERSION_H */
