// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walks of models hand over hand: when a slot is missed while its neighbour is
 * held, is that half a change?
 */
#include "model_common.h"

/* Of the groups of four those with an odd number are volatile: 4 to 7 ... */
#define GROUP 4

static struct vmb_test_model *model;

/* A scheme of the test's own: some slots it does not find, for this reason. */
static struct {
	u32 first, n;
	enum vmb_outcome outcome;
	enum vmb_cause cause;
	bool unstable;
	unsigned int held;
	unsigned int most;
} mock;

static enum vmb_outcome mock_get(struct vmb_reader *reader, unsigned long addr,
				 enum vmb_tree tree, struct vmb_held *held)
{
	u32 slot = (addr - reader->arena->base) / reader->arena->stride;

	if (slot - mock.first < mock.n)
		return mock.outcome == VMB_EMPTY ? VMB_EMPTY :
						   vmb_gave_up(reader, mock.cause);
	held->vma = vmb_test_walk(reader->model, addr);
	mock.most = max(mock.most, ++mock.held);
	return VMB_FOUND;
}

static bool mock_put(struct vmb_reader *reader, const struct vmb_held *held)
{
	mock.held--;
	return !mock.unstable;
}

static int walk_test_init(struct kunit *test)
{
	struct vmb_knobs *knobs = kunit_kzalloc(test, sizeof(*knobs),
						GFP_KERNEL);

	if (!knobs)
		return -ENOMEM;
	vmb_test_model_knobs(knobs, "vm_refcnt", VMB_MAPLE);
	knobs->write_span = GROUP;
	knobs->volatile_pct = 50;
	vmb_test_odd_volatile(knobs, VMB_TEST_SLOTS / GROUP);
	model = vmb_test_model(test, knobs);
	memset(&mock, 0, sizeof(mock));
	return 0;
}

#define SURE VMB_WALK_IS_SURE
#define WHOLE (VMB_WALK_IS_SURE | VMB_SPANS_ARE_WHOLE)

/* A walk, what it misses and how, what is promised; and what that counts. */
static const struct walk {
	const char *what;
	u32 begin, length, first, n;
	unsigned int promises;
	bool gives_up, unstable, fallback, is_back;
	enum vmb_cause cause;
	enum vmb_detach detach;
	unsigned int absent, torn_spans, torn, missed, fallbacks;
} walks[] = {
	{ "nothing missing", 0, 16, 0, 0, WHOLE },
	{ "second of four", 4, 4, 5, 1, WHOLE, .absent = 1, .torn_spans = 2,
	  .torn = 2 },
	{ "last of four", 0, 8, 7, 1, WHOLE, .absent = 1, .torn_spans = 1,
	  .torn = 1 },
	{ "all but the first", 4, 4, 5, 3, WHOLE, .absent = 3, .torn_spans = 1,
	  .torn = 1 },
	{ "first of four", 2, 6, 4, 1, WHOLE, .absent = 1, .torn_spans = 1,
	  .torn = 1 },
	{ "whole group", 0, 12, 4, 4, WHOLE, .absent = 4 },
	{ "it is over before the next", 2, 3, 4, 1, WHOLE, .absent = 1 },
	{ "the walk begins there", 5, 3, 5, 1, WHOLE, .absent = 1,
	  .torn_spans = 1, .torn = 1 },
	{ "stable slot", 8, 4, 9, 1, WHOLE, .missed = 1 },
	{ "stable group", 6, 4, 8, 1, WHOLE, .missed = 1 },
	{ "it is there again", 4, 4, 5, 1, WHOLE, .is_back = true,
	  .absent = 1 },
	{ "spans not promised", 4, 4, 5, 1, SURE, .absent = 1,
	  .torn_spans = 2 },
	{ "walk not sure", 4, 4, 5, 1, 0, .absent = 1 },
	{ "spans promised, walk not sure", 4, 4, 5, 1, VMB_SPANS_ARE_WHOLE,
	  .absent = 1 },
	{ "nothing found", 4, 4, 5, 1, WHOLE, .gives_up = true,
	  .cause = VMB_GAVE_UP_NOTHING, .absent = 1, .torn_spans = 2,
	  .torn = 2 },
	{ "being written", 4, 4, 5, 1, WHOLE, .gives_up = true,
	  .cause = VMB_GAVE_UP_WRITTEN, .absent = 1 },
	{ "detached", 4, 4, 5, 1, WHOLE, .gives_up = true,
	  .cause = VMB_GAVE_UP_DETACHED, .absent = 1 },
	{ "moved", 4, 4, 5, 1, WHOLE, .gives_up = true,
	  .cause = VMB_GAVE_UP_MOVED, .absent = 1 },
	{ "limit", 4, 4, 5, 1, WHOLE, .gives_up = true,
	  .cause = VMB_GAVE_UP_LIMIT, .absent = 1 },
	{ "being written, with fallback", 4, 4, 5, 1, WHOLE, .gives_up = true,
	  .is_back = true, .cause = VMB_GAVE_UP_WRITTEN, .fallback = true,
	  .fallbacks = 1 },
	{ "neighbour not stable", 4, 4, 5, 1, WHOLE, .unstable = true,
	  .absent = 4 },
	{ "holes are punched", 4, 4, 5, 1, WHOLE,
	  .detach = VMB_DETACH_HOLE_PUNCH, .absent = 1, .torn_spans = 2 },
	{ "one after the other", 4, 4, 5, 1, WHOLE,
	  .detach = VMB_DETACH_STORE_WRITE_DETACH, .absent = 1,
	  .torn_spans = 2 },
};

/* What is missing is not in the tree, unless it came back in no time. */
static void take_away(const struct walk *walk, struct vmb_vma **vmas, bool away)
{
	u32 i;

	if (walk->is_back || !walk->n)
		return;
	vmb_mm_write_lock(model->mm);
	for (i = 0; i < walk->n; i++) {
		if (away)
			vmas[i] = vmb_test_vma(model, walk->first + i);
		else
			vmb_index_link(model->mm, vmas[i], GFP_KERNEL);
	}
	if (away)
		vmb_index_unlink(model->mm, vmas, walk->n, GFP_KERNEL);
	vmb_mm_write_unlock(model->mm);
}

static void check_walk(struct kunit *test, const struct walk *walk)
{
	struct vmb_reader *reader = &model->readers[0];
	struct vmb_read_counts expected = {
		.absent = walk->absent,
		.violations = walk->torn + walk->missed,
		.fallbacks = walk->fallbacks,
		.torn_spans = walk->torn_spans,
	};
	const u64 *is = (void *)&reader->counts, *wanted = (void *)&expected;
	struct vmb_vma *vmas[GROUP];
	unsigned int i;

	expected.wrong[VMB_WRONG_TORN] = walk->torn;
	expected.wrong[VMB_WRONG_MISSED] = walk->missed;
	if (walk->gives_up)
		expected.gave_up[walk->cause] = walk->n;
	mock.first = walk->first;
	mock.n = walk->n;
	mock.outcome = walk->gives_up ? VMB_NOTHING : VMB_EMPTY;
	mock.cause = walk->cause;
	mock.unstable = walk->unstable;
	mock.most = 0;
	reader->fallback = walk->fallback;
	reader->read_span = walk->length;
	model->mm->detach = walk->detach;
	memset(&reader->counts, 0, sizeof(reader->counts));
	take_away(walk, vmas, true);
	vmb_model_iterate(reader, vmb_test_addr(model, walk->begin), VMB_MAPLE,
			  walk->promises, mock_get, mock_put);
	take_away(walk, vmas, false);
	for (i = 0; i < sizeof(expected) / sizeof(*is); i++)
		KUNIT_EXPECT_EQ_MSG(test, is[i], wanted[i],
				    "%s: count %u of a reader", walk->what, i);
	/* Hand over hand: two at a time, and none in the end. */
	KUNIT_EXPECT_EQ_MSG(test, mock.held, 0, "%s", walk->what);
	KUNIT_EXPECT_LE_MSG(test, mock.most, 2, "%s", walk->what);
}

static void walk_torn(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(walks); i++)
		check_walk(test, &walks[i]);
}

/* With groups of one slot nothing can be torn. */
static void walk_spans_of_one(struct kunit *test)
{
	const struct walk walk = { "spans of one", 4, 4, 5, 1, WHOLE,
				   .absent = 1 };

	model->run.space.arena.group_slots = 1;
	model->run.space.arena.groups = VMB_TEST_SLOTS;
	model->run.space.arena.volatile_pct = 100;
	check_walk(test, &walk);
}

/* What is wrong with one slot is not laid at the door of the next. */
static void walk_wrong_once(struct kunit *test)
{
	static const struct {
		u32 slot, length;
	} cases[] = { { 4, 1 }, { 4, 4 }, { 5, 4 }, { 7, 4 }, { 8, 6 } };
	struct vmb_reader *reader = &model->readers[0];
	unsigned int i;

	mock.n = 0;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vmb_file *file = vmb_test_vma(model, cases[i].slot)->file;
		struct vmb_read_counts expected = { .violations = 1 };

		expected.wrong[VMB_WRONG_FILE] = 1;
		WRITE_ONCE(file->gen, file->gen + 1);
		reader->read_span = cases[i].length;
		memset(&reader->counts, 0, sizeof(reader->counts));
		vmb_model_iterate(reader, vmb_test_addr(model, 4), VMB_MAPLE,
				  WHOLE, mock_get, mock_put);
		if (cases[i].slot - 4 >= cases[i].length)
			memset(&expected, 0, sizeof(expected));
		KUNIT_EXPECT_MEMEQ(test, &reader->counts, &expected,
				   sizeof(expected));
		WRITE_ONCE(file->gen, file->gen - 1);
	}
}

static struct kunit_case walk_cases[] = {
	KUNIT_CASE(walk_torn),
	KUNIT_CASE(walk_spans_of_one),
	KUNIT_CASE(walk_wrong_once),
	{}
};

static struct kunit_suite walk_suite = {
	.name = "vmabench_model_walk",
	.init = walk_test_init,
	.test_cases = walk_cases,
};
kunit_test_suite(walk_suite);
