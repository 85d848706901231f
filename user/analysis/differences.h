/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In what two results differ besides their figures, and what of it may differ:
 * the words of --across, separated by commas, or NULL. A word is "kernel",
 * "config", "machine", "module", a key of environment.csv, a knob or "job".
 */
#ifndef VMB_ANALYSIS_DIFFERENCES_H
#define VMB_ANALYSIS_DIFFERENCES_H

#include "results/result_folder.h"

/* Return a sentence about the first unknown word, and the nearest, or NULL. */
char *across_check(const char *across);

/*
 * Compare kernels, configurations, machines and modules. Return a new string
 * that names what differs and may not; NULL if nothing does. A value that only
 * one side recorded is no difference. A configuration that is damaged is left
 * out, with a complaint.
 */
char *differences_find(struct result_folder *a, struct result_folder *b,
		       const char *across);

#endif /* VMB_ANALYSIS_DIFFERENCES_H */
