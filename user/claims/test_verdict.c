// SPDX-License-Identifier: GPL-2.0-only
#include "claims/test_verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/words.h"
#include "module/abi/columns.h"
#include "stats/proportion_ci.h"

/* What a run tells a test. */
struct told {
	double value;
	double counted, of; /* if the test says of what */
};

/* Values of a test, one for each repeat. */
struct values {
	double *over[SIDES];  /* NULL: there is no such side */
	double *counted, *of; /* NULL: the test says of nothing */
	unsigned int n;
	char *why;	/* what runs lack; NULL: nothing */
	char *violated; /* the first taken that had violations; or NULL */
};

/* Find the run with a repeat, and count how many there are. */
static const struct run *find_run(const struct verdict_context *context,
				  const struct selection *selection,
				  unsigned int repeat, size_t *n)
{
	const struct run_set *runs = context->measured->runs;
	const struct run *found = NULL;
	size_t i;

	*n = 0;
	for (i = 0; i < runs->n; i++) {
		if (runs->v[i]->repeat != repeat ||
		    !selection_has(selection, runs->v[i], context->cpus))
			continue;
		found = runs->v[i];
		++*n;
	}
	return found;
}

static bool is_listed(const char *list, const char *word)
{
	bool listed = false;
	char **items;
	size_t n, i;

	if (!list)
		return false;
	items = split(list, ',', &n);
	for (i = 0; i < n; i++)
		listed = listed || !strcmp(items[i], word);
	split_free(items, n);
	return listed;
}

/* Is it asked of a side? Of what is added or taken away only what is of all. */
static bool is_asked(const struct need *need, enum side side)
{
	bool left = side == LEFT || side == LEFT_OVER;
	bool right = side == RIGHT || side == RIGHT_OVER;

	return (left || need->right) && (right || need->left);
}

/* Why a run did not do what a test needs, or NULL. */
static char *check_needs(const struct verdict_context *context,
			 const struct claim_test *test, enum side side,
			 const struct run *run)
{
	double value;
	size_t i;

	for (i = 0; i < test->nneeds; i++) {
		const struct need *need = &test->needs[i];

		if (!is_asked(need, side))
			continue;
		value = expression_value(need->of, context->measured->runs,
					 run);
		if (rule_holds(&need->rule, value))
			continue;
		if (isnan(value))
			return alloc_printf(
				"it needs %s, which was not measured",
				need->text);
		return alloc_printf("it needs %s, and that is %.10g",
				    need->text, value);
	}
	return NULL;
}

/* Why a run is not valid, or NULL if it is, or need not be. */
static char *check_valid(const struct claim_test *test, const struct run *run)
{
	const char *reason = run->valid_reason;

	if (run->valid || is_listed(test->allow_invalid, run->scheme))
		return NULL;
	return alloc_printf("the run is not valid%s%s", *reason ? ": " : "",
			    reason);
}

/* Is what is wrong with a run what the test counts, and nothing else? */
static bool counts_violations(const struct claim_test *test,
			      const struct run *run)
{
	return test->violations &&
	       !strcmp(run->valid_reason, VMB_REASON_VIOLATIONS);
}

static void read_values(const struct verdict_context *context,
			const struct claim_test *test, const struct run *run,
			struct told *told)
{
	const struct run_set *runs = context->measured->runs;

	told->counted = expression_value(test->metric, runs, run);
	told->value = told->counted;
	told->of = NAN;
	if (!test->of)
		return;
	told->of = expression_value(test->of, runs, run);
	told->value = told->of > 0 ? test->per * told->counted / told->of : NAN;
}

/* Why a run cannot be used for a test, or NULL and what it tells. */
static char *read_run(const struct verdict_context *context,
		      const struct claim_test *test, enum side side,
		      unsigned int repeat, struct told *told, char **violated)
{
	const struct run *run;
	size_t n;
	char *why;

	run = find_run(context, &test->sides[side], repeat, &n);
	if (!n)
		return alloc_copy("there is no such run");
	if (n > 1)
		return alloc_copy("there are several such runs");
	why = check_valid(test, run);
	if (why && !counts_violations(test, run))
		return why;
	*violated = why;
	why = check_needs(context, test, side, run);
	if (why)
		return why;
	read_values(context, test, run, told);
	if (!isnan(told->value))
		return NULL;
	why = claim_metric(test);
	alloc_append(&why, " has no value");
	return why;
}

static void keep(struct values *values, enum side side, unsigned int i,
		 const struct told *told)
{
	values->over[side][i] = told->value;
	if (!values->of)
		return;
	values->counted[i] = told->counted;
	values->of[i] = told->of;
}

/* The first complaint of a test is told, with how many there are. */
static void gather_side(struct values *values,
			const struct verdict_context *context,
			const struct claim_test *test, enum side side)
{
	const struct selection *selection = &test->sides[side];
	char *why, *first = NULL, *violated;
	struct told told = {0};
	size_t failed = 0;
	unsigned int i, n;

	if (!selection_check(selection, context->batch, context->cpus, &n,
			     &values->why))
		return;
	values->n = side == LEFT ? n : values->n;
	if (n != values->n) {
		values->why = alloc_printf(
			"left has %u repeats and %s %u, which cannot be paired",
			values->n, side_names[side], n);
		return;
	}
	values->over[side] = alloc_zeroed(n, sizeof(double));
	if (test->of) {
		values->counted = alloc_zeroed(n, sizeof(double));
		values->of = alloc_zeroed(n, sizeof(double));
	}
	for (i = 0; i < n; i++) {
		violated = NULL;
		why = read_run(context, test, side, i + 1, &told, &violated);
		keep(values, side, i, &told);
		if (why && !failed++)
			first = alloc_printf("repeat %u of '%s': %s", i + 1,
					     selection->text, why);
		if (violated && !values->violated)
			values->violated =
				alloc_printf("repeat %u of '%s': %s", i + 1,
					     selection->text, violated);
		free(violated);
		free(why);
	}
	values->why = first;
	if (failed > 1)
		alloc_append(&values->why, " (and %zu more of its %u repeats)",
			     failed - 1, n);
}

static void add(double *over, const double *by, double sign, unsigned int n)
{
	unsigned int i;

	for (i = 0; by && i < n; i++)
		over[i] += sign * by[i];
}

static void divide(double *over, const double *by, unsigned int n)
{
	unsigned int i;

	for (i = 0; by && i < n; i++)
		over[i] = by[i] == 0 ? NAN : over[i] / by[i];
}

static bool is_ratio(const struct claim_test *test)
{
	return test->sides[RIGHT].text || test->sides[LEFT_OVER].text;
}

/* Bring them down to left, or left over right. */
static void combine(struct values *values)
{
	double **over = values->over;
	unsigned int i;

	add(over[LEFT], over[LEFT_PLUS], 1, values->n);
	add(over[LEFT], over[LEFT_LESS], -1, values->n);
	if (over[RIGHT]) {
		divide(over[LEFT], over[LEFT_OVER], values->n);
		divide(over[RIGHT], over[RIGHT_OVER], values->n);
	} else {
		over[RIGHT] = over[LEFT_OVER];
		over[LEFT_OVER] = NULL;
	}
	for (i = 0; i < values->n && !values->why; i++)
		if (isnan(over[LEFT][i]) ||
		    (over[RIGHT] && isnan(over[RIGHT][i])))
			values->why = alloc_printf("repeat %u is divided by 0",
						   i + 1);
}

/* Counts of all runs together, per so many. */
static struct interval pool(const struct values *values,
			    const struct claim_test *test)
{
	struct interval over;

	over = proportion_ci(values->counted, values->of, values->n);
	over.value *= test->per;
	over.low *= test->per;
	over.high *= test->per;
	over.min *= test->per;
	over.max *= test->per;
	return over;
}

static struct interval estimate(const struct values *values,
				const struct claim_test *test)
{
	const double grain = expression_grain(test->metric);
	const double *left = values->over[LEFT], *right = values->over[RIGHT];
	struct interval over;

	if (test->judging == JUDGE_POOLED)
		return pool(values, test);
	over = right ? interval_of_paired_ratio(right, left, values->n)
		     : interval_of_median(left, values->n);
	metric_widen(grain, &over);
	/* A ratio of ratios is rounded twice. */
	if (values->over[LEFT_OVER])
		metric_widen(grain, &over);
	return over;
}

static double sum(const double *values, unsigned int n)
{
	double all = 0;
	unsigned int i;

	for (i = 0; i < n; i++)
		all += values[i];
	return all;
}

static void append_number(char **text, double number)
{
	if (number < 1e6)
		alloc_append(text, "%.10g", number);
	else
		alloc_append(text, "%.1f million", number / 1e6);
}

/* What was counted, and of how much: none of little is not much. */
static void append_exposure(char **reason, const struct values *values)
{
	if (!values->of)
		return;
	alloc_append(reason, "; counted ");
	append_number(reason, sum(values->counted, values->n));
	alloc_append(reason, " of ");
	append_number(reason, sum(values->of, values->n));
}

static void judge_interval(struct test_verdict *verdict)
{
	const struct claim_test *test = verdict->test;
	const struct interval *over = &verdict->over;

	verdict->verdict = rule_judge(&test->upheld, over);
	if (verdict->verdict != UNDECIDED)
		verdict->reason =
			alloc_printf("the rule holds %s the interval",
				     verdict->verdict == UPHELD ? "in all of"
								: "nowhere in");
	else if (isnan(over->low))
		verdict->reason = alloc_printf(
			"%zu repeats, and an interval takes %d; %zu more would do",
			over->n, INTERVAL_MIN, (size_t)INTERVAL_MIN - over->n);
	else
		verdict->reason = rule_undecided(&test->upheld, &test->smallest,
						 over, is_ratio(test));
}

static void judge_every(struct test_verdict *verdict,
			const struct values *values)
{
	const struct claim_test *test = verdict->test;
	struct interval *over = &verdict->over;
	double *each = alloc_zeroed(values->n, sizeof(*each));
	size_t failed;

	memcpy(each, values->over[LEFT], values->n * sizeof(*each));
	divide(each, values->over[RIGHT], values->n);
	over->low = over->min;
	over->high = over->max;
	verdict->verdict =
		rule_judge_every(&test->upheld, each, values->n, &failed);
	if (verdict->verdict == UNDECIDED)
		verdict->reason = alloc_printf(
			"the rule holds in all runs, but %zu repeats are too few: it takes %d",
			over->n, INTERVAL_MIN);
	else if (failed)
		verdict->reason = alloc_printf(
			"the rule does not hold in %zu of %zu runs", failed,
			over->n);
	else
		verdict->reason =
			alloc_printf("the rule holds in all %zu runs", over->n);
	free(each);
}

static void judge_values(struct test_verdict *verdict,
			 const struct values *values)
{
	const struct claim_test *test = verdict->test;

	verdict->over = estimate(values, test);
	if (!verdict->over.n && test->of)
		verdict->reason = alloc_printf(
			"%s is below 0 or above %s in some run, so it is no share of it",
			expression_text(test->metric),
			expression_text(test->of));
	else if (!verdict->over.n)
		verdict->reason = alloc_printf(
			"%s is not above 0 in all runs, so there are no ratios of it",
			expression_text(test->metric));
	else if (!test->upheld.text)
		verdict->reason = alloc_copy(
			"it has no rule, and bears on the claim only");
	else if (test->judging == JUDGE_EVERY)
		judge_every(verdict, values);
	else
		judge_interval(verdict);
	append_exposure(&verdict->reason, values);
	if (verdict->verdict != UPHELD || !values->violated)
		return;
	/* Something else was wrong, or before the window. */
	verdict->verdict = UNDECIDED;
	alloc_append(&verdict->reason, ", but %s, and not by what it counts",
		     values->violated);
}

/* What this machine cannot decide, though the figures are told. */
static void doubt(struct test_verdict *verdict,
		  const struct verdict_context *context)
{
	const struct claim_test *test = verdict->test;
	char *why = NULL;

	if (context->cpus < test->cpus)
		why = alloc_printf(
			"it takes %lu CPUs, and there were %lu; a machine with %lu could decide it",
			test->cpus, context->cpus, test->cpus);
	else if (is_listed(test->not_in, context->platform))
		why = alloc_printf("not in %s: %s", context->platform,
				   test->why_not);
	if (!why)
		return;
	free(verdict->reason);
	verdict->reason = why;
	verdict->verdict = UNDECIDED;
}

void test_decide(struct test_verdict *verdict,
		 const struct verdict_context *context)
{
	const struct claim_test *test = verdict->test;
	struct values values = {0};
	size_t i;

	for (i = 0; i < SIDES && !values.why; i++)
		if (test->sides[i].text)
			gather_side(&values, context, test, i);
	if (!values.why)
		combine(&values);
	if (values.why)
		verdict->reason = alloc_copy(values.why);
	else
		judge_values(verdict, &values);
	if (test->upheld.text)
		doubt(verdict, context);
	else
		verdict->verdict = SHOWN;
	for (i = 0; i < SIDES; i++)
		free(values.over[i]);
	free(values.counted);
	free(values.of);
	free(values.why);
	free(values.violated);
}
