// SPDX-License-Identifier: GPL-2.0-only
/* How long a thread has waited for its CPU. */
#include <linux/sched.h>

unsigned long long vmb_probe(void);
unsigned long long vmb_probe(void)
{
	return current->sched_info.run_delay;
}
