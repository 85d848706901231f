// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver as its users call it, against a directory that looks like that
 * of a module whose every run is done at once.
 */
#include "support.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"
#include "lib/table.h"

static void test_usage(void **state)
{
	ends(*state, "", VMB_USAGE,
	     "vmabench: no command given; run: vmabench --help\n");
	ends(*state, "fly", VMB_USAGE,
	     "vmabench: there is no command 'fly'; run: vmabench --help\n");
	ends(*state, "run --fly", VMB_USAGE, "vmabench run --help");
	ends(*state, "run fly", VMB_USAGE, "'fly' is not an option");
	ends(*state, "run --readers 5000", VMB_USAGE,
	     "vmabench: --readers: 5000 is above 1024, the most it takes; "
	     "give 0 to 1024\n");
	ends(*state, "run --hold_ns -1", VMB_USAGE, "--hold-ns: '-1'");
	ends(*state, "run --readers=", VMB_USAGE, "--readers: an empty value");
	ends(*state, "run --repeat 0", VMB_USAGE, "--repeat: 0 is below 1");
	ends(*state, "run --repeat 2x", VMB_USAGE, "--repeat: '2x'");
	ends(*state, "run --readers 1,2 --repeat 600000", VMB_USAGE,
	     "that makes more than 1000000 runs; give fewer values or repeats");
	ends(*state, "run --format xml", VMB_USAGE, "table, csv or json");
	ends(*state, "run --events a,,b", VMB_USAGE, "--events: an empty name");
	ends(*state, "run --output=", VMB_USAGE, "--output: an empty value");
	ends(*state, "run --profile=", VMB_USAGE, "--profile: an empty value");
	ends(*state, "run --scheme nope", VMB_USAGE,
	     "give some of find_vma,vma_lock,speculate,model_xy,broken_x, or all, "
	     "or all of a family: kernel,model,broken\n");
	ends(*state, "run --scheme speculate", VMB_LACKING, "not before 6.15");
	ends(*state, "list", VMB_USAGE, "schemes, knobs or events");
	ends(*state, "list fly", VMB_USAGE, "no list of 'fly'");
	ends(*state, "list knobs --format xml", VMB_USAGE,
	     "table, csv or json");
	ends(*state, "doctor fly", VMB_USAGE, "'fly' is not an option");
	/* Nothing was begun. */
	assert_int_equal(count_files(((struct fixture *)*state)->here), 0);
}

static void test_help(void **state)
{
	static const char *const lines[] = {
		"--help", "run --help", "sweep --help", "compare --help",
		"report --help", "claims --help", "list --help",
		"doctor --help", "--version", "run --usage",
	};
	const char *line;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		struct call call = call_to(*state, lines[i], NULL);

		assert_int_equal(call.code, VMB_OK);
		assert_string_equal(call.err, "");
		assert_has(call.out, "vmabench");
		for (line = call.out; *line; line += strcspn(line, "\n") + 1)
			assert_in_range(strcspn(line, "\n"), 0, 80);
		call_free(&call);
	}
}

static void test_help_tells_of_families(void **state)
{
	struct call call = call_to(*state, "run --help", NULL);

	assert_has(call.out, "kernel, fault, model and broken stand for");
	assert_has(call.out, "--detach=LIST");
	call_free(&call);
}

/* Each option stands below one heading, in their order. */
static void test_help_is_grouped(void **state)
{
	static const char *const order[] = {
		" What is run:", "--readers=", " Where it is run:",
		"--place=", "--reader-cpus=", " How it is measured:",
		"--duration-ms=", "--repeat=", " Some schemes only:", "--fence=",
		"--index=", " Output:", "-f, --format=", "-o, --output=",
		"-q, --quiet", "--help",
	};
	struct call call = call_to(*state, "run --help", NULL);
	const char *at = call.out;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(order); i++) {
		at = strstr(at, order[i]);
		assert_non_null(at);
	}
	call_free(&call);
}

/* The same letters in all commands, and both spellings of every name. */
static void test_spellings_of_options(void **state)
{
	struct fixture *f = *state;
	struct call call = call_to(f, "run -q -f csv -o l --no_events "
				      "--hold_ns 5 --cpu_latency 0x", NULL);

	assert_int_equal(call.code, VMB_USAGE);
	assert_has(call.err, "vmabench: --cpu-latency: '0x' is not");
	call_free(&call);
	ends(f, "run -q -f csv -o l --no_events --hold_ns 5", VMB_OK, "");
	ends(f, "sweep -f xml", VMB_USAGE, "vmabench: --format: there is no");
	ends(f, "compare -f xml", VMB_USAGE, "vmabench: --format: there is no");
	ends(f, "list -f xml", VMB_USAGE, "vmabench: --format: there is no");
	ends(f, "report -q -o", VMB_USAGE, "requires an argument");
	ends(f, "claims -q -o", VMB_USAGE, "requires an argument");
}

static void test_families(void **state)
{
	struct fixture *f = *state;
	struct call call = call_to(f, "run --scheme broken,kernel,find_vma "
				   "--no-events --output i", NULL);
	char *text;

	assert_int_equal(call.code, VMB_OK);
	call_free(&call);
	/* Each was set; the last is the kernel's second. */
	text = get_file(f->module, "knobs/scheme");
	assert_string_equal(text, "vma_lock\n");
	free(text);
	call = call_to(f, "run --scheme model --no-events --format csv "
		       "--output j", NULL);
	assert_int_equal(call.code, VMB_OK);
	call_free(&call);
	text = get_file(f->module, "knobs/scheme");
	assert_string_equal(text, "model_xy\n");
	free(text);
}

#define REFUSAL "write_span: 9 slots are more than the 8 of vmas; give at most 8"

static void test_module_refuses_to_arm(void **state)
{
	struct fixture *f = *state;

	if (!can_refuse())
		skip();
	f->refuses = "arm";
	put_file(f->module, "status",
		 "state=idle\nprogress=0\nerror=" REFUSAL "\n");
	ends(f, "run --vmas 8 --write-span 9 --no-events", VMB_USAGE,
	     "vmabench: the run was refused: " REFUSAL "\n");
	assert_int_equal(count_files(f->here), 0);
}

#define NO_KNOB "detach: scheme model_xy has no such value"

/* Each combination is checked, the last one too. */
static void test_product_is_refused_before_any_run(void **state)
{
	struct fixture *f = *state;
	char *text;

	if (!can_refuse())
		skip();
	f->refuses = "hole_punch\n";
	put_file(f->module, "status",
		 "state=idle\nprogress=0\nerror=" NO_KNOB "\n");
	ends(f, "run --detach write_then_detach,hole_punch --no-events",
	     VMB_USAGE, "vmabench: " NO_KNOB "\n");
	assert_int_equal(count_files(f->here), 0);
	text = get_file(f->module, "control");
	/* Nothing was armed. */
	assert_string_equal(text, "resetcheck");
	free(text);

	put_file(f->here, "j.ini", "[a]\n[b]\nvmas=9\ndetach=hole_punch\n");
	ends(f, "sweep j.ini", VMB_USAGE,
	     "vmabench: j.ini:4: [b]: " NO_KNOB "\n");
	assert_int_equal(count_files(f->here), 1);
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
	/* The module's files do not change: all runs have one summary. */
	assert_has(call.out, "median of 12 repeats [95% interval]");
	assert_has(call.out, "reports: a/b\n");
	call_free(&call);

	text = get_file(dir, "summary.csv");
	table = table_parse(text, strlen(text));
	free(text);
	assert_non_null(table);
	/* 3 schemes, 2 numbers of readers, 2 repeats. */
	assert_int_equal(table->nrows, 12);
	assert_string_equal(table_get(table, 5, "repeat"), "1");
	assert_string_equal(table_get(table, 6, "repeat"), "2");
	assert_has(table_get(table, 11, "run_id"), "-12");
	table_free(table);

	text = get_file(dir, "statistics.csv");
	table = table_parse(text, strlen(text));
	free(text);
	assert_non_null(table);
	assert_int_equal(table->nrows, 1);
	assert_string_equal(table_get(table, 0, "metric"), "ns_per_lookup");
	assert_string_equal(table_get(table, 0, "n"), "12");
	assert_string_equal(table_get(table, 0, "ci_high"), "78.3");
	table_free(table);

	/* What the knobs were last set to; the list of CPUs is one value. */
	text = get_file(f->module, "knobs/readers");
	assert_string_equal(text, "2\n");
	free(text);
	text = get_file(f->module, "knobs/reader_cpus");
	assert_string_equal(text, "0,1\n");
	free(text);
	text = get_file(f->module, "knobs/scheme");
	assert_string_equal(text, "model_xy\n");
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
	assert_string_equal(call.err, "");
	call_free(&call);

	/* Where there is no table, stderr tells it. */
	call = call_to(f, "run --no-events --quiet --format csv --output k",
		       NULL);
	assert_int_equal(call.code, VMB_INVALID);
	assert_has(call.err, "vmabench: not valid: ");
	assert_has(call.err, "(find_vma, readers=1 writers=1, repeat 1): violation\n");
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

static void test_interrupt(void **state)
{
	struct fixture *f = *state;
	int out = scratch(), err = scratch();
	char *said, *done;
	pid_t pid;

	put_file(f->module, "status", "state=running\nprogress=1\n");
	pid = start(f, "run --no-events --output g/h", out, err);
	await_text(f->module, "control", "start");
	kill(pid, SIGINT);
	/* It waits until the module says that the run is gone. */
	await_text(f->module, "control", "abort");
	done = get_file(f->module, "control");
	assert_string_equal(done, "resetarmstartabort");
	free(done);
	usleep(50000);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), 0);
	put_file(f->module, "status", "state=failed\nerror=aborted\n");

	assert_int_equal(exit_status(pid), VMB_FAILED);
	said = slurp(err);
	assert_string_equal(said,
			    "vmabench: interrupted after 0 of 7 runs\n");
	free(said);
	free(slurp(out));
	assert_int_equal(count_files(f->here), 0);
}

/* What a terminal of so many columns gets while two runs are done. */
static void progress_on(struct fixture *f, unsigned short columns, char *text,
			size_t size)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	struct winsize window = { .ws_row = 24, .ws_col = columns };
	int out = scratch(), err;
	char *line, *end;
	ssize_t len;

	assert_true(terminal >= 0);
	assert_int_equal(grantpt(terminal), 0);
	assert_int_equal(unlockpt(terminal), 0);
	assert_int_equal(ioctl(terminal, TIOCSWINSZ, &window), 0);
	err = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	assert_true(err >= 0);
	assert_int_equal(exit_status(start(f, "run --repeat 1 --no-events "
		"--readers 1,2 --write-rate 1000000,2000000 --hold-ns 1000,2000",
		out, err)), VMB_OK);
	/* Without a writer, reading does not wait for one. */
	close(err);
	len = read(terminal, text, size - 1);
	assert_true(len > 0);
	text[len] = '\0';
	close(terminal);
	free(slurp(out));
	/* The line is wiped in the end. */
	assert_string_equal(text + len - 4, "\r\033[K");
	/* None is as wide as the terminal. */
	for (line = text; *line == '\r'; line = end + 3) {
		end = strstr(line, "\033[K");
		assert_non_null(end);
		assert_in_range(end - line - 1, 0,
				columns ? columns - 1 : 79);
	}
	assert_int_equal(*line, '\0');
}

static void test_progress_on_a_terminal(void **state)
{
	char text[4096];

	progress_on(*state, 200, text, sizeof(text));
	assert_has(text, "[8/8] [....................]   0% 0 s left, find_vma readers=2 write_rate=2000000 hold_ns=2000\033");
	/* The description is cut in the middle, then the bar left out. */
	progress_on(*state, 80, text, sizeof(text));
	assert_has(text, "[8/8] [....................]   0% 0 s left, find_vma readers..0000 hold_ns=2000\033");
	progress_on(*state, 0, text, sizeof(text));
	assert_has(text, "find_vma readers..0000 hold_ns=2000\033");
	progress_on(*state, 40, text, sizeof(text));
	assert_has(text, "\r[8/8]   0% 0 s left, find_vma.._ns=2000\033");
	progress_on(*state, 20, text, sizeof(text));
	assert_has(text, "\r[8/8]   0% 0 s left\033");
	progress_on(*state, 10, text, sizeof(text));
	assert_has(text, "\r[8/8]   0\033");
}

static void test_full_stdout(void **state)
{
	struct fixture *f = *state;
	static const char *const lines[] = {
		"run --no-events --output e", "list knobs", "--help", "doctor",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
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

	/* For readers what is long is below. */
	call = call_to(f, "list schemes", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_string_equal(call.out,
"scheme     family  available  indexes       options\n"
"find_vma   kernel  1          maple         \n"
"vma_lock   kernel  1          maple         \n"
"speculate  kernel  0          maple         \n"
"model_xy   model   1          rbtree maple  fallback detach\n"
"broken_x   broken  1          rbtree        fallback\n"
"speculate: not before 6.15\n"
"indexes: values of --index, besides native; options: knobs others lack\n");
	call_free(&call);
	put_file(f->module, "schemes", "scheme,family,available,reason\n"
				       "a,kernel,0,why\n");
	call = call_to(f, "list schemes", NULL);
	assert_string_equal(call.out, "scheme  family  available\n"
				      "a       kernel  0\n"
				      "a: why\n");
	call_free(&call);

	/* Without a module, what the driver knows itself. */
	text = alloc_printf("%s/version", f->module);
	assert_int_equal(unlink(text), 0);
	free(text);
	call = call_to(f, "list schemes -f csv", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_has(call.out, "scheme,family,available,reason\nfind_vma,kernel,,\n");
	assert_has(call.out, "\nvm_refcnt,model,,\n");
	assert_has(call.out, "\nbroken_no_seq,broken,,\n");
	assert_has(call.err, "vmabench: which schemes this kernel has is not known: the module is not loaded");
	call_free(&call);
	ends(f, "run --no-events", VMB_LACKING, "the module is not loaded");

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

/* Nothing is wider than the terminal; the help is wrapped, not left out. */
static void test_lists_fit(void **state)
{
	static const char *const lists[] = {
		"list schemes", "list knobs", "list events",
	};
	struct fixture *f = *state;
	struct call call;
	char *line, *save;
	size_t i;

	put_file(f->module, "knobs.csv",
		 "name,type,min,max,default,unit,help\n"
		 "speed,enum(slow|fast|faster|fastest),,,slow,,"
		 "how fast a reader is that has to read this line to its end\n");
	assert_int_equal(setenv("COLUMNS", "80", 1), 0);
	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		call = call_to(f, lists[i], NULL);
		assert_int_equal(call.code, VMB_OK);
		for (line = strtok_r(call.out, "\n", &save); line;
		     line = strtok_r(NULL, "\n", &save))
			assert_in_range(strlen(line), 1, 80);
		call_free(&call);
	}
	assert_int_equal(setenv("COLUMNS", "64", 1), 0);
	call = call_to(f, "list knobs", NULL);
	assert_string_equal(call.out,
"name   default  unit  help\n"
"speed  slow           how fast a reader is that has to read this\n"
"                      line to its end\n"
"3 more columns do not fit: --wide\n");
	call_free(&call);
	call = call_to(f, "list knobs --wide", NULL);
	assert_has(call.out, "enum(slow|fast|faster|fastest)            slow"
		   "           how fast a reader is that has to read this line to "
		   "its end\n");
	call_free(&call);
	assert_int_equal(unsetenv("COLUMNS"), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, \
						   fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_usage),
		TEST(test_help),
		TEST(test_help_tells_of_families),
		TEST(test_help_is_grouped),
		TEST(test_spellings_of_options),
		TEST(test_families),
		TEST(test_module_refuses_to_arm),
		TEST(test_product_is_refused_before_any_run),
		TEST(test_run),
		TEST(test_formats),
		TEST(test_invalid),
		TEST(test_failed_run_leaves_nothing),
		TEST(test_results_that_are_none),
		TEST(test_interrupt),
		TEST(test_progress_on_a_terminal),
		TEST(test_full_stdout),
		TEST(test_other_abi),
		TEST(test_lists),
		TEST(test_lists_fit),
	};
#undef TEST

	return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
