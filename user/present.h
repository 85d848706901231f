/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is printed when the runs are done.
 */
#ifndef VMB_PRESENT_H
#define VMB_PRESENT_H

#include <stdbool.h>

#include "batch.h"
#include "exitcode.h"
#include "session.h"
#include "statistics.h"

enum format {
	FORMAT_TABLE,
	FORMAT_CSV,
	FORMAT_JSON,
};

/**
 * format_parse() - understand the name of a format
 * @word: the name
 * @format: set to it
 * @why: set to a new string that says what is wrong if there is no such format
 *
 * Return: whether there is.
 */
bool format_parse(const char *word, enum format *format, char **why);

/**
 * present() - print the results
 * @batch: what was to be run
 * @rows: what was run, at least one; the first so many of the batch
 * @statistics: of these rows
 * @format: how to print them
 * @path: where the reports are
 * @quiet: whether not to say that
 *
 * A table is one for each job.  Why runs are not valid is said too.
 *
 * Return: VMB_OK, or VMB_INVALID if the figures of some may not be used.
 */
enum exitcode present(const struct batch *batch, const struct results *rows,
		      const struct statistics *statistics, enum format format,
		      const char *path, bool quiet);

#endif /* VMB_PRESENT_H */
