// SPDX-License-Identifier: GPL-2.0-only
/* From what the workers counted to the figures of the reports. */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/utsname.h>

#include "results.h"
#include "schemes/schemes.h"

/* Clocks that differ by more than a thousandth cannot both be right. */
#define VMB_CLOCK_TOLERANCE 1000

static struct vmb_cell number(u64 value)
{
	return (struct vmb_cell){ VMB_CELL_NUMBER, { value } };
}

static struct vmb_cell signed_number(s64 value)
{
	return (struct vmb_cell){ VMB_CELL_SIGNED, { value } };
}

static struct vmb_cell milli(u64 thousandths)
{
	return (struct vmb_cell){ VMB_CELL_MILLI, { thousandths } };
}

static struct vmb_cell text(const char *value)
{
	return (struct vmb_cell){ VMB_CELL_TEXT, { .text = value } };
}

/* @value * @factor / @divisor in thousandths, empty if there is no divisor. */
static struct vmb_cell ratio(u64 value, u64 factor, u64 divisor)
{
	if (!divisor)
		return (struct vmb_cell){ VMB_CELL_EMPTY };
	return milli(mul_u64_u64_div_u64(value, factor * 1000, divisor));
}

static struct vmb_cell percentile(const struct vmb_hist *hist, u32 per_100000)
{
	u64 ns;

	if (!vmb_hist_percentile(hist, per_100000, &ns))
		return (struct vmb_cell){ VMB_CELL_EMPTY };
	return number(ns);
}

static struct vmb_cell longest(const struct vmb_hist *hist)
{
	if (!hist->total)
		return (struct vmb_cell){ VMB_CELL_EMPTY };
	return number(hist->max);
}

/**
 * vmb_results_alloc() - make room for the results of a run
 * @knobs: what it is to do
 *
 * Context: process, may sleep.
 * Return: the results, all empty, or NULL.
 */
struct vmb_results *vmb_results_alloc(const struct vmb_knobs *knobs)
{
	struct vmb_results *results = kvzalloc(sizeof(*results), GFP_KERNEL);

	if (!results)
		return NULL;
	results->knobs = *knobs;
	results->threads = kvcalloc((knobs->readers + knobs->writers) *
				    VMB_THREADS_COUNT,
				    sizeof(*results->threads), GFP_KERNEL);
	if (!results->threads) {
		kvfree(results);
		return NULL;
	}
	return results;
}

/**
 * vmb_results_free() - free results and the workers they own
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
		vmb_worker_free(results->workers[i]);
	kvfree(results->workers);
	kvfree(results->threads);
	kvfree(results);
}

static bool was_measured(const struct vmb_worker *worker)
{
	return worker->window.end > worker->window.begin;
}

static bool all_were_measured(const struct vmb_results *results)
{
	unsigned int i;

	for (i = 0; i < results->nr_workers; i++)
		if (!was_measured(results->workers[i]))
			return false;
	return results->nr_workers > 0;
}

/* Did all work before, through and after each other's measured time? */
static bool all_overlap(const struct vmb_results *results)
{
	u64 first = 0, begin = U64_MAX, end = 0, last = U64_MAX;
	unsigned int i;

	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_window *window = &results->workers[i]->window;

		first = max(first, window->first);
		begin = min(begin, window->begin);
		end = max(end, window->end);
		last = min(last, window->last);
	}
	return first <= begin && end <= last;
}

static u64 slots_per_lookup(const struct vmb_knobs *knobs)
{
	return knobs->read_op == VMB_READ_OP_ITERATE ? knobs->read_span : 1;
}

static u64 hits(const struct vmb_knobs *knobs,
		const struct vmb_read_counts *counts)
{
	return counts->lookups * slots_per_lookup(knobs) - counts->absent -
	       counts->busy - counts->spurious_misses - counts->violations;
}

static void sum_reads(struct vmb_read_counts *sum,
		      const struct vmb_read_counts *counts)
{
	sum->lookups += counts->lookups;
	sum->absent += counts->absent;
	sum->busy += counts->busy;
	sum->spurious_misses += counts->spurious_misses;
	sum->retries += counts->retries;
	sum->fallbacks += counts->fallbacks;
	sum->violations += counts->violations;
	sum->clock_backwards += counts->clock_backwards;
}

/* What all workers of a role counted. */
struct sums {
	u64 readers, reader_ticks, reader_late;
	u64 writers, writer_ticks, writer_late;
	struct vmb_read_counts read;
	struct vmb_write_counts write;
	bool moved;
};

static void sum_up(struct vmb_results *results, struct sums *sums)
{
	unsigned int i, op;

	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_worker *worker = results->workers[i];
		u64 ticks = worker->window.end - worker->window.begin;

		sums->moved |= worker->moved;
		if (worker->role == VMB_READER) {
			sums->readers++;
			sums->reader_ticks += ticks;
			sums->reader_late += worker->measured_late;
			sum_reads(&sums->read, &worker->measured.read);
			vmb_hist_merge(&results->lookup, worker->hist);
			continue;
		}
		sums->writers++;
		sums->writer_ticks += ticks;
		sums->writer_late += worker->measured_late;
		sums->write.updates += worker->measured.write.updates;
		sums->write.clock_backwards +=
			worker->measured.write.clock_backwards;
		for (op = 0; op < VMB_OP_COUNT; op++) {
			vmb_hist_merge(&results->update[op], &worker->hist[op]);
			vmb_hist_merge(&results->all_updates,
				       &worker->hist[op]);
		}
	}
}

static bool clocks_agree(const struct vmb_run *run)
{
	u64 ns = vmb_clock_to_ns(run->closed - run->window);
	u64 mono_ns = run->closed_ns - run->window_ns;
	u64 difference = ns > mono_ns ? ns - mono_ns : mono_ns - ns;

	return difference <=
	       mono_ns / VMB_CLOCK_TOLERANCE + NSEC_PER_USEC * 100;
}

/* Something wrong is wrong before and after the window too. */
static bool any_violated(const struct vmb_results *results)
{
	unsigned int i;

	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_worker *worker = results->workers[i];

		if (worker->role == VMB_READER && worker->reader->violated)
			return true;
	}
	return false;
}

/* Why the figures may not be used; nothing if they may. */
static void judge(struct vmb_results *results, const struct vmb_run *run,
		  const struct sums *sums, bool overlap)
{
	char *reason = results->reason;
	u64 backwards = sums->read.clock_backwards +
			sums->write.clock_backwards;

	reason[0] = '\0';
	if (run->failed)
		strscpy(reason, run->error, VMB_ERROR_LEN);
	else if (any_violated(results))
		scnprintf(reason, VMB_ERROR_LEN,
			  "a lookup returned something wrong");
	else if (!all_were_measured(results))
		scnprintf(reason, VMB_ERROR_LEN,
			  "a thread had no batch that ended in the window; raise duration_ms");
	else if (!overlap)
		scnprintf(reason, VMB_ERROR_LEN,
			  "not all threads worked through the whole window");
	else if (backwards)
		scnprintf(reason, VMB_ERROR_LEN,
			  "the clock went backwards %llu times", backwards);
	else if (!clocks_agree(run))
		scnprintf(reason, VMB_ERROR_LEN,
			  "the clock %s disagrees with the kernel's",
			  vmb_clock.name);
	else if (sums->moved)
		scnprintf(reason, VMB_ERROR_LEN,
			  "a thread was moved from its CPU");
}

#define SET(column, cell) (results->summary[VMB_SUMMARY_##column] = (cell))

static void describe_run(struct vmb_results *results)
{
	const struct vmb_knobs *knobs = &results->knobs;

	SET(csv_version, number(VMB_CSV_VERSION));
	SET(run_id, number(results->id));
	SET(scheme, text(knobs->scheme->name));
	SET(family, text(knobs->scheme->family));
	SET(index, text(knobs->scheme->index));
	SET(kernel_release, text(init_utsname()->release));
	SET(readers, number(knobs->readers));
	SET(writers, number(knobs->writers));
	SET(vmas, number(knobs->vmas));
	SET(layout, text(vmb_layout_name(knobs->layout)));
	SET(access, text(vmb_access_name(knobs->access)));
	SET(write_op, text(vmb_write_op_name(knobs->write_op)));
	SET(seed, number(knobs->seed));
	SET(module_version, text(VMB_VERSION));
	SET(vma_pages, number(knobs->vma_pages));
	SET(volatile_pct, number(knobs->volatile_pct));
	SET(read_op, text(vmb_read_op_name(knobs->read_op)));
	if (knobs->read_op == VMB_READ_OP_ITERATE)
		SET(read_span, number(knobs->read_span));
	SET(write_span, number(knobs->write_span));
	SET(write_rate, number(knobs->write_rate));
	SET(read_rate, number(knobs->read_rate));
	SET(hold_ns, number(knobs->hold_ns));
	if (*knobs->reader_cpus)
		SET(reader_cpus, text(knobs->reader_cpus));
	if (*knobs->writer_cpus)
		SET(writer_cpus, text(knobs->writer_cpus));
	SET(warmup_ms, number(knobs->warmup_ms));
	SET(duration_ms, number(knobs->duration_ms));
	/* With a rate all are timed. */
	SET(sample_every, number(knobs->read_rate ? 1 : knobs->sample_every));
	SET(timeline_ms, number(knobs->timeline_ms));
	SET(clock, text(vmb_clock.name));
}

static void report_reads(struct vmb_results *results, const struct sums *sums)
{
	const struct vmb_read_counts *read = &sums->read;
	const struct vmb_hist *hist = &results->lookup;
	u64 ns = div64_u64(vmb_clock_to_ns(sums->reader_ticks), sums->readers);

	SET(duration_ns, number(ns));
	SET(lookups, number(read->lookups));
	SET(lookups_per_s, ratio(read->lookups, NSEC_PER_SEC, ns));
	SET(ns_per_lookup, ratio(ns, sums->readers, read->lookups));
	SET(lookup_p50_ns, percentile(hist, 50000));
	SET(lookup_p90_ns, percentile(hist, 90000));
	SET(lookup_p99_ns, percentile(hist, 99000));
	SET(lookup_p99_9_ns, percentile(hist, 99900));
	SET(lookup_p99_99_ns, percentile(hist, 99990));
	SET(lookup_max_ns, longest(hist));
	SET(hits, number(hits(&results->knobs, read)));
	SET(absent, number(read->absent));
	SET(busy, number(read->busy));
	SET(spurious_misses, number(read->spurious_misses));
	SET(retries, number(read->retries));
	SET(fallbacks, number(read->fallbacks));
	SET(violations, number(read->violations));
	if (hist->total)
		SET(lookup_samples, number(hist->total));
}

/* Which operations make up a write_op. */
static const bool is_part_of[][VMB_OP_COUNT] = {
	[VMB_WRITE_OP_MUNMAP] = {
		[VMB_OP_MUNMAP] = true, [VMB_OP_MAP] = true },
	[VMB_WRITE_OP_MPROTECT] = { [VMB_OP_MPROTECT] = true },
	[VMB_WRITE_OP_SPLIT] = {
		[VMB_OP_SPLIT] = true, [VMB_OP_MERGE] = true },
	[VMB_WRITE_OP_MIXED] = {
		[VMB_OP_MUNMAP] = true, [VMB_OP_MAP] = true,
		[VMB_OP_MPROTECT] = true,
		[VMB_OP_SPLIT] = true, [VMB_OP_MERGE] = true },
};

/* The columns that VMB_LATENCY_COLUMNS() makes, from the first on. */
static void report_latency(struct vmb_cell *cells, const struct vmb_hist *hist)
{
	static const u32 percentiles[] = { 50000, 90000, 99000, 99900, 99990 };
	unsigned int i;

	*cells++ = number(hist->total);
	for (i = 0; i < ARRAY_SIZE(percentiles); i++)
		*cells++ = percentile(hist, percentiles[i]);
	*cells = longest(hist);
}

#define VMB_OP_COLUMN(name, op) [VMB_OP_##name] = VMB_SUMMARY_##op##_count,
static const unsigned int first_column[] = { VMB_WRITER_OPS(VMB_OP_COLUMN) };

static void report_writes(struct vmb_results *results, const struct sums *sums)
{
	const struct vmb_hist *hist = &results->all_updates;
	u64 ns = div64_u64(vmb_clock_to_ns(sums->writer_ticks), sums->writers);
	unsigned int op;

	if (!sums->readers)
		SET(duration_ns, number(ns));
	SET(writer_duration_ns, number(ns));
	SET(updates, number(sums->write.updates));
	SET(updates_per_s, ratio(sums->write.updates, NSEC_PER_SEC, ns));
	SET(update_p50_ns, percentile(hist, 50000));
	SET(update_p90_ns, percentile(hist, 90000));
	SET(update_p99_ns, percentile(hist, 99000));
	SET(update_p99_9_ns, percentile(hist, 99900));
	SET(update_p99_99_ns, percentile(hist, 99990));
	SET(update_max_ns, longest(hist));
	for (op = 0; op < VMB_OP_COUNT; op++)
		if (is_part_of[results->knobs.write_op][op])
			report_latency(&results->summary[first_column[op]],
				       &results->update[op]);
}

static void report_figures(struct vmb_results *results,
			   const struct vmb_run *run, const struct sums *sums,
			   bool overlap)
{
	const struct vmb_knobs *knobs = &results->knobs;
	u64 late = 0;

	if (sums->readers)
		report_reads(results, sums);
	if (sums->writers)
		report_writes(results, sums);
	SET(overlap_ok, number(overlap));
	SET(off_scale, number(results->lookup.off_scale +
			      results->all_updates.off_scale));
	if (knobs->read_rate)
		late += sums->reader_late;
	if (knobs->write_rate)
		late += sums->writer_late;
	if (knobs->read_rate || knobs->write_rate)
		SET(late, number(late));
	SET(clock_cost_ns, milli(run->clock_cost_ps));
	if (run->loop_cost_ps)
		SET(loop_cost_ns, milli(run->loop_cost_ps));
}

#undef SET
#define SET(column, cell) (cells[VMB_THREADS_##column] = (cell))

static s64 since(u64 time, u64 origin)
{
	return time >= origin ? (s64)vmb_clock_to_ns(time - origin) :
				-(s64)vmb_clock_to_ns(origin - time);
}

static void report_thread(struct vmb_results *results,
			  const struct vmb_worker *worker,
			  struct vmb_cell *cells)
{
	const struct vmb_read_counts *read = &worker->measured.read;
	struct vmb_hist *sum = &results->scratch;
	unsigned int op;

	SET(csv_version, number(VMB_CSV_VERSION));
	SET(run_id, number(results->id));
	SET(role, text(vmb_role_name(worker->role)));
	SET(index, number(worker->index));
	SET(tid, number(worker->tid));
	SET(cpu, number(worker->cpu));
	if (!was_measured(worker))
		return;

	SET(first_ns, signed_number(since(worker->window.first,
					  results->window)));
	SET(begin_ns, signed_number(since(worker->window.begin,
					  results->window)));
	SET(end_ns, signed_number(since(worker->window.end, results->window)));
	SET(last_ns, signed_number(since(worker->window.last,
					 results->window)));
	SET(voluntary_switches, number(worker->voluntary));
	SET(involuntary_switches, number(worker->involuntary));

	memset(sum, 0, sizeof(*sum));
	for (op = 0; op < vmb_role_ops(worker->role); op++)
		vmb_hist_merge(sum, &worker->hist[op]);
	SET(samples, number(sum->total));
	SET(p50_ns, percentile(sum, 50000));
	SET(p99_ns, percentile(sum, 99000));
	SET(max_ns, longest(sum));

	if (worker->role == VMB_WRITER) {
		SET(ops, number(worker->measured.write.updates));
		SET(clock_backwards,
		    number(worker->measured.write.clock_backwards));
		return;
	}
	SET(ops, number(read->lookups));
	SET(hits, number(hits(&results->knobs, read)));
	SET(absent, number(read->absent));
	SET(busy, number(read->busy));
	SET(spurious_misses, number(read->spurious_misses));
	SET(retries, number(read->retries));
	SET(fallbacks, number(read->fallbacks));
	SET(violations, number(read->violations));
	SET(clock_backwards, number(read->clock_backwards));
}

/**
 * vmb_results_compute() - compute all figures of a run
 * @results: empty; takes the workers over
 * @run: the run; its threads have ended
 *
 * Context: process.
 */
void vmb_results_compute(struct vmb_results *results, struct vmb_run *run)
{
	struct sums sums = {};
	bool measured, overlap;
	unsigned int i;

	results->id = run->id;
	results->window = run->window;
	results->step_ns = run->config.knobs.timeline_ms * NSEC_PER_MSEC;
	results->steps = run->config.steps;
	results->workers = run->workers;
	results->nr_workers = run->nr_workers;
	/* Pairs with vmb_control_show_threads(). */
	WRITE_ONCE(run->workers, NULL);

	measured = all_were_measured(results);
	overlap = measured && all_overlap(results);
	if (measured)
		sum_up(results, &sums);
	judge(results, run, &sums, overlap);

	describe_run(results);
	if (measured)
		report_figures(results, run, &sums, overlap);
	results->summary[VMB_SUMMARY_valid] = number(!results->reason[0]);
	if (results->reason[0])
		results->summary[VMB_SUMMARY_valid_reason] =
			text(results->reason);
	if (run->arena.setup_ns)
		results->summary[VMB_SUMMARY_setup_ns] =
			number(run->arena.setup_ns);
	if (run->arena.teardown_ns)
		results->summary[VMB_SUMMARY_teardown_ns] =
			number(run->arena.teardown_ns);
	for (i = 0; i < results->nr_workers; i++)
		report_thread(results, results->workers[i],
			      &results->threads[i * VMB_THREADS_COUNT]);
}
