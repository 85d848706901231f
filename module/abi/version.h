/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Versions of the interface between the module and the driver.
 *
 * The ABI version changes when an older driver cannot use the debugfs files any
 * more.  The CSV version changes when a column changes its meaning or goes, but
 * not when one is added.  The driver reads folders of its own CSV version only.
 */
#ifndef VMB_ABI_VERSION_H
#define VMB_ABI_VERSION_H

#define VMB_VERSION "0.1.0"
#define VMB_ABI_VERSION 3
#define VMB_CSV_VERSION 2

/* Below the debugfs mount point. */
#define VMB_DEBUGFS_DIR "vmabench"

#endif /* VMB_ABI_VERSION_H */
