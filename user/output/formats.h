/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A run folder in the formats of other tools: see results/README.md.
 */
#ifndef VMB_OUTPUT_FORMATS_H
#define VMB_OUTPUT_FORMATS_H

#include <stdbool.h>
#include <stdio.h>

#include "analysis/statistics.h"

/* Print all of a folder. */
void print_openmetrics(const struct statistics *statistics, FILE *out);
void print_ktap(const struct statistics *statistics, FILE *out);
void print_lkp(const struct statistics *statistics, FILE *out);
void print_mmtests(const struct statistics *statistics, FILE *out);

/*
 * Write a file NAME.hgrm for each combination and operation that was timed to
 * directory @dir. Return true, or report why there is none.
 */
bool write_hgrm(const struct statistics *statistics, const char *dir);

#endif /* VMB_OUTPUT_FORMATS_H */
