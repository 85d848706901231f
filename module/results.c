// SPDX-License-Identifier: GPL-2.0-only
/* Sum up the counts of all workers and check that they are valid. */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/slab.h>

#include "abi/columns.h"
#include "clock.h"
#include "broken.h"
#include "results.h"

/* One of two clocks is wrong if they differ by more than a thousandth. */
#define VMB_CLOCK_TOLERANCE 1000
/* A worker that lost more than one part in so many of its time was disturbed. */
#define VMB_DISTURBED_PART 20
/* What a thread and its CPU wait when it is woken, with nobody else there. */
#define VMB_WAKE_NS (20 * NSEC_PER_USEC)
/* How far the time that a thread ran can be off, and its window be shifted. */
#define VMB_SHARED_NS (10 * NSEC_PER_MSEC)

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
	u64 waiting_max = max(sum->waiting_max, counts->waiting_max);
	u64 refs_max = max(sum->refs_max, counts->refs_max);

	add_counts(sum, counts, sizeof(*sum));
	sum->waiting_max = waiting_max;
	sum->refs_max = refs_max;
}

static void sum_starts(struct vmb_starts *sum, const struct vmb_starts *starts)
{
	u64 delay_max = max(sum->delay_max, starts->delay_max);

	add_counts(sum, starts, sizeof(*sum));
	sum->delay_max = delay_max;
}

/* Keep the larger count; VMB_UNCOUNTED is none. */
static void keep_max(u64 *most, u64 count)
{
	if (*most == VMB_UNCOUNTED || (count != VMB_UNCOUNTED && count > *most))
		*most = count;
}

static void sum_evidence(struct vmb_evidence *sum,
			 const struct vmb_evidence *worker)
{
	sum->voluntary += worker->voluntary;
	sum->involuntary += worker->involuntary;
	keep_max(&sum->wait_ns, worker->wait_ns);
	keep_max(&sum->stolen_ns, worker->stolen_ns);
	keep_max(&sum->irq_ns, worker->irq_ns);
	keep_max(&sum->softirq_ns, worker->softirq_ns);
	keep_max(&sum->interrupts, worker->interrupts);
}

/* Costs of measuring: means over the readers or, without any, the next role. */
static void average_costs(struct vmb_results *results)
{
	enum vmb_role role = results->tallies[0]->role;
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

	results->evidence = (struct vmb_evidence){
		.wait_ns = VMB_UNCOUNTED,
		.stolen_ns = VMB_UNCOUNTED,
		.irq_ns = VMB_UNCOUNTED,
		.softirq_ns = VMB_UNCOUNTED,
		.interrupts = VMB_UNCOUNTED,
	};
	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_tally *worker = results->tallies[i];
		u64 ticks = worker->window.end - worker->window.begin;

		results->moved |= worker->moved;
		sum_starts(&results->starts, &worker->starts);
		sum_evidence(&results->evidence, &worker->evidence);
		switch (worker->role) {
		case VMB_READER:
			results->reader_ticks += ticks;
			sum_reads(&results->read, &worker->measured.read);
			break;
		case VMB_SCANNER:
			results->scanner_ticks += ticks;
			add_counts(&results->scan, &worker->measured.scan,
				   sizeof(results->scan));
			break;
		default:
			results->writer_ticks += ticks;
			sum_writes(&results->write, &worker->measured.write);
		}
		for (op = 0; op < vmb_role_ops(worker->role); op++)
			vmb_hist_merge(vmb_results_hist(results, worker->role) +
				       op, &worker->hist[op]);
	}
	if (VMB_BREAK_sum)
		results->read.lookups++;
	/* Times of user threads are their own. */
	results->read.zap_ticks = min(results->read.zap_ticks,
				      results->reader_ticks);
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
			results->write.clock_backwards +
			results->scan.clock_backwards;

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

/* Return what is lost beyond what is allowed; what is not counted is not. */
static u64 excess(u64 lost, u64 allowed)
{
	return lost == VMB_UNCOUNTED || lost < allowed ? 0 : lost - allowed;
}

/*
 * Return how long others than the run kept a worker from its CPU.  Softirqs,
 * which free what writers unmap, can be done by a thread that takes the CPU.
 */
static u64 waited_for_others(const struct vmb_results *results,
			     const struct vmb_tally *worker)
{
	const struct vmb_evidence *own = &worker->evidence;
	u64 allowed = own->voluntary * VMB_WAKE_NS;
	unsigned int i;

	if (own->softirq_ns != VMB_UNCOUNTED)
		allowed += own->softirq_ns;
	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_tally *other = results->tallies[i];

		if (other != worker && other->cpu == worker->cpu)
			allowed += other->evidence.ran_ns + VMB_SHARED_NS;
	}
	return excess(own->wait_ns, allowed);
}

/**
 * vmb_results_judge() - record whether a run was disturbed
 * @results: all workers were measured
 *
 * A run is disturbed if others took more than a twentieth of a worker's time.
 * Interrupts and softirqs are not judged: a scheme causes some itself.
 *
 * Context: process.
 */
void vmb_results_judge(struct vmb_results *results)
{
	u64 worst = 0, lost, window, stolen, waited, ms;
	u32 tenth;
	unsigned int i;

	results->disturbed[0] = '\0';
	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_tally *worker = results->tallies[i];

		window = vmb_clock_to_ns(worker->window.end -
					 worker->window.begin);
		waited = waited_for_others(results, worker);
		stolen = excess(worker->evidence.stolen_ns,
				worker->evidence.voluntary * VMB_WAKE_NS);
		lost = max(waited, stolen);
		/* Name the worker that lost most. */
		if (lost <= max(worst, div_u64(window, VMB_DISTURBED_PART)))
			continue;
		worst = lost;
		ms = div_u64_rem(div_u64(lost, NSEC_PER_MSEC / 10), 10,
				 &tenth);
		scnprintf(results->disturbed, VMB_ERROR_LEN,
			  waited > stolen ?
			  "%s %u waited %llu.%u of %llu ms for its CPU" :
			  "%s %u lost %llu.%u of %llu ms to the host",
			  vmb_role_name(worker->role), worker->index, ms, tenth,
			  div_u64(window, NSEC_PER_MSEC));
	}
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
	results->arena_pages = run->space.arena.pages;
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
		results->measured &= vmb_was_measured(results->tallies[i]);
		results->violated |= results->tallies[i]->violated;
	}
	if (results->measured) {
		results->overlap = all_overlap(results);
		sum_up(results);
		vmb_results_judge(results);
		average_costs(results);
	}
	check_validity(results, run);
}
