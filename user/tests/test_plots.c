// SPDX-License-Identifier: GPL-2.0-only
/*
 * What plots show and how they are drawn.
 */
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/html.h"
#include "lib/words.h"
#include "output/plotter.h"
#include "output/plot_files.h"

#define DATA "tests/data/folder"

#define SUMMARY                                                            \
	"csv_version,run_id,repeat,scheme,family,readers,writers,hold_ns," \
	"lookups_per_s,updates_per_s,munmap_p50_ns,valid\n"

/* Everything a plot of a summary needs. */
struct made {
	struct result_folder *folder;
	struct statistics *statistics;
	struct experiments *experiments;
	struct plots *plots;
};

static struct made make_of(const char *dir)
{
	struct made made;
	char *why;

	made.folder = result_folder_read(dir, &why);
	if (!made.folder)
		fail_msg("%s", why);
	made.statistics = statistics_new(&made.folder->runs);
	made.experiments = experiments_new(made.statistics);
	made.plots = plots_new(made.folder, made.experiments, "");
	return made;
}

static struct made make(const char *summary)
{
	const char *dir = temp_dir();

	put_file(dir, "summary.csv", summary);
	return make_of(dir);
}

static void unmake(struct made *made)
{
	plots_free(made->plots, made->experiments->n);
	experiments_free(made->experiments);
	statistics_free(made->statistics);
	result_folder_free(made->folder);
}

static const struct plot *find_any(const struct made *made, const char *stem)
{
	size_t i;

	for (i = 0; i < made->plots->n; i++)
		if (!strcmp(made->plots->v[i].stem, stem))
			return &made->plots->v[i];
	return NULL;
}

static const struct plot *find(const struct made *made, const char *stem)
{
	const struct plot *plot = find_any(made, stem);

	if (!plot)
		fail_msg("there is no plot %s", stem);
	return plot;
}

/* The SVG that gnuplot draws of a plot, alone in a directory with its data. */
static char *draw(const struct plot *plot)
{
	const char *dir = temp_dir();
	char *name = alloc_printf("%s.svg", plot->stem), *svg;
	struct plot_files files;

	assert_true(plot_files_open(&files, dir));
	plot_files_add(&files, plot);
	assert_true(plot_files_close(&files));
	if (files.no_gnuplot)
		skip();
	assert_int_equal(count_files(dir), 4);
	svg = get_file(dir, name);
	free(name);
	return svg;
}

/* Look for a text as a whole, such as that of a tick. */
static bool has_text(const char *svg, const char *text)
{
	char *whole = alloc_printf("<text>%s</text>", text);
	bool has = strstr(svg, whole);

	free(whole);
	return has;
}

/* Fail unless all of some texts, with '|' between them, are drawn. */
static void assert_texts(const char *svg, const char *texts)
{
	size_t n, i;
	char **all = split(texts, '|', &n);

	for (i = 0; i < n; i++)
		if (!has_text(svg, all[i]))
			fail_msg("'%s' is not drawn", all[i]);
	split_free(all, n);
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what))) {
		text += strlen(what);
		n++;
	}
	return n;
}

static void test_one_number_of_readers(void **state)
{
	struct made made =
		make(SUMMARY "2,r-1,1,find_vma,kernel,1,0,0,1000,,,1\n"
			     "2,r-2,1,vma_lock,kernel,1,0,0,2000,,,1\n"
			     "2,r-3,1,null,kernel,1,0,0,900000,,,1\n");
	const struct plot *plot = find(&made, "throughput");
	char *svg;

	(void)state;
	assert_string_equal(plot->title, "Throughput by scheme");
	assert_has(plot->script, "kind = 'scheme'");
	/* But for the harness alone. */
	assert_has(plot->script, "panels = 1\ncurves = 2\n");
	assert_has(plot->caption, "1 run.");
	assert_has(plot->caption, "need 6 repeats");
	svg = draw(plot);
	assert_texts(svg, "find_vma|vma_lock|0|500|2 k");
	assert_false(has_text(svg, "null"));
	free(svg);

	assert_has(find(&made, "updates")->lacking, "--writers 1");
	assert_has(find(&made, "hold-munmap-median")->lacking, "--hold-ns");
	assert_has(find(&made, "latency-lookup")->lacking, "histogram.csv");
	assert_has(find(&made, "latency-over-time")->lacking, "heat.csv");
	assert_has(find(&made, "backlog")->lacking, "--scheme model");
	unmake(&made);
}

static void test_against_readers(void **state)
{
	struct made made =
		make(SUMMARY "2,r-1,1,find_vma,kernel,1,0,0,1000,,,1\n"
			     "2,r-2,1,find_vma,kernel,10,0,0,4000,,,1\n"
			     "2,r-3,1,find_vma,kernel,2,0,0,1900,,,1\n"
			     "2,r-4,1,find_vma,kernel,2,1,0,1800,70,,1\n"
			     "2,r-5,1,vm_lock,model,2,1,0,90,80,,1\n");
	const struct plot *plot = find(&made, "throughput");
	char *svg;

	(void)state;
	/* A row for each number of writers, a column for each family. */
	assert_has(plot->script, "kind = 'knob'; figure = 'lookups_per_s'\n"
				 "families = 2\nknob = 'readers'\n");
	assert_has(plot->script, "panels = 4\ncurves = 3\n");
	assert_has(plot->script, "panel[1] = 'the kernel''s own, writers=0'\n"
				 "start[1] = 1\n"
				 "line[1] = 1; first[1] = 0\n"
				 "panel[2] = 'models, writers=0'\n"
				 "start[2] = 2\n"
				 "panel[3] = 'the kernel''s own, writers=1'\n"
				 "start[3] = 2\n"
				 "line[2] = 1; first[2] = 3\n"
				 "panel[4] = 'models, writers=1'\n"
				 "start[4] = 3\n"
				 "line[3] = 2; first[3] = 4\n");
	/* From few readers to many, whatever the order of the runs. */
	assert_string_equal(table_get(plot->data, 0, "median"), "1000");
	assert_string_equal(table_get(plot->data, 1, "median"), "1900");
	assert_string_equal(table_get(plot->data, 2, "readers"), "10");
	assert_has(plot->script, "values = '1 2 10'");
	svg = draw(plot);
	/* From 0 to 4000 lookups, and from 90 to 1800 in the second row. */
	assert_texts(svg, "models, writers=0|0|500|3.5 k|100|200|2 k");
	free(svg);
	/* Updates were measured with 2 readers only. */
	assert_string_equal(find(&made, "updates")->title, "Updates by scheme");
	unmake(&made);
}

/* Broken schemes are in no picture, runs that are not valid in no median. */
static void test_left_out(void **state)
{
	struct made made =
		make(SUMMARY "2,r-1,1,find_vma,kernel,1,0,0,1000,,,1\n"
			     "2,r-2,2,find_vma,kernel,1,0,0,5000,,,0\n"
			     "2,r-3,1,broken_no_seq,broken,1,0,0,7,,,0\n");
	const struct plot *plot = find(&made, "throughput");

	(void)state;
	assert_int_equal(plot->data->nrows, 1);
	assert_string_equal(table_get(plot->data, 0, "median"), "1000");
	assert_string_equal(table_get(plot->data, 0, "n"), "1");
	assert_string_equal(table_get(plot->data, 0, "ci_low"), "");
	unmake(&made);

	made = make(SUMMARY "2,r-3,1,broken_no_seq,broken,1,0,0,7,,,0\n");
	assert_non_null(find(&made, "throughput")->lacking);
	unmake(&made);
}

static void test_hold(void **state)
{
	struct made made =
		make(SUMMARY "2,r-1,1,find_vma,kernel,1,1,0,1,1,100,1\n"
			     "2,r-2,1,find_vma,kernel,1,1,1000,1,1,200,1\n"
			     "2,r-3,1,find_vma,kernel,1,1,100000,1,1,900,1\n");
	char *svg = draw(find(&made, "hold-munmap-median"));

	(void)state;
	/* Far apart, and 0 has a place at the left. */
	assert_texts(svg, "time a reader holds each VMA|0|1 µs|100 µs|100 ns|"
			  "200 ns|500 ns");
	assert_null(strstr(svg, "nan"));
	free(svg);
	assert_null(find_any(&made, "hold-munmap-p99"));
	assert_null(find_any(&made, "hold-split-median"));
	unmake(&made);
}

/* Each operation of writers has plots of its own, if it ran. */
static void test_operations(void **state)
{
	const char *dir = temp_dir();
	struct made made;

	(void)state;
	put_file(dir, "summary.csv",
		 "csv_version,run_id,repeat,scheme,family,readers,writers,hold_ns,updates_per_s,"
		 "split_count,split_p50_ns,split_p99_ns,merge_count,merge_p50_ns,valid\n"
		 "2,r-1,1,find_vma,kernel,0,1,0,9,3,100,200,2,700,1\n"
		 "2,r-2,1,find_vma,kernel,0,1,1000,9,3,200,400,2,800,1\n");
	put_file(dir, "histogram.csv",
		 "csv_version,run_id,repeat,role,index,op,low_ns,high_ns,count\n"
		 "2,r-1,1,writer,all,split,100,102,3\n"
		 "2,r-1,1,writer,all,merge,704,712,2\n"
		 "2,r-2,1,writer,all,split,200,204,3\n"
		 "2,r-2,1,writer,all,merge,800,816,2\n");
	made = make_of(dir);
	assert_null(find(&made, "hold-split-median")->lacking);
	assert_null(find(&made, "hold-split-p99")->lacking);
	assert_string_equal(find(&made, "latency-split")->title,
			    "Latency of split by percentile");
	assert_int_equal(find(&made, "latency-split")->data->nrows, 4);
	assert_int_equal(find(&made, "latency-merge")->data->nrows, 4);
	assert_string_equal(table_get(find(&made, "latency-merge")->data, 0,
				      "latency_ns"), "711");
	assert_null(find_any(&made, "latency-munmap"));
	assert_null(find_any(&made, "latency-map"));
	assert_null(find_any(&made, "hold-munmap-median"));
	assert_null(find_any(&made, "latency-update"));
	assert_int_equal(made.folder->complaints.n, 0);
	unmake(&made);
}

/* Without several numbers of readers, what else was swept is on the axis. */
static void test_other_knobs(void **state)
{
	struct made made =
		make("csv_version,run_id,repeat,scheme,family,readers,vmas,"
		     "seed,lookups_per_s,valid\n"
		     "2,r-1,1,find_vma,kernel,1,100,1,900,1\n"
		     "2,r-2,1,find_vma,kernel,1,1000,2,800,1\n"
		     "2,r-3,1,find_vma,kernel,1,10000,3,700,1\n"
		     "2,r-4,1,find_vma,kernel,1,10000,4,700,1\n");
	const struct plot *plot = find(&made, "throughput");
	char *svg;

	(void)state;
	assert_string_equal(plot->title, "Throughput against VMAs");
	assert_has(plot->script, "values = '100 1000 10000'\n");
	svg = draw(plot);
	assert_texts(svg, "VMAs in the arena|100|1 k|10 k|lookups per second");
	free(svg);
	unmake(&made);

	made = make("csv_version,run_id,repeat,scheme,family,readers,vmas,"
		    "hold_ns,lookups_per_s,valid\n"
		    "2,r-1,1,find_vma,kernel,1,100,0,900,1\n"
		    "2,r-2,1,find_vma,kernel,2,1000,5,800,1\n"
		    "2,r-3,1,find_vma,kernel,2,10000,5,700,1\n");
	assert_string_equal(find(&made, "throughput")->title,
			    "Throughput against readers");
	assert_string_equal(find(&made, "throughput-vmas")->title,
			    "Throughput against VMAs");
	/* Of hold_ns there are two values only. */
	assert_int_equal(made.plots->n, 8);
	unmake(&made);
}

/* More combinations than there is room for: the outermost, and it is said. */
static void test_many_combinations(void **state)
{
	char *summary = alloc_copy(SUMMARY);
	struct made made;
	const struct plot *plot;
	int readers, writers;

	(void)state;
	for (writers = 9; writers >= 0; writers--)
		for (readers = 1; readers <= 2; readers++)
			alloc_append(
				&summary,
				"2,r-%d%d,1,find_vma,kernel,%d,%d,0,%d,%s,,1\n",
				readers, writers, readers, writers,
				1000 + writers, writers ? "70" : "");
	made = make(summary);
	plot = find(&made, "throughput");
	assert_has(plot->script, "panels = 2\n");
	assert_has(plot->script, "panel[1] = 'writers=0'\n");
	assert_has(plot->script, "panel[2] = 'writers=9'\n");
	assert_has(plot->caption, "Of the 10 combinations");
	/* Without writers there are no updates. */
	plot = find(&made, "updates");
	assert_has(plot->script, "panel[1] = 'writers=1'\n");
	assert_has(plot->script, "panel[2] = 'writers=9'\n");
	assert_has(plot->caption, "Of the 9 combinations");
	unmake(&made);
	free(summary);
}

/* What is not in the summary: by percentile, and over time. */
static void test_latencies(void **state)
{
	struct made made = make_of(DATA);
	char *svg;

	(void)state;
	svg = draw(find(&made, "latency-lookup"));
	assert_texts(svg, "models, readers=4|0|90|99|99.9|percentile|100 ns|"
			  "200 ns|hazptr");
	free(svg);
	svg = draw(find(&made, "latency-over-time"));
	assert_int_equal(count(svg, "<image"), 5);
	assert_texts(svg, "vm_refcnt|5 ns|200 ns|0|40|0.1%|100%");
	free(svg);
	svg = draw(find(&made, "backlog"));
	assert_texts(svg, "readers=4|0|200|1 k|40|vm_refcnt|hazptr");
	free(svg);
	unmake(&made);
}

/* One interval, two repeats: small circles, and a bar where it is valid. */
static void test_intervals(void **state)
{
	char *summary = alloc_copy(SUMMARY);
	struct made made;
	const struct plot *plot;
	int i;

	(void)state;
	for (i = 0; i < 7; i++)
		alloc_append(&summary,
			     "2,r-%d,%d,find_vma,kernel,1,0,0,%d,,,1\n", i,
			     i + 1, 1000 + i);
	alloc_append(&summary, "2,r-8,1,vma_lock,kernel,1,0,0,900,,,1\n");
	made = make(summary);
	plot = find(&made, "throughput");
	assert_has(plot->caption, "median of 7 repeats. Bars are 95%");
	assert_has(plot->caption, "Small circles are the repeats.");
	assert_has(plot->script, "panel,curve,median\n1,1,1000\n");
	assert_has(plot->script, "\n1,1,1006\n1,2,900\nEOD\n");
	unmake(&made);
	free(summary);
}

/* Each scheme of the module looks unlike all others. */
static void test_styles(void **state)
{
	static const char *const schemes[] = {
		"find_vma",	    "vma_lock",	       "fault_path",
		"speculate",	    "rcu_walk",	       "null",
		"model_mmap_lock",  "rcu_refcount",    "srcu_seqlock",
		"rcu_seq_refcount", "vm_lock",	       "vm_refcnt",
		"hazptr",	    "one_yet_to_come",
	};
	char *summary = alloc_copy(SUMMARY), *looks, **all;
	const char *dir = temp_dir();
	struct plot_files files;
	struct made made;
	struct plot plot;
	size_t i, k, n;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(schemes); i++)
		alloc_append(&summary, "2,r-%zu,1,%s,kernel,0,1,0,,9,,1\n", i,
			     schemes[i]);
	made = make(summary);
	plot = *find(&made, "updates");
	plot.script = alloc_printf(
		"%s\nset print 'looks'\n"
		"do for [l=1:lines] { print colour[l], mark[l] }\n",
		plot.script);
	assert_true(plot_files_open(&files, dir));
	plot_files_add(&files, &plot);
	plot_files_close(&files);
	if (files.no_gnuplot)
		skip();
	looks = get_file(dir, "looks");
	all = split(looks, '\n', &n);
	assert_int_equal(n, ARRAY_SIZE(schemes) + 1);
	for (i = 0; i < n; i++)
		for (k = 0; k < i; k++)
			assert_string_not_equal(all[i], all[k]);
	split_free(all, n);
	free(looks);
	free(plot.script);
	unmake(&made);
	free(summary);
}

/* Variants of a scheme look the same but for the dashes. */
static void test_variants(void **state)
{
	struct made made =
		make("csv_version,run_id,repeat,scheme,family,index,readers,"
		     "lookups_per_s,valid\n"
		     "2,r-1,1,vm_lock,model,maple,1,900,1\n"
		     "2,r-2,1,vm_lock,model,list,1,800,1\n");
	const char *script = find(&made, "throughput")->script;

	(void)state;
	assert_has(script, "scheme[1] = 'vm_lock'\n"
			   "name[1] = 'vm_lock index=maple'\n"
			   "dash[1] = 1\n");
	assert_has(script, "scheme[2] = 'vm_lock'\n"
			   "name[2] = 'vm_lock index=list'\n"
			   "dash[2] = 2\n");
	unmake(&made);
}

/* What users call things does nothing but stand there. */
static void test_escaping(void **state)
{
	char *is;
	size_t len;
	FILE *out;

	(void)state;
	out = open_memstream(&is, &len);
	html_text(out, "<a href=\"x\">'&'</a>\x01\xff"
		       "\xc3\xb6\xed\xa0\x80");
	fclose(out);
	assert_string_equal(
		is, "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;"
		    "\xef\xbf\xbd\xef\xbf\xbd"
		    "\xc3\xb6"
		    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	free(is);

	out = open_memstream(&is, &len);
	html_print(out, "%/", "javascript:a b/%#?\"x.csv");
	fclose(out);
	assert_string_equal(is, "./javascript%3Aa%20b/%25%23%3F%22x.csv");
	free(is);
}

static void test_svg(void **state)
{
	char *is;
	size_t len;
	FILE *out = open_memstream(&is, &len);

	(void)state;
	html_svg(out,
		 "<?xml?><!DOCTYPE x><svg width=\"1\"><g id=\"a\" grid=\"b\">"
		 "<use xlink:href='#a'/><i style='url(#a)'/></g></svg>",
		 "p-", "A \"picture\"");
	fclose(out);
	assert_string_equal(
		is, "<svg role=\"img\" aria-label=\"A &quot;picture&quot;\" "
		    "width=\"1\"><g id=\"p-a\" grid=\"b\">"
		    "<use xlink:href='#p-a'/><i style='url(#p-a)'/></g></svg>");
	free(is);
}

/* A scheme named to do harm: the script draws, and nothing else. */
static void test_hostile_names(void **state)
{
	struct made made = make(
		SUMMARY
		"2,r-1,1,\"x'; system 'touch harm'; '`touch \"\"ha,rm\"\"`\",kernel,1,0,0,5000,,,1\n"
		"2,r-2,1,\"%s%n<script>\",kernel,1,0,0,2000,,,1\n");
	char *svg = draw(find(&made, "throughput"));

	(void)state;
	assert_has(svg, "x'; system 'touch harm'; '`touch \"ha,rm\"`");
	assert_has(svg, "%s%n&lt;script>");
	assert_texts(svg, "0|1 k|5 k");
	free(svg);
	unmake(&made);
}

/* However long a name is, there is something beside it. */
static void test_long_names(void **state)
{
	char *name = alloc_printf("%0200d", 7);
	char *summary =
		alloc_printf(SUMMARY "2,r-1,1,%s,kernel,1,0,0,1000,,,1\n"
				     "2,r-2,1,%s,kernel,2,1,0,2000,9,,1\n",
			     name, name);
	struct made made = make(summary);
	char *svg = draw(find(&made, "throughput"));

	(void)state;
	assert_texts(svg, "readers|1|2|500|2 k");
	free(svg);
	svg = draw(find(&made, "updates"));
	assert_texts(svg, "updates per second|0|8");
	free(svg);
	unmake(&made);
	free(summary);
	free(name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_number_of_readers),
		cmocka_unit_test(test_against_readers),
		cmocka_unit_test(test_left_out),
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_operations),
		cmocka_unit_test(test_other_knobs),
		cmocka_unit_test(test_many_combinations),
		cmocka_unit_test(test_latencies),
		cmocka_unit_test(test_intervals),
		cmocka_unit_test(test_styles),
		cmocka_unit_test(test_variants),
		cmocka_unit_test(test_escaping),
		cmocka_unit_test(test_svg),
		cmocka_unit_test(test_hostile_names),
		cmocka_unit_test(test_long_names),
	};

	return cmocka_run_group_tests_name("pictures", tests, NULL, NULL);
}
