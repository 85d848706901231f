// SPDX-License-Identifier: GPL-2.0-only
/* What the driver does to the machine while there are runs. */
#include "driver.h"
#include "support.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/read_file.h"
#include "lib/say.h"
#include "plan/job_options.h"
#include "session/tuning.h"

#define MACHINE "numanode:2 core:4 pu:2"

static const struct job *failed;
static char *why;

/* Begin what @options ask for. */
static enum exitcode begin(struct tuning *quiet, struct batch *batch,
			   const struct machine_options *options)
{
	why = NULL;
	batch->jobs[0].machine = *options;
	return tuning_begin(quiet, batch, &failed, &why);
}

static int setup(void **state)
{
	static struct knobs *knobs;
	static struct batch batch;

	if (!knobs)
		knobs = knobs_builtin();
	batch = (struct batch){0};
	batch_add(&batch, "", knobs);
	*state = &batch;
	sysfile_set_root(temp_dir());
	return 0;
}

static int teardown(void **state)
{
	batch_free(*state);
	sysfile_set_root("");
	unsetenv("HWLOC_SYNTHETIC");
	return 0;
}

/* What this process has locked, in kB. */
static long locked_kb(void)
{
	char *text = read_file("/proc/self/status", NULL), *line;
	long kb;

	assert_non_null(text);
	line = strstr(text, "VmLck:");
	kb = line ? atol(line + strlen("VmLck:")) : -1;
	free(text);
	return kb;
}

static bool has_open(const char *path)
{
	char target[256];
	ssize_t len;
	int fd;

	for (fd = 3; fd < 64; fd++) {
		char *link = alloc_printf("/proc/self/fd/%d", fd);

		len = readlink(link, target, sizeof(target) - 1);
		free(link);
		if (len < 0)
			continue;
		target[len] = '\0';
		if (!strcmp(target, path))
			return true;
	}
	return false;
}

static void test_latency(void **state)
{
	struct machine_options options = MACHINE_OPTIONS_INITIAL;
	const char *root = temp_dir();
	char *path = alloc_printf("%s/dev/cpu_dma_latency", root);
	struct tuning quiet;
	int32_t *value;
	size_t len;

	sysfile_set_root(root);
	put_file(root, "dev/cpu_dma_latency", "");
	options.latency_us = 20;
	assert_int_equal(begin(&quiet, *state, &options), VMB_OK);
	value = (int32_t *)read_file(path, &len);
	assert_int_equal(len, sizeof(*value));
	assert_int_equal(*value, 20);
	free(value);
	/* It holds for as long as the file is open. */
	assert_true(has_open(path));
	tuning_end(&quiet);
	assert_false(has_open(path));

	/* Nobody asked: the file is left alone. */
	put_file(root, "dev/cpu_dma_latency", "");
	options.latency_us = LATENCY_ANY;
	assert_int_equal(begin(&quiet, *state, &options), VMB_OK);
	value = (int32_t *)read_file(path, &len);
	assert_int_equal(len, 0);
	free(value);
	assert_false(has_open(path));
	tuning_end(&quiet);
	free(path);
}

static void test_latency_that_cannot_be(void **state)
{
	struct machine_options options = MACHINE_OPTIONS_INITIAL;
	struct tuning quiet;

	options.latency_us = 0;
	assert_int_equal(begin(&quiet, *state, &options), VMB_LACKING);
	tuning_end(&quiet);
	assert_has(why, "cpu-latency: this kernel has no "
			"/dev/cpu_dma_latency");
	assert_has(why, "leave the option out");
	free(why);
}

#ifdef __SANITIZE_ADDRESS__
#define UNDER_ASAN true
#else
#define UNDER_ASAN false
#endif

static void skip_under_asan(void)
{
	if (!UNDER_ASAN)
		return;
	print_message("# under AddressSanitizer mlockall() does nothing\n");
	skip();
}

/* Whether this process may lock what it has. */
static bool may_lock(void)
{
	struct rlimit limit;

	return !geteuid() || (!getrlimit(RLIMIT_MEMLOCK, &limit) &&
			      limit.rlim_cur == RLIM_INFINITY);
}

static void test_lock(void **state)
{
	struct machine_options options = MACHINE_OPTIONS_INITIAL;
	struct tuning quiet;
	long before;
	char *more;

	skip_under_asan();
	if (!may_lock())
		skip();
	assert_int_equal(begin(&quiet, *state, &options), VMB_OK);
	assert_true(quiet.locked);
	before = locked_kb();
	assert_true(before > 0);
	/* Memory of later is locked by the next call, and not before it. */
	more = alloc_zeroed(4 << 20, 1);
	assert_true(locked_kb() - before < 4 << 10);
	assert_true(tuning_lock(&quiet));
	assert_true(locked_kb() - before >= 4 << 10);
	free(more);
	tuning_end(&quiet);
	assert_int_equal(locked_kb(), 0);

	options.lock = false;
	assert_int_equal(begin(&quiet, *state, &options), VMB_OK);
	assert_int_equal(locked_kb(), 0);
	assert_true(tuning_lock(&quiet));
	assert_int_equal(locked_kb(), 0);
	tuning_end(&quiet);
}

/* In a process of its own, for it does not become root again. */
static void lock_as_nobody(struct batch *batch, bool given, const char *words,
			   enum exitcode code)
{
	struct machine_options options = MACHINE_OPTIONS_INITIAL;
	enum exitcode ended;
	struct tuning quiet;
	int err = scratch();
	char *said;
	pid_t pid;

	options.lock_given = given;
	fflush(NULL);
	pid = fork();
	if (!pid) {
		setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){0, 0});
		if (!geteuid() && setuid(65534))
			_exit(99);
		dup2(err, STDERR_FILENO);
		ended = begin(&quiet, batch, &options);
		dprintf(STDERR_FILENO, "%s\n", why ?: "");
		_exit(ended);
	}
	assert_int_equal(exit_status(pid), code);
	said = slurp(err);
	assert_has(said, words);
	free(said);
}

static void test_lock_that_cannot_be(void **state)
{
	skip_under_asan();
	lock_as_nobody(*state, false, "the driver's memory is not locked",
		       VMB_OK);
	lock_as_nobody(*state, true,
		       "lock-memory: the driver's memory "
		       "cannot be locked",
		       VMB_LACKING);
}

static void set(struct batch *batch, const char *knob, const char *text)
{
	struct plan *plan = batch->jobs[0].plan;

	assert_true(plan_set(plan, (size_t)knobs_find(plan->knobs, knob), text,
			     &why));
}

static void test_cpus(void **state)
{
	struct machine_options options = MACHINE_OPTIONS_INITIAL;
	struct batch *batch = *state;
	struct tuning quiet;
	char *text;

	assert_int_equal(begin(&quiet, batch, &options), VMB_OK);
	text = tuning_cpus(&quiet, batch);
	assert_string_equal(text, "");
	free(text);
	set(batch, "reader_cpus", "1,3");
	text = tuning_cpus(&quiet, batch);
	/* The module chooses those of the writers. */
	assert_string_equal(text, "");
	free(text);
	set(batch, "writer_cpus", "4-5");
	text = tuning_cpus(&quiet, batch);
	assert_string_equal(text, "1,3-5");
	free(text);
	tuning_end(&quiet);
}

static void test_place(void **state)
{
	struct machine_options options = MACHINE_OPTIONS_INITIAL;
	struct tuning quiet;
	char *text;

	setenv("HWLOC_SYNTHETIC", MACHINE, 1);
	options.place = PLACE_OTHER_NODE;
	set(*state, "readers", "1,2");
	assert_int_equal(begin(&quiet, *state, &options), VMB_OK);
	text = tuning_cpus(&quiet, *state);
	assert_string_equal(text, "0,2,8");
	free(text);
	/* The driver goes where no thread is. */
	assert_non_null(quiet.driver);
	text = cpus_text(quiet.driver);
	assert_string_equal(text, "1,3-7,9-15");
	free(text);
	tuning_end(&quiet);
}

static struct job *add_job(struct batch *batch, const char *name,
			   enum place place)
{
	struct job *job =
		batch_add(batch, name, batch->jobs[0].plan->knobs);

	job->machine.place = place;
	return job;
}

/* Jobs may be placed in different ways. */
static void test_place_jobs(void **state)
{
	struct batch *batch = *state;
	struct tuning quiet;
	char *text;

	setenv("HWLOC_SYNTHETIC", MACHINE, 1);
	batch->jobs[0].machine.place = PLACE_SAME_NODE;
	add_job(batch, "other", PLACE_OTHER_NODE);
	assert_int_equal(tuning_begin(&quiet, batch, &failed, &why), VMB_OK);
	assert_string_equal(quiet.places, "same-node other-node");
	text = tuning_cpus(&quiet, batch);
	assert_string_equal(text, "0,2,8");
	free(text);
	tuning_end(&quiet);
}

static void test_place_some_jobs(void **state)
{
	struct batch *batch = *state;
	struct tuning quiet;
	char *text;

	setenv("HWLOC_SYNTHETIC", MACHINE, 1);
	batch->jobs[0].machine.place = PLACE_CORES;
	add_job(batch, "anywhere", PLACE_FREE);
	assert_int_equal(tuning_begin(&quiet, batch, &failed, &why), VMB_OK);
	text = tuning_cpus(&quiet, batch);
	assert_string_equal(text, "");
	free(text);
	tuning_end(&quiet);
}

static void test_place_too_large_a_job(void **state)
{
	struct batch *batch = *state;
	struct tuning quiet;
	struct plan *plan;

	setenv("HWLOC_SYNTHETIC", MACHINE, 1);
	batch->jobs[0].machine.place = PLACE_CORES;
	plan = add_job(batch, "large", PLACE_SAME_NODE)->plan;
	assert_true(plan_set(plan, (size_t)knobs_find(plan->knobs, "readers"),
			     "20", &why));
	assert_int_equal(tuning_begin(&quiet, batch, &failed, &why),
			 VMB_LACKING);
	assert_string_equal(failed->name, "large");
	assert_has(why, "place: 20 readers and 1 writer");
	free(why);
	tuning_end(&quiet);
}

static void test_no_cpu_is_left(void **state)
{
	struct machine_options options = MACHINE_OPTIONS_INITIAL;
	struct tuning quiet;

	setenv("HWLOC_SYNTHETIC", "pu:2", 1);
	options.place = PLACE_CORES;
	assert_int_equal(begin(&quiet, *state, &options), VMB_OK);
	assert_null(quiet.driver);
	tuning_end(&quiet);
}

static struct job_options options_here;

static bool set_option(struct job *job, const char *name, const char *value)
{
	const struct cli_option *option = job_option_find(&options_here, name);

	assert_non_null(option);
	return option->set(job, option, value, &why);
}

/* By name, as job files have them. */
static void test_options(void **state)
{
	struct job job = { .machine = MACHINE_OPTIONS_INITIAL };
	struct machine_options *options = &job.machine;
	enum place place;
	struct batch *batch = *state;

	options_here = job_options_new(batch->jobs[0].plan->knobs);
	assert_true(options->lock && !options->lock_given);
	assert_true(set_option(&job, "lock_memory", "0"));
	assert_true(!options->lock && options->lock_given);
	assert_true(set_option(&job, "lock-memory", "1"));
	assert_true(options->lock);
	for (place = PLACE_CORES; place <= PLACE_OTHER_NODE; place++) {
		assert_true(set_option(&job, "place", place_words[place]));
		assert_int_equal(options->place, place);
	}
	assert_false(set_option(&job, "place", ""));
	free(why);
	assert_false(set_option(&job, "place", "core"));
	assert_string_equal(why, "there is no 'core'; give cores, same-node or "
				 "other-node");
	free(why);
	assert_int_equal(options->latency_us, LATENCY_ANY);
	assert_true(set_option(&job, "cpu_latency", "7"));
	assert_int_equal(options->latency_us, 7);
	assert_false(set_option(&job, "cpu-latency", "7us"));
	assert_has(why, "'7us'");
	free(why);
	assert_int_equal(options->latency_us, 7);
	assert_null(job_option_find(&options_here, "places"));
	assert_null(job_option_find(&options_here, "plac"));
	job_options_free(&options_here);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_latency),
		TEST(test_latency_that_cannot_be),
		TEST(test_lock),
		TEST(test_lock_that_cannot_be),
		TEST(test_cpus),
		TEST(test_place),
		TEST(test_place_jobs),
		TEST(test_place_some_jobs),
		TEST(test_place_too_large_a_job),
		TEST(test_no_cpu_is_left),
		TEST(test_options),
	};
#undef TEST

	return cmocka_run_group_tests_name("quiet", tests, NULL, NULL);
}
