/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What perf.csv says of the readers: events per lookup.
 */
#ifndef VMB_READ_PERF_H
#define VMB_READ_PERF_H

#include <stddef.h>

#include "read/resultfolder.h"

struct perf_table {
	char **events;		/* as they came */
	size_t nevents;
	double *per_lookup;	/* per event and row of the summary; NAN: not
				 * counted
				 */
	size_t nruns;
};

/**
 * perf_table_read() - read the events per lookup of all runs
 * @folder: the folder; what is left out is added to its complaints
 *
 * Return: the table, to be given to perf_table_free().
 */
struct perf_table *perf_table_read(struct result_folder *folder);

/**
 * perf_table_free() - give a table's memory back
 * @table: the table, or NULL
 */
void perf_table_free(struct perf_table *table);

#endif /* VMB_READ_PERF_H */
