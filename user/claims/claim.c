// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim.h"

#include <stdlib.h>
#include <string.h>

#include "claims/claim_keys.h"
#include "lib/alloc.h"

#define CLAIM "claim"
#define TEST "test "

static bool is_test(const struct ini_section *section)
{
	return !strncmp(section->name, TEST, strlen(TEST));
}

static bool read_test(struct claim_reading *reading,
		      const struct ini_section *section)
{
	struct claim *claim = reading->claim;

	claim->tests = alloc_grow(claim->tests, claim->ntests + 1,
				  sizeof(*claim->tests));
	claim->tests[claim->ntests++] = (struct claim_test){
		.name = section->name + strlen(TEST),
		.line = section->line,
		.per = 1,
		.cpus = 1,
	};
	return claim_read_test(reading, section);
}

/* A blank is in the names of tests only: no job has one. */
static bool check_name(struct claim_reading *reading,
		       const struct ini_section *section)
{
	if (is_test(section) || !strchr(section->name, ' '))
		return true;
	return claim_complain(
		reading, section->line,
		"[%s] is no section of a claim; write [test NAME], or the name of a job without blanks",
		section->name);
}

static bool read_claim(struct claim_reading *reading)
{
	const struct ini_section *section = ini_section(reading->ini, CLAIM);
	size_t i;

	if (!section) {
		reading->why = alloc_printf(
			"%s: has no section [claim], so it is no claim file; begin it with one",
			reading->ini->path);
		return false;
	}
	if (!claim_read_head(reading, section))
		return false;
	for (i = 0; i < reading->ini->nsections; i++) {
		section = &reading->ini->sections[i];
		if (!check_name(reading, section) ||
		    (is_test(section) && !read_test(reading, section)))
			return false;
	}
	for (i = 0; i < reading->claim->ntests; i++)
		if (reading->claim->tests[i].upheld.text &&
		    reading->claim->tests[i].role != ROLE_CONTROL)
			return true;
	reading->why = alloc_printf(
		"%s: has no test with a rule (upheld = ...) but for controls, so nothing decides the claim; add a section [test NAME]",
		reading->ini->path);
	return false;
}

struct claim *claim_read(const char *path, char **why)
{
	struct claim_reading reading = {0};
	struct claim *claim;
	struct ini *ini = ini_read(path, why);

	if (!ini)
		return NULL;
	claim = alloc_zeroed(1, sizeof(*claim));
	claim->ini = ini;
	claim->cpus = 1;
	reading.claim = claim;
	reading.ini = ini;
	if (read_claim(&reading))
		return claim;
	*why = reading.why;
	claim_free(claim);
	return NULL;
}

void claim_free(struct claim *claim)
{
	size_t i, k;

	if (!claim)
		return;
	for (i = 0; i < claim->ntests; i++) {
		struct claim_test *test = &claim->tests[i];

		for (k = 0; k < test->nneeds; k++) {
			free(test->needs[k].text);
			expression_free(test->needs[k].of);
			free(test->needs[k].rule.text);
		}
		free(test->needs);
		expression_free(test->metric);
		expression_free(test->of);
		for (k = 0; k < SIDES; k++)
			selection_free(&test->sides[k]);
		free(test->allow_invalid);
		free(test->not_in);
		free(test->upheld.text);
		free(test->smallest.text);
	}
	free(claim->tests);
	ini_free(claim->ini);
	free(claim);
}

char *claim_metric(const struct claim_test *test)
{
	return test->of ? alloc_printf("%.10g * (%s) / (%s)", test->per,
				       test->metric_text, test->of_text)
			: alloc_copy(test->metric_text);
}

static bool check_test(const struct claim *claim, const struct claim_test *test,
		       const struct batch *batch, unsigned long cpus,
		       char **why)
{
	unsigned int first = 0, repeats = 0;
	char *sentence;
	size_t i;

	for (i = 0; i < SIDES; i++) {
		const struct selection *selection = &test->sides[i];

		if (!selection->text)
			continue;
		if (!selection_check(selection, batch, cpus, &repeats,
				     &sentence)) {
			*why = alloc_printf("%s:%d: [test %s]: %s: %s",
					    claim->ini->path, selection->line,
					    test->name, side_names[i],
					    sentence);
			free(sentence);
			return false;
		}
		first = first ?: repeats;
		if (repeats != first) {
			*why = alloc_printf(
				"%s:%d: [test %s]: left has %u repeats and %s %u, which cannot be paired; let their jobs have as many",
				claim->ini->path, selection->line, test->name,
				first, side_names[i], repeats);
			return false;
		}
	}
	return true;
}

bool claim_check(const struct claim *claim, const struct batch *batch,
		 unsigned long cpus, char **why)
{
	size_t i;

	for (i = 0; i < claim->ntests; i++)
		if (!check_test(claim, &claim->tests[i], batch, cpus, why))
			return false;
	return true;
}
