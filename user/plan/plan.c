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
	plan->ties = alloc_zeroed(knobs->n, sizeof(*plan->ties));
	plan_count(plan, PLAN_REPEATS);
	return plan;
}

static void untie(struct plan *plan, size_t knob)
{
	struct tie *tie = &plan->ties[knob];

	if (tie->values)
		split_free(tie->values, plan_width(plan, tie->by[0]) *
						plan_width(plan, tie->by[1]));
	*tie = (struct tie){ 0 };
}

void plan_free(struct plan *plan)
{
	size_t i;

	if (!plan)
		return;
	for (i = 0; i < plan->knobs->n; i++)
		untie(plan, i);
	for (i = 0; i < plan->knobs->n; i++)
		split_free(plan->axes[i].values, plan->axes[i].n);
	free(plan->ties);
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
	axis.values = split(text, knob_takes_list(knob) ? ',' : '\0', &axis.n);
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
	untie(plan, knob);
	plan->ties[knob] = (struct tie){ values, { first, second } };
}

bool plan_is_set(const struct plan *plan, size_t knob)
{
	return plan->axes[knob].n || plan->ties[knob].values;
}

size_t plan_width(const struct plan *plan, size_t knob)
{
	return plan->axes[knob].n ? plan->axes[knob].n : 1;
}

const char *plan_choice(const struct plan *plan, size_t knob, size_t i)
{
	const struct axis *axis = &plan->axes[knob];

	return axis->n ? axis->values[i] : plan->knobs->v[knob].initial;
}

bool plan_count(struct plan *plan, unsigned int repeats)
{
	size_t i, n = repeats;

	for (i = 0; i < plan->knobs->n; i++) {
		n *= plan_width(plan, i);
		if (n > PLAN_RUNS_MAX)
			return false;
	}
	plan->repeats = repeats;
	plan->nruns = n;
	return true;
}

size_t plan_groups(const struct plan *plan)
{
	return plan->nruns / plan->repeats;
}

void plan_get(const struct plan *plan, size_t i, struct planned *run)
{
	size_t knob, nschemes = 1, scheme, others;

	for (knob = 0; knob < plan->knobs->n; knob++)
		if (plan->knobs->v[knob].type == KNOB_SCHEME)
			nschemes *= plan_width(plan, knob);

	run->group = i % plan_groups(plan);
	run->repeat = (unsigned int)(i / plan_groups(plan)) + 1;
	scheme = run->group % nschemes;
	others = run->group / nschemes;

	/* The knob that is last in the table changes fastest. */
	for (knob = plan->knobs->n; knob-- > 0; ) {
		size_t *rest = plan->knobs->v[knob].type == KNOB_SCHEME ?
			       &scheme : &others;

		run->choice[knob] = *rest % plan_width(plan, knob);
		*rest /= plan_width(plan, knob);
	}
}

const char *plan_value(const struct plan *plan, const struct planned *run,
		       size_t knob)
{
	const struct tie *tie = &plan->ties[knob];

	if (tie->values)
		return tie->values[run->choice[tie->by[0]] *
					   plan_width(plan, tie->by[1]) +
				   run->choice[tie->by[1]]];
	return plan_choice(plan, knob, run->choice[knob]);
}
