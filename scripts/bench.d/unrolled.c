// SPDX-License-Identifier: GPL-2.0-only
/*
 * The third measurement beside refscale and the schemes primitive_*: the same
 * operations 64 times in a row, timed by the TSC, so that there is no loop to
 * speak of.  For scripts/bench only.
 *
 * Write "NAME READERS [off|loop]" to /sys/kernel/debug/vmabench_unrolled: the
 * writing thread measures, with READERS=2 beside another one on CPU 1 that works
 * before, during and after; "off" disables interrupts, as refscale does; "loop"
 * is the operation in the loop of vmabench instead.  Reading gives ps per
 * operation.
 */
#include <linux/atomic.h>
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/string.h>
#include <linux/torture.h>
#include <linux/uaccess.h>

#define UNROLLED 64
#define ROUNDS 11

DEFINE_STATIC_SRCU(srcu);
static DECLARE_RWSEM(rwsem);
static DEFINE_SEQLOCK(seqlock);
static atomic_t refcount ____cacheline_aligned_in_smp;

static struct dentry *file;
static u64 last_ps;

static __always_inline u64 tsc(void)
{
	u32 low, high;

	/* lfence: neither before the operations timed nor after their end. */
	asm volatile("lfence; rdtsc; lfence" : "=a" (low), "=d" (high) :: "memory");
	return (u64)high << 32 | low;
}

/* What the measured loop of vmabench reads beside each operation: vmb_lookup_row(). */
static struct loop {
	unsigned long addrs[UNROLLED], last, no_bits;
	u64 hold;
	bool depend;
} loop;

static noinline void held(void)
{
	cpu_relax();
}

#define TIMES8(x) x x x x x x x x
#define DEFINE_OPERATION(_name, ...)					\
static noinline void _name##_unrolled(unsigned int n)			\
{									\
	unsigned int __maybe_unused seq;				\
	int __maybe_unused idx;						\
									\
	while (n--) {							\
		TIMES8(TIMES8(__VA_ARGS__))				\
	}								\
}									\
static noinline void _name##_looped(unsigned int n)			\
{									\
	unsigned int __maybe_unused seq;				\
	int __maybe_unused idx;						\
	const unsigned long *addr, *end;				\
	const struct loop *l = &loop;					\
									\
	OPTIMIZER_HIDE_VAR(l);						\
	while (n--) {							\
		end = l->addrs + UNROLLED;				\
		for (addr = l->addrs; addr < end; addr++) {		\
			asm volatile("" :: "r" (*addr | (l->last & l->no_bits))); \
			if (unlikely(l->hold | l->depend))		\
				held();				\
			__VA_ARGS__					\
		}							\
	}								\
}

DEFINE_OPERATION(rcu, rcu_read_lock(); rcu_read_unlock();)
DEFINE_OPERATION(srcu, idx = srcu_read_lock(&srcu); srcu_read_unlock(&srcu, idx);)
DEFINE_OPERATION(refcount, atomic_inc(&refcount); atomic_dec(&refcount);)
DEFINE_OPERATION(rwsem, down_read(&rwsem); up_read(&rwsem);)
DEFINE_OPERATION(seqlock, do { seq = read_seqbegin(&seqlock); }
		 while (read_seqretry(&seqlock, seq));)

/*
 * What refscale's typesafe_seqlock does around the seqlock: typesafe_section()
 * in refscale.c with calls that acquire and release nothing.  Not unrolled.
 */
static struct object {
	unsigned int a, b;
} object, *objects[2] = { &object, &object };
static DEFINE_TORTURE_RANDOM(random);

static noinline bool acquire(struct object *one, unsigned int *start)
{
	barrier();
	return true;
}

static noinline bool release(struct object *one, unsigned int start)
{
	barrier();
	return true;
}

static bool (*acquires)(struct object *one, unsigned int *start) = acquire;
static bool (*releases)(struct object *one, unsigned int start) = release;
static long count = ARRAY_SIZE(objects);

static noinline void typesafe_unrolled(unsigned int n)
{
	unsigned int a, b, start;
	struct object *one;
	long at;

	for (n *= UNROLLED; n; n--) {
		preempt_disable();
		at = torture_random(&random) % READ_ONCE(count);
		preempt_enable();
retry:
		rcu_read_lock();
		one = READ_ONCE(objects[at]);
		a = READ_ONCE(one->a);
		if (!READ_ONCE(acquires)(one, &start) || a != READ_ONCE(one->a)) {
			rcu_read_unlock();
			goto retry;
		}
		b = READ_ONCE(one->a);
		if (!READ_ONCE(releases)(one, start)) {
			rcu_read_unlock();
			goto retry;
		}
		WARN_ON_ONCE(a != b);
		b = one->b;
		rcu_read_unlock();
		WARN_ON_ONCE(a * a != b);
	}
}

#define OPERATION(_name) { #_name, _name##_unrolled, _name##_looped }
static const struct {
	const char *name;
	void (*run)(unsigned int n);
	void (*looped)(unsigned int n);
} operations[] = {
	OPERATION(rcu),
	OPERATION(srcu),
	OPERATION(refcount),
	OPERATION(rwsem),
	OPERATION(seqlock),
	{ "typesafe", typesafe_unrolled, typesafe_unrolled },
};

static void (*other_runs)(unsigned int n);
static bool other_started;

static int other(void *data)
{
	while (!kthread_should_stop()) {
		other_runs(100);
		WRITE_ONCE(other_started, true);
		cond_resched();
	}
	return 0;
}

/* The median of the rounds, each about 5 ms. */
static u64 measure(void (*run)(unsigned int n), bool irqs)
{
	unsigned long flags;
	u64 ticks[ROUNDS], all_ticks, all_ns, begin;
	unsigned int i, k, n;

	run(100);
	all_ns = ktime_get_ns();
	run(100);
	n = div64_u64(100 * 5 * NSEC_PER_MSEC, ktime_get_ns() - all_ns + 1) + 1;

	all_ns = ktime_get_ns();
	all_ticks = tsc();
	for (i = 0; i < ROUNDS; i++) {
		if (!irqs)
			local_irq_save(flags);
		begin = tsc();
		run(n);
		begin = tsc() - begin;
		if (!irqs)
			local_irq_restore(flags);
		for (k = i; k && ticks[k - 1] > begin; k--)
			ticks[k] = ticks[k - 1];
		ticks[k] = begin;
		cond_resched();
	}
	all_ticks = tsc() - all_ticks;
	all_ns = ktime_get_ns() - all_ns;
	return mul_u64_u64_div_u64(ticks[ROUNDS / 2] * 1000, all_ns,
				   all_ticks) / (n * UNROLLED);
}

static ssize_t set(struct file *f, const char __user *from, size_t len,
		   loff_t *pos)
{
	struct task_struct *task = NULL;
	unsigned int readers, i;
	char text[32] = "", name[16], how[5] = "";
	void (*run)(unsigned int n);

	if (len >= sizeof(text) || copy_from_user(text, from, len))
		return -EINVAL;
	if (sscanf(text, "%15s %u %4s", name, &readers, how) < 2)
		return -EINVAL;
	for (i = 0; strcmp(operations[i].name, name);)
		if (++i == ARRAY_SIZE(operations))
			return -EINVAL;
	run = strcmp(how, "loop") ? operations[i].run : operations[i].looped;
	if (readers > 1) {
		other_runs = run;
		other_started = false;
		task = kthread_run_on_cpu(other, NULL, 1, "unrolled/%u");
		if (IS_ERR(task))
			return PTR_ERR(task);
		while (!READ_ONCE(other_started))
			cond_resched();
	}
	last_ps = measure(run, strcmp(how, "off"));
	if (task)
		kthread_stop(task);
	return len;
}

static ssize_t get(struct file *f, char __user *to, size_t len, loff_t *pos)
{
	char text[32];

	return simple_read_from_buffer(to, len, pos, text,
				       scnprintf(text, sizeof(text), "%llu\n",
						 last_ps));
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.write = set,
	.read = get,
};

static int __init unrolled_init(void)
{
	file = debugfs_create_file("vmabench_unrolled", 0600, NULL, NULL, &fops);
	return PTR_ERR_OR_ZERO(file);
}

static void __exit unrolled_exit(void)
{
	debugfs_remove(file);
}

module_init(unrolled_init);
module_exit(unrolled_exit);

MODULE_DESCRIPTION("Unrolled operations for vmabench's own targets");
MODULE_LICENSE("GPL");
