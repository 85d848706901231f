// SPDX-License-Identifier: GPL-2.0-only
/* Timing and counting the operations of writers. */
#include <linux/kernel.h>

#include "model/mm.h"
#include "trace.h"
#include "writer.h"

#define VMB_OP_NAME(name, word) [VMB_OP_##name] = #word,
static const char *const op_names[] = {
	VMB_WRITER_OPS(VMB_OP_NAME)
	VMB_USER_OPS(VMB_OP_NAME)
};

/**
 * vmb_writer_begin() - begin an operation, when it is due
 * @writer: the writer
 *
 * Context: the writer's thread; sleeps if there is a rate.
 * Return: when the operation began or, with a rate, was due, ticks.
 */
u64 vmb_writer_begin(struct vmb_writer *writer)
{
	u64 due = vmb_worker_pace(writer->worker);

	writer->began = vmb_clock_ticks();
	return due ?: writer->began;
}

/* Out of line, so that updates that are not traced do not pay for it. */
static noinline void trace(const struct vmb_writer *writer,
			   enum vmb_writer_op op, u32 slot, u64 ns)
{
	trace_slow_update(&writer->sink, ns,
			  vmb_arena_addr(writer->arena, slot), op_names[op]);
}

/**
 * vmb_writer_done() - count an operation
 * @writer: the writer
 * @op: what was done
 * @slot: its first slot
 * @begin: from vmb_writer_begin()
 * @end: when it was done, ticks
 *
 * Context: the writer's thread.
 */
void vmb_writer_done(struct vmb_writer *writer, enum vmb_writer_op op,
		     u32 slot, u64 begin, u64 end)
{
	struct vmb_write_counts *counts = &writer->counts;
	u64 ns;

	counts->updates++;
	if (unlikely(end < begin)) {
		counts->clock_backwards++;
		return;
	}
	ns = vmb_clock_to_ns(end - begin);
	vmb_hist_add(&writer->sink.hist[op], ns);
	if (trace_slow_update_enabled())
		trace(writer, op, slot, ns);
	if (counts->closed) {
		ns = end > writer->began ?
			vmb_clock_to_ns(end - writer->began) : 0;
		vmb_hist_add_many(&writer->sink.hist[VMB_WRITER_RELEASE], ns,
				  counts->closed);
		counts->closed = 0;
	}
}

/**
 * vmb_writer_is_measured() - return true in the measured time of a writer
 * @writer: the writer
 *
 * The answer does not change in the middle of an operation.
 *
 * Context: the writer's thread.
 */
bool vmb_writer_is_measured(const struct vmb_writer *writer)
{
	return writer->worker->phase == VMB_PHASE_MEASURE;
}

/**
 * vmb_writer_failed() - fail the run, as an operation failed
 * @writer: the writer
 * @op: the operation
 * @slot: its first slot
 * @err: its error
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
		writer->lost_slots = writer->arena->group_slots;
		if (err == -EEXIST)
			hint = ": something else of this process was mapped into the arena";
	}
	/* An aborted run reports that itself. */
	if (err == -EINTR)
		return err;
	if (err == -ENOMEM && writer->model)
		scnprintf(backlog, sizeof(backlog),
			  ": no memory, or more than a model may take, while %llu VMAs wait for reclamation",
			  vmb_mm_waiting(writer->model));
	vmb_session_fail(writer->worker->session, err,
			 "writer %u: %s of slot %u failed with error %d%s",
			 writer->index, op_names[op], slot, err, hint);
	return err;
}
