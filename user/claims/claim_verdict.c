// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim_verdict.h"

#include <stdlib.h>
#include <string.h>

#include "host/topology.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/read_file.h"
#include "plan/job_file.h"
#include "results/sweep.h"

#define CONTROL_FAILED "the experiment could not have shown it: "

/* A part of a claim's reason: tests of one kind. */
struct group {
	const char *label;
	bool controls;
	enum verdict verdict;
	bool by_counts;
	bool reasons; /* name their reasons, each once */
};

/* Counts decide what runs cannot; they do not overrule runs. */
static enum verdict decided(const struct test_verdict *of)
{
	return of->by_counts ? of->by_counts->verdict : of->verdict;
}

static const char *reason_of(const struct test_verdict *of)
{
	return of->by_counts ? of->by_counts->reason : of->reason;
}

static bool is_in(const struct group *group, const struct test_verdict *of)
{
	return !of->test->counts &&
	       (of->test->role == ROLE_CONTROL) == group->controls &&
	       decided(of) == group->verdict &&
	       !of->by_counts == !group->by_counts;
}

/* Append the tests of a group; those with the same reason together. */
static void append_group(char **text, const struct group *group,
			 const struct test_verdict *tests, size_t n)
{
	auto_free bool *named = alloc_zeroed(n, sizeof(*named));
	size_t i, k;

	for (i = 0; i < n; i++) {
		if (named[i] || !is_in(group, &tests[i]))
			continue;
		alloc_append(text, "%s%s: ", *text ? "; " : "", group->label);
		for (k = i; k < n; k++) {
			if (!is_in(group, &tests[k]) ||
			    (group->reasons &&
			     strcmp(reason_of(&tests[k]), reason_of(&tests[i]))))
				continue;
			alloc_append(text, "%s%s", k > i ? ", " : "",
				     tests[k].test->name);
			named[k] = true;
		}
		if (group->reasons)
			alloc_append(text, " (%s)", reason_of(&tests[i]));
	}
}

/* Return what the tests say together, a new string. */
static char *sum_up(const struct claim_verdict *verdict, bool controls_hold)
{
	static const struct group groups[] = {
		{ "control refuted", true, REFUTED, false, true },
		{ "control refuted by counts", true, REFUTED, true, true },
		{ "control not decided", true, UNDECIDED, false, true },
		{ "upheld", false, UPHELD, false, false },
		{ "upheld by counts", false, UPHELD, true, true },
		{ "refuted", false, REFUTED, false, false },
		{ "refuted by counts", false, REFUTED, true, true },
		{ "not decided", false, UNDECIDED, false, true },
		{ "controls that hold", true, UPHELD, false, false },
		{ "controls that hold by counts", true, UPHELD, true, true },
	};
	auto_free char *text = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(groups); i++)
		append_group(&text, &groups[i], verdict->tests,
			     verdict->claim->ntests);
	return alloc_printf("%s%s", controls_hold ? "" : CONTROL_FAILED, text);
}

/* Let counts decide tests on runs that are not decided; return how many do. */
static size_t use_counts(struct claim_verdict *verdict)
{
	size_t i, k, n = 0;

	for (i = 0; i < verdict->claim->ntests; i++) {
		struct test_verdict *of = &verdict->tests[i];

		if (of->test->counts || of->verdict != UNDECIDED)
			continue;
		for (k = 0; k < verdict->claim->ntests; k++) {
			const struct test_verdict *by = &verdict->tests[k];

			if (!by->test->stands_for ||
			    strcmp(by->test->stands_for, of->test->name) ||
			    by->verdict == UNDECIDED)
				continue;
			of->by_counts = by;
			n++;
		}
	}
	return n;
}

static const char *rests_on(const struct claim_verdict *verdict)
{
	size_t runs = 0, counts = 0, i;

	for (i = 0; i < verdict->claim->ntests; i++) {
		const struct test_verdict *of = &verdict->tests[i];

		counts += of->by_counts != NULL;
		runs += !of->test->counts && (of->verdict == UPHELD ||
					      of->verdict == REFUTED);
	}
	if (verdict->verdict == UNDECIDED)
		return "";
	return !counts ? "runs" : runs ? "runs and counts" : "counts";
}

static void conclude(struct claim_verdict *verdict)
{
	size_t counts[ROLES][SHOWN + 1] = { 0 }, i;
	const size_t *parts = counts[ROLE_PART], *cases = counts[ROLE_CASE];
	const size_t *controls = counts[ROLE_CONTROL];
	bool hold;

	for (i = 0; i < verdict->claim->ntests; i++)
		if (!verdict->tests[i].test->counts)
			counts[verdict->tests[i].test->role]
			      [decided(&verdict->tests[i])]++;
	hold = !controls[REFUTED] && !controls[UNDECIDED];
	if (!hold)
		verdict->verdict = UNDECIDED;
	else if (parts[REFUTED])
		verdict->verdict = REFUTED;
	else if (parts[UNDECIDED])
		verdict->verdict = UNDECIDED;
	else if (cases[UPHELD] && cases[REFUTED])
		verdict->verdict = DEPENDS;
	else if (cases[UNDECIDED])
		verdict->verdict = UNDECIDED;
	else
		verdict->verdict = cases[REFUTED] ? REFUTED : UPHELD;
	verdict->reason = sum_up(verdict, hold);
}

/* Remove a part of a text wherever it is. */
static void remove_part(char *text, char *part)
{
	size_t len = strlen(part);

	while ((text = strstr(text, part)))
		memmove(text, text + len, strlen(text + len) + 1);
	free(part);
}

/* Decide nothing by runs, for one reason, which is taken over. */
static void give_up(struct claim_verdict *verdict, const char *dir, char *why)
{
	size_t i;

	/* Verdicts do not depend on where the folder is. */
	remove_part(why, alloc_printf("%s/", dir));
	remove_part(why, alloc_printf("%s: ", dir));
	for (i = 0; i < verdict->claim->ntests; i++) {
		struct test_verdict *of = &verdict->tests[i];

		if (of->test->counts)
			continue;
		free(of->reason);
		of->reason = alloc_copy(why);
		of->verdict = of->test->upheld.text ? UNDECIDED : SHOWN;
	}
}

/* Read the job file of a folder. Return NULL, or what is wrong. */
static char *read_jobs(struct job_file *jobs, const char *dir,
		       const struct knobs *knobs, unsigned long cpus)
{
	auto_free char *path = alloc_printf("%s/" SWEEP_JOB_FILE, dir);
	char *why;
	struct ini *ini = ini_read(path, &why);

	if (ini)
		job_file_parse(jobs, ini, knobs, NULL, cpus, &why);
	return why;
}

static char *decide_tests(struct claim_verdict *verdict, const char *dir)
{
	const struct claim *claim = verdict->claim;
	const struct result_folder *folder;
	struct verdict_context context;
	struct job_file jobs = { 0 };
	auto_cpus hwloc_bitmap_t cpus = NULL;
	struct knobs *knobs;
	char *why;
	size_t i;

	folder = verdict->folder = result_folder_read(dir, &why);
	if (!folder)
		return why;
	/* Lines left out could have decided otherwise. */
	if (folder->complaints.n)
		return alloc_copy(folder->complaints.v[0]);
	context.runs = &folder->runs;
	cpus = cpus_parse(result_folder_environment(folder, "cpus_online"));
	context.cpus = (unsigned long)hwloc_bitmap_weight(cpus);
	context.platform = result_folder_environment(folder, "hypervisor_name");
	if (!context.cpus)
		return alloc_copy("environment.csv does not tell how many CPUs there were (cpus_online)");
	if (context.cpus < claim->cpus)
		return alloc_printf("it takes %lu CPUs, and there were %lu",
				    claim->cpus, context.cpus);
	knobs = knobs_builtin();
	why = read_jobs(&jobs, dir, knobs, context.cpus);
	context.batch = &jobs.batch;
	for (i = 0; i < claim->ntests && !why; i++)
		if (!claim->tests[i].counts)
			test_decide(&verdict->tests[i], &context);
	job_file_free(&jobs);
	knobs_free(knobs);
	return why;
}

static size_t count_violations(const struct run_set *runs)
{
	size_t i, n = 0;

	for (i = 0; i < runs->n; i++)
		n += runs->v[i]->column[COLUMN_violations] > 0 &&
		     strcmp(runs->v[i]->family, "broken");
	return n;
}

void claim_decide(struct claim_verdict *verdict, const struct claim *claim,
		  const char *dir, const struct table *costs)
{
	auto_free char *path = alloc_printf("%s/" CLAIM_NOT_RUN, dir);
	char *why;
	size_t i;

	*verdict = (struct claim_verdict){ .claim = claim };
	verdict->tests = alloc_zeroed(claim->ntests, sizeof(*verdict->tests));
	for (i = 0; i < claim->ntests; i++) {
		verdict->tests[i].test = &claim->tests[i];
		if (claim->tests[i].counts)
			count_decide(&verdict->tests[i], costs);
	}
	why = read_file(path, NULL);
	if (why)
		why[strcspn(why, "\n")] = '\0';
	else
		why = decide_tests(verdict, dir);
	if (why)
		give_up(verdict, dir, why);
	if (use_counts(verdict) || !why)
		conclude(verdict);
	else
		verdict->reason = alloc_copy(why);
	free(why);
	verdict->rests_on = rests_on(verdict);
	if (verdict->folder)
		verdict->nviolations = count_violations(&verdict->folder->runs);
}

void claim_verdict_free(struct claim_verdict *verdict)
{
	size_t i;

	for (i = 0; i < verdict->claim->ntests; i++)
		free(verdict->tests[i].reason);
	free(verdict->tests);
	free(verdict->reason);
	result_folder_free(verdict->folder);
}
