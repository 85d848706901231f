/* SPDX-License-Identifier: GPL-2.0-only */
/* The costs of measuring, and whether there is anything to measure. */
#ifndef VMB_CALIBRATE_H
#define VMB_CALIBRATE_H

#include "config.h"
#include "reader.h"

u64 vmb_clock_cost_ps(void);
u64 vmb_loop_cost_ps(struct vmb_reader *reader);
int vmb_try_lookup(const struct vmb_reader *reader,
		   const struct vmb_config *config, char *error);

#endif /* VMB_CALIBRATE_H */
