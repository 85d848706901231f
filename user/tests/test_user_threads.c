// SPDX-License-Identifier: GPL-2.0-only
/* Places in a run that user threads take, or cannot take. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "session/user_threads.h"

/* Start what the file threads asks for.  Return why not, a new string, or NULL. */
static char *start(const char *dir, size_t scanners, const char *lines)
{
	auto_free char *csv = alloc_printf("role,index,tid,cpu\n%s", lines);
	struct table *table = table_parse(csv, strlen(csv));
	char *why = NULL;
	size_t processes[VMB_ROLE_COUNT] = { [VMB_SCANNER] = scanners };
	struct user_threads *threads = user_threads_new(dir, processes, &why);
	bool started;

	assert_null(why);
	put_file(dir, "threads", csv);
	started = user_threads_start(threads, dir, table, &why);
	user_threads_end(threads);
	table_free(table);
	assert_int_equal(started, !why);
	return why;
}

static void test_places(void **state)
{
	const size_t processes[VMB_ROLE_COUNT] = { [VMB_WRITER] = 2 };
	const char *dir = temp_dir();
	char *why = NULL;

	(void)state;
	/* Kernel threads have all of them. */
	assert_null(start(dir, 0, "reader,0,12,0\nwriter,0,13,1\n"));
	assert_null(start(dir, 0, ""));

	why = start(dir, 0, "reader,0,12,0\nwriter,0,0,1\n");
	assert_has(why, "cannot start a user thread: No such file or directory");
	free(why);
	why = NULL;
	user_threads_end(user_threads_new(dir, processes, &why));
	assert_has(why, "cannot start the process of writer 0: No such file or directory; give fewer writers");
	free(why);

	/* What is not the module's refuses the call. */
	put_file(dir, "user_thread", "");
	put_file(dir, "status", "state=armed\nerror=no place\n");
	why = start(dir, 0, "reader,0,0,0\nreader,1,0,1\n");
	assert_has(why, "no place");
	free(why);
	why = start(dir, 1, "scanner,0,0,0\n");
	assert_has(why, "no place");
	free(why);
	/* One that is not needed leaves. */
	assert_null(start(dir, 1, "reader,0,12,0\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_places) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
