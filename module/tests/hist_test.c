// SPDX-License-Identifier: GPL-2.0-only
/* Latency histograms: geometry, sums, percentiles. */
#include <linux/sort.h>

#include "../hist.h"
#include "../pick.h"
#include "common.h"

#define FIRST_OFF_SCALE (1ULL << VMB_HIST_MAX_BITS)

static struct vmb_hist *new_hist(struct kunit *test)
{
	return vmb_test_alloc(test, sizeof(struct vmb_hist));
}

static u64 sum_of_buckets(const struct vmb_hist *hist)
{
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < VMB_HIST_BUCKETS; i++)
		sum += hist->count[i];
	return sum;
}

/* Every bucket begins where the one before ends, and is narrow enough. */
static void hist_geometry(struct kunit *test)
{
	unsigned int i;

	KUNIT_EXPECT_EQ(test, vmb_hist_low(0), 0);
	for (i = 0; i < VMB_HIST_BUCKETS; i++) {
		u64 low = vmb_hist_low(i), next = vmb_hist_low(i + 1);

		KUNIT_ASSERT_GT_MSG(test, next, low, "bucket %u", i);
		KUNIT_ASSERT_EQ_MSG(test, vmb_hist_index(low), i,
				    "first value of bucket %u", i);
		KUNIT_ASSERT_EQ_MSG(test, vmb_hist_index(next - 1), i,
				    "last value of bucket %u", i);
		if (i < VMB_HIST_SUB)
			KUNIT_ASSERT_EQ(test, next - low, 1);
		else
			KUNIT_ASSERT_LE_MSG(test, (next - low) * 64, low,
					    "width of bucket %u", i);
	}
	KUNIT_EXPECT_EQ(test, vmb_hist_low(VMB_HIST_BUCKETS), FIRST_OFF_SCALE);
}

/* The same by hand, for values around which mistakes are made. */
static void hist_landmarks(struct kunit *test)
{
	static const struct {
		u64 ns;
		unsigned int index;
	} landmarks[] = {
		{ 0, 0 }, { 1, 1 }, { 62, 62 }, { 63, 63 }, { 64, 64 },
		{ 65, 65 }, { 127, 127 }, { 128, 128 }, { 129, 128 },
		{ 130, 129 }, { 255, 191 }, { 256, 192 }, { 259, 192 },
		{ 260, 193 }, { FIRST_OFF_SCALE / 2 - 1, 1919 },
		{ FIRST_OFF_SCALE / 2, 1920 }, { FIRST_OFF_SCALE - 1, 1983 },
	};
	struct vmb_hist *hist = new_hist(test);
	unsigned int i;

	KUNIT_EXPECT_EQ(test, VMB_HIST_BUCKETS, 1984);
	for (i = 0; i < ARRAY_SIZE(landmarks); i++) {
		u64 *count = &hist->count[landmarks[i].index];
		u64 before = *count;

		KUNIT_EXPECT_EQ_MSG(test, vmb_hist_index(landmarks[i].ns),
				    landmarks[i].index, "%llu ns",
				    landmarks[i].ns);
		vmb_hist_add(hist, landmarks[i].ns);
		KUNIT_EXPECT_EQ(test, *count, before + 1);
	}
	KUNIT_EXPECT_EQ(test, hist->total, ARRAY_SIZE(landmarks));
	KUNIT_EXPECT_EQ(test, sum_of_buckets(hist), ARRAY_SIZE(landmarks));
	KUNIT_EXPECT_EQ(test, hist->off_scale, 0);
	KUNIT_EXPECT_EQ(test, hist->max, FIRST_OFF_SCALE - 1);
}

/* What does not fit is counted apart, in no bucket. */
static void hist_off_scale(struct kunit *test)
{
	struct vmb_hist *hist = new_hist(test);

	vmb_hist_add(hist, FIRST_OFF_SCALE - 1);
	KUNIT_EXPECT_EQ(test, hist->off_scale, 0);
	vmb_hist_add(hist, FIRST_OFF_SCALE);
	vmb_hist_add(hist, U64_MAX);
	KUNIT_EXPECT_EQ(test, hist->total, 3);
	KUNIT_EXPECT_EQ(test, hist->off_scale, 2);
	KUNIT_EXPECT_EQ(test, sum_of_buckets(hist), 1);
	KUNIT_EXPECT_EQ(test, hist->count[VMB_HIST_BUCKETS - 1], 1);
	KUNIT_EXPECT_EQ(test, hist->max, U64_MAX);
}

/* A value of any size, small ones as likely as large ones. */
static u64 any_value(struct vmb_random *random, unsigned int bits)
{
	u64 value = vmb_random_next(random);

	return value >> (64 - bits) >>
	       vmb_random_below(vmb_random_next(random), bits);
}

static void hist_merge(struct kunit *test)
{
	struct vmb_hist *a = new_hist(test), *b = new_hist(test);
	struct vmb_hist *both = new_hist(test), *empty = new_hist(test);
	struct vmb_random random;
	unsigned int i;

	vmb_random_seed(&random, 7, 0);
	for (i = 0; i < 10000; i++) {
		u64 value = any_value(&random, 40);

		vmb_hist_add(i % 3 ? a : b, value);
		vmb_hist_add(both, value);
	}
	KUNIT_ASSERT_GT(test, both->off_scale, 0);

	vmb_hist_merge(empty, b);
	KUNIT_EXPECT_MEMEQ(test, empty, b, sizeof(*b));
	vmb_hist_merge(empty, a);
	KUNIT_EXPECT_MEMEQ(test, empty, both, sizeof(*both));
	vmb_hist_merge(a, b);
	KUNIT_EXPECT_MEMEQ(test, a, both, sizeof(*both));
}

static const u32 shares[] = {
	0, 1, 10, 1000, 33333, 50000, 66667, 90000, 99000, 99900, 99990, 99999,
	100000,
};

static int compare(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/* @values are sorted by this. */
static void check_percentiles(struct kunit *test, u64 *values, unsigned int n)
{
	struct vmb_hist *hist = new_hist(test);
	unsigned int i;

	for (i = 0; i < n; i++)
		vmb_hist_add(hist, values[i]);
	sort(values, n, sizeof(*values), compare, NULL);

	for (i = 0; i < ARRAY_SIZE(shares); i++) {
		u64 rank = DIV_ROUND_UP((u64)n * shares[i], 100000);
		u64 truth = values[max(rank, 1ULL) - 1], ns = 0;

		KUNIT_ASSERT_TRUE(test, vmb_hist_percentile(hist, shares[i],
							    &ns));
		KUNIT_EXPECT_GE_MSG(test, ns, truth, "%u of %u values",
				    shares[i], n);
		KUNIT_EXPECT_LE_MSG(test, (ns - truth) * 64, truth,
				    "%u of %u values", shares[i], n);
		KUNIT_EXPECT_LE(test, ns, values[n - 1]);
		if (truth < VMB_HIST_SUB)
			KUNIT_EXPECT_EQ_MSG(test, ns, truth, "%u of %u values",
					    shares[i], n);
		if (shares[i] == 100000)
			KUNIT_EXPECT_EQ(test, ns, values[n - 1]);
	}
}

static void hist_percentile_oracle(struct kunit *test)
{
	static const unsigned int sizes[] = {
		1, 2, 3, 10, 99, 100, 101, 999, 1000, 1001, 20000,
	};
	static const unsigned int bits[] = { 1, 5, 6, 7, 8, 12, 20, 36 };
	u64 *values = vmb_test_alloc(test, 20000 * sizeof(*values));
	unsigned int i, j, k;
	struct vmb_random random;

	vmb_random_seed(&random, 11, 0);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (j = 0; j < ARRAY_SIZE(bits); j++) {
			for (k = 0; k < sizes[i]; k++)
				values[k] = any_value(&random, bits[j]);
			check_percentiles(test, values, sizes[i]);
		}
		for (k = 0; k < sizes[i]; k++)
			values[k] = 123456789;
		check_percentiles(test, values, sizes[i]);
	}
}

/* The rank is rounded up: one more as soon as the share asks for a bit more. */
static void hist_percentile_rank(struct kunit *test)
{
	static const struct {
		u32 share;
		u64 ns;
	} expected[] = {
		{ 0, 1 }, { 1, 1 }, { 10000, 1 }, { 10001, 2 }, { 49999, 5 },
		{ 50000, 5 }, { 50001, 6 }, { 90000, 9 }, { 90001, 10 },
		{ 100000, 10 },
	};
	struct vmb_hist *hist = new_hist(test);
	unsigned int i;
	u64 ns;

	for (i = 1; i <= 10; i++)
		vmb_hist_add(hist, i);
	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		ns = 0;
		KUNIT_EXPECT_TRUE(test, vmb_hist_percentile(hist,
					expected[i].share, &ns));
		KUNIT_EXPECT_EQ_MSG(test, ns, expected[i].ns, "share %u",
				    expected[i].share);
	}
}

/* The only value there is, not the end of its bucket. */
static void hist_percentile_max(struct kunit *test)
{
	struct vmb_hist *hist = new_hist(test);
	u64 ns = 0;

	vmb_hist_add(hist, 1000001);
	KUNIT_EXPECT_TRUE(test, vmb_hist_percentile(hist, 50000, &ns));
	KUNIT_EXPECT_EQ(test, ns, 1000001);
}

static void hist_percentile_none(struct kunit *test)
{
	struct vmb_hist *hist = new_hist(test);
	unsigned int i;
	u64 ns = 0;

	for (i = 0; i < ARRAY_SIZE(shares); i++)
		KUNIT_EXPECT_FALSE(test, vmb_hist_percentile(hist, shares[i],
							     &ns));

	/* 99 values on the scale, one off: p99 is known, no more. */
	for (i = 0; i < 99; i++)
		vmb_hist_add(hist, 10);
	vmb_hist_add(hist, FIRST_OFF_SCALE);
	KUNIT_EXPECT_TRUE(test, vmb_hist_percentile(hist, 99000, &ns));
	KUNIT_EXPECT_EQ(test, ns, 10);
	KUNIT_EXPECT_FALSE(test, vmb_hist_percentile(hist, 99001, &ns));
	KUNIT_EXPECT_FALSE(test, vmb_hist_percentile(hist, 100000, &ns));
}

static struct kunit_case hist_cases[] = {
	KUNIT_CASE(hist_geometry),
	KUNIT_CASE(hist_landmarks),
	KUNIT_CASE(hist_off_scale),
	KUNIT_CASE(hist_merge),
	KUNIT_CASE(hist_percentile_oracle),
	KUNIT_CASE(hist_percentile_rank),
	KUNIT_CASE(hist_percentile_max),
	KUNIT_CASE(hist_percentile_none),
	{}
};

static struct kunit_suite hist_suite = {
	.name = "vmabench_hist",
	.test_cases = hist_cases,
};
kunit_test_suite(hist_suite);
