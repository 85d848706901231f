/* SPDX-License-Identifier: GPL-2.0-only */
/* What is found out before a run, on the CPU that it is about. */
#ifndef VMB_CALIBRATE_H
#define VMB_CALIBRATE_H

#include "config.h"
#include "reader.h"

u64 vmb_clock_cost_ps(void);
u64 vmb_loop_cost_ps(const struct vmb_reader *reader,
		     const struct vmb_config *config);
int vmb_try_lookup(const struct vmb_reader *reader,
		   const struct vmb_config *config);

#endif /* VMB_CALIBRATE_H */
