// SPDX-License-Identifier: GPL-2.0-only
/* The pool of the models: its objects stay what they are, and none is lost. */
#include <linux/sort.h>

#include "../model/pool.h"
#include "../pick.h"
#include "common.h"

struct object {
	u64 inits;
	u64 tag;
	struct llist_node node;
} ____cacheline_aligned;

static struct vmb_pool *pool;
/* Objects that it allocates at once. */
static unsigned int chunk;

static void init_object(void *object)
{
	((struct object *)object)->inits++;
}

static void destroy_pool(void *data)
{
	vmb_pool_destroy(data);
}

static void init_pool(void)
{
	vmb_pool_init(pool, sizeof(struct object),
		      offsetof(struct object, node), init_object);
}

static int pool_test_init(struct kunit *test)
{
	pool = vmb_test_alloc(test, sizeof(*pool));
	init_pool();
	KUNIT_ASSERT_EQ(test, 0, vmb_pool_grow(pool));
	chunk = pool->unused;
	KUNIT_ASSERT_GT(test, chunk, 10);
	vmb_pool_destroy(pool);
	init_pool();
	return kunit_add_action_or_reset(test, destroy_pool, pool);
}

static struct object *take(struct kunit *test)
{
	struct object *object = vmb_pool_take(pool);

	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_ASSERT_EQ(test, object->inits, 1);
	return object;
}

/* The counts of the pool are those of the test. */
static void expect_counts(struct kunit *test, u64 taken, u64 put,
			  unsigned int chunks)
{
	KUNIT_EXPECT_EQ(test, pool->taken, taken);
	KUNIT_EXPECT_EQ(test, atomic64_read(&pool->put), put);
	KUNIT_EXPECT_EQ(test, vmb_pool_out(pool), taken - put);
	KUNIT_EXPECT_EQ(test, pool->nr_chunks, chunks);
}

/* New objects lie one behind the other, each at a cache line, and are zero. */
static void pool_lowest_first(struct kunit *test)
{
	struct object *before = NULL, *object;
	unsigned int i;

	expect_counts(test, 0, 0, 0);
	for (i = 0; i < chunk; i++, before = object) {
		object = take(test);
		KUNIT_EXPECT_EQ(test, (unsigned long)object % SMP_CACHE_BYTES,
				0);
		KUNIT_EXPECT_EQ(test, object->tag, 0);
		if (before)
			KUNIT_ASSERT_PTR_EQ(test, object, before + 1);
	}
	expect_counts(test, chunk, 0, 1);
}

/* What is put back is taken again before new ones are, as it was put back. */
static void pool_type_stable(struct kunit *test)
{
	struct object *objects[5];
	bool seen[ARRAY_SIZE(objects)] = {};
	unsigned int i, round;

	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		objects[i] = take(test);
		objects[i]->tag = 1 + i;
	}
	for (round = 0; round < 3; round++) {
		memset(seen, 0, sizeof(seen));
		for (i = 0; i < ARRAY_SIZE(objects); i++)
			vmb_pool_put(pool, objects[i]);
		KUNIT_EXPECT_EQ(test, vmb_pool_out(pool), 0);
		for (i = 0; i < ARRAY_SIZE(objects); i++) {
			objects[i] = take(test);
			KUNIT_ASSERT_GE(test, objects[i]->tag, 1);
			KUNIT_ASSERT_LE(test, objects[i]->tag, 5);
			KUNIT_EXPECT_FALSE(test, seen[objects[i]->tag - 1]);
			seen[objects[i]->tag - 1] = true;
		}
	}
	/* And now a new one. */
	KUNIT_EXPECT_EQ(test, take(test)->tag, 0);
	expect_counts(test, 21, 15, 1);
}

static int compare(const void *a, const void *b)
{
	const struct object *const *left = a, *const *right = b;

	return *left < *right ? -1 : *left > *right;
}

/* Nobody has two of them, nor two the same one. */
static void expect_distinct(struct kunit *test, struct object **objects,
			    unsigned int n)
{
	unsigned int i;

	sort(objects, n, sizeof(*objects), compare, NULL);
	for (i = 1; i < n; i++)
		KUNIT_ASSERT_GE(test, (unsigned long)objects[i],
				(unsigned long)(objects[i - 1] + 1));
}

static void pool_grows(struct kunit *test)
{
	unsigned int i, n = 3 * chunk + 1;
	struct object **objects = vmb_test_alloc(test, n * sizeof(*objects));

	for (i = 0; i < n; i++)
		objects[i] = take(test);
	expect_counts(test, n, 0, 4);
	expect_distinct(test, objects, n);
	for (i = 0; i < n; i++)
		vmb_pool_put(pool, objects[i]);
	for (i = 0; i < n; i++)
		objects[i] = take(test);
	expect_counts(test, 2 * n, n, 4);
	expect_distinct(test, objects, n);
}

/* At its limit it gives nothing more, until something is put back. */
static void pool_limited(struct kunit *test)
{
	struct object *last = NULL;
	unsigned int i;

	vmb_pool_limit(pool, VMB_CHUNK_BYTES);
	for (i = 0; i < 2 * chunk; i++)
		last = take(test);
	KUNIT_EXPECT_NULL(test, vmb_pool_take(pool));
	KUNIT_EXPECT_EQ(test, -ENOMEM, vmb_pool_grow(pool));
	expect_counts(test, 2 * chunk, 0, 2);
	vmb_pool_put(pool, last);
	KUNIT_EXPECT_PTR_EQ(test, last, take(test));
	KUNIT_EXPECT_NULL(test, vmb_pool_take(pool));
	expect_counts(test, 2 * chunk + 1, 1, 2);
}

/* Whoever grows it beforehand loses nothing of what was there. */
static void pool_grown_early(struct kunit *test)
{
	unsigned int i, n = 2 * chunk;
	struct object **objects = vmb_test_alloc(test, n * sizeof(*objects));

	for (i = 0; i < 10; i++)
		objects[i] = take(test);
	KUNIT_ASSERT_EQ(test, 0, vmb_pool_grow(pool));
	for (; i < n; i++)
		objects[i] = take(test);
	expect_counts(test, n, 0, 2);
	expect_distinct(test, objects, n);
	take(test);
	expect_counts(test, n + 1, 0, 3);
}

/* Random takes and puts: the counts are right and no object is out twice. */
static void pool_random(struct kunit *test)
{
	const unsigned int most = 4 * chunk;
	struct object **out = vmb_test_alloc(test, most * sizeof(*out));
	struct vmb_random random;
	u64 taken = 0, put = 0;
	unsigned int i, n = 0;

	vmb_random_seed(&random, 1, 0);
	for (i = 0; i < 100000; i++) {
		u32 bits = vmb_random_next(&random) >> 32;

		/* Up and down in long waves, so that all get used. */
		if (n < most && (!n || bits % 16 < (i & 8192 ? 5 : 11))) {
			out[n] = take(test);
			KUNIT_ASSERT_NE(test, out[n]->tag, 1);
			out[n++]->tag = 1;
			taken++;
		} else {
			bits = (bits >> 4) % n;
			out[bits]->tag = 2;
			vmb_pool_put(pool, out[bits]);
			out[bits] = out[--n];
			put++;
		}
		KUNIT_ASSERT_EQ(test, vmb_pool_out(pool), n);
	}
	KUNIT_EXPECT_EQ(test, pool->taken, taken);
	KUNIT_EXPECT_EQ(test, atomic64_read(&pool->put), put);
	KUNIT_EXPECT_LE(test, pool->nr_chunks, most / chunk);
	expect_distinct(test, out, n);
}

static void pool_destroyed(struct kunit *test)
{
	struct vmb_pool *nothing = vmb_test_alloc(test, sizeof(*nothing));

	take(test);
	vmb_pool_destroy(pool);
	KUNIT_EXPECT_MEMEQ(test, pool, nothing, sizeof(*pool));
	vmb_pool_destroy(nothing);
}

static struct kunit_case pool_cases[] = {
	KUNIT_CASE(pool_lowest_first),
	KUNIT_CASE(pool_type_stable),
	KUNIT_CASE(pool_grows),
	KUNIT_CASE(pool_limited),
	KUNIT_CASE(pool_grown_early),
	KUNIT_CASE(pool_random),
	KUNIT_CASE(pool_destroyed),
	{}
};

static struct kunit_suite pool_suite = {
	.name = "vmabench_model_pool",
	.init = pool_test_init,
	.test_cases = pool_cases,
};
kunit_test_suite(pool_suite);
