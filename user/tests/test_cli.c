// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver as its users call it, against a directory that looks like that
 * of a module whose every run is done at once.
 */
#include "support.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../module/abi/columns.h"
#include "../module/abi/knobs.h"
#include "../module/abi/version.h"
#include "alloc.h"
#include "exitcode.h"
#include "sysfile.h"
#include "table.h"

#define TO_TEXT_(x) #x
#define TO_TEXT(x) TO_TEXT_(x)
#define VERSIONS "module=9.9\nabi=" TO_TEXT(VMB_ABI_VERSION) \
		 "\ncsv=" TO_TEXT(VMB_CSV_VERSION) "\n"

/* What one call of the driver left. */
struct call {
	int code;		/* exit status; -1: killed */
	char *out, *err;
};

struct fixture {
	const char *module;	/* the module's directory */
	const char *here;	/* where the driver is started */
};

#define COLUMN(name, unit, help) #name,

static const char *const summary_columns[] = { VMB_SUMMARY_COLUMNS(COLUMN) };
static const char *const threads_columns[] = { VMB_THREADS_COLUMNS(COLUMN) };
static const char *const histogram_columns[] = {
	VMB_HISTOGRAM_COLUMNS(COLUMN)
};
static const char *const timeline_columns[] = { VMB_TIMELINE_COLUMNS(COLUMN) };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* One row with all the columns and the cells that are given. */
static struct table *one_row(const char *const *columns, size_t n)
{
	struct table *table = table_new(columns, n);

	table_add_row(table);
	table_set(table, 0, "csv_version", TO_TEXT(VMB_CSV_VERSION));
	table_set(table, 0, "run_id", "1");
	return table;
}

static void put_table(const char *dir, const char *name, struct table *table)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	table_write_header(table, out);
	table_write_rows(table, out);
	fclose(out);
	put_file(dir, name, text);
	table_free(table);
	free(text);
}

static void put_summary(const char *dir, const char *valid,
			const char *reason)
{
	struct table *table = one_row(summary_columns, COUNT(summary_columns));

	table_set(table, 0, "scheme", "find_vma");
	table_set(table, 0, "ns_per_lookup", "78.3");
	table_set(table, 0, "valid", valid);
	table_set(table, 0, "valid_reason", reason);
	put_table(dir, "results/summary.csv", table);
}

#define NUM(name, min, max, initial, unit, help) \
	put_file(dir, "knobs/" #name, "");
#define ENUM(name, CHOICES, initial, help) put_file(dir, "knobs/" #name, "");
#define CPUS(name, help) put_file(dir, "knobs/" #name, "");
#define SCHEME(name, initial, help) put_file(dir, "knobs/" #name, "");

static int setup(void **state)
{
	struct fixture *f = alloc_zeroed(1, sizeof(*f));
	const char *dir = temp_dir();

	f->module = dir;
	f->here = temp_dir();
	put_file(dir, "version", VERSIONS);
	put_file(dir, "schemes", "scheme,family,available,reason\n"
				 "find_vma,kernel,1,\nvma_lock,kernel,1,\n"
				 "speculate,kernel,0,not before 6.15\n"
				 "broken_x,broken,1,\n");
	put_file(dir, "control", "");
	put_file(dir, "status", "state=done\nprogress=100\nerror=\n");
	put_file(dir, "threads", "role,index,tid,cpu\n");
	put_table(dir, "results/threads.csv",
		  one_row(threads_columns, COUNT(threads_columns)));
	put_table(dir, "results/histogram.csv",
		  one_row(histogram_columns, COUNT(histogram_columns)));
	put_table(dir, "results/timeline.csv",
		  one_row(timeline_columns, COUNT(timeline_columns)));
	put_summary(dir, "1", "");
	VMB_KNOBS(NUM, ENUM, CPUS, SCHEME)
	setenv("VMABENCH_DIR", dir, 1);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	free(*state);
	return 0;
}

static char *slurp(int fd)
{
	char *path = alloc_printf("/proc/self/fd/%d", fd);
	char *text = sysfile_slurp(path, NULL);

	free(path);
	close(fd);
	assert_non_null(text);
	return text;
}

/* Call the driver with words parted by blanks; stdout may be a file. */
static struct call call_to(struct fixture *f, const char *line,
			   const char *out_path)
{
	const char *driver = getenv("VMABENCH");
	char out_name[] = "/tmp/vmabench-out-XXXXXX";
	char err_name[] = "/tmp/vmabench-err-XXXXXX";
	char *words = alloc_copy(line), *save, *word;
	char *argv[32] = { "vmabench" };
	int out = mkstemp(out_name), err = mkstemp(err_name);
	struct call call = { .code = -1 };
	size_t n = 1;
	int status;
	pid_t pid;

	assert_non_null(driver);
	unlink(out_name);
	unlink(err_name);
	for (word = strtok_r(words, " ", &save); word && n < 31;
	     word = strtok_r(NULL, " ", &save))
		argv[n++] = word;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		if (chdir(f->here))
			_exit(99);
		if (out_path)
			dup2(open(out_path, O_WRONLY), STDOUT_FILENO);
		else
			dup2(out, STDOUT_FILENO);
		dup2(err, STDERR_FILENO);
		execv(driver, argv);
		_exit(98);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status))
		call.code = WEXITSTATUS(status);
	call.out = slurp(out);
	call.err = slurp(err);
	free(words);
	return call;
}

static void call_free(struct call *call)
{
	free(call->out);
	free(call->err);
}

/* The call ends with @code and has @words on stderr. */
static void ends(struct fixture *f, const char *line, int code,
		 const char *words)
{
	struct call call = call_to(f, line, NULL);

	if (call.code != code)
		fail_msg("'%s' exits with %d: %s", line, call.code, call.err);
	assert_has(call.err, words);
	call_free(&call);
}

static void test_usage(void **state)
{
	ends(*state, "", VMB_USAGE, "vmabench --help");
	ends(*state, "fly", VMB_USAGE, "there is no command 'fly'");
	ends(*state, "run --fly", VMB_USAGE, "vmabench run --help");
	ends(*state, "run fly", VMB_USAGE, "'fly' is not an option");
	ends(*state, "run --readers 5000", VMB_USAGE,
	     "vmabench: --readers: 5000 is above 1024, the most it takes; "
	     "give 0 to 1024\n");
	ends(*state, "run --hold_ns -1", VMB_USAGE, "--hold-ns: '-1'");
	ends(*state, "run --readers=", VMB_USAGE, "--readers: an empty value");
	ends(*state, "run --repeat 0", VMB_USAGE, "--repeat: 0 is below 1");
	ends(*state, "run --repeat 2x", VMB_USAGE, "--repeat: '2x'");
	ends(*state, "run --format xml", VMB_USAGE, "table, csv or json");
	ends(*state, "run --events a,,b", VMB_USAGE, "--events: an empty name");
	ends(*state, "run --output=", VMB_USAGE, "--output: an empty value");
	ends(*state, "run --scheme nope", VMB_USAGE,
	     "give some of find_vma,vma_lock,speculate,broken_x, or all");
	ends(*state, "run --scheme speculate", VMB_LACKING, "not before 6.15");
	ends(*state, "list", VMB_USAGE, "schemes, knobs or events");
	ends(*state, "list fly", VMB_USAGE, "no list of 'fly'");
	ends(*state, "list knobs --format xml", VMB_USAGE,
	     "table, csv or markdown");
	ends(*state, "doctor fly", VMB_USAGE, "'fly' is not an option");
	/* Nothing was begun. */
	assert_int_equal(count_files(((struct fixture *)*state)->here), 0);
}

static void test_help(void **state)
{
	static const char *const lines[] = {
		"--help", "run --help", "list --help", "doctor --help",
		"--version", "run --usage",
	};
	size_t i;

	for (i = 0; i < COUNT(lines); i++) {
		struct call call = call_to(*state, lines[i], NULL);

		assert_int_equal(call.code, VMB_OK);
		assert_string_equal(call.err, "");
		assert_has(call.out, "vmabench");
		call_free(&call);
	}
}

static void test_run(void **state)
{
	struct fixture *f = *state;
	struct call call = call_to(f, "run --scheme all --readers 1,2 "
				   "--reader-cpus 0,1 --repeat 2 --no-events "
				   "--output a/b", NULL);
	char *dir = alloc_printf("%s/a/b", f->here), *text;
	struct table *table;

	assert_string_equal(call.err, "");
	assert_int_equal(call.code, VMB_OK);
	assert_has(call.out, "find_vma");
	assert_has(call.out, "vma_lock");
	assert_has(call.out, "median of 2 repeats");
	assert_has(call.out, "reports: a/b\n");
	call_free(&call);

	text = get_file(dir, "summary.csv");
	table = table_parse(text, strlen(text));
	free(text);
	assert_non_null(table);
	/* 2 schemes, 2 numbers of readers, 2 repeats. */
	assert_int_equal(table->nrows, 8);
	assert_string_equal(table_get(table, 1, "repeat"), "1");
	assert_string_equal(table_get(table, 2, "repeat"), "2");
	assert_has(table_get(table, 7, "run_id"), "-8");
	table_free(table);

	/* What the knobs were last set to; the list of CPUs is one value. */
	text = get_file(f->module, "knobs/readers");
	assert_string_equal(text, "2\n");
	free(text);
	text = get_file(f->module, "knobs/reader_cpus");
	assert_string_equal(text, "0,1\n");
	free(text);
	text = get_file(f->module, "knobs/scheme");
	assert_string_equal(text, "vma_lock\n");
	free(text);
	/* What was not asked for is left to "reset". */
	text = get_file(f->module, "knobs/writers");
	assert_string_equal(text, "");
	free(text);

	ends(f, "run --output a/b", VMB_USAGE, "a/b is not empty");
	free(dir);
}

static void test_formats(void **state)
{
	struct fixture *f = *state;
	struct call call = call_to(f, "run --no-events --format csv --output c",
				   NULL);
	char *dir = alloc_printf("%s/c", f->here);
	char *text = get_file(dir, "summary.csv");

	assert_int_equal(call.code, VMB_OK);
	assert_string_equal(call.out, text);
	assert_string_equal(call.err, "vmabench: reports: c\n");
	call_free(&call);
	free(text);
	free(dir);

	call = call_to(f, "run --no-events --format json --quiet", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_string_equal(call.err, "");
	assert_has(call.out, "\"ns_per_lookup\": 78.3,");
	call_free(&call);
}

static void test_invalid(void **state)
{
	struct fixture *f = *state;
	struct call call;

	put_summary(f->module, "0", "violation");
	call = call_to(f, "run --no-events --output d", NULL);
	assert_int_equal(call.code, VMB_INVALID);
	assert_has(call.out, "repeat 1): violation\n");
	call_free(&call);
}

static void test_failed_run_leaves_nothing(void **state)
{
	struct fixture *f = *state;

	put_file(f->module, "status",
		 "state=failed\nerror=vm.max_map_count is too small\n");
	ends(f, "run --no-events", VMB_FAILED,
	     "vm.max_map_count is too small");
	assert_int_equal(count_files(f->here), 0);
}

static void test_results_that_are_none(void **state)
{
	struct fixture *f = *state;

	put_file(f->module, "results/timeline.csv", "");
	ends(f, "run --no-events", VMB_FAILED, "results/timeline.csv");
	assert_int_equal(count_files(f->here), 0);
}

static void test_full_stdout(void **state)
{
	struct fixture *f = *state;
	static const char *const lines[] = {
		"run --no-events --output e", "list knobs", "--help", "doctor",
	};
	size_t i;

	for (i = 0; i < COUNT(lines); i++) {
		struct call call = call_to(f, lines[i], "/dev/full");

		assert_int_equal(call.code, VMB_FAILED);
		assert_has(call.err, "cannot write to stdout");
		call_free(&call);
	}
}

static void test_other_abi(void **state)
{
	struct fixture *f = *state;

	put_file(f->module, "version", "module=9\nabi=99\ncsv=1\n");
	ends(f, "run", VMB_LACKING, "ABI 99");
	ends(f, "list schemes", VMB_LACKING, "ABI 99");
	assert_int_equal(count_files(f->here), 0);
}

static void test_lists(void **state)
{
	struct fixture *f = *state;
	struct call call = call_to(f, "list schemes --format csv", NULL);
	char *text = get_file(f->module, "schemes");

	assert_int_equal(call.code, VMB_OK);
	assert_string_equal(call.out, text);
	call_free(&call);
	free(text);

	/* The module's own table comes before the built-in one. */
	put_file(f->module, "knobs.csv", "name,type,min,max,default,unit,help\n"
					 "speed,u64,1,9,3,,how fast\n");
	call = call_to(f, "list knobs", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_has(call.out, "speed");
	assert_null(strstr(call.out, "readers"));
	call_free(&call);
	ends(f, "run --speed 10", VMB_USAGE, "10 is above 9");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_usage),
		TEST(test_help),
		TEST(test_run),
		TEST(test_formats),
		TEST(test_invalid),
		TEST(test_failed_run_leaves_nothing),
		TEST(test_results_that_are_none),
		TEST(test_full_stdout),
		TEST(test_other_abi),
		TEST(test_lists),
	};
#undef TEST

	return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
