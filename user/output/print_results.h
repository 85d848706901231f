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
#include "session/session.h"

/**
 * print_results() - print the results
 * @batch: what was to be run
 * @rows: what was run, at least one; the first so many of the batch
 * @statistics: of these rows
 * @format: how to print them
 * @wide: print all columns of a table, whatever the width of the terminal
 * @path: where the reports are
 * @quiet: whether not to say that
 *
 * A table is one for each job.  Why runs are not valid is said too.
 *
 * Return: VMB_OK, or VMB_INVALID if the figures of some may not be used.
 */
enum exitcode print_results(const struct batch *batch,
			    const struct results *rows,
			    const struct statistics *statistics,
			    enum format format, bool wide, const char *path,
			    bool quiet);

#endif /* VMB_OUTPUT_PRINT_RESULTS_H */
