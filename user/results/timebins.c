// SPDX-License-Identifier: GPL-2.0-only
#include "results/timebins.h"

#include <math.h>

struct timebins timebins_of_run(const struct run *run)
{
	double duration = run->column[COLUMN_duration_ms];
	double step = run->column[COLUMN_timeline_ms];
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
