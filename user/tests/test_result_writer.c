// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/atomic_file.h"
#include "results/result_writer.h"

static struct result_writer *open_folder(const char *path)
{
	struct result_writer *folder;

	assert_int_equal(result_writer_open(path, false, &folder), VMB_OK);
	assert_non_null(folder);
	return folder;
}

/* Save one run of @rows rows to two files. */
static bool save(struct result_writer *folder, const char *value, size_t rows)
{
	static const char *const columns[] = {"x"};
	struct results run = {0};
	bool saved;
	size_t i, k;

	for (k = 0; k < 2; k++) {
		run.tables[k] = table_new(columns, 1);
		for (i = 0; i < rows; i++)
			table_add_row(run.tables[k]);
		table_set_all(run.tables[k], "x", value);
	}
	saved = result_writer_save(folder, &run);
	results_free(&run);
	return saved;
}

static void assert_content(const char *dir, const char *name,
			   const char *expected)
{
	char *text = get_file(dir, name);

	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
}

static void test_nothing_before_publishing(void **state)
{
	char *path = alloc_printf("%s/a/b", temp_dir());
	struct result_writer *folder = open_folder(path);

	(void)state;
	assert_true(save(folder, "1", 1));
	assert_true(save(folder, "2", 2));
	assert_true(result_writer_put(folder, "config", "y\n", 2));
	assert_null(get_file(path, "summary.csv"));
	assert_null(get_file(path, "config"));

	assert_true(result_writer_publish(folder));
	result_writer_close(folder);
	assert_content(path, "summary.csv", "x\n1\n2\n2\n");
	assert_content(path, "threads.csv", "x\n1\n2\n2\n");
	assert_content(path, "config", "y\n");
	assert_int_equal(count_files(path), 3);
	free(path);
}

static void test_unpublished_leaves_nothing(void **state)
{
	const char *dir = temp_dir();
	char *path = alloc_printf("%s/a/b", dir);
	struct result_writer *folder = open_folder(path);

	(void)state;
	assert_true(save(folder, "1", 1));
	result_writer_close(folder);
	assert_int_equal(count_files(dir), 0);
	free(path);
}

static void test_only_ours_is_removed(void **state)
{
	const char *dir = temp_dir();
	struct result_writer *folder = open_folder(dir);

	(void)state;
	assert_true(save(folder, "1", 1));
	result_writer_close(folder);
	/* It was there before. */
	assert_int_equal(count_files(dir), 0);
}

static void refuse(const char *path, enum exitcode code, const char *words)
{
	struct result_writer *folder;
	char *said;

	capture_begin();
	assert_int_equal(result_writer_open(path, false, &folder), code);
	said = capture_end();
	result_writer_close(folder);
	assert_has(said, words);
	free(said);
}

static void test_used_folder_is_refused(void **state)
{
	const char *dir = temp_dir();

	(void)state;
	put_file(dir, "old.csv", "precious\n");
	refuse(dir, VMB_USAGE, "is not empty");
	assert_content(dir, "old.csv", "precious\n");
	assert_int_equal(count_files(dir), 1);
}

static void test_impossible_folder(void **state)
{
	const char *dir = temp_dir();
	char *path = alloc_printf("%s/file/below", dir);

	(void)state;
	put_file(dir, "file", "");
	refuse(path, VMB_FAILED,
	       "Not a directory; choose another directory, or remove");
	free(path);
}

/* Save until it fails; then what is published is whole runs. */
static void fill_up(const char *dir, const char *mend)
{
	struct result_writer *folder = open_folder(dir);
	char *said, *one, *two;
	size_t runs = 0;

	capture_begin();
	while (save(folder, "123456789", 1000) && runs < 1000)
		runs++;
	said = capture_end();
	assert_in_range(runs, 1, 999);
	assert_has(said, "cannot write ");
	assert_has(said, ".csv: ");
	assert_has(said, mend);
	free(said);

	assert_true(result_writer_publish(folder));
	result_writer_close(folder);
	one = get_file(dir, "summary.csv");
	two = get_file(dir, "threads.csv");
	assert_non_null(one);
	assert_non_null(two);
	assert_int_equal(strlen(one), 2 + runs * 1000 * 10);
	assert_string_equal(one, two);
	assert_int_equal(count_files(dir), 2);
	free(one);
	free(two);
}

/* Who owns the directory may have put links there, to files of the caller. */
static void test_links_are_not_followed(void **state)
{
	const char *dir = temp_dir();
	char *path = alloc_printf("%s/results", dir);
	char *precious = alloc_printf("%s/precious", dir);
	char *link = alloc_printf("%s/.summary.csv.tmp", path);
	struct result_writer *folder = open_folder(path);
	char *said;

	(void)state;
	put_file(dir, "precious", "precious\n");
	assert_int_equal(symlink(precious, link), 0);
	assert_true(save(folder, "1", 1));
	assert_true(result_writer_publish(folder));
	result_writer_close(folder);
	assert_content(path, "summary.csv", "x\n1\n");

	assert_int_equal(symlink(precious, link), 0);
	assert_true(atomic_file_write(path, "summary.csv", write_text, "new"));
	assert_content(path, "summary.csv", "new");

	/* When it goes on with what is there. */
	assert_int_equal(symlink(precious, link), 0);
	assert_int_equal(result_writer_reopen(path, &folder), VMB_OK);
	capture_begin();
	assert_false(result_writer_cut(folder, "summary.csv", 2));
	said = capture_end();
	assert_has(said, "summary.csv: Too many levels of symbolic links; "
			 "choose another directory, or remove what is in the "
			 "way there");
	free(said);
	result_writer_close(folder);
	assert_content(dir, "precious", "precious\n");
	free(link);
	free(precious);
	free(path);
}

static void test_full_disk(void **state)
{
	struct rlimit old, limit;

	(void)state;
	/* A limit on the size of files fails a write in its midst too. */
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	limit.rlim_cur = 34567;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	fill_up(temp_dir(), "; raise the limit on file sizes");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
}

static void test_disk_full_from_the_start(void **state)
{
	const char *dir = temp_dir();
	char *path = alloc_printf("%s/new", dir), *said;
	struct rlimit old, limit;
	struct result_writer *folder;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	limit.rlim_cur = 100;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	folder = open_folder(path);
	capture_begin();
	assert_false(save(folder, "123456789", 1000));
	said = capture_end();
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);

	assert_has(said, "threads.csv");
	result_writer_publish(folder);
	result_writer_close(folder);
	assert_int_equal(count_files(dir), 0);
	free(said);
	free(path);
}

/* A real file system that is full, where we may mount one. */
static void test_full_tmpfs(void **state)
{
	const char *dir = temp_dir();

	(void)state;
	if (geteuid() || unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", dir, "tmpfs", 0, "size=100k"))
		skip();
	fill_up(dir, "; make room on that disk");
	assert_int_equal(umount(dir), 0);
}

static void test_rename_that_fails(void **state)
{
	const char *dir = temp_dir();
	struct result_writer *folder = open_folder(dir);
	char *path = alloc_printf("%s/summary.csv/x", dir), *said;

	(void)state;
	assert_true(save(folder, "1", 1));
	/* The first file is written last: a directory is in its place. */
	put_file(dir, "summary.csv/x", "");
	capture_begin();
	assert_false(result_writer_publish(folder));
	said = capture_end();
	assert_has(said, "summary.csv: ");
	result_writer_close(folder);
	/* The other is complete. */
	assert_content(dir, "threads.csv", "x\n1\n");
	assert_int_equal(count_files(dir), 2);
	free(said);
	free(path);
}

/* A run in the first file is whole in all others, whatever ends the driver. */
static void test_first_file_is_written_last(void **state)
{
	const char *dir = temp_dir();
	struct result_writer *folder = open_folder(dir);
	char *said;

	(void)state;
	put_file(dir, ".threads.csv.tmp/x", "");
	capture_begin();
	assert_false(save(folder, "1", 1));
	said = capture_end();
	assert_has(said, "threads.csv: Is a directory; ");
	assert_null(get_file(dir, ".summary.csv.tmp"));
	result_writer_close(folder);
	free(said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_before_publishing),
		cmocka_unit_test(test_unpublished_leaves_nothing),
		cmocka_unit_test(test_only_ours_is_removed),
		cmocka_unit_test(test_used_folder_is_refused),
		cmocka_unit_test(test_impossible_folder),
		cmocka_unit_test(test_links_are_not_followed),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_disk_full_from_the_start),
		cmocka_unit_test(test_full_tmpfs),
		cmocka_unit_test(test_rename_that_fails),
		cmocka_unit_test(test_first_file_is_written_last),
	};

	return cmocka_run_group_tests_name("folder", tests, NULL, NULL);
}
