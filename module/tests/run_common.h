/* SPDX-License-Identifier: GPL-2.0-only */
/* What the suites that carry out runs share: they act as a control file does. */
#ifndef VMB_TESTS_RUN_COMMON_H
#define VMB_TESTS_RUN_COMMON_H

#include <linux/delay.h>
#include <linux/jiffies.h>

#include "../report.h"
#include "../results.h"
#include "common.h"

#define VMB_TEST_WORKERS 16

/* Copied from the last results, which the next run throws away. */
struct vmb_test_results {
	bool seen;
	u64 id;
	u64 opened;
	u64 vmas_taken;
	u64 vmas_put;
	struct vmb_cell summary[VMB_SUMMARY_COUNT];
	char reason[VMB_ERROR_LEN];
	unsigned int nr_workers;
	struct vmb_tally workers[VMB_TEST_WORKERS];
};

#define VMB_TEST_CELL(results, column) \
	((results)->summary[VMB_SUMMARY_##column])
#define VMB_TEST_NUMBER(results, column) \
	(VMB_TEST_CELL(results, column).number)

static inline void vmb_test_copy(struct seq_file *m,
				 const struct vmb_results *results)
{
	struct vmb_test_results *copy = m->private;
	unsigned int i;

	copy->seen = true;
	copy->id = results->id;
	copy->opened = results->window;
	copy->vmas_taken = results->model.vmas_taken;
	copy->vmas_put = results->model.vmas_put;
	for (i = 0; i < VMB_SUMMARY_COUNT; i++)
		copy->summary[i] = vmb_summary_cell(results, i);
	memcpy(copy->reason, results->reason, sizeof(copy->reason));
	copy->nr_workers = min(results->nr_workers, VMB_TEST_WORKERS);
	for (i = 0; i < copy->nr_workers; i++)
		copy->workers[i] = *results->tallies[i];
}

static inline const struct vmb_test_results *vmb_test_results(struct kunit *test)
{
	struct vmb_test_results *copy = vmb_test_alloc(test, sizeof(*copy));
	struct seq_file m = { .private = copy };

	vmb_control_show_results(&m, vmb_test_copy);
	KUNIT_ASSERT_TRUE(test, copy->seen);
	return copy;
}

static inline int vmb_test_try(struct kunit *test, const char *knob,
			       const char *value)
{
	return vmb_control_set_knob(vmb_test_knob(test, knob), value,
				    strlen(value));
}

static inline const char *vmb_test_status(struct kunit *test)
{
	struct seq_file m = vmb_test_seq(test);

	vmb_control_show_status(&m);
	return vmb_test_text(test, &m);
}

static inline void vmb_test_set(struct kunit *test, const char *knob,
				const char *value)
{
	KUNIT_ASSERT_EQ_MSG(test, vmb_test_try(test, knob, value), 0,
			    "%s=%s: %s", knob, value, vmb_test_status(test));
}

static inline void vmb_test_expect_status(struct kunit *test, const char *line)
{
	const char *status = vmb_test_status(test);

	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(status, line),
				  "no '%s' in: %s", line, status);
}

/*
 * Wait until status has a line; for what happens behind our back.  The limit is
 * for what never happens.
 */
static inline void vmb_test_await_status(struct kunit *test, const char *line)
{
	unsigned long limit = jiffies + 50 * HZ;

	while (!strstr(vmb_test_status(test), line)) {
		KUNIT_ASSERT_TRUE_MSG(test, time_before(jiffies, limit),
				      "no '%s' in: %s", line,
				      vmb_test_status(test));
		msleep(1);
	}
}

/* Windows to try until one has what a test needs, in ms. */
static const char *const vmb_test_windows[] = { "400", "2000", "10000" };

/*
 * On a machine that is busy otherwise a thread may get no time in a whole
 * window, and the run says so.
 */
static inline bool vmb_test_too_short(const struct vmb_test_results *results)
{
	return strstarts(results->reason, "a thread had no batch ");
}

/*
 * A run of what the knobs say, which goes well and leaves nothing behind; with
 * a longer window if a thread had no time in the first.
 */
static inline const struct vmb_test_results *vmb_test_run(struct kunit *test)
{
	const struct vmb_test_results *results;
	int before = vmb_test_map_count();
	unsigned int i;

	for (i = 0;; i++) {
		KUNIT_ASSERT_EQ_MSG(test, vmb_control_run(test), 0, "%s",
				    vmb_test_status(test));
		vmb_test_expect_status(test, "state=done\n");
		KUNIT_EXPECT_EQ(test, vmb_test_map_count(), before);
		results = vmb_test_results(test);
		if (!vmb_test_too_short(results) ||
		    i == ARRAY_SIZE(vmb_test_windows))
			break;
		vmb_test_set(test, "duration_ms", vmb_test_windows[i]);
	}
	KUNIT_ASSERT_EQ_MSG(test, VMB_TEST_NUMBER(results, valid), 1, "%s",
			    results->reason);
	return results;
}

static inline int vmb_test_run_init(struct kunit *test)
{
	vmb_test_attach_mm(test);
	vmb_control_reset();
	vmb_test_set(test, "readers", "2");
	vmb_test_set(test, "writers", "1");
	vmb_test_set(test, "vmas", "100");
	vmb_test_set(test, "volatile_pct", "20");
	vmb_test_set(test, "warmup_ms", "5");
	vmb_test_set(test, "duration_ms",
		     VMB_TEST_SCALE == 1 ? "60" : "400");
	vmb_test_set(test, "timeline_ms", "10");
	return 0;
}

static inline void vmb_test_run_exit(struct kunit *test)
{
	vmb_control_abort();
	vmb_control_reset();
}

#endif /* VMB_TESTS_RUN_COMMON_H */
