// SPDX-License-Identifier: GPL-2.0-only
/* Why readers of models give up, each reason brought about by hand. */
#include <linux/delay.h>

#include "model_common.h"

#define SLOT 5

/* Schemes whose readers take no lock for the whole, and trees. */
static const char *const names[] = {
	"rcu_refcount", "srcu_seqlock", "rcu_seq_refcount", "vm_lock",
	"vm_refcnt", "hazptr", "srcu_fast_seqlock", "hazptr_percpu",
};

static struct vmb_test_model *model;
static struct vmb_reader *reader;
static struct vmb_vma *vma;
static struct vmb_knobs *knobs;

static void make(struct kunit *test, const char *name, enum vmb_tree tree)
{
	vmb_test_model_knobs(knobs, name, tree);
	model = vmb_test_model(test, knobs);
	reader = &model->readers[0];
	vma = vmb_test_vma(model, SLOT);
}

/* For each of the schemes on each of the trees. */
static void for_all(struct kunit *test, void (*check)(struct kunit *test))
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names) * VMB_TREES; i++) {
		if (vmb_scheme_unavailable(vmb_scheme_find(names[i / VMB_TREES])))
			continue;
		make(test, names[i / VMB_TREES], i % VMB_TREES);
		check(test);
		vmb_test_model_end(test, model);
	}
}

static bool is(const char *name)
{
	return !strcmp(vmb_test_scheme(model)->name, name);
}

static bool has_own_seq(void)
{
	return vmb_test_scheme(model)->protocol->uses_tree_seq;
}

/* What a lookup gives: nothing but this. */
static void expect_counts(struct kunit *test,
			  const struct vmb_read_counts *expected,
			  const char *what)
{
	const u64 *counts = (void *)&reader->counts, *wanted = (void *)expected;
	unsigned int i;

	/* Of how many nodes there are on a way down other tests know. */
	if (vmb_test_scheme(model)->protocol->init_srcu &&
	    model->mm->tree == VMB_RBTREE)
		reader->counts.walk_steps_max = 0;
	for (i = 0; i < sizeof(*expected) / sizeof(*counts); i++)
		KUNIT_EXPECT_EQ_MSG(test, counts[i], wanted[i],
				    "%s, tree %u, %s: count %u",
				    vmb_test_scheme(model)->name,
				    model->mm->tree, what, i);
}

static void expect_found(struct kunit *test, u32 slot, const char *what)
{
	struct vmb_read_counts expected = {};

	reader->depend = true;
	vmb_test_read(model, 0, vmb_test_addr(model, slot), VMB_READ_OP_LOOKUP);
	expect_counts(test, &expected, what);
	KUNIT_EXPECT_EQ(test, reader->last, vmb_test_addr(model, slot));
}

static void expect_gave_up(struct kunit *test, unsigned long addr,
			   enum vmb_cause cause, const char *what)
{
	struct vmb_read_counts expected = { .absent = 1 };

	expected.gave_up[cause] = 1;
	/* Where it is refused there are as many as there may be. */
	if (cause == VMB_GAVE_UP_LIMIT)
		expected.refs_max = reader->ref_limit;
	vmb_test_read(model, 0, addr, VMB_READ_OP_LOOKUP);
	expect_counts(test, &expected, what);
	KUNIT_EXPECT_EQ(test, reader->outcome, VMB_NOTHING);
}

/* While a writer has a VMA write-locked, readers of it leave, others do not. */
static void check_locked(struct kunit *test)
{
	const struct vmb_protocol *p = vmb_test_scheme(model)->protocol;

	vmb_mm_write_lock(model->mm);
	vmb_begin_write(&model->writer, p, &vma, 1);
	expect_gave_up(test, vmb_test_addr(model, SLOT), VMB_GAVE_UP_WRITTEN,
		       "locked");
	expect_found(test, SLOT - 1, "neighbour of one that is locked");
	vmb_end_write(model->mm, p, &vma, 1);
	vmb_mm_write_unlock(model->mm);
	expect_found(test, SLOT, "unlocked");
	KUNIT_EXPECT_EQ(test, model->writer.counts.waits, 0);
}

static void protocol_locked(struct kunit *test)
{
	for_all(test, check_locked);
}

/* A VMA that is put into the tree is locked until its operation is done. */
static void check_admitted(struct kunit *test)
{
	const struct vmb_protocol *p = vmb_test_scheme(model)->protocol;

	/* Those have no such lock: it is found at once. */
	if (!is("vm_lock") && !is("vm_refcnt") && !is("hazptr") &&
	    !is("hazptr_percpu"))
		return;
	vmb_mm_write_lock(model->mm);
	vmb_admit(model->mm, p, &vma, 1);
	expect_gave_up(test, vmb_test_addr(model, SLOT), VMB_GAVE_UP_WRITTEN,
		       "admitted");
	vmb_mm_write_unlock(model->mm);
	expect_found(test, SLOT, "admitted, complete");
}

static void protocol_admitted(struct kunit *test)
{
	for_all(test, check_admitted);
}

/* What could not be put into the tree is given back like what has left it. */
static void check_disowned(struct kunit *test)
{
	const struct vmb_protocol *p = vmb_test_scheme(model)->protocol;
	struct vmb_writer *writer = &model->writer;
	unsigned int n = model->run.space.arena.group_slots;

	KUNIT_ASSERT_EQ(test, 0, vmb_test_write(model, VMB_TEST_MUNMAP, SLOT));
	vmb_mm_write_lock(model->mm);
	writer->began = vmb_clock_ticks();
	KUNIT_ASSERT_EQ(test, 0, vmb_writer_make(writer, SLOT));
	vmb_admit(model->mm, p, writer->vmas, n);
	vmb_mark_detached(writer->vmas, n, false);
	vmb_retire_unlinked(writer, p, writer->vmas, n);
	vmb_mm_write_unlock(model->mm);
	KUNIT_EXPECT_NULL(test, vmb_test_vma(model, SLOT));
	KUNIT_ASSERT_EQ(test, 0, vmb_test_write(model, VMB_TEST_MAP, SLOT));
	expect_found(test, SLOT, "made again");
}

static void protocol_disowned(struct kunit *test)
{
	for_all(test, check_disowned);
}

/* Let a VMA look as if a writer had it, the mm-wide lock being free. */
static void set_written(bool written)
{
	if (is("rcu_refcount"))
		atomic_set(&vma->refs, !written);
	else if (has_own_seq())
		WRITE_ONCE(vma->seq, vma->seq + (written ? 1 : -1));
	else
		WRITE_ONCE(vma->seq, written ? model->mm->lock_seq :
					       model->mm->lock_seq - 1);
}

/* A lookup that gives up is done again, if so asked, and timed for both. */
static void check_fallback(struct kunit *test)
{
	const struct vmb_scheme *scheme = vmb_test_scheme(model);
	struct vmb_read_counts expected = {};
	struct vmb_hist *hist = reader->sink.hist;
	unsigned int fallback;

	set_written(true);
	expected.gave_up[VMB_GAVE_UP_WRITTEN] = 1;
	for (fallback = 0; fallback < 2; fallback++) {
		expected.absent = !fallback;
		expected.fallbacks = fallback;
		reader->fallback = fallback;
		reader->sample_every = 1;
		reader->until_sample = 0;
		reader->addrs[0] = vmb_test_addr(model, SLOT);
		memset(&reader->counts, 0, sizeof(reader->counts));
		memset(hist, 0, VMB_READER_OPS * sizeof(*hist));
		scheme->read[model->mm->tree][VMB_READ_OP_LOOKUP][VMB_SAMPLED]
			(reader, reader->addrs, reader->addrs + 1);
		expect_counts(test, &expected, "fallback");
		KUNIT_EXPECT_EQ(test, hist[VMB_READER_LOOKUP].total, 1);
		KUNIT_EXPECT_EQ(test, hist[VMB_READER_FALLBACK].total,
				fallback);
		KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&model->mm->lock));
	}
	set_written(false);
	/* Who finds it does not fall back. */
	expect_found(test, SLOT, "found");
	reader->fallback = false;
}

static void protocol_fallback(struct kunit *test)
{
	for_all(test, check_fallback);
}

/* A VMA that has been removed, found by a walk that was earlier. */
static void check_detached(struct kunit *test)
{
	/* These look for the one in its place: see model_wait_test.c */
	if (is("vm_lock") || is("vm_refcnt"))
		return;
	WRITE_ONCE(vma->detached, true);
	if (is("rcu_refcount"))
		atomic_set(&vma->refs, 0);
	expect_gave_up(test, vmb_test_addr(model, SLOT), VMB_GAVE_UP_DETACHED,
		       "detached");
	if (is("rcu_refcount"))
		atomic_set(&vma->refs, 1);
	WRITE_ONCE(vma->detached, false);
	expect_found(test, SLOT, "attached");
}

static void protocol_detached(struct kunit *test)
{
	for_all(test, check_detached);
}

/* One that no longer covers the address; only the maple tree shows it then. */
static void check_moved(struct kunit *test)
{
	unsigned long end = vma->end;

	if (model->mm->tree == VMB_RBTREE)
		return;
	vmb_vma_set_end(vma, vma->start + PAGE_SIZE);
	expect_gave_up(test, vma->start + PAGE_SIZE, VMB_GAVE_UP_MOVED,
		       "moved");
	expect_found(test, SLOT, "before its end");
	vmb_vma_set_end(vma, end);
	expect_found(test, SLOT, "as before");
}

static void protocol_moved(struct kunit *test)
{
	for_all(test, check_moved);
}

/* After any way to leave, VMA and reader are as if nobody had been there. */
static void check_leaves_nothing(struct kunit *test)
{
	int refs = atomic_read(&vma->refs);
	u32 seq = vma->seq;

	check_locked(test);
	check_moved(test);
	expect_found(test, SLOT, "found");
	vmb_test_read(model, 0, vmb_test_addr(model, SLOT - 2),
		      VMB_READ_OP_ITERATE);
	KUNIT_EXPECT_EQ(test, atomic_read(&vma->refs), refs);
	if (has_own_seq())
		KUNIT_EXPECT_EQ(test, vma->seq, seq + 2);
	if (is("vm_lock"))
		KUNIT_EXPECT_FALSE(test, rwsem_is_locked(vma->lock));
	KUNIT_EXPECT_NULL(test, reader->hazards->vma[0]);
	KUNIT_EXPECT_NULL(test, reader->hazards->vma[1]);
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&model->mm->lock));
}

static void protocol_leaves_nothing(struct kunit *test)
{
	for_all(test, check_leaves_nothing);
}

/* A reader that would raise the count above the limit is refused. */
static void protocol_limit(struct kunit *test)
{
	static const int limits[] = { 2, 3, 100, VMB_REF_LIMIT_MAX };
	unsigned int i;
	int below;

	for (i = 0; i < ARRAY_SIZE(limits) * VMB_TREES; i++) {
		int limit = limits[i / VMB_TREES];

		make(test, "vm_refcnt", i % VMB_TREES);
		reader->ref_limit = limit;
		for (below = 0; below < min(limit, 4); below++) {
			atomic_set(&vma->refs, limit - below);
			if (below)
				expect_found(test, SLOT, "below the limit");
			else
				expect_gave_up(test, vmb_test_addr(model, SLOT),
					       VMB_GAVE_UP_LIMIT, "at it");
			KUNIT_EXPECT_EQ(test, atomic_read(&vma->refs),
					limit - below);
		}
		atomic_set(&vma->refs, 1);
		expect_found(test, SLOT, "idle");
		vmb_test_model_end(test, model);
	}
}

/* If all pointers of the CPUs are taken a reader has its own. */
static void protocol_hazards_taken(struct kunit *test)
{
	struct vmb_test_holder *holder;
	struct vmb_hazards *hazards;
	struct vmb_mm *mm;
	unsigned int i;
	bool own;

	make(test, "hazptr_percpu", VMB_MAPLE);
	mm = model->mm;
	hazards = &mm->hazards[mm->nr_readers];
	KUNIT_EXPECT_EQ(test, mm->nr_hazards, mm->nr_readers + nr_cpu_ids);
	for (i = 0; i < nr_cpu_ids * VMB_HAZARDS; i++)
		hazards[i / VMB_HAZARDS].vma[i % VMB_HAZARDS] =
			vmb_test_vma(model, 0);
	holder = vmb_test_hold(test, model, 0, vmb_test_addr(model, SLOT),
			       VMB_READ_OP_LOOKUP, 20 * NSEC_PER_MSEC);
	do {
		own = READ_ONCE(mm->hazards[0].vma[0]) == vma;
		usleep_range(20, 50);
	} while (!own && !READ_ONCE(holder->done));
	vmb_test_let_go(test, holder);
	KUNIT_EXPECT_TRUE(test, own);
	KUNIT_EXPECT_NULL(test, mm->hazards[0].vma[0]);
	for (i = 0; i < nr_cpu_ids * VMB_HAZARDS; i++)
		KUNIT_EXPECT_PTR_EQ(test, vmb_test_vma(model, 0),
				    hazards[i / VMB_HAZARDS].vma[i % VMB_HAZARDS]);
	memset(hazards, 0, nr_cpu_ids * sizeof(*hazards));
	vmb_test_model_end(test, model);
}

/* The knobs get where they are used. */
static void protocol_knobs(struct kunit *test)
{
	vmb_test_model_knobs(knobs, "vm_refcnt", VMB_MAPLE);
	knobs->ref_limit = 17;
	knobs->detach = VMB_DETACH_HOLE_PUNCH;
	model = vmb_test_model(test, knobs);
	KUNIT_EXPECT_EQ(test, model->readers[0].ref_limit, 17);
	KUNIT_EXPECT_EQ(test, model->mm->detach, VMB_DETACH_HOLE_PUNCH);
	vmb_test_model_end(test, model);

	vmb_test_model_knobs(knobs, "hazptr", VMB_MAPLE);
	knobs->fence = VMB_FENCE_WRITER;
	model = vmb_test_model(test, knobs);
	KUNIT_EXPECT_TRUE(test, model->readers[0].writer_fences);
	KUNIT_EXPECT_EQ(test, model->mm->fence, VMB_FENCE_WRITER);
	KUNIT_EXPECT_PTR_EQ(test, model->readers[1].hazards,
			    model->readers[0].hazards + 1);
	KUNIT_EXPECT_EQ(test, model->mm->nr_hazards, VMB_TEST_READERS);
	vmb_test_model_end(test, model);

	vmb_test_model_knobs(knobs, "vm_lock", VMB_MAPLE);
	model = vmb_test_model(test, knobs);
	vma = vmb_test_vma(model, SLOT);
	KUNIT_EXPECT_PTR_EQ(test, vma->lock, &vma->inline_lock);
	vmb_test_model_end(test, model);
	knobs->lock_placement = VMB_LOCK_SEPARATE;
	model = vmb_test_model(test, knobs);
	vma = vmb_test_vma(model, SLOT);
	KUNIT_EXPECT_PTR_NE(test, vma->lock, &vma->inline_lock);
	KUNIT_EXPECT_PTR_NE(test, vma->lock,
			    vmb_test_vma(model, SLOT + 1)->lock);
	KUNIT_EXPECT_EQ(test, (unsigned long)vma->lock % SMP_CACHE_BYTES, 0);
	vmb_test_model_end(test, model);
}

static int protocol_test_init(struct kunit *test)
{
	knobs = kunit_kzalloc(test, sizeof(*knobs), GFP_KERNEL);
	return knobs ? 0 : -ENOMEM;
}

static struct kunit_case protocol_cases[] = {
	KUNIT_CASE(protocol_locked),
	KUNIT_CASE(protocol_admitted),
	KUNIT_CASE(protocol_disowned),
	KUNIT_CASE(protocol_fallback),
	KUNIT_CASE(protocol_detached),
	KUNIT_CASE(protocol_moved),
	KUNIT_CASE(protocol_leaves_nothing),
	KUNIT_CASE(protocol_limit),
	KUNIT_CASE(protocol_hazards_taken),
	KUNIT_CASE(protocol_knobs),
	{}
};

static struct kunit_suite protocol_suite = {
	.name = "vmabench_model_protocol",
	.init = protocol_test_init,
	.test_cases = protocol_cases,
};
kunit_test_suite(protocol_suite);
