/* SPDX-License-Identifier: GPL-2.0-only */
/* The results of a run, computed once, after its threads have ended. */
#ifndef VMB_RESULTS_H
#define VMB_RESULTS_H

#include <linux/types.h>

#include "supervisor.h"
#include "tally.h"

/**
 * struct vmb_results - the results of a run
 * @id: its number
 * @knobs: its knobs
 * @tree: the tree that was walked, if any
 * @step_ns: step of the timeline, 0 for none
 * @steps: number of steps
 * @arena_pages: pages that are present in the arena, with populate=1
 * @setup_ns: time to map the arena
 * @teardown_ns: time to unmap it
 * @clock_cost_ps: cost of reading the clock
 * @clock_step_ps: by what time the clock moves, 0 if it is not known
 * @loop_cost_ps: cost of the loop alone, 0 if it was not measured
 * @window: when the window was opened, ticks
 * @window_ns: the same by the kernel's monotonic clock
 * @model: counts of the model address space, if there was one
 * @reason: why the figures are not valid; empty if they are
 * @tallies: what each worker measured; readers, writers, scanners
 * @nr_workers: number of workers
 * @violated: a lookup returned something wrong, in the window or not
 * @measured: all workers were measured; the sums below are zero otherwise
 * @overlap: all worked before, through and after each other's measured time
 * @moved: a worker was found on another CPU than its own
 * @reader_ticks: measured time of all readers
 * @writer_ticks: measured time of all writers
 * @scanner_ticks: measured time of all scanners
 * @starts: how punctual operations were
 * @evidence: what took CPUs from workers: context switches of all of them, and
 *            the largest of every other count; VMB_UNCOUNTED if nobody has it
 * @disturbed: why the run was disturbed; empty if it was not
 * @read: counts of all readers
 * @write: counts of all writers
 * @scan: counts of all scanners
 * @lookups: latencies of all readers, by enum vmb_reader_op
 * @updates: latencies of all writers, by enum vmb_writer_op
 * @scans: latencies of all scanners, by enum vmb_scanner_op
 */
struct vmb_results {
	u64 id;
	struct vmb_knobs knobs;
	enum vmb_tree tree;
	u64 step_ns;
	u32 steps;
	u64 arena_pages;
	u64 setup_ns;
	u64 teardown_ns;
	u64 clock_cost_ps;
	u64 clock_step_ps;
	u64 loop_cost_ps;
	u64 window;
	u64 window_ns;
	struct vmb_model_stats model;
	char reason[VMB_ERROR_LEN];
	struct vmb_tally **tallies;
	unsigned int nr_workers;
	bool violated;
	bool measured;
	bool overlap;
	bool moved;
	u64 reader_ticks;
	u64 writer_ticks;
	u64 scanner_ticks;
	struct vmb_starts starts;
	struct vmb_evidence evidence;
	char disturbed[VMB_ERROR_LEN];
	struct vmb_read_counts read;
	struct vmb_write_counts write;
	struct vmb_scan_counts scan;
	struct vmb_hist lookups[VMB_READER_OPS];
	struct vmb_hist updates[VMB_WRITER_HISTS];
	struct vmb_hist scans[VMB_SCANNER_OPS];
};

/* Return false for a worker that did not reach its measured time. */
static inline bool vmb_was_measured(const struct vmb_tally *worker)
{
	return worker->window.end > worker->window.begin;
}

/* Return the latencies of a role, by operation. */
static inline struct vmb_hist *vmb_results_hist(struct vmb_results *results,
						enum vmb_role role)
{
	return role == VMB_READER ? results->lookups :
	       role == VMB_WRITER ? results->updates : results->scans;
}

struct vmb_results *vmb_results_alloc(const struct vmb_knobs *knobs);
void vmb_results_compute(struct vmb_results *results, struct vmb_run *run);
void vmb_results_judge(struct vmb_results *results);
void vmb_results_free(struct vmb_results *results);

#endif /* VMB_RESULTS_H */
