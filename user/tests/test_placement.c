// SPDX-License-Identifier: GPL-2.0-only
/* Which CPUs threads get, on machines that are made up. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "plan/placement.h"
#include "plan/plan.h"

/* Two nodes of four cores: CPUs 0 and 1 are one core, 2 and 3 the next ... */
#define SMT "numanode:2 core:4 pu:2"
/* The same with siblings numbered last, as on most x86 servers. */
#define SMT_LAST "numanode:2 core:2 pu:2(indexes=0,4,1,5,2,6,3,7)"
/* Each package has memory of two kinds. */
#define TWO_KINDS "package:2 [numanode] [numanode] core:2 pu:1"

/* Make up a machine, described as for lstopo -i; use all of it or a list. */
static hwloc_topology_t synthetic(const char *machine, const char *allowed)
{
	hwloc_topology_t topology;
	hwloc_bitmap_t cpus;

	assert_int_equal(hwloc_topology_init(&topology), 0);
	assert_int_equal(hwloc_topology_set_synthetic(topology, machine), 0);
	assert_int_equal(hwloc_topology_load(topology), 0);
	if (allowed) {
		cpus = cpus_parse(allowed);
		hwloc_topology_restrict(topology, cpus, 0);
		hwloc_bitmap_free(cpus);
	}
	return topology;
}

static void test_cpus(void **state)
{
	static const struct {
		const char *machine, *allowed;
		enum place place;
		size_t nreaders, nwriters;
		const char *readers, *writers, *node;
	} cases[] = {
		{SMT, NULL, PLACE_CORES, 1, 0, "0", "", "0"},
		{SMT, NULL, PLACE_CORES, 3, 1, "0,2,4", "6", "0"},
		{SMT, NULL, PLACE_CORES, 6, 2, "0,2,4,6,8,10", "12,14", "0"},
		/* All cores have a thread: now their siblings. */
		{SMT, NULL, PLACE_CORES, 8, 2, "0,2,4,6,8,10,12,14", "1,3",
		 "0"},
		{SMT, NULL, PLACE_CORES, 15, 1, "0-14", "15", "0"},
		{SMT_LAST, NULL, PLACE_CORES, 4, 1, "0-3", "4", "0"},
		{SMT_LAST, NULL, PLACE_CORES, 1, 1, "0", "1", "0"},
		{SMT, NULL, PLACE_SAME_NODE, 4, 1, "0,2,4,6", "1", "0"},
		{SMT, NULL, PLACE_SAME_NODE, 7, 1, "0-6", "7", "0"},
		{SMT, NULL, PLACE_OTHER_NODE, 2, 2, "0,2", "8,10", "0"},
		{SMT, NULL, PLACE_OTHER_NODE, 5, 0, "0-2,4,6", "", "0"},
		{SMT, NULL, PLACE_OTHER_NODE, 0, 1, "", "8", "1"},
		{SMT_LAST, NULL, PLACE_OTHER_NODE, 3, 1, "0-1,4", "2", "0"},
		/* CPUs 0-2 are not ours: core 1 has one CPU left. */
		{SMT, "3-15", PLACE_CORES, 2, 1, "3-4", "6", "0"},
		/* The node with more of our CPUs is the largest. */
		{SMT, "6-15", PLACE_SAME_NODE, 2, 1, "8,10", "12", "1"},
		{SMT, "6-15", PLACE_OTHER_NODE, 2, 1, "8,10", "6", "1"},
		/* Some machines do not tell cores. */
		{"pu:4", NULL, PLACE_CORES, 2, 1, "0-1", "2", "0"},
		{TWO_KINDS, NULL, PLACE_OTHER_NODE, 2, 2, "0-1", "2-3", "0"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		hwloc_topology_t topology =
			synthetic(cases[i].machine, cases[i].allowed);
		struct placement placement;
		char *why = NULL, *readers, *writers, *node;

		assert_non_null(topology);
		if (!place_run(topology, cases[i].place, cases[i].nreaders,
			       cases[i].nwriters, &placement, &why))
			fail_msg("case %zu: %s", i, why);
		readers = cpus_text(placement.readers);
		writers = cpus_text(placement.writers);
		node = cpus_text(placement.node);
		if (strcmp(readers, cases[i].readers) ||
		    strcmp(writers, cases[i].writers) ||
		    strcmp(node, cases[i].node))
			fail_msg("case %zu: readers %s, writers %s, node %s", i,
				 readers, writers, node);
		free(readers);
		free(writers);
		free(node);
		placement_free(&placement);
		hwloc_topology_destroy(topology);
	}
}

static void test_refusals(void **state)
{
	static const struct {
		const char *machine, *allowed;
		enum place place;
		size_t nreaders, nwriters;
		const char *words;
	} cases[] = {
		{SMT, NULL, PLACE_CORES, 16, 1,
		 "16 readers and 1 writer need a CPU each, and this process "
		 "may use 16 (0-15)"},
		{SMT, "2-3", PLACE_CORES, 3, 0,
		 "3 readers need a CPU each, and this process may use 2 "
		 "(2-3)"},
		{SMT, NULL, PLACE_SAME_NODE, 8, 1, "NUMA node 0 has 8 (0-7)"},
		{SMT, NULL, PLACE_OTHER_NODE, 1, 9,
		 "9 writers need a CPU each, and NUMA node 1 has 8 (8-15)"},
		{SMT, "0-7", PLACE_OTHER_NODE, 1, 1,
		 "other-node needs several NUMA nodes with CPUs that this "
		 "process may use (0-7), and there is one; give cores"},
		{"core:2 pu:2", NULL, PLACE_SAME_NODE, 1, 1,
		 "same-node needs several"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		hwloc_topology_t topology =
			synthetic(cases[i].machine, cases[i].allowed);
		struct placement placement;
		char *why = NULL;

		assert_non_null(topology);
		assert_false(place_run(topology, cases[i].place,
				       cases[i].nreaders, cases[i].nwriters,
				       &placement, &why));
		assert_has(why, cases[i].words);
		assert_null(placement.readers);
		free(why);
		hwloc_topology_destroy(topology);
	}
}

static void set(struct plan *plan, const char *knob, const char *text)
{
	char *why;

	assert_true(plan_set(plan, (size_t)knobs_find(plan->knobs, knob), text,
			     &why));
}

static const char *value(const struct plan *plan, size_t i, const char *knob)
{
	struct planned run = plan_get(plan, i);

	return plan_value(plan, &run, (size_t)knobs_find(plan->knobs, knob));
}

/* Each run has the CPUs its own number of threads asks for. */
static void test_plan(void **state)
{
	hwloc_topology_t topology = synthetic(SMT, NULL);
	struct knobs *knobs = knobs_builtin();
	struct plan *plan = plan_new(knobs);
	size_t readers = (size_t)knobs_find(knobs, "reader_cpus");
	struct placement placement = {0};
	char *text, *why;

	(void)state;
	set(plan, "readers", "1,8");
	set(plan, "writers", "0,2");
	assert_false(plan_is_set(plan, readers));
	assert_int_equal(
		place_plan(topology, PLACE_CORES, plan, &placement, &why),
		VMB_OK);
	assert_true(plan_count(plan, 1));
	/* They follow the others and make no more runs. */
	assert_int_equal(plan->nruns, 4);
	assert_true(plan_is_set(plan, readers));
	assert_string_equal(value(plan, 0, "reader_cpus"), "0");
	assert_string_equal(value(plan, 0, "writer_cpus"), "");
	assert_string_equal(value(plan, 1, "writer_cpus"), "2,4");
	assert_string_equal(value(plan, 2, "reader_cpus"),
			    "0,2,4,6,8,10,12,14");
	assert_string_equal(value(plan, 3, "writer_cpus"), "1,3");
	text = cpus_text(placement.writers);
	assert_string_equal(text, "1-4");
	free(text);
	placement_free(&placement);
	plan_free(plan);
	knobs_free(knobs);
	hwloc_topology_destroy(topology);
}

static void test_plan_is_refused(void **state)
{
	hwloc_topology_t topology = synthetic(SMT, NULL);
	struct knobs *knobs = knobs_builtin();
	struct plan *plan = plan_new(knobs);
	struct placement placement = {0};
	char *why;

	(void)state;
	/* The second of its runs does not fit: none is changed. */
	set(plan, "readers", "1,17");
	assert_int_equal(
		place_plan(topology, PLACE_CORES, plan, &placement, &why),
		VMB_LACKING);
	assert_has(why, "17 readers and 1 writer");
	free(why);
	assert_false(
		plan_is_set(plan, (size_t)knobs_find(knobs, "reader_cpus")));

	set(plan, "readers", "1");
	set(plan, "writer_cpus", "3");
	assert_int_equal(
		place_plan(topology, PLACE_CORES, plan, &placement, &why),
		VMB_USAGE);
	assert_has(why, "writer_cpus chooses CPUs too; give one of the two");
	free(why);
	placement_free(&placement);
	plan_free(plan);
	knobs_free(knobs);
	hwloc_topology_destroy(topology);
}

static void test_lists(void **state)
{
	static const char *const bad[] = {"", "3-", "x", "1,,2", "2-1"};
	hwloc_bitmap_t set;
	size_t i;
	char *text;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		set = cpus_parse(bad[i]);
		assert_true(hwloc_bitmap_iszero(set));
		hwloc_bitmap_free(set);
	}
	set = cpus_parse("8,0-3");
	assert_int_equal(hwloc_bitmap_weight(set), 5);
	text = cpus_text(set);
	assert_string_equal(text, "0-3,8");
	free(text);
	hwloc_bitmap_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cpus),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_plan_is_refused),
		cmocka_unit_test(test_lists),
	};

	return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
