// SPDX-License-Identifier: GPL-2.0-only
/* What environment.csv tells of a machine made up of its files. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "host/facts.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "results/columns.h"
#include "results/env_snapshot.h"

#define CPU "sys/devices/system/cpu/"

static const char *const keys[] = {
#define KEY(name, unit, help) #name,
	VMB_ENVIRONMENT_KEYS(KEY)
#undef KEY
};

static const char *root;
static struct batch batch;
static struct tuning quiet;

static int setup(void **state)
{
	static struct knobs *knobs;

	(void)state;
	if (!knobs)
		knobs = knobs_builtin();
	root = temp_dir();
	sysfile_set_root(root);
	batch = (struct batch){ 0 };
	batch_add(&batch, "", knobs);
	quiet = (struct tuning){0};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	batch_free(&batch);
	sysfile_set_root("");
	unsetenv("HWLOC_SYNTHETIC");
	return 0;
}

static struct table *record(void)
{
	char *argv[] = { "vmabench run", "--readers", "1,2", "", "a b",
			 "it's", "$x", "~", "*", "x\ny", "\xc3\xa4", "--p=3" };

	return env_snapshot("/nowhere", ARRAY_SIZE(argv), argv, &quiet,
				  &batch);
}

static const char *value_of(const struct table *table, const char *key)
{
	const char *value = NULL;
	size_t row;

	for (row = 0; row < table->nrows; row++) {
		if (strcmp(table_get(table, row, "key"), key))
			continue;
		/* Each key once. */
		assert_null(value);
		value = table_get(table, row, "value");
	}
	return value;
}

static void set(const char *knob, const char *text)
{
	struct plan *plan = batch.jobs[0].plan;
	char *why;

	assert_true(plan_set(plan, (size_t)knobs_find(plan->knobs, knob), text,
			     &why));
}

static void test_values(void **state)
{
	struct table *table;

	(void)state;
	put_file(root, CPU "online", "0-3\n");
	put_file(root, "proc/cpuinfo",
		 "processor\t: 0\nmodel name\t: A CPU, 2 GHz\nflags\t\t: fpu\n"
		 "processor\t: 1\nmodel name\t: Another\n");
	put_file(root, "proc/meminfo", "MemTotal:  42 kB\nSwapTotal: 0 kB\n");
	put_file(root, "proc/stat", "cpu 1 1 1 1 1 1 1 1\nprocs_running 2\n");
	put_file(root, "proc/irq/9/smp_affinity_list", "3\n");
	put_file(root, "proc/irq/9/disk/x", "");
	put_file(root, CPU "cpu0/topology/core_id", "7\n");
	put_file(root, CPU "cpu0/topology/physical_package_id", "1\n");
	put_file(root, CPU "cpu0/topology/thread_siblings_list", "0,4\n");
	put_file(root, CPU "vulnerabilities/meltdown", "Not affected\n");
	put_file(root, CPU "cpufreq/policy0/scaling_governor", "powersave\n");
	set("seed", "5,6");
	set("reader_cpus", "0,2");
	set("writer_cpus", "3");
	table = record();

	assert_string_equal(value_of(table, "command_line"),
			    "vmabench run --readers 1,2 '' 'a b' 'it'\\''s' '$x' "
			    "'~' '*' 'x\ny' '\xc3\xa4' --p=3");
	assert_string_equal(value_of(table, "seed"), "5,6");
	assert_string_equal(value_of(table, "cpu_model"), "A CPU, 2 GHz");
	assert_string_equal(value_of(table, "hypervisor"), "0");
	assert_string_equal(value_of(table, "memory"), "42 kB");
	assert_string_equal(value_of(table, "swap_kb"), "0");
	assert_string_equal(value_of(table, "governor"), "powersave");
	assert_string_equal(value_of(table, "running_tasks"), "1.00");
	assert_string_equal(value_of(table, "cpus_of_runs"), "0,2-3");
	assert_string_equal(value_of(table, "interrupts_to_runs"), "9");
	assert_string_equal(value_of(table, "topology_cpu0"),
			    "core=7 package=1 siblings=0,4");
	assert_string_equal(value_of(table, "mitigation_meltdown"),
			    "Not affected");
	/* What the machine does not tell is there, and empty. */
	assert_string_equal(value_of(table, "turbo"), "");
	assert_string_equal(value_of(table, "clocksource"), "");
	/* And so is what the driver was not asked to do. */
	assert_string_equal(value_of(table, "place"), "");
	assert_string_equal(value_of(table, "place_reader_cpus"), "");
	assert_string_equal(value_of(table, "cpu_latency_us"), "");
	assert_string_equal(value_of(table, "memory_locked"), "0");
	table_free(table);
}

/* Where no CPU is named the module takes any, isolated or not. */
static void test_any_cpu(void **state)
{
	struct table *table;

	(void)state;
	put_file(root, CPU "online", "0-3\n");
	put_file(root, CPU "isolated", "2\n");
	set("reader_cpus", "0,2");
	table = record();
	assert_string_equal(value_of(table, "cpus_of_runs"), "0-3");
	assert_string_equal(value_of(table, "cpus_isolated"), "2");
	table_free(table);
}

static void test_quiet(void **state)
{
	struct machine_options options = MACHINE_OPTIONS_INITIAL;
	const struct job *failed;
	struct table *table;
	char *why;

	(void)state;
	put_file(root, "dev/cpu_dma_latency", "");
	setenv("HWLOC_SYNTHETIC", "numanode:2 core:2 pu:2", 1);
	options.place = PLACE_OTHER_NODE;
	options.latency_us = 3;
	options.lock = false;
	set("readers", "1,2");
	batch.jobs[0].machine = options;
	assert_int_equal(tuning_begin(&quiet, &batch, &failed, &why), VMB_OK);
	table = record();
	assert_string_equal(value_of(table, "place"), "other-node");
	assert_string_equal(value_of(table, "place_reader_cpus"), "0,2");
	assert_string_equal(value_of(table, "place_writer_cpus"), "4");
	assert_string_equal(value_of(table, "cpus_of_runs"), "0,2,4");
	assert_string_equal(value_of(table, "driver_memory_node"), "0");
	assert_string_equal(value_of(table, "cpu_latency_us"), "3");
	assert_string_equal(value_of(table, "memory_locked"), "0");
	table_free(table);
	tuning_end(&quiet);
}

/* What is documented is what is written. */
static void test_keys(void **state)
{
	struct table *table = record();
	size_t i;

	(void)state;
	assert_int_equal(table->nrows, ARRAY_SIZE(keys));
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		assert_non_null(value_of(table, keys[i]));
	table_free(table);
}

/* Facts, and what only the call knows: no key is left out by mistake. */
static void test_all_known(void **state)
{
	static const char *const of_call[] = {
		"date", "command_line", "driver_version", "module_version",
		"abi_version", "seed", "place",
		"place_reader_cpus", "place_writer_cpus", "driver_memory_node",
		"cpu_latency_us", "memory_locked",
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		for (j = 0; j < ARRAY_SIZE(of_call); j++)
			if (!strcmp(of_call[j], keys[i]))
				break;
		if (!fact_find(keys[i]) == (j == ARRAY_SIZE(of_call)))
			fail_msg("%s is read nowhere, or twice", keys[i]);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_values),
		TEST(test_any_cpu),
		TEST(test_quiet),
		TEST(test_keys),
		TEST(test_all_known),
	};
#undef TEST

	return cmocka_run_group_tests_name("environment", tests, NULL, NULL);
}
