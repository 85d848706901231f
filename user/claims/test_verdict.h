/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_CLAIMS_TEST_VERDICT_H
#define VMB_CLAIMS_TEST_VERDICT_H

#include "analysis/compare_side.h"
#include "claims/claim.h"
#include "claims/rule.h"
#include "stats/interval.h"

/**
 * struct test_verdict - what a test came to
 * @test: the test
 * @over: median of its values, or what all runs together come to; n is 0: there
 *	  are none. low and high are the 95% interval; of a test that is judged
 *	  by every run, the smallest and the largest
 * @verdict: the verdict
 * @reason: why
 */
struct test_verdict {
	const struct claim_test *test;
	struct interval over;
	enum verdict verdict;
	char *reason;
};

/**
 * struct verdict_context - what the tests of a claim are judged by
 * @measured: the runs
 * @batch: the jobs they are of
 * @cpus: how many CPUs there were
 * @platform: the kind of virtual machine, "": not told
 */
struct verdict_context {
	const struct compare_side *measured;
	const struct batch *batch;
	unsigned long cpus;
	const char *platform;
};

/**
 * test_decide() - decide a test
 * @verdict: with the test; the rest is filled in
 * @context: what by
 */
void test_decide(struct test_verdict *verdict,
		 const struct verdict_context *context);

#endif /* VMB_CLAIMS_TEST_VERDICT_H */
