// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sweeps do not go on where anything is another than it was.
 */
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>

#include "driver.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"
#include "sweepfolder.h"

/* @sentence is why the folder is not continued; it is not touched. */
static void is_foreign(struct fixture *f, const char *sentence)
{
	char *before = get_file(f->here, "d/summary.csv"), *after;
	char *expected = alloc_printf("vmabench: --resume: d cannot be continued here: %s; results of both must not be mixed",
				      sentence);

	ends(f, "sweep --resume d", VMB_USAGE, expected);
	ends(f, "sweep --resume d --dry-run", VMB_USAGE, expected);
	after = get_file(f->here, "d/summary.csv");
	assert_string_equal(after, before);
	free(expected);
	free(before);
	free(after);
}

/* Give a key of environment.csv another value. */
static void pretend(struct fixture *f, const char *key, const char *value)
{
	char *text = get_file(f->here, "d/environment.csv"), *at, *end, *new;
	char *name = alloc_printf(",%s,", key);

	at = strstr(text, name);
	assert_non_null(at);
	at += strlen(name);
	end = strchr(at, '\n');
	new = alloc_printf("%.*s%s%s", (int)(at - text), text, value, end);
	put_file(f->here, "d/environment.csv", new);
	free(new);
	free(name);
	free(text);
}

static void test_other_kernel_or_machine(void **state)
{
	static const char *const keys[] = {
		"kernel_release", "kernel_version", "machine",
		"module_srcversion", "driver_version", "cpu_model",
		"cpus_online", "clocksource", "governor", "turbo",
		"machine_hash", "hypervisor",
	};
	struct fixture *f = *state;
	char *kept;
	size_t i;

	sweep_begin(f);
	sweep_cut(f, "d/summary.csv", 5);
	kept = get_file(f->here, "d/environment.csv");
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		char *expected = alloc_printf("%s was 'other' and is '", keys[i]);
		char *said;
		struct call call;

		pretend(f, keys[i], "other");
		call = call_to(f, "sweep --resume d", NULL);
		said = strstr(call.err, expected);
		assert_non_null(said);
		assert_int_equal(call.code, VMB_USAGE);
		call_free(&call);
		put_file(f->here, "d/environment.csv", kept);
		free(expected);
	}
	/* What changes all the time does not count. */
	pretend(f, "load_average", "other");
	pretend(f, "date", "other");
	sweep_resume(f, "5 of 8 runs are done already");
	put_file(f->here, "d/environment.csv", "");
	is_foreign(f, "its environment.csv, which says where it was measured, cannot be read");
	free(kept);
}

static void test_other_module(void **state)
{
	struct fixture *f = *state;
	char *text = get_file(f->module, "version");

	sweep_begin(f);
	memcpy(strstr(text, "9.9"), "9.8", 3);
	put_file(f->module, "version", text);
	is_foreign(f, "module_version was '9.9' and is '9.8' now");
	free(text);
}

static void test_other_kernel_config(void **state)
{
	static const char config[] = "the configuration of the kernel is another";
	struct fixture *f = *state;
	char *path, byte;
	int fd;

	sweep_begin(f);
	path = sweep_path(f, "d/kernel-config.gz");
	fd = open(path, O_RDWR);
	if (fd < 0) {
		free(path);
		path = sweep_path(f, "d/kernel-config");
		fd = open(path, O_RDWR);
	}
	if (fd >= 0) {
		assert_int_equal(pread(fd, &byte, 1, 100), 1);
		byte ^= 1;
		assert_int_equal(pwrite(fd, &byte, 1, 100), 1);
		close(fd);
		is_foreign(f, config);
		unlink(path);
		is_foreign(f, config);
	}
	/* Also where this machine tells of none. */
	put_file(f->here, "d/kernel-config", "other");
	is_foreign(f, config);
	free(path);
}

static void test_other_job_file(void **state)
{
	struct fixture *f = *state;

	sweep_begin(f);
	ends(f, "sweep j.ini --resume d", VMB_OK, "8 of 8 runs");
	put_file(f->here, "j.ini", SWEEP_JOBS "vmas = 7\n");
	ends(f, "sweep j.ini --resume d", VMB_USAGE,
	     "vmabench: j.ini:8: is not what the sweep in d began with, see d/jobs.ini; leave the job file out to continue with that one, or begin a new sweep with --output\n");
	put_file(f->here, "d/jobs.ini", SWEEP_JOBS "vmas = 7\n");
	ends(f, "sweep --resume d", VMB_USAGE,
	     "vmabench: d/jobs.ini is not the job file this sweep began with; restore it, or begin a new sweep with --output\n");
	put_file(f->here, "d/jobs.ini", SWEEP_JOBS);
	sweep_resume(f, "8 of 8 runs");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, \
						   fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_other_kernel_or_machine),
		TEST(test_other_module),
		TEST(test_other_kernel_config),
		TEST(test_other_job_file),
	};
#undef TEST

	return cmocka_run_group_tests_name("resume elsewhere", tests, NULL, NULL);
}
