// SPDX-License-Identifier: GPL-2.0-only
/* What user threads are given to do, and what is counted of it. */
#include <linux/kernel.h>

#include "knobs.h"
#include "roles.h"
#include "trace.h"
#include "user_batch.h"

/* A batch of a writer is adapted to this time, and has at most so many changes. */
#define VMB_UPDATES_NS 1000000
#define VMB_UPDATES 32

/* To map a slot, fill it and zap it. */
#define VMB_CALLS_OF_A_MAP 3

/* A row of faults and a zap of each, or updates and their undoing. */
static_assert(VMB_USER_CALLS >= 2 * VMB_FAULTS);
static_assert(VMB_USER_CALLS >= 3 * (VMB_FAULTS / 2) + 1);
static_assert(VMB_USER_CALLS >= 2 * VMB_UPDATES);

static struct vmb_user_call *add(struct vmb_user_thread *thread,
				 unsigned int op, unsigned long addr,
				 unsigned long len)
{
	struct vmb_user_call *call = &thread->batch.call[thread->batch.n++];

	*call = (struct vmb_user_call){
		.addr = addr,
		.len = len,
		.op = op,
		.timed = op < VMB_OP_COUNT,
	};
	return call;
}

/* Return whether the next lookup is timed. */
static bool is_timed(struct vmb_reader *reader)
{
	if (!reader->sample_every)
		return false;
	if (reader->until_sample) {
		reader->until_sample--;
		return false;
	}
	vmb_reader_draw(reader);
	return true;
}

/* Fill the pages of a row, and have a child share them. */
static void choose_sharing(struct vmb_user_thread *thread,
			   const unsigned long *addr, const unsigned long *end)
{
	unsigned long start;

	while (addr < end) {
		start = *addr++;
		while (addr < end && *addr == addr[-1] + PAGE_SIZE)
			addr++;
		add(thread, VMB_USER_FILL, start, addr[-1] + PAGE_SIZE - start);
	}
	add(thread, VMB_USER_SHARE, 0, 0);
}

/* A row of page faults, and a zap of each part of it. */
static void choose_reads(struct vmb_user_thread *thread,
			 struct vmb_reader *reader)
{
	const unsigned int op = reader->touch & FAULT_FLAG_WRITE ?
				VMB_USER_WRITE : VMB_USER_READ;
	const unsigned long *addr = reader->addrs, *end = addr + thread->length;
	unsigned long start, len;

	vmb_pick_fill(&reader->pick, reader->addrs, thread->length);
	if (reader->after_fork)
		choose_sharing(thread, addr, end);
	for (; addr < end; addr++)
		add(thread, op, *addr, 1)->timed = is_timed(reader);
	for (addr = reader->addrs; addr < end;) {
		start = *addr;
		addr = vmb_reader_zap_part(reader, addr, end, &len);
		add(thread, VMB_USER_ZAP, start, len);
	}
}

static void protect(struct vmb_user_thread *thread, enum vmb_writer_op op,
		    const struct vmb_arena *arena, u32 slot, bool changed)
{
	add(thread, op, vmb_arena_addr(arena, slot),
	    op == VMB_OP_MPROTECT ? arena->slot_len : vmb_arena_half(arena))
		->prot = vmb_arena_rights(arena, slot, changed);
}

/* An operation and its undoing. */
static void choose_update(struct vmb_user_thread *thread,
			  struct vmb_writer *writer)
{
	const struct vmb_arena *arena = writer->arena;
	u32 slot = vmb_writer_pick(writer);
	unsigned long addr = vmb_arena_addr(arena, slot);
	unsigned long len = arena->slot_len;
	struct vmb_user_call *call;

	switch (vmb_writer_choose(writer)) {
	case VMB_WRITE_OP_MUNMAP:
		add(thread, VMB_OP_MUNMAP, addr, len);
		call = add(thread, VMB_OP_MAP, addr, len);
		call->prot = vmb_arena_rights(arena, slot, false);
		call->flags = arena->map_flags;
		break;
	case VMB_WRITE_OP_MPROTECT:
		protect(thread, VMB_OP_MPROTECT, arena, slot, true);
		protect(thread, VMB_OP_MPROTECT, arena, slot, false);
		break;
	case VMB_WRITE_OP_SPLIT:
		protect(thread, VMB_OP_SPLIT, arena, slot, true);
		protect(thread, VMB_OP_MERGE, arena, slot, false);
		break;
	case VMB_WRITE_OP_MREMAP:
		add(thread, VMB_OP_MREMAP, addr, len)->to = addr + len;
		add(thread, VMB_OP_MREMAP, addr + len, len)->to = addr;
		break;
	case VMB_WRITE_OP_MADVISE:
		add(thread, VMB_OP_MADVISE, addr, len);
		if (arena->populate)
			add(thread, VMB_USER_FILL, addr, len);
		break;
	case VMB_WRITE_OP_BRK:
		add(thread, VMB_OP_BRK, addr, len);
		add(thread, VMB_OP_BRK, addr, 0);
		break;
	default:
		add(thread, VMB_OP_FORK, addr, len);
	}
}

/* With a rate, one at a time: each has a time of its own. */
static void choose_due(struct vmb_user_thread *thread,
		       struct vmb_writer *writer)
{
	struct vmb_user_batch *batch = &thread->batch;

	if (thread->undo.addr) {
		batch->call[batch->n++] = thread->undo;
		thread->undo.addr = 0;
		/* What is not timed is no operation. */
		if (!batch->call[0].timed)
			return;
	} else {
		choose_update(thread, writer);
		if (batch->n == 2)
			thread->undo = batch->call[--batch->n];
	}
	thread->due = vmb_worker_pace(thread->worker);
}

static void choose_scan(struct vmb_user_thread *thread,
			const struct vmb_scanner *scanner)
{
	struct vmb_user_call *call = add(thread, VMB_USER_SCAN, 0, 0);

	call->flags = scanner->scan;
	call->timed = true;
}

static const struct vmb_arena *arena_of(const struct vmb_worker *worker)
{
	const struct vmb_reader *reader = worker->state;
	const struct vmb_writer *writer = worker->state;

	return worker->tally->role == VMB_READER ? reader->arena :
						   writer->arena;
}

/*
 * In an address space of its own, a process maps the next slots of an arena like that of
 * the run.  Each VMA has its anon_vma before the first fault that is measured.
 */
static void choose_maps(struct vmb_user_thread *thread)
{
	const struct vmb_arena *arena = arena_of(thread->worker);
	const unsigned long len = arena->slot_len;
	struct vmb_user_batch *batch = &thread->batch;
	struct vmb_user_call *call;
	unsigned long addr;

	while (thread->mapped < arena->slots &&
	       batch->n + VMB_CALLS_OF_A_MAP <= VMB_USER_CALLS) {
		addr = vmb_arena_addr(arena, thread->mapped);
		call = add(thread, VMB_OP_MAP, addr, len);
		call->prot = vmb_arena_rights(arena, thread->mapped, false);
		call->flags = arena->map_flags;
		if (arena->populate || arena->touched)
			add(thread, VMB_USER_FILL, addr, len);
		if (arena->touched)
			add(thread, VMB_USER_ZAP, addr, len);
		WRITE_ONCE(thread->mapped, thread->mapped + 1);
	}
}

/**
 * vmb_user_batch_maps() - return true if a process has to map more of its arena
 * @thread: its thread; it has a place
 *
 * Context: the thread itself.
 */
bool vmb_user_batch_maps(const struct vmb_user_thread *thread)
{
	const struct vmb_worker *worker = thread->worker;

	return !worker->mm && worker->tally->role != VMB_SCANNER &&
	       thread->mapped < arena_of(worker)->slots;
}

/**
 * vmb_user_batch_choose() - choose what a thread does next
 * @thread: the thread; it has a place
 *
 * Context: the thread itself; sleeps until an operation is due.
 */
void vmb_user_batch_choose(struct vmb_user_thread *thread)
{
	struct vmb_worker *worker = thread->worker;
	u32 i;

	thread->batch.n = 0;
	thread->due = 0;
	thread->maps = vmb_user_batch_maps(thread);
	if (thread->maps) {
		choose_maps(thread);
		return;
	}
	switch (worker->tally->role) {
	case VMB_READER:
		choose_reads(thread, worker->state);
		break;
	case VMB_SCANNER:
		for (i = 0; i < thread->length; i++)
			choose_scan(thread, worker->state);
		break;
	default:
		if (worker->pace.gap)
			choose_due(thread, worker->state);
		else
			for (i = 0; i < thread->length; i++)
				choose_update(thread, worker->state);
	}
}

static void count_reads(struct vmb_user_thread *thread,
			struct vmb_reader *reader)
{
	const struct vmb_user_batch *batch = &thread->batch;
	u32 i;

	for (i = 0; i < batch->done; i++) {
		if (batch->call[i].op != VMB_USER_READ &&
		    batch->call[i].op != VMB_USER_WRITE)
			continue;
		reader->counts.lookups++;
		if (batch->call[i].timed)
			vmb_reader_took(reader, batch->begin[i], batch->end[i],
					batch->call[i].addr);
	}
	reader->counts.zap_ticks += batch->other;
	if (batch->done < batch->n)
		vmb_session_fail(thread->worker->session, -(int)batch->err,
				 "reader %u: %s failed with error -%u",
				 thread->worker->tally->index,
				 reader->after_fork ?
				 "sharing pages with a child, or zapping them," :
				 "zapping pages with madvise()", batch->err);
}

static u32 slot_of(const struct vmb_writer *writer,
		   const struct vmb_user_call *call)
{
	return (call->addr - writer->arena->base) / writer->arena->stride;
}

static void count_updates(struct vmb_user_thread *thread,
			  struct vmb_writer *writer)
{
	const struct vmb_user_batch *batch = &thread->batch;
	const struct vmb_user_call *call;
	u32 i;

	for (i = 0; i < batch->done; i++) {
		if (!batch->call[i].timed)
			continue;
		vmb_writer_done(writer, batch->call[i].op,
				trace_slow_update_enabled() ?
					slot_of(writer, &batch->call[i]) : 0,
				thread->due ?: batch->begin[i], batch->end[i]);
		/* That takes mmap_lock for reading, or none. */
		writer->counts.transactions += batch->call[i].op !=
					       VMB_OP_MADVISE;
	}
	if (batch->done == batch->n)
		return;
	call = &batch->call[batch->done];
	vmb_writer_failed(writer, call->op < VMB_OP_COUNT ? call->op :
							    VMB_OP_MADVISE,
			  slot_of(writer, call), -(int)batch->err);
}

static void add_scan_time(struct vmb_scanner *scanner, enum vmb_scanner_op op,
			  u64 begin, u64 end)
{
	if (unlikely(end < begin))
		scanner->counts.clock_backwards++;
	else
		vmb_hist_add(&scanner->sink.hist[op],
			     vmb_clock_to_ns(end - begin));
}

/* A batch that is cut short without an error has come to the end of a scan. */
static void count_scan(struct vmb_user_thread *thread,
		       struct vmb_scanner *scanner)
{
	const struct vmb_user_batch *batch = &thread->batch;
	u32 i;

	for (i = 0; i < batch->done; i++)
		add_scan_time(scanner, VMB_SCANNER_CALL, batch->begin[i],
			      batch->end[i]);
	if (batch->done) {
		scanner->began = scanner->began ?: batch->begin[0];
		scanner->called = batch->end[batch->done - 1];
	}
	if (batch->done == batch->n)
		return;
	if (batch->err) {
		vmb_session_fail(thread->worker->session, -(int)batch->err,
				 "scanner %u: reading %s failed with error -%u%s",
				 thread->worker->tally->index,
				 vmb_scan_name(scanner->scan), batch->err,
				 scanner->scan == VMB_SCAN_QUERY &&
				 batch->err == ENOTTY ?
				 ": this kernel has no PROCMAP_QUERY; give scan=maps" :
				 "");
	} else if (scanner->began) {
		scanner->counts.scans++;
		add_scan_time(scanner, VMB_SCANNER_SCAN, scanner->began,
			      scanner->called);
		scanner->began = 0;
	}
}

static void count_maps(struct vmb_user_thread *thread)
{
	const struct vmb_user_batch *batch = &thread->batch;
	const struct vmb_tally *tally = thread->worker->tally;

	if (batch->done == batch->n)
		return;
	vmb_session_fail(thread->worker->session, -(int)batch->err,
			 "%s %u: mapping an arena of its own failed with error -%u%s",
			 vmb_role_name(tally->role), tally->index, batch->err,
			 batch->err == ENOMEM || batch->err == EFAULT ?
			 ": no memory, or a limit such as that of a memory cgroup; give fewer vmas, readers or writers" :
			 batch->err == EEXIST ?
			 ": the process has something else there; run it again" : "");
}

/* The same of any role.  Return false if the thread cannot go on. */
static bool count(struct vmb_user_thread *thread)
{
	struct vmb_worker *worker = thread->worker;

	if (thread->maps) {
		count_maps(thread);
		return thread->batch.done == thread->batch.n;
	}
	switch (worker->tally->role) {
	case VMB_READER:
		count_reads(thread, worker->state);
		break;
	case VMB_SCANNER:
		count_scan(thread, worker->state);
		return !thread->batch.err;
	default:
		count_updates(thread, worker->state);
	}
	return thread->batch.done == thread->batch.n;
}

/* Adapt the length of a batch to the time that the last one took. */
static void adapt(struct vmb_user_thread *thread, u64 now)
{
	const struct vmb_worker *worker = thread->worker;
	const struct vmb_reader *reader = worker->state;
	bool reads = worker->tally->role == VMB_READER;

	/* To fork takes long, however few pages are shared. */
	if (reads && reader->after_fork) {
		thread->length = reader->most;
		return;
	}
	thread->length = vmb_batch_next(thread->length, now - thread->given,
					reads ? vmb_reader_batch(reader) :
						vmb_clock_from_ns(VMB_UPDATES_NS),
					1, reads ? reader->most : VMB_UPDATES);
}

/**
 * vmb_user_batch_count() - count what a thread has done
 * @thread: the thread, with what it told
 * @now: the time, ticks
 *
 * Context: the thread itself.
 * Return: false if it cannot go on: an operation failed, and the run with it.
 */
bool vmb_user_batch_count(struct vmb_user_thread *thread, u64 now)
{
	if (!count(thread))
		return false;
	if (!thread->maps)
		adapt(thread, now);
	return true;
}
