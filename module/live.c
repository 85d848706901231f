// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file live: what a run has counted so far.
 *
 * Workers do nothing for it.  They count in memory of their own, with plain
 * stores, and this reads that memory while they do.
 */
#include <linux/kernel.h>
#include <linux/seq_file.h>

#include "clock.h"
#include "live.h"
#include "worker.h"

/*
 * Read a count that its worker changes by plain stores.  That is a data race on
 * purpose: a marked store would add instructions to the measured loop.  A count
 * is an aligned u64, which 64-bit kernels load and store as a whole, so what is
 * read was the count at some time.
 */
#define RACY(count) data_race(READ_ONCE(count))

static void put_ops(struct seq_file *m, const struct vmb_knobs *knobs, u64 ns,
		    u64 lookups, u64 updates)
{
	seq_printf(m, "time_ns=%llu\n", ns);
	if (knobs->readers)
		seq_printf(m, "lookups=%llu\n", lookups);
	if (knobs->writers)
		seq_printf(m, "updates=%llu\n", updates);
}

/* VMB_HIST_BUCKETS stands for latencies off the scale. */
static void put_bucket(struct seq_file *m, unsigned int i, u64 count)
{
	if (count)
		seq_printf(m, "%llu=%llu\n", vmb_hist_low(i), count);
}

static void put_max(struct seq_file *m, u64 max)
{
	if (max)
		seq_printf(m, "lookup_max_ns=%llu\n", max);
}

/* Return what a worker has done in its measured time, up to its last batch. */
static u64 ops_of(const struct vmb_worker *worker)
{
	/* Pairs with begin_measured(), which clears the counts of the warm-up. */
	return smp_load_acquire(&worker->tally->window.begin) ?
	       RACY(*worker->done) : 0;
}

/* Return how many timed lookups of all readers were in a bucket. */
static u64 bucket_of(const struct vmb_run *run, unsigned int bucket)
{
	const struct vmb_hist *hist;
	unsigned int i;
	u64 count = 0;

	/* Readers come first.  They count here in the window only. */
	for (i = 0; i < run->config.knobs.readers; i++) {
		hist = &run->workers[i]->tally->hist[VMB_READER_LOOKUP];
		count += bucket < VMB_HIST_BUCKETS ?
			 RACY(hist->count[bucket]) : RACY(hist->off_scale);
	}
	return count;
}

/**
 * vmb_live_show_run() - print what a run has counted so far
 * @m: where to
 * @run: the run; neither its workers nor their tallies are freed meanwhile
 *
 * Print nothing unless the window is open.
 *
 * Context: as for seq_file.
 */
void vmb_live_show_run(struct seq_file *m, const struct vmb_run *run)
{
	const struct vmb_hist *hist;
	u64 ns, max = 0, ops[VMB_ROLE_COUNT] = { 0 };
	unsigned int i;

	/* Pairs with vmb_session_set_phase(): the window and all workers are there. */
	if (smp_load_acquire(&run->session.phase) != VMB_PHASE_MEASURE)
		return;
	ns = vmb_clock_to_ns(vmb_clock_ticks() - run->session.window);
	for (i = 0; i < run->nr_workers; i++)
		ops[run->workers[i]->tally->role] += ops_of(run->workers[i]);
	/* Workers go on after the window: they do so when they see the next phase. */
	smp_rmb();
	if (READ_ONCE(run->session.phase) != VMB_PHASE_MEASURE)
		return;
	put_ops(m, &run->config.knobs, ns, ops[VMB_READER], ops[VMB_WRITER]);
	for (i = 0; i <= VMB_HIST_BUCKETS; i++)
		put_bucket(m, i, bucket_of(run, i));
	/* Last, as it is to be no shorter than what was counted above. */
	for (i = 0; i < run->config.knobs.readers; i++) {
		hist = &run->workers[i]->tally->hist[VMB_READER_LOOKUP];
		max = max(max, RACY(hist->max));
	}
	put_max(m, max);
}

/**
 * vmb_live_show_results() - print the same of a run that has ended
 * @m: where to
 * @results: its results
 *
 * Context: as for seq_file.
 */
void vmb_live_show_results(struct seq_file *m,
			   const struct vmb_results *results)
{
	const struct vmb_hist *hist = &results->lookups[VMB_READER_LOOKUP];
	unsigned int i;
	u64 end = 0;

	if (!results->measured)
		return;
	for (i = 0; i < results->nr_workers; i++)
		end = max(end, results->tallies[i]->window.end);
	put_ops(m, &results->knobs, vmb_clock_to_ns(end - results->window),
		results->read.lookups, results->write.updates);
	for (i = 0; i < VMB_HIST_BUCKETS; i++)
		put_bucket(m, i, hist->count[i]);
	put_bucket(m, i, hist->off_scale);
	put_max(m, hist->max);
}
