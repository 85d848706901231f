// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim_plan.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/terminal.h"
#include "lib/textout.h"
#include "plan/dry_run.h"
#include "plan/job_file.h"

/* The jobs of a claim on a machine of some size; NULL, or what is wrong. */
static char *read_jobs(struct job_file *jobs, const struct claim *claim,
		       enum version version, const struct knobs *knobs,
		       unsigned long cpus)
{
	char *why;

	job_file_parse(jobs, claim_jobs(claim, version), knobs, NULL, cpus,
		       &why);
	if (!why)
		claim_check(claim, &jobs->batch, cpus, &why);
	return why;
}

bool claims_check(const struct claimset *set, enum version version,
		  unsigned long cpus, char **why)
{
	struct knobs *knobs = knobs_builtin();
	size_t i;

	*why = NULL;
	for (i = 0; i < set->n && !*why; i++) {
		struct job_file jobs = {0};

		if (set->v[i]->cpus > cpus)
			continue;
		*why = read_jobs(&jobs, set->v[i], version, knobs, cpus);
		job_file_free(&jobs);
	}
	knobs_free(knobs);
	return !*why;
}

static void print_tests(const struct claim *claim)
{
	static const char *const in[] = {
		[JUDGE_MEDIAN] = "",
		[JUDGE_EVERY] = " in every run",
		[JUDGE_POOLED] = " in all runs together",
	};
	char *metric;
	size_t i, k;

	for (i = 0; i < claim->ntests; i++) {
		const struct claim_test *test = &claim->tests[i];

		metric = claim_metric(test);
		printf("  test %s: %s", test->name, metric);
		free(metric);
		for (k = 0; k < SIDES; k++)
			if (test->sides[k].text)
				printf("; %s: %s", side_names[k],
				       test->sides[k].text);
		if (test->upheld.text)
			printf(": upheld if %s%s", test->upheld.text,
			       in[test->judging]);
		if (test->role != ROLE_PART)
			printf(" (%s)", role_names[test->role]);
		putchar('\n');
	}
}

/* One round of the runs; the others are alike. */
static void print_round(struct batch *batch)
{
	struct table *table;
	char *common;
	size_t i;

	for (i = 0; i < batch->njobs; i++)
		plan_count(batch->jobs[i].plan, 1);
	batch_count(batch);
	table = dry_run_table(batch, 0);
	common = dry_run_common(batch);
	print_aligned(table, 2, stdout);
	if (common)
		printf("  in all runs: %s\n", common);
	free(common);
	table_free(table);
}

static struct duration print_claim(const struct claim *claim,
				   enum version version,
				   const struct knobs *knobs,
				   unsigned long cpus)
{
	struct duration duration = {0};
	struct job_file jobs = {0};
	char *count;

	printf("%s (%s): %s\n", claim->id, claim->year, claim->says);
	if (claim->cpus > cpus) {
		printf("  cannot be decided with %lu CPU%s: it takes %lu\n\n",
		       cpus, cpus == 1 ? "" : "s", claim->cpus);
		return duration;
	}
	printf("  %s\n", claim->run);
	print_tests(claim);
	free(read_jobs(&jobs, claim, version, knobs, cpus));
	duration = batch_duration(&jobs.batch, 0, jobs.batch.nruns);
	count = dry_run_count(&jobs.batch, 0);
	printf("  %s\n  the first of %u repeats:\n", count,
	       jobs.batch.jobs[0].plan->repeats);
	free(count);
	print_round(&jobs.batch);
	putchar('\n');
	job_file_free(&jobs);
	return duration;
}

void claims_plan(const struct claimset *set, enum version version,
		 unsigned long cpus)
{
	struct knobs *knobs = knobs_builtin();
	double seconds = 0;
	char *text;
	size_t i;

	for (i = 0; i < set->n; i++) {
		struct duration duration =
			print_claim(set->v[i], version, knobs, cpus);

		seconds += (double)(duration.set_ns + duration.guess_ns) / 1e9;
	}
	text = progress_duration(seconds);
	printf("%zu claim%s on %lu CPU%s: about %s, if runs take as long as in the test kernel; nothing was run, and no result is foretold\n",
	       set->n, set->n == 1 ? "" : "s", cpus, cpus == 1 ? "" : "s",
	       text);
	free(text);
	knobs_free(knobs);
}
