// SPDX-License-Identifier: GPL-2.0-only
#include "driver.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/ab.h"
#include "draw.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"
#include "stats/signed_rank.h"

static void assert_near(double value, double expected, double error)
{
	if (!(fabs(value - expected) <= error))
		fail_msg("%.10g is not %.10g", value, expected);
}

/* Return how many means of pairs lie below the interval: the critical sum of ranks. */
static size_t below_interval(size_t n, double level)
{
	auto_free double *values = alloc_zeroed(n, sizeof(*values));
	struct draw draw = {3};
	struct interval interval;
	size_t i, k, below = 0;

	for (i = 0; i < n; i++)
		values[i] = draw_normal(&draw);
	interval = signed_rank_interval(values, n, level);
	for (i = 0; i < n; i++)
		for (k = i; k < n; k++)
			below += (values[i] + values[k]) / 2 < interval.low;
	return below;
}

/* From tables of the signed-rank test, and by counting. */
static void test_signed_rank(void **state)
{
	const double values[] = {3, 1, 2, 6, 5, 4, NAN, 9, 8, 7, 10};
	struct interval interval;

	(void)state;
	assert_int_equal(below_interval(10, 0.95), 8);
	assert_int_equal(below_interval(10, 0.99), 3);
	assert_int_equal(below_interval(20, 0.95), 52);
	assert_int_equal(below_interval(20, 0.99), 37);
	/* Approximated from 61 on; by counting it is 672 and 589. */
	assert_int_equal(below_interval(61, 0.95), 672);
	assert_near((double)below_interval(61, 0.99), 589, 4);
	assert_int_equal(signed_rank_least(0.95), 6);
	assert_int_equal(signed_rank_least(0.99), 8);

	interval = signed_rank_interval(values, 5, 0.95);
	assert_true(isnan(interval.low) && isnan(interval.high));
	interval = signed_rank_interval(values, 6, 0.95);
	assert_true(interval.low == 1 && interval.high == 6);
	/* The 9th of 55 means of pairs from either end. */
	interval = signed_rank_interval(values, ARRAY_SIZE(values), 0.95);
	assert_int_equal(interval.n, 10);
	assert_near(interval.value, 5.5, 0);
	assert_near(interval.low, 3, 0);
	assert_near(interval.high, 8, 0);
	assert_int_equal(signed_rank_interval(values, 0, 0.95).n, 0);
}

/* An experiment in memory: a figure and its control. */
struct made {
	struct ab ab;
	struct ab_figure figures[2];
};

static void make(struct made *made, size_t nblocks)
{
	size_t i, s;

	*made = (struct made){
		.ab = {
			.nblocks = nblocks,
			.figures = made->figures,
			.nfigures = 2,
			.controls = "rcu_walk",
		},
	};
	for (i = 0; i < 2; i++) {
		made->figures[i] = (struct ab_figure){
			.scheme = i ? "rcu_walk" : "vma_lock",
			.writers = "0",
			.metric = &metrics[METRIC_ns_per_lookup],
			.control = i,
			.yardstick = i,
			.shown = true,
		};
		for (s = 0; s < 2; s++)
			made->figures[i].boot[s] =
				alloc_zeroed(nblocks, sizeof(struct ab_boot));
	}
}

static void unmake(struct made *made)
{
	size_t i, s;

	for (i = 0; i < 2; i++)
		for (s = 0; s < 2; s++)
			free(made->figures[i].boot[s]);
}

/* What boots are like; all of it in percent. */
struct world {
	const char *name;
	double common; /* deviation of what both schemes have in common */
	double own;    /* deviation of what is each scheme's */
	double control; /* likewise, of the control */
	double drift;  /* of the host from one block to the next */
	double (*draw)(struct draw *draw);
};

static void draw_boots(struct made *made, const struct world *world,
		       double change, struct draw *draw)
{
	double drift = 0;
	size_t k, s, i;

	for (k = 0; k < made->ab.nblocks; k++) {
		drift += world->drift * draw_normal(draw);
		for (s = 0; s < 2; s++) {
			double common = drift + world->common * world->draw(draw);

			for (i = 0; i < 2; i++)
				made->figures[i].boot[s][k].value =
					(common + (i ? world->control : world->own) *
							  world->draw(draw) +
					 (i || !s ? 0 : change)) / 100;
			made->figures[0].boot[s][k].adjusted =
				made->figures[0].boot[s][k].value -
				made->figures[1].boot[s][k].value;
		}
	}
}

/* Judge experiments without a difference: count what holds, and alarms. */
static void count(const struct world *world, size_t nblocks, size_t n,
		  struct draw *draw, size_t *held, size_t *alarms)
{
	const struct interval *ratio;
	struct made made;
	size_t i;

	*held = *alarms = 0;
	make(&made, nblocks);
	for (i = 0; i < n; i++) {
		draw_boots(&made, world, 0, draw);
		ab_judge(&made.ab);
		ratio = &ab_decides(&made.figures[0])->of95;
		*held += ratio->low <= 1 && ratio->high >= 1;
		*alarms += made.figures[0].verdict > AB_NO_DIFFERENCE;
	}
	unmake(&made);
}

/*
 * Of experiments whose size is known, at least 94 of 100 intervals hold it, and
 * at most 1.5 of 100 where nothing differs find something.
 */
static void test_holds_what_it_promises(void **state)
{
	static const struct world worlds[] = {
		{"much in common", 1.5, 0.7, 0.7, 0.3, draw_normal},
		{"both as wide", 1, 1, 1, 0, draw_normal},
		{"nothing in common", 0.01, 1.5, 1.5, 0, draw_normal},
		{"a control twice as wide", 0.01, 1, 1.7, 0, draw_normal},
	};
	static const size_t sizes[] = {8, 12, 30};
	size_t w, n, held, alarms, all_held = 0, all_alarms = 0;
	struct draw draw = {12};

	(void)state;
	for (w = 0; w < ARRAY_SIZE(worlds); w++) {
		for (n = 0; n < ARRAY_SIZE(sizes); n++) {
			count(&worlds[w], sizes[n], 1000, &draw, &held,
			      &alarms);
			if (held < 920 || alarms > 22)
				fail_msg("%s, %zu blocks: %zu intervals of 1000 hold the size, %zu alarms",
					 worlds[w].name, sizes[n], held,
					 alarms);
			all_held += held;
			all_alarms += alarms;
		}
	}
	if (all_held < 11280 || all_alarms > 180)
		fail_msg("%zu intervals of 12000 hold the size, %zu alarms",
			 all_held, all_alarms);
}

/* The control makes a change visible that the plain difference does not show. */
static void test_control_narrows(void **state)
{
	const struct world world = {"", 2, 0.2, 0.2, 0.5, draw_normal};
	struct draw draw = {7};
	struct ab_figure *figure;
	struct made made;
	size_t k;

	(void)state;
	make(&made, 20);
	draw_boots(&made, &world, 0.5, &draw);
	ab_judge(&made.ab);
	figure = &made.figures[0];
	assert_true(figure->by_adjusted);
	assert_int_equal(figure->verdict, AB_SLOWER);
	assert_true(figure->plain.of99.low < 1 && figure->plain.of99.high > 1);
	assert_near(figure->adjusted.of95.value, 1.005, 0.002);

	/* One that differs itself adjusts nothing. */
	for (k = 0; k < 20; k++)
		made.figures[1].boot[1][k].value += 0.1;
	ab_judge(&made.ab);
	assert_true(made.ab.control_differs);
	assert_false(figure->by_adjusted);
	assert_int_equal(figure->verdict, AB_NO_DIFFERENCE);
	unmake(&made);
}

/*
 * Write a boot with three repeats, of which the third was disturbed. The machine
 * is never as fast as a moment ago.
 */
static void put_boot(struct fixture *f, size_t number, const char *side,
		     double vma_lock, double rcu_walk, const char *boot_id)
{
	auto_free char *text = alloc_copy(
		"csv_version,run_id,repeat,scheme,writers,ns_per_lookup,valid,disturbed,disturbed_reason\n");
	auto_free char *path = alloc_printf("x/%04zu-%s/summary.csv", number,
					    side);
	auto_free char *environment =
		alloc_printf("x/%04zu-%s/environment.csv", number, side);
	static const double pace[] = {1, 1.3, 0.9, 1.1, 0.8};
	size_t i;

	for (i = 1; i <= 3; i++) {
		double now = pace[(number + i) % ARRAY_SIZE(pace)];
		double factor = i == 3 ? 2 * now : now;

		alloc_append(&text,
			     "2,r-%zu,%zu,vma_lock,0,%.3f,1,%d,%s\n2,r-%zu,%zu,rcu_walk,0,%.3f,1,0,\n",
			     2 * i - 1, i, factor * vma_lock, i == 3,
			     i == 3 ? "cpu" : "", 2 * i, i,
			     now * rcu_walk);
	}
	put_file(f->here, path, text);
	free(text);
	text = alloc_printf("csv_version,key,value\n2,boot_id,%s\n2,kernel_release,7.0-%s\n2,kernel_version,#1\n2,date,1970\n2,cpu_model,X\n2,cpus_online,0-1\n",
			    boot_id, side);
	put_file(f->here, environment, text);
}

/* Twelve blocks in which B takes 2% longer. */
static int setup(void **state)
{
	struct fixture *f;
	size_t k;

	fixture_setup(state);
	f = *state;
	for (k = 0; k < 12; k++) {
		double boot = 1 + 0.001 * (double)(k * 7 % 12);

		put_boot(f, 2 * k + 1, k % 2 ? "A" : "B",
			 k % 2 ? 100 * boot : 102 * boot, 80 * boot, "");
		put_boot(f, 2 * k + 2, k % 2 ? "B" : "A",
			 k % 2 ? 102.1 * boot : 100.1 * boot, 80 * boot, "");
	}
	return 0;
}

static void test_judges_a_folder(void **state)
{
	struct fixture *f = *state;
	char *text, *line, *save;

	put_file(f->here, "x/B.side", "patch:slow.diff\n");
	says(f, "ab --judge x --base A", VMB_OK,
	     "ns_per_lookup of vma_lock: B is slower, +2.", "");
	text = get_file(f->here, "x/ab.txt");
	assert_has(text, "\nA: 7.0-A #1\nB: patch:slow.diff, 7.0-B #1\n");
	assert_has(text, "runs, 0 of them not valid, 24 disturbed");
	assert_has(text, "Measured from 1970 to 1970 on X, CPUs 0-1: 12 blocks");
	assert_has(text, "slower\n");
	assert_null(strstr(text, "within runs"));
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		if (strlen(line) > 72)
			fail_msg("wider than 72 columns: %s", line);
	free(text);
	text = get_file(f->here, "x/ab.html");
	assert_has(text, "<h1>B against A</h1>");
	assert_has(text, "patch:slow.diff");
	assert_has(text, "<pre>");
	free(text);

	says(f, "ab --judge x --format csv", VMB_OK,
	     ",vma_lock,,,ns_per_lookup,ns,judged,12,", "");
	/* The machine is too unsteady for the plain difference. */
	says(f, "ab --judge x --base A --control none", VMB_OK,
	     "vma_lock: no difference found", "");
	/* The side whose name sorts first is the base, though B was booted first. */
	says(f, "ab --judge x", VMB_OK, "B is slower, +2.", "");
	says(f, "ab --judge x --base B", VMB_OK, "A is faster, -", "");
	says(f, "ab --judge x --base A --until 5%", VMB_OK,
	     "block 12: ns_per_lookup of vma_lock +2.", "");
	says(f, "ab --judge x --base A --until 0.01%", VMB_INVALID,
	     "block 12: ", "");
	says(f, "ab --judge x --base A --limit 1%", VMB_REGRESSED, "", "");
	says(f, "ab --judge x --base A --limit 3%", VMB_OK, "", "");
	says(f, "ab --judge x --base A --limit 2%", VMB_INVALID, "", "");
	says(f, "ab --judge x --base B --limit 1%", VMB_OK, "", "");
	says(f, "ab --judge x --metric ns_per_lookup --format json", VMB_OK,
	     "\"verdict\": \"", "");
}

/* Eight blocks in which B takes less time, and finds a VMA less often. */
static void test_other_work(void **state)
{
#define HEADER "csv_version,run_id,repeat,scheme,writers,ns_per_lookup,hits,busy,violations,valid,valid_reason\n"
	struct fixture *f = *state;
	size_t k;

	for (k = 0; k < 16; k++) {
		bool b = k % 2;
		auto_free char *path = alloc_printf("w/%04zu-%c/summary.csv",
						    k + 1, b ? 'B' : 'A');
		auto_free char *text = alloc_printf(
			HEADER "2,r-1,1,vma_lock,0,%zu,%zu,%zu,0,1,\n",
			(b ? 90 : 100) + k, b ? 800 + k : 1000,
			b ? 200 - k : 0);

		put_file(f->here, path, text);
	}
	says(f, "ab --judge w", VMB_OK,
	     "hits_pct of vma_lock: B differs, -19.20% [-19.70..-18.70]; its lookups\n  find less", "");
	/* What finds nothing at all differs, too. */
	for (k = 2; k <= 16; k += 2) {
		auto_free char *path =
			alloc_printf("w/%04zu-B/summary.csv", k);

		put_file(f->here, path,
			 HEADER "2,r-1,1,vma_lock,0,90,0,1000,0,1,\n");
	}
	says(f, "ab --judge w", VMB_OK, "hits_pct of vma_lock: B differs, -99.99%", "");
	put_file(f->here, "w/0016-B/summary.csv",
		 HEADER "2,r-1,1,vma_lock,0,90,800,200,0,1,\n"
			"2,r-2,2,vma_lock,0,80,800,200,5,0,violations\n");
	says(f, "ab --judge w", VMB_REGRESSED, "B is WRONG: lookups of 1 runs",
	     "lookups of 1 runs of B returned something wrong");
	says(f, "ab --judge w --until 0.1%", VMB_REGRESSED, "block 8: ", "");
	says(f, "ab --judge w --base B", VMB_FAILED, "B is WRONG", "");
	says(f, "ab --judge w", VMB_REGRESSED,
	     "1 runs of B are not valid and do not count; the first: violations.", "");
	/* No lookup of B is right; a boot without a valid run comes first. */
	for (k = 1; k <= 16; k++) {
		bool b = k % 2;
		auto_free char *path = alloc_printf("u/%04zu-%c/summary.csv",
						    k, b ? 'B' : 'A');
		auto_free char *text = alloc_printf(
			HEADER "2,r-1,1,vma_lock,0,100,800,0,%d,%d,%s\n"
			       "2,r-2,1,find_vma,0,100,800,0,0,1,\n",
			b ? 5 : 0, !b, b ? "violations" : "");

		put_file(f->here, path, text);
	}
	says(f, "ab --judge u --until 1%", VMB_REGRESSED,
	     "block 8: ns_per_lookup of vma_lock", "");
	says(f, "ab --judge u", VMB_REGRESSED,
	     "B is WRONG: lookups of 8 runs", "");
	says(f, "ab --judge u", VMB_REGRESSED,
	     "  ns_per_lookup    100.0        -  -", "");
	says(f, "ab --judge u --limit 1%", VMB_REGRESSED, "",
	     "lookups of 8 runs of B returned something wrong");
}

/* What was counted stands beside what was measured. */
static void test_counts(void **state)
{
#define COUNTED "kernel_release,job,scheme,index,knobs,operation,function,event,a,b,difference\n"
#define LOOKUP ",l,vma_lock,maple,writers=0,lookup,"
	struct fixture *f = *state;

	put_file(f->here, "x/counts.csv",
		 COUNTED LOOKUP ",instructions,448,456,8\n"
		 LOOKUP ",lines,27,28,1\n"
		 LOOKUP "lock_vma_under_rcu,instructions,31,39,8\n"
		 ",l,find_vma,maple,writers=0,lookup,,locked,3,2,-1\n");
	says(f, "ab --judge x --base A", VMB_OK,
	     "\nCounted in an emulator, per operation, where it differs:\n"
	     "l: lookup of vma_lock\n"
	     "  instructions                                    448      456       +8\n"
	     "  lock_vma_under_rcu: instructions                 31       39       +8\n"
	     "l: lookup of find_vma\n"
	     "  locked                                            3        2       -1\n\n",
	     "");
	put_file(f->here, "x/counts.csv", COUNTED LOOKUP ",lines,27,28,1\n");
	says(f, "ab --judge x --base A", VMB_OK,
	     "\nCounted in an emulator, instructions and transfers do not differ.\n", "");
	put_file(f->here, "x/counts.csv", "csv_version\n2\n");
	says(f, "ab --judge x --base A", VMB_OK, "B is slower", "");
}

static void test_what_does_not_count(void **state)
{
	struct fixture *f = *state;

	/* A boot that was not measured to its end is no boot. */
	put_file(f->here, "x/.0025-A.77/summary.csv", "");
	put_boot(f, 26, "B", 500, 500, "one");
	put_boot(f, 27, "B", 500, 500, "one");
	says(f, "ab --judge x --base A", VMB_OK, "12 blocks",
	     "0027-B: was measured in the same boot of the machine as 0026-B; it is left out");
	put_file(f->here, "x/0028-A/summary.csv", "");
	says(f, "ab --judge x --base A", VMB_OK, "12 blocks",
	     "; it is left out");
	put_boot(f, 29, "C", 100, 80, "");
	ends(f, "ab --judge x --base A", VMB_USAGE,
	     "x has boots of A, B and C; keep those of two sides in a folder");
}

/* What the runs of a boot are like. */
struct boot_world {
	double boots, runs, steps; /* deviations, of logs */
	double stall;		   /* how much longer one step of a run takes */
};

/* Write a boot of 5 repeats with 5 steps each, and what is left of the window. */
static void put_steps(struct fixture *f, size_t number, double ns,
		      const struct boot_world *world, struct draw *draw)
{
	static const char *const schemes[] = {"vma_lock", "rcu_walk"};
	auto_free char *summary = alloc_copy(
		"csv_version,run_id,repeat,scheme,readers,writers,timeline_ms,ns_per_lookup,valid\n");
	auto_free char *timeline = alloc_copy(
		"csv_version,run_id,repeat,start_ns,end_ns,lookups,updates\n");
	auto_free char *dir = alloc_printf("v/%04zu-%c", number,
					   number % 2 ? 'A' : 'B');
	auto_free char *path = alloc_printf("%s/summary.csv", dir);
	auto_free char *other = alloc_printf("%s/timeline.csv", dir);
	double boot = world->boots * draw_normal(draw);
	size_t run, step;

	for (run = 0; run < 10; run++) {
		double now = boot + world->runs * draw_normal(draw), done = 0;
		size_t stalled = (size_t)(5 * draw_uniform(draw));

		for (step = 0; step < 5; step++) {
			double took = (run % 2 ? 100 : ns) *
				      exp(now + world->steps * draw_normal(draw));

			if (step == stalled)
				took *= 1 + world->stall * draw_uniform(draw);
			done += 5e6 / took;
			alloc_append(&timeline, "2,r%zu,%zu,%zu,%zu,%.0f,\n",
				     run, run / 2 + 1, step * 5000000,
				     (step + 1) * 5000000, 5e6 / took);
		}
		alloc_append(&timeline, "2,r%zu,%zu,25000000,25000100,0,\n",
			     run, run / 2 + 1);
		alloc_append(&summary, "2,r%zu,%zu,%s,1,0,5,%.3f,1\n", run,
			     run / 2 + 1, schemes[run % 2], 25e6 / done);
	}
	put_file(f->here, path, summary);
	put_file(f->here, other, timeline);
}

static struct ab *read_steps(struct fixture *f)
{
	auto_free char *path = alloc_printf("%s/v", f->here);
	char *why;

	return ab_read(path, "A", NULL, NULL, &why);
}

/* Deviations in percent: 3 of boots, 2 of runs, 3 of the mean of 5 steps. */
static void test_shares_of_variance(void **state)
{
	const struct boot_world world = {0.03, 0.02, 0.03 * sqrt(5), 0};
	struct fixture *f = *state;
	struct draw draw = {7};
	struct ab *ab;
	size_t k;

	for (k = 1; k <= 80; k++)
		put_steps(f, k, 150, &world, &draw);
	says(f, "ab --judge v --base A", VMB_OK, "within runs", "");
	ab = read_steps(f);
	assert_non_null(ab);
	assert_near(ab->figures[0].boots_share, 9 / 22.0, 0.08);
	assert_near(ab->figures[0].within_share, 9 / 22.0, 0.08);
	ab_free(ab);
}

/* But it is told if only one side has it. */
static void test_stalls_of_one_side(void **state)
{
	const struct boot_world calm = {0.01, 0.01, 0.01, 0};
	const struct boot_world stalls = {0.01, 0.01, 0.01, 10};
	struct fixture *f = *state;
	struct draw draw = {7};
	size_t k;

	for (k = 1; k <= 24; k++)
		put_steps(f, k, 150, k % 2 ? &calm : &stalls, &draw);
	says(f, "ab --judge v --base A", VMB_OK, "no difference found", "");
	says(f, "ab --judge v --base A", VMB_OK,
	     "Means of whole runs say +", "");
}

/* Steps with few operations are no measure of a rate. */
static void test_steps_of_few(void **state)
{
	const struct boot_world world = {0, 0, 0.5, 0};
	struct fixture *f = *state;
	struct draw draw = {7};
	struct ab *ab;
	size_t k;

	for (k = 1; k <= 16; k++)
		put_steps(f, k, 60000, &world, &draw);
	ab = read_steps(f);
	assert_non_null(ab);
	assert_near(ab->figures[0].boot[0][0].value,
		    ab->figures[0].boot[0][0].mean, 0.15);
	ab_free(ab);
}

/* What takes the CPU for a step is in the means, but not in what decides. */
static void test_stalls_within_runs(void **state)
{
	const struct boot_world world = {0.01, 0.01, 0.01, 10};
	struct fixture *f = *state;
	struct draw draw = {7};
	const struct ab_figure *figure;
	struct ab *ab;
	size_t k;

	for (k = 1; k <= 24; k++)
		put_steps(f, k, k % 2 ? 150 : 153, &world, &draw);
	ab = read_steps(f);
	assert_non_null(ab);
	figure = &ab->figures[0];
	assert_true(figure->plain.deviation < 0.03);
	assert_true(figure->adjusted.deviation < 0.015);
	assert_near(figure->over[0].value, 150, 1.5);
	assert_near(figure->adjusted.of95.value, 1.02, 0.007);
	assert_int_equal(figure->verdict, AB_SLOWER);
	ab_free(ab);
}

/* Write a boot of a side whose lookups are of so many readers. */
static void put_group(struct fixture *f, size_t number, const char *text)
{
	auto_free char *path = alloc_printf("g/%04zu-%c/summary.csv", number,
					    number % 2 ? 'A' : 'B');
	auto_free char *all = alloc_printf(
		"csv_version,run_id,repeat,scheme,readers,writers,ns_per_lookup,updates_per_s,valid\n%s",
		text);

	put_file(f->here, path, all);
}

static void test_controls(void **state)
{
#define P50 "csv_version,run_id,repeat,scheme,writers,munmap_p50_ns,valid\n2,a,1,find_vma,1,1000,1\n"
	struct fixture *f = *state;

	ends(f, "ab --judge x --control vma_lock,rcu_walk", VMB_USAGE,
	     "x has nothing to judge beside the control vma_lock,rcu_walk");
	/* The only scheme is no control, and updates never are. */
	put_group(f, 1, "2,a,1,find_vma,1,0,100,,1\n2,b,1,find_vma,0,1,,1000,1\n");
	put_group(f, 2, "2,a,1,find_vma,2,0,100,,1\n2,b,1,find_vma,2,1,,1000,1\n");
	says(f, "ab --judge g --control none --format csv", VMB_OK,
	     ",find_vma,,readers=1 writers=0,ns_per_lookup,ns,judged,1,", "");
	says(f, "ab --judge g --format csv", VMB_OK,
	     ",updates_per_s,per_s,judged,1,", "");
	put_group(f, 1, "2,a,1,find_vma,1,0,100,,1\n");
	put_group(f, 2, "2,a,1,find_vma,1,0,100,,1\n");
	says(f, "ab --judge g --format csv", VMB_OK, ",judged,1,", "");
	/* Half of a control is no control. */
	put_group(f, 1, "2,a,1,vma_lock,1,0,100,,1\n2,b,1,rcu_walk,1,0,80,,1\n2,c,1,rcu_walk,2,0,8,,1\n");
	put_group(f, 2, "2,a,1,vma_lock,1,0,100,,1\n2,b,1,rcu_walk,1,0,80,,1\n2,c,1,rcu_walk,2,0,8,,1\n");
	says(f, "ab --judge g --format csv", VMB_OK,
	     ",vma_lock,,readers=1,ns_per_lookup,ns,judged,1,100,100,1,,,1,,,adjusted,", "");
	put_group(f, 2, "2,a,1,vma_lock,1,0,100,,1\n2,b,1,rcu_walk,1,0,80,,1\n2,c,1,rcu_walk,2,0,8,,0\n");
	says(f, "ab --judge g --format csv", VMB_OK,
	     ",vma_lock,,readers=1,ns_per_lookup,ns,judged,1,100,100,1,,,,,,plain,", "");
	/* A percentile is known to its bucket. */
	put_file(f->here, "p/0001-A/summary.csv", P50);
	put_file(f->here, "p/0002-B/summary.csv", P50);
	ends(f, "ab --judge p --metric munmap_p50_ns --limit 1%", VMB_USAGE,
	     "--limit: munmap_p50_ns of find_vma is known to 1.6% only");
	says(f, "ab --judge p --metric munmap_p50_ns --limit 5%", VMB_INVALID,
	     "block 1: munmap_p50_ns of find_vma", "");
	/* The sides have nothing in common. */
	put_group(f, 1, "2,a,1,find_vma,1,0,100,,1\n");
	put_group(f, 2, "2,a,1,vma_lock,1,0,100,,1\n");
	ends(f, "ab --judge g", VMB_USAGE,
	     "ns_per_lookup of find_vma was not measured in a boot of each side");
}

static void test_partners_stay(void **state)
{
	struct fixture *f = *state;
	size_t k;

	for (k = 1; k <= 24; k++)
		put_boot(f, k, k % 2 ? "A" : "B",
			 (k % 2 ? 100 : 102) * pow(3, (double)((k - 1) / 2)),
			 80, "");
	put_file(f->here, "x/0005-A/summary.csv", "");
	says(f, "ab --judge x --base A --control none", VMB_OK,
	     "11 blocks of two boots", "0005-A: ");
	says(f, "ab --judge x --base A --metric ns_per_lookup --control none --format csv",
	     VMB_OK, ",vma_lock,,,ns_per_lookup,ns,judged,11,", "");
	says(f, "ab --judge x --base A", VMB_OK, "vma_lock: B is slower, +2.",
	     "");
	/* More boots are no help where most do not tell. */
	for (k = 6; k <= 14; k += 2) {
		auto_free char *file =
			alloc_printf("x/%04zu-B/summary.csv", k);

		put_file(f->here, file, "");
	}
	says(f, "ab --judge x --base A", VMB_OK,
	     "vma_lock: only 7 of 12 blocks tell it, and at least 8",
	     "");
	/* A damaged line is told. */
	put_file(f->here, "x/0007-A/perf.csv", "csv_version,run_id\n2\"\n");
	says(f, "ab --judge x --base A", VMB_OK, "", "x/0007-A/perf.csv");
}

static void test_few_blocks(void **state)
{
	struct fixture *f = *state;
	char *text;

	put_boot(f, 1, "B", 102, 80, "");
	ends(f, "ab --judge x", VMB_USAGE,
	     "x has boots of one side, B, but an experiment needs two sides");
	put_boot(f, 2, "A", 100, 80, "");
	says(f, "ab --judge x --base A", VMB_OK,
	     "1 blocks show nothing yet; at least 8", "");
	text = get_file(f->here, "x/ab.txt");
	assert_null(strstr(text, "nan"));
	free(text);
	says(f, "ab --judge x --base A --until 99%", VMB_INVALID, "block 1", "");
}

static void test_wrong_words(void **state)
{
	struct fixture *f = *state;

	ends(f, "ab", VMB_USAGE, "give either --collect NAME");
	ends(f, "ab --collect A", VMB_USAGE, "no folder to add the boot to");
	ends(f, "ab --collect A/b --output x", VMB_USAGE,
	     "'A/b' is no name for a side");
	ends(f, "ab --collect A --output x --until 1%", VMB_USAGE,
	     "--until, --limit, --base, --control and --metric are for --judge");
	ends(f, "ab --judge x jobs", VMB_USAGE, "leave it out with --judge");
	ends(f, "ab --judge x --until 0%", VMB_USAGE,
	     "'0%' is no share from 0.01% to 100%");
	ends(f, "ab --judge nowhere", VMB_USAGE, "nowhere has boots of no side");
	ends(f, "ab --judge x --base C", VMB_USAGE,
	     "--base: x has no boots of 'C'");
	ends(f, "ab --judge x --control rcu_wlk", VMB_USAGE,
	     "there is no scheme 'rcu_wlk'; the nearest is rcu_walk");
	ends(f, "ab --judge x --metric ns_per_lookups", VMB_USAGE,
	     "there is no metric 'ns_per_lookups'; the nearest is ns_per_lookup");
}

static void test_collects_a_boot(void **state)
{
	struct fixture *f = *state;
	char *summary, *dir = alloc_printf("%s/w", f->here);

	put_file(f->here, "jobs.ini",
		 "[global]\nwarmup_ms = 10\nno_events = 1\n[one]\nscheme = find_vma\n");
	says(f, "ab --collect old --output y jobs.ini", VMB_OK,
	     "boot: y/0001-old\n", "");
	summary = get_file(f->here, "y/0001-old/summary.csv");
	assert_non_null(summary);
	assert_has(summary, "one");
	free(summary);
	/* The boot of this machine is in the folder now. */
	ends(f, "ab --collect new --output y jobs.ini", VMB_USAGE,
	     "y/0001-old was measured in this boot already");
	/* What was killed, and the folders before, are not touched. */
	put_file(f->here, "z/.0004-new.99/summary.csv", "");
	put_file(f->here, "z/0009-new/summary.csv", "");
	says(f, "ab --collect old --output z jobs.ini", VMB_OK,
	     "boot: z/0010-old\n", "");
	/* A run that fails leaves nothing. */
	put_file(f->module, "status", "state=failed\nprogress=0\nerror=broken\n");
	ends(f, "ab --collect old --output w jobs.ini", VMB_FAILED, "broken");
	assert_true(count_files(dir) <= 0);
	free(dir);
}

#define TEST(name, setup) \
	cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signed_rank),
		cmocka_unit_test(test_holds_what_it_promises),
		cmocka_unit_test(test_control_narrows),
		TEST(test_judges_a_folder, setup),
		TEST(test_other_work, setup),
		TEST(test_counts, setup),
		TEST(test_what_does_not_count, setup),
		TEST(test_shares_of_variance, fixture_setup),
		TEST(test_stalls_within_runs, fixture_setup),
		TEST(test_stalls_of_one_side, fixture_setup),
		TEST(test_steps_of_few, fixture_setup),
		TEST(test_controls, setup),
		TEST(test_partners_stay, fixture_setup),
		TEST(test_few_blocks, fixture_setup),
		TEST(test_wrong_words, setup),
		TEST(test_collects_a_boot, fixture_setup),
	};

	return cmocka_run_group_tests_name("ab", tests, NULL, NULL);
}
