// SPDX-License-Identifier: GPL-2.0-only
#include "results/timebins.h"

#include <math.h>
#include <stdlib.h>

struct timebins timebins_of_run(const struct table *summary, size_t run)
{
	double duration = strtod(table_get(summary, run, "duration_ms"), NULL);
	double step = strtod(table_get(summary, run, "timeline_ms"), NULL);
	double steps;

	if (!(duration > 0) || !(step > 0))
		return (struct timebins){0};
	steps = ceil(duration / step);
	step *= ceil(steps / TIMEBINS_MOST);
	return (struct timebins){
		.width_ns = step * 1e6,
		.n = (size_t)ceil(duration / step),
	};
}

size_t timebins_find(const struct timebins *bins, double start_ns)
{
	double bin = floor(start_ns / bins->width_ns);

	if (!(bin > 0))
		return 0;
	return bin < (double)bins->n ? (size_t)bin : bins->n - 1;
}
