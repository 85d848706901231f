/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_CLAIMS_TEST_VERDICT_H
#define VMB_CLAIMS_TEST_VERDICT_H

#include "claims/claim_verdict.h"

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
