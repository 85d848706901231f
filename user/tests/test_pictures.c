// SPDX-License-Identifier: GPL-2.0-only
/*
 * What pictures show and how they are drawn.
 */
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/html.h"
#include "output/pictures/figure.h"
#include "output/pictures/gnuplot.h"
#include "output/pictures/picture.h"
#include "output/pictures/scale.h"
#include "output/pictures/style.h"

#define SUMMARY                                                            \
	"csv_version,run_id,repeat,scheme,family,readers,writers,hold_ns," \
	"lookups_per_s,updates_per_s,update_p50_ns,valid\n"

/* Everything a picture of a summary needs. */
struct made {
	struct result_folder *folder;
	struct statistics *statistics;
	struct experiments *experiments;
	struct pictures *pictures;
};

static struct made make(const char *summary)
{
	const char *dir = temp_dir();
	struct made made;
	char *why;

	put_file(dir, "summary.csv", summary);
	made.folder = result_folder_read(dir, &why);
	if (!made.folder)
		fail_msg("%s", why);
	made.statistics = statistics_new(made.folder->runs);
	made.experiments = experiments_new(made.statistics);
	made.pictures = pictures_new(made.folder, made.experiments, "");
	return made;
}

static void unmake(struct made *made)
{
	pictures_free(made->pictures, made->experiments->n);
	experiments_free(made->experiments);
	statistics_free(made->statistics);
	result_folder_free(made->folder);
}

static const struct picture *find(const struct made *made, const char *stem)
{
	size_t i;

	for (i = 0; i < made->pictures->n; i++)
		if (!strcmp(made->pictures->v[i].stem, stem))
			return &made->pictures->v[i];
	fail_msg("there is no picture %s", stem);
	return NULL;
}

static void test_one_number_of_readers(void **state)
{
	struct made made =
		make(SUMMARY "1,r-1,1,find_vma,kernel,1,0,0,1000,,,1\n"
			     "1,r-2,1,vma_lock,kernel,1,0,0,2000,,,1\n"
			     "1,r-3,1,null,kernel,1,0,0,900000,,,1\n");
	const struct picture *picture = find(&made, "throughput");
	char *script;
	size_t len;
	FILE *out;

	(void)state;
	assert_string_equal(picture->title, "Throughput by scheme");
	assert_int_equal(picture->figure->kind, FIGURE_DOTS);
	/* But for the harness alone. */
	assert_int_equal(picture->figure->panels[0].n, 2);
	assert_int_equal(picture->figure->y[0].nticks, 2);
	assert_has(picture->caption, "1 run.");
	assert_has(picture->caption, "take 6 repeats");

	/* No bars, not even of no length, where there is no interval. */
	out = open_memstream(&script, &len);
	figure_script(picture->figure, picture->stem, out);
	fclose(out);
	assert_has(script, "$p0_1 every ::0::0");
	assert_null(strstr(script, "errorbars"));
	free(script);

	assert_has(find(&made, "updates")->lacking, "--writers 1");
	assert_has(find(&made, "hold-median")->lacking, "--hold-ns");
	assert_has(find(&made, "latency-lookup")->lacking, "histogram.csv");
	assert_has(find(&made, "latency-over-time")->lacking, "heat.csv");
	assert_has(find(&made, "backlog")->lacking, "--scheme model");
	unmake(&made);
}

static void test_against_readers(void **state)
{
	struct made made =
		make(SUMMARY "1,r-1,1,find_vma,kernel,1,0,0,1000,,,1\n"
			     "1,r-2,1,find_vma,kernel,10,0,0,4000,,,1\n"
			     "1,r-3,1,find_vma,kernel,2,0,0,1900,,,1\n"
			     "1,r-4,1,find_vma,kernel,2,1,0,1800,70,,1\n"
			     "1,r-5,1,vm_lock,model,2,1,0,90,80,,1\n");
	const struct figure *figure = find(&made, "throughput")->figure;
	const struct curve *curve = &figure->panels[0].curves[0];

	(void)state;
	/* A row for each number of writers, a column for each family. */
	assert_int_equal(figure->kind, FIGURE_LINES);
	assert_int_equal(figure->n, 4);
	assert_int_equal(figure->columns, 2);
	assert_int_equal(figure->ny, 2);
	assert_string_equal(figure->panels[0].title,
			    "the kernel's own, writers=0");
	assert_string_equal(figure->panels[3].title, "models, writers=1");
	assert_int_equal(figure->panels[1].n, 0);
	/* From few readers to many, whatever the order of the runs. */
	assert_int_equal(curve->n, 3);
	assert_true(curve->points[0].y == 1000);
	assert_true(curve->points[1].y == 1900);
	assert_true(curve->points[2].x > 9);
	/* Far apart: 1 to 10 readers, and 90 to 1800 lookups. */
	assert_true(figure->x.log);
	assert_false(figure->y[0].log);
	assert_true(figure->y[1].log);
	/* Updates were measured with 2 readers only. */
	assert_string_equal(find(&made, "updates")->title, "Updates by scheme");
	unmake(&made);
}

/* Broken schemes are in no picture, runs that are not valid in no median. */
static void test_left_out(void **state)
{
	struct made made =
		make(SUMMARY "1,r-1,1,find_vma,kernel,1,0,0,1000,,,1\n"
			     "1,r-2,2,find_vma,kernel,1,0,0,5000,,,0\n"
			     "1,r-3,1,broken_no_seq,broken,1,0,0,7,,,0\n");
	const struct picture *picture = find(&made, "throughput");

	(void)state;
	assert_int_equal(picture->data->nrows, 1);
	assert_string_equal(table_get(picture->data, 0, "median"), "1000");
	assert_string_equal(table_get(picture->data, 0, "n"), "1");
	assert_string_equal(table_get(picture->data, 0, "ci_low"), "");
	unmake(&made);

	made = make(SUMMARY "1,r-3,1,broken_no_seq,broken,1,0,0,7,,,0\n");
	assert_non_null(find(&made, "throughput")->lacking);
	unmake(&made);
}

static void test_hold(void **state)
{
	struct made made =
		make(SUMMARY "1,r-1,1,find_vma,kernel,1,1,0,1,1,100,1\n"
			     "1,r-2,1,find_vma,kernel,1,1,1000,1,1,200,1\n"
			     "1,r-3,1,find_vma,kernel,1,1,100000,1,1,900,1\n");
	const struct figure *figure = find(&made, "hold-median")->figure;

	(void)state;
	assert_true(figure->x.log);
	/* 0 has a place at the left. */
	assert_true(figure->panels[0].curves[0].points[0].x > 0);
	assert_true(figure->panels[0].curves[0].points[0].x < 1000);
	assert_string_equal(figure->x.ticks[0].text, "0");
	assert_string_equal(figure->x.ticks[1].text, "1 µs");
	assert_non_null(find(&made, "hold-p99")->lacking);
	unmake(&made);
}

/* Without several numbers of readers, what else was swept is on the axis. */
static void test_other_knobs(void **state)
{
	struct made made =
		make("csv_version,run_id,repeat,scheme,family,readers,vmas,"
		     "seed,lookups_per_s,valid\n"
		     "1,r-1,1,find_vma,kernel,1,100,1,900,1\n"
		     "1,r-2,1,find_vma,kernel,1,1000,2,800,1\n"
		     "1,r-3,1,find_vma,kernel,1,10000,3,700,1\n"
		     "1,r-4,1,find_vma,kernel,1,10000,4,700,1\n");
	const struct picture *picture = find(&made, "throughput");

	(void)state;
	assert_string_equal(picture->title, "Throughput against VMAs");
	assert_string_equal(picture->figure->x.label, "VMAs in the arena");
	assert_int_equal(picture->figure->x.nticks, 3);
	unmake(&made);

	made = make("csv_version,run_id,repeat,scheme,family,readers,vmas,"
		    "hold_ns,lookups_per_s,valid\n"
		    "1,r-1,1,find_vma,kernel,1,100,0,900,1\n"
		    "1,r-2,1,find_vma,kernel,2,1000,5,800,1\n"
		    "1,r-3,1,find_vma,kernel,2,10000,5,700,1\n");
	assert_string_equal(find(&made, "throughput")->title,
			    "Throughput against readers");
	assert_string_equal(find(&made, "throughput-vmas")->title,
			    "Throughput against VMAs");
	/* Of hold_ns there are two values only. */
	assert_int_equal(made.pictures->n, 9);
	unmake(&made);
}

/* More combinations than there is room for: the outermost, and it is said. */
static void test_many_combinations(void **state)
{
	char *summary = alloc_copy(SUMMARY);
	struct made made;
	const struct picture *picture;
	int readers, writers;

	(void)state;
	for (writers = 9; writers >= 0; writers--)
		for (readers = 1; readers <= 2; readers++)
			alloc_append(
				&summary,
				"1,r-%d%d,1,find_vma,kernel,%d,%d,0,%d,,,1\n",
				readers, writers, readers, writers,
				1000 + writers);
	made = make(summary);
	picture = find(&made, "throughput");
	assert_int_equal(picture->figure->n, 2);
	assert_string_equal(picture->figure->panels[0].title, "writers=0");
	assert_string_equal(picture->figure->panels[1].title, "writers=9");
	assert_has(picture->caption, "Of the 10 combinations");
	unmake(&made);
	free(summary);
}

static void assert_ticks(struct scale *scale, const char *expected)
{
	char *text = alloc_copy("");
	size_t i;

	for (i = 0; i < scale->nticks; i++)
		alloc_append(&text, "%s%s", i ? "|" : "", scale->ticks[i].text);
	assert_string_equal(text, expected);
	free(text);
	scale_free(scale);
}

static void test_scales(void **state)
{
	static const double values[] = {0, 1, 2, 3, 64};
	struct scale scale;

	(void)state;
	scale_log(&scale, "t", SCALE_NS, 90, 2e9);
	assert_ticks(&scale, "100 ns|1 µs|10 µs|100 µs|1 ms|10 ms|100 ms|1 s");
	scale_log(&scale, "t", SCALE_COUNT, 900, 2100);
	assert_ticks(&scale, "1 k|2 k");
	scale_log(&scale, "t", SCALE_PERCENTILE, 1, 1e5);
	assert_ticks(&scale, "0|90|99|99.9|99.99|99.999");
	scale_linear(&scale, "t", SCALE_COUNT, 2500);
	assert_ticks(&scale, "0|500|1 k|1.5 k|2 k|2.5 k");
	scale_of_figures(&scale, "t", SCALE_PLAIN, 0, 0);
	assert_false(scale.log);
	assert_true(scale.high > 0);
	scale_free(&scale);
	scale_of_values(&scale, "readers", SCALE_PLAIN, values,
			ARRAY_SIZE(values));
	assert_true(scale.log);
	assert_true(scale_place(&scale, 0) > scale.low);
	assert_true(scale_place(&scale, 0) < 1);
	assert_true(scale_place(&scale, 64) == 64);
	assert_true(scale_aside(&scale, 2, 0, 3) < 2);
	assert_true(scale_aside(&scale, 2, 1, 3) == 2);
	assert_ticks(&scale, "0|1|2|3|64");
}

/* Each scheme of the module looks unlike all others of its family. */
static void test_styles(void **state)
{
	static const char *const schemes[] = {
		"find_vma",	    "vma_lock",	       "fault_path",
		"speculate",	    "rcu_walk",	       "null",
		"model_mmap_lock",  "rcu_refcount",    "srcu_seqlock",
		"rcu_seq_refcount", "vm_lock",	       "vm_refcnt",
		"hazptr",	    "one_yet_to_come",
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(schemes); i++) {
		struct style a = style_of(schemes[i], 0);

		for (k = 0; k < i; k++) {
			struct style b = style_of(schemes[k], 0);

			assert_false(!strcmp(a.colour, b.colour) &&
				     a.marker == b.marker);
		}
		assert_string_equal(style_of(schemes[i], 1).colour, a.colour);
		assert_int_equal(style_of(schemes[i], 1).marker, a.marker);
		assert_int_not_equal(style_of(schemes[i], 1).dash, a.dash);
	}
}

/* What users call things does nothing but stand there. */
static void test_escaping(void **state)
{
	static const char text[] = "a'b\"c\\d`e%f\ng";
	char *is;
	size_t len;
	FILE *out = open_memstream(&is, &len);

	(void)state;
	gnuplot_text(out, text);
	fclose(out);
	assert_string_equal(is, "'a''b\"c\\d`e%f g'");
	free(is);

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
	html_path(out, "javascript:a b/%#?\"x.csv");
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

static void test_gnuplot(void **state)
{
	const char *dir = temp_dir();
	char *why;

	(void)state;
	if (!gnuplot_there())
		skip();
	assert_null(gnuplot_run(dir, "set print 'x'\nprint 'here'\n"));
	why = get_file(dir, "x");
	assert_string_equal(why, "here\n");
	free(why);
	why = gnuplot_run(dir, "plot nonsense(x)\n");
	assert_non_null(why);
	assert_has(why, "gnuplot says:");
	assert_has(why, "undefined function");
	assert_null(strchr(why, '\n'));
	free(why);
}

/* A scheme named to do harm: the script draws, and nothing else. */
static void test_hostile_names(void **state)
{
	struct made made = make(
		SUMMARY
		"1,r-1,1,\"x'; system 'touch harm'; '`touch harm`\",kernel,1,0,0,1000,,,1\n"
		"1,r-2,1,\"%s%n<script>\",kernel,1,0,0,2000,,,1\n");
	const struct picture *picture = find(&made, "throughput");
	const char *dir = temp_dir();
	char *script, *why;
	size_t len;
	FILE *out = open_memstream(&script, &len);

	(void)state;
	figure_script(picture->figure, picture->stem, out);
	fclose(out);
	if (!gnuplot_there())
		skip();
	why = gnuplot_run(dir, script);
	if (why)
		fail_msg("%s", why);
	assert_int_equal(count_files(dir), 2);
	free(script);
	script = get_file(dir, "throughput.svg");
	assert_has(script, "x'; system 'touch harm'; '`touch harm`");
	assert_null(strstr(script, "<script>"));
	free(script);
	unmake(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_number_of_readers),
		cmocka_unit_test(test_against_readers),
		cmocka_unit_test(test_left_out),
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_other_knobs),
		cmocka_unit_test(test_many_combinations),
		cmocka_unit_test(test_scales),
		cmocka_unit_test(test_styles),
		cmocka_unit_test(test_escaping),
		cmocka_unit_test(test_svg),
		cmocka_unit_test(test_gnuplot),
		cmocka_unit_test(test_hostile_names),
	};

	return cmocka_run_group_tests_name("pictures", tests, NULL, NULL);
}
