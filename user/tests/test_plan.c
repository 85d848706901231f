// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/say.h"
#include "plan/plan.h"
#include "plan/scheme.h"

struct fixture {
	struct knobs *knobs;
	struct plan *plan;
};

static int setup(void **state)
{
	struct fixture *f = alloc_zeroed(1, sizeof(*f));

	f->knobs = knobs_builtin();
	f->plan = plan_new(f->knobs);
	assert_int_equal(f->plan->nruns, PLAN_REPEATS);
	assert_true(plan_count(f->plan, 1));
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	plan_free(f->plan);
	knobs_free(f->knobs);
	free(f);
	return 0;
}

static void set(struct fixture *f, const char *name, const char *text)
{
	int knob = knobs_find(f->knobs, name);
	char *why;

	assert_true(knob >= 0);
	if (!plan_set(f->plan, (size_t)knob, text, &why))
		fail_msg("%s refused: %s", text, why);
}

static void cannot_set(struct fixture *f, const char *name, const char *text,
		       const char *reason)
{
	int knob = knobs_find(f->knobs, name);
	char *why = NULL;

	assert_true(knob >= 0);
	assert_false(plan_set(f->plan, (size_t)knob, text, &why));
	assert_has(why, reason);
	free(why);
}

/* "scheme readers writers repeat group" of each run, parted by "; ". */
static char *order(struct fixture *f)
{
	struct planned run;
	char *text = alloc_copy("");
	size_t i;

	for (i = 0; i < f->plan->nruns; i++) {
		char *more;

		run = plan_get(f->plan, i);
		more = alloc_printf("%s%s%s %s %s %u %zu", text,
				    i ? "; " : "",
				    plan_value(f->plan, &run,
					(size_t)knobs_find(f->knobs, "scheme")),
				    plan_value(f->plan, &run,
					(size_t)knobs_find(f->knobs, "readers")),
				    plan_value(f->plan, &run,
					(size_t)knobs_find(f->knobs, "writers")),
				    run.repeat, run.group);
		free(text);
		text = more;
	}
	return text;
}

static void assert_order(struct fixture *f, const char *expected)
{
	char *text = order(f);

	assert_string_equal(text, expected);
	free(text);
}

static void test_default_is_one_run(void **state)
{
	assert_order(*state, "find_vma 1 1 1 0");
}

static void test_product(void **state)
{
	set(*state, "readers", "1,2");
	set(*state, "writers", "0,3");
	assert_true(plan_count(((struct fixture *)*state)->plan, 1));
	assert_order(*state, "find_vma 1 0 1 0; find_vma 1 3 1 1; "
			     "find_vma 2 0 1 2; find_vma 2 3 1 3");
}

static void test_repeats_are_interleaved(void **state)
{
	set(*state, "scheme", "a,b,c");
	set(*state, "readers", "1,2");
	assert_true(plan_count(((struct fixture *)*state)->plan, 2));
	assert_order(*state,
		     "a 1 1 1 0; b 1 1 1 1; c 1 1 1 2; "
		     "a 2 1 1 3; b 2 1 1 4; c 2 1 1 5; "
		     "a 1 1 2 0; b 1 1 2 1; c 1 1 2 2; "
		     "a 2 1 2 3; b 2 1 2 4; c 2 1 2 5");
}

static void test_cpulist_is_one_value(void **state)
{
	struct fixture *f = *state;

	set(f, "reader_cpus", "0,2-3,5");
	assert_true(plan_count(f->plan, 1));
	assert_int_equal(f->plan->nruns, 1);
	assert_string_equal(
		f->plan->axes[knobs_find(f->knobs, "reader_cpus")].values[0],
		"0,2-3,5");
}

static void test_last_setting_counts(void **state)
{
	set(*state, "readers", "1,2,3");
	set(*state, "readers", "4");
	assert_true(plan_count(((struct fixture *)*state)->plan, 1));
	assert_order(*state, "find_vma 4 1 1 0");
}

static void test_bad_lists(void **state)
{
	cannot_set(*state, "readers", "1,", "empty");
	cannot_set(*state, "readers", ",1", "empty");
	cannot_set(*state, "readers", "1,,2", "empty");
	cannot_set(*state, "readers", "1,2,5000", "5000 is above");
	cannot_set(*state, "readers", "1,2,01", "1 is given twice");
	/* What is refused changes nothing. */
	assert_order(*state, "find_vma 1 1 1 0");
}

static void test_too_many_runs(void **state)
{
	struct fixture *f = *state;

	set(f, "seed", "1,2,3,4");
	assert_true(plan_count(f->plan, PLAN_RUNS_MAX / 4));
	assert_int_equal(f->plan->nruns, PLAN_RUNS_MAX);
	assert_false(plan_count(f->plan, PLAN_RUNS_MAX / 4 + 1));
}

static const char schemes_csv[] =
	"scheme,family,available,reason\n"
	"find_vma,kernel,1,\n"
	"speculate,kernel,0,\"none before 6.15, sorry\"\n"
	"model_lock,model,1,\n"
	"broken_seq,broken,1,\n"
	"vma_lock,kernel,1,\n"
	"model_new,model,0,not yet\n";

/* What is wrong, "" if nothing is. */
static char *check_these(struct fixture *f, const char *csv,
			 enum exitcode expected)
{
	struct table *schemes = table_parse(csv, strlen(csv));
	enum exitcode code;
	char *why = NULL;

	assert_non_null(schemes);
	code = schemes_fill_in(schemes, f->plan, &why);
	table_free(schemes);
	assert_int_equal(code, expected);
	assert_int_equal(!why, !code);
	return why ?: alloc_copy("");
}

static char *check_schemes(struct fixture *f, enum exitcode expected)
{
	return check_these(f, schemes_csv, expected);
}

/* The schemes of the plan once @words are filled in, parted by commas. */
static void assert_filled_in(struct fixture *f, const char *words,
			     const char *expected)
{
	const struct axis *axis =
		&f->plan->axes[knobs_find(f->knobs, "scheme")];
	char *text = NULL;
	size_t i;

	set(f, "scheme", words);
	free(check_schemes(f, VMB_OK));
	for (i = 0; i < axis->n; i++)
		alloc_append(&text, "%s%s", i ? "," : "", axis->values[i]);
	assert_string_equal(text, expected);
	free(text);
	assert_int_equal(f->plan->nruns, axis->n);
}

static void test_all_schemes(void **state)
{
	set(*state, "scheme", "all");
	free(check_schemes(*state, VMB_OK));
	assert_order(*state, "find_vma 1 1 1 0; model_lock 1 1 1 1; "
			     "vma_lock 1 1 1 2");
}

static void test_families(void **state)
{
	assert_filled_in(*state, "kernel", "find_vma,vma_lock");
	assert_filled_in(*state, "model", "model_lock");
	assert_filled_in(*state, "broken", "broken_seq");
}

static void test_families_in_lists(void **state)
{
	assert_filled_in(*state, "model,find_vma", "model_lock,find_vma");
	assert_filled_in(*state, "broken,kernel",
			 "broken_seq,find_vma,vma_lock");
	/* Each is there once, where it came first. */
	assert_filled_in(*state, "vma_lock,kernel", "vma_lock,find_vma");
	assert_filled_in(*state, "all,broken,model_lock",
			 "find_vma,model_lock,vma_lock,broken_seq");
	/* What was typed twice is a mistake. */
	cannot_set(*state, "scheme", "kernel,kernel", "given twice");
}

static void test_scheme_comes_before_family(void **state)
{
	struct fixture *f = *state;

	set(f, "scheme", "model");
	free(check_these(f, "scheme,family,available,reason\n"
			    "model,kernel,1,\nother,model,1,\n", VMB_OK));
	assert_order(f, "model 1 1 1 0");
	set(f, "scheme", "all");
	free(check_these(f, "scheme,family,available,reason\n"
			    "all,broken,1,\nother,model,1,\n", VMB_OK));
	assert_order(f, "all 1 1 1 0");
}

static void test_names_that_begin_alike(void **state)
{
	struct fixture *f = *state;

	set(f, "scheme", "kernel");
	free(check_these(f, "scheme,family,available,reason\n"
			    "vma_lock,kernel,1,\nvma,kernel,1,\n"
			    "lock,kernel,1,\nlock_all,kernel,1,\n", VMB_OK));
	assert_order(f, "vma_lock 1 1 1 0; vma 1 1 1 1; lock 1 1 1 2; "
			"lock_all 1 1 1 3");
}

static void test_family_without_schemes(void **state)
{
	static const char csv[] = "scheme,family,available,reason\n"
				  "find_vma,kernel,1,\n"
				  "model_new,model,0,not yet\n";
	char *said;

	set(*state, "scheme", "model");
	said = check_these(*state, csv, VMB_LACKING);
	assert_has(said, "this kernel has none of the schemes asked for");
	free(said);
	/* Beside others it is left out, as its members are. */
	set(*state, "scheme", "find_vma,model");
	free(check_these(*state, csv, VMB_OK));
	assert_order(*state, "find_vma 1 1 1 0");
	/* A module without such a family. */
	set(*state, "scheme", "broken");
	said = check_these(*state, csv, VMB_USAGE);
	assert_has(said, "there is no scheme 'broken'; give some of "
			 "find_vma,model_new, or all, or all of a family: "
			 "kernel,model");
	free(said);
}

static void test_scheme_unknown(void **state)
{
	char *said;

	set(*state, "scheme", "find_vma,nope");
	said = check_schemes(*state, VMB_USAGE);
	assert_has(said, "there is no scheme 'nope'");
	assert_has(said, "find_vma,speculate,model_lock,broken_seq");
	assert_has(said, "family: kernel,model,broken");
	free(said);
}

static void test_scheme_unavailable(void **state)
{
	char *said;

	set(*state, "scheme", "speculate");
	said = check_schemes(*state, VMB_LACKING);
	assert_has(said, "none before 6.15, sorry");
	free(said);
}

static void test_scheme_by_name(void **state)
{
	set(*state, "scheme", "broken_seq");
	free(check_schemes(*state, VMB_OK));
	assert_order(*state, "broken_seq 1 1 1 0");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_default_is_one_run),
		TEST(test_product),
		TEST(test_repeats_are_interleaved),
		TEST(test_cpulist_is_one_value),
		TEST(test_last_setting_counts),
		TEST(test_bad_lists),
		TEST(test_too_many_runs),
		TEST(test_all_schemes),
		TEST(test_families),
		TEST(test_families_in_lists),
		TEST(test_scheme_comes_before_family),
		TEST(test_names_that_begin_alike),
		TEST(test_family_without_schemes),
		TEST(test_scheme_unknown),
		TEST(test_scheme_unavailable),
		TEST(test_scheme_by_name),
	};
#undef TEST

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
