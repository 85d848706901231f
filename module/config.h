/* SPDX-License-Identifier: GPL-2.0-only */
/* Create the configuration of a run from the knobs. */
#ifndef VMB_CONFIG_H
#define VMB_CONFIG_H

#include "run.h"

int vmb_config_init(struct vmb_config *config, const struct vmb_knobs *knobs,
		    char *error);
void vmb_config_free(struct vmb_config *config);

#endif /* VMB_CONFIG_H */
