/* SPDX-License-Identifier: GPL-2.0-only */
/* What takes the CPU from a thread: evidence from outside the schemes. */
#ifndef VMB_EVIDENCE_H
#define VMB_EVIDENCE_H

#include <linux/limits.h>
#include <linux/types.h>

/* In place of a count that this kernel or machine does not keep. */
#define VMB_UNCOUNTED U64_MAX

/**
 * struct vmb_evidence - counts of a thread and its CPU; nothing but u64
 * @voluntary: context switches by waiting
 * @involuntary: context switches by preemption
 * @ran_ns: time the thread ran, up to the last tick of the timer
 * @wait_ns: time it was ready to run while its CPU was taken
 * @stolen_ns: time the host took from the CPU
 * @irq_ns: time the CPU was in interrupt handlers
 * @softirq_ns: time the CPU was in softirqs
 * @interrupts: interrupts that the CPU handled, as in /proc/interrupts, without
 *              those that the architecture counts apart
 *
 * From @wait_ns on, counts can be VMB_UNCOUNTED.
 */
struct vmb_evidence {
	u64 voluntary;
	u64 involuntary;
	u64 ran_ns;
	u64 wait_ns;
	u64 stolen_ns;
	u64 irq_ns;
	u64 softirq_ns;
	u64 interrupts;
};

void vmb_evidence_read(struct vmb_evidence *now);
void vmb_evidence_since(struct vmb_evidence *begin);

#endif /* VMB_EVIDENCE_H */
