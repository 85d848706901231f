// SPDX-License-Identifier: GPL-2.0-only
/* When the operations of a worker with a rate are due. */
#include <linux/math64.h>

#include "../clock.h"
#include "../worker.h"
#include "common.h"

#define OPERATIONS 1000
#define STREAMS 64
#define RATE 10000000

struct paces {
	struct vmb_session session;
	struct vmb_worker *worker;
	u64 due[OPERATIONS];
	u64 first;	/* from its start until the first was due, ticks */
};

static void free_worker(void *data)
{
	struct vmb_worker *worker = data;

	vmb_tally_free(worker->tally);
	vmb_worker_free(worker);
}

/* Let a worker without a thread wait for operations. */
static void pace(struct kunit *test, struct paces *paces, u64 arrivals,
		 u64 stream, unsigned int operations)
{
	struct vmb_worker_config config = {
		.session = &paces->session,
		.role = VMB_READER,
		.rate = RATE,
		.arrivals = arrivals,
		.seed = 1,
		.stream = stream,
		.state_bytes = 1,
	};
	unsigned int i;

	vmb_session_init(&paces->session);
	paces->worker = vmb_worker_create(&config);
	KUNIT_ASSERT_NOT_NULL(test, paces->worker);
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, free_worker,
							   paces->worker));
	for (i = 0; i < operations; i++) {
		paces->due[i] = vmb_worker_pace(paces->worker);
		if (paces->due[i] != paces->worker->pace.due)
			KUNIT_FAIL_AND_ABORT(test, "operation %u", i);
	}
	paces->first = paces->due[0] - paces->worker->pace.origin;
}

/* Return the time between two operations, ticks. */
static u64 mean_gap(void)
{
	return vmb_clock_from_ns(NSEC_PER_SEC / RATE);
}

static void pace_fixed(struct kunit *test)
{
	struct paces *paces = vmb_test_alloc(test, sizeof(*paces));
	unsigned int i;

	pace(test, paces, VMB_ARRIVALS_FIXED, 0, OPERATIONS);
	for (i = 1; i < OPERATIONS; i++) {
		u64 gap = paces->due[i] - paces->due[i - 1];

		if (gap < mean_gap() || gap > mean_gap() + 1)
			KUNIT_FAIL_AND_ABORT(test, "gap %u: %llu ticks", i, gap);
	}
}

/* 1/e of the gaps are longer than the mean; all bounds are five sigma. */
static void pace_poisson(struct kunit *test)
{
	struct paces *paces = vmb_test_alloc(test, sizeof(*paces));
	unsigned int i, longer = 0;
	u64 sum;

	pace(test, paces, VMB_ARRIVALS_POISSON, 0, OPERATIONS);
	for (i = 1; i < OPERATIONS; i++)
		longer += paces->due[i] - paces->due[i - 1] > mean_gap();
	sum = paces->due[OPERATIONS - 1] - paces->due[0];
	KUNIT_EXPECT_GT(test, longer, 292);
	KUNIT_EXPECT_LT(test, longer, 444);
	KUNIT_EXPECT_GT(test, sum * 100, mean_gap() * OPERATIONS * 84);
	KUNIT_EXPECT_LT(test, sum * 100, mean_gap() * OPERATIONS * 116);
}

/* Workers do not start in step: their first operations are spread evenly. */
static void pace_phase(struct kunit *test)
{
	struct paces *paces = vmb_test_alloc(test, sizeof(*paces));
	unsigned int i, early = 0;

	for (i = 0; i < STREAMS; i++) {
		pace(test, paces, VMB_ARRIVALS_FIXED, i, 1);
		KUNIT_EXPECT_LE(test, paces->first, mean_gap());
		early += paces->first < mean_gap() / 2;
	}
	KUNIT_EXPECT_GE(test, early, STREAMS / 2 - 20);
	KUNIT_EXPECT_LE(test, early, STREAMS / 2 + 20);
}

/* Every operation was waited for or not, and what was waited for has a delay. */
static void pace_starts(struct kunit *test)
{
	struct paces *paces = vmb_test_alloc(test, sizeof(*paces));
	const struct vmb_starts *starts;

	pace(test, paces, VMB_ARRIVALS_POISSON, 0, OPERATIONS);
	starts = &paces->worker->starts;
	KUNIT_EXPECT_LE(test, starts->waited, OPERATIONS);
	KUNIT_EXPECT_LE(test, starts->late, OPERATIONS);
	KUNIT_EXPECT_LE(test, starts->delay_max, starts->delay);
	KUNIT_EXPECT_LE(test, starts->delay, starts->waited * starts->delay_max);
}

static struct kunit_case pace_cases[] = {
	KUNIT_CASE(pace_fixed),
	KUNIT_CASE(pace_poisson),
	KUNIT_CASE(pace_phase),
	KUNIT_CASE(pace_starts),
	{}
};

static struct kunit_suite pace_suite = {
	.name = "vmabench_pace",
	.test_cases = pace_cases,
};
kunit_test_suite(pace_suite);
