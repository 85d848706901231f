/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The results of a run: computed once, after its threads have ended.  The CSV
 * files are views of them.
 */
#ifndef VMB_RESULTS_H
#define VMB_RESULTS_H

#include <linux/types.h>

#include "abi/columns.h"
#include "run.h"
#include "worker.h"

/**
 * struct vmb_cell - a cell of a CSV line; all zero is an empty one
 * @kind: what it holds
 * @number: a number, in thousandths for VMB_CELL_MILLI
 * @text: a text, which lives as long as the results
 */
struct vmb_cell {
	enum {
		VMB_CELL_EMPTY,
		VMB_CELL_NUMBER,
		VMB_CELL_SIGNED,
		VMB_CELL_MILLI,
		VMB_CELL_TEXT,
	} kind;
	union {
		u64 number;
		const char *text;
	};
};

enum vmb_summary_column {
#define VMB_SUMMARY_ENUM(name, unit, help) VMB_SUMMARY_##name,
	VMB_SUMMARY_COLUMNS(VMB_SUMMARY_ENUM)
	VMB_SUMMARY_COUNT
};

enum vmb_threads_column {
#define VMB_THREADS_ENUM(name, unit, help) VMB_THREADS_##name,
	VMB_THREADS_COLUMNS(VMB_THREADS_ENUM)
	VMB_THREADS_COUNT
};

/**
 * struct vmb_results - all that is known of a run
 * @id: its number
 * @knobs: what it was to do
 * @tree: the tree that was walked, if any
 * @step_ns: step of the timeline, 0 for none
 * @steps: how many
 * @workers: its workers, without their threads; readers, then writers
 * @nr_workers: how many
 * @window: when the window was opened, ticks
 * @read: latencies of all readers, by operation
 * @update: latencies of all writers, by operation
 * @all_updates: the same in one
 * @release: how long files of a model stayed open when their VMAs were removed
 * @scratch: for the latencies of one thread
 * @summary: the line of summary.csv
 * @threads: the lines of threads.csv, VMB_THREADS_COUNT cells each
 * @reason: why the figures are not valid; empty if they are
 */
struct vmb_results {
	u64 id;
	struct vmb_knobs knobs;
	enum vmb_tree tree;
	u64 step_ns;
	u32 steps;
	struct vmb_worker **workers;
	unsigned int nr_workers;
	u64 window;
	struct vmb_hist read[VMB_READER_OPS];
	struct vmb_hist update[VMB_OP_COUNT];
	struct vmb_hist all_updates;
	struct vmb_hist release;
	struct vmb_hist scratch;
	struct vmb_cell summary[VMB_SUMMARY_COUNT];
	struct vmb_cell *threads;
	char reason[VMB_ERROR_LEN];
};

struct vmb_results *vmb_results_alloc(const struct vmb_knobs *knobs);
void vmb_results_compute(struct vmb_results *results, struct vmb_run *run);
void vmb_results_free(struct vmb_results *results);

/* report.c: views of results, for vmb_control_show_results() */
void vmb_report_summary(struct seq_file *m, const struct vmb_results *results);
void vmb_report_threads(struct seq_file *m, const struct vmb_results *results);
void vmb_report_histogram(struct seq_file *m,
			  const struct vmb_results *results);
void vmb_report_timeline(struct seq_file *m, const struct vmb_results *results);
void vmb_report_heat(struct seq_file *m, const struct vmb_results *results);

#endif /* VMB_RESULTS_H */
