// SPDX-License-Identifier: GPL-2.0-only
#include "driver.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"
#include "lib/table.h"
#include "lib/words.h"
#include "results/metric.h"

#define DATA "tests/data/"

/* Folders the driver finds where it is started. */
static void copy_file(struct fixture *f, const char *from, const char *to,
		      const char *name)
{
	char *dir = alloc_printf(DATA "%s", from);
	char *text = get_file(dir, name);
	char *path = alloc_printf("%s/%s", to, name);

	if (text)
		put_file(f->here, path, text);
	free(dir);
	free(text);
	free(path);
}

static void copy_folder(struct fixture *f, const char *from, const char *to)
{
	static const char *const names[] = {
		"summary.csv", "environment.csv", "kernel-config",
		"timeline.csv",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		copy_file(f, from, to, names[i]);
}

/* Replace a text in a file of a folder wherever it is. */
static void edit(struct fixture *f, const char *name, const char *from,
		 const char *to)
{
	char *text = get_file(f->here, name), *edited = NULL;
	const char *p = text, *found;

	assert_non_null(text);
	assert_has(text, from);
	while ((found = strstr(p, from))) {
		alloc_append(&edited, "%.*s%s", (int)(found - p), p, to);
		p = found + strlen(from);
	}
	alloc_append(&edited, "%s", p);
	put_file(f->here, name, edited);
	free(edited);
	free(text);
}

static int setup(void **state)
{
	struct fixture *f;

	fixture_setup(state);
	f = *state;
	copy_folder(f, "base", "base");
	copy_folder(f, "slower", "slower");
	copy_folder(f, "base", "again");
	return 0;
}

#define NOT_VALID(side)							\
	"vmabench: " side ": 1 of 8 runs of vma_lock, writers=1 are not valid and do not count: a worker did not overlap, \"late\"\n"

static void assert_golden(struct fixture *f, const char *line,
			  const char *name)
{
	struct call call = call_to(f, line, NULL);
	char *golden = get_file(DATA "golden", name);

	assert_string_equal(call.err, strstr(line, "--schemes") ?
				      NOT_VALID("B") :
				      NOT_VALID("A") NOT_VALID("B"));
	assert_int_equal(call.code, VMB_OK);
	assert_non_null(golden);
	assert_string_equal(call.out, golden);
	free(golden);
	call_free(&call);
}

static void test_golden(void **state)
{
	struct fixture *f = *state;

	assert_golden(f, "compare base slower", "compare.txt");
	assert_golden(f, "compare base slower --format csv", "compare.csv");
	assert_golden(f, "compare base slower --format json --metric "
			 "ns_per_lookup,hits_pct", "compare.json");
	assert_golden(f, "compare base --schemes find_vma,vma_lock",
		      "schemes.txt");
	/* The summary alone will do. */
	assert_golden(f, "compare base slower/summary.csv --format csv",
		      "compare.csv");

	/* --wide prints on any terminal what a pipe gets. */
	assert_int_equal(setenv("COLUMNS", "80", 1), 0);
	assert_golden(f, "compare base slower --wide", "compare.txt");
	assert_int_equal(unsetenv("COLUMNS"), 0);
}

/* On a terminal of 80 columns nothing is wider, and the verdict is there. */
static void test_fits(void **state)
{
	struct call call;
	char *line, *save;

	assert_int_equal(setenv("COLUMNS", "80", 1), 0);
	call = call_to(*state, "compare base slower", NULL);
	assert_int_equal(call.code, VMB_OK);
	assert_has(call.out,
"\nscheme    knobs      metric         verdict                   A           B/A\n"
"find_vma  writers=0  ns_per_lookup  no difference shown   100.6  0.984 +-2.7%\n");
	assert_has(call.out, "\n2 more columns do not fit: --wide\n"
		   "B/A: ratio +-95% interval, from the repeats\n");
	assert_null(strstr(call.out, "seen from"));
	for (line = strtok_r(call.out, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		assert_in_range(strlen(line), 1, 80);
	call_free(&call);
	assert_int_equal(unsetenv("COLUMNS"), 0);
}

/* One source: what pairs say is what statistics.csv says. */
static void test_schemes_agree_with_statistics(void **state)
{
	struct fixture *f = *state;
	struct call call = call_to(f, "compare base --schemes "
				      "find_vma,vma_lock --metric "
				      "ns_per_lookup --format csv", NULL);
	struct table *pairs = table_parse(call.out, strlen(call.out));
	char *text = get_file(DATA "base", "statistics.csv");
	struct table *statistics = table_parse(text, strlen(text));
	size_t row, i, found = 0;

	assert_int_equal(pairs->nrows, 2);
	for (i = 0; i < pairs->nrows; i++) {
		for (row = 0; row < statistics->nrows; row++) {
			if (strcmp(table_get(statistics, row, "metric"),
				   "ns_per_lookup") ||
			    strcmp(table_get(statistics, row, "scheme"),
				   "vma_lock") ||
			    strcmp(table_get(statistics, row, "knobs"),
				   table_get(pairs, i, "knobs")))
				continue;
			found++;
			assert_string_equal(table_get(pairs, i, "ratio"),
					    table_get(statistics, row,
						      "ratio"));
			assert_string_equal(table_get(pairs, i, "ratio_low"),
					    table_get(statistics, row,
						      "ratio_low"));
		}
	}
	assert_int_equal(found, 2);
	table_free(pairs);
	table_free(statistics);
	free(text);
	call_free(&call);
}

static void test_fail_if(void **state)
{
	struct fixture *f = *state;

	/* The words of a line are parted by blanks; so conditions have none. */
	says(f, "compare base slower --fail-if ns_per_lookup>+5%",
	     VMB_REGRESSED, "different",
	     "vmabench: ns_per_lookup>+5%: ns_per_lookup of vma_lock, writers=1: +10.6% [+8.4%..+13.4%]\n");
	says(f, "compare base slower --fail-if ns_per_lookup>+9%", VMB_OK,
	     "different", "");
	says(f, "compare slower base --fail-if ns_per_lookup<-5%",
	     VMB_REGRESSED, "different", "vma_lock, writers=1");
	says(f, "compare slower base --fail-if ns_per_lookup>+1%", VMB_OK,
	     "different", "");
	says(f, "compare base again --fail-if ns_per_lookup>0%", VMB_OK,
	     "no difference shown", "");
	/* A metric that is none of the main ones is compared for it. */
	says(f, "compare base slower --fail-if lookups_per_s<-5%",
	     VMB_REGRESSED, "lookups_per_s", "-9.6%");
	says(f, "compare base slower --metric ns_per_lookup --fail-if "
		"lookup_p50_ns>+5%", VMB_REGRESSED, "lookup_p50_ns", "");
	/* What is not decided does not pass. */
	says(f, "compare base slower --fail-if lost_wakeups>+5%", VMB_FAILED,
	     "", "lost_wakeups>+5%: neither result has the metric lost_wakeups");
}

static void test_bad_input(void **state)
{
	struct fixture *f = *state;

	says(f, "compare base", VMB_USAGE, "", "give two, or one and --schemes");
	says(f, "compare base slower again", VMB_USAGE, "", "'again'");
	says(f, "compare base nowhere", VMB_USAGE, "",
	     "cannot read nowhere: No such file");
	says(f, "compare base slower --metric ns_per_lokup", VMB_USAGE, "",
	     "--metric: there is no metric 'ns_per_lokup'; the nearest is ns_per_lookup");
	says(f, "compare base slower --metric all,ns_per_lookup", VMB_USAGE,
	     "", "--metric: all is every metric; give it alone");
	says(f, "compare base slower --metric ns_per_lookup --metric all",
	     VMB_USAGE, "", "--metric: all is every metric; give it alone");
	says(f, "compare base slower --metric lookup_p50_ns,lookup_p50_ns",
	     VMB_USAGE, "",
	     "--metric: lookup_p50_ns is given twice; give it once");
	says(f, "compare base slower --fail-if n>1%", VMB_USAGE, "",
	     "--fail-if: there is no metric 'n'");
	says(f, "compare base slower --fail-if ns_per_lookup", VMB_USAGE, "",
	     "--fail-if: 'ns_per_lookup' is no condition");
	says(f, "compare base slower --across kernal", VMB_USAGE, "",
	     "--across: there is no 'kernal' to compare across; the nearest is kernel");
	says(f, "compare base slower --format xml", VMB_USAGE, "",
	     "table, csv or json");
	says(f, "compare base --schemes find_vma", VMB_USAGE, "", "give two");
	says(f, "compare base --schemes find_vma,find_vma", VMB_USAGE, "",
	     "is compared with itself; give two schemes");
	says(f, "compare base --schemes find_vma,vma_lok", VMB_USAGE, "",
	     "has no runs of 'vma_lok'; the nearest is vma_lock");
	says(f, "compare base base/environment.csv", VMB_USAGE, "",
	     "is not called summary.csv");
}

/* The help has the metrics of the table as words. */
#define OPS "munmap,map,mprotect,split,merge,lock,mremap,madvise,fork,brk,scan,scan_call"

static void test_help_names_metrics(void **state)
{
	struct call call = call_to(*state, "compare --help", NULL);
	size_t i;

	assert_int_equal(call.code, VMB_OK);
	for (i = 0; i < METRICS; i++) {
		const char *part = strstr(metrics[i].name, "_p");
		auto_free char *op = alloc_printf(
			"%.*s", part ? (int)(part - metrics[i].name) : 0,
			metrics[i].name);

		if (metrics[i].main && list_has(OPS, op)) {
			assert_has(call.out, op);
			assert_has(call.out, part);
		} else if (metrics[i].main) {
			assert_has(call.out, metrics[i].name);
		} else {
			assert_null(strstr(call.out, metrics[i].name));
		}
	}
	call_free(&call);
}

/* With no run left there is nothing to compare. */
static void test_no_run_to_read(void **state)
{
	static const char head[] = "csv_version,run_id,repeat,scheme,valid,"
				   "ns_per_lookup\n";
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "a,b\n1,2\n", "there is no column 'csv_version'" },
		{ "", "slower/summary.csv: it is empty" },
		{ "2,r,1,a,1\n", "slower/summary.csv:2: it has 5 fields, the header line 6" },
		{ "2,r,1,a,1,5x\n",
		  "slower/summary.csv:2: '5x' in column ns_per_lookup is no number" },
		{ "1,r,1,a,1,5\n", "slower/summary.csv: its csv_version is '1', and this vmabench reads 2 only; measure anew, or use the vmabench that wrote it" },
		{ "3,r,1,a,1,5\n", "slower/summary.csv: its csv_version is '3', and this vmabench reads 2 only" },
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		char *text = alloc_printf("%s%s", i < 2 ? "" : head,
					  cases[i].text);

		put_file(f->here, "slower/summary.csv", text);
		says(f, "compare base slower", VMB_USAGE, "", cases[i].says);
		free(text);
	}
	put_file(f->here, "slower/summary.csv", head);
	says(f, "compare base slower", VMB_USAGE, "",
	     "slower/summary.csv has no runs; give a folder that has some");
}

/* What of a file that is only partly there would pass for other figures. */
static void test_damage_is_named_and_left_out(void **state)
{
	static const char head[] =
		"csv_version,run_id,repeat,scheme,valid,ns_per_lookup\n";
	static const char runs[] =
		"csv_version,run_id,repeat,scheme,valid,ns_per_lookup\n"
		"2,r-1,1,a,1,5\n";
	static const struct {
		const char *name, *text, *says;
	} cases[] = {
		{ "summary.csv", "2,r-1,1,a,1,5\n2,r-2,2,a,1,5",
		  "d/summary.csv:3: " },
		{ "summary.csv", "2,r-1,1,a,1,5\n2,r-2,2,a,1,0x5\n",
		  "d/summary.csv:3: '0x5' in column ns_per_lookup is no number" },
		{ "summary.csv", "2,r-1,1,a,1,5\n2,r-2,2,a,1,nan\n",
		  "d/summary.csv:3: 'nan' in column ns_per_lookup is no number" },
		{ "summary.csv", "2,r-1,1,a,1,5\n2,r-1,1,a,1,5\n",
		  "d/summary.csv:3: there is a run r-1 with this repeat already" },
		{ "perf.csv",
		  "csv_version,run_id,repeat,role,index,tid,event,count,"
		  "time_enabled_ns,time_running_ns,wall_ns,per_op\n"
		  "2,r-1,1,reader,all,,cycles,1,1,1,1,1z\n",
		  "d/perf.csv:2: '1z' in column per_op is no number" },
		{ "environment.csv", "key\n\"\n",
		  "d/environment.csv: there is no column 'csv_version'" },
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bool summary = !strcmp(cases[i].name, "summary.csv");
		char *name = alloc_printf("d/%s", cases[i].name);
		char *text = alloc_printf("%s%s", summary ? head : "",
					  cases[i].text);

		put_file(f->here, "d/summary.csv", runs);
		put_file(f->here, name, text);
		/* A single run cannot be compared. */
		says(f, "compare d d", VMB_FAILED, "1 and 1 repeats are too few",
		     cases[i].says);
		free(text);
		free(name);
	}
}

/* Part of a configuration would pass for one that lacks the rest. */
static void test_damaged_config(void **state)
{
	struct fixture *f = *state;
	char *path = alloc_printf("%s/again/kernel-config.gz", f->here);
	char *text = get_file(DATA "base", "kernel-config");
	gzFile file = gzopen(path, "wb");
	struct stat st;

	assert_non_null(file);
	assert_true(gzputs(file, text) > 0);
	assert_int_equal(gzclose(file), Z_OK);
	says(f, "compare base again", VMB_OK, "no difference shown", "");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(truncate(path, st.st_size - 9), 0);
	says(f, "compare base again", VMB_OK, "no difference shown",
	     "again/kernel-config.gz: it is damaged or cut off");
	/* A gate that sees only a part is no gate. */
	says(f, "compare base again --fail-if ns_per_lookup>50%", VMB_FAILED,
	     "no difference shown",
	     "--fail-if: not decided, because data was left out");
	free(text);
	free(path);
}

static void test_what_may_not_differ(void **state)
{
	static const struct {
		const char *file, *from, *to, *reason, *kind, *name;
		bool listed;
	} cases[] = {
		{ "again/environment.csv", "6.1.0-test", "6.2.0-test",
		  "kernel_release is '6.1.0-test' in A, '6.2.0-test' in B (--across kernel)",
		  "kernel", "kernel_release", true },
		{ "again/environment.csv", "Test CPU", "Other CPU",
		  "cpu_model is 'Test CPU' in A, 'Other CPU' in B (--across machine)",
		  "machine", "cpu_model", false },
		{ "again/environment.csv", "0.3.0", "0.4.0",
		  "module_version is '0.3.0' in A, '0.4.0' in B (--across module)",
		  "module", "module_version", false },
		{ "again/environment.csv", "2,cpu_latency_us,",
		  "2,cpu_latency_us,0",
		  "cpu_latency_us is '' in A, '0' in B (--across machine)",
		  "machine", "cpu_latency_us", false },
		{ "again/kernel-config", "# CONFIG_DEBUG_VM is not set",
		  "CONFIG_DEBUG_VM=y",
		  "CONFIG_DEBUG_VM is n in A, y in B (--across config)",
		  "config", "config", true },
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *reason = cases[i].reason;
		auto_free char *listed = alloc_printf(
			"they differ: %.*s\n",
			(int)(strstr(reason, " (--across") - reason), reason);
		auto_free char *command = alloc_printf(
			"compare base again%s",
			cases[i].listed ? " --strict" : "");
		auto_free char *fail_if = alloc_printf(
			"%s --fail-if ns_per_lookup>5%%", command);
		const char *const words[] = { cases[i].kind, cases[i].name };
		/* Nothing but what was asked for. */
		auto_free char *other = alloc_printf(
			"%s --across %s", command,
			strcmp(cases[i].kind, "module") ? "module" : "kernel");
		size_t w;

		copy_folder(f, "base", "again");
		edit(f, cases[i].file, cases[i].from, cases[i].to);
		says(f, command, VMB_FAILED, reason,
		     "nothing could be compared");
		says(f, fail_if, VMB_FAILED, "not comparable [1]",
		     "not decided for");
		for (w = 0; w < ARRAY_SIZE(words); w++) {
			auto_free char *line = alloc_printf(
				"%s --across %s", command, words[w]);

			says(f, line, VMB_OK, listed, "");
		}
		says(f, other, VMB_FAILED, reason, "");
		if (cases[i].listed)
			says(f, "compare base again", VMB_OK, listed, "");
	}
	says(f, "compare base again --format csv", VMB_OK, "no difference",
	     "vmabench: they differ: CONFIG_DEBUG_VM is n in A, y in B\n");
	/* What begins keys stands for all of them. */
	copy_folder(f, "base", "again");
	edit(f, "again/environment.csv", "2,turbo,", "2,topology_nodes,2\n2,turbo,");
	edit(f, "base/environment.csv", "2,turbo,", "2,topology_nodes,1\n2,turbo,");
	says(f, "compare base again", VMB_FAILED, "topology_nodes is '1' in A", "");
	says(f, "compare base again --across topology_", VMB_OK,
	     "no difference shown", "");
	says(f, "compare base again --across mitigation_", VMB_FAILED,
	     "topology_nodes is '1' in A", "");
	copy_folder(f, "base", "base");
	/* What one side does not tell, and what does not matter. */
	copy_folder(f, "base", "again");
	edit(f, "again/environment.csv", "Test CPU", "");
	edit(f, "again/environment.csv", "vmabench run", "vmabench sweep x");
	says(f, "compare base again", VMB_OK, "no difference shown", "");
}

/* Kernels report a mitigation in their own words, and compute checksums. */
static void test_other_kernels(void **state)
{
	static const char base[] = "base/environment.csv";
	static const char again[] = "again/environment.csv";
	struct fixture *f = *state;

	edit(f, base, "2,turbo,", "2,mitigation_l1tf,Mitigation: PTE Inversion\n2,module_srcversion,AA\n2,clocksource,hpet\n2,turbo,");
	edit(f, again, "2,turbo,", "2,mitigation_l1tf,Mitigation: PTE inversion; VMX off\n2,module_srcversion,AA\n2,clocksource,hpet\n2,turbo,");
	says(f, "compare base again", VMB_OK,
	     "they differ: mitigation_l1tf is 'Mitigation: PTE Inversion' in A, 'Mitigation: PTE inversion; VMX off' in B\n",
	     "");
	says(f, "compare base again --strict", VMB_FAILED,
	     "VMX off' in B (--across machine)\n", "");
	edit(f, again, "Mitigation: PTE inversion; VMX off", "Vulnerable");
	says(f, "compare base again", VMB_FAILED,
	     "'Vulnerable' in B (--across machine)\n", "");
	edit(f, again, "Vulnerable", "Mitigation: PTE Inversion");
	edit(f, again, "clocksource,hpet", "clocksource,tsc");
	says(f, "compare base again", VMB_FAILED,
	     "clocksource is 'hpet' in A, 'tsc' in B (--across machine)\n", "");
	edit(f, again, "srcversion,AA", "srcversion,BB");
	says(f, "compare base again", VMB_FAILED,
	     "module_srcversion is 'AA' in A, 'BB' in B (--across module)",
	     "");
	edit(f, again, "6.1.0-test", "6.2.0-test");
	edit(f, "again/summary.csv", "6.1.0-test", "6.2.0-test");
	says(f, "compare base again", VMB_OK,
	     "module_srcversion is 'AA' in A, 'BB' in B", "");
	says(f, "compare base again", VMB_OK,
	     "clocksource is 'hpet' in A, 'tsc' in B", "");
	says(f, "compare base again --strict", VMB_FAILED,
	     "clocksource is 'hpet' in A, 'tsc' in B (--across machine)", "");
}

/* Only within one boot is a difference better or worse. */
static void test_one_boot(void **state)
{
	struct fixture *f = *state;

	edit(f, "base/environment.csv", "2,turbo,", "2,boot_id,x-1\n2,turbo,");
	says(f, "compare base slower", VMB_OK, " different ",
	     "");
	edit(f, "slower/environment.csv", "2,turbo,", "2,boot_id,x-2\n2,turbo,");
	says(f, "compare base slower", VMB_OK, "boot without a cause is not known",
	     "");
	edit(f, "slower/environment.csv", "x-2", "x-1");
	says(f, "compare base slower", VMB_OK, " worse ", "");
	says(f, "compare slower base", VMB_OK, " better ", "");
	says(f, "compare base slower", VMB_OK, "\nboth are of one boot; ", "");
}

/* What changes from boot to boot is known from an experiment. */
static void test_boots(void **state)
{
	static const char *const boots[] = {
		"0001-A", "0002-B", "0003-B", "0004-A",
	};
	struct fixture *f = *state;
	struct table *table;
	struct call call;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(boots); i++) {
		auto_free char *to = alloc_printf("ab/%s", boots[i]);

		copy_folder(f, i < 2 ? "base" : "slower", to);
	}
	says(f, "compare base slower --boots ab", VMB_OK,
	     "seen from  boots\n", "");
	says(f, "compare base slower --boots ab", VMB_OK,
	     "boots: change from one boot to another of the same kernel", "");
	call = call_to(f, "compare base slower --boots ab --format csv", NULL);
	table = table_parse(call.out, strlen(call.out));
	assert_int_equal(table->nrows, 16);
	/* Both sides have one boot like each of the two results. */
	for (i = 0; i < table->nrows; i++) {
		double a = atof(table_get(table, i, "median_a"));
		double b = atof(table_get(table, i, "median_b"));
		double ratio = atof(table_get(table, i, "boots_ratio"));

		assert_true(fabs(ratio - fmax(a / b, b / a)) < 1e-6);
	}
	table_free(table);
	call_free(&call);
	says(f, "compare base slower --boots nowhere", VMB_USAGE, "", "nowhere");
	says(f, "compare base --schemes find_vma,vma_lock --boots ab",
	     VMB_USAGE, "", "--boots: two schemes of one result are of one boot");
}

static void test_without_environment(void **state)
{
	struct fixture *f = *state;

	copy_file(f, "slower", "bare", "summary.csv");
	says(f, "compare base bare", VMB_OK, "different",
	     "no environment.csv beside bare: machines are not compared");
	edit(f, "bare/summary.csv", "6.1.0-test", "6.2.0-test");
	says(f, "compare base bare", VMB_OK,
	     "they differ: kernel_release is '6.1.0-test' in A, '6.2.0-test' in B\n",
	     "");
	says(f, "compare base bare --strict", VMB_FAILED, "kernel_release is",
	     "");
}

/* Write a result whose median latency moves with the step of its clock. */
static void put_stepped(struct fixture *f, const char *name, int p50, int step,
			int group)
{
	auto_free char *text = alloc_copy(
		"csv_version,run_id,repeat,scheme,valid,lookup_p50_ns,clock_step_ns,group\n");
	int i;

	for (i = 1; i <= 8; i++)
		alloc_append(&text, "2,r-%d,%d,vma_lock,1,%d,%d,%d\n", i, i,
			     p50 + i % 2, step, group);
	put_file(f->here, name, text);
}

/* A difference of one step of the clock is none; one of two steps is. */
static void test_steps_of_the_clock(void **state)
{
	struct fixture *f = *state;
	const char *line = "compare a b --metric lookup_p50_ns";

	put_stepped(f, "a/summary.csv", 110, 10, 1);
	put_stepped(f, "b/summary.csv", 120, 10, 1);
	says(f, line, VMB_OK, "no difference", "");
	put_stepped(f, "b/summary.csv", 132, 10, 1);
	says(f, line, VMB_OK, "different", "");
	/* One of the two clocks is enough. */
	put_stepped(f, "b/summary.csv", 120, 1, 1);
	says(f, line, VMB_OK, "no difference", "");
	put_stepped(f, "a/summary.csv", 110, 1, 1);
	says(f, line, VMB_OK, "different", "");
	/* The mean of eight is known to an eighth of a step. */
	put_stepped(f, "a/summary.csv", 110, 10, 8);
	put_stepped(f, "b/summary.csv", 120, 10, 8);
	says(f, line, VMB_OK, "different", "");
}

static void test_different_knobs(void **state)
{
	struct fixture *f = *state;

	edit(f, "again/summary.csv", ",1000,gapped,", ",2000,gapped,");
	says(f, "compare base again", VMB_FAILED,
	     "different knobs: vmas is '1000' in A, '2000' in B\n", "");
	says(f, "compare base again --across vmas", VMB_OK,
	     "no difference shown", "");
	says(f, "compare base again --across hold_ns", VMB_FAILED,
	     "different knobs: vmas", "");
	/* What is compared across is no reason. */
	edit(f, "again/summary.csv", ",2000,gapped,0,", ",2000,gapped,7,");
	says(f, "compare base again --across vmas", VMB_FAILED,
	     "different knobs: hold_ns is '0' in A, '7' in B\n", "");
	says(f, "compare base again --across vmas,hold_ns", VMB_OK,
	     "no difference shown", "");
	copy_folder(f, "base", "again");
	edit(f, "again/summary.csv", ",vma_lock,", ",speculate,");
	says(f, "compare base again", VMB_OK, "has no such scheme", "");
	/* A gate with a scheme missing is no gate. */
	says(f, "compare base again --fail-if ns_per_lookup>5%", VMB_FAILED,
	     "", "not decided for vma_lock, writers=0: B has no such scheme");
}

static void test_invalid_runs(void **state)
{
	struct fixture *f = *state;

	edit(f, "again/summary.csv", ",1,,0.3.0,", ",0,was moved,0.3.0,");
	says(f, "compare base again", VMB_FAILED,
	     "no valid run in B: was moved", "");
}

/* What is left out can be what got worse. */
static void test_some_invalid(void **state)
{
#define RUNS_OF(hits, last)						\
	"csv_version,run_id,repeat,scheme,ns_per_lookup,hits,busy,valid,valid_reason\n" \
	"2,r-1,1,a,100,"hits",1,\n2,r-2,2,a,101,"hits",1,\n"		\
	"2,r-3,3,a,102,"hits",1,\n2,r-4,4,a,103,"hits",1,\n"		\
	"2,r-5,5,a,104,"hits","last"\n"
	struct fixture *f = *state;
	struct call call;

	put_file(f->here, "one/summary.csv", RUNS_OF("9,1", "1,"));
	put_file(f->here, "two/summary.csv", RUNS_OF("9,1", "0,was moved"));
	says(f, "compare one two", VMB_OK, "no difference shown",
	     "B: 1 of 5 runs of a are not valid and do not count: was moved");
	says(f, "compare one two --fail-if ns_per_lookup>5%", VMB_FAILED, "",
	     "not decided, because data was left out");
	says(f, "compare one one --fail-if ns_per_lookup>5%", VMB_OK, "", "");
	/* The same time for less is no improvement. */
	put_file(f->here, "two/summary.csv", RUNS_OF("8,2", "1,"));
	says(f, "compare one two", VMB_OK, "hits_pct", "");
	says(f, "compare one two --metric ns_per_lookup", VMB_OK, "hits_pct", "");
	put_file(f->here, "two/summary.csv", RUNS_OF("0,9", "1,"));
	says(f, "compare one two", VMB_OK, "hits_pct", "");
	put_file(f->here, "two/summary.csv", RUNS_OF("900,101", "1,"));
	call = call_to(f, "compare one two", NULL);
	assert_null(strstr(call.out, "hits_pct"));
	call_free(&call);
}

static void test_single_runs(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "one/summary.csv",
		 "csv_version,run_id,repeat,scheme,ns_per_lookup,valid\n"
		 "2,r-1,1,a,100,1\n2,r-2,1,b,200,1\n");
	says(f, "compare one one --fail-if ns_per_lookup>5%", VMB_FAILED,
	     "1 and 1 repeats are too few to show a difference; at least 4 of each are needed, see --repeat",
	     "not decided for ns_per_lookup of a: 1 and 1 repeats are too few");
	says(f, "compare one --schemes a,b", VMB_FAILED,
	     "1 pair of repeats cannot show a difference; at least 6 are needed, see --repeat",
	     "nothing could be compared");
}

static void test_few_repeats(void **state)
{
	struct fixture *f = *state;
	static const char three[] =
		"csv_version,run_id,repeat,scheme,ns_per_lookup,valid\n"
		"2,r-1,1,a,100,1\n2,r-2,1,b,200,1\n2,r-3,2,a,101,1\n"
		"2,r-4,2,b,202,1\n2,r-5,3,a,102,1\n2,r-6,3,b,201,1\n";

	put_file(f->here, "few/summary.csv", three);
	says(f, "compare few few", VMB_FAILED,
	     "3 and 3 repeats are too few to show a difference", "");
	says(f, "compare few --schemes a,b", VMB_FAILED,
	     "3 pairs of repeats cannot show a difference", "");
}

/* What only one of two schemes was run with is told, whichever it is. */
static void test_schemes_with_other_knobs(void **state)
{
	struct fixture *f = *state;

	edit(f, "base/summary.csv", ",vma_lock,kernel,maple,6.1.0-test,1,1,",
	     ",other,kernel,maple,6.1.0-test,1,1,");
	says(f, "compare base --schemes find_vma,vma_lock", VMB_OK,
	     "no runs of the other scheme are compared with these of find_vma\n", "");
	says(f, "compare base --schemes find_vma,vma_lock --fail-if "
		"ns_per_lookup>500%", VMB_FAILED, "",
	     "not decided for find_vma, writers=1: no runs of the other");
	says(f, "compare base --schemes vma_lock,find_vma", VMB_OK,
	     "vma_lock has no runs with these knobs\n", "");
}

/* Repeats 1 and 2 of the one count, 3 and 4 of the other. */
static void test_no_pairs(void **state)
{
	struct fixture *f = *state;

	put_file(f->here, "p/summary.csv",
		 "csv_version,run_id,repeat,scheme,ns_per_lookup,valid\n"
		 "2,r-1,1,a,100,1\n2,r-2,2,a,101,1\n"
		 "2,r-3,3,b,200,1\n2,r-4,4,b,202,1\n");
	says(f, "compare p --schemes a,b", VMB_FAILED,
	     "there is no repeat that counts of both", "");
}

/* Groups that are alike in all belong together, whatever comes first. */
static void test_alike_before_across(void **state)
{
	static const char head[] =
		"csv_version,run_id,repeat,scheme,vmas,ns_per_lookup,valid\n";
	struct fixture *f = *state;
	struct table *table;
	struct call call;
	char *a, *b;
	int i;

	a = alloc_copy(head);
	b = alloc_copy(head);
	for (i = 1; i <= 4; i++)
		alloc_append(&a, "2,r-%d,%d,s,20,200,1\n2,q-%d,%d,s,10,100,1\n",
			     i, i, i, i);
	for (i = 1; i <= 4; i++)
		alloc_append(&b, "2,r-%d,%d,s,10,100,1\n", i, i);
	put_file(f->here, "a/summary.csv", a);
	put_file(f->here, "b/summary.csv", b);
	call = call_to(f, "compare a b --across vmas --metric ns_per_lookup "
			  "--format csv", NULL);
	table = table_parse(call.out, strlen(call.out));
	assert_int_equal(table->nrows, 2);
	assert_string_equal(table_get(table, 0, "verdict"), "not comparable");
	assert_string_equal(table_get(table, 1, "ratio"), "1");
	table_free(table);
	call_free(&call);
	free(a);
	free(b);
}

int main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_golden),
		TEST(test_fits),
		TEST(test_schemes_agree_with_statistics),
		TEST(test_fail_if),
		TEST(test_bad_input),
		TEST(test_help_names_metrics),
		TEST(test_no_run_to_read),
		TEST(test_damage_is_named_and_left_out),
		TEST(test_damaged_config),
		TEST(test_what_may_not_differ),
		TEST(test_other_kernels),
		TEST(test_one_boot),
		TEST(test_boots),
		TEST(test_without_environment),
		TEST(test_steps_of_the_clock),
		TEST(test_different_knobs),
		TEST(test_invalid_runs),
		TEST(test_some_invalid),
		TEST(test_single_runs),
		TEST(test_few_repeats),
		TEST(test_schemes_with_other_knobs),
		TEST(test_no_pairs),
		TEST(test_alike_before_across),
	};
#undef TEST

	return cmocka_run_group_tests_name("compare_cli", tests, NULL, NULL);
}
