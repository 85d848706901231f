// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/module.h"
#include "lib/alloc.h"
#include "lib/array.h"

static void test_status(void **state)
{
	struct run_status status;

	(void)state;
	status_parse("state=running\nprogress=42\nrun_id=7\nerror=\n", &status);
	assert_int_equal(status.state, STATE_RUNNING);
	assert_int_equal(status.progress, 42);
	assert_string_equal(status.error, "");

	status_parse("state=failed\nprogress=0\nrun_id=7\n"
		     "error=readers=5000 is above 1024\n", &status);
	assert_int_equal(status.state, STATE_FAILED);
	assert_string_equal(status.error, "readers=5000 is above 1024");
}

static void test_all_states(void **state)
{
	static const struct {
		const char *text;
		enum run_state state;
	} cases[] = {
		{ "state=idle\n", STATE_IDLE },
		{ "state=armed\n", STATE_ARMED },
		{ "state=warming\n", STATE_WARMING },
		{ "state=running\n", STATE_RUNNING },
		{ "state=draining\n", STATE_DRAINING },
		{ "state=done\n", STATE_DONE },
		{ "state=failed\n", STATE_FAILED },
		{ "state=failed", STATE_FAILED },
		{ "state=\n", STATE_UNKNOWN },
		{ "state=done2\n", STATE_UNKNOWN },
		{ "state=a-word-longer-than-there-is-room-for\n",
		  STATE_UNKNOWN },
		{ "", STATE_UNKNOWN },
		{ "state:done\n", STATE_UNKNOWN },
		{ "stat=done\nxstate=done\n", STATE_UNKNOWN },
		{ "novel=1\nstate=done\n", STATE_DONE },
	};
	struct run_status status;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		status_parse(cases[i].text, &status);
		assert_int_equal(status.state, cases[i].state);
	}
}

static void test_long_error_is_cut(void **state)
{
	struct run_status status;
	char text[1000] = "error=";

	(void)state;
	memset(text + 6, 'x', sizeof(text) - 7);
	status_parse(text, &status);
	assert_int_equal(strlen(status.error), sizeof(status.error) - 1);
}

/* The module's longest sentences list all schemes. */
static void test_longest_sentence_is_whole(void **state)
{
	const char *dir = temp_dir();
	char sentence[512], *text, *words;

	(void)state;
	memset(sentence, 'x', sizeof(sentence) - 1);
	sentence[sizeof(sentence) - 1] = '\0';
	text = alloc_printf("state=idle\nprogress=0\nerror=%s\n", sentence);
	put_file(dir, "status", text);
	words = module_error(dir, EINVAL);
	assert_string_equal(words, sentence);
	free(words);
	free(text);
}

static void test_version(void **state)
{
	const char *dir = temp_dir();
	struct module_version version;

	(void)state;
	assert_int_equal(module_version(dir, &version), ENOENT);
	put_file(dir, "version", "module=1.2.3\nabi=4\ncsv=5\nnovel=6\n");
	assert_int_equal(module_version(dir, &version), 0);
	assert_string_equal(version.module, "1.2.3");
	assert_int_equal(version.abi, 4);
	assert_int_equal(version.csv, 5);
	put_file(dir, "version", "module=1.2.3\n");
	assert_int_equal(module_version(dir, &version), EPROTO);
}

static void test_writing(void **state)
{
	const char *dir = temp_dir();
	char *text;

	(void)state;
	put_file(dir, "knobs/readers", "1\n");
	assert_int_equal(module_write(dir, "knobs/readers", "4"), 0);
	text = get_file(dir, "knobs/readers");
	assert_string_equal(text, "4\n");
	free(text);
	assert_int_equal(module_write(dir, "knobs/none", "4"), ENOENT);
}

static void test_words_of_the_module(void **state)
{
	const char *dir = temp_dir();
	char *words;

	(void)state;
	words = module_error(dir, EBUSY);
	assert_string_equal(words, strerror(EBUSY));
	free(words);
	put_file(dir, "status", "state=idle\nerror=\n");
	words = module_error(dir, EBUSY);
	assert_string_equal(words, strerror(EBUSY));
	free(words);
	put_file(dir, "status", "state=failed\nerror=no room for 9 VMAs\n");
	words = module_error(dir, ENOMEM);
	assert_string_equal(words, "no room for 9 VMAs");
	free(words);
}

static void test_directory(void **state)
{
	char *dir;

	(void)state;
	setenv("VMABENCH_DIR", "/elsewhere", 1);
	dir = module_dir();
	assert_string_equal(dir, "/elsewhere");
	free(dir);
	unsetenv("VMABENCH_DIR");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_all_states),
		cmocka_unit_test(test_long_error_is_cut),
		cmocka_unit_test(test_longest_sentence_is_whole),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_writing),
		cmocka_unit_test(test_words_of_the_module),
		cmocka_unit_test(test_directory),
	};

	return cmocka_run_group_tests_name("module", tests, NULL, NULL);
}
