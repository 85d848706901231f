// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim_verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claim_jobs.h"
#include "claims/expression.h"
#include "lib/alloc.h"
#include "lib/words.h"
#include "module/abi/columns.h"

#define BLANKS " \t"
#define ROUNDED "percentiles are rounded (to a bucket and to the step of the clock)"

/* The values of a test, one for each repeat. */
struct values {
	struct figure *side[SIDES]; /* NULL: there is no such side */
	double rounding; /* largest error; relative if there is a right side */
	double *counted, *of; /* NULL unless the test has "of" */
	unsigned int n;
	char *violated; /* the first run used that had violations, or NULL */
};

/* Find the run of a repeat, and count such runs. */
static const struct run *find_run(const struct verdict_context *context,
				  const struct selection *selection,
				  unsigned int repeat, size_t *n)
{
	const struct run_set *runs = context->runs;
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

/*
 * Return which condition does not hold for a run, or NULL. The runs of left_plus
 * and left_less have to meet the conditions on all sides only.
 */
static char *check_needs(const struct claim_test *test, enum side side,
			 const struct run_set *runs, const struct run *run)
{
	bool left = side == LEFT || side == LEFT_OVER;
	bool right = side == RIGHT || side == RIGHT_OVER;
	auto_free char *words = NULL;
	char *word, *save, *metric, *why = NULL;
	struct rule rule;
	double value;

	words = alloc_printf("%s %s %s", test->needs ?: "",
			     left && test->needs_left ? test->needs_left : "",
			     right && test->needs_right ? test->needs_right : "");
	word = strtok_r(words, BLANKS, &save);
	for (; word && !why; word = strtok_r(NULL, BLANKS, &save)) {
		need_parse(word, &metric, &rule);
		value = expression_value(metric, runs, run).value;
		if (isnan(value))
			why = alloc_printf("it needs %s, which was not measured",
					   word);
		else if (!rule_holds(&rule, value))
			why = alloc_printf("it needs %s, and that is %.10g",
					   word, value);
		free(metric);
	}
	return why;
}

/*
 * Return why a run is not valid, or NULL. Violations that the test counts do not
 * make it unusable; the first such run is recorded.
 */
static char *check_valid(struct values *values, const struct claim_test *test,
			 const struct run *run, const char *selection)
{
	const char *reason = run->valid_reason;
	char *why;

	if (run->valid || list_has(test->allow_invalid, run->scheme))
		return NULL;
	why = alloc_printf("the run is not valid%s%s", *reason ? ": " : "",
			   reason);
	if (!test->violations || strcmp(reason, VMB_REASON_VIOLATIONS))
		return why;
	if (!values->violated)
		values->violated = alloc_printf("repeat %.0f of '%s': %s",
						run->repeat, selection, why);
	free(why);
	return NULL;
}

/* Read the value of repeat @i of a side, from 0; return why it has none. */
static char *read_run(struct values *values,
		      const struct verdict_context *context,
		      const struct claim_test *test, enum side side,
		      unsigned int i)
{
	const struct selection *selection = &test->sides[side];
	const struct run_set *runs = context->runs;
	const struct run *run;
	struct figure value;
	size_t n;
	char *why;

	run = find_run(context, selection, i + 1, &n);
	if (n != 1)
		return alloc_copy(n ? "there are several such runs" :
				      "there is no such run");
	why = check_valid(values, test, run, selection->text);
	if (!why)
		why = check_needs(test, side, runs, run);
	if (why)
		return why;
	value = expression_value(test->metric, runs, run);
	if (test->of) {
		values->counted[i] = value.value;
		values->of[i] = expression_value(test->of, runs, run).value;
		value.value = values->of[i] > 0 ?
			test->per * value.value / values->of[i] : NAN;
		value.rounding *= test->per / values->of[i];
	}
	values->side[side][i] = value;
	if (!isnan(value.value))
		return NULL;
	why = claim_metric(test);
	alloc_append(&why, " has no value");
	return why;
}

/* Return the first run that cannot be used, with the number of others. */
static char *read_side(struct values *values,
		       const struct verdict_context *context,
		       const struct claim_test *test, enum side side)
{
	char *why, *first = NULL;
	unsigned int i, failed = 0;

	values->side[side] = alloc_zeroed(values->n, sizeof(struct figure));
	for (i = 0; i < values->n; i++) {
		why = read_run(values, context, test, side, i);
		if (why && !failed++)
			first = alloc_printf("repeat %u of '%s': %s", i + 1,
					     test->sides[side].text, why);
		free(why);
	}
	if (failed > 1)
		alloc_append(&first, " (and %u more of its %u repeats)",
			     failed - 1, values->n);
	return first;
}

static double share_rounded(struct figure figure)
{
	return figure.rounding / fabs(figure.value);
}

/* The same percentile of two runs: one rounding error counts, the larger. */
static struct figure divide(struct figure value, const struct figure *by,
			    unsigned int i)
{
	double quotient;

	if (!by)
		return value;
	quotient = by[i].value == 0 ? NAN : value.value / by[i].value;
	return (struct figure){
		quotient,
		fmax(share_rounded(value), share_rounded(by[i])) *
			fabs(quotient),
	};
}

/* Add a background, or subtract it. */
static void add(struct figure *to, const struct figure *background,
		unsigned int i, int sign)
{
	if (!background)
		return;
	to->value += sign * background[i].value;
	to->rounding += background[i].rounding;
}

/* Reduce all sides to left, or left and right. */
static char *combine(struct values *values)
{
	struct figure **side = values->side, *left = side[LEFT], *right;
	double rounding;
	unsigned int i;

	if (!side[RIGHT]) {
		side[RIGHT] = side[LEFT_OVER];
		side[LEFT_OVER] = NULL;
	}
	right = side[RIGHT];
	for (i = 0; i < values->n; i++) {
		add(&left[i], side[LEFT_PLUS], i, 1);
		add(&left[i], side[LEFT_LESS], i, -1);
		left[i] = divide(left[i], side[LEFT_OVER], i);
		if (right)
			right[i] = divide(right[i], side[RIGHT_OVER], i);
		if (isnan(left[i].value) || (right && isnan(right[i].value)))
			return alloc_printf("repeat %u is divided by 0", i + 1);
		/* A ratio of ratios is rounded twice. */
		rounding = side[LEFT_OVER] ? share_rounded(left[i]) +
						     share_rounded(right[i]) :
			   right ? share_rounded(divide(left[i], right, i)) :
				   left[i].rounding;
		values->rounding = fmax(values->rounding, rounding);
	}
	return NULL;
}

static void widen(const struct values *values, struct interval *over)
{
	if (values->side[RIGHT])
		ratio_widen(over, values->rounding);
	else
		interval_widen(over, values->rounding);
}

/* Judge a value without its interval. */
static enum verdict judge_value(const struct values *values,
				const struct rule *rule, double value)
{
	struct interval over = { .n = 1, .low = value, .high = value };

	widen(values, &over);
	return rule_judge(rule, &over);
}

/* Return the values of a side, a new array, or NULL. */
static double *plain(const struct values *values, enum side side)
{
	double *copy = NULL;
	unsigned int i;

	if (values->side[side])
		copy = alloc_zeroed(values->n, sizeof(*copy));
	for (i = 0; i < values->n && copy; i++)
		copy[i] = values->side[side][i].value;
	return copy;
}

static struct interval estimate(const struct values *values,
				const struct claim_test *test)
{
	auto_free double *left = plain(values, LEFT);
	auto_free double *right = plain(values, RIGHT);
	struct interval over;

	if (test->judging == JUDGE_POOLED) {
		over = proportion_ci(values->counted, values->of, values->n);
		over.value *= test->per;
		over.low *= test->per;
		over.high *= test->per;
		return over;
	}
	over = right ? interval_of_paired_ratio(right, left, values->n)
		     : interval_of_median(left, values->n);
	widen(values, &over);
	return over;
}

static void append_sum(char **text, const char *before, const double *values,
		       unsigned int n)
{
	double sum = 0;
	unsigned int i;

	for (i = 0; i < n; i++)
		sum += values[i];
	if (sum < 1e6)
		alloc_append(text, "%s%.10g", before, sum);
	else
		alloc_append(text, "%s%.1f million", before, sum / 1e6);
}

static char *judge_interval(struct test_verdict *verdict,
			    const struct values *values)
{
	const struct claim_test *test = verdict->test;
	const struct interval *over = &verdict->over;

	verdict->verdict = rule_judge(&test->upheld, over);
	if (verdict->verdict != UNDECIDED)
		return alloc_printf("the rule holds %s the interval",
				    verdict->verdict == UPHELD ? "in all of" :
								 "nowhere in");
	if (isnan(over->low))
		return alloc_printf("%zu repeats, and an interval takes %d; %zu more would do",
				    over->n, INTERVAL_MIN,
				    (size_t)INTERVAL_MIN - over->n);
	if (values->rounding > 0 && judge_value(values, &test->upheld,
						over->value) == UNDECIDED)
		return alloc_copy("the value is nearer to a threshold than " ROUNDED ": no number of repeats would tell");
	return rule_undecided(&test->upheld, test->smallest, over,
			      test->sides[RIGHT].text ||
			      test->sides[LEFT_OVER].text);
}

static char *judge_every(struct test_verdict *verdict,
			 const struct values *values)
{
	struct interval *over = &verdict->over;
	unsigned int i, failed = 0, near = 0;
	enum verdict one;

	over->low = over->min;
	over->high = over->max;
	for (i = 0; i < values->n; i++) {
		one = judge_value(values, &verdict->test->upheld,
				  divide(values->side[LEFT][i],
					 values->side[RIGHT], i).value);
		failed += one == REFUTED;
		near += one == UNDECIDED;
	}
	verdict->verdict = failed ? REFUTED :
			   near || values->n < INTERVAL_MIN ? UNDECIDED : UPHELD;
	if (failed)
		return alloc_printf("the rule does not hold in %u of %zu runs",
				    failed, over->n);
	if (near)
		return alloc_printf("the value of %u of %zu runs is nearer to a threshold than " ROUNDED,
				    near, over->n);
	if (verdict->verdict == UPHELD)
		return alloc_printf("the rule holds in all %zu runs", over->n);
	return alloc_printf("the rule holds in all runs, but %zu repeats are too few: it takes %d",
			    over->n, INTERVAL_MIN);
}

static char *judge_values(struct test_verdict *verdict,
			  const struct values *values)
{
	const struct claim_test *test = verdict->test;
	char *reason;

	verdict->over = estimate(values, test);
	if (!verdict->over.n && test->of)
		reason = alloc_printf("%s is below 0 or above %s in some run, so it is no share of it",
				      test->metric, test->of);
	else if (!verdict->over.n)
		reason = alloc_printf("%s is not above 0 in all runs, so there are no ratios of it",
				      test->metric);
	else if (!test->upheld.text)
		reason = alloc_copy("it has no rule, and bears on the claim only");
	else if (test->judging == JUDGE_EVERY)
		reason = judge_every(verdict, values);
	else
		reason = judge_interval(verdict, values);
	/* Zero events in few lookups is weak evidence. */
	if (values->of) {
		append_sum(&reason, "; counted ", values->counted, values->n);
		append_sum(&reason, " of ", values->of, values->n);
	}
	if (verdict->verdict == UPHELD && values->violated) {
		verdict->verdict = UNDECIDED;
		alloc_append(&reason, ", but %s, and not by what it counts",
			     values->violated);
	}
	return reason;
}

/* Return why this machine cannot decide a test, or NULL. */
static char *doubt(const struct claim_test *test,
		   const struct verdict_context *context)
{
	if (context->cpus < test->cpus)
		return alloc_printf("it takes %lu CPUs, and there were %lu; a machine with %lu could decide it",
				    test->cpus, context->cpus, test->cpus);
	if (*context->platform && list_has(test->not_in, context->platform))
		return alloc_printf("not in %s: %s", context->platform,
				    test->why_not);
	return NULL;
}

void test_decide(struct test_verdict *verdict,
		 const struct verdict_context *context)
{
	const struct claim_test *test = verdict->test;
	struct values values = { 0 };
	enum side side;
	char *why;

	why = claim_test_check(test, context->batch, context->cpus, &values.n,
			       &side);
	if (test->of) {
		values.counted = alloc_zeroed(values.n, sizeof(double));
		values.of = alloc_zeroed(values.n, sizeof(double));
	}
	for (side = LEFT; side < SIDES && !why; side++)
		if (test->sides[side].text)
			why = read_side(&values, context, test, side);
	if (!why)
		why = combine(&values);
	verdict->reason = why ?: judge_values(verdict, &values);
	/* The values stay. */
	why = test->upheld.text ? doubt(test, context) : NULL;
	if (why) {
		free(verdict->reason);
		verdict->reason = why;
		verdict->verdict = UNDECIDED;
	}
	if (!test->upheld.text)
		verdict->verdict = SHOWN;
	for (side = LEFT; side < SIDES; side++)
		free(values.side[side]);
	free(values.counted);
	free(values.of);
	free(values.violated);
}
