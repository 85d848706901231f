/* SPDX-License-Identifier: GPL-2.0-only */
/* Create the configuration of a run from the knobs. */
#ifndef VMB_CONFIG_H
#define VMB_CONFIG_H

#include <linux/cpumask.h>

#include "vmabench.h"

/**
 * struct vmb_config - what a run is to do; does not change once it is armed
 * @knobs: the knobs
 * @reader_cpus: CPUs of the readers, never empty
 * @writer_cpus: CPUs of the writers, never empty
 * @step: ticks of a step of the timeline, 0 for none
 * @steps: steps of the timeline that the window is to have
 * @tree: the one the scheme is to walk
 */
struct vmb_config {
	struct vmb_knobs knobs;
	cpumask_var_t reader_cpus;
	cpumask_var_t writer_cpus;
	u64 step;
	u32 steps;
	enum vmb_tree tree;
};

int vmb_config_init(struct vmb_config *config, const struct vmb_knobs *knobs,
		    char *error);
/* Return the number of threads that a run has. */
static inline u64 vmb_config_threads(const struct vmb_knobs *knobs)
{
	return knobs->readers + knobs->writers + knobs->scanners;
}

bool vmb_faults_around(const struct vmb_knobs *knobs);
void vmb_config_free(struct vmb_config *config);

#endif /* VMB_CONFIG_H */
