// SPDX-License-Identifier: GPL-2.0-only
/*
 * The schemes on models without a race: their writers and their readers against
 * an array that says what is where.
 */
#include "model_common.h"

/* Operations and lookups on a tree with a span: of a scheme 100,000. */
#define OPS (25000 / VMB_TEST_SCALE)
/* Longest walk. */
#define WALK 7

/* What a slot is; a group is one thing throughout. */
enum state {
	WHOLE,
	GONE,
	SPLIT,
};

struct slot {
	enum state state;
	u16 flags;
	u16 half_flags;
};

static struct slot *slots;
static struct vmb_random *rng;

static u32 below(u32 n)
{
	return vmb_random_below(vmb_random_next(rng) >> 32, n);
}

static const struct variant {
	const char *scheme;
	const char *knob;
	const char *value;
	/* A grace period in each operation takes its time. */
	unsigned int slower;
} variants[] = {
	{ "model_mmap_lock" },
	{ "rcu_refcount" },
	{ "rcu_refcount", "as_posted", "1" },
	{ "srcu_seqlock" },
	{ "srcu_fast_seqlock" },
	{ "rcu_seq_refcount" },
	{ "vm_lock" },
	{ "vm_lock", "lock_placement", "separate" },
	{ "vm_refcnt" },
	{ "vm_refcnt", "detach", "write_then_detach" },
	{ "vm_refcnt", "detach", "store_write_detach" },
	{ "vm_refcnt", "detach", "hole_punch" },
	{ "vm_refcnt", "ref_limit", "2" },
	{ "hazptr" },
	{ "hazptr", "fence", "writer", 200 },
	{ "hazptr", "fence", "ipi" },
	{ "hazptr_percpu" },
	{ "hazptr_percpu", "fence", "ipi" },
	{ "percpu_count" },
	{ "percpu_count", "fence", "writer", 200 },
	{ "model_vma_wait" },
	{ "seqcount_mm" },
	{ "range_lock" },
	/* Without a race these are as good as the others. */
	{ "broken_free_now" },
	{ "broken_no_lock" },
	{ "broken_early_put" },
	{ "broken_no_recheck" },
	{ "broken_no_seq" },
	{ "broken_no_validate" },
	{ "broken_late_hazard" },
};

static void describe(const struct variant *variant, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "%s%s%s%s", variant->scheme,
		 variant->knob ? ", " : "", variant->knob ?: "",
		 variant->knob ? "=" : "");
	if (variant->value)
		strlcat(name, variant->value, KUNIT_PARAM_DESC_SIZE);
}

static void init_slots(const struct vmb_arena *arena)
{
	u32 i;

	for (i = 0; i < arena->slots; i++)
		slots[i] = (struct slot){ WHOLE, vmb_arena_prot(i, false) };
}

/* What an operation does to the array. */
static void apply(const struct vmb_arena *arena, enum vmb_test_op op, u32 slot)
{
	u32 i;

	for (i = slot; i < slot + arena->group_slots; i++) {
		struct slot *s = &slots[i];

		s->half_flags = s->flags;
		s->flags = vmb_arena_prot(i, op == VMB_TEST_PROTECT ||
					     op == VMB_TEST_SPLIT);
		s->state = op == VMB_TEST_MUNMAP ? GONE :
			   op == VMB_TEST_SPLIT ? SPLIT : WHOLE;
	}
}

static void write_one(struct kunit *test, struct vmb_test_model *model,
		      enum vmb_test_op op, u32 slot)
{
	int err = vmb_test_write(model, op, slot);

	KUNIT_ASSERT_EQ_MSG(test, err, 0, "%s: operation %u on slot %u",
			    vmb_test_scheme(model)->name, op, slot);
	apply(&model->run.space.arena, op, slot);
}

/* Any operation that a group allows as it is. */
static void write_some(struct kunit *test, struct vmb_test_model *model)
{
	static const enum vmb_test_op of_whole[] = {
		VMB_TEST_MUNMAP, VMB_TEST_PROTECT, VMB_TEST_UNPROTECT,
		VMB_TEST_SPLIT,
	};
	const struct vmb_arena *arena = &model->run.space.arena;
	u32 slot = below(arena->groups) * arena->group_slots;

	write_one(test, model, slots[slot].state == GONE ? VMB_TEST_MAP :
			       slots[slot].state == SPLIT ? VMB_TEST_MERGE :
			       of_whole[below(ARRAY_SIZE(of_whole))], slot);
}

/* Make a group as it was filled. */
static void restore(struct kunit *test, struct vmb_test_model *model, u32 slot)
{
	if (slots[slot].state == GONE)
		write_one(test, model, VMB_TEST_MAP, slot);
	else if (slots[slot].state == SPLIT)
		write_one(test, model, VMB_TEST_MERGE, slot);
	else if (slots[slot].flags != vmb_arena_prot(slot, false))
		write_one(test, model, VMB_TEST_UNPROTECT, slot);
}

/* A batch of the scheme's own: what it does it undoes. */
static void write_batch(struct kunit *test, struct vmb_test_model *model)
{
	struct vmb_random before = model->writer.random;
	u64 updates;

	/* Which group will it take? */
	restore(test, model, vmb_writer_pick(&model->writer));
	model->writer.random = before;
	updates = model->writer.counts.updates;
	model->writer.op = below(VMB_WRITE_OP_MIXED + 1);
	KUNIT_ASSERT_EQ(test, 0,
			vmb_test_scheme(model)->write(&model->writer));
	KUNIT_EXPECT_EQ(test, model->writer.counts.updates, updates + 2);
}

/* What is at an address?  False if nothing is. */
static bool expected_at(const struct vmb_arena *arena, unsigned long addr,
			struct vmb_seen *seen)
{
	u32 slot = (addr - arena->base) / arena->stride;
	unsigned long half = vmb_arena_half(arena);
	const struct slot *s = &slots[slot];

	seen->start = vmb_arena_addr(arena, slot);
	seen->end = seen->start + arena->slot_len;
	seen->flags = s->flags;
	if (addr >= seen->end || s->state == GONE)
		return false;
	if (s->state == WHOLE)
		return true;
	if (addr < seen->start + half) {
		seen->end = seen->start + half;
	} else {
		seen->start += half;
		seen->flags = s->half_flags;
	}
	return true;
}

/* What the scheme found is what the array has there. */
static void expect_vma(struct kunit *test, struct vmb_test_model *model,
		       unsigned long addr)
{
	struct vmb_seen expected, seen;
	struct vmb_vma *vma;
	bool found;

	found = expected_at(&model->run.space.arena, addr, &expected);
	down_read(&model->mm->lock);
	vma = vmb_walk(model->mm, addr, model->mm->tree);
	if (vma)
		vmb_vma_look(vma, &seen);
	up_read(&model->mm->lock);
	KUNIT_ASSERT_EQ(test, !!vma, found);
	if (!found)
		return;
	KUNIT_EXPECT_EQ(test, seen.start, expected.start);
	KUNIT_EXPECT_EQ(test, seen.end, expected.end);
	KUNIT_EXPECT_EQ(test, seen.flags, expected.flags);
	KUNIT_EXPECT_TRUE(test, vmb_seen_in_use(&seen));
	KUNIT_EXPECT_TRUE(test, vmb_seen_whole(&seen));
	KUNIT_EXPECT_TRUE(test, vmb_seen_file_open(&seen));
	KUNIT_EXPECT_FALSE(test, vma->detached);
}

/* A lookup or walk counts what is not there, once, and nothing else. */
static void read_some(struct kunit *test, struct vmb_test_model *model)
{
	const struct vmb_arena *arena = &model->run.space.arena;
	const struct vmb_scheme *scheme = vmb_test_scheme(model);
	struct vmb_reader *reader = &model->readers[0];
	struct vmb_read_counts *counts = &reader->counts, expected = {};
	enum vmb_read_op op = below(2);
	unsigned int i, misses = 0;
	struct vmb_seen seen;
	unsigned long addr;

	reader->fallback = below(2);
	reader->read_span = 1 + below(WALK);
	addr = arena->base + below(arena->stride * (arena->slots - WALK));
	if (op == VMB_READ_OP_LOOKUP)
		addr += arena->stride * below(WALK + 1);
	for (i = 0; i < (op == VMB_READ_OP_ITERATE ? reader->read_span : 1); i++)
		misses += !expected_at(arena, addr + i * arena->stride, &seen);

	expected.absent = misses;
	/* Who has the lock already has nothing to fall back to. */
	if (reader->fallback && !vmb_test_has_lock(scheme))
		expected.fallbacks = misses;
	if (expected.fallbacks || !vmb_test_says_empty(scheme))
		expected.gave_up[VMB_GAVE_UP_NOTHING] = misses;
	vmb_test_read(model, 0, addr, op);
	/* These count how far their walks go. */
	if (scheme == &vmb_scheme_broken_no_seq ||
	    (scheme->protocol->init_srcu && model->mm->tree == VMB_RBTREE)) {
		expected.walk_steps_max = counts->walk_steps_max;
		KUNIT_EXPECT_LE(test, counts->walk_steps_max,
				vmb_index_height_max(2 * arena->slots));
	}
	KUNIT_EXPECT_TRUE_MSG(test, !memcmp(counts, &expected,
					    sizeof(expected)),
			      "%s, read_op %u, %u misses: absent %llu busy %llu spurious %llu fallbacks %llu violations %llu gave up %llu",
			      scheme->name, op, misses, counts->absent,
			      counts->busy, counts->spurious_misses,
			      counts->fallbacks, counts->violations,
			      counts->gave_up[VMB_GAVE_UP_NOTHING]);
	if (op == VMB_READ_OP_LOOKUP && misses)
		KUNIT_EXPECT_EQ(test, reader->outcome, VMB_EMPTY -
				(!vmb_test_says_empty(scheme) &&
				 !reader->fallback ? 1 : 0));
	expect_vma(test, model, addr);
}

/* Nothing is held that nobody uses: neither VMAs nor files. */
static void expect_in_use(struct kunit *test, struct vmb_test_model *model)
{
	unsigned int i, vmas = 0, files = 0;

	vmb_mm_drain(model->mm, vmb_clock_ticks());
	for (i = 0; i < model->run.space.arena.slots; i++) {
		files += slots[i].state != GONE;
		vmas += slots[i].state == GONE ? 0 :
			slots[i].state == SPLIT ? 2 : 1;
	}
	KUNIT_EXPECT_EQ(test, vmb_mm_waiting(model->mm), 0);
	KUNIT_EXPECT_EQ(test, vmb_pool_out(&model->mm->vmas), vmas);
	KUNIT_EXPECT_EQ(test, vmb_pool_out(&model->mm->files), files);
}

static void check_variant(struct kunit *test, const struct vmb_knobs *knobs,
			  unsigned int ops)
{
	struct vmb_test_model *model = vmb_test_model(test, knobs);
	unsigned int i;

	init_slots(&model->run.space.arena);
	/* One complaint will do. */
	for (i = 0; i < ops && test->status == KUNIT_SUCCESS; i++) {
		u32 what = below(16);

		if (what < 4)
			write_some(test, model);
		else if (what < 5)
			write_batch(test, model);
		else
			read_some(test, model);
		if (i % (ops / 4) == ops / 8)
			expect_in_use(test, model);
		if (i % 256 == 0)
			cond_resched();
	}
	for (i = 0; i < model->run.space.arena.groups; i++)
		restore(test, model, i * model->run.space.arena.group_slots);
	KUNIT_EXPECT_EQ(test, model->writer.counts.waits, 0);
	KUNIT_EXPECT_EQ(test, model->writer.counts.second_waits, 0);
	vmb_test_model_end(test, model);
}

static void scheme_oracle(struct kunit *test)
{
	static const unsigned int spans[] = { 1, 4 };
	const struct variant *variant = test->param_value;
	const struct vmb_scheme *scheme = vmb_scheme_find(variant->scheme);
	unsigned int ops = OPS / (variant->slower ?: 1);
	struct vmb_knobs *knobs = kunit_kzalloc(test, sizeof(*knobs),
						GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, scheme);
	KUNIT_ASSERT_NOT_NULL(test, knobs);
	if (vmb_scheme_unavailable(scheme))
		kunit_skip(test, "%s", vmb_scheme_unavailable(scheme));
	for (i = 0; i < VMB_TREES * ARRAY_SIZE(spans); i++) {
		enum vmb_tree tree = i / ARRAY_SIZE(spans);

		if (!(scheme->trees & BIT(tree)))
			continue;
		vmb_test_model_knobs(knobs, variant->scheme, tree);
		knobs->write_span = spans[i % ARRAY_SIZE(spans)];
		/* Neighbours without a hole between them, half of the time. */
		knobs->layout = i ? VMB_LAYOUT_GAPPED : VMB_LAYOUT_PACKED;
		if (variant->knob)
			vmb_test_model_knob(test, knobs, variant->knob,
					    variant->value);
		check_variant(test, knobs, ops);
	}
}

KUNIT_ARRAY_PARAM(variant, variants, describe);

static int scheme_test_init(struct kunit *test)
{
	slots = kunit_kcalloc(test, VMB_TEST_SLOTS, sizeof(*slots), GFP_KERNEL);
	rng = kunit_kzalloc(test, sizeof(*rng), GFP_KERNEL);
	if (!slots || !rng)
		return -ENOMEM;
	vmb_random_seed(rng, 1, 0);
	return 0;
}

/* An operation locks once, or once for each slot, as the knob says. */
static void scheme_lock_per(struct kunit *test)
{
	static const struct {
		enum vmb_lock_per lock_per;
		enum vmb_write_op op;
		unsigned int transactions;
	} cases[] = {
		{ VMB_LOCK_PER_NATIVE, VMB_WRITE_OP_MUNMAP, 1 + 1 },
		{ VMB_LOCK_PER_CALL, VMB_WRITE_OP_MUNMAP, 1 + 4 },
		{ VMB_LOCK_PER_SLOT, VMB_WRITE_OP_MUNMAP, 4 + 4 },
		{ VMB_LOCK_PER_NATIVE, VMB_WRITE_OP_SPLIT, 1 + 1 },
		{ VMB_LOCK_PER_CALL, VMB_WRITE_OP_SPLIT, 4 + 4 },
		{ VMB_LOCK_PER_SLOT, VMB_WRITE_OP_MPROTECT, 4 + 4 },
	};
	struct vmb_knobs *knobs = kunit_kzalloc(test, sizeof(*knobs),
						GFP_KERNEL);
	struct vmb_test_model *model;
	struct vmb_writer *writer;
	unsigned int i, seq;

	KUNIT_ASSERT_NOT_NULL(test, knobs);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		vmb_test_model_knobs(knobs, "vm_refcnt", i % VMB_TREES);
		knobs->write_span = 4;
		knobs->lock_per = cases[i].lock_per;
		knobs->write_op = cases[i].op;
		model = vmb_test_model(test, knobs);
		writer = &model->writer;
		seq = model->mm->lock_seq;
		KUNIT_EXPECT_EQ(test, 0, writer->write(writer));
		KUNIT_EXPECT_EQ(test, writer->counts.updates, 2);
		KUNIT_EXPECT_EQ(test, writer->counts.transactions,
				cases[i].transactions);
		/* Odd while it is locked. */
		KUNIT_EXPECT_EQ(test, (model->mm->lock_seq - seq) / 2,
				cases[i].transactions);
		KUNIT_EXPECT_EQ(test, model->readers[0].whole_spans,
				cases[i].lock_per == VMB_LOCK_PER_NATIVE);
		vmb_test_model_end(test, model);
	}
}

static struct kunit_case scheme_cases[] = {
	KUNIT_CASE_PARAM(scheme_oracle, variant_gen_params),
	KUNIT_CASE(scheme_lock_per),
	{}
};

static struct kunit_suite scheme_suite = {
	.name = "vmabench_model_scheme",
	.init = scheme_test_init,
	.test_cases = scheme_cases,
};
kunit_test_suite(scheme_suite);
