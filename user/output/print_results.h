/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is printed when the runs are done.
 */
#ifndef VMB_OUTPUT_PRINT_RESULTS_H
#define VMB_OUTPUT_PRINT_RESULTS_H

#include <stdbool.h>

#include "analysis/statistics.h"
#include "lib/say.h"
#include "plan/batch.h"
#include "plan/output_format.h"

/**
 * print_results() - print the results
 * @batch: what was to be run
 * @statistics: of what was run, the first runs of the batch, with their folder
 * @format: how to print them
 * @wide: print all columns of a table, whatever the width of the terminal
 * @quiet: do not print where the reports are
 *
 * Each job has its table. Also prints why runs are not valid.
 *
 * Return: VMB_OK, or VMB_INVALID if some runs are not valid.
 */
enum exitcode print_results(const struct batch *batch,
			    const struct statistics *statistics,
			    enum format format, bool wide, bool quiet);

#endif /* VMB_OUTPUT_PRINT_RESULTS_H */
