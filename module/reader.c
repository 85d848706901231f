// SPDX-License-Identifier: GPL-2.0-only
/* What readers do around the measured loop. */
#include <linux/kernel.h>
#include <linux/slab.h>

#include "schemes/schemes.h"
#include "worker.h"

/* Batches are cut so that a reader looks at the phase this often. */
#define VMB_BATCH_NS 50000

/**
 * vmb_reader_missed() - count a lookup that did not find its slot
 * @reader: the reader
 * @addr: what it looked up
 * @outcome: how it failed
 *
 * Out of line: it is not to cost those that find something.
 *
 * Context: any; by the reader itself.
 */
noinline void vmb_reader_missed(struct vmb_reader *reader, unsigned long addr,
				enum vmb_outcome outcome)
{
	const struct vmb_arena *arena = reader->arena;
	u32 slot = (addr - arena->base) / arena->stride;

	bool is_changed = reader->written &&
			  vmb_arena_is_volatile(arena, slot);

	/* Nothing is there, says the scheme, and cannot be right. */
	if (outcome == VMB_EMPTY && !vmb_reader_may_be_empty(reader, addr)) {
		reader->counts.wrong[VMB_WRONG_MISSED]++;
		outcome = VMB_WRONG;
	}
	if (outcome == VMB_WRONG) {
		reader->violated = true;
		reader->counts.violations++;
	} else if (!is_changed) {
		reader->counts.spurious_misses++;
	} else if (reader->may_be_empty) {
		reader->counts.absent++;
	} else {
		reader->counts.busy++;
	}
}

/**
 * vmb_reader_timed() - count the latency of a lookup, and choose the next
 * @reader: the reader
 * @begin: when it began, ticks
 * @end: when it was done, ticks
 * @fell_back: it was done again under the mm-wide lock
 *
 * Context: any; by the reader itself.
 */
void vmb_reader_timed(struct vmb_reader *reader, u64 begin, u64 end,
		      bool fell_back)
{
	u32 bits = vmb_random_next(&reader->pick.random) >> 32;
	u64 ns;

	/*
	 * The next at a random distance: a fixed one would beat with the length
	 * of the batches, and with the arena's if slots are taken in turn.
	 */
	reader->until_sample = vmb_random_below(bits,
						2 * reader->sample_every - 1);
	if (unlikely(end < begin)) {
		reader->counts.clock_backwards++;
		return;
	}
	ns = vmb_clock_to_ns(end - begin);
	vmb_timeline_add(reader->timeline, end, ns);
	vmb_hist_add(&reader->hist[VMB_READER_LOOKUP], ns);
	if (unlikely(fell_back))
		vmb_hist_add(&reader->hist[VMB_READER_FALLBACK], ns);
}

/**
 * vmb_reader_init() - set a reader up from the knobs
 * @worker: the worker; all its memory is there and zero
 *
 * Context: process.
 */
void vmb_reader_init(struct vmb_worker *worker)
{
	const struct vmb_knobs *knobs = &worker->run->config.knobs;
	const struct vmb_arena *arena = &worker->run->space.arena;
	struct vmb_reader *reader = worker->reader;
	struct vmb_pick_config pick = {
		.access = knobs->access,
		.base = arena->base,
		.stride = arena->stride,
		.pages = knobs->vma_pages,
		.slots = arena->slots,
		.index = worker->index,
		.readers = knobs->readers,
		.arena = arena,
		.seed = knobs->seed,
	};

	if (knobs->read_op == VMB_READ_OP_ITERATE)
		pick.slots -= knobs->read_span - 1;
	/* The first stable slot, if there is one. */
	while (pick.hot < pick.slots && vmb_arena_is_volatile(arena, pick.hot))
		pick.hot++;
	if (pick.hot == pick.slots)
		pick.hot = 0;
	vmb_pick_init(&reader->pick, &pick);

	reader->mm = arena->mm;
	reader->model = worker->run->space.model;
	if (reader->model)
		reader->hazards = &reader->model->hazards[worker->index];
	reader->ref_limit = knobs->ref_limit;
	reader->as_posted = knobs->as_posted;
	reader->writer_fences = knobs->fence == VMB_FENCE_WRITER;
	reader->fallback = knobs->fallback;
	reader->arena = arena;
	reader->hold = vmb_clock_from_ns(knobs->hold_ns);
	reader->read_span = knobs->read_span;
	/* With a rate every lookup is due at a time, and timed from it. */
	reader->sample_every = knobs->read_rate ? 1 : knobs->sample_every;
	reader->written = knobs->writers;
	reader->may_be_empty = knobs->write_op == VMB_WRITE_OP_MUNMAP ||
			       knobs->write_op == VMB_WRITE_OP_MIXED;
	reader->hist = worker->unmeasured;
}

/**
 * vmb_reader_work() - look VMAs up until the run ends
 * @worker: the worker
 *
 * Context: the worker's thread, in the address space of the arena.
 */
void vmb_reader_work(struct vmb_worker *worker)
{
	const struct vmb_knobs *knobs = &worker->run->config.knobs;
	const u64 batch_ticks = vmb_clock_from_ns(VMB_BATCH_NS);
	struct vmb_reader *reader = worker->reader;
	void (*read)(struct vmb_reader *reader, unsigned int n);
	u64 begin, now = vmb_clock_ticks();
	unsigned int n = 1, most = VMB_PICK_BLOCK;

	/* What misses does not hold, and so does not tell how long hits take. */
	if (reader->hold)
		most = clamp(batch_ticks / (reader->hold *
			     (knobs->read_op == VMB_READ_OP_ITERATE ?
			      knobs->read_span : 1)), 1ULL, (u64)most);

	read = knobs->scheme->read[worker->run->config.tree][knobs->read_op]
				  [reader->sample_every ?
				   VMB_SAMPLED : VMB_UNTIMED];
	do {
		reader->intended = vmb_worker_pace(worker) ? worker->due : 0;
		begin = now;
		vmb_pick_fill(&reader->pick, reader->addrs, n);
		read(reader, n);
		reader->counts.lookups += n;
		now = vmb_clock_ticks();

		if (worker->interval)
			n = 1;
		else if (now - begin > batch_ticks)
			n = max(n / 2, 1U);
		else if (now - begin < batch_ticks / 4)
			n = min(n * 2, most);
	} while (vmb_worker_boundary(worker, now));
}

/**
 * vmb_loop_cost_ps() - what choosing a slot and looping once costs
 * @run: an armed run
 *
 * Takes the quickest of some rounds of the scheme null on the run's arena and
 * kind of access.
 *
 * Context: process.
 * Return: ps, 0 if there is no reader.
 */
u64 vmb_loop_cost_ps(const struct vmb_run *run)
{
	const unsigned int batches = 16;
	void (*read)(struct vmb_reader *reader, unsigned int n);
	struct vmb_reader *reader;
	u64 begin, best = U64_MAX;
	unsigned int i, round;

	if (!run->config.knobs.readers)
		return 0;
	reader = kmemdup(run->workers[0]->reader, sizeof(*reader), GFP_KERNEL);
	if (!reader)
		return 0;
	reader->hold = 0;
	read = vmb_scheme_null.read[VMB_MAPLE][run->config.knobs.read_op]
				   [VMB_UNTIMED];

	for (round = 0; round < 20; round++) {
		begin = vmb_clock_ticks();
		for (i = 0; i < batches; i++) {
			vmb_pick_fill(&reader->pick, reader->addrs,
				      VMB_PICK_BLOCK);
			read(reader, VMB_PICK_BLOCK);
		}
		best = min(best, vmb_clock_ticks() - begin);
	}
	kfree(reader);
	return vmb_clock_to_ns(best * 1000) / (batches * VMB_PICK_BLOCK);
}

/**
 * vmb_reader_try() - does the scheme find a VMA that nobody changes?
 * @run: an armed run
 *
 * Some kernels refuse per-VMA locks to VMAs of some kinds; then there is
 * nothing to measure.
 *
 * Context: process, in the address space of the arena; may sleep.
 * Return: 0, -ENOMEM, or -EOPNOTSUPP if nothing was found.
 */
int vmb_reader_try(const struct vmb_run *run)
{
	const struct vmb_scheme *scheme = run->config.knobs.scheme;
	struct vmb_reader *reader;
	int err = 0;

	if (!run->config.knobs.readers)
		return 0;
	reader = kmemdup(run->workers[0]->reader, sizeof(*reader), GFP_KERNEL);
	if (!reader)
		return -ENOMEM;
	reader->hold = 0;
	reader->written = false;
	reader->addrs[0] = run->space.arena.base;
	scheme->read[run->config.tree][VMB_READ_OP_LOOKUP][VMB_UNTIMED]
		(reader, 1);
	if (reader->counts.spurious_misses || reader->counts.violations)
		err = -EOPNOTSUPP;
	kfree(reader);
	return err;
}
