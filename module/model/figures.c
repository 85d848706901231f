// SPDX-License-Identifier: GPL-2.0-only
/* The figures that only models have. */
#include "../cells.h"
#include "../figures.h"
#include "index.h"
#include "writer.h"

#define SET(column, cell) (results->summary[VMB_SUMMARY_##column] = (cell))

/* The knobs the scheme has of its own. */
static void describe_options(struct vmb_results *results)
{
	const struct vmb_knobs *knobs = &results->knobs;
	unsigned int options = knobs->scheme->options;

	if (options & VMB_OPTION_FALLBACK)
		SET(fallback, number(knobs->fallback));
	if (options & VMB_OPTION_AS_POSTED)
		SET(as_posted, number(knobs->as_posted));
	if (options & VMB_OPTION_DETACH)
		SET(detach, text(vmb_detach_name(knobs->detach)));
	if (options & VMB_OPTION_REF_LIMIT)
		SET(ref_limit, number(knobs->ref_limit));
	if (options & VMB_OPTION_LOCK_PLACEMENT)
		SET(lock_placement,
		    text(vmb_lock_placement_name(knobs->lock_placement)));
	if (options & VMB_OPTION_FENCE)
		SET(fence, text(vmb_fence_name(knobs->fence)));
}

/* VMAs that a tree may have at a time: each writer splits one span at a time. */
static u64 most_vmas(const struct vmb_knobs *knobs)
{
	bool splits = knobs->write_op == VMB_WRITE_OP_SPLIT ||
		      knobs->write_op == VMB_WRITE_OP_MIXED;

	return knobs->vmas +
	       (splits ? knobs->writers * knobs->write_span : 0);
}

/* What is known without a run. */
static void describe_sizes(struct vmb_results *results)
{
	const struct vmb_knobs *knobs = &results->knobs;
	const struct vmb_protocol *protocol = knobs->scheme->protocol;

	if (!protocol)
		return;
	SET(lock_bytes, number(knobs->lock_placement == VMB_LOCK_SEPARATE ?
			       protocol->separate_bytes :
			       protocol->lock_bytes));
	if (results->tree == VMB_RBTREE)
		SET(tree_height_max,
		    number(vmb_index_height_max(most_vmas(knobs))));
}

/**
 * vmb_model_describe() - fill the cells that are known before a run
 * @results: the results; knobs and tree are there
 *
 * Context: process.
 */
void vmb_model_describe(struct vmb_results *results)
{
	describe_options(results);
	describe_sizes(results);
}

/* The columns of VMB_MODEL_READ_COLUMNS(), from the first on. */
static void report_reads(struct vmb_cell *cells,
			 const struct vmb_read_counts *read)
{
	unsigned int i;

	for (i = 0; i < VMB_CAUSE_COUNT; i++)
		*cells++ = number(read->gave_up[i]);
	for (i = 0; i < VMB_WRONG_COUNT; i++)
		*cells++ = number(read->wrong[i]);
	*cells++ = number(read->files_gone);
	*cells = number(read->torn_spans);
}

/* The columns of VMB_MODEL_WRITE_COLUMNS(), from the first on. */
static void report_writes(struct vmb_cell *cells,
			  const struct vmb_write_counts *write)
{
	*cells++ = number(write->waits);
	*cells++ = number(write->wait_ns);
	*cells = number(write->second_waits);
}

/* The columns of VMB_MAXIMA_COLUMNS(), from the first on. */
static void report_maxima(struct vmb_cell *cells, u64 refs_max,
			  u64 walk_steps_max)
{
	if (refs_max)
		cells[0] = number(refs_max);
	if (walk_steps_max)
		cells[1] = number(walk_steps_max);
}

/* What is known of the model address space when it has gone. */
static void report_space(struct vmb_results *results, const struct vmb_run *run,
			 const struct vmb_sums *sums)
{
	const struct vmb_model_stats *stats = &run->space.model_stats;
	const struct vmb_callbacks *callbacks = &stats->callbacks;
	u64 releases = sums->write.file_releases + stats->late.n;

	SET(vmas_allocated, number(stats->vmas_taken));
	SET(vmas_freed, number(stats->vmas_put));
	SET(drain_ns, number(stats->drain_ns));
	if (stats->unmounted)
		SET(unmount_wait_ns, number(stats->unmount_wait_ns));
	SET(callbacks, number(callbacks->run));
	if (callbacks->timed || !callbacks->run)
		SET(callback_ns,
		    number(mul_u64_u64_div_u64(callbacks->timed_ns,
					       callbacks->run,
					       max(callbacks->timed, 1ULL))));
	if (results->release.total)
		vmb_report_latency(&results->summary[VMB_SUMMARY_release_count],
				   &results->release);
	if (!releases)
		return;
	SET(files_released, number(releases));
	SET(file_release_mean_ns,
	    ratio(sums->write.file_release_ns + stats->late.ns, 1,
		  releases));
	SET(file_release_max_ns, number(max(sums->write.file_release_max_ns,
					    stats->late.max_ns)));
}

/**
 * vmb_model_report() - fill the cells of the summary
 * @results: the results
 * @run: the run, of a scheme on a model
 * @sums: what its workers counted
 *
 * Context: process.
 */
void vmb_model_report(struct vmb_results *results, const struct vmb_run *run,
		      const struct vmb_sums *sums)
{
	if (sums->readers) {
		report_reads(&results->summary[VMB_SUMMARY_gave_up_nothing],
			     &sums->read);
		SET(files_gone_found, number(sums->read.files_gone_found));
	}
	if (sums->writers) {
		report_writes(&results->summary[VMB_SUMMARY_waits],
			      &sums->write);
		SET(lost_wakeups, number(sums->write.lost_wakeups));
		SET(waiting_max, number(sums->write.waiting_max));
	}
	report_maxima(&results->summary[VMB_SUMMARY_refs_max],
		      max(sums->read.refs_max, sums->write.refs_max),
		      sums->read.walk_steps_max);
	report_space(results, run, sums);
}

#undef SET
#define SET(column, cell) (cells[VMB_THREADS_##column] = (cell))

/**
 * vmb_model_report_thread() - fill the cells of a worker's line
 * @worker: the worker, of a run on a model; it was measured
 * @cells: the line
 *
 * Context: process.
 */
void vmb_model_report_thread(const struct vmb_worker *worker,
			     struct vmb_cell *cells)
{
	const struct vmb_write_counts *write = &worker->measured.write;
	const struct vmb_read_counts *read = &worker->measured.read;

	if (worker->role == VMB_READER) {
		report_reads(&cells[VMB_THREADS_gave_up_nothing], read);
		SET(files_gone_found, number(read->files_gone_found));
		report_maxima(&cells[VMB_THREADS_refs_max], read->refs_max,
			      read->walk_steps_max);
	} else {
		report_writes(&cells[VMB_THREADS_waits], write);
		SET(lost_wakeups, number(write->lost_wakeups));
		SET(waiting_max, number(write->waiting_max));
		report_maxima(&cells[VMB_THREADS_refs_max], write->refs_max, 0);
	}
}
