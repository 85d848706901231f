// SPDX-License-Identifier: GPL-2.0-only
/* Timelines: steps, octaves, and that nothing timed is lost or counted twice. */
#include "../timeline.h"
#include "run_common.h"

#define FIRST_OFF_SCALE (1ULL << VMB_HIST_MAX_BITS)
#define STEPS 4
#define TICKS 100

/* One that began at 1000, with a step for what came after the last. */
static struct vmb_timeline *new_timeline(struct kunit *test)
{
	struct vmb_timeline *timeline = vmb_test_alloc(test, sizeof(*timeline));

	timeline->points = vmb_test_alloc(test, (STEPS + 1) *
					  sizeof(*timeline->points));
	timeline->steps = STEPS;
	timeline->ticks = TICKS;
	vmb_timeline_begin(timeline, 1000);
	return timeline;
}

static u64 sum_of_octaves(const struct vmb_point *point)
{
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < VMB_OCTAVES; i++)
		sum += point->octave[i];
	return sum;
}

/* Every octave begins where the one before ends, and is twice as wide. */
static void timeline_octaves(struct kunit *test)
{
	unsigned int i;

	KUNIT_EXPECT_EQ(test, VMB_OCTAVES, 37);
	KUNIT_EXPECT_EQ(test, vmb_octave_low(0), 0);
	KUNIT_EXPECT_EQ(test, vmb_octave_low(1), 1);
	for (i = 0; i < VMB_OCTAVES; i++) {
		u64 low = vmb_octave_low(i), next = vmb_octave_low(i + 1);

		KUNIT_EXPECT_EQ_MSG(test, vmb_octave_index(low), i,
				    "first value of octave %u", i);
		KUNIT_EXPECT_EQ_MSG(test, vmb_octave_index(next - 1), i,
				    "last value of octave %u", i);
		if (i)
			KUNIT_EXPECT_EQ(test, next, 2 * low);
	}
	KUNIT_EXPECT_EQ(test, vmb_octave_low(VMB_OCTAVES), FIRST_OFF_SCALE);
}

/* The finer buckets of histograms lie each in one octave. */
static void timeline_octaves_hold_buckets(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < VMB_HIST_BUCKETS; i++)
		KUNIT_EXPECT_EQ_MSG(test, vmb_octave_index(vmb_hist_low(i)),
				    vmb_octave_index(vmb_hist_low(i + 1) - 1),
				    "bucket %u", i);
}

/* An operation belongs to the step in which it was done. */
static void timeline_steps(struct kunit *test)
{
	static const struct {
		u64 now;
		u32 step;
	} times[] = {
		{ 1000, 0 }, { 1099, 0 }, { 1100, 1 }, { 1101, 1 },
		/* A step is left out, and its end met exactly. */
		{ 1300, 3 },
		/* Of a step that is over: counted, in the one that goes on. */
		{ 1250, 3 },
		{ 1399, 3 }, { 1400, 4 }, { 1500, 4 }, { U64_MAX - 1, 4 },
	};
	struct vmb_timeline *timeline = new_timeline(test);
	u64 sum = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(times); i++) {
		struct vmb_point *point = &timeline->points[times[i].step];
		u64 before = sum_of_octaves(point);

		KUNIT_EXPECT_PTR_EQ_MSG(test, point,
					vmb_timeline_at(timeline, times[i].now),
					"time %llu", times[i].now);
		vmb_timeline_add(timeline, times[i].now, 5);
		KUNIT_EXPECT_EQ(test, sum_of_octaves(point), before + 1);
	}
	for (i = 0; i <= STEPS; i++)
		sum += sum_of_octaves(&timeline->points[i]);
	KUNIT_EXPECT_EQ(test, sum, ARRAY_SIZE(times));
	KUNIT_EXPECT_EQ(test, sum_of_octaves(&timeline->points[2]), 0);
}

/* The octave, the longest; what does not fit is counted apart. */
static void timeline_latencies(struct kunit *test)
{
	struct vmb_timeline *timeline = new_timeline(test);
	const struct vmb_point *point = timeline->points;

	vmb_timeline_add(timeline, 1000, 0);
	KUNIT_EXPECT_EQ(test, point->octave[0], 1);
	vmb_timeline_add(timeline, 1000, 255);
	vmb_timeline_add(timeline, 1000, 128);
	KUNIT_EXPECT_EQ(test, point->octave[8], 2);
	KUNIT_EXPECT_EQ(test, point->max_ns, 255);
	vmb_timeline_add(timeline, 1000, FIRST_OFF_SCALE - 1);
	KUNIT_EXPECT_EQ(test, point->octave[VMB_OCTAVES - 1], 1);
	KUNIT_EXPECT_EQ(test, point->off_scale, 0);
	vmb_timeline_add(timeline, 1000, FIRST_OFF_SCALE);
	vmb_timeline_add(timeline, 1000, U64_MAX);
	KUNIT_EXPECT_EQ(test, point->off_scale, 2);
	KUNIT_EXPECT_EQ(test, point->max_ns, U64_MAX);
	KUNIT_EXPECT_EQ(test, sum_of_octaves(point), 4);
	/* Nowhere is allowed. */
	vmb_timeline_add(NULL, 1000, 1);
}

/* What a reader timed in its window is in its timeline, octave by octave. */
static void check_worker(struct kunit *test, const struct vmb_tally *worker)
{
	const struct vmb_hist *lookups = &worker->hist[VMB_READER_LOOKUP];
	u64 hist[VMB_OCTAVES] = {}, sum[VMB_OCTAVES] = {};
	u64 longest_of_steps = 0;
	unsigned int i, op;

	/* A histogram holds one operation; writers have several. */
	if (worker->role == VMB_READER)
		for (i = 0; i < VMB_HIST_BUCKETS; i++)
			hist[vmb_octave_index(vmb_hist_low(i))] +=
				lookups->count[i];
	for (i = 0; i <= worker->timeline.steps; i++) {
		const struct vmb_point *point = &worker->timeline.points[i];

		for (op = 0; op < VMB_OCTAVES; op++)
			sum[op] += point->octave[op];
		if (point->max_ns)
			KUNIT_EXPECT_GT(test, point->octave[
					vmb_octave_index(point->max_ns)], 0);
		longest_of_steps = max(longest_of_steps, point->max_ns);
	}
	KUNIT_EXPECT_EQ(test, longest_of_steps,
			worker->role == VMB_READER ? lookups->max : 0);
	for (op = 0; op < VMB_OCTAVES; op++)
		KUNIT_EXPECT_EQ_MSG(test, sum[op], hist[op], "octave %u", op);
}

static void timeline_of_run(struct kunit *test)
{
	const struct vmb_test_results *results;
	unsigned int i;

	vmb_test_set(test, "sample_every", "2");
	vmb_test_set(test, "duration_ms", "200");
	results = vmb_test_run(test);
	KUNIT_EXPECT_EQ(test, results->nr_workers, 3);
	for (i = 0; i < results->nr_workers; i++)
		check_worker(test, &results->workers[i]);
}

static unsigned int heat_lines(struct kunit *test)
{
	struct seq_file m = vmb_test_seq(test);

	vmb_control_show_results(&m, vmb_report_heat);
	return vmb_test_lines(vmb_test_text(test, &m));
}

/* Without a timeline, or without timed operations, there is a header only. */
static void timeline_none(struct kunit *test)
{
	/* What is printed for few steps fits, if the run is made longer, too. */
	vmb_test_set(test, "timeline_ms", "50");
	vmb_test_set(test, "writers", "0");
	vmb_test_run(test);
	KUNIT_EXPECT_GT(test, heat_lines(test), 1);

	vmb_test_set(test, "timeline_ms", "0");
	vmb_test_run(test);
	KUNIT_EXPECT_EQ(test, heat_lines(test), 1);

	vmb_test_set(test, "timeline_ms", "50");
	vmb_test_set(test, "sample_every", "0");
	vmb_test_run(test);
	KUNIT_EXPECT_EQ(test, heat_lines(test), 1);
}

static struct kunit_case timeline_cases[] = {
	KUNIT_CASE(timeline_octaves),
	KUNIT_CASE(timeline_octaves_hold_buckets),
	KUNIT_CASE(timeline_steps),
	KUNIT_CASE(timeline_latencies),
	KUNIT_CASE(timeline_of_run),
	KUNIT_CASE(timeline_none),
	{}
};

static struct kunit_suite timeline_suite = {
	.name = "vmabench_timeline",
	.init = vmb_test_run_init,
	.exit = vmb_test_run_exit,
	.test_cases = timeline_cases,
};
kunit_test_suite(timeline_suite);
