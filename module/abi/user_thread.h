/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a thread of a program takes the place of a reader or writer: the ioctl of the
 * debugfs file user_thread.
 *
 * Each thread opens the file for itself and calls it again and again.  The first call
 * takes a place of the run that is armed, and returns when the run starts; the first
 * that is not for mapping when all threads have mapped their arenas.  Each call
 * returns calls to carry out; the next one tells how long they took.  A call that
 * returns none ends the thread's work.
 *
 * Types are those of C, as this is no interface between different builds: driver and
 * module compare VMB_ABI_VERSION.
 */
#ifndef VMB_ABI_USER_THREAD_H
#define VMB_ABI_USER_THREAD_H

#include "operations.h"

/* What a thread of a program does beside enum vmb_writer_op. */
enum vmb_user_op {
	VMB_USER_READ = VMB_WRITER_HISTS, /* load from @addr */
	VMB_USER_WRITE,	/* store to @addr */
	VMB_USER_ZAP,	/* madvise(MADV_DONTNEED) */
	VMB_USER_FILL,	/* madvise(MADV_POPULATE_WRITE) */
	VMB_USER_SCAN,	/* read the next part of a list of VMAs */
	VMB_USER_SHARE,	/* fork a child that has all pages, too, until the next one */
};

/*
 * Most calls at a time: a row of page faults, and a zap of each page; or half a row whose
 * pages are filled and shared before.
 */
#define VMB_USER_CALLS 128

/**
 * struct vmb_user_call - something to do
 * @addr: where
 * @to: where to, for mremap
 * @len: bytes; for brk of the heap above its first end
 * @op: enum vmb_writer_op or enum vmb_user_op
 * @prot: PROT_..., for map, mprotect, split and merge
 * @flags: MAP_..., for map; enum vmb_scan of a list of VMAs
 * @timed: store when it began and ended
 * @unused: 0
 */
struct vmb_user_call {
	unsigned long long addr;
	unsigned long long to;
	unsigned int len;
	unsigned int op;
	unsigned int prot;
	unsigned int flags;
	unsigned int timed;
	unsigned int unused;
};

/**
 * struct vmb_user_batch - what the ioctl reads and writes
 * @role: to the module, in the first call: enum vmb_role of the place it takes
 * @index: to the module, likewise: the number within the role
 * @done: to the module: calls of the last batch that were carried out; fewer than @n
 *        if one failed, or a scan came to its end
 * @err: to the module: the errno of the one that failed; 0 if none did
 * @other: to the module: ticks that the last batch took for what is no part of an
 *         operation: what comes before and after page faults, and the ioctl
 * @tsc: from the module: the clock is the TSC, otherwise CLOCK_MONOTONIC in ns
 * @n: from the module: number of calls; 0: leave
 * @call: from the module: the calls
 * @begin: to the module: when each timed call began, ticks
 * @end: to the module: when each ended
 */
struct vmb_user_batch {
	unsigned int role;
	unsigned int index;
	unsigned int done;
	unsigned int err;
	unsigned long long other;
	unsigned int tsc;
	unsigned int n;
	struct vmb_user_call call[VMB_USER_CALLS];
	unsigned long long begin[VMB_USER_CALLS];
	unsigned long long end[VMB_USER_CALLS];
};

#define VMB_USER_NEXT _IOWR('V', 1, struct vmb_user_batch)

#endif /* VMB_ABI_USER_THREAD_H */
