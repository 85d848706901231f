// SPDX-License-Identifier: GPL-2.0-only
#include "results/until.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/number.h"
#include "stats/interval.h"

/* More combinations than this are counted, not named. */
#define NAMED_MAX 6

struct run_note until_note(const struct table *summary)
{
	const char *text = table_get(summary, 0, "ns_per_lookup");
	struct run_note note = {
		.disturbed = !strcmp(table_get(summary, 0, "disturbed"), "1"),
	};

	if (!*text)
		text = table_get(summary, 0, "updates_per_s");
	if (strcmp(table_get(summary, 0, "valid"), "1") ||
	    !decimal_parse(text, strlen(text), &note.figure))
		note.figure = NAN;
	return note;
}

/* How far a combination is. */
struct reach {
	size_t n;     /* valid runs */
	double width; /* half of the interval to the median; NAN: too few runs */
	double needs; /* estimated runs in all */
};

/* The runs that count are those of analysis/statistics. */
static struct reach look(const struct batch *batch,
			 const struct run_note *notes, size_t ndone,
			 size_t group, double width)
{
	auto_free double *values = alloc_zeroed(ndone, sizeof(*values));
	auto_free double *quiet = alloc_zeroed(ndone, sizeof(*quiet));
	struct reach reach = { 0 };
	struct interval over;
	struct planned run;
	size_t i, nquiet = 0;

	for (i = 0; i < ndone; i++) {
		batch_get(batch, i, &run);
		if (run.group != group || isnan(notes[i].figure))
			continue;
		values[reach.n++] = notes[i].figure;
		if (!notes[i].disturbed)
			quiet[nquiet++] = notes[i].figure;
	}
	over = 2 * nquiet >= reach.n ? interval_of_median(quiet, nquiet) :
				       interval_of_median(values, reach.n);
	reach.width = fmax(over.high - over.value, over.value - over.low) /
		      over.value;
	if (!reach.n)
		reach.needs = INFINITY;
	else if (isnan(reach.width))
		reach.needs = INTERVAL_MIN;
	else
		reach.needs = (double)over.n * pow(reach.width / width, 2);
	return reach;
}

bool until_goes_on(const struct batch *batch, const struct run_note *notes,
		   size_t ndone, double width, double rounds)
{
	size_t group;

	if (rounds < 1)
		return false;
	for (group = 0; group < plan_groups(batch->jobs->plan); group++) {
		struct reach reach = look(batch, notes, ndone, group, width);

		if (!(reach.width <= width) &&
		    reach.needs <= 2 * ((double)reach.n + rounds))
			return true;
	}
	return false;
}

static double two_digits(double value)
{
	double unit = pow(10, fmax(floor(log10(value)) - 1, 0));

	return round(value / unit) * unit;
}

char *until_sentence(const struct batch *batch, const struct run_note *notes,
		     size_t ndone, double width)
{
	const struct job *job = batch->jobs;
	size_t groups = plan_groups(job->plan), missed = 0, group;
	auto_free char *names = NULL;

	for (group = 0; group < groups; group++) {
		struct reach reach = look(batch, notes, ndone, group, width);
		auto_free char *what = batch_describe(job,
				&(struct planned){ .group = group });

		if (reach.width <= width || missed++ >= NAMED_MAX)
			continue;
		alloc_append(&names, "%s %s ", names ? "," : "; not by", what);
		if (isnan(reach.width))
			alloc_append(&names, "(%zu valid, and an interval takes %d)",
				     reach.n, INTERVAL_MIN);
		else
			alloc_append(&names, "(+-%.2g%%, would take about %.0f repeats)",
				     100 * reach.width,
				     two_digits(reach.needs));
	}
	if (missed > NAMED_MAX)
		alloc_append(&names, ", and %zu more", missed - NAMED_MAX);
	return alloc_printf("--until %g%%: reached by %zu of %zu combination%s after %zu repeats%s%s",
			    100 * width, groups - missed, groups,
			    groups == 1 ? "" : "s",
			    job->plan->repeats + batch->nextra, names ?: "",
			    missed ? "; raise --budget or --duration-ms" : "");
}
