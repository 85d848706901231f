// SPDX-License-Identifier: GPL-2.0-only
/* Read what the kernel, and the host of User Mode Linux, count of a thread. */
#include <linux/kernel_stat.h>
#include <linux/kstrtox.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "evidence.h"
#include "vmb_features.h"

#if VMB_EXPORTED_OS_READ_FILE
#include <os.h>

/*
 * A CPU of User Mode Linux is a thread of the host.  What the host takes from
 * it is the time that this thread was ready to run and did not.  A program runs in
 * another process of the host, for which the thread waits: that says nothing.
 */
static u64 read_stolen(void)
{
	char text[64], *rest = text, *field = NULL;
	int fd = -1, len;
	u64 ns;

	if (current->flags & PF_KTHREAD)
		fd = os_open_file("/proc/thread-self/schedstat",
				  of_read(OPENFLAGS()), 0);
	if (fd < 0)
		return 0;
	len = os_read_file(fd, text, sizeof(text) - 1);
	os_close_file(fd);
	if (len > 0) {
		text[len] = '\0';
		strsep(&rest, " ");
		field = strsep(&rest, " ");
	}
	return field && !kstrtou64(field, 10, &ns) ? ns : 0;
}
#else
static u64 read_stolen(void)
{
	return kcpustat_this_cpu->cpustat[CPUTIME_STEAL];
}
#endif

/**
 * vmb_evidence_read() - read the counts of the current thread and its CPU
 * @now: set to the counts
 *
 * Context: a thread that is pinned to its CPU.
 */
void vmb_evidence_read(struct vmb_evidence *now)
{
	const u64 *cpustat = kcpustat_cpu(raw_smp_processor_id()).cpustat;

	*now = (struct vmb_evidence){
		.voluntary = current->nvcsw,
		.involuntary = current->nivcsw,
		.ran_ns = READ_ONCE(current->se.sum_exec_runtime),
#if VMB_HAVE_SCHED_INFO
		.wait_ns = current->sched_info.run_delay,
#endif
		.stolen_ns = read_stolen(),
		.irq_ns = READ_ONCE(cpustat[CPUTIME_IRQ]),
		.softirq_ns = READ_ONCE(cpustat[CPUTIME_SOFTIRQ]),
		.interrupts = READ_ONCE(kstat_cpu(raw_smp_processor_id()).irqs_sum),
	};
}

/* What was never counted since the machine booted is not counted here. */
static void subtract(u64 *begin, u64 now)
{
	*begin = now ? now - *begin : VMB_UNCOUNTED;
}

/**
 * vmb_evidence_since() - count since an earlier reading
 * @begin: the earlier counts, by the same thread; set to what was added
 *
 * Context: a thread that is pinned to its CPU.
 */
void vmb_evidence_since(struct vmb_evidence *begin)
{
	struct vmb_evidence now;

	vmb_evidence_read(&now);
	begin->voluntary = now.voluntary - begin->voluntary;
	begin->involuntary = now.involuntary - begin->involuntary;
	begin->ran_ns = now.ran_ns - begin->ran_ns;
	begin->wait_ns = VMB_HAVE_SCHED_INFO ? now.wait_ns - begin->wait_ns :
					       VMB_UNCOUNTED;
	subtract(&begin->stolen_ns, now.stolen_ns);
	subtract(&begin->irq_ns, now.irq_ns);
	subtract(&begin->softirq_ns, now.softirq_ns);
	subtract(&begin->interrupts, now.interrupts);
}
