// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim_jobs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/terminal.h"
#include "lib/textout.h"
#include "plan/dry_run.h"

#define INI_COLUMNS 80

const char *const version_names[VERSIONS] = {
	[VERSION_QUICK] = "quick",
	[VERSION_FULL] = "full",
};

/* Return true if a section of a claim file is neither a job nor [global]. */
static bool is_of_claim(const char *name)
{
	return !strcmp(name, "claim") || strchr(name, ' ') ||
	       !strcmp(name, version_names[VERSION_QUICK]) ||
	       !strcmp(name, version_names[VERSION_FULL]);
}

/* Append a key, its list continued on new lines: INI lines cannot be long. */
static void add_key(struct ini *ini, const struct ini_key *key)
{
	const char *value;
	size_t column = 0;

	ini_add_key(ini, key->name, key->value, key->line);
	alloc_append(&ini->text, "%s = ", key->name);
	for (value = key->value; *value; value++) {
		alloc_append(&ini->text, "%c", *value);
		if (++column < INI_COLUMNS || *value != ',')
			continue;
		alloc_append(&ini->text, "\n\t");
		column = 0;
	}
	alloc_append(&ini->text, "\n");
}

/* Append a copy of a section, with the keys that @instead replaces. */
static void add_section(struct ini *ini, const struct ini_section *section,
			const struct ini_section *instead)
{
	size_t i;

	ini_add_section(ini, section->name, section->line);
	alloc_append(&ini->text, "\n[%s]\n", section->name);
	for (i = 0; i < section->nkeys; i++)
		if (!instead || !ini_key(instead, section->keys[i].name))
			add_key(ini, &section->keys[i]);
	for (i = 0; instead && i < instead->nkeys; i++)
		add_key(ini, &instead->keys[i]);
}

struct ini *claim_jobs(const struct claim *claim, enum version version)
{
	const char *name = version_names[version];
	const struct ini *from = claim->ini;
	const struct ini_section *instead = ini_section(from, name);
	const struct ini_section *global = ini_section(from, JOBS_GLOBAL);
	struct ini_section none = { .name = (char *)JOBS_GLOBAL, .line = 1 };
	struct ini *ini = alloc_zeroed(1, sizeof(*ini));
	size_t i;

	ini->path = alloc_copy(from->path);
	ini->text = alloc_printf("; The %s version of claim %s.\n", name,
				 claim->id);
	if (!global)
		add_section(ini, &none, instead);
	for (i = 0; i < from->nsections; i++) {
		const struct ini_section *section = &from->sections[i];

		if (!is_of_claim(section->name))
			add_section(ini, section,
				    section == global ? instead : NULL);
	}
	ini->len = strlen(ini->text);
	return ini;
}

char *claim_test_check(const struct claim_test *test, const struct batch *batch,
		       unsigned long cpus, unsigned int *repeats,
		       enum side *side)
{
	unsigned int n = 0;

	for (*side = LEFT; *side < SIDES; ++*side) {
		auto_free char *wrong = NULL;

		if (!test->sides[*side].text)
			continue;
		wrong = selection_check(&test->sides[*side], batch, cpus, &n);
		if (*side == LEFT)
			*repeats = n;
		if (!wrong && n != *repeats)
			wrong = alloc_printf("it has %u repeats and left %u, which cannot be paired; give their jobs the same repeat",
					     n, *repeats);
		if (wrong)
			return alloc_printf("%s: %s", side_names[*side], wrong);
	}
	return NULL;
}

static char *check_claim(const struct claim *claim, const struct batch *batch,
			 unsigned long cpus)
{
	unsigned int repeats;
	enum side side;
	size_t i;

	for (i = 0; i < claim->ntests; i++) {
		const struct claim_test *test = &claim->tests[i];
		auto_free char *wrong = test->counts ? NULL :
			claim_test_check(test, batch, cpus, &repeats, &side);

		if (wrong)
			return alloc_printf("%s:%d: [test %s]: %s",
					    claim->ini->path,
					    ini_key(test->section, side_names[side])->line,
					    test->name, wrong);
	}
	return NULL;
}

char *claim_read_jobs(struct job_file *jobs, const struct claim *claim,
		      enum version version, const struct knobs *knobs,
		      unsigned long cpus)
{
	char *why;

	job_file_parse(jobs, claim_jobs(claim, version), knobs, NULL, cpus,
		       &why);
	return why ?: check_claim(claim, &jobs->batch, cpus);
}

char *claims_check(const struct claim_set *set, enum version version,
		   unsigned long cpus)
{
	struct knobs *knobs = knobs_builtin();
	char *why = NULL;
	size_t i;

	for (i = 0; i < set->n && !why; i++) {
		struct job_file jobs;

		if (set->v[i].cpus > cpus)
			continue;
		why = claim_read_jobs(&jobs, &set->v[i], version, knobs, cpus);
		job_file_free(&jobs);
	}
	knobs_free(knobs);
	return why;
}

static void print_test(const struct claim_test *test)
{
	static const char *const in[JUDGINGS] = {
		[JUDGE_MEDIAN] = "",
		[JUDGE_EVERY] = " in every run",
		[JUDGE_POOLED] = " in all runs together",
	};
	auto_free char *metric = claim_metric(test);
	enum side side;

	printf("  test %s: %s", test->name, metric);
	for (side = LEFT; side < SIDES; side++)
		if (test->sides[side].text)
			printf("; %s: %s", side_names[side],
			       test->sides[side].text);
	if (test->upheld.text)
		printf(": upheld if %s%s", test->upheld.text,
		       in[test->judging]);
	if (test->role != ROLE_PART)
		printf(" (%s)", role_names[test->role]);
	putchar('\n');
}

/* Print the jobs, and the runs of their first repeat. */
static void print_batch(struct batch *batch)
{
	auto_free char *count = dry_run_count(batch, 0);
	size_t i;

	printf("  %s\n  the first of %u repeats:\n", count,
	       batch->jobs[0].plan->repeats);
	for (i = 0; i < batch->njobs; i++)
		plan_count(batch->jobs[i].plan, 1);
	batch_count(batch);
	dry_run_print(batch, 0);
}

/* Return how long the runs of a claim take, in seconds. */
static double plan_claim(const struct claim *claim, enum version version,
			 const struct knobs *knobs, unsigned long cpus)
{
	struct duration duration;
	struct job_file jobs;
	size_t i;

	printf("%s (%s): %s\n", claim->id, claim->year, claim->says);
	if (claim->cpus > cpus) {
		printf("  cannot be decided with %lu CPU%s: it takes %lu\n\n",
		       cpus, cpus == 1 ? "" : "s", claim->cpus);
		return 0;
	}
	printf("  %s\n", claim->run);
	for (i = 0; i < claim->ntests; i++)
		print_test(&claim->tests[i]);
	claim_read_jobs(&jobs, claim, version, knobs, cpus);
	duration = batch_duration(&jobs.batch, 0, jobs.batch.nruns);
	print_batch(&jobs.batch);
	putchar('\n');
	job_file_free(&jobs);
	return (double)(duration.set_ns + duration.guess_ns) / 1e9;
}

void claims_plan(const struct claim_set *set, enum version version,
		 unsigned long cpus)
{
	struct knobs *knobs = knobs_builtin();
	auto_free char *text = NULL;
	double seconds = 0;
	size_t i;

	for (i = 0; i < set->n; i++)
		seconds += plan_claim(&set->v[i], version, knobs, cpus);
	text = progress_duration(seconds);
	printf("%zu claim%s on %lu CPU%s: about %s, if runs take as long as in the test kernel; nothing was run, and no result is predicted\n",
	       set->n, set->n == 1 ? "" : "s", cpus, cpus == 1 ? "" : "s",
	       text);
	knobs_free(knobs);
}
