// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading whole folders: what is joined, added up and left out.
 */
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analysis/experiment.h"
#include "analysis/statistics.h"
#include "lib/alloc.h"
#include "lib/words.h"
#include "output/plotter.h"
#include "output/report.h"
#include "results/details.h"
#include "results/result_folder.h"

#define SUMMARY                                                    \
	"csv_version,run_id,repeat,scheme,family,readers,writers," \
	"lookup_samples,munmap_count,map_count,valid,duration_ms,timeline_ms\n"
#define RUNS                                       \
	"2,r-1,1,find_vma,kernel,1,1,6,4,2,1,40,10\n" \
	"2,r-2,1,vm_lock,model,1,0,6,,,1,40,10\n"   \
	"2,r-3,2,find_vma,kernel,1,0,3,,,1,40,10\n" \
	"2,r-4,2,vm_lock,model,1,0,6,,,1,40,10\n"
#define HISTOGRAM \
	"csv_version,run_id,repeat,role,index,op,low_ns,high_ns,count\n"

static struct result_folder *read_folder(const char *dir)
{
	struct result_folder *folder;
	char *why;

	folder = result_folder_read(dir, &why);
	if (!folder)
		fail_msg("%s", why);
	return folder;
}

static void cannot_read(const char *dir, const char *words)
{
	char *why;

	assert_null(result_folder_read(dir, &why));
	assert_has(why, words);
	free(why);
}

/* All complaints on a line each, without the directory. */
static char *complaints_of(const struct result_folder *folder)
{
	char *text = alloc_copy("");
	size_t i;

	for (i = 0; i < folder->complaints.n; i++)
		alloc_append(&text, "%s\n",
			     folder->complaints.v[i] + strlen(folder->path) +
				     1);
	return text;
}

static void assert_complaints(const struct result_folder *folder,
			      const char *expected)
{
	char *text = complaints_of(folder);

	assert_string_equal(text, expected);
	free(text);
}

static void test_no_folder(void **state)
{
	const char *dir = temp_dir();

	(void)state;
	cannot_read("/nonexistent", "No such file or directory");
	cannot_read(dir, "has no summary.csv");
	put_file(dir, "summary.csv", SUMMARY);
	cannot_read(dir, "summary.csv has no runs");
	put_file(dir, "summary.csv", "scheme,ns\nfind_vma,7\n");
	cannot_read(dir, "there is no column 'csv_version'");
	put_file(dir, "summary.csv", SUMMARY "9,r-1,1,a,kernel,1,0,,,,1,,\n");
	cannot_read(dir, "its csv_version is '9'");
	put_file(dir, "summary.csv", "csv_version,run_id,update_p50_ns\n1,r-1,7\n");
	cannot_read(dir, "summary.csv: its csv_version is '1', and this vmabench reads 2 only; measure anew, or use the vmabench that wrote it");
}

/* A column that was added since, a file that was not written: empty. */
static void test_partial_folder(void **state)
{
	const char *dir = temp_dir();
	struct result_folder *folder;

	(void)state;
	put_file(dir, "summary.csv", SUMMARY RUNS);
	folder = read_folder(dir);
	assert_int_equal(folder->runs.n, 4);
	assert_string_equal(folder->runs.v[2]->scheme, "find_vma");
	assert_true(isnan(folder->runs.v[2]->column[COLUMN_waiting_max]));
	assert_string_equal(result_folder_environment(folder, "date"), "");
	assert_complaints(folder, "");
	result_folder_free(folder);
}

static void test_damaged_summary(void **state)
{
	const char *dir = temp_dir();
	struct result_folder *folder;

	(void)state;
	put_file(dir, "summary.csv",
		 SUMMARY RUNS "2,r-4,2,null,kernel,1,0,6,,,1,40,10\n"
			      "2,r-5,1,,kernel,1,0,6,,,1,40,10\n"
			      "2,r-6,1,null,kernel,one,0,6,,,1,40,10\n"
			      "2,r-7,1,null,kernel,1,0,6,,,1,40,1");
	put_file(dir, "environment.csv",
		 "csv_version,key,value\n2,date,x,y\n"
		 "2,memory,\"2 GB, all\"\n");
	folder = read_folder(dir);
	assert_int_equal(folder->runs.n, 4);
	assert_string_equal(result_folder_environment(folder, "memory"),
			    "2 GB, all");
	assert_complaints(
		folder,
		"summary.csv:6: there is a run r-4 with this repeat already; the line is left out\n"
		"summary.csv:7: its column scheme is empty; the line is left out\n"
		"summary.csv:8: 'one' in column readers is no number; the line is left out\n"
		"summary.csv:9: the file ends in the middle of it, cut off perhaps; the line is left out\n"
		"environment.csv:2: it has 4 fields, the header line 3; the line is left out\n");
	result_folder_free(folder);
}

static void test_perf(void **state)
{
	const char *dir = temp_dir();
	struct result_folder *folder;

	(void)state;
	put_file(dir, "summary.csv", SUMMARY RUNS);
	put_file(dir, "perf.csv",
		 "csv_version,run_id,repeat,role,index,tid,event,count,"
		 "time_enabled_ns,time_running_ns,wall_ns,per_op\n"
		 "2,r-1,1,reader,0,7,cycles,5,1,1,1,2\n"
		 "2,r-1,1,reader,all,,cycles,5,1,1,1,2.5\n"
		 "2,r-1,1,writer,all,,cycles,5,1,1,1,3\n"
		 "2,r-9,1,reader,all,,cycles,5,1,1,1,4\n");
	folder = read_folder(dir);
	assert_int_equal(folder->runs.nmetrics, METRICS + 1);
	assert_string_equal(folder->runs.metrics[METRICS].name,
			    "cycles_per_lookup");
	assert_int_equal(folder->runs.v[0]->nevents, 1);
	assert_true(run_metric(folder->runs.v[0], METRICS) == 2.5);
	assert_true(isnan(run_metric(folder->runs.v[1], METRICS)));
	assert_complaints(
		folder,
		"perf.csv:5: its run is not in summary.csv; the line is left out\n");
	result_folder_free(folder);
}

/* Repeats are added up; a run that lines are missing of is left out whole. */
static void test_latency(void **state)
{
	const char *dir = temp_dir();
	struct latency *sums = alloc_zeroed(4, sizeof(*sums));
	struct latency *const of_run[] = {&sums[0], &sums[1], &sums[0], NULL};
	struct latency *const nothing[] = {NULL, NULL, NULL, NULL};
	struct latency *const of_munmap[] = {&sums[2], NULL, NULL, NULL};
	struct latency *const of_map[] = {&sums[3], NULL, NULL, NULL};
	struct latency *const *const wanted[LATENCY_OPS] = {
		[LATENCY_LOOKUP] = of_run,
		[LATENCY_MUNMAP] = of_munmap,
		[LATENCY_MAP] = of_map,
		[LATENCY_MPROTECT] = nothing,
		[LATENCY_SPLIT] = nothing,
		[LATENCY_MERGE] = nothing,
	};
	struct result_folder *folder;

	(void)state;
	put_file(dir, "summary.csv", SUMMARY RUNS);
	put_file(dir, "histogram.csv",
		 HISTOGRAM "2,r-1,1,reader,all,lookup,10,11,2\n"
			   "2,r-1,1,reader,all,lookup,128,130,3\n"
			   "2,r-1,1,reader,all,lookup,68719476736,,1\n"
			   "2,r-1,1,reader,0,lookup,10,11,100\n"
			   "2,r-1,1,writer,all,munmap,20,21,4\n"
			   "2,r-1,1,writer,all,map,5,6,2\n"
			   "2,r-1,1,writer,all,release,10,11,100\n"
			   "2,r-2,1,reader,all,lookup,10,11,2\n"
			   "2,r-2,1,reader,all,lookup,129,130,4\n"
			   "2,r-3,2,reader,all,lookup,10,11,1\n"
			   "2,r-3,2,reader,all,lookup,12,13,2\n"
			   "2,r-4,2,reader,all,lookup,10,11,100\n"
			   "2,r-3,1,reader,all,lookup,10,11,100\n");
	folder = read_folder(dir);
	latency_read(folder, wanted);
	assert_int_equal(sums[0].n, 9);
	assert_int_equal(sums[0].counts[vmb_hist_index(10)], 3);
	assert_int_equal(sums[0].counts[vmb_hist_index(12)], 2);
	assert_int_equal(sums[0].counts[vmb_hist_index(128)], 3);
	assert_int_equal(sums[0].off_scale, 1);
	assert_int_equal(sums[1].n, 0);
	/* Operations are not added up. */
	assert_int_equal(sums[2].n, 4);
	assert_int_equal(sums[2].counts[vmb_hist_index(20)], 4);
	assert_int_equal(sums[3].n, 2);
	assert_int_equal(sums[3].counts[vmb_hist_index(5)], 2);
	assert_complaints(
		folder,
		"histogram.csv:10: its low_ns is not where a bucket begins; the line is left out\n"
		"histogram.csv: run r-2 has 2 timed operations 'lookup' here and 6 in summary.csv, so lines are missing; its histogram is left out\n"
		"histogram.csv: 1 lines belong to runs that are not in summary.csv, or whose lines there are damaged; they are left out\n");
	result_folder_free(folder);
	free(sums);
}

static void test_overtime(void **state)
{
	const char *dir = temp_dir();
	struct result_folder *folder;
	struct heat heat = {0}, *const heats[] = {&heat, NULL, &heat, NULL};
	double first[] = {NAN, NAN, NAN, NAN}, third[] = {NAN, NAN, NAN, NAN};
	double *const most[] = {first, NULL, third, NULL};

	(void)state;
	put_file(dir, "summary.csv", SUMMARY RUNS);
	put_file(
		dir, "heat.csv",
		"csv_version,run_id,repeat,start_ns,end_ns,low_ns,high_ns,count\n"
		"2,r-1,1,0,10000000,0,1,7\n"
		"2,r-1,1,0,10000000,64,128,8\n"
		"2,r-1,1,10000000,20000000,65,128,9\n"
		"2,r-1,1,40000000,50000000,64,128,2\n"
		"2,r-1,1,0,10000000,0.25,1,9\n"
		"2,r-2,1,0,10000000,64,128,100\n"
		"2,r-3,2,0,10000000,64,128,1\n"
		"2,r-3,2,0,10000000,68719476736,,100\n");
	put_file(dir, "timeline.csv",
		 "csv_version,run_id,repeat,start_ns,waiting_max\n"
		 "2,r-1,1,0,5\n2,r-1,1,10000000,\n2,r-3,2,0,7\n"
		 "2,r-3,2,30000000,8\n2,r-3,2,40000000,9\n");
	folder = read_folder(dir);
	heat.bins = timebins_of_run(folder->runs.v[0]);
	assert_int_equal(heat.bins.n, 4);
	assert_true(heat.bins.width_ns == 1e7);
	heat.counts = alloc_zeroed(4 * VMB_OCTAVES, sizeof(*heat.counts));
	overtime_read_heat(folder, heats);
	assert_int_equal(heat.counts[0], 7);
	assert_int_equal(heat.counts[7], 9);
	assert_int_equal(heat.counts[VMB_OCTAVES + 7], 0);
	assert_int_equal(heat.counts[3 * VMB_OCTAVES + 7], 2);
	free(heat.counts);

	overtime_read_backlog(folder, most);
	assert_true(first[0] == 5);
	assert_true(isnan(first[1]));
	assert_true(third[0] == 7);
	assert_true(third[3] == 9);
	assert_complaints(
		folder,
		"heat.csv:4: its low_ns is not where an octave begins; the line is left out\n"
		"heat.csv:6: its low_ns is not where an octave begins; the line is left out\n");
	result_folder_free(folder);
}

/* A window of an hour in steps of a millisecond has no picture of its own. */
static void test_long_timeline(void **state)
{
	const char *dir = temp_dir();
	struct result_folder *folder;
	struct timebins bins;

	(void)state;
	put_file(dir, "summary.csv",
		 SUMMARY "2,r-1,1,a,kernel,1,0,6,,,1,3600000,1\n"
			 "2,r-2,1,b,kernel,1,0,6,,,1,1000,0\n");
	folder = read_folder(dir);
	bins = timebins_of_run(folder->runs.v[0]);
	assert_int_equal(bins.n, TIMEBINS_MOST);
	assert_true(bins.width_ns == 3600000e6 / TIMEBINS_MOST);
	assert_int_equal(timebins_find(&bins, 0), 0);
	assert_int_equal(timebins_find(&bins, 3599999e6), TIMEBINS_MOST - 1);
	assert_int_equal(timebins_find(&bins, 9e15), TIMEBINS_MOST - 1);
	assert_int_equal(timebins_of_run(folder->runs.v[1]).n, 0);
	result_folder_free(folder);
}

static void test_experiments(void **state)
{
	const char *dir = temp_dir();
	struct result_folder *folder;
	struct statistics *statistics;
	struct experiments *experiments;
	const struct experiment *e;

	(void)state;
	put_file(dir, "summary.csv",
		 "csv_version,run_id,repeat,scheme,family,index,readers,valid,"
		 "fallback,job\n"
		 "2,r-1,1,find_vma,kernel,maple,2,1,,one\n"
		 "2,r-2,1,vm_lock,model,maple,2,1,0,one\n"
		 "2,r-3,1,vm_lock,model,rbtree,2,1,0,one\n"
		 "2,r-4,2,find_vma,kernel,maple,2,1,,one\n"
		 "2,r-5,1,find_vma,kernel,maple,10,1,,one\n"
		 "2,r-6,1,null,kernel,,1,1,,two\n");
	folder = read_folder(dir);
	statistics = statistics_new(&folder->runs);
	experiments = experiments_new(statistics);
	assert_int_equal(experiments->n, 2);

	e = &experiments->v[0];
	assert_string_equal(e->job, "one");
	assert_int_equal(e->nruns, 5);
	assert_int_equal(e->repeats, 2);
	assert_int_equal(e->nlines, 3);
	assert_string_equal(e->lines[0].label, "find_vma index=maple");
	assert_string_equal(e->lines[2].label, "vm_lock index=rbtree");
	assert_int_equal(e->lines[1].variant, 0);
	assert_int_equal(e->lines[2].variant, 1);
	/* Of fallback no scheme saw several values. */
	assert_int_equal(e->ndimensions, 1);
	assert_int_equal(experiment_dimension(e, "readers"), 0);
	assert_int_equal(experiment_dimension(e, "fallback"), -1);
	/* By size and not by spelling. */
	assert_string_equal(e->dimensions[0].values[0], "2");
	assert_string_equal(e->dimensions[0].values[1], "10");
	assert_int_equal(e->ngroups, 4);
	assert_int_equal(e->groups[0].runs->n, 2);
	assert_string_equal(e->groups[3].knobs, "readers=10");

	assert_string_equal(experiments->v[1].lines[0].label, "null");
	assert_int_equal(experiments->v[1].ndimensions, 0);
	experiments_free(experiments);
	statistics_free(statistics);
	result_folder_free(folder);
}

/* 10,000 runs, each with lines of all kinds. */
static void write_many(const char *dir)
{
	const size_t nruns = 10000;
	char *path;
	FILE *summary, *histogram, *timeline;
	size_t run, i;

	put_file(dir, "summary.csv", SUMMARY);
	put_file(dir, "histogram.csv", HISTOGRAM);
	put_file(dir, "timeline.csv",
		 "csv_version,run_id,repeat,start_ns,waiting_max\n");
	path = alloc_printf("%s/summary.csv", dir);
	summary = fopen(path, "a");
	free(path);
	path = alloc_printf("%s/histogram.csv", dir);
	histogram = fopen(path, "a");
	free(path);
	path = alloc_printf("%s/timeline.csv", dir);
	timeline = fopen(path, "a");
	free(path);
	assert_true(summary && histogram && timeline);
	for (run = 0; run < nruns; run++) {
		/* One repeat each: nothing gets smaller by adding it up. */
		fprintf(summary,
			"2,r-%zu,1,vm_lock,model,%zu,%zu,100,,,%zu,40,1\n", run,
			run % 100, run / 100, run % 2);
		for (i = 0; i < 100; i++)
			fprintf(histogram,
				"2,r-%zu,1,reader,all,lookup,%zu,%zu,1\n", run,
				i, i + 1);
		for (i = 0; i < 40; i++)
			fprintf(timeline, "2,r-%zu,1,%zu000000,%zu\n", run, i,
				i);
	}
	assert_int_equal(fclose(summary) + fclose(histogram) + fclose(timeline),
			 0);
}

static int read_many(const char *dir)
{
	struct result_folder *folder = read_folder(dir);
	struct statistics *statistics;
	struct experiments *experiments;
	struct plots *pictures;
	char **whys;
	bool good;
	size_t n;

	statistics = statistics_new(&folder->runs);
	experiments = experiments_new(statistics);
	pictures = plots_new(folder, experiments, "");
	whys = report_why_invalid(statistics, &n);
	good = n == 5000 && folder->runs.n == 10000 &&
	       !folder->complaints.n && pictures->n > 3;
	split_free(whys, n);
	plots_free(pictures, experiments->n);
	experiments_free(experiments);
	statistics_free(statistics);
	result_folder_free(folder);
	return good ? 0 : 1;
}

static void test_many_runs(void **state)
{
	const char *dir = temp_dir();
	struct rusage usage;
	int status;
	pid_t pid;

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	write_many(dir);
	fflush(NULL);
	pid = fork();
	if (!pid)
		_exit(read_many(dir));
	assert_int_equal(wait4(pid, &status, 0, &usage), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	if (usage.ru_maxrss > 200 * 1024)
		fail_msg("10,000 runs take %ld kB", usage.ru_maxrss);
	/* Far above what it takes: nothing grows by the square of the runs. */
	if (usage.ru_utime.tv_sec >= 20)
		fail_msg("10,000 runs take %ld s", (long)usage.ru_utime.tv_sec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_folder),
		cmocka_unit_test(test_partial_folder),
		cmocka_unit_test(test_damaged_summary),
		cmocka_unit_test(test_perf),
		cmocka_unit_test(test_latency),
		cmocka_unit_test(test_overtime),
		cmocka_unit_test(test_long_timeline),
		cmocka_unit_test(test_experiments),
		cmocka_unit_test(test_many_runs),
	};

	return cmocka_run_group_tests_name("results", tests, NULL, NULL);
}
