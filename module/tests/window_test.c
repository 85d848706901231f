// SPDX-License-Identifier: GPL-2.0-only
/* What happens in the measured window: all take part, it is really a race. */
#include "../clock.h"
#include "../schemes/schemes.h"
#include "run_common.h"

/* Every worker worked before, through and after every other's window. */
static void check_overlap(struct kunit *test,
			  const struct vmb_test_results *results)
{
	u64 first = 0, begin = U64_MAX, end = 0, last = U64_MAX;
	unsigned int i;

	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_window *window = &results->workers[i].window;

		KUNIT_EXPECT_GT(test, window->first, 0);
		KUNIT_EXPECT_GE(test, window->begin, results->opened);
		KUNIT_EXPECT_LE(test, window->first, results->opened);
		KUNIT_EXPECT_GT(test, window->end, window->begin);
		first = max(first, window->first);
		begin = min(begin, window->begin);
		end = max(end, window->end);
		last = min(last, window->last);
	}
	KUNIT_EXPECT_LE(test, first, begin);
	KUNIT_EXPECT_LE(test, end, last);
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, overlap_ok), 1);
}

/* The figures add up, by thread and in the sum. */
static void check_counts(struct kunit *test,
			 const struct vmb_test_results *results)
{
	u64 lookups = 0, absent = 0, updates = 0;
	unsigned int i;

	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_tally *worker = &results->workers[i];

		if (worker->role == VMB_READER) {
			KUNIT_EXPECT_GT(test, worker->measured.read.lookups, 0);
			lookups += worker->measured.read.lookups;
			absent += worker->measured.read.absent;
		} else {
			KUNIT_EXPECT_GT(test, worker->measured.write.updates,
					0);
			updates += worker->measured.write.updates;
		}
	}
	KUNIT_EXPECT_EQ(test, lookups, VMB_TEST_NUMBER(results, lookups));
	KUNIT_EXPECT_EQ(test, absent, VMB_TEST_NUMBER(results, absent));
	KUNIT_EXPECT_EQ(test, updates, VMB_TEST_NUMBER(results, updates));
	KUNIT_EXPECT_EQ(test, lookups,
			VMB_TEST_NUMBER(results, hits) +
			VMB_TEST_NUMBER(results, absent) +
			VMB_TEST_NUMBER(results, busy) +
			VMB_TEST_NUMBER(results, spurious_misses) +
			VMB_TEST_NUMBER(results, violations));
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, violations), 0);
	KUNIT_EXPECT_EQ(test, updates,
			VMB_TEST_NUMBER(results, munmap_count) +
			VMB_TEST_NUMBER(results, map_count) +
			VMB_TEST_NUMBER(results, mprotect_count) +
			VMB_TEST_NUMBER(results, split_count) +
			VMB_TEST_NUMBER(results, merge_count));
}

/* All have worked for so long when the window opens; clocks differ by ppm. */
static void check_warm_up(struct kunit *test,
			  const struct vmb_test_results *results, const char *ms)
{
	u64 warmup, first = 0;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, 0, kstrtou64(ms, 10, &warmup));
	for (i = 0; i < results->nr_workers; i++)
		first = max(first, results->workers[i].window.first);
	KUNIT_EXPECT_GE(test, vmb_clock_to_ns(results->opened - first),
			warmup * 990 * NSEC_PER_USEC);
}

/* More workers than CPUs: some wait for a CPU when others begin. */
static void window_barrier(struct kunit *test)
{
	static const char *const warmups[] = { "0", "1", "20" };
	const struct vmb_test_results *results;
	unsigned int i;

	vmb_test_set(test, "readers", "6");
	vmb_test_set(test, "writers", "2");
	for (i = 0; i < ARRAY_SIZE(warmups); i++) {
		vmb_test_set(test, "warmup_ms", warmups[i]);
		results = vmb_test_run(test);
		KUNIT_EXPECT_EQ(test, results->nr_workers, 8);
		check_overlap(test, results);
		check_warm_up(test, results, warmups[i]);
		check_counts(test, results);
	}
}

/*
 * Readers whose first batch takes 50 ms beside a writer whose takes none: the
 * window must not be opened before.
 */
static void window_waits_for_slowest(struct kunit *test)
{
	const struct vmb_test_results *results;
	unsigned int i;
	u64 begun;

	vmb_test_set(test, "scheme", "null");
	vmb_test_set(test, "readers", "3");
	vmb_test_set(test, "hold_ns", "50000000");
	vmb_test_set(test, "warmup_ms", "0");
	for (i = 0; i < ARRAY_SIZE(vmb_test_windows); i++) {
		vmb_test_set(test, "duration_ms", vmb_test_windows[i]);
		KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
		begun = vmb_clock_ticks();
		KUNIT_ASSERT_EQ(test, 0, vmb_control_start(test));
		KUNIT_ASSERT_EQ(test, 0, vmb_control_wait());
		results = vmb_test_results(test);
		if (!vmb_test_too_short(results))
			break;
	}
	KUNIT_EXPECT_GE(test, vmb_clock_to_ns(results->opened - begun),
			50 * NSEC_PER_MSEC);
	check_overlap(test, results);
}

/*
 * A reader whose batch goes on when the window closes has it measured to its
 * end, and the others go on until then.
 */
static void window_closes_for_all(struct kunit *test)
{
	const struct vmb_test_results *results;
	unsigned int i;

	vmb_test_set(test, "scheme", "null");
	vmb_test_set(test, "writers", "0");
	vmb_test_set(test, "hold_ns", "5000000");
	vmb_test_set(test, "duration_ms", "100");
	results = vmb_test_run(test);
	check_overlap(test, results);
	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_tally *worker = &results->workers[i];
		u64 ns = vmb_clock_to_ns(worker->window.end -
					 worker->window.begin);

		/* A lookup takes 5 ms: neither more nor less were counted. */
		KUNIT_EXPECT_GE(test, ns, worker->measured.read.lookups *
				5 * NSEC_PER_MSEC);
		KUNIT_EXPECT_GT(test, worker->measured.read.lookups, 0);
		KUNIT_EXPECT_LE(test, worker->window.begin,
				results->opened +
				vmb_clock_from_ns(10 * NSEC_PER_SEC));
	}
}

/* Readers meet writers: figures of both within the window. */
static void window_munmap(struct kunit *test)
{
	const struct vmb_test_results *results;
	unsigned int i;

	vmb_test_set(test, "volatile_pct", "100");
	/* Whether they meet takes some luck. */
	for (i = 0; i < ARRAY_SIZE(vmb_test_windows); i++) {
		vmb_test_set(test, "duration_ms", vmb_test_windows[i]);
		results = vmb_test_run(test);
		if (VMB_TEST_NUMBER(results, absent))
			break;
	}
	check_overlap(test, results);
	check_counts(test, results);
	KUNIT_EXPECT_GT(test, VMB_TEST_NUMBER(results, absent), 0);
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, busy), 0);
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, spurious_misses), 0);
	KUNIT_EXPECT_GT(test, VMB_TEST_NUMBER(results, munmap_count), 0);
	KUNIT_EXPECT_GT(test, VMB_TEST_NUMBER(results, map_count), 0);
	KUNIT_EXPECT_GT(test, VMB_TEST_NUMBER(results, lookup_samples), 0);
	KUNIT_EXPECT_GT(test, VMB_TEST_NUMBER(results, map_p50_ns), 0);
	KUNIT_EXPECT_EQ(test, VMB_TEST_CELL(results, mprotect_count).kind,
			VMB_CELL_EMPTY);
}

/* Without a writer nothing is ever missing, and nobody waits. */
static void window_quiet(struct kunit *test)
{
	const struct vmb_test_results *results;
	unsigned int i;

	vmb_test_set(test, "writers", "0");
	vmb_test_set(test, "volatile_pct", "100");
	for (i = 0; i < vmb_scheme_count; i++) {
		if (vmb_scheme_unavailable(vmb_schemes[i]))
			continue;
		vmb_test_set(test, "scheme", vmb_schemes[i]->name);
		results = vmb_test_run(test);
		check_overlap(test, results);
		KUNIT_EXPECT_EQ_MSG(test, VMB_TEST_NUMBER(results, hits),
				    VMB_TEST_NUMBER(results, lookups), "%s",
				    vmb_schemes[i]->name);
		KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, fallbacks), 0);
		KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, retries), 0);
	}
}

/* Schemes that fall back find a slot whose rights change, always. */
static void window_mprotect(struct kunit *test)
{
	const struct vmb_test_results *results;

	vmb_test_set(test, "write_op", "mprotect");
	vmb_test_set(test, "volatile_pct", "100");
	results = vmb_test_run(test);
	check_overlap(test, results);
	check_counts(test, results);
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, absent), 0);
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, hits),
			VMB_TEST_NUMBER(results, lookups));
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, updates),
			VMB_TEST_NUMBER(results, mprotect_count));
}

static void window_split(struct kunit *test)
{
	const struct vmb_test_results *results;
	u64 splits, merges;

	vmb_test_set(test, "write_op", "split");
	results = vmb_test_run(test);
	check_counts(test, results);
	splits = VMB_TEST_NUMBER(results, split_count);
	merges = VMB_TEST_NUMBER(results, merge_count);
	KUNIT_EXPECT_GT(test, splits, 0);
	KUNIT_EXPECT_GT(test, merges, 0);
	/* They take turns; a window begins and ends between two batches. */
	KUNIT_EXPECT_EQ(test, splits, merges);
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, absent), 0);
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, spurious_misses), 0);
}

/* All schemes of the kernel against all that writers do, in spans too. */
static void window_mixed(struct kunit *test)
{
	u64 munmaps = 0, mprotects = 0, merges = 0;
	const struct vmb_test_results *results;
	unsigned int i;

	vmb_test_set(test, "write_op", "mixed");
	vmb_test_set(test, "writers", "2");
	vmb_test_set(test, "write_span", "4");
	for (i = 0; i < vmb_scheme_count * 2; i++) {
		const struct vmb_scheme *scheme = vmb_schemes[i / 2];

		if (scheme->protocol ||
		    vmb_scheme_unavailable(scheme))
			continue;
		vmb_test_set(test, "scheme", scheme->name);
		vmb_test_set(test, "layout", i % 2 ? "packed" : "gapped");
		results = vmb_test_run(test);
		check_overlap(test, results);
		check_counts(test, results);
		KUNIT_EXPECT_EQ_MSG(test,
				    VMB_TEST_NUMBER(results, spurious_misses),
				    0, "%s", scheme->name);
		munmaps += VMB_TEST_NUMBER(results, munmap_count);
		mprotects += VMB_TEST_NUMBER(results, mprotect_count);
		merges += VMB_TEST_NUMBER(results, merge_count);
	}
	/* One window alone may be too short for all on a busy machine. */
	KUNIT_EXPECT_GT(test, munmaps, 0);
	KUNIT_EXPECT_GT(test, mprotects, 0);
	KUNIT_EXPECT_GT(test, merges, 0);
}

/* At least half of what a rate asks for in a window was done. */
static bool keeps_up(u64 done, u64 rate, u64 duration_ns)
{
	return done * VMB_TEST_SCALE * 2 >=
	       div_u64(rate * duration_ns, NSEC_PER_SEC);
}

/* With a rate the figures say so: as many as asked for, not as many as go. */
static void window_rates(struct kunit *test)
{
	const struct vmb_test_results *results;
	u64 ns, lookups, updates;
	unsigned int i;

	vmb_test_set(test, "readers", "1");
	vmb_test_set(test, "read_rate", "2000");
	vmb_test_set(test, "write_rate", "1000");
	/* Being stopped for a while weighs less in a longer window. */
	for (i = 0; i < ARRAY_SIZE(vmb_test_windows); i++) {
		vmb_test_set(test, "duration_ms", vmb_test_windows[i]);
		results = vmb_test_run(test);
		ns = VMB_TEST_NUMBER(results, duration_ns);
		lookups = VMB_TEST_NUMBER(results, lookups);
		updates = VMB_TEST_NUMBER(results, updates);
		if (keeps_up(lookups, 2000, ns) && keeps_up(updates, 1000, ns))
			break;
	}
	check_overlap(test, results);
	check_counts(test, results);
	KUNIT_EXPECT_TRUE(test, keeps_up(lookups, 2000, ns));
	KUNIT_EXPECT_TRUE(test, keeps_up(updates, 1000, ns));
	KUNIT_EXPECT_LE(test, lookups, 2 * div_u64(2000 * ns, NSEC_PER_SEC));
	KUNIT_EXPECT_LE(test, updates, 2 * div_u64(1000 * ns, NSEC_PER_SEC));
	/* Every one is timed, however rarely samples were asked for. */
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, lookups),
			VMB_TEST_NUMBER(results, lookup_samples));
	KUNIT_EXPECT_NE(test, VMB_TEST_CELL(results, late).kind,
			VMB_CELL_EMPTY);
}

/* Workers are where they were asked to be. */
static void window_cpus(struct kunit *test)
{
	unsigned int i, last = cpumask_last(cpu_online_mask);
	const struct vmb_test_results *results;
	char text[16];

	snprintf(text, sizeof(text), "%u", last);
	vmb_test_set(test, "reader_cpus", text);
	vmb_test_set(test, "writer_cpus", "0");
	results = vmb_test_run(test);
	for (i = 0; i < results->nr_workers; i++)
		KUNIT_EXPECT_EQ(test, results->workers[i].cpu,
				results->workers[i].role == VMB_READER ?
				last : 0);
	if (last < 2)
		return;

	/* A list with a hole, in turn. */
	snprintf(text, sizeof(text), "0,%u", last);
	vmb_test_set(test, "reader_cpus", text);
	vmb_test_set(test, "readers", "4");
	results = vmb_test_run(test);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, results->workers[i].cpu, i % 2 ? last : 0);
}

static struct kunit_case window_cases[] = {
	KUNIT_CASE_SLOW(window_barrier),
	KUNIT_CASE(window_waits_for_slowest),
	KUNIT_CASE(window_closes_for_all),
	KUNIT_CASE_SLOW(window_quiet),
	KUNIT_CASE(window_munmap),
	KUNIT_CASE(window_mprotect),
	KUNIT_CASE(window_split),
	KUNIT_CASE_SLOW(window_mixed),
	KUNIT_CASE(window_rates),
	KUNIT_CASE(window_cpus),
	{}
};

static struct kunit_suite window_suite = {
	.name = "vmabench_window",
	.init = vmb_test_run_init,
	.exit = vmb_test_run_exit,
	.test_cases = window_cases,
};
kunit_test_suite(window_suite);
