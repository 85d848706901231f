// SPDX-License-Identifier: GPL-2.0-only
/* What callbacks count, how late files are closed, and who waits for that. */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/percpu.h>

#include "model_common.h"

#define SPAN 4
#define HOLD_MS 40
/* Longer than a grace period of SRCU takes without readers. */
#define GRACE_NS (300 * NSEC_PER_MSEC)
/* On a busy machine a thread may be stopped for longer than that. */
#define TRIES 100

static struct vmb_test_model *model;
static struct vmb_writer *writer;
static struct vmb_releases *releases;

static void make(struct kunit *test, const struct vmb_scheme *scheme,
		 enum vmb_tree tree)
{
	struct vmb_knobs *knobs = kunit_kzalloc(test, sizeof(*knobs),
						GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, knobs);
	vmb_test_model_knobs(knobs, scheme->name, tree);
	knobs->write_span = SPAN;
	model = vmb_test_model(test, knobs);
	writer = &model->writer;
	kunit_kfree(test, knobs);
}

/* Does it close files, or free VMAs, behind the writer's back? */
static bool closes_late(const struct vmb_scheme *scheme)
{
	return scheme->protocol->init_srcu;
}

static bool has_callbacks(const struct vmb_scheme *scheme, enum vmb_tree tree)
{
	return scheme != &vmb_scheme_model_mmap_lock &&
	       scheme != &vmb_scheme_range_lock &&
	       ((scheme != &vmb_scheme_vm_refcnt &&
		 scheme != &vmb_scheme_model_vma_wait) || tree == VMB_RBTREE);
}

/* How often each counter is to be preempted, and the most it counts for that. */
#define PREEMPTIONS 40
#define CALLBACKS 100000000

static struct {
	struct vmb_reclaim __percpu *reclaim;
	struct completion done;
	atomic64_t callbacks;
} counted;

static int count_callbacks(void *data)
{
	unsigned long enough = current->nivcsw + PREEMPTIONS;
	u64 i;

	for (i = 0; i < CALLBACKS && current->nivcsw < enough; i++)
		vmb_callback_end(counted.reclaim,
				 vmb_callback_begin(counted.reclaim));
	atomic64_add(i, &counted.callbacks);
	complete(&counted.done);
	while (!kthread_should_stop())
		schedule_timeout_idle(1);
	return 0;
}

/* Under PREEMPT_RT a callback can preempt another: no count is lost. */
static void reclaim_preempted(struct kunit *test)
{
	struct task_struct *tasks[2];
	struct vmb_callbacks sum;
	unsigned int i;

	if (IS_ENABLED(CONFIG_UML))
		kunit_skip(test, "UML preempts no kernel code that does not ask for it");
	counted.reclaim = alloc_percpu(struct vmb_reclaim);
	KUNIT_ASSERT_TRUE(test, counted.reclaim);
	init_completion(&counted.done);
	atomic64_set(&counted.callbacks, 0);
	for (i = 0; i < ARRAY_SIZE(tasks); i++) {
		tasks[i] = kthread_create(count_callbacks, NULL, "vmb_test");
		KUNIT_ASSERT_FALSE(test, IS_ERR(tasks[i]));
		kthread_bind(tasks[i], cpumask_first(cpu_online_mask));
		wake_up_process(tasks[i]);
	}
	for (i = 0; i < ARRAY_SIZE(tasks); i++)
		wait_for_completion(&counted.done);
	for (i = 0; i < ARRAY_SIZE(tasks); i++)
		kthread_stop(tasks[i]);
	vmb_reclaim_count(counted.reclaim, &sum);
	KUNIT_EXPECT_EQ(test, sum.run, atomic64_read(&counted.callbacks));
	free_percpu(counted.reclaim);
}

/* Remove the VMAs of so many groups, and put others in their places. */
static void replace_groups(struct kunit *test, unsigned int n)
{
	u32 slot;

	while (n--) {
		slot = n % (VMB_TEST_SLOTS / SPAN) * SPAN;
		KUNIT_ASSERT_EQ(test, 0, vmb_test_write(model, VMB_TEST_MUNMAP,
							slot));
		KUNIT_ASSERT_EQ(test, 0, vmb_test_write(model, VMB_TEST_MAP,
							slot));
	}
}

static void remove_groups(struct kunit *test, unsigned int n)
{
	replace_groups(test, n);
	vmb_mm_drain(model->mm, vmb_clock_ticks());
	/* Callbacks count their time when their VMA is back. */
	if (model->mm->uses_srcu)
		srcu_barrier(&model->mm->srcu);
	else
		rcu_barrier();
}

static void check_counts(struct kunit *test, const struct vmb_scheme *scheme,
			 enum vmb_tree tree)
{
	const struct vmb_hist *own = &model->write_hist[VMB_WRITER_RELEASE];
	bool late = closes_late(scheme);
	struct vmb_callbacks callbacks;
	u64 run;

	/* Before the window, in it, and after: 5, 20 and 3 groups. */
	model->writer_worker.phase = VMB_PHASE_WARM;
	remove_groups(test, 5);
	vmb_mm_note_edge(model->mm, VMB_WINDOW_OPENS);
	model->writer_worker.phase = VMB_PHASE_MEASURE;
	remove_groups(test, 20);
	vmb_mm_note_edge(model->mm, VMB_WINDOW_CLOSES);
	model->writer_worker.phase = VMB_PHASE_COOL;
	remove_groups(test, 3);

	vmb_mm_callbacks_in_window(model->mm, &callbacks);
	run = has_callbacks(scheme, tree) ? 20 * SPAN : 0;
	KUNIT_EXPECT_EQ_MSG(test, callbacks.run, run, "%s", scheme->name);
	KUNIT_EXPECT_LE(test, callbacks.timed, run / 16 + num_online_cpus());
	KUNIT_EXPECT_GE(test, callbacks.timed + num_online_cpus(), run / 16);
	KUNIT_EXPECT_EQ(test, callbacks.timed_ns > 0, callbacks.timed > 0);
	KUNIT_EXPECT_LT(test, callbacks.timed_ns, 10 * NSEC_PER_SEC);

	vmb_reclaim_releases(model->mm->reclaim, releases);
	KUNIT_EXPECT_EQ_MSG(test, releases->n, late ? 28 * SPAN : 0, "%s",
			    scheme->name);
	KUNIT_EXPECT_EQ(test, releases->measured.total, late ? 20 * SPAN : 0);

	/* The worker, of which there is none, has one histogram for each time. */
	KUNIT_EXPECT_EQ(test, own->total, late ? 0 : 28 * SPAN);
	KUNIT_EXPECT_EQ(test, own->max,
			late ? 0 : model->write_hist[VMB_OP_MUNMAP].max);
}

static void reclaim_counts(struct kunit *test)
{
	unsigned int i, tree;

	for (i = 0; i < vmb_scheme_count * VMB_TREES; i++) {
		const struct vmb_scheme *scheme = vmb_schemes[i / VMB_TREES];

		tree = i % VMB_TREES;
		if (strcmp(scheme->family, VMB_FAMILY_MODEL) ||
		    vmb_scheme_unavailable(scheme) ||
		    !(scheme->trees & BIT(tree)))
			continue;
		make(test, scheme, tree);
		check_counts(test, scheme, tree);
		vmb_test_model_end(test, model);
	}
}

/* A reader of SRCU that is inside until HOLD_MS after it was let go. */
struct holder {
	struct srcu_struct *srcu;
	bool inside;
	bool let_go;
	bool done;
};

static int hold_srcu(void *data)
{
	struct holder *holder = data;
	int index = srcu_read_lock(holder->srcu);

	/* Pairs with the acquire in begin_hold(). */
	smp_store_release(&holder->inside, true);
	/* Pairs with the release in let_go(). */
	while (!smp_load_acquire(&holder->let_go))
		usleep_range(100, 200);
	msleep(HOLD_MS);
	WRITE_ONCE(holder->done, true);
	srcu_read_unlock(holder->srcu, index);
	while (!kthread_should_stop())
		usleep_range(100, 200);
	return 0;
}

static struct task_struct *begin_hold(struct kunit *test, struct holder *holder)
{
	struct task_struct *task;

	*holder = (struct holder){ .srcu = &model->mm->srcu };
	task = kthread_run(hold_srcu, holder, "vmb_test_srcu");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	while (!smp_load_acquire(&holder->inside))
		usleep_range(100, 200);
	return task;
}

static void let_go(struct holder *holder)
{
	/* Pairs with the acquire in hold_srcu(). */
	smp_store_release(&holder->let_go, true);
}

/* Files are open for as long as a reader may use them, and not much longer. */
static void reclaim_late(struct kunit *test)
{
	struct task_struct *task;
	struct holder holder;
	unsigned int tree, i;
	u64 begin, end;

	for (tree = 0; tree < VMB_TREES; tree++) {
		make(test, &vmb_scheme_srcu_seqlock, tree);
		model->writer_worker.phase = VMB_PHASE_MEASURE;
		task = begin_hold(test, &holder);
		begin = vmb_clock_ticks();
		replace_groups(test, 2);
		let_go(&holder);
		vmb_mm_drain(model->mm, vmb_clock_ticks());
		end = vmb_clock_ticks();
		KUNIT_EXPECT_TRUE(test, READ_ONCE(holder.done));
		kthread_stop(task);
		vmb_reclaim_releases(model->mm->reclaim, releases);
		KUNIT_EXPECT_EQ(test, releases->measured.total, 2 * SPAN);
		KUNIT_EXPECT_LE(test, releases->measured.max,
				vmb_clock_to_ns(end - begin));
		/* It was inside until all of them had been removed. */
		for (i = 0; i < vmb_hist_index(HOLD_MS * NSEC_PER_MSEC / 2); i++)
			if (releases->measured.count[i])
				break;
		KUNIT_EXPECT_EQ(test, i, vmb_hist_index(HOLD_MS *
							NSEC_PER_MSEC / 2));
		vmb_test_model_end(test, model);
	}
}

/* Return whether a reader was inside when what it holds was removed. */
static bool removes_held(struct kunit *test)
{
	struct vmb_reader *reader = &model->readers[1];
	u64 begin = vmb_clock_ticks(), end;
	struct vmb_test_holder *holder;
	bool inside;

	holder = vmb_test_hold(test, model, 1, vmb_test_addr(model, 0),
			       VMB_READ_OP_LOOKUP, GRACE_NS);
	usleep_range(2000, 4000);
	KUNIT_EXPECT_EQ(test, 0, vmb_test_write(model, VMB_TEST_MUNMAP, 0));
	synchronize_srcu(&model->mm->srcu);
	end = vmb_clock_ticks();
	vmb_test_let_go(test, holder);
	KUNIT_EXPECT_EQ(test, 0, vmb_test_write(model, VMB_TEST_MAP, 0));
	/* It may have come too late to find it. */
	inside = reader->counts.gave_up[VMB_GAVE_UP_DETACHED];
	if (inside)
		KUNIT_EXPECT_GE_MSG(test, vmb_clock_to_ns(end - begin), GRACE_NS,
				    "%s, tree %u",
				    vmb_test_scheme(model)->name,
				    model->mm->tree);
	return inside;
}

/* A grace period waits for the readers of the scheme, whatever kind of SRCU's they are. */
static void reclaim_waits_for_readers(struct kunit *test)
{
	static const struct vmb_scheme *const schemes[] = {
		&vmb_scheme_srcu_seqlock, &vmb_scheme_srcu_fast_seqlock,
	};
	unsigned int i, try;

	vmb_test_need_cpus(test);
	for (i = 0; i < ARRAY_SIZE(schemes) * VMB_TREES; i++) {
		if (vmb_scheme_unavailable(schemes[i / VMB_TREES]))
			continue;
		make(test, schemes[i / VMB_TREES], i % VMB_TREES);
		for (try = 0; try < TRIES && !removes_held(test); try++)
			;
		KUNIT_EXPECT_LT(test, try, TRIES);
		vmb_test_model_end(test, model);
	}
}

/* How long an unmount waits while there is a reader of SRCU. */
static u64 unmount_wait_ns(struct kunit *test)
{
	const struct vmb_model_stats *stats = &model->run.space.model_stats;
	bool late = closes_late(vmb_test_scheme(model));
	struct task_struct *task = NULL;
	struct holder holder;

	vmb_mm_drain(model->mm, vmb_clock_ticks());
	KUNIT_ASSERT_EQ(test, 0, vmb_mm_verify(model->mm, &model->run.space.arena,
					       vmb_test_scheme(model)->protocol,
					       model->error));
	/* No other scheme lets somebody be inside for so long. */
	if (late) {
		task = begin_hold(test, &holder);
		let_go(&holder);
	}
	/* Nothing waits for it before the last VMA is removed. */
	KUNIT_EXPECT_EQ_MSG(test, 0, vmb_test_destroy(&model->run.space,
							     model->error),
			    "%s", model->error);
	model->mm = NULL;
	if (late) {
		KUNIT_EXPECT_TRUE(test, READ_ONCE(holder.done));
		kthread_stop(task);
	}
	KUNIT_EXPECT_TRUE(test, stats->unmounted);
	/* What was removed in the end is no release of the run. */
	KUNIT_EXPECT_EQ(test, stats->deferred.n, 0);
	KUNIT_EXPECT_EQ(test, stats->callbacks.run, 0);
	KUNIT_EXPECT_EQ(test, stats->files_put, VMB_TEST_SLOTS);
	KUNIT_EXPECT_EQ(test, stats->vmas_put, VMB_TEST_SLOTS);
	return stats->unmount_wait_ns;
}

static void check_unmount(struct kunit *test, const struct vmb_scheme *scheme,
			  enum vmb_tree tree)
{
	const u64 half = HOLD_MS * NSEC_PER_MSEC / 2;
	unsigned int try;
	u64 ns;

	for (try = 0; try < TRIES; try++) {
		make(test, scheme, tree);
		ns = unmount_wait_ns(test);
		KUNIT_EXPECT_LT(test, ns, 10 * NSEC_PER_SEC);
		if (closes_late(scheme) ? ns >= half : ns < half)
			break;
	}
	KUNIT_EXPECT_LT_MSG(test, try, TRIES, "%s waits for %llu ns",
			    scheme->name, ns);
}

static void reclaim_unmount(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < vmb_scheme_count * VMB_TREES; i++) {
		const struct vmb_scheme *scheme = vmb_schemes[i / VMB_TREES];

		/* Readers of the one are not those of the other. */
		if (!strcmp(scheme->family, VMB_FAMILY_MODEL) &&
		    scheme != &vmb_scheme_srcu_fast_seqlock &&
		    scheme->trees & BIT(i % VMB_TREES))
			check_unmount(test, scheme, i % VMB_TREES);
	}
}

/* A reader of RCU that is inside until it is let go, or for too long. */
static int hold_rcu(void *data)
{
	unsigned long limit = jiffies + 10 * HZ;
	struct holder *holder = data;

	rcu_read_lock();
	/* Pairs with the acquire in reclaim_waits_for_nobody(). */
	smp_store_release(&holder->inside, true);
	while (!READ_ONCE(holder->let_go) && time_before(jiffies, limit))
		cpu_relax();
	WRITE_ONCE(holder->done, !holder->let_go);
	rcu_read_unlock();
	while (!kthread_should_stop())
		schedule_timeout_idle(1);
	return 0;
}

static void nothing(struct rcu_head *rcu)
{
}

/* A model without callbacks does not wait for those of others. */
static void reclaim_waits_for_nobody(struct kunit *test)
{
	unsigned int cpu = cpumask_last(cpu_online_mask);
	struct holder holder = {};
	struct task_struct *task;
	static struct rcu_head rcu;

	if (cpu == cpumask_first(cpu_online_mask))
		kunit_skip(test, "there is one CPU");
	make(test, &vmb_scheme_vm_refcnt, VMB_MAPLE);
	replace_groups(test, 2);
	set_cpus_allowed_ptr(current, cpumask_of(cpumask_first(cpu_online_mask)));
	task = kthread_create(hold_rcu, &holder, "vmb_test_rcu");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	kthread_bind(task, cpu);
	wake_up_process(task);
	while (!smp_load_acquire(&holder.inside))
		usleep_range(100, 200);
	call_rcu(&rcu, nothing);
	KUNIT_EXPECT_EQ(test, 0, vmb_test_verify(&model->run.space,
						 model->error));
	KUNIT_EXPECT_EQ(test, 0, vmb_test_destroy(&model->run.space,
						  model->error));
	model->mm = NULL;
	WRITE_ONCE(holder.let_go, true);
	kthread_stop(task);
	KUNIT_EXPECT_FALSE(test, holder.done);
	rcu_barrier();
	set_cpus_allowed_ptr(current, cpu_possible_mask);
}

/* What was not found to be whole is taken away without asking the protocol. */
static void reclaim_given_up(struct kunit *test)
{
	const struct vmb_model_stats *stats;

	make(test, &vmb_scheme_vm_refcnt, VMB_MAPLE);
	stats = &model->run.space.model_stats;
	/* A reader that never leaves. */
	atomic_inc(&vmb_test_vma(model, 3)->refs);
	KUNIT_EXPECT_EQ(test, -EUCLEAN, vmb_test_verify(&model->run.space,
							       model->error));
	KUNIT_EXPECT_EQ(test, 0, vmb_test_destroy(&model->run.space,
							 model->error));
	KUNIT_EXPECT_FALSE(test, stats->unmounted);
	KUNIT_EXPECT_EQ(test, stats->vmas_put, VMB_TEST_SLOTS);
}

static int reclaim_test_init(struct kunit *test)
{
	releases = kunit_kzalloc(test, sizeof(*releases), GFP_KERNEL);
	return releases ? 0 : -ENOMEM;
}

static struct kunit_case reclaim_cases[] = {
	KUNIT_CASE(reclaim_preempted),
	KUNIT_CASE(reclaim_counts),
	KUNIT_CASE(reclaim_late),
	KUNIT_CASE(reclaim_waits_for_readers),
	KUNIT_CASE(reclaim_unmount),
	KUNIT_CASE(reclaim_waits_for_nobody),
	KUNIT_CASE(reclaim_given_up),
	{}
};

static struct kunit_suite reclaim_suite = {
	.name = "vmabench_model_reclaim",
	.init = reclaim_test_init,
	.test_cases = reclaim_cases,
};
kunit_test_suite(reclaim_suite);
