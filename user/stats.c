// SPDX-License-Identifier: GPL-2.0-only
#include "stats.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct stats stats_of(double *values, size_t n)
{
	struct stats stats = { 0 };
	size_t i, middle;

	for (i = 0; i < n; i++)
		if (!isnan(values[i]))
			values[stats.n++] = values[i];
	if (!stats.n)
		return stats;

	qsort(values, stats.n, sizeof(*values), compare);
	middle = stats.n / 2;
	stats.median = stats.n % 2 ?
		       values[middle] :
		       (values[middle - 1] + values[middle]) / 2;
	stats.min = values[0];
	stats.max = values[stats.n - 1];
	return stats;
}
