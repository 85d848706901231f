// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmabench report as it is called, on folders without any module.
 */
#include "support.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"

#define DATA "tests/data/folder"
#define EXPECTED "tests/data/expected"

#define SUMMARY \
	"csv_version,run_id,repeat,scheme,family,readers,lookups_per_s,ns_per_lookup,valid,valid_reason,job\n"

/* Report on a directory of the data. */
static struct call report_on(struct fixture *f, const char *data,
			     const char *output)
{
	char *path = realpath(data, NULL), *line;
	struct call call;

	assert_non_null(path);
	line = alloc_printf("report %s --output %s", path, output);
	call = call_to(f, line, NULL);
	free(line);
	free(path);
	return call;
}

static bool is_there(const char *dir, const char *name)
{
	char *path = alloc_printf("%s/%s", dir, name);
	bool there = !access(path, F_OK);

	free(path);
	return there;
}

static void assert_same_file(const char *dir, const char *name,
			     const char *expected_name)
{
	char *is = get_file(dir, name);
	char *expected = get_file(EXPECTED, expected_name);

	assert_non_null(is);
	assert_non_null(expected);
	assert_string_equal(is, expected);
	free(is);
	free(expected);
}

/* The numbers of all pictures and tables. */
static void test_golden(void **state)
{
	struct fixture *f = *state;
	struct call call = report_on(f, DATA, "out");
	char *dir = alloc_printf("%s/out", f->here);
	char *page, *begin, *end, *expected;
	glob_t found;
	size_t i;

	assert_int_equal(call.code, VMB_OK);
	assert_string_equal(call.out, "report: out/report.html\n");
	call_free(&call);

	assert_int_equal(glob(EXPECTED "/*.csv", 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 6);
	for (i = 0; i < found.gl_pathc; i++) {
		const char *name = strrchr(found.gl_pathv[i], '/') + 1;
		char *is = alloc_printf("pictures/%s", name);

		assert_same_file(dir, is, name);
		free(is);
	}
	globfree(&found);

	page = get_file(dir, "report.html");
	begin = strstr(page, "<h3>Tables");
	assert_non_null(begin);
	end = strstr(begin, "</section>");
	assert_non_null(end);
	*end = '\0';
	expected = get_file(EXPECTED, "tables.html");
	assert_string_equal(begin, expected);
	free(expected);
	free(page);
	free(dir);
}

static void test_page(void **state)
{
	struct fixture *f = *state;
	struct call call = report_on(f, DATA, "out");
	char *page = get_file(f->here, "out/report.html");

	assert_int_equal(call.code, VMB_OK);
	assert_has(page, "A CPU &lt;of no make&gt; &amp; &#39;such&#39;");
	assert_has(page, "the frequency follows the load, governor powersave");
	assert_has(page, "by the CPU&#39;s own counter but by hpet");
	assert_null(strstr(page, "a virtual machine"));
	assert_has(page, "1 of 90 runs are not valid");
	assert_has(
		page,
		"repeat 3): a thread had no batch that ended in the window, &quot;raise&quot; duration_ms");
	assert_has(
		page,
		"median of 6 repeats. Bars are 95% intervals of the median, where 6 repeats or more are valid.");
	assert_has(page, "<a href=\"./pictures/throughput.csv\">");
	assert_has(page,
		   "/tests/data/folder/histogram.csv\">histogram.csv</a>");
	/* threads.csv is not there. */
	assert_null(strstr(page, "threads.csv"));
	assert_has(
		page,
		"munmap latency against hold time: median: all runs have the same hold_ns");
	/* Nothing is fetched. */
	assert_null(strstr(page, "href=\"http"));
	assert_null(strstr(page, "src="));
	assert_null(strstr(page, "url(http"));
	assert_null(strstr(page, "@import"));
	assert_null(strstr(page, "<link"));
	assert_null(strstr(page, "<script"));
	free(page);
	call_free(&call);
}

/* Without --output the page is where the results are. */
static void test_in_place(void **state)
{
	struct fixture *f = *state;
	struct call call;
	char *page;

	put_file(f->here, "ab/summary.csv",
		 SUMMARY "2,r-1,1,find_vma,kernel,1,7,8,1,,\n");
	put_file(f->here, "ab/pictures/updates.svg", "old");
	put_file(f->here, "ab/pictures/mine.svg", "mine");
	/* The file stands for its folder, as it does for compare. */
	call = call_to(f, "report ab/summary.csv", NULL);
	assert_string_equal(call.out, "report: ab/report.html\n");
	assert_int_equal(call.code, VMB_OK);
	call_free(&call);
	page = get_file(f->here, "ab/report.html");
	assert_has(page, "<a href=\"./summary.csv\">summary.csv</a>");
	free(page);
	/* What an older report left does not pass for a picture of now. */
	assert_false(is_there(f->here, "ab/pictures/updates.svg"));
	assert_true(is_there(f->here, "ab/pictures/mine.svg"));
	assert_true(is_there(f->here, "ab/pictures/throughput.csv"));
}

static void test_several_folders(void **state)
{
	struct fixture *f = *state;
	struct call call;
	char *page;

	put_file(f->here, "one/summary.csv",
		 SUMMARY "2,r-1,1,find_vma,kernel,1,7,8,1,,\n");
	put_file(f->here, "two/x/summary.csv",
		 SUMMARY "2,r-1,1,vma_lock,kernel,1,9,8,1,,a<b\n"
			 "2,r-2,1,vma_lock,kernel,1,9,8,1,,c\n");
	call = call_to(f, "report one two/x", NULL);
	assert_int_equal(call.code, VMB_USAGE);
	assert_has(call.err, "--output");
	call_free(&call);

	call = call_to(f, "report one two/x --output out", NULL);
	assert_int_equal(call.code, VMB_OK);
	call_free(&call);
	page = get_file(f->here, "out/report.html");
	assert_has(page, "<h2>What was run: one</h2>");
	assert_has(page, "<h2>Job a&lt;b: two/x</h2>");
	assert_has(page, "<a href=\"../one/summary.csv\">");
	assert_has(page, "<a href=\"../two/x/summary.csv\">");
	free(page);
	assert_true(is_there(f->here, "out/pictures/dir1-throughput.csv"));
	assert_true(is_there(f->here, "out/pictures/dir2-job1-throughput.csv"));
	assert_true(is_there(f->here, "out/pictures/dir2-job2-throughput.csv"));

	put_file(f->here, "out/pictures/mine.svg", "mine");
	call = call_to(f, "report one --output out", NULL);
	assert_int_equal(call.code, VMB_OK);
	call_free(&call);
	assert_true(is_there(f->here, "out/pictures/throughput.csv"));
	assert_true(is_there(f->here, "out/pictures/mine.svg"));
}

static void refused(struct fixture *f, const char *line, int code,
		    const char *words)
{
	struct call call = call_to(f, line, NULL);

	assert_has(call.err, words);
	assert_int_equal(call.code, code);
	call_free(&call);
}

static void test_refusals(void **state)
{
	struct fixture *f = *state;

	refused(f, "report", VMB_USAGE, "no run folder given; give one");
	refused(f, "report nowhere", VMB_USAGE,
		"cannot read nowhere: No such file or directory");
	refused(f, "report --output= x", VMB_USAGE, "--output");
	refused(f, "report --format xml x", VMB_USAGE,
		"there is no format 'xml'; give one of html, hgrm, json, ktap, lkp, mmtests, openmetrics");
	refused(f, "report --format lkp x y", VMB_USAGE, "lkp is made of one run folder");
	refused(f, "report --format ktap --output d x", VMB_USAGE, "ktap is printed; redirect it");
	refused(f, "report --format json nowhere", VMB_USAGE, "nowhere");
	put_file(f->here, "x/summary.csv",
		 SUMMARY "2,r-1,1,find_vma,kernel,1,7,8,1,,\n");
	refused(f, "report x --output /proc/none", VMB_FAILED,
		"cannot make the directory /proc/none");
	put_file(f->here, "empty/threads.csv", "");
	refused(f, "report x empty --output out", VMB_USAGE,
		"empty has no summary.csv");
	refused(f, "report empty/threads.csv", VMB_USAGE,
		"empty/threads.csv is not called summary.csv; give a run folder, or its summary.csv");
	/* As a whole, before anything is written. */
	assert_false(is_there(f->here, "out"));
}

/* Each damage is named on stderr and on the page, and the rest is there. */
static void test_damage(void **state)
{
	static const char *const said[] = {
		"x/summary.csv:3: 'seven' in column lookups_per_s is no number; the line is left out",
		"x/histogram.csv: there is no column 'csv_version'",
		"x/timeline.csv:2: it has 2 fields, the header line 5; the line is left out",
	};
	struct fixture *f = *state;
	struct call call;
	char *page, *text;
	size_t i;

	put_file(f->here, "x/summary.csv",
		 SUMMARY "2,r-1,1,find_vma,kernel,1,7,8,1,,\n"
			 "2,r-2,2,find_vma,kernel,1,seven,8,1,,\n");
	put_file(f->here, "x/histogram.csv", "a,b\n1,2\n");
	put_file(f->here, "x/timeline.csv",
		 "csv_version,run_id,repeat,start_ns,waiting_max\n2,r-1\n");
	call = call_to(f, "report x", NULL);
	assert_int_equal(call.code, VMB_OK);
	page = get_file(f->here, "x/report.html");
	for (i = 0; i < ARRAY_SIZE(said); i++) {
		assert_has(call.err, said[i]);
		text = alloc_copy(said[i]);
		/* Quotes are spelled out. */
		if (strchr(text, '\''))
			*strchr(text, '\'') = '\0';
		assert_has(page, text);
		free(text);
	}
	assert_has(page, "what could be read of them is used");
	free(page);
	call_free(&call);
}

/* Put a program of this name before all others; NULL: there is none at all. */
static char *set_path(struct fixture *f, const char *program)
{
	char *old = alloc_copy(getenv("PATH")), *path;

	path = program ? alloc_printf("%s/bin:%s", f->here, old)
		       : alloc_printf("%s/bin", f->here);
	put_file(f->here, "bin/x", "");
	if (program) {
		char *file = alloc_printf("%s/bin/gnuplot", f->here);

		put_file(f->here, "bin/gnuplot", program);
		chmod(file, 0755);
		free(file);
	}
	setenv("PATH", path, 1);
	free(path);
	return old;
}

static void restore_path(char *old)
{
	setenv("PATH", old, 1);
	free(old);
}

static void test_no_gnuplot(void **state)
{
	struct fixture *f = *state;
	char *old = set_path(f, NULL), *page, *p;
	struct call call = report_on(f, DATA, "out");
	int lines = 0;

	restore_path(old);
	assert_int_equal(call.code, VMB_OK);
	for (p = call.err; *p; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 1);
	assert_has(call.err, "apt-get install gnuplot-nox");
	call_free(&call);
	page = get_file(f->here, "out/report.html");
	assert_has(page, "apt-get install gnuplot-nox");
	assert_has(page, "<h4>Lookups</h4>");
	assert_has(page, "<a href=\"./pictures/throughput.csv\">");
	assert_null(strstr(page, "<svg"));
	assert_null(strstr(page, "throughput.png"));
	free(page);
	assert_true(is_there(f->here, "out/pictures/throughput.csv"));
	assert_true(is_there(f->here, "out/pictures/backlog.gp"));
}

static void test_failing_gnuplot(void **state)
{
	struct fixture *f = *state;
	char *old = set_path(
		f, "#!/bin/sh\n"
		   "stem=$(sed -n \"s/^stem = '\\(.*\\)'/\\1/p\")\n"
		   "echo half >\"$stem.svg\"\n"
		   "echo 'no  such\nterminal' >&2\nexit 3\n");
	struct call call = report_on(f, DATA, "out");
	char *page;

	restore_path(old);
	assert_int_equal(call.code, VMB_FAILED);
	assert_has(call.err, "vmabench: there is no picture throughput: "
			     "gnuplot says: no such terminal\n");
	assert_has(call.out, "report: out/report.html\n");
	call_free(&call);
	page = get_file(f->here, "out/report.html");
	assert_null(strstr(page, "<svg"));
	assert_has(page, "<h4>Lookups</h4>");
	free(page);
	assert_false(is_there(f->here, "out/pictures/throughput.svg"));
	assert_true(is_there(f->here, "out/pictures/throughput.csv"));
}

/* Who owns the directory may have put a link there. */
static void test_linked_pictures(void **state)
{
	struct fixture *f = *state;
	char *link = alloc_printf("%s/linked/pictures", f->here);
	struct call call;

	put_file(f->here, "linked/x", "");
	put_file(f->here, "elsewhere/throughput.csv", "precious\n");
	assert_int_equal(symlink("../elsewhere", link), 0);
	call = report_on(f, DATA, "linked");
	assert_int_equal(call.code, VMB_FAILED);
	assert_has(call.err, "linked/pictures is a link, which would lead pictures to somewhere else; remove it\n");
	call_free(&call);
	free(link);
	link = get_file(f->here, "elsewhere/throughput.csv");
	assert_string_equal(link, "precious\n");
	free(link);
}

/* Job names are what users make of them. */
static void test_hostile_text(void **state)
{
	struct fixture *f = *state;
	struct call call;
	char *page;

	put_file(
		f->here, "x/summary.csv",
		SUMMARY
		"2,r-1,1,find_vma,kernel,1,7,8,0,<b>why</b>,<script>alert(1)</script>\n");
	put_file(
		f->here, "x/environment.csv",
		"csv_version,key,value\n2,command_line,\"<img src=x onerror=alert(1)>\"\n");
	call = call_to(f, "report x", NULL);
	assert_int_equal(call.code, VMB_OK);
	call_free(&call);
	page = get_file(f->here, "x/report.html");
	assert_has(page, "Job &lt;script&gt;alert(1)&lt;/script&gt;");
	assert_has(page, "&lt;b&gt;why&lt;/b&gt;");
	assert_has(page, "&lt;img src=x onerror=alert(1)&gt;");
	assert_null(strstr(page, "<script"));
	assert_null(strstr(page, "<img"));
	free(page);
}

/* What was recorded of the machine and makes figures worse. */
static void test_noise(void **state)
{
	struct fixture *f = *state;
	struct call call;
	char *page;

	put_file(f->here, "x/summary.csv",
		 SUMMARY "2,r-1,1,find_vma,kernel,1,7,8,0,,j\n");
	put_file(f->here, "x/environment.csv",
		 "csv_version,key,value\n2,hypervisor,0\n2,turbo,\n"
		 "2,governor,power<save\n2,irqbalance,1\n2,swap_used_kb,0\n");
	call = call_to(f, "report x", NULL);
	assert_int_equal(call.code, VMB_OK);
	call_free(&call);
	page = get_file(f->here, "x/report.html");
	assert_has(page, "<p>What may have disturbed the figures:</p><ul>\n"
			 "<li>the frequency follows the load, governor power&lt;save</li>\n"
			 "<li>irqbalance moves interrupts</li>\n</ul>");
	free(page);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_golden),	 TEST(test_page),
		TEST(test_in_place),	 TEST(test_several_folders),
		TEST(test_refusals),	 TEST(test_damage),
		TEST(test_no_gnuplot),	 TEST(test_failing_gnuplot),
		TEST(test_linked_pictures),
		TEST(test_hostile_text), TEST(test_noise),
	};

	return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
