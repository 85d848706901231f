// SPDX-License-Identifier: GPL-2.0-only
#include "driver.h"
#include "support.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "session/live.h"

static struct live_counts before, after;

static void parse(const char *first, const char *second)
{
	assert_true(live_parse(first, &before));
	assert_true(live_parse(second, &after));
}

static void test_parse(void **state)
{
	(void)state;
	assert_true(live_parse("time_ns=5\nlookups=7\nupdates=0\n3=1\n128=20\n68719476736=2\nlookup_max_ns=9\nnew=1\n",
			       &after));
	assert_int_equal(after.time_ns, 5);
	assert_int_equal(after.lookups, 7);
	assert_int_equal(after.updates, 0);
	assert_int_equal(after.bucket[3], 1);
	assert_int_equal(after.bucket[128], 20);
	assert_int_equal(after.bucket[VMB_HIST_BUCKETS], 2);
	assert_int_equal(after.max_ns, 9);
	/* Before the window, and of a run without writers. */
	assert_false(live_parse("", &after));
	assert_true(live_parse("time_ns=5\nlookups=7\n", &after));
	assert_true(after.updates == LIVE_NONE);
}

static void test_rates(void **state)
{
	struct live_interval of;

	(void)state;
	parse("time_ns=500000000\nlookups=100\n", "time_ns=2500000000\nlookups=1101\n");
	of = live_between(&before, &after);
	assert_int_equal(of.start_ns, 500000000);
	assert_int_equal(of.end_ns, 2500000000);
	assert_int_equal(of.lookups_per_s, 501);
	/* No writers, and no lookup that was timed. */
	assert_true(of.updates_per_s == LIVE_NONE);
	assert_true(of.p99_ns == LIVE_NONE && of.max_ns == LIVE_NONE);
	/* No time, and counts of another run. */
	assert_true(live_between(&after, &after).lookups_per_s == LIVE_NONE);
	assert_true(live_between(&after, &before).lookups_per_s == LIVE_NONE);
}

/* What was slow before the interval is no part of it. */
static void test_latencies(void **state)
{
	struct live_interval of;

	(void)state;
	parse("time_ns=1\n10=1000\n50000=900\nlookup_max_ns=50001\n",
	      "time_ns=2\n10=1099\n129=1\n50000=900\nlookup_max_ns=50001\n");
	of = live_between(&before, &after);
	assert_int_equal(of.p99_ns, 10);
	assert_int_equal(of.max_ns, 129);
	/* One in fifty. */
	parse("time_ns=1\n", "time_ns=2\n10=98\n129=2\nlookup_max_ns=128\n");
	of = live_between(&before, &after);
	assert_int_equal(of.p99_ns, 128);
	/* A new maximum is exact: the bucket goes up to 50175. */
	parse("time_ns=1\n10=5\nlookup_max_ns=10\n",
	      "time_ns=2\n10=5\n50000=1\nlookup_max_ns=50001\n");
	of = live_between(&before, &after);
	assert_int_equal(of.max_ns, 50001);
	/* And no percentile of one. */
	assert_true(of.p99_ns == LIVE_NONE);
}

static void test_off_scale(void **state)
{
	struct live_interval of;

	(void)state;
	parse("time_ns=1\n68719476736=1\nlookup_max_ns=70000000000\n",
	      "time_ns=2\n10=1\n68719476736=2\nlookup_max_ns=70000000000\n");
	of = live_between(&before, &after);
	assert_true(of.p99_ns == LIVE_NONE && of.max_ns == LIVE_NONE);
	parse("time_ns=1\n", "time_ns=2\n10=1\n68719476736=1\nlookup_max_ns=70000000000\n");
	of = live_between(&before, &after);
	assert_true(of.max_ns == 70000000000);
}

/* The rest of the last interval has the totals of the run. */
static void test_driver(void **state)
{
	struct fixture *f = *state;
	struct call call;

	put_file(f->module, "live", "time_ns=2000000000\nlookups=5000000\n90=99\n130=1\nlookup_max_ns=131\n");
	call = call_to(f, "run -q --interval 1s --repeat 1 --no-events", NULL);
	assert_int_equal(call.code, 0);
	assert_has(call.err, "run_id,start_ns,end_ns,lookups_per_s,updates_per_s,lookup_p99_ns,lookup_max_ns\n");
	assert_has(call.err, "-1,0,2000000000,2500000,,90,131\n");
	call_free(&call);
	call = call_to(f, "run --repeat 1 --no-events", NULL);
	assert_null(strstr(call.err, "start_ns"));
	call_free(&call);
}

static void test_refused(void **state)
{
	struct fixture *f = *state;

	ends(f, "run --interval 1 --repeat 1", 2, "--interval: '1' is no time; give a number and s or ms, such as 1s or 500ms");
	ends(f, "run --interval xs --repeat 1", 2, "'xs' is no time");
	ends(f, "sweep --interval 99ms x.ini", 2, "--interval: 99ms is not from 100ms to 3600s");
	ends(f, "run --interval 3601s", 2, "3601s is not from");
	/* An older module. */
	ends(f, "run --interval 1s --repeat 1 --no-events", 3, "the module has no file 'live'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_latencies),
		cmocka_unit_test(test_off_scale),
		cmocka_unit_test_setup_teardown(test_driver, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_refused, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
