// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmabench: what it costs to find a VMA while others change the address space,
 * and what that costs them.
 */
#include <linux/module.h>

#include "clock.h"
#include "control.h"
#include "debugfs.h"
#include "resolve.h"

#ifndef CONFIG_64BIT
#error vmabench is for 64-bit kernels: an arena does not fit a smaller address space
#endif

static int __init vmabench_init(void)
{
	int err;

	vmb_clock_init();
	vmb_resolve_init();
	vmb_control_init();
	err = vmb_debugfs_init();
	if (err == -ENOMEM)
		pr_err("vmabench: out of memory for the files in debugfs; free some and load it again\n");
	else if (err)
		pr_err("vmabench: debugfs takes no directory vmabench (error %d); boot a kernel with CONFIG_DEBUG_FS=y, without debugfs= on its command line\n",
		       err);
	return err;
}

static void __exit vmabench_exit(void)
{
	vmb_debugfs_exit();
	vmb_control_exit();
}

module_init(vmabench_init);
module_exit(vmabench_exit);

MODULE_DESCRIPTION("VMA lookup benchmark");
MODULE_AUTHOR("The vmabench developers");
MODULE_VERSION(VMB_VERSION);
MODULE_LICENSE("GPL");
