// SPDX-License-Identifier: GPL-2.0-only
#include "claims/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "cpulist.h"
#include "jobs/jobfile.h"
#include "jobs/store.h"
#include "sysfile.h"

/* What the tests of a claim are judged by. */
struct court {
	const struct measured *measured;
	const struct batch *batch;
	unsigned long cpus;
};

/* Runs of one side of a test, a value for each repeat. */
struct side {
	double *values;
	unsigned int n;
	char *why;		/* what they lack; NULL: nothing */
};

/* The run with a repeat; -1: there is none, -2: there are several. */
static long find_run(const struct court *court,
		     const struct selection *selection, unsigned int repeat)
{
	const struct table *summary = court->measured->summary;
	long found = -1;
	size_t row;

	for (row = 0; row < summary->nrows; row++) {
		if (strtoul(table_get(summary, row, "repeat"), NULL, 10) !=
			    repeat ||
		    !selection_has(selection, summary, row, court->cpus))
			continue;
		if (found >= 0)
			return -2;
		found = (long)row;
	}
	return found;
}

/* Why a run cannot be used for a test, or NULL. */
static char *check_run(const struct court *court,
		       const struct claim_test *test,
		       const struct selection *selection, unsigned int repeat,
		       long run)
{
	const struct table *summary = court->measured->summary;
	const char *reason;
	double value;
	size_t i;

	if (run == -1)
		return alloc_printf("repeat %u of '%s' is missing", repeat,
				    selection->text);
	if (run < 0)
		return alloc_printf("there are several runs for repeat %u of '%s'",
				    repeat, selection->text);
	if (strcmp(table_get(summary, (size_t)run, "valid"), "1")) {
		reason = table_get(summary, (size_t)run, "valid_reason");
		return alloc_printf("repeat %u of '%s' is not valid%s%s",
				    repeat, selection->text,
				    *reason ? ": " : "", reason);
	}
	for (i = 0; i < test->nneeds; i++) {
		const struct need *need = &test->needs[i];

		value = expression_value(need->of,
					 court->measured->statistics,
					 (size_t)run);
		if (rule_holds(&need->rule, value))
			continue;
		if (isnan(value))
			return alloc_printf("it needs %s, which was not measured in repeat %u of '%s'",
					    need->text, repeat,
					    selection->text);
		return alloc_printf("it needs %s, and that is %.10g in repeat %u of '%s'",
				    need->text, value, repeat,
				    selection->text);
	}
	return NULL;
}

static struct side gather(const struct court *court,
			  const struct claim_test *test,
			  const struct selection *selection)
{
	struct side side = { 0 };
	unsigned int i;
	char *why;
	long run;

	if (!selection_check(selection, court->batch, court->cpus, &side.n,
			     &side.why))
		return side;
	side.values = alloc_zeroed(side.n, sizeof(*side.values));
	for (i = 0; i < side.n; i++) {
		run = find_run(court, selection, i + 1);
		why = check_run(court, test, selection, i + 1, run);
		if (!why) {
			side.values[i] = expression_value(
				test->metric, court->measured->statistics,
				(size_t)run);
			if (isnan(side.values[i]))
				why = alloc_printf("%s has no value in repeat %u of '%s'",
						   test->metric_text, i + 1,
						   selection->text);
		}
		/* The first is told. */
		if (side.why)
			free(why);
		else
			side.why = why;
	}
	return side;
}

static char *undecided(const struct claim_test *test,
		       const struct interval *over)
{
	if (!over->n)
		return alloc_printf("%s is not above 0 in all runs, so there are no ratios of it",
				    test->metric_text);
	if (isnan(over->low))
		return alloc_printf("%zu repeats, and an interval takes %d; %zu more would do",
				    over->n, INTERVAL_MIN,
				    (size_t)INTERVAL_MIN - over->n);
	return rule_undecided(&test->upheld, &test->smallest, over,
			      test->right.text);
}

static void judge_sides(struct test_verdict *verdict, const struct side *left,
			const struct side *right)
{
	const struct claim_test *test = verdict->test;
	const struct metric grained = {
		.grain = expression_grain(test->metric),
	};

	if (!test->right.text)
		verdict->over = interval_of_median(left->values, left->n);
	else
		verdict->over = interval_of_paired_ratio(right->values,
							 left->values,
							 left->n);
	metric_widen(&grained, &verdict->over);
	verdict->verdict = rule_judge(&test->upheld, &verdict->over);
	if (verdict->verdict == UNDECIDED)
		verdict->reason = undecided(test, &verdict->over);
	else
		verdict->reason = alloc_printf("the rule holds %s the interval",
					       verdict->verdict == UPHELD ?
					       "in all of" : "nowhere in");
}

static void judge_test(struct test_verdict *verdict,
		       const struct court *court)
{
	const struct claim_test *test = verdict->test;
	struct side left = gather(court, test, &test->left);
	struct side right = { .n = left.n };

	if (test->right.text)
		right = gather(court, test, &test->right);
	if (left.why || right.why) {
		verdict->reason = alloc_copy(left.why ?: right.why);
	} else if (left.n != right.n) {
		verdict->reason = alloc_printf("left has %u repeats and right %u, which cannot be paired",
					       left.n, right.n);
	} else {
		judge_sides(verdict, &left, &right);
	}
	free(left.values);
	free(left.why);
	free(right.values);
	free(right.why);
}

/* Names of the tests with a verdict; NULL: there are none. */
static char *tests_with(const struct claim_verdict *verdict,
			enum verdict with)
{
	char *text = NULL;
	size_t i;

	for (i = 0; i < verdict->claim->ntests; i++)
		if (verdict->tests[i].verdict == with)
			alloc_append(&text, "%s%s", text ? ", " : "",
				     verdict->tests[i].test->name);
	return text;
}

/* What all tests say together, in the same order: upheld, refuted, neither. */
static char *sum_up(const struct claim_verdict *verdict)
{
	char *upheld = tests_with(verdict, UPHELD);
	char *refuted = tests_with(verdict, REFUTED);
	char *text = NULL;
	size_t i;

	if (upheld)
		alloc_append(&text, "upheld: %s", upheld);
	if (refuted)
		alloc_append(&text, "%srefuted: %s", text ? "; " : "", refuted);
	for (i = 0; i < verdict->claim->ntests; i++)
		if (verdict->tests[i].verdict == UNDECIDED)
			alloc_append(&text, "%snot decided: %s (%s)",
				     text ? "; " : "",
				     verdict->tests[i].test->name,
				     verdict->tests[i].reason);
	free(upheld);
	free(refuted);
	return text;
}

static void conclude(struct claim_verdict *verdict)
{
	size_t counts[] = { 0, 0, 0, 0 }, i;
	const size_t n = verdict->claim->ntests;

	for (i = 0; i < n; i++)
		counts[verdict->tests[i].verdict]++;
	if (counts[UPHELD] == n)
		verdict->verdict = UPHELD;
	else if (counts[REFUTED] == n)
		verdict->verdict = REFUTED;
	else if (counts[UPHELD] && counts[REFUTED])
		verdict->verdict = DEPENDS;
	verdict->reason = sum_up(verdict);
}

/* For the same reason nothing is decided; @why is given back. */
static void give_up(struct claim_verdict *verdict, char *why)
{
	size_t i;

	for (i = 0; i < verdict->claim->ntests; i++)
		verdict->tests[i].reason = alloc_copy(why);
	verdict->reason = why;
}

/* Verdicts do not depend on where a folder lies; @text is given back. */
static char *without_path(char *text, const char *dir)
{
	char *prefix = alloc_printf("%s/", dir), *plain = alloc_copy("");
	const char *p = text, *found;

	while ((found = strstr(p, prefix))) {
		alloc_append(&plain, "%.*s", (int)(found - p), p);
		p = found + strlen(prefix);
	}
	alloc_append(&plain, "%s", p);
	free(prefix);
	free(text);
	return plain;
}

static unsigned long cpus_of(const struct measured *measured)
{
	const struct table *environment = measured->environment;
	size_t row;

	for (row = 0; environment && row < environment->nrows; row++)
		if (!strcmp(table_get(environment, row, "key"), "cpus_online"))
			return cpulist_count(table_get(environment, row,
						       "value"));
	return 0;
}

/* The jobs of a folder are those it was made with; NULL, or what is wrong. */
static char *read_jobs(struct jobfile *jobs, const char *dir,
		       const struct knobs *knobs, unsigned long cpus)
{
	char *path = alloc_printf("%s/" SWEEP_JOB_FILE, dir), *why;
	struct ini *ini = ini_read(path, &why);

	free(path);
	if (ini)
		jobfile_parse(jobs, ini, knobs, NULL, cpus, &why);
	return why;
}

static char *judge_runs(struct claim_verdict *verdict, const char *dir)
{
	const struct claim *claim = verdict->claim;
	struct knobs *knobs;
	struct jobfile jobs = { 0 };
	struct court court;
	char *why;
	size_t i;

	verdict->measured = measured_read(dir, &why);
	if (!verdict->measured)
		return why;
	court.measured = verdict->measured;
	court.cpus = cpus_of(verdict->measured);
	if (!court.cpus)
		return alloc_copy("environment.csv does not tell how many CPUs there were (cpus_online)");
	if (court.cpus < claim->cpus)
		return alloc_printf("it takes %lu CPUs, and there were %lu",
				    claim->cpus, court.cpus);
	knobs = knobs_builtin();
	why = read_jobs(&jobs, dir, knobs, court.cpus);
	court.batch = &jobs.batch;
	for (i = 0; i < claim->ntests && !why; i++)
		judge_test(&verdict->tests[i], &court);
	jobfile_free(&jobs);
	knobs_free(knobs);
	return why;
}

static void count_violations(struct claim_verdict *verdict)
{
	const struct table *summary = verdict->measured->summary;
	size_t row;

	for (row = 0; row < summary->nrows; row++)
		verdict->nviolations +=
			strtoull(table_get(summary, row, "violations"), NULL,
				 10) &&
			strcmp(table_get(summary, row, "family"), "broken");
}

struct claim_verdict *claim_judge(struct claim *claim, const char *dir)
{
	struct claim_verdict *verdict = alloc_zeroed(1, sizeof(*verdict));
	char *path = alloc_printf("%s/" CLAIM_NOT_RUN, dir), *why;
	size_t i;

	verdict->claim = claim;
	verdict->tests = alloc_zeroed(claim->ntests, sizeof(*verdict->tests));
	for (i = 0; i < claim->ntests; i++)
		verdict->tests[i].test = &claim->tests[i];
	why = sysfile_slurp(path, NULL);
	free(path);
	if (why)
		why[strcspn(why, "\n")] = '\0';
	else
		why = judge_runs(verdict, dir);
	if (why)
		give_up(verdict, without_path(why, dir));
	else
		conclude(verdict);
	if (verdict->measured)
		count_violations(verdict);
	return verdict;
}

void claim_verdict_free(struct claim_verdict *verdict)
{
	size_t i;

	if (!verdict)
		return;
	for (i = 0; i < verdict->claim->ntests; i++)
		free(verdict->tests[i].reason);
	free(verdict->tests);
	free(verdict->reason);
	measured_free(verdict->measured);
	claim_free(verdict->claim);
	free(verdict);
}
