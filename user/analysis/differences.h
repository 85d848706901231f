/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In what two results differ besides their figures, and what of it may differ:
 * the kernel, its configuration and the wording of mitigations unless it is
 * strict, and the words of --across, separated by commas, or NULL. A word is
 * "kernel", "config", "machine", "module", a key of environment.csv, a knob or
 * "job".
 */
#ifndef VMB_ANALYSIS_DIFFERENCES_H
#define VMB_ANALYSIS_DIFFERENCES_H

#include "results/result_folder.h"

/* Return a sentence about the first unknown word, and the nearest, or NULL. */
char *across_check(const char *across);

/* New strings that name what differs; NULL if nothing does. */
struct differences {
	char *refused, *allowed;
};

/*
 * Compare kernels, configurations, machines and modules. A value that only one
 * side recorded is no difference. A configuration that is damaged is left out,
 * with a complaint.
 */
struct differences differences_find(struct result_folder *a,
				    struct result_folder *b,
				    const char *across, bool strict);

#endif /* VMB_ANALYSIS_DIFFERENCES_H */
