// SPDX-License-Identifier: GPL-2.0-only
/* Sum up the counts of all workers and check that they are valid. */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/slab.h>

#include "abi/columns.h"
#include "clock.h"
#include "results.h"

/* One of two clocks is wrong if they differ by more than a thousandth. */
#define VMB_CLOCK_TOLERANCE 1000

/**
 * vmb_results_alloc() - allocate the results of a run
 * @knobs: the knobs of the run
 *
 * Context: process, may sleep.
 * Return: empty results, or NULL.
 */
struct vmb_results *vmb_results_alloc(const struct vmb_knobs *knobs)
{
	struct vmb_results *results = kvzalloc(sizeof(*results), GFP_KERNEL);

	if (results)
		results->knobs = *knobs;
	return results;
}

/**
 * vmb_results_free() - free results and the tallies they own
 * @results: the results; NULL is allowed
 *
 * Context: process.
 */
void vmb_results_free(struct vmb_results *results)
{
	unsigned int i;

	if (!results)
		return;
	for (i = 0; i < results->nr_workers; i++)
		vmb_tally_free(results->tallies[i]);
	kvfree(results->tallies);
	kvfree(results);
}

/* Return true if each worker worked throughout all measured times. */
static bool all_overlap(const struct vmb_results *results)
{
	u64 first = 0, begin = U64_MAX, end = 0, last = U64_MAX;
	unsigned int i;

	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_window *window = &results->tallies[i]->window;

		first = max(first, window->first);
		begin = min(begin, window->begin);
		end = max(end, window->end);
		last = min(last, window->last);
	}
	return first <= begin && end <= last;
}

/* Sum up the latencies of all operations of a writer. */
static void merge_updates(const struct vmb_tally *tally)
{
	unsigned int op;

	if (tally->role != VMB_WRITER)
		return;
	for (op = 0; op < VMB_OP_COUNT; op++)
		vmb_hist_merge(&tally->hist[VMB_WRITER_UPDATE],
			       &tally->hist[op]);
}

/* Add counts; both structs consist of u64 only. */
static void add_counts(void *sum, const void *counts, size_t size)
{
	const u64 *from = counts;
	u64 *to = sum;
	unsigned int i;

	for (i = 0; i < size / sizeof(*to); i++)
		to[i] += from[i];
}

static void sum_reads(struct vmb_read_counts *sum,
		      const struct vmb_read_counts *counts)
{
	u64 refs_max = max(sum->refs_max, counts->refs_max);
	u64 walk_steps_max = max(sum->walk_steps_max, counts->walk_steps_max);

	add_counts(sum, counts, sizeof(*sum));
	sum->refs_max = refs_max;
	sum->walk_steps_max = walk_steps_max;
}

static void sum_writes(struct vmb_write_counts *sum,
		       const struct vmb_write_counts *counts)
{
	u64 release_max_ns = max(sum->file_release_max_ns,
				 counts->file_release_max_ns);
	u64 waiting_max = max(sum->waiting_max, counts->waiting_max);
	u64 refs_max = max(sum->refs_max, counts->refs_max);

	add_counts(sum, counts, sizeof(*sum));
	sum->file_release_max_ns = release_max_ns;
	sum->waiting_max = waiting_max;
	sum->refs_max = refs_max;
}

static void sum_starts(struct vmb_starts *sum, const struct vmb_starts *starts)
{
	u64 delay_max = max(sum->delay_max, starts->delay_max);

	add_counts(sum, starts, sizeof(*sum));
	sum->delay_max = delay_max;
}

/* Costs of measuring: means over the readers or, without any, the writers. */
static void average_costs(struct vmb_results *results)
{
	enum vmb_role role = results->knobs.readers ? VMB_READER : VMB_WRITER;
	unsigned int i, n = 0;

	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_tally *worker = results->tallies[i];

		if (worker->role != role)
			continue;
		results->clock_cost_ps += worker->clock_cost_ps;
		results->loop_cost_ps += worker->loop_cost_ps;
		n++;
	}
	results->clock_cost_ps = div_u64(results->clock_cost_ps, n);
	results->loop_cost_ps = div_u64(results->loop_cost_ps, n);
}

static void sum_up(struct vmb_results *results)
{
	unsigned int i, op;

	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_tally *worker = results->tallies[i];
		u64 ticks = worker->window.end - worker->window.begin;

		results->moved |= worker->moved;
		sum_starts(&results->starts, &worker->starts);
		results->voluntary += worker->voluntary;
		results->involuntary += worker->involuntary;
		if (worker->role == VMB_READER) {
			results->reader_ticks += ticks;
			sum_reads(&results->read, &worker->measured.read);
			for (op = 0; op < VMB_READER_OPS; op++)
				vmb_hist_merge(&results->lookups[op],
					       &worker->hist[op]);
		} else {
			results->writer_ticks += ticks;
			sum_writes(&results->write, &worker->measured.write);
			for (op = 0; op < VMB_WRITER_HISTS; op++)
				vmb_hist_merge(&results->updates[op],
					       &worker->hist[op]);
		}
	}
	vmb_hist_merge(&results->updates[VMB_WRITER_RELEASE],
		       &results->model.deferred.measured);
}

static bool clocks_agree(const struct vmb_run *run)
{
	u64 ns = vmb_clock_to_ns(run->closed - run->session.window);
	u64 mono_ns = run->closed_ns - run->window_ns;
	u64 difference = ns > mono_ns ? ns - mono_ns : mono_ns - ns;

	return difference <=
	       mono_ns / VMB_CLOCK_TOLERANCE + NSEC_PER_USEC * 100;
}

/* Record why the figures are invalid, if they are. */
static void check_validity(struct vmb_results *results, const struct vmb_run *run)
{
	char *reason = results->reason;
	u64 backwards = results->read.clock_backwards +
			results->write.clock_backwards;

	reason[0] = '\0';
	if (run->session.failed)
		strscpy(reason, run->session.error, VMB_ERROR_LEN);
	else if (results->violated)
		strscpy(reason, VMB_REASON_VIOLATIONS, VMB_ERROR_LEN);
	else if (!results->measured)
		scnprintf(reason, VMB_ERROR_LEN,
			  "a thread had no batch that ended in the window; raise duration_ms");
	else if (!results->overlap)
		scnprintf(reason, VMB_ERROR_LEN,
			  "not all threads worked through the whole window");
	else if (backwards)
		scnprintf(reason, VMB_ERROR_LEN,
			  "the clock went backwards %llu times", backwards);
	else if (!clocks_agree(run))
		scnprintf(reason, VMB_ERROR_LEN,
			  "the clock %s disagrees with the kernel's",
			  vmb_clock.name);
	else if (results->moved)
		scnprintf(reason, VMB_ERROR_LEN,
			  "a thread was moved from its CPU");
}

/**
 * vmb_results_compute() - sum up a run and check that it is valid
 * @results: empty; takes over the tallies of the run
 * @run: the run; its threads have ended
 *
 * Context: process.
 */
void vmb_results_compute(struct vmb_results *results, struct vmb_run *run)
{
	unsigned int i;

	results->id = run->id;
	results->tree = run->config.tree;
	results->step_ns = run->config.knobs.timeline_ms * NSEC_PER_MSEC;
	results->steps = run->config.steps;
	results->setup_ns = run->space.arena.setup_ns;
	results->teardown_ns = run->space.arena.teardown_ns;
	results->clock_step_ps = run->clock_step_ps;
	results->window = run->session.window;
	results->window_ns = run->window_ns;
	results->model = run->space.model_stats;
	results->tallies = run->tallies;
	results->nr_workers = run->nr_workers;
	/* Pairs with vmb_control_show_threads(). */
	WRITE_ONCE(run->tallies, NULL);

	results->measured = results->nr_workers > 0;
	for (i = 0; i < results->nr_workers; i++) {
		merge_updates(results->tallies[i]);
		results->measured &= vmb_was_measured(results->tallies[i]);
		results->violated |= results->tallies[i]->violated;
	}
	if (results->measured) {
		results->overlap = all_overlap(results);
		sum_up(results);
		average_costs(results);
	}
	check_validity(results, run);
}
