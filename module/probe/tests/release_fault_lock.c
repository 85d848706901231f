// SPDX-License-Identifier: GPL-2.0-only
/*
 * handle_mm_fault() lets go of a per-VMA lock when it asks for a retry: 6.6 on, with
 * this function for the handlers it calls.  Before, the caller does.
 */
#include <linux/mm.h>

void vmb_probe(struct vm_fault *vmf);
void vmb_probe(struct vm_fault *vmf)
{
	release_fault_lock(vmf);
}
