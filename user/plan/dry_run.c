// SPDX-License-Identifier: GPL-2.0-only
#include "plan/dry_run.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/terminal.h"
#include "lib/textout.h"

/* Return true for the scheme and knobs with several values. */
static bool is_column(const struct batch *batch, size_t knob)
{
	const struct plan *first = batch->jobs[0].plan;
	bool differs = first->knobs->v[knob].type == KNOB_SCHEME;
	size_t i;

	for (i = 0; i < batch->njobs; i++) {
		const struct plan *plan = batch->jobs[i].plan;

		differs |= plan_width(plan, knob) > 1 ||
			   strcmp(plan_choice(plan, knob, 0),
				  plan_choice(first, knob, 0));
	}
	return differs;
}

struct table *dry_run_table(const struct batch *batch, size_t first)
{
	const struct knobs *knobs = batch->jobs[0].plan->knobs;
	const char **columns = alloc_zeroed(3 + knobs->n, sizeof(*columns));
	size_t i, knob, row, n = 0;
	const struct job *job;
	struct planned run;
	struct table *table;

	columns[n++] = "run";
	columns[n++] = "job";
	columns[n++] = "repeat";
	for (knob = 0; knob < knobs->n; knob++)
		if (is_column(batch, knob))
			columns[n++] = knobs->v[knob].name;
	table = table_new(columns, n);
	free(columns);

	for (i = first; i < batch->nruns; i++) {
		job = batch_get(batch, i, &run);
		row = table_add_row(table);
		table_set_number(table, row, "run", (double)(i + 1));
		table_set(table, row, "job", job->name);
		table_set_number(table, row, "repeat", run.repeat);
		for (knob = 0; knob < knobs->n; knob++)
			table_set(table, row, knobs->v[knob].name,
				  plan_value(job->plan, &run, knob));
	}
	return table;
}

void dry_run_print(const struct batch *batch, size_t first)
{
	struct table *table = dry_run_table(batch, first);
	const struct plan *plan = batch->jobs[0].plan;
	const char *separator = "in all runs: ";
	size_t i;

	print_aligned(table, 2, stdout);
	table_free(table);
	for (i = 0; i < plan->knobs->n; i++) {
		if (!plan->axes[i].n || is_column(batch, i))
			continue;
		printf("%s%s=%s", separator, plan->knobs->v[i].name,
		       plan_choice(plan, i, 0));
		separator = " ";
	}
	if (*separator == ' ')
		putchar('\n');
}

char *dry_run_count(const struct batch *batch, size_t first)
{
	struct duration duration = batch_duration(batch, first, batch->nruns);
	double set_s = (double)duration.set_ns / 1e9;
	double guess_s = (double)duration.guess_ns / 1e9;
	auto_free char *set = progress_duration(set_s);
	auto_free char *guess = progress_duration(guess_s);
	auto_free char *all = progress_duration(set_s + guess_s);
	size_t n = batch->nruns - first;

	return alloc_printf("%zu run%s of %zu job%s: warm-up and windows take %s, building and clearing the arenas an estimated %s, all about %s",
			    n, n == 1 ? "" : "s", batch->njobs,
			    batch->njobs == 1 ? "" : "s", set, guess, all);
}
