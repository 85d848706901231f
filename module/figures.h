/* SPDX-License-Identifier: GPL-2.0-only */
/* Between results.c, which sums up, and figures.c, which fills the reports. */
#ifndef VMB_FIGURES_H
#define VMB_FIGURES_H

#include "worker.h"

struct vmb_cell;
struct vmb_results;
struct vmb_run;

/**
 * struct vmb_sums - what all workers counted, and switched
 * @readers: how many readers
 * @reader_ticks: sum of their measured times
 * @reader_late: operations of theirs that were late
 * @writers: how many writers
 * @writer_ticks: sum of their measured times
 * @writer_late: operations of theirs that were late
 * @read: what the readers counted
 * @write: what the writers counted
 * @voluntary: context switches by waiting
 * @involuntary: the same by preemption
 * @moved: one was found on another CPU than its own
 */
struct vmb_sums {
	u64 readers, reader_ticks, reader_late;
	u64 writers, writer_ticks, writer_late;
	struct vmb_read_counts read;
	struct vmb_write_counts write;
	u64 voluntary, involuntary;
	bool moved;
};

/* A worker that never got to its measured time has nothing to tell. */
static inline bool vmb_was_measured(const struct vmb_worker *worker)
{
	return worker->window.end > worker->window.begin;
}

void vmb_figures_fill(struct vmb_results *results, const struct vmb_run *run,
		      const struct vmb_sums *sums, bool overlap);
void vmb_report_latency(struct vmb_cell *cells, const struct vmb_hist *hist);

/* model/figures.c: those that only models have */
void vmb_model_describe(struct vmb_results *results);
void vmb_model_report(struct vmb_results *results, const struct vmb_run *run,
		      const struct vmb_sums *sums);
void vmb_model_report_thread(const struct vmb_worker *worker,
			     struct vmb_cell *cells);

#endif /* VMB_FIGURES_H */
