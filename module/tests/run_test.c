// SPDX-License-Identifier: GPL-2.0-only
/* The state machine, by the functions behind the files. */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mman.h>

#include "../clock.h"
#include "run_common.h"

/* A control file that is not ours. */
static int other_file;

static unsigned int listed_threads(struct kunit *test)
{
	struct seq_file m = vmb_test_seq(test);

	vmb_control_show_threads(&m);
	return vmb_test_lines(vmb_test_text(test, &m)) - 1;
}

/* Nothing of a run is left, and the next can be armed. */
static void expect_nothing_left(struct kunit *test, int map_count)
{
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), map_count);
	KUNIT_EXPECT_EQ(test, listed_threads(test), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&current->mm->mm_users), 1);
	KUNIT_ASSERT_EQ_MSG(test, vmb_control_arm(test), 0, "%s",
			    vmb_test_status(test));
	vmb_control_release(test);
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), map_count);
}

static void run_by_steps(struct kunit *test)
{
	const struct vmb_test_results *results;
	int before = vmb_test_map_count();
	char id[32];

	KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
	vmb_test_expect_status(test, "state=armed\n");
	vmb_test_expect_status(test, "progress=0\n");
	KUNIT_EXPECT_EQ(test, listed_threads(test), 3);
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), before + 100);

	KUNIT_ASSERT_EQ(test, 0, vmb_control_start(test));
	KUNIT_ASSERT_EQ(test, 0, vmb_control_wait());
	vmb_test_expect_status(test, "state=done\nprogress=100\n");
	vmb_test_expect_status(test, "\nerror=\n");
	results = vmb_test_results(test);
	snprintf(id, sizeof(id), "run_id=%llu\n", results->id);
	vmb_test_expect_status(test, id);
	KUNIT_EXPECT_TRUE_MSG(test, VMB_TEST_NUMBER(results, valid) ||
			      vmb_test_too_short(results), "%s",
			      results->reason);
	/* It can be waited for as often as one likes. */
	KUNIT_EXPECT_EQ(test, 0, vmb_control_wait());
	expect_nothing_left(test, before);
}

static void run_at_once(struct kunit *test)
{
	u64 id = vmb_test_run(test)->id;

	KUNIT_ASSERT_EQ(test, 0, vmb_control_run(test));
	KUNIT_EXPECT_EQ(test, vmb_test_results(test)->id, id + 1);
}

/* Orders that make no sense now are refused, with the order's name. */
static void run_out_of_order(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, -EINVAL, vmb_control_start(test));
	vmb_test_expect_status(test, "\nerror=start: ");
	KUNIT_EXPECT_EQ(test, -EINVAL, vmb_control_stop());
	vmb_test_expect_status(test, "\nerror=stop: ");
	KUNIT_EXPECT_EQ(test, 0, vmb_control_abort());

	KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
	KUNIT_EXPECT_EQ(test, -EINVAL, vmb_control_wait());
	vmb_test_expect_status(test, "\nerror=wait: ");
	KUNIT_EXPECT_EQ(test, -EINVAL, vmb_control_stop());
	vmb_test_expect_status(test, "state=armed\n");

	KUNIT_EXPECT_EQ(test, -EINVAL, vmb_control_unknown("fly"));
	vmb_test_expect_status(test, "\nerror=control: 'fly' is no command");
	KUNIT_EXPECT_EQ(test, -EINVAL, vmb_control_unknown(NULL));
	vmb_test_expect_status(test, "\nerror=control: ");
	vmb_test_expect_status(test, "state=armed\n");
}

/* Nothing comes of a check but its answer, which is that of arm. */
static void run_check(struct kunit *test)
{
	int before = vmb_test_map_count();
	u64 id = vmb_test_run(test)->id;

	KUNIT_EXPECT_EQ(test, 0, vmb_control_check());
	vmb_test_expect_status(test, "state=done\n");
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), before);
	KUNIT_EXPECT_EQ(test, vmb_test_results(test)->id, id);

	vmb_test_set(test, "write_span", "101");
	KUNIT_EXPECT_EQ(test, -EINVAL, vmb_control_check());
	vmb_test_expect_status(test, "\nerror=write_span: ");
	vmb_test_set(test, "write_span", "1");
	vmb_test_set(test, "vmas", "4000000");
	KUNIT_EXPECT_EQ(test, vmb_control_arm(test), vmb_control_check());
	vmb_control_abort();
	vmb_test_set(test, "vmas", "100");

	KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
	KUNIT_EXPECT_EQ(test, -EBUSY, vmb_control_check());
	vmb_test_expect_status(test, "state=armed\n");
}

/* While a run is on nothing can be changed, and nobody else can have one. */
static void run_busy(struct kunit *test)
{
	const struct vmb_knob *vmas = vmb_test_knob(test, "vmas");
	struct seq_file m = vmb_test_seq(test);
	int before = vmb_test_map_count();

	KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
	KUNIT_EXPECT_EQ(test, -EBUSY, vmb_control_arm(test));
	KUNIT_EXPECT_EQ(test, -EBUSY, vmb_control_arm(&other_file));
	KUNIT_EXPECT_EQ(test, -EBUSY, vmb_control_run(&other_file));
	vmb_test_expect_status(test, "is on");
	KUNIT_EXPECT_EQ(test, -EBUSY, vmb_test_try(test, "vmas", "7"));
	KUNIT_EXPECT_EQ(test, -EBUSY, vmb_test_try(test, "vmas", "x"));
	KUNIT_EXPECT_EQ(test, -EBUSY, vmb_control_reset());
	vmb_control_show_knob(&m, vmas);
	KUNIT_EXPECT_STREQ(test, vmb_test_text(test, &m), "100\n");
	KUNIT_EXPECT_EQ(test, -EBUSY, vmb_control_start(&other_file));
	vmb_test_expect_status(test, "another open file");
	vmb_test_expect_status(test, "state=armed\n");

	vmb_control_release(&other_file);
	vmb_test_expect_status(test, "state=armed\n");
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), before + 100);
	KUNIT_ASSERT_EQ(test, 0, vmb_control_start(test));
	KUNIT_EXPECT_EQ(test, -EBUSY, vmb_test_try(test, "vmas", "7"));
	KUNIT_EXPECT_EQ(test, 0, vmb_control_wait());
	KUNIT_EXPECT_EQ(test, 0, vmb_test_try(test, "vmas", "7"));
	vmb_test_expect_status(test, "\nerror=\n");
}

static void check_given_up(struct kunit *test, int map_count)
{
	vmb_test_expect_status(test, "state=failed\n");
	vmb_test_expect_status(test, "\nerror=aborted\n");
	KUNIT_EXPECT_EQ(test, -ECANCELED, vmb_control_wait());
	expect_nothing_left(test, map_count);
}

/* Closing the file that armed gives the run up. */
static void run_release(struct kunit *test)
{
	int before = vmb_test_map_count();

	KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
	vmb_control_release(test);
	check_given_up(test, before);

	vmb_test_set(test, "duration_ms", "60000");
	KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
	KUNIT_ASSERT_EQ(test, 0, vmb_control_start(test));
	vmb_test_await_status(test, "state=running\n");
	vmb_control_release(test);
	check_given_up(test, before);
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(vmb_test_results(test), valid),
			0);
}

static void run_abort(struct kunit *test)
{
	const struct vmb_test_results *results;
	int before = vmb_test_map_count();
	unsigned long begin;

	KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
	KUNIT_EXPECT_EQ(test, 0, vmb_control_abort());
	check_given_up(test, before);

	vmb_test_set(test, "warmup_ms", "60000");
	KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
	KUNIT_ASSERT_EQ(test, 0, vmb_control_start(test));
	vmb_test_await_status(test, "state=warming\n");
	begin = jiffies;
	KUNIT_EXPECT_EQ(test, 0, vmb_control_abort());
	check_given_up(test, before);

	vmb_test_set(test, "warmup_ms", "0");
	vmb_test_set(test, "duration_ms", "60000");
	KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
	KUNIT_ASSERT_EQ(test, 0, vmb_control_start(test));
	vmb_test_await_status(test, "state=running\n");
	KUNIT_EXPECT_EQ(test, 0, vmb_control_abort());
	check_given_up(test, before);
	/* Neither of them was waited for. */
	KUNIT_EXPECT_TRUE(test, time_before(jiffies, begin + 60 * HZ));

	results = vmb_test_results(test);
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, valid), 0);
	KUNIT_EXPECT_STREQ(test, results->reason, "aborted");
	KUNIT_EXPECT_EQ(test, VMB_TEST_CELL(results, lookups).kind,
			VMB_CELL_EMPTY);
}

/* An aborted run leaves alone what others have mapped in a slot it lost. */
static void run_abort_foreign(struct kunit *test)
{
	unsigned long addr, limit = jiffies + 50 * HZ;
	int before = vmb_test_map_count();
	struct vm_area_struct *vma;

	vmb_test_set(test, "vmas", "1");
	vmb_test_set(test, "volatile_pct", "100");
	vmb_test_set(test, "write_op", "munmap");
	/* The writer waits for a second with the slot unmapped. */
	vmb_test_set(test, "write_rate", "1");
	KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
	mmap_read_lock(current->mm);
	vma = find_vma(current->mm, 0);
	addr = vma ? vma->vm_start : 0;
	mmap_read_unlock(current->mm);
	KUNIT_ASSERT_NE(test, addr, 0);

	KUNIT_ASSERT_EQ(test, 0, vmb_control_start(test));
	while (vmb_test_map_count() > before) {
		KUNIT_ASSERT_TRUE(test, time_before(jiffies, limit));
		msleep(1);
	}
	KUNIT_ASSERT_EQ(test, addr,
			vm_mmap(NULL, addr, PAGE_SIZE, PROT_READ, MAP_PRIVATE |
				MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, 0));
	vmb_control_abort();
	vmb_test_expect_status(test, "state=failed\n");
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), before + 1);
	vm_munmap(addr, PAGE_SIZE);
}

/* Stopped early the run is as good as a shorter one; too early it is none. */
static void run_stop(struct kunit *test)
{
	const struct vmb_test_results *results;
	unsigned int ms;

	vmb_test_set(test, "duration_ms", "60000");
	for (ms = 200; ms < 20000; ms *= 5) {
		KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
		KUNIT_ASSERT_EQ(test, 0, vmb_control_start(test));
		vmb_test_await_status(test, "state=running\n");
		msleep(ms);
		KUNIT_EXPECT_EQ(test, 0, vmb_control_stop());
		KUNIT_EXPECT_EQ(test, 0, vmb_control_wait());
		results = vmb_test_results(test);
		if (!vmb_test_too_short(results))
			break;
	}
	KUNIT_EXPECT_EQ_MSG(test, VMB_TEST_NUMBER(results, valid), 1, "%s",
			    results->reason);
	KUNIT_EXPECT_GT(test, VMB_TEST_NUMBER(results, duration_ns),
			20 * NSEC_PER_MSEC);
	KUNIT_EXPECT_LT(test, VMB_TEST_NUMBER(results, duration_ns),
			60 * NSEC_PER_SEC);
	KUNIT_EXPECT_GT(test, VMB_TEST_NUMBER(results, lookups), 0);

	vmb_test_set(test, "warmup_ms", "60000");
	KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
	KUNIT_ASSERT_EQ(test, 0, vmb_control_start(test));
	vmb_test_await_status(test, "state=warming\n");
	KUNIT_EXPECT_EQ(test, 0, vmb_control_stop());
	KUNIT_EXPECT_EQ(test, -ECANCELED, vmb_control_wait());
	vmb_test_expect_status(test, "state=failed\n");
	vmb_test_expect_status(test, "\nerror=stopped before ");
}

/* Each: knobs, the complaint, and the words it must have. */
static const struct {
	const char *knobs[4][2];
	int err;
	const char *words;
} refusals[] = {
	{ { { "readers", "0" }, { "writers", "0" } }, -EINVAL,
	  "readers, writers and scanners are all 0" },
	{ { { "write_span", "101" } }, -EINVAL, "write_span: " },
	{ { { "volatile_pct", "0" } }, -EINVAL, "volatile_pct: " },
	{ { { "writers", "21" } }, -EINVAL, "volatile_pct: " },
	{ { { "write_span", "50" } }, -EINVAL, "volatile_pct: " },
	{ { { "vma_pages", "1" }, { "write_op", "split" } }, -EINVAL,
	  "vma_pages: " },
	{ { { "vma_pages", "1" }, { "write_op", "mixed" } }, -EINVAL,
	  "vma_pages: " },
	{ { { "read_op", "iterate" }, { "read_span", "101" } }, -EINVAL,
	  "read_span: " },
	{ { { "depend", "1" }, { "read_op", "iterate" } }, -EINVAL,
	  "depend: 1 does not work with read_op=iterate" },
	{ { { "group", "2" }, { "read_rate", "1000" } }, -EINVAL,
	  "group: with read_rate each lookup is timed by itself" },
	{ { { "group", "11" }, { "hold_ns", "1000000000" } }, -EINVAL,
	  "exceed the 10 s that they may take; give at most 10" },
	{ { { "group", "3" }, { "hold_ns", "1000000000" },
	    { "read_op", "iterate" }, { "read_span", "5" } }, -EINVAL,
	  "exceed the 10 s that they may take; give at most 2" },
	{ { { "layout", "merged" }, { "scheme", "vm_refcnt" } }, -EINVAL,
	  "layout: the VMAs of a model do not merge" },
	{ { { "layout", "merged" }, { "backing", "shmem" } }, -EINVAL,
	  "layout: VMAs of files of their own" },
	{ { { "layout", "merged" }, { "read_op", "iterate" } }, -EINVAL,
	  "layout: read_op=iterate walks from VMA to VMA" },
	{ { { "backing", "thp" }, { "scheme", "rcu_walk" } }, -EINVAL,
	  "backing: without pages thp is as anon" },
	{ { { "backing", "thp" }, { "populate", "1" } }, -EINVAL,
	  "vma_pages: a VMA of backing=thp has one huge page of" },
	{ { { "write_hold_ns", "5" } }, -EINVAL,
	  "write_hold_ns: write_op=munmap holds its locks as long as" },
	{ { { "write_op", "lock" }, { "scheme", "vm_refcnt" } }, -EINVAL,
	  "write_op: scheme vm_refcnt has a model's locks" },
	{ { { "write_op", "fork" } }, -EINVAL,
	  "write_op: fork is what user threads do" },
	{ { { "access", "own" }, { "readers", "101" } }, -EINVAL,
	  "access: " },
	{ { { "access", "stable" }, { "volatile_pct", "100" } }, -EINVAL,
	  "access: stable needs slots that no writer changes" },
	{ { { "access", "stable" }, { "read_op", "iterate" } }, -EINVAL,
	  "access: stable does not work with read_op=iterate" },
	{ { { "access", "own" }, { "readers", "3" }, { "read_op", "iterate" },
	    { "read_span", "99" } }, -EINVAL, "access: " },
	{ { { "timeline_ms", "1" }, { "duration_ms", "3600000" } }, -EINVAL,
	  "more than the 100000 steps that 3 threads may have; give at least 36," },
	/* Few enough for one thread, but not for so many. */
	{ { { "timeline_ms", "1000" }, { "duration_ms", "3600000" },
	    { "readers", "1000" } }, -EINVAL,
	  "steps that 1001 threads may have; give at least " },
	{ { { "vmas", "1000000" } }, -ENOMEM, "sysctl vm.max_map_count=" },
};

static void run_refused(struct kunit *test)
{
	int before = vmb_test_map_count();
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(refusals); i++) {
		vmb_test_run_init(test);
		for (j = 0; j < 4 && refusals[i].knobs[j][0]; j++)
			vmb_test_set(test, refusals[i].knobs[j][0],
				     refusals[i].knobs[j][1]);
		KUNIT_EXPECT_EQ_MSG(test, vmb_control_arm(test),
				    refusals[i].err, "%s", refusals[i].words);
		vmb_test_expect_status(test, refusals[i].words);
		KUNIT_EXPECT_EQ(test, vmb_test_map_count(), before);
		vmb_control_abort();
	}
	vmb_test_run_init(test);
	expect_nothing_left(test, before);
}

/* A writer alone, and readers alone; what was not measured is empty. */
static void run_one_role(struct kunit *test)
{
	const struct vmb_test_results *results;

	vmb_test_set(test, "readers", "0");
	results = vmb_test_run(test);
	KUNIT_EXPECT_GT(test, VMB_TEST_NUMBER(results, updates), 0);
	KUNIT_EXPECT_GT(test, VMB_TEST_NUMBER(results, duration_ns), 0);
	KUNIT_EXPECT_EQ(test, VMB_TEST_CELL(results, lookups).kind,
			VMB_CELL_EMPTY);
	KUNIT_EXPECT_EQ(test, VMB_TEST_CELL(results, absent).kind,
			VMB_CELL_EMPTY);
	KUNIT_EXPECT_EQ(test, VMB_TEST_CELL(results, lookup_p50_ns).kind,
			VMB_CELL_EMPTY);

	vmb_test_set(test, "readers", "2");
	vmb_test_set(test, "writers", "0");
	/* A span longer than the arena is nobody's business then. */
	vmb_test_set(test, "write_span", "512");
	results = vmb_test_run(test);
	KUNIT_EXPECT_GT(test, VMB_TEST_NUMBER(results, lookups), 0);
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, hits),
			VMB_TEST_NUMBER(results, lookups));
	KUNIT_EXPECT_EQ(test, VMB_TEST_CELL(results, updates).kind,
			VMB_CELL_EMPTY);
	KUNIT_EXPECT_EQ(test, VMB_TEST_CELL(results, munmap_p50_ns).kind,
			VMB_CELL_EMPTY);
}

/* Lookups that hold their VMA for long are timed in groups all the same. */
static void run_groups(struct kunit *test)
{
	const struct vmb_test_results *results;

	vmb_test_set(test, "scheme", "null");
	vmb_test_set(test, "writers", "0");
	vmb_test_set(test, "hold_ns", "20000");
	vmb_test_set(test, "sample_every", "1");
	vmb_test_set(test, "group", "8");
	results = vmb_test_run(test);
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, lookups),
			VMB_TEST_NUMBER(results, lookup_samples) * 8);
}

/* Somebody who reads all files all the time. */
static int read_files(void *data)
{
	struct seq_file m = {
		.buf = kzalloc(VMB_TEST_TEXT, GFP_KERNEL),
		.size = VMB_TEST_TEXT,
	};

	while (m.buf && !kthread_should_stop()) {
		m.count = 0;
		vmb_control_show_threads(&m);
		m.count = 0;
		vmb_control_show_results(&m, vmb_report_threads);
		m.count = 0;
		vmb_control_show_status(&m);
		/* The run needs the same lock. */
		usleep_range(20, 60);
	}
	kfree(m.buf);
	return 0;
}

/* The driver saw that the run runs, and when it had done its work then. */
static bool driver_saw;
static u64 driver_polled;

static int be_the_driver(void *data)
{
	struct seq_file m = {
		.buf = kzalloc(VMB_TEST_TEXT, GFP_KERNEL),
		.size = VMB_TEST_TEXT,
	};
	unsigned long seen;

	while (m.buf && !kthread_should_stop()) {
		m.count = 0;
		seen = vmb_control_show_status(&m);
		if (!driver_saw && strnstr(m.buf, "state=running", m.count)) {
			driver_saw = true;
			msleep(20);
			driver_polled = vmb_clock_ticks();
		}
		vmb_control_poll(NULL, NULL, seen);
		usleep_range(20, 60);
	}
	kfree(m.buf);
	return 0;
}

/* The window opens when the driver has done its work, but not for ever. */
static void run_driver_sleeps(struct kunit *test)
{
	const struct vmb_test_results *results;
	struct task_struct *task;
	unsigned int try;

	vmb_test_set(test, "warmup_ms", "100");
	for (try = 0; try < 20; try++) {
		driver_saw = false;
		driver_polled = 0;
		task = kthread_run(be_the_driver, NULL, "vmb_test_driver");
		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		KUNIT_EXPECT_EQ(test, 0, vmb_control_run(test));
		kthread_stop(task);
		results = vmb_test_results(test);
		/* On a busy machine it may have come too late, to see or to poll. */
		if (driver_polled && results->opened > driver_polled)
			break;
	}
	KUNIT_EXPECT_LT(test, try, 20);
}

/* Keep a CPU from all that is not more urgent. */
static int keep_cpu(void *data)
{
	while (!kthread_should_stop())
		cpu_relax();
	return 0;
}

static int wait_for_run(void *data)
{
	struct completion *begun = data;
	int err;

	complete(begun);
	err = vmb_control_wait();
	while (!kthread_should_stop())
		schedule_timeout_idle(1);
	return err;
}

static struct task_struct *bound_thread(struct kunit *test, int (*fn)(void *),
					void *data, unsigned int cpu)
{
	struct task_struct *task = kthread_create(fn, data, "vmb_test_cpu");

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	kthread_bind(task, cpu);
	return task;
}

/* One that is woken late learns how its run ended, not how the next did. */
static void run_outcome(struct kunit *test)
{
	unsigned int cpu = cpumask_last(cpu_online_mask);
	DECLARE_COMPLETION_ONSTACK(begun);
	struct task_struct *waiter, *hog;

	if (cpu == cpumask_first(cpu_online_mask))
		kunit_skip(test, "there is one CPU");
	/* Everything else happens on the first CPU. */
	vmb_test_set(test, "reader_cpus", "0");
	vmb_test_set(test, "writer_cpus", "0");
	set_cpus_allowed_ptr(current, cpumask_of(0));
	waiter = bound_thread(test, wait_for_run, &begun, cpu);
	hog = bound_thread(test, keep_cpu, NULL, cpu);
	sched_set_fifo(hog);

	KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
	KUNIT_ASSERT_EQ(test, 0, vmb_control_start(test));
	wake_up_process(waiter);
	wait_for_completion(&begun);
	/* It says so before it waits. */
	msleep(20);
	wake_up_process(hog);
	vmb_control_abort();
	vmb_test_set(test, "warmup_ms", "0");
	vmb_test_set(test, "duration_ms", "10");
	KUNIT_EXPECT_EQ(test, 0, vmb_control_run(test));
	kthread_stop(hog);
	msleep(20);
	KUNIT_EXPECT_EQ(test, -ECANCELED, kthread_stop(waiter));
	set_cpus_allowed_ptr(current, cpu_possible_mask);
}

/* Files can be read at any time, also while a run ends. */
static void run_while_read(struct kunit *test)
{
	struct task_struct *task;
	unsigned int i;

	vmb_test_set(test, "duration_ms", "1");
	vmb_test_set(test, "warmup_ms", "0");
	vmb_test_set(test, "timeline_ms", "0");
	task = kthread_run(read_files, NULL, "vmb_test_files");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	for (i = 0; i < 15; i++)
		KUNIT_EXPECT_EQ(test, 0, vmb_control_run(test));
	kthread_stop(task);
}

/* Runs that end when the test says so, or when it has said nothing for long. */
static DECLARE_COMPLETION(may_end);
static DECLARE_COMPLETION(has_ended);
static bool gave_up;

static void entered_nothing(struct vmb_run *run, enum vmb_state state)
{
}

static void end_late(struct vmb_run *run)
{
	gave_up |= !wait_for_completion_timeout(&may_end, 30 * HZ);
	complete(&has_ended);
}

static const struct vmb_observer late_observer = {
	.entered = entered_nothing,
	.ended = end_late,
};

static void launch_late(struct kunit *test, u64 id)
{
	struct vmb_knobs knobs;
	char error[VMB_ERROR_LEN];
	struct vmb_run *run;
	int err;

	vmb_knobs_reset(&knobs);
	run = vmb_run_create(&knobs, id, error, &err);
	KUNIT_ASSERT_NOT_NULL_MSG(test, run, "%s", error);
	run->session.abort = true;
	KUNIT_ASSERT_EQ(test, vmb_run_launch(run, &late_observer, error), 0);
}

/* control holds its lock while it launches a run: status would wait too. */
static void run_launch_does_not_wait(struct kunit *test)
{
	gave_up = false;
	launch_late(test, 1000);
	launch_late(test, 1001);
	KUNIT_EXPECT_FALSE(test, gave_up);
	complete(&may_end);
	complete(&may_end);
	wait_for_completion(&has_ended);
	wait_for_completion(&has_ended);
	vmb_run_wait_gone();
}

static bool is_freed, was_freed;
static struct rcu_head to_be_freed;

static void note_freed(struct rcu_head *head)
{
	WRITE_ONCE(is_freed, true);
}

static void start_and_free(struct vmb_run *run, enum vmb_state state)
{
	if (state == VMB_STATE_ARMED)
		vmb_session_ask(&run->session, &run->session.start);
	if (state == VMB_STATE_DRAINING)
		call_rcu(&to_be_freed, note_freed);
}

static void look_whether_freed(struct vmb_run *run)
{
	was_freed = READ_ONCE(is_freed);
	complete(&has_ended);
}

static const struct vmb_observer freeing_observer = {
	.entered = start_and_free,
	.ended = look_whether_freed,
};

/* What a run gave to RCU is not freed in the window of the next. */
static void run_frees_all(struct kunit *test)
{
	struct vmb_knobs knobs;
	char error[VMB_ERROR_LEN];
	struct vmb_run *run;
	int err;

	vmb_knobs_reset(&knobs);
	knobs.readers = 0;
	knobs.writers = 1;
	knobs.warmup_ms = 0;
	knobs.duration_ms = 10;
	run = vmb_run_create(&knobs, 1000, error, &err);
	KUNIT_ASSERT_NOT_NULL_MSG(test, run, "%s", error);
	KUNIT_ASSERT_EQ(test, vmb_run_launch(run, &freeing_observer, error), 0);
	wait_for_completion(&has_ended);
	vmb_run_wait_gone();
	KUNIT_EXPECT_TRUE(test, was_freed);
	rcu_barrier();
}

static struct kunit_case run_cases[] = {
	KUNIT_CASE(run_by_steps),
	KUNIT_CASE(run_at_once),
	KUNIT_CASE(run_launch_does_not_wait),
	KUNIT_CASE(run_frees_all),
	KUNIT_CASE(run_out_of_order),
	KUNIT_CASE(run_check),
	KUNIT_CASE(run_busy),
	KUNIT_CASE(run_release),
	KUNIT_CASE(run_abort),
	KUNIT_CASE(run_abort_foreign),
	KUNIT_CASE(run_stop),
	KUNIT_CASE(run_refused),
	KUNIT_CASE(run_one_role),
	KUNIT_CASE(run_driver_sleeps),
	KUNIT_CASE(run_groups),
	KUNIT_CASE(run_outcome),
	KUNIT_CASE_SLOW(run_while_read),
	{}
};

static struct kunit_suite run_suite = {
	.name = "vmabench_run",
	.init = vmb_test_run_init,
	.exit = vmb_test_run_exit,
	.test_cases = run_cases,
};
kunit_test_suite(run_suite);
