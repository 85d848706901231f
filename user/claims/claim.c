// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim.h"

#include <stdlib.h>

#include "lib/alloc.h"

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
	const char *metric = expression_text(test->metric);

	return test->of ? alloc_printf("%.10g * (%s) / (%s)", test->per, metric,
				       expression_text(test->of))
			: alloc_copy(metric);
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
