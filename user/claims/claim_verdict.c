// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim_verdict.h"

#include <stdlib.h>
#include <string.h>

#include "host/sysfile.h"
#include "host/topology.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "plan/job_file.h"
#include "results/sweep.h"

#define CONTROL_FAILED "the experiment could not have shown it: "

/* What the tests on runs, or those on counts, say together. */
struct conclusion {
	enum verdict verdict;
	char *reason; /* NULL: there are no such tests */
};

/* A part of a claim's reason: tests of one kind. */
struct group {
	const char *label;
	bool controls;
	enum verdict verdict;
	bool reasons; /* name their reasons, each once */
};

static bool is_in(const struct group *group, const struct test_verdict *of,
		  bool counts)
{
	return !of->test->counts == !counts &&
	       (of->test->role == ROLE_CONTROL) == group->controls &&
	       of->verdict == group->verdict;
}

/* Append the tests of a group; those with the same reason together. */
static void append_group(char **text, const struct group *group,
			 const struct test_verdict *tests, size_t n, bool counts)
{
	auto_free bool *named = alloc_zeroed(n, sizeof(*named));
	size_t i, k;

	for (i = 0; i < n; i++) {
		if (named[i] || !is_in(group, &tests[i], counts))
			continue;
		alloc_append(text, "%s%s: ", *text ? "; " : "", group->label);
		for (k = i; k < n; k++) {
			if (!is_in(group, &tests[k], counts) ||
			    (group->reasons &&
			     strcmp(tests[k].reason, tests[i].reason)))
				continue;
			alloc_append(text, "%s%s", k > i ? ", " : "",
				     tests[k].test->name);
			named[k] = true;
		}
		if (group->reasons)
			alloc_append(text, " (%s)", tests[i].reason);
	}
}

/* Return what the tests say together, a new string. */
static char *sum_up(const struct claim_verdict *verdict, bool controls_hold,
		    bool on_counts)
{
	static const struct group groups[] = {
		{ "control refuted", true, REFUTED, true },
		{ "control not decided", true, UNDECIDED, true },
		{ "upheld", false, UPHELD, false },
		{ "refuted", false, REFUTED, false },
		{ "not decided", false, UNDECIDED, true },
		{ "controls that hold", true, UPHELD, false },
	};
	auto_free char *text = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(groups); i++)
		append_group(&text, &groups[i], verdict->tests,
			     verdict->claim->ntests, on_counts);
	return alloc_printf("%s%s", controls_hold ? "" : CONTROL_FAILED, text);
}

static struct conclusion conclude(const struct claim_verdict *verdict,
				  bool on_counts)
{
	size_t n[ROLES][SHOWN + 1] = { 0 }, decisive = 0, i;
	const size_t *parts = n[ROLE_PART], *cases = n[ROLE_CASE];
	const size_t *controls = n[ROLE_CONTROL];
	struct conclusion conclusion = { .verdict = UNDECIDED };
	bool hold;

	for (i = 0; i < verdict->claim->ntests; i++) {
		const struct test_verdict *of = &verdict->tests[i];

		if (!of->test->counts != !on_counts)
			continue;
		n[of->test->role][of->verdict]++;
		decisive += of->test->upheld.text &&
			    of->test->role != ROLE_CONTROL;
	}
	if (!decisive)
		return conclusion;
	hold = !controls[REFUTED] && !controls[UNDECIDED];
	conclusion.reason = sum_up(verdict, hold, on_counts);
	if (!hold)
		return conclusion;
	if (parts[REFUTED])
		conclusion.verdict = REFUTED;
	else if (parts[UNDECIDED] || cases[UNDECIDED])
		conclusion.verdict = UNDECIDED;
	else if (cases[UPHELD] && cases[REFUTED])
		conclusion.verdict = DEPENDS;
	else
		conclusion.verdict = cases[REFUTED] ? REFUTED : UPHELD;
	return conclusion;
}

/* Counts decide what runs cannot; they do not overrule runs. */
static void combine(struct claim_verdict *verdict, struct conclusion runs)
{
	struct conclusion counts = conclude(verdict, true);
	bool by_counts = runs.verdict == UNDECIDED &&
			 counts.verdict != UNDECIDED;

	verdict->verdict = by_counts ? counts.verdict : runs.verdict;
	verdict->rests_on = verdict->verdict == UNDECIDED    ? "" :
			    by_counts			     ? "counts" :
			    counts.verdict == runs.verdict ? "runs and counts" :
							     "runs";
	if (runs.reason && counts.reason)
		verdict->reason = alloc_printf(
			"by runs %s: %s; by counts %s: %s",
			verdict_words[runs.verdict], runs.reason,
			verdict_words[counts.verdict], counts.reason);
	else
		verdict->reason = alloc_copy(runs.reason ?: counts.reason);
	free(runs.reason);
	free(counts.reason);
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
static struct conclusion give_up(struct claim_verdict *verdict, const char *dir,
				 char *why)
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
	return (struct conclusion){ UNDECIDED, why };
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
	why = sysfile_slurp(path, NULL);
	if (why)
		why[strcspn(why, "\n")] = '\0';
	else
		why = decide_tests(verdict, dir);
	combine(verdict, why ? give_up(verdict, dir, why) :
			       conclude(verdict, false));
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
