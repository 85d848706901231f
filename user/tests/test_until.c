// SPDX-License-Identifier: GPL-2.0-only
/*
 * Repeating until the intervals are narrow.
 */
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "driver.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"
#include "lib/table.h"
#include "results/until.h"

static size_t count_runs(struct fixture *f, const char *name)
{
	char *text = get_file(f->here, name);
	struct table *table = table_parse(text, strlen(text));
	size_t n = table->nrows;

	table_free(table);
	free(text);
	return n;
}

/* An interval takes six runs; all of them measure the same. */
static void test_rounds_until_there(void **state)
{
	struct fixture *f = *state;

	ends(f, "run --repeat 2 --writers 0,1 --until 2% --output d", VMB_OK,
	     "vmabench: --until 2%: reached by 2 of 2 combinations after 6 repeats\n");
	assert_int_equal(count_runs(f, "d/summary.csv"), 12);
	/* --repeat is the least. */
	ends(f, "run --repeat 9 --until 0.5% --output e", VMB_OK,
	     "--until 0.5%: reached by 1 of 1 combination after 9 repeats\n");
	assert_int_equal(count_runs(f, "e/summary.csv"), 9);
}

/* A run takes 1.35 s. */
static void test_budget_ends_it(void **state)
{
	struct fixture *f = *state;

	ends(f, "run --repeat 2 --until 2% --budget 0.05 --output d", VMB_OK,
	     "--until 2%: reached by 0 of 1 combination after 4 repeats; not by find_vma (4 valid, and an interval takes 6); raise --budget or --duration-ms\n");
	assert_int_equal(count_runs(f, "d/summary.csv"), 4);
	/* What no run measures is not waited for. */
	put_summary(f->module, "0", "violation");
	ends(f, "run --repeat 2 --until 2% --output e", VMB_INVALID,
	     "not by find_vma (0 valid, ");
	assert_int_equal(count_runs(f, "e/summary.csv"), 2);
}

/* Disturbed runs of the plan are repeated, those of later rounds are not. */
static void test_disturbed(void **state)
{
	struct fixture *f = *state;

	put_disturbed(f->module, "1", "", "reader 0 waited");
	ends(f, "run --repeat 2 --until 2% --output d", VMB_OK,
	     "2 of 2 runs were disturbed; 2 repeated, 2 still are\n");
	assert_int_equal(count_runs(f, "d/summary.csv"), 6);
}

static void test_bad_widths(void **state)
{
	static const char *const bad[] = {
		"2", "20", "0%", "51%", "%", "x%", "1x%", "2%%", "-1%", "0.05%",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		auto_free char *line = alloc_printf("run --until %s", bad[i]);
		auto_free char *says = alloc_printf(
			"--until: '%s' is no width; give a percentage from 0.1%% to 50%%, such as 2%%",
			bad[i]);

		ends(*state, line, VMB_USAGE, says);
	}
}

/* Two combinations in turns; the first is steady, the second is not. */
static void test_out_of_reach(void **state)
{
	struct knobs *knobs = knobs_here();
	struct batch batch = { 0 };
	struct plan *plan = batch_add(&batch, "", knobs)->plan;
	struct run_note notes[16] = { 0 };
	char *text, *why;
	size_t i;

	(void)state;
	assert_true(plan_set(plan, (size_t)knobs_find(knobs, "writers"), "0,1",
			     &why));
	assert_true(plan_count(plan, 8));
	assert_true(batch_count(&batch));
	for (i = 0; i < 16; i++)
		notes[i].figure = i % 2 ? 50 + 10 * (double)(i / 2) :
					  100 + (double)(i / 2) / 10;
	assert_true(until_goes_on(&batch, notes, 16, 0.001, 100));
	/* +-40% of 8 repeats would be 2% after some thousand. */
	assert_false(until_goes_on(&batch, notes, 16, 0.02, 100));
	assert_true(until_goes_on(&batch, notes, 16, 0.02, 10000));
	assert_false(until_goes_on(&batch, notes, 16, 0.5, 100));
	assert_false(until_goes_on(&batch, notes, 16, 0.02, 0.9));
	text = until_sentence(&batch, notes, 16, 0.02);
	assert_has(text, "--until 2%: reached by 1 of 2 combinations after 8 repeats; not by find_vma writers=1 (+-");
	assert_has(text, ", would take about ");
	assert_has(text, "00 repeats); raise --budget");
	free(text);

	/* A disturbed run is left out while half of them were not. */
	for (i = 0; i < 16; i++) {
		notes[i].figure = i < 4 ? 500 : 100;
		notes[i].disturbed = i < 4;
	}
	assert_false(until_goes_on(&batch, notes, 16, 0.02, 1e6));
	for (i = 0; i < 4; i++)
		notes[i].disturbed = false;
	assert_true(until_goes_on(&batch, notes, 16, 0.02, 1e6));
	batch_add_round(&batch);
	assert_int_equal(batch.nruns, 18);
	batch_free(&batch);
	knobs_free(knobs);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, \
						   fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_rounds_until_there),
		TEST(test_budget_ends_it),
		TEST(test_disturbed),
		TEST(test_bad_widths),
		TEST(test_out_of_reach),
	};
#undef TEST

	return cmocka_run_group_tests_name("until", tests, NULL, NULL);
}
