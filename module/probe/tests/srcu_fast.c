// SPDX-License-Identifier: GPL-2.0-only
/* SRCU whose readers have no full barrier. */
#include <linux/srcu.h>

int vmb_probe(struct srcu_struct *srcu);
int vmb_probe(struct srcu_struct *srcu)
{
	struct srcu_ctr __percpu *entered;

	if (init_srcu_struct_fast(srcu))
		return -ENOMEM;
	entered = srcu_read_lock_fast(srcu);
	srcu_read_unlock_fast(srcu, entered);
	return 0;
}
