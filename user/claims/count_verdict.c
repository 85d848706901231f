// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim_verdict.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/number.h"

/* Return true if a row has an event of whole operations. */
static bool is_of(const struct table *costs, size_t row,
		  const struct claim_test *test,
		  const struct selection *selection)
{
	static const enum run_key keys[] = { KEY_job, KEY_scheme };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *want = selection->want[keys[i]];

		if (want && strcmp(want, table_get(costs, row, run_keys[keys[i]])))
			return false;
	}
	return !*table_get(costs, row, "function") &&
	       !strcmp(table_get(costs, row, "event"), test->counts) &&
	       !strcmp(table_get(costs, row, "operation"), test->operation);
}

static double number_of(const struct table *costs, size_t row,
			const char *column)
{
	return strtod(table_get(costs, row, column), NULL);
}

/* Find the only row of a side; return why there is none. */
static char *find_row(const struct table *costs, const struct claim_test *test,
		      enum side side, size_t *found)
{
	size_t row, n = 0;

	for (row = 0; row < costs->nrows; row++) {
		if (!is_of(costs, row, test, &test->sides[side]))
			continue;
		*found = row;
		n++;
	}
	if (n == 1)
		return NULL;
	return alloc_printf(CLAIM_COSTS " has %s counts of %s in a %s by '%s'",
			    n ? "several" : "no", test->counts, test->operation,
			    test->sides[side].text);
}

static struct interval read_counts(const struct table *costs, size_t row)
{
	return (struct interval){
		.n = number_as_count(number_of(costs, row, "repeats")),
		.value = number_of(costs, row, "per_operation"),
		.low = number_of(costs, row, "min"),
		.high = number_of(costs, row, "max"),
	};
}

static char *judge(struct test_verdict *verdict)
{
	const struct rule *rule = &verdict->test->upheld;
	const struct interval *over = &verdict->over;

	if (!rule->text)
		return alloc_copy("it has no rule, and bears on the claim only");
	verdict->verdict = rule_judge(rule, over);
	if (verdict->verdict == UNDECIDED)
		return alloc_copy("a limit of the rule lies between the smallest and the largest value");
	return alloc_printf("the rule holds %s between the smallest and the largest value",
			    verdict->verdict == UPHELD ? "everywhere" :
							 "nowhere");
}

void count_decide(struct test_verdict *verdict, const struct table *costs)
{
	const struct claim_test *test = verdict->test;
	struct interval *over = &verdict->over, right;
	size_t row = 0;
	char *why;

	verdict->verdict = test->upheld.text ? UNDECIDED : SHOWN;
	why = costs ? find_row(costs, test, LEFT, &row) :
		      alloc_copy("there are no counts (" CLAIM_COSTS ")");
	if (!why) {
		*over = read_counts(costs, row);
		if (test->sides[RIGHT].text)
			why = find_row(costs, test, RIGHT, &row);
	}
	if (!why && test->sides[RIGHT].text) {
		right = read_counts(costs, row);
		if (right.low > 0) {
			over->value /= right.value;
			over->low /= right.high;
			over->high /= right.low;
		} else {
			why = alloc_copy("it is divided by 0");
		}
	}
	if (why)
		*over = INTERVAL_NOTHING;
	verdict->reason = why ?: judge(verdict);
	if (!why)
		alloc_append(&verdict->reason, "; counted in %s",
			     table_get(costs, row, "kernel_release"));
}
