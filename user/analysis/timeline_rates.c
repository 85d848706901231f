// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/timeline_rates.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "stats/interval.h"
#include "stats/stationarity.h"

/* Which metrics a timeline tells, and how. */
static const struct {
	const char *metric;
	const char *column;
	bool each;		/* of each reader, not of all; and inverse */
} told[] = {
	{ "ns_per_lookup", "lookups", true },
	{ "lookups_per_s", "lookups", false },
	{ "updates_per_s", "updates", false },
};

struct step {
	double length, count;
};

static struct step *read_steps(const struct compare_side *m, size_t row,
			       const char *column, size_t *n)
{
	const char *id = table_get(m->summary, row, "run_id");
	const char *repeat = table_get(m->summary, row, "repeat");
	struct step *steps = alloc_zeroed(m->timeline->nrows, sizeof(*steps));
	size_t i;

	*n = 0;
	for (i = 0; i < m->timeline->nrows; i++) {
		const char *count = table_get(m->timeline, i, column);

		if (!*count ||
		    strcmp(table_get(m->timeline, i, "run_id"), id) ||
		    strcmp(table_get(m->timeline, i, "repeat"), repeat))
			continue;
		steps[(*n)++] = (struct step){
			strtod(table_get(m->timeline, i, "end_ns"), NULL) -
				strtod(table_get(m->timeline, i, "start_ns"),
				       NULL),
			strtod(count, NULL),
		};
	}
	return steps;
}

static double usual_length(const struct step *steps, size_t n)
{
	double *lengths = alloc_zeroed(n, sizeof(*lengths)), length;
	size_t i;

	for (i = 0; i < n; i++)
		lengths[i] = steps[i].length;
	length = interval_of_median(lengths, n).value;
	free(lengths);
	return length;
}

double *timeline_rates(const struct compare_side *m, size_t row,
		       const struct metric *metric, size_t *n, bool *inverse)
{
	double readers = strtod(table_get(m->summary, row, "readers"), NULL);
	struct step *steps;
	double *values, usual;
	size_t i, nsteps, which = 0;

	while (which < ARRAY_SIZE(told) &&
	       strcmp(told[which].metric, metric->name))
		which++;
	if (which == ARRAY_SIZE(told))
		return NULL;

	*inverse = told[which].each;
	steps = read_steps(m, row, told[which].column, &nsteps);
	usual = usual_length(steps, nsteps);
	values = alloc_zeroed(nsteps, sizeof(*values));
	*n = 0;
	for (i = 0; i < nsteps; i++) {
		if (steps[i].length < STEADY_PART_MIN * usual)
			continue;
		values[(*n)++] = 1e9 * steps[i].count / steps[i].length /
				 (told[which].each ? readers : 1);
	}
	free(steps);
	if (!nsteps) {
		free(values);
		return NULL;
	}
	return values;
}
