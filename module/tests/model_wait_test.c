// SPDX-License-Identifier: GPL-2.0-only
/*
 * Readers of models beside a writer: who waits for whom, and who finds out.
 *
 * A reader that holds is a thread that spins for a while.  Where it came too
 * late, or had left too early, what it counted says so, and it is done again.
 */
#include <linux/delay.h>
#include <linux/kthread.h>

#include "../schemes/vm_refcnt.h"
#include "model_common.h"

#define SLOT 5
#define HOLD_NS (30 * NSEC_PER_MSEC)
/* On a busy machine a thread may be stopped for longer than it holds. */
#define TRIES 100

static struct vmb_test_model *model;
static struct vmb_writer *writer;
static struct vmb_vma *vma;
static struct vmb_knobs *knobs;

static void make(struct kunit *test, const char *scheme, const char *knob,
		 const char *value, enum vmb_tree tree)
{
	vmb_test_model_knobs(knobs, scheme, tree);
	if (knob)
		vmb_test_model_knob(test, knobs, knob, value);
	model = vmb_test_model(test, knobs);
	writer = &model->writer;
	vma = vmb_test_vma(model, SLOT);
}

static bool nothing_wrong(const struct vmb_reader *reader)
{
	unsigned int i;

	for (i = 0; i < VMB_WRONG_COUNT; i++)
		if (reader->counts.wrong[i])
			return false;
	return !reader->counts.violations;
}

static u64 gave_up(const struct vmb_reader *reader)
{
	u64 sum = 0;
	unsigned int i;

	for (i = 0; i < VMB_CAUSE_COUNT; i++)
		sum += reader->counts.gave_up[i];
	return sum;
}

/* Each operation, and what undoes it. */
static const enum vmb_test_op ops[][2] = {
	{ VMB_TEST_MUNMAP, VMB_TEST_MAP },
	{ VMB_TEST_PROTECT, VMB_TEST_UNPROTECT },
	{ VMB_TEST_SPLIT, VMB_TEST_MERGE },
};

/* Schemes whose writers wait for readers of what they change. */
static const struct {
	const char *scheme, *knob, *value;
} waiting[] = {
	{ "rcu_refcount" },
	{ "rcu_refcount", "as_posted", "1" },
	{ "vm_lock" },
	{ "vm_lock", "lock_placement", "separate" },
	{ "vm_refcnt" },
	{ "vm_refcnt", "detach", "write_then_detach" },
	{ "vm_refcnt", "detach", "store_write_detach" },
	{ "vm_refcnt", "detach", "hole_punch" },
	{ "hazptr" },
	{ "hazptr", "fence", "writer" },
	{ "hazptr", "fence", "ipi" },
	{ "hazptr_percpu" },
	{ "percpu_count" },
	{ "model_vma_wait" },
	{ "range_lock" },
};

/* Another VMA may be in the same group, and is held or locked with it. */
static bool has_groups(void)
{
	return vmb_test_scheme(model) == &vmb_scheme_percpu_count;
}

/* One operation beside a reader that holds; false if that was too late. */
static bool waits_once(struct kunit *test, enum vmb_test_op op,
		       enum vmb_read_op read_op)
{
	struct vmb_reader *reader = &model->readers[1];
	struct vmb_test_holder *holder;
	u32 first = read_op == VMB_READ_OP_LOOKUP ? SLOT : SLOT - 1;
	u64 waits = writer->counts.waits, ns = writer->counts.wait_ns;
	u64 before = gave_up(reader);
	bool waited;
	int err;

	/* The second slot of a walk is held in the reader's other hand. */
	reader->read_span = 2;
	holder = vmb_test_hold(test, model, 1, vmb_test_addr(model, first),
			       read_op, HOLD_NS);
	while (!vmb_test_is_held(model, 1, vma) && !READ_ONCE(holder->done))
		usleep_range(20, 50);
	err = vmb_test_write(model, op, SLOT);
	vmb_test_let_go(test, holder);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_TRUE(test, nothing_wrong(reader));
	/* What it holds it had not checked yet when the writer came. */
	if (gave_up(reader) != before)
		return false;
	waited = writer->counts.waits > waits;
	if (waited) {
		KUNIT_EXPECT_EQ(test, writer->counts.waits, waits + 1);
		KUNIT_EXPECT_GT(test, writer->counts.wait_ns, ns);
		KUNIT_EXPECT_LT(test, writer->counts.wait_ns - ns,
				10 * NSEC_PER_SEC);
	} else {
		KUNIT_EXPECT_EQ(test, writer->counts.wait_ns, ns);
	}
	return waited;
}

static void wait_for_holder(struct kunit *test)
{
	unsigned int i, j, k, try;

	for (i = 0; i < ARRAY_SIZE(waiting) * VMB_TREES; i++) {
		if (!(vmb_scheme_find(waiting[i / VMB_TREES].scheme)->trees &
		      BIT(i % VMB_TREES)))
			continue;
		make(test, waiting[i / VMB_TREES].scheme,
		     waiting[i / VMB_TREES].knob, waiting[i / VMB_TREES].value,
		     i % VMB_TREES);
		for (j = 0; j < ARRAY_SIZE(ops); j++) {
			/* A walk for one of them will do. */
			k = j == i % ARRAY_SIZE(ops) && !has_groups();
			for (try = 0; try < TRIES; try++) {
				bool waited = waits_once(test, ops[j][0], k);

				KUNIT_ASSERT_EQ(test, 0,
						vmb_test_write(model, ops[j][1],
							       SLOT));
				vma = vmb_test_vma(model, SLOT);
				if (waited)
					break;
			}
			KUNIT_EXPECT_LT_MSG(test, try, TRIES,
					    "%s, tree %u: operation %u does not wait",
					    waiting[i / VMB_TREES].scheme,
					    model->mm->tree, j);
		}
		KUNIT_EXPECT_EQ(test, writer->counts.second_waits, 0);
		vmb_test_model_end(test, model);
	}
}

/* A writer of another VMA is not kept waiting. */
static void wait_for_nobody_else(struct kunit *test)
{
	struct vmb_test_holder *holder;
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(waiting); i++) {
		make(test, waiting[i].scheme, waiting[i].knob, waiting[i].value,
		     VMB_MAPLE);
		if (has_groups()) {
			vmb_test_model_end(test, model);
			continue;
		}
		holder = vmb_test_hold(test, model, 1,
				       vmb_test_addr(model, SLOT),
				       VMB_READ_OP_LOOKUP, HOLD_NS / 10);
		while (!vmb_test_is_held(model, 1, vma) &&
		       !READ_ONCE(holder->done))
			usleep_range(20, 50);
		for (j = 0; j < 2 * ARRAY_SIZE(ops); j++)
			vmb_test_write(model, ops[j / 2][j % 2], SLOT + 1);
		vmb_test_let_go(test, holder);
		KUNIT_EXPECT_EQ(test, writer->counts.waits, 0);
		KUNIT_EXPECT_TRUE(test, nothing_wrong(&model->readers[1]));
		vmb_test_model_end(test, model);
	}
}

/* As posted nobody wakes a writer; by default the last reader does. */
static void wait_lost_wakeup(struct kunit *test)
{
	unsigned int as_posted, try;

	for (as_posted = 0; as_posted < 2; as_posted++) {
		make(test, "rcu_refcount", "as_posted", as_posted ? "1" : "0",
		     VMB_RBTREE);
		for (try = 0; try < TRIES; try++) {
			waits_once(test, VMB_TEST_PROTECT, VMB_READ_OP_LOOKUP);
			if (as_posted ? writer->counts.lost_wakeups > 0 :
					writer->counts.waits > 2)
				break;
		}
		KUNIT_EXPECT_LT(test, try, TRIES);
		KUNIT_EXPECT_LE(test, writer->counts.lost_wakeups,
				as_posted ? writer->counts.waits : 0);
		KUNIT_ASSERT_EQ(test, 0, vmb_test_write(model,
							VMB_TEST_UNPROTECT,
							SLOT));
		vmb_test_model_end(test, model);
	}
}

/* Files closed by callbacks, of a model that is drained. */
static u64 late_releases(struct kunit *test)
{
	struct vmb_releases *releases = kunit_kzalloc(test, sizeof(*releases),
						      GFP_KERNEL);
	u64 n;

	KUNIT_ASSERT_NOT_NULL(test, releases);
	vmb_reclaim_releases(model->mm->reclaim, releases);
	n = releases->n;
	kunit_kfree(test, releases);
	return n;
}

/* Removed or changed while it was held: the reader finds out, in the end. */
static bool finds_out_once(struct kunit *test, const enum vmb_test_op *op,
			   bool removed)
{
	bool late = vmb_test_scheme(model)->protocol->init_srcu;
	struct vmb_reader *reader = &model->readers[1];
	struct vmb_file *file = vma->file;
	struct vmb_test_holder *holder;
	u32 gen = vma->gen, file_gen = vma->file_gen;
	bool in_time, is_open, in_use, noticed;
	u64 releases;
	int err;

	vmb_mm_drain(model->mm, vmb_clock_ticks());
	releases = late_releases(test);
	holder = vmb_test_hold(test, model, 1, vmb_test_addr(model, SLOT),
			       VMB_READ_OP_LOOKUP, 2 * HOLD_NS);
	usleep_range(2000, 4000);
	err = vmb_test_write(model, op[0], SLOT);
	/* Callbacks have had the time they would have needed. */
	msleep(25);
	is_open = READ_ONCE(file->gen) == file_gen;
	in_use = READ_ONCE(vma->gen) == gen;
	/* After the looks above. */
	in_time = !smp_load_acquire(&holder->done);
	vmb_test_let_go(test, holder);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, writer->counts.waits, 0);

	noticed = removed ? reader->counts.gave_up[VMB_GAVE_UP_DETACHED] :
			    reader->counts.gave_up[VMB_GAVE_UP_WRITTEN];
	/* It may have come too late to find it. */
	KUNIT_EXPECT_TRUE(test, nothing_wrong(reader));
	if (noticed && in_time) {
		KUNIT_EXPECT_EQ(test, reader->counts.absent, 1);
		KUNIT_EXPECT_EQ(test, gave_up(reader), 1);
		KUNIT_EXPECT_TRUE(test, in_use);
		KUNIT_EXPECT_EQ(test, is_open, late || !removed);
		KUNIT_EXPECT_EQ(test, reader->counts.files_gone,
				!late && removed);
		KUNIT_EXPECT_EQ(test, reader->counts.files_gone_found, 0);
	}
	vmb_mm_drain(model->mm, vmb_clock_ticks());
	if (removed) {
		KUNIT_EXPECT_NE(test, READ_ONCE(file->gen), file_gen);
		KUNIT_EXPECT_NE(test, READ_ONCE(vma->gen), gen);
	}
	KUNIT_EXPECT_EQ(test, late_releases(test),
			releases + (late && removed));
	KUNIT_EXPECT_EQ(test, 0, vmb_test_write(model, op[1], SLOT));
	vma = vmb_test_vma(model, SLOT);
	return noticed && in_time;
}

static void wait_finds_out(struct kunit *test)
{
	static const char *const names[] = {
		"srcu_seqlock", "rcu_seq_refcount", "srcu_fast_seqlock",
	};
	unsigned int i, j, try;

	for (i = 0; i < ARRAY_SIZE(names) * VMB_TREES; i++) {
		if (vmb_scheme_unavailable(vmb_scheme_find(names[i / VMB_TREES])))
			continue;
		make(test, names[i / VMB_TREES], NULL, NULL, i % VMB_TREES);
		for (j = 0; j < ARRAY_SIZE(ops); j++) {
			for (try = 0; try < TRIES; try++)
				if (finds_out_once(test, ops[j], j == 0))
					break;
			KUNIT_EXPECT_LT_MSG(test, try, TRIES,
					    "%s, tree %u: operation %u is not noticed",
					    names[i / VMB_TREES],
					    model->mm->tree, j);
		}
		vmb_test_model_end(test, model);
	}
}

/* A thread that leaves a VMA which the test has entered, once that is awaited. */
static int leave_later(void *data)
{
	while (!rcuwait_active(&model->mm->writer_wait) &&
	       !kthread_should_stop())
		usleep_range(100, 200);
	vmb_vm_refcnt_put(data);
	while (!kthread_should_stop())
		usleep_range(100, 200);
	return 0;
}

/*
 * A reader that has raised the count of a locked VMA and not yet looked at the
 * sequence: only then is there a second wait, and a VMA that nobody has.
 */
static void wait_second(struct kunit *test)
{
	unsigned int i, passing;

	for (i = 0; i < 2 * VMB_TREES; i++) {
		const struct vmb_protocol *p;
		struct task_struct *task = NULL;
		int err;

		make(test, "vm_refcnt", NULL, NULL, i / 2);
		p = vmb_test_scheme(model)->protocol;
		passing = i % 2;
		if (passing) {
			task = kthread_create(leave_later, vma, "vmb_test_go");
			KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		}
		vmb_mm_write_lock(model->mm);
		writer->began = vmb_clock_ticks();
		vmb_begin_write(writer, p, &vma, 1);
		if (passing) {
			atomic_inc(&vma->refs);
			wake_up_process(task);
		}
		vmb_mark_detached(&vma, 1, true);
		err = vmb_unlink(model->mm, p, &vma, 1);
		vmb_retire(writer, p, &vma, 1);
		vmb_mm_write_unlock(model->mm);
		if (passing)
			kthread_stop(task);
		KUNIT_EXPECT_EQ(test, err, 0);
		KUNIT_EXPECT_EQ(test, atomic_read(&vma->refs), 0);
		KUNIT_EXPECT_EQ(test, writer->counts.second_waits, passing);
		KUNIT_EXPECT_EQ(test, writer->counts.waits, passing);
		KUNIT_EXPECT_EQ(test, 0, vmb_test_write(model, VMB_TEST_MAP,
							SLOT));
		vmb_test_model_end(test, model);
	}
}

static int munmap_once(struct vmb_writer *me, u32 slot)
{
	return vmb_model_munmap(me, slot, model->run.space.protocol);
}

static int map_once(struct vmb_writer *me, u32 slot)
{
	return vmb_model_map(me, slot, model->run.space.protocol);
}

static int protect_once(struct vmb_writer *me, u32 slot)
{
	return vmb_model_protect(me, slot, model->run.space.protocol);
}

static int transact(vmb_write_fn *op)
{
	return vmb_model_transactions(writer, SLOT, 1,
				      model->run.space.protocol, op,
				      munmap_once, map_once);
}

/* A VMA that is unmapped in one space is mapped in the other, in its memory. */
static void wait_spaces(struct kunit *test)
{
	unsigned long addr;
	struct vmb_mm *other;
	unsigned int tree;

	for (tree = 0; tree < VMB_TREES; tree++) {
		make(test, "vm_refcnt", "spaces", "2", tree);
		other = model->mm->other;
		addr = vmb_test_addr(model, SLOT);
		KUNIT_EXPECT_EQ(test, 0, transact(munmap_once));
		KUNIT_EXPECT_NULL(test, vmb_test_vma(model, SLOT));
		KUNIT_ASSERT_NOT_NULL(test, vmb_test_walk(other, addr));
		KUNIT_EXPECT_PTR_EQ(test, vmb_test_walk(other, addr)->mm,
				    other);
		/* The rbtree's are reused after a grace period only. */
		if (tree == VMB_MAPLE)
			KUNIT_EXPECT_PTR_EQ(test, vmb_test_walk(other, addr),
					    vma);
		KUNIT_EXPECT_NE(test, 0, vmb_test_verify(&model->run.space,
							 model->error));
		KUNIT_EXPECT_EQ(test, 0, transact(map_once));
		KUNIT_EXPECT_NULL(test, vmb_test_walk(other, addr));
		KUNIT_EXPECT_PTR_EQ(test, vmb_test_vma(model, SLOT)->mm,
				    model->mm);
		KUNIT_EXPECT_EQ(test, writer->counts.transactions, 4);
		/* Protecting it is no matter of the other. */
		KUNIT_EXPECT_EQ(test, 0, transact(protect_once));
		KUNIT_EXPECT_EQ(test, writer->counts.transactions, 5);
		vmb_test_model_end(test, model);
	}
}

static struct vmb_write_counts foreign_counts;

static int lock_it(void *data)
{
	struct vmb_mm *other = data;

	vmb_mm_write_lock(other);
	vmb_vm_refcnt_begin_write(other, &vma, 1, &foreign_counts);
	vmb_mm_write_unlock(other);
	while (!kthread_should_stop())
		usleep_range(100, 200);
	return 0;
}

/* Is a writer of the other space woken by a reader of the first? */
static void wake_foreign(struct kunit *test, struct vmb_mm *other)
{
	struct task_struct *task = kthread_create(lock_it, other,
						  "vmb_test_lock");
	unsigned int try;

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	memset(&foreign_counts, 0, sizeof(foreign_counts));
	atomic_inc(&vma->refs);
	wake_up_process(task);
	while (!rcuwait_active(&other->writer_wait))
		usleep_range(100, 200);
	vmb_vm_refcnt_put(vma);
	for (try = 0; try < 10000 && rcuwait_active(&other->writer_wait); try++)
		usleep_range(1000, 2000);
	KUNIT_EXPECT_FALSE(test, rcuwait_active(&other->writer_wait));
	rcuwait_wake_up(&other->writer_wait);
	kthread_stop(task);
	KUNIT_EXPECT_EQ(test, foreign_counts.waits, 1);
}

/* A reader that finds a VMA of the other space gives up, and lets it go. */
static void wait_foreign(struct kunit *test)
{
	struct vmb_reader *me;
	struct vmb_mm *other;
	unsigned int tree;

	for (tree = 0; tree < VMB_TREES; tree++) {
		make(test, "vm_refcnt", "spaces", "2", tree);
		me = &model->readers[0];
		other = model->mm->other;
		WRITE_ONCE(vma->mm, other);
		vmb_test_read(model, 0, vmb_test_addr(model, SLOT),
			      VMB_READ_OP_LOOKUP);
		KUNIT_EXPECT_EQ(test, gave_up(me), 1);
		KUNIT_EXPECT_EQ(test, me->counts.gave_up[VMB_GAVE_UP_FOREIGN],
				1);
		KUNIT_EXPECT_TRUE(test, nothing_wrong(me));
		KUNIT_EXPECT_EQ(test, atomic_read(&vma->refs), 1);
		KUNIT_EXPECT_EQ(test, atomic_read(&other->grabs), 0);
		wake_foreign(test, other);
		WRITE_ONCE(vma->mm, model->mm);
		vmb_test_model_end(test, model);
	}
}

static int protect_it(void *data)
{
	*(int *)data = vmb_test_write(model, VMB_TEST_PROTECT, SLOT);
	while (!kthread_should_stop())
		usleep_range(100, 200);
	return 0;
}

/* Be a reader of @vma, and start a writer; returns when it waits, or is done. */
static struct task_struct *protect_beside(struct kunit *test, int *err)
{
	struct task_struct *task = kthread_create(protect_it, err,
						  "vmb_test_protect");

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	*err = -EIO;
	atomic_inc(&vma->refs);
	wake_up_process(task);
	/* Its flag alone does not say that it waits already. */
	while (!rcuwait_active(&model->mm->writer_wait) &&
	       READ_ONCE(*err) == -EIO)
		usleep_range(100, 200);
	return task;
}

/* While a writer waits, others find a hole where holes are punched only. */
static void wait_detach_order(struct kunit *test)
{
	static const char *const orders[] = {
		"write_detach_store", "write_then_detach", "store_write_detach",
		"hole_punch",
	};
	struct vmb_reader *reader;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(orders) * VMB_TREES; i++) {
		bool hole = i / VMB_TREES == VMB_DETACH_HOLE_PUNCH;
		struct task_struct *task;
		int err;

		make(test, "vm_refcnt", "detach", orders[i / VMB_TREES],
		     i % VMB_TREES);
		reader = &model->readers[0];
		task = protect_beside(test, &err);
		vmb_test_read(model, 0, vmb_test_addr(model, SLOT),
			      VMB_READ_OP_LOOKUP);
		vmb_vm_refcnt_put(vma);
		kthread_stop(task);
		KUNIT_EXPECT_EQ(test, err, 0);
		KUNIT_EXPECT_EQ(test, gave_up(reader), 1);
		KUNIT_EXPECT_EQ(test, reader->counts.gave_up[VMB_GAVE_UP_NOTHING],
				hole);
		KUNIT_EXPECT_EQ(test, reader->counts.gave_up[VMB_GAVE_UP_WRITTEN],
				!hole);
		KUNIT_EXPECT_EQ(test, writer->counts.waits, 1);
		KUNIT_EXPECT_EQ(test, 0, vmb_test_write(model,
							VMB_TEST_UNPROTECT,
							SLOT));
		vmb_test_model_end(test, model);
	}
}

/* Return the wake-ups counted by a writer that is woken @wakeups times early. */
static u64 spurious(struct kunit *test, unsigned int wakeups)
{
	u64 before = writer->counts.spurious_wakeups;
	struct task_struct *task;
	int err;

	vma = vmb_test_vma(model, SLOT);
	task = protect_beside(test, &err);
	while (wakeups) {
		usleep_range(100, 200);
		wakeups -= rcuwait_wake_up(&model->mm->writer_wait);
	}
	/* Let it look and sleep again. */
	usleep_range(1000, 2000);
	vmb_vm_refcnt_put(vma);
	kthread_stop(task);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_ASSERT_EQ(test, 0, vmb_test_write(model, VMB_TEST_UNPROTECT,
						SLOT));
	return writer->counts.spurious_wakeups - before;
}

/* A wake-up that leaves readers behind is counted, the last one is not. */
static void wait_spurious(struct kunit *test)
{
	unsigned int wakeups, try;
	u64 counted;

	make(test, "vm_refcnt", NULL, NULL, VMB_MAPLE);
	for (wakeups = 0; wakeups < 3; wakeups++) {
		for (try = 0; try < TRIES; try++) {
			counted = spurious(test, wakeups);
			KUNIT_EXPECT_LE(test, counted, wakeups);
			if (counted == wakeups)
				break;
		}
		KUNIT_EXPECT_LT(test, try, TRIES);
	}
	vmb_test_model_end(test, model);
}

/* Return true once a grace period has ended; false after ten seconds. */
static bool grace_period_ends(void)
{
	unsigned long end = start_poll_synchronize_rcu();
	unsigned long limit = jiffies + 10 * HZ;

	while (!poll_state_synchronize_rcu(end)) {
		if (time_after(jiffies, limit))
			return false;
		usleep_range(1000, 2000);
	}
	return true;
}

/* A VMA that has gone is looked for again until another is in its place. */
static void wait_replaced(struct kunit *test)
{
	unsigned int i, try;

	for (i = 0; i < 2 * VMB_TREES; i++) {
		bool by_count = i / VMB_TREES;
		struct vmb_reader *reader;

		make(test, by_count ? "vm_refcnt" : "vm_lock", NULL, NULL,
		     i % VMB_TREES);
		reader = &model->readers[1];
		for (try = 0; try < TRIES; try++) {
			struct vmb_test_holder *holder;

			if (by_count)
				atomic_set(&vma->refs, 0);
			else
				WRITE_ONCE(vma->detached, true);
			holder = vmb_test_hold(test, model, 1,
					       vmb_test_addr(model, SLOT),
					       VMB_READ_OP_LOOKUP, 0);
			usleep_range(2000, 3000);
			/* As in the kernel, RCU is dropped for each retry. */
			if (by_count) {
				KUNIT_EXPECT_TRUE(test, grace_period_ends());
				atomic_set(&vma->refs, 1);
			}
			if (!by_count)
				WRITE_ONCE(vma->detached, false);
			vmb_test_let_go(test, holder);
			KUNIT_EXPECT_EQ(test, gave_up(reader), 0);
			KUNIT_EXPECT_TRUE(test, nothing_wrong(reader));
			if (reader->counts.retries)
				break;
		}
		KUNIT_EXPECT_LT(test, try, TRIES);
		vmb_test_model_end(test, model);
	}
}

/* Where the limit is three, the third reader is refused and two are let in. */
static void wait_limit(struct kunit *test)
{
	struct vmb_test_holder *holder;
	struct vmb_reader *third;
	unsigned int try;
	u64 refused = 0;
	int refs;

	make(test, "vm_refcnt", "ref_limit", "3", VMB_MAPLE);
	third = &model->readers[2];
	for (try = 0; try < TRIES && !refused; try++) {
		/* The first is the test itself, the second a thread. */
		atomic_inc(&vma->refs);
		holder = vmb_test_hold(test, model, 1,
				       vmb_test_addr(model, SLOT),
				       VMB_READ_OP_LOOKUP, HOLD_NS);
		while (atomic_read(&vma->refs) < 3 && !READ_ONCE(holder->done))
			usleep_range(20, 50);
		vmb_test_read(model, 2, vmb_test_addr(model, SLOT),
			      VMB_READ_OP_LOOKUP);
		refs = atomic_read(&vma->refs);
		refused = third->counts.gave_up[VMB_GAVE_UP_LIMIT];
		KUNIT_EXPECT_LE(test, refs, 3);
		KUNIT_EXPECT_EQ(test, gave_up(third), refused);
		vmb_test_let_go(test, holder);
		KUNIT_EXPECT_EQ(test, gave_up(&model->readers[1]), 0);
		vmb_vm_refcnt_put(vma);
		KUNIT_EXPECT_EQ(test, atomic_read(&vma->refs), 1);
	}
	KUNIT_EXPECT_EQ(test, refused, 1);
	vmb_test_model_end(test, model);
}

static int wait_test_init(struct kunit *test)
{
	vmb_test_need_cpus(test);
	knobs = kunit_kzalloc(test, sizeof(*knobs), GFP_KERNEL);
	return knobs ? 0 : -ENOMEM;
}

static struct kunit_case wait_cases[] = {
	KUNIT_CASE_SLOW(wait_for_holder),
	KUNIT_CASE(wait_for_nobody_else),
	KUNIT_CASE(wait_lost_wakeup),
	KUNIT_CASE(wait_finds_out),
	KUNIT_CASE(wait_second),
	KUNIT_CASE(wait_detach_order),
	KUNIT_CASE(wait_spurious),
	KUNIT_CASE(wait_replaced),
	KUNIT_CASE(wait_limit),
	KUNIT_CASE(wait_spaces),
	KUNIT_CASE(wait_foreign),
	{}
};

static struct kunit_suite wait_suite = {
	.name = "vmabench_model_wait",
	.init = wait_test_init,
	.test_cases = wait_cases,
};
kunit_test_suite(wait_suite);
