// SPDX-License-Identifier: GPL-2.0-only
/* What writers do around their operations. */
#include <linux/kernel.h>

#include "worker.h"

#define VMB_OP_NAME(name, word) [VMB_OP_##name] = #word,
static const char *const op_names[] = { VMB_WRITER_OPS(VMB_OP_NAME) };

/**
 * vmb_writer_begin() - begin an operation, when it is due
 * @writer: the writer
 *
 * Context: the writer's thread; sleeps if there is a rate.
 * Return: when the operation began or, with a rate, should have, ticks.
 */
u64 vmb_writer_begin(struct vmb_writer *writer)
{
	bool due = vmb_worker_pace(writer->worker);

	writer->began = vmb_clock_ticks();
	return due ? writer->worker->due : writer->began;
}

/**
 * vmb_writer_done() - count an operation
 * @writer: the writer
 * @op: what was done
 * @begin: as vmb_writer_begin() said
 * @end: when it was done, ticks
 *
 * Context: the writer's thread.
 */
void vmb_writer_done(struct vmb_writer *writer, enum vmb_writer_op op,
		     u64 begin, u64 end)
{
	struct vmb_write_counts *counts = &writer->counts;
	u64 ns;

	counts->updates++;
	if (unlikely(end < begin)) {
		counts->clock_backwards++;
		return;
	}
	ns = vmb_clock_to_ns(end - begin);
	vmb_timeline_add(writer->timeline, end, ns);
	vmb_hist_add(&writer->hist[op], ns);
	if (counts->closed) {
		ns = end > writer->began ?
			vmb_clock_to_ns(end - writer->began) : 0;
		counts->file_releases += counts->closed;
		counts->file_release_ns += counts->closed * ns;
		counts->file_release_max_ns =
			max(counts->file_release_max_ns, ns);
		vmb_hist_add_many(&writer->hist[VMB_WRITER_RELEASE], ns,
				  counts->closed);
		counts->closed = 0;
	}
}

/**
 * vmb_writer_is_measured() - is what a writer does part of its measured time?
 * @writer: the writer
 *
 * That does not change in the middle of an operation.
 *
 * Context: the writer's thread.
 */
bool vmb_writer_is_measured(const struct vmb_writer *writer)
{
	return writer->worker->phase == VMB_PHASE_MEASURE;
}

/**
 * vmb_writer_failed() - an operation failed: the run is void
 * @writer: the writer
 * @op: what was to be done
 * @slot: where
 * @err: how it failed
 *
 * Context: the writer's thread.
 * Return: @err.
 */
int vmb_writer_failed(struct vmb_writer *writer, enum vmb_writer_op op,
		      u32 slot, int err)
{
	char backlog[128] = "";
	const char *hint = backlog;

	if (op == VMB_OP_MAP) {
		writer->lost = slot;
		writer->lost_slots = writer->arena->span;
		if (err == -EEXIST)
			hint = ": something else of this process was mapped into the arena";
	}
	/* An aborted run has said so itself. */
	if (err == -EINTR)
		return err;
	if (err == -ENOMEM && writer->model)
		scnprintf(backlog, sizeof(backlog),
			  ": no memory, or more than a model may take, while %llu VMAs wait for reclamation",
			  vmb_mm_waiting(writer->model));
	vmb_run_fail(writer->worker->run, err,
		     "writer %u: %s of slot %u failed with error %d%s",
		     writer->index, op_names[op], slot, err, hint);
	return err;
}

/**
 * vmb_writer_init() - set a writer up from the knobs
 * @worker: the worker; all its memory is there and zero
 *
 * Context: process.
 */
void vmb_writer_init(struct vmb_worker *worker)
{
	const struct vmb_knobs *knobs = &worker->run->config.knobs;
	struct vmb_writer *writer = worker->writer;

	writer->worker = worker;
	writer->arena = &worker->run->space.arena;
	writer->model = worker->run->space.model;
	writer->op = knobs->write_op;
	writer->index = worker->index;
	writer->writers = knobs->writers;
	writer->groups = (writer->arena->volatile_groups - worker->index - 1) /
			 writer->writers + 1;
	vmb_random_seed(&writer->random, knobs->seed,
			knobs->readers + worker->index);
	writer->hist = worker->unmeasured;
}

/**
 * vmb_writer_work() - change the arena until the run ends
 * @worker: the worker
 *
 * A batch is an operation and what undoes it: whenever a writer stops, its
 * slots are as they were.
 *
 * Context: the worker's thread, in the address space of the arena.
 */
void vmb_writer_work(struct vmb_worker *worker)
{
	const struct vmb_scheme *scheme = worker->run->config.knobs.scheme;

	do {
		if (scheme->write(worker->writer))
			break;
	} while (vmb_worker_boundary(worker, vmb_clock_ticks()));
}
