// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim_verdict.h"

#include <stdlib.h>
#include <string.h>

#include "claims/test_verdict.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/number.h"
#include "plan/job_file.h"
#include "results/sweep.h"

#define CONTROL_FAILED "the experiment could not have shown it: "

static bool is_control(const struct test_verdict *of)
{
	return of->test->role == ROLE_CONTROL;
}

/* Names of the tests with a verdict; NULL: there are none. */
static char *tests_with(const struct claim_verdict *verdict, enum verdict with,
			bool controls)
{
	char *text = NULL;
	size_t i;

	for (i = 0; i < verdict->claim->ntests; i++)
		if (verdict->tests[i].verdict == with &&
		    is_control(&verdict->tests[i]) == controls)
			alloc_append(&text, "%s%s", text ? ", " : "",
				     verdict->tests[i].test->name);
	return text;
}

static void append_tests(char **text, const char *label, char *names)
{
	if (names)
		alloc_append(text, "%s%s: %s", *text ? "; " : "", label, names);
	free(names);
}

/* Two tests of which the same is to be told. */
static bool are_alike(const struct test_verdict *a,
		      const struct test_verdict *b)
{
	return is_control(a) == is_control(b) && a->verdict == b->verdict &&
	       !strcmp(a->reason, b->reason);
}

/* The names of all tests that are like one; NULL: that is not the first. */
static char *names_like(const struct claim_verdict *verdict, size_t one)
{
	char *names = NULL;
	size_t i;

	for (i = 0; i < verdict->claim->ntests; i++) {
		const struct test_verdict *of = &verdict->tests[i];

		if (!are_alike(of, &verdict->tests[one]))
			continue;
		if (i < one)
			return NULL;
		alloc_append(&names, "%s%s", names ? ", " : "", of->test->name);
	}
	return names;
}

/* The controls without which nothing is shown; NULL: all are upheld. */
static char *failed_controls(const struct claim_verdict *verdict)
{
	char *text = NULL, *names;
	size_t i;

	for (i = 0; i < verdict->claim->ntests; i++) {
		const struct test_verdict *of = &verdict->tests[i];

		if (!is_control(of) || of->verdict == UPHELD)
			continue;
		names = names_like(verdict, i);
		if (names)
			alloc_append(&text, "%scontrol %s: %s (%s)",
				     text ? "; " : CONTROL_FAILED,
				     of->verdict == REFUTED ? "refuted"
							    : "not decided",
				     names, of->reason);
		free(names);
	}
	return text;
}

static void append_undecided(char **text, const struct claim_verdict *verdict)
{
	char *names;
	size_t i;

	for (i = 0; i < verdict->claim->ntests; i++) {
		const struct test_verdict *of = &verdict->tests[i];

		if (of->verdict != UNDECIDED || is_control(of))
			continue;
		names = names_like(verdict, i);
		if (names)
			alloc_append(text, "%snot decided: %s (%s)",
				     *text ? "; " : "", names, of->reason);
		free(names);
	}
}

/* What all tests say together: controls that fail, upheld, refuted, neither. */
static char *sum_up(const struct claim_verdict *verdict)
{
	char *text = failed_controls(verdict);

	append_tests(&text, "upheld", tests_with(verdict, UPHELD, false));
	append_tests(&text, "refuted", tests_with(verdict, REFUTED, false));
	append_undecided(&text, verdict);
	append_tests(&text, "controls that hold",
		     tests_with(verdict, UPHELD, true));
	return text;
}

static void conclude(struct claim_verdict *verdict)
{
	size_t counts[ROLE_CONTROL + 1][SHOWN + 1] = {0}, i;
	const size_t *parts = counts[ROLE_PART], *cases = counts[ROLE_CASE];
	const size_t *controls = counts[ROLE_CONTROL];

	for (i = 0; i < verdict->claim->ntests; i++)
		counts[verdict->tests[i].test->role]
		      [verdict->tests[i].verdict]++;
	if (controls[REFUTED] || controls[UNDECIDED])
		verdict->verdict = UNDECIDED;
	else if (parts[REFUTED])
		verdict->verdict = REFUTED;
	else if (parts[UNDECIDED] || cases[UNDECIDED])
		verdict->verdict = UNDECIDED;
	else if (cases[UPHELD] && cases[REFUTED])
		verdict->verdict = DEPENDS;
	else
		verdict->verdict = cases[REFUTED] ? REFUTED : UPHELD;
	verdict->reason = sum_up(verdict);
}

/* For the same reason nothing is decided; @why is given back. */
static void give_up(struct claim_verdict *verdict, char *why)
{
	size_t i;

	for (i = 0; i < verdict->claim->ntests; i++) {
		verdict->tests[i].reason = alloc_copy(why);
		verdict->tests[i].verdict = verdict->claim->tests[i].upheld.text
						    ? UNDECIDED
						    : SHOWN;
	}
	verdict->reason = why;
}

/* @text without all there is of @part; @text is given back. */
static char *without(char *text, char *part)
{
	char *plain = alloc_copy("");
	const char *p = text, *found;

	while ((found = strstr(p, part))) {
		alloc_append(&plain, "%.*s", (int)(found - p), p);
		p = found + strlen(part);
	}
	alloc_append(&plain, "%s", p);
	free(part);
	free(text);
	return plain;
}

/* Verdicts do not depend on where a folder lies; @text is given back. */
static char *without_path(char *text, const char *dir)
{
	text = without(text, alloc_printf("%s/", dir));
	return without(text, alloc_printf("%s: ", dir));
}

/* The jobs of a folder are those it was made with; NULL, or what is wrong. */
static char *read_jobs(struct job_file *jobs, const char *dir,
		       const struct knobs *knobs, unsigned long cpus)
{
	char *path = alloc_printf("%s/" SWEEP_JOB_FILE, dir), *why;
	struct ini *ini = ini_read(path, &why);

	free(path);
	if (ini)
		job_file_parse(jobs, ini, knobs, NULL, cpus, &why);
	return why;
}

static char *judge_runs(struct claim_verdict *verdict, const char *dir)
{
	const struct claim *claim = verdict->claim;
	const struct result_folder *folder;
	struct knobs *knobs;
	struct job_file jobs = {0};
	struct verdict_context context;
	char *why;
	size_t i;

	verdict->measured = compare_side_read(dir, &why);
	if (!verdict->measured)
		return why;
	folder = verdict->measured->folder;
	/* What is left out may be what would have decided otherwise. */
	if (folder->complaints.n)
		return alloc_copy(folder->complaints.v[0]);
	context.measured = verdict->measured;
	context.cpus =
		cpulist_count(result_folder_environment(folder, "cpus_online"));
	context.platform = result_folder_environment(folder, "hypervisor_name");
	if (!context.cpus)
		return alloc_copy(
			"environment.csv does not tell how many CPUs there were (cpus_online)");
	if (context.cpus < claim->cpus)
		return alloc_printf("it takes %lu CPUs, and there were %lu",
				    claim->cpus, context.cpus);
	knobs = knobs_builtin();
	why = read_jobs(&jobs, dir, knobs, context.cpus);
	context.batch = &jobs.batch;
	for (i = 0; i < claim->ntests && !why; i++)
		test_decide(&verdict->tests[i], &context);
	job_file_free(&jobs);
	knobs_free(knobs);
	return why;
}

static void count_violations(struct claim_verdict *verdict)
{
	const struct run_set *runs = verdict->measured->runs;
	size_t i;

	for (i = 0; i < runs->n; i++)
		verdict->nviolations +=
			runs->v[i]->column[COLUMN_violations] > 0 &&
			strcmp(runs->v[i]->family, "broken");
}

struct claim_verdict *claim_decide(struct claim *claim, const char *dir)
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
	compare_side_free(verdict->measured);
	claim_free(verdict->claim);
	free(verdict);
}
