/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Folders of runs made from a few columns.
 */
#ifndef VMB_TESTS_RUNS_H
#define VMB_TESTS_RUNS_H

#include "analysis/statistics.h"

/**
 * runs_read() - write a folder and read it
 * @summary: its summary.csv; what every row needs and the text lacks is added
 * @perf: its perf.csv, in the same way, or NULL
 *
 * Return: the statistics, to be given to statistics_free().
 */
struct statistics *runs_read(const char *summary, const char *perf);

#endif /* VMB_TESTS_RUNS_H */
