// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/boots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

/* The median distance of two boots of a side, of logarithms. */
static double change_of(const struct ab_figure *figure, size_t nblocks)
{
	auto_free double *distances = NULL;
	size_t side, i, k, n = 0;

	for (side = 0; side < 2; side++) {
		const struct ab_boot *boot = figure->boot[side];

		for (i = 0; i < nblocks; i++)
			for (k = 0; k < i; k++)
				*alloc_more(distances, n) =
					fabs(boot[i].whole - boot[k].whole);
	}
	return interval_of_median(distances, n).value;
}

double boots_change(const struct ab *ab, const struct run_group *group,
		    const struct metric *metric)
{
	double change = NAN;
	size_t i;

	for (i = 0; i < ab->nfigures; i++) {
		const struct ab_figure *figure = &ab->figures[i];

		if (!strcmp(figure->metric->name, metric->name) &&
		    !strcmp(figure->scheme, group_key(group, KEY_scheme)) &&
		    !strcmp(figure->writers, group_key(group, KEY_writers)))
			change = fmax(change, change_of(figure, ab->nblocks));
	}
	return exp(change);
}
