// SPDX-License-Identifier: GPL-2.0-only
/* Placing threads and keeping the machine quiet, as its users ask for it. */
#include "driver.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "lib/say.h"

#define MACHINE "numanode:2 core:4 pu:2"

static void assert_knob(struct fixture *f, const char *knob, const char *value)
{
	char *text = get_file(f->module, knob);

	assert_string_equal(text, value);
	free(text);
}

static void test_command_line(void **state)
{
	struct fixture *f = *state;

	setenv("HWLOC_SYNTHETIC", MACHINE, 1);
	ends(f, "run --place nowhere", VMB_USAGE,
	     "vmabench: --place: there is no 'nowhere'; give cores, same-node "
	     "or other-node\n");
	ends(f, "run --place cores --reader-cpus 1", VMB_USAGE,
	     "--place: reader_cpus chooses CPUs too; give one of the two");
	ends(f, "run --place same-node --readers 8", VMB_LACKING,
	     "--place: 8 readers and 1 writer need a CPU each, and NUMA node 0 "
	     "has 8 (0-7)");
	ends(f, "run --cpu-latency -1", VMB_USAGE, "--cpu-latency: '-1'");
	ends(f, "run --cpu-latency 1000001", VMB_USAGE, "give 0 to 1000000");
	ends(f, "run --lock-memory 2", VMB_USAGE, "--lock-memory: 2 is above");
	/* Nothing was begun, and no knob written. */
	assert_int_equal(count_files(f->here), 0);
	assert_knob(f, "knobs/reader_cpus", "");

	ends(f,
	     "run --place other-node --readers 1,3 --writers 2 --no-events "
	     "--lock-memory 0",
	     VMB_OK, "");
	assert_knob(f, "knobs/reader_cpus", "0,2,4\n");
	assert_knob(f, "knobs/writer_cpus", "8,10\n");
	unsetenv("HWLOC_SYNTHETIC");
}

static void put_job(struct fixture *f, const char *text)
{
	put_file(f->here, "f.ini", text);
}

/* Each job may be placed in its own way; what is for the machine is shared. */
static void test_job_file(void **state)
{
	struct fixture *f = *state;
	struct call call;

	setenv("HWLOC_SYNTHETIC", MACHINE, 1);
	put_job(f, "[global]\nlock-memory = 0\nno_events = 1\n[a]\n"
		   "place = same-node\n[b]\nplace = other-node\n");
	call = call_to(f, "sweep f.ini --output s", NULL);
	if (call.code)
		fail_msg("exits with %d: %s", call.code, call.err);
	call_free(&call);
	assert_knob(f, "knobs/reader_cpus", "0\n");
	assert_knob(f, "knobs/writer_cpus", "8\n");
	unsetenv("HWLOC_SYNTHETIC");
}

static void test_job_file_is_refused(void **state)
{
	struct fixture *f = *state;

	setenv("HWLOC_SYNTHETIC", MACHINE, 1);
	put_job(f, "[a]\nplace = near\n");
	ends(f, "sweep f.ini", VMB_USAGE,
	     "f.ini:2: place: there is no 'near'; "
	     "give cores, same-node or "
	     "other-node\n");
	put_job(f, "[a]\n[b]\ncpu_latency = 0\n");
	ends(f, "sweep f.ini", VMB_USAGE,
	     "f.ini:3: 'cpu_latency' is for the machine, which all jobs share; "
	     "give it in [global]\n");
	put_job(f, "[a]\nlock_memory = 1\n");
	ends(f, "sweep f.ini", VMB_USAGE, "f.ini:2: 'lock_memory' is for the");
	put_job(f, "[global]\nplace = cores\n[a]\n[b]\nreaders = 2,17\n");
	ends(f, "sweep f.ini", VMB_LACKING,
	     "f.ini:2: [b]: place: 17 readers and 1 writer need a CPU each");
	/* A dry run tells it as well. */
	ends(f, "sweep f.ini --dry-run", VMB_LACKING, "[b]: place: 17 readers");
	put_job(f, "[a]\nreader_cpus = 1\nplace = cores\n");
	ends(f, "sweep f.ini", VMB_USAGE,
	     "f.ini:3: [a]: place: reader_cpus chooses CPUs too");
	/* The job file is all there is. */
	assert_int_equal(count_files(f->here), 1);
	unsetenv("HWLOC_SYNTHETIC");
}

int main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_command_line),
		TEST(test_job_file),
		TEST(test_job_file_is_refused),
	};
#undef TEST

	return cmocka_run_group_tests_name("quiet_cli", tests, NULL, NULL);
}
