// SPDX-License-Identifier: GPL-2.0-only
/* The figures of a run: what goes into which cell of its reports. */
#include <linux/mm_types.h>
#include <linux/utsname.h>

#include "cells.h"
#include "figures.h"
#include "schemes/schemes.h"

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

#define SET(column, cell) (results->summary[VMB_SUMMARY_##column] = (cell))

static void describe_run(struct vmb_results *results)
{
	const struct vmb_knobs *knobs = &results->knobs;

	SET(csv_version, number(VMB_CSV_VERSION));
	SET(run_id, number(results->id));
	SET(scheme, text(knobs->scheme->name));
	SET(family, text(knobs->scheme->family));
	if (knobs->scheme->trees)
		SET(index, text(vmb_tree_name(results->tree)));
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
	if (!knobs->scheme->protocol)
		SET(vma_bytes, number(sizeof(struct vm_area_struct)));
}

/**
 * vmb_report_latency() - fill the cells that VMB_LATENCY_COLUMNS() names
 * @cells: the first of them
 * @hist: the latencies
 *
 * Context: process.
 */
void vmb_report_latency(struct vmb_cell *cells, const struct vmb_hist *hist)
{
	static const u32 percentiles[] = { 50000, 90000, 99000, 99900, 99990 };
	unsigned int i;

	*cells++ = number(hist->total);
	for (i = 0; i < ARRAY_SIZE(percentiles); i++)
		*cells++ = percentile(hist, percentiles[i]);
	*cells = longest(hist);
}

static void report_reads(struct vmb_results *results, const struct vmb_sums *sums)
{
	const struct vmb_read_counts *read = &sums->read;
	const struct vmb_hist *hist = &results->read[VMB_READER_LOOKUP];
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
	if (read->fallbacks && hist->total)
		vmb_report_latency(&results->summary[VMB_SUMMARY_fallback_count],
				   &results->read[VMB_READER_FALLBACK]);
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

#define VMB_OP_COLUMN(name, op) [VMB_OP_##name] = VMB_SUMMARY_##op##_count,
static const unsigned int first_column[] = { VMB_WRITER_OPS(VMB_OP_COLUMN) };

static void report_writes(struct vmb_results *results, const struct vmb_sums *sums)
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
			vmb_report_latency(&results->summary[first_column[op]],
				       &results->update[op]);
}

static void report_figures(struct vmb_results *results,
			   const struct vmb_run *run, const struct vmb_sums *sums,
			   bool overlap)
{
	const struct vmb_knobs *knobs = &results->knobs;
	u64 late = 0;

	if (sums->readers)
		report_reads(results, sums);
	if (sums->writers)
		report_writes(results, sums);
	SET(overlap_ok, number(overlap));
	if (knobs->scheme->protocol)
		vmb_model_report(results, run, sums);
	SET(voluntary_switches, number(sums->voluntary));
	SET(involuntary_switches, number(sums->involuntary));
	SET(off_scale, number(results->read[VMB_READER_LOOKUP].off_scale +
			      results->all_updates.off_scale +
			      results->release.off_scale));
	if (knobs->read_rate)
		late += sums->reader_late;
	if (knobs->write_rate)
		late += sums->writer_late;
	if (knobs->read_rate || knobs->write_rate)
		SET(late, number(late));
	SET(opened_ns, number(run->window_ns));
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
	const struct vmb_write_counts *write = &worker->measured.write;
	const struct vmb_read_counts *read = &worker->measured.read;
	struct vmb_hist *sum = &results->scratch;
	unsigned int op;

	SET(csv_version, number(VMB_CSV_VERSION));
	SET(run_id, number(results->id));
	SET(role, text(vmb_role_name(worker->role)));
	SET(index, number(worker->index));
	SET(tid, number(worker->tid));
	SET(cpu, number(worker->cpu));
	if (!vmb_was_measured(worker))
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
	/* A reader's other operations are among its lookups. */
	for (op = 0; op < (worker->role == VMB_READER ? 1 : VMB_OP_COUNT); op++)
		vmb_hist_merge(sum, &worker->hist[op]);
	SET(samples, number(sum->total));
	SET(p50_ns, percentile(sum, 50000));
	SET(p99_ns, percentile(sum, 99000));
	SET(max_ns, longest(sum));
	if (results->knobs.scheme->protocol)
		vmb_model_report_thread(worker, cells);

	if (worker->role == VMB_WRITER) {
		SET(ops, number(write->updates));
		SET(clock_backwards, number(write->clock_backwards));
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
 * vmb_figures_fill() - fill the cells of summary and threads
 * @results: all but the cells is there
 * @run: the run
 * @sums: what its workers counted, NULL if not all were measured
 * @overlap: all worked before, through and after each other's measured time
 *
 * Context: process.
 */
void vmb_figures_fill(struct vmb_results *results, const struct vmb_run *run,
		      const struct vmb_sums *sums, bool overlap)
{
	unsigned int i;

	for (i = 0; i < results->nr_workers; i++)
		report_thread(results, results->workers[i],
			      &results->threads[i * VMB_THREADS_COUNT]);
	describe_run(results);
	vmb_model_describe(results);
	if (sums)
		report_figures(results, run, sums, overlap);
	results->summary[VMB_SUMMARY_valid] = number(!results->reason[0]);
	if (results->reason[0])
		results->summary[VMB_SUMMARY_valid_reason] =
			text(results->reason);
	if (run->space.arena.setup_ns)
		results->summary[VMB_SUMMARY_setup_ns] =
			number(run->space.arena.setup_ns);
	if (run->space.arena.teardown_ns)
		results->summary[VMB_SUMMARY_teardown_ns] =
			number(run->space.arena.teardown_ns);
}
