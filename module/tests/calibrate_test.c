// SPDX-License-Identifier: GPL-2.0-only
/* Whether there is anything to measure. */
#include "../calibrate.h"
#include "../resolve.h"
#include "common.h"

/* Lookups in a row that a scheme still refuses. */
static unsigned int refusals;

static void fall_back(struct vmb_reader *reader, const unsigned long *addr,
		      const unsigned long *end)
{
	if (refusals) {
		refusals--;
		reader->counts.fallbacks++;
	}
}

static void miss(struct vmb_reader *reader, const unsigned long *addr,
		 const unsigned long *end)
{
	reader->counts.spurious_misses++;
}

static int try(struct kunit *test, vmb_read_fn *read, char *error)
{
	const struct vmb_scheme scheme = {
		.name = "picky",
		.unavailable = vmb_no_lock_vma,
		.read[VMB_MAPLE][VMB_READ_OP_LOOKUP][VMB_UNTIMED] = read,
	};
	struct vmb_config *config = kunit_kzalloc(test, sizeof(*config),
						  GFP_KERNEL);
	struct vmb_reader *reader = kunit_kzalloc(test, sizeof(*reader),
						  GFP_KERNEL);
	const struct vmb_arena arena = { .base = PAGE_SIZE };

	KUNIT_ASSERT_NOT_NULL(test, config);
	KUNIT_ASSERT_NOT_NULL(test, reader);
	config->knobs.scheme = &scheme;
	config->tree = VMB_MAPLE;
	reader->arena = &arena;
	return vmb_try_lookup(reader, config, error);
}

/* As fault_path on kernels that refuse the per-VMA lock to our VMAs. */
static void calibrate_falls_back(struct kunit *test)
{
	char *error = kunit_kzalloc(test, VMB_ERROR_LEN, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, error);
	refusals = UINT_MAX;
	KUNIT_EXPECT_EQ(test, try(test, fall_back, error), -EOPNOTSUPP);
	KUNIT_EXPECT_NOT_NULL(test, strstr(error, "scheme: picky falls back"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(error, "6.4 to 6.9"));
}

/* Another thread of the process had mmap_lock. */
static void calibrate_falls_back_for_a_while(struct kunit *test)
{
	char *error = kunit_kzalloc(test, VMB_ERROR_LEN, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, error);
	refusals = 3;
	KUNIT_EXPECT_EQ_MSG(test, try(test, fall_back, error), 0, "%s", error);
}

static void calibrate_misses(struct kunit *test)
{
	char *error = kunit_kzalloc(test, VMB_ERROR_LEN, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, error);
	KUNIT_EXPECT_EQ(test, try(test, miss, error), -EOPNOTSUPP);
	KUNIT_EXPECT_NOT_NULL(test, strstr(error, "picky does not find a VMA"));
}

static struct kunit_case calibrate_cases[] = {
	KUNIT_CASE(calibrate_falls_back),
	KUNIT_CASE(calibrate_falls_back_for_a_while),
	KUNIT_CASE(calibrate_misses),
	{}
};

static struct kunit_suite calibrate_suite = {
	.name = "vmabench_calibrate",
	.test_cases = calibrate_cases,
};
kunit_test_suite(calibrate_suite);
