/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What operations cost, counted by the emulator: the file counts that
 * scripts/costs.d/count.c wrote beside a run folder, by function of the guest.
 */
#ifndef VMB_ANALYSIS_COSTS_H
#define VMB_ANALYSIS_COSTS_H

#include "analysis/statistics.h"
#include "module/abi/operations.h"

/* Files of the folder besides those of a run. */
#define COSTS_COUNTS "counts"
#define COSTS_SYMBOLS "kallsyms"

/* X(name, rank, help): what is counted; columns with a high rank go first. */
#define VMB_COST_EVENTS(X)						\
	X(instructions, 0, "instructions executed; a repeated string instruction counts once") \
	X(locked, 1, "instructions with a lock prefix, and `xchg` with memory, but for fences") \
	X(fences, 1, "`lfence`, `sfence`, `mfence`, and `smp_mb()`, a locked `addl` to the stack") \
	X(calls, 4, "calls; a jump to another function is none")	\
	X(branches, 3, "jumps, conditional or not")			\
	X(loads, 2, "loads; a locked instruction has a load and a store") \
	X(stores, 2, "stores")						\
	X(lines, 1, "different cache lines touched, of 64 bytes")	\
	X(lines_written, 3, "different cache lines written")		\
	X(pages, 4, "different pages touched, of 4 kB")			\
	X(shared, 1, "accesses of bytes that one CPU writes and another one touches, at some time in a run") \
	X(false_shared, 3, "accesses of other bytes in such lines")	\
	X(contended, 0, "locked instructions on lines that one CPU writes and another one touches") \
	X(transfers, 0, "accesses that take a line from another CPU, see below") \
	X(false_transfers, 3, "transfers for bytes that are not shared: false sharing")

enum cost_event {
#define COST_EVENT(name, rank, help) COST_##name,
	VMB_COST_EVENTS(COST_EVENT)
#undef COST_EVENT
	COST_EVENTS
};

extern const char *const cost_events[COST_EVENTS];

enum { COST_LOOKUP, COST_WRITER, COST_OPS = COST_WRITER + VMB_KERNEL_OPS };

/* "lookup" (or a walk) and the operations of writers. */
extern const char *const cost_ops[COST_OPS];

/* Per operation, over the valid runs of a group, disturbed or not. */
struct cost {
	const struct run_group *group;
	unsigned int op;
	const char *function;	/* of the guest; NULL: all of them */
	struct interval by_event[COST_EVENTS];
	double operations;	/* that count, over all repeats */
	double left_out;	/* share of those that an interrupt split */
};

struct costs {
	struct statistics *statistics;
	char *symbols;		/* what the names of functions point into */
	struct cost *v;		/* for each group and operation: all, then by function */
	size_t n;
};

/**
 * costs_read() - read a run folder with its counts
 * @path: the folder
 * @why: set to NULL, or to a new string that says what is wrong
 *
 * All must add up: instructions of functions to those of CPUs, operations of CPUs
 * to those that the module has counted.  A group without a valid run is left out.
 *
 * Return: the costs, to be given to costs_free(); NULL if there are none, or they
 * do not add up.
 */
struct costs *costs_read(const char *path, char **why);

/* Free costs, or NULL. */
void costs_free(struct costs *costs);

#endif /* VMB_ANALYSIS_COSTS_H */
