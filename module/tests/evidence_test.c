// SPDX-License-Identifier: GPL-2.0-only
/* When a run counts as disturbed, told from counts that are made up. */
#include <linux/sched.h>

#include "../clock.h"
#include "../results.h"
#include "common.h"
#include "vmb_features.h"

#define MS NSEC_PER_MSEC

struct fixture {
	struct vmb_results results;
	struct vmb_tally *tallies[2];
	struct vmb_tally tally[2];
};

/* A reader and a writer on CPUs of their own, for a second and a bit. */
static struct fixture *make(struct kunit *test)
{
	struct fixture *fixture = vmb_test_alloc(test, sizeof(*fixture));
	unsigned int i;

	fixture->results.tallies = fixture->tallies;
	fixture->results.nr_workers = 2;
	for (i = 0; i < 2; i++) {
		fixture->tallies[i] = &fixture->tally[i];
		fixture->tally[i] = (struct vmb_tally){
			.role = i ? VMB_WRITER : VMB_READER,
			.cpu = i,
			.window = { .end = vmb_clock_from_ns(1000500 * 1000ULL) },
			.evidence = {
				.stolen_ns = VMB_UNCOUNTED,
				.ran_ns = 1000 * MS,
			},
		};
	}
	return fixture;
}

static void expect(struct kunit *test, struct fixture *fixture,
		   const char *reason)
{
	vmb_results_judge(&fixture->results);
	KUNIT_EXPECT_STREQ(test, fixture->results.disturbed, reason);
}

static void evidence_waits(struct kunit *test)
{
	struct fixture *fixture = make(test);
	struct vmb_evidence *reader = &fixture->tally[0].evidence;

	expect(test, fixture, "");
	reader->wait_ns = 50 * MS;
	expect(test, fixture, "");
	reader->wait_ns = 52300 * NSEC_PER_USEC;
	expect(test, fixture, "reader 0 waited 52.3 of 1000 ms for its CPU");
	/* The writer, which lost more, is named. */
	fixture->tally[1].evidence.wait_ns = 400 * MS;
	expect(test, fixture, "writer 0 waited 400.0 of 1000 ms for its CPU");
	/* Nobody knows: that is no evidence. */
	reader->wait_ns = VMB_UNCOUNTED;
	fixture->tally[1].evidence.wait_ns = VMB_UNCOUNTED;
	expect(test, fixture, "");
}

/* A thread that sleeps in the scheme takes some time to wake up. */
static void evidence_sleeps(struct kunit *test)
{
	struct fixture *fixture = make(test);
	struct vmb_evidence *reader = &fixture->tally[0].evidence;

	reader->wait_ns = 240 * MS;
	reader->stolen_ns = 240 * MS;
	reader->voluntary = 10000;
	expect(test, fixture, "");
	reader->voluntary = 1000;
	expect(test, fixture, "reader 0 lost 220.0 of 1000 ms to the host");
	reader->stolen_ns = VMB_UNCOUNTED;
	expect(test, fixture, "reader 0 waited 220.0 of 1000 ms for its CPU");
}

/* Workers on one CPU wait for each other, which is as asked for. */
static void evidence_shared_cpu(struct kunit *test)
{
	struct fixture *fixture = make(test);
	struct vmb_evidence *reader = &fixture->tally[0].evidence;
	struct vmb_evidence *writer = &fixture->tally[1].evidence;

	reader->wait_ns = 500 * MS;
	writer->wait_ns = 500 * MS;
	reader->ran_ns = 500 * MS;
	writer->ran_ns = 500 * MS;
	expect(test, fixture, "reader 0 waited 500.0 of 1000 ms for its CPU");
	fixture->tally[1].cpu = 0;
	expect(test, fixture, "");
	/* A third thread ran there. */
	writer->ran_ns = 250 * MS;
	expect(test, fixture, "reader 0 waited 240.0 of 1000 ms for its CPU");
}

/* Softirqs free what a writer unmaps, be it in a thread of their own. */
static void evidence_softirqs(struct kunit *test)
{
	struct fixture *fixture = make(test);
	struct vmb_evidence *writer = &fixture->tally[1].evidence;

	writer->wait_ns = 130 * MS;
	writer->softirq_ns = 130 * MS;
	expect(test, fixture, "");
	writer->softirq_ns = 30 * MS;
	expect(test, fixture, "writer 0 waited 100.0 of 1000 ms for its CPU");
	writer->softirq_ns = VMB_UNCOUNTED;
	expect(test, fixture, "writer 0 waited 130.0 of 1000 ms for its CPU");
}

static void evidence_stolen(struct kunit *test)
{
	struct fixture *fixture = make(test);

	fixture->tally[1].evidence.stolen_ns = 90 * MS;
	expect(test, fixture, "writer 0 lost 90.0 of 1000 ms to the host");
	fixture->tally[1].evidence.stolen_ns = 49 * MS;
	expect(test, fixture, "");
}

/* What was counted before does not count. */
static void evidence_since(struct kunit *test)
{
	struct vmb_evidence evidence, before;

	vmb_evidence_read(&evidence);
	before = evidence;
	schedule_timeout_idle(1);
	vmb_evidence_since(&evidence);
	KUNIT_EXPECT_GE(test, evidence.voluntary, 1);
	/* Since the reading, not since the thread was created. */
	KUNIT_EXPECT_EQ(test, before.voluntary + evidence.voluntary,
			current->nvcsw);
#if VMB_HAVE_SCHED_INFO
	KUNIT_EXPECT_NE(test, evidence.wait_ns, VMB_UNCOUNTED);
#else
	KUNIT_EXPECT_EQ(test, evidence.wait_ns, VMB_UNCOUNTED);
#endif
}

static struct kunit_case evidence_cases[] = {
	KUNIT_CASE(evidence_waits),
	KUNIT_CASE(evidence_sleeps),
	KUNIT_CASE(evidence_shared_cpu),
	KUNIT_CASE(evidence_softirqs),
	KUNIT_CASE(evidence_stolen),
	KUNIT_CASE(evidence_since),
	{}
};

static struct kunit_suite evidence_suite = {
	.name = "vmabench_evidence",
	.test_cases = evidence_cases,
};
kunit_test_suite(evidence_suite);
