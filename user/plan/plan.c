// SPDX-License-Identifier: GPL-2.0-only
#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/words.h"

struct plan *plan_new(const struct knobs *knobs)
{
	struct plan *plan = alloc_zeroed(1, sizeof(*plan));

	plan->knobs = knobs;
	plan->axes = alloc_zeroed(knobs->n, sizeof(*plan->axes));
	plan_count(plan, PLAN_REPEATS);
	return plan;
}

void plan_free(struct plan *plan)
{
	size_t i;

	if (!plan)
		return;
	for (i = 0; i < plan->knobs->n; i++) {
		const struct axis *axis = &plan->axes[i];

		split_free(axis->values, axis->n);
		if (axis->tied)
			split_free(axis->tied, plan_width(plan, axis->by[0]) *
					       plan_width(plan, axis->by[1]));
	}
	free(plan->axes);
	free(plan);
}

static bool is_twice(char **values, size_t i)
{
	size_t j;

	for (j = 0; j < i; j++)
		if (!strcmp(values[j], values[i]))
			return true;
	return false;
}

bool plan_set(struct plan *plan, size_t i, const char *text, char **why)
{
	const struct knob *knob = &plan->knobs->v[i];
	struct axis axis = { 0 };
	char *checked;
	size_t j;

	/* No list item contains a NUL: the whole text is one item. */
	axis.values = split(text, knob->type == KNOB_CPULIST ? '\0' : ',', &axis.n);
	for (j = 0; j < axis.n; j++) {
		checked = knob_check(knob, axis.values[j], why);
		if (!checked)
			goto refuse;
		free(axis.values[j]);
		axis.values[j] = checked;
		if (is_twice(axis.values, j)) {
			*why = alloc_printf("%s is given twice; give it once",
					    checked);
			goto refuse;
		}
	}

	split_free(plan->axes[i].values, plan->axes[i].n);
	plan->axes[i] = axis;
	return true;

refuse:
	split_free(axis.values, axis.n);
	return false;
}

void plan_tie(struct plan *plan, size_t knob, size_t first, size_t second,
	      char **values)
{
	plan->axes[knob] = (struct axis){
		.tied = values,
		.by = { first, second },
	};
}

bool plan_is_set(const struct plan *plan, size_t knob)
{
	return plan->axes[knob].n || plan->axes[knob].tied;
}

size_t plan_width(const struct plan *plan, size_t knob)
{
	return plan->axes[knob].n ?: 1;
}

const char *plan_choice(const struct plan *plan, size_t knob, size_t i)
{
	const struct axis *axis = &plan->axes[knob];

	return axis->n ? axis->values[i] : plan->knobs->v[knob].initial;
}

bool plan_count(struct plan *plan, unsigned int repeats)
{
	size_t n = 1, i;
	int scheme;

	/* The knob that is last in the table changes fastest, but for schemes. */
	for (scheme = 1; scheme >= 0; scheme--) {
		for (i = plan->knobs->n; i-- > 0; ) {
			if ((plan->knobs->v[i].type == KNOB_SCHEME) != scheme)
				continue;
			plan->axes[i].stride = n;
			n *= plan_width(plan, i);
			if (n > PLAN_RUNS_MAX / repeats)
				return false;
		}
	}
	plan->repeats = repeats;
	plan->nruns = n * repeats;
	return true;
}

size_t plan_groups(const struct plan *plan)
{
	return plan->nruns / plan->repeats;
}

struct planned plan_get(const struct plan *plan, size_t i)
{
	return (struct planned){
		.repeat = (unsigned int)(i / plan_groups(plan)) + 1,
		.group = i % plan_groups(plan),
	};
}

/* Return the index of a knob's value in a run. */
static size_t choice(const struct plan *plan, const struct planned *run,
		     size_t knob)
{
	return run->group / plan->axes[knob].stride % plan_width(plan, knob);
}

const char *plan_value(const struct plan *plan, const struct planned *run,
		       size_t knob)
{
	const struct axis *axis = &plan->axes[knob];

	if (axis->tied)
		return axis->tied[choice(plan, run, axis->by[0]) *
					  plan_width(plan, axis->by[1]) +
				  choice(plan, run, axis->by[1])];
	return plan_choice(plan, knob, choice(plan, run, knob));
}

const char *plan_value_of(const struct plan *plan, const struct planned *run,
			  const char *name)
{
	int knob = knobs_find(plan->knobs, name);

	return knob < 0 ? "" : plan_value(plan, run, (size_t)knob);
}
