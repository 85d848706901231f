// SPDX-License-Identifier: GPL-2.0-only
/* What the threads of a run do: readers and writers, set up from the knobs. */
#include <linux/kernel.h>

#include "calibrate.h"
#include "roles.h"
#include "schemes/schemes.h"

/* The length of a batch is adapted to this time. */
#define VMB_BATCH_NS 50000
/*
 * Of page faults, long enough for a whole block of them: the kernel adds pages to its
 * lists in batches.  If they are zapped before a batch is full, what that costs is no
 * part of any fault.
 */
#define VMB_FAULTS_NS 4000000
/* Batches between two reads of the number of VMAs that wait for reclamation. */
#define VMB_WAITING_EVERY 16

/**
 * vmb_reader_init() - set a reader up from the knobs
 * @reader: the reader, all zero
 * @config: what the run is to do
 * @space: the address space; it is built
 * @index: number of the reader
 *
 * Context: process.
 */
void vmb_reader_init(struct vmb_reader *reader, const struct vmb_config *config,
		     const struct vmb_space *space, unsigned int index)
{
	const struct vmb_knobs *knobs = &config->knobs;
	const struct vmb_arena *arena = &space->arena;
	bool iterates = knobs->read_op == VMB_READ_OP_ITERATE;
	bool fault_around = vmb_faults_around(knobs);
	struct vmb_pick_config pick = {
		.access = knobs->access,
		.base = arena->base,
		.stride = arena->stride,
		.pages = fault_around ? 1 : knobs->vma_pages,
		.slots = arena->slots,
		.index = index,
		.readers = knobs->readers,
		.arena = arena,
		.in_turn = knobs->scheme->faults,
		.seed = knobs->seed,
	};

	if (iterates)
		pick.slots -= knobs->read_span - 1;
	/* The first stable slot, if there is one. */
	while (pick.hot < pick.slots && vmb_arena_is_volatile(arena, pick.hot))
		pick.hot++;
	if (pick.hot == pick.slots)
		pick.hot = 0;
	vmb_pick_init(&reader->pick, &pick);

	reader->mm = arena->mm;
	reader->model = space->model;
	if (reader->model)
		reader->hazards = &reader->model->hazards[index];
	reader->ref_limit = knobs->ref_limit;
	reader->as_posted = knobs->as_posted;
	reader->writer_fences = knobs->fence != VMB_FENCE_READER;
	reader->fallback = knobs->fallback;
	reader->check = knobs->check;
	reader->whole_spans = knobs->lock_per == VMB_LOCK_PER_NATIVE;
	reader->arena = arena;
	reader->touch = FAULT_FLAG_DEFAULT |
			(knobs->touch == VMB_TOUCH_READ ? 0 : FAULT_FLAG_WRITE);
	reader->after_fork = knobs->touch == VMB_TOUCH_COW;
	reader->by_mmap_lock = knobs->fault_lock == VMB_FAULT_LOCK_MMAP;
	reader->own_slots = knobs->access == VMB_ACCESS_OWN;
	reader->fault_around = fault_around;
	reader->hold = vmb_clock_from_ns(max_t(u64, knobs->hold_ns,
					       knobs->scheme->hold_ns));
	reader->depend = knobs->depend;
	reader->read_span = knobs->read_span;
	/* With a rate every lookup is due at a time, and timed from it. */
	reader->sample_every = knobs->read_rate ? 1 : knobs->sample_every;
	reader->group = knobs->group;
	reader->written = knobs->writers;
	reader->may_be_empty = knobs->write_op == VMB_WRITE_OP_MUNMAP ||
			       knobs->write_op == VMB_WRITE_OP_MIXED ||
			       knobs->write_op == VMB_WRITE_OP_MREMAP;
	reader->read = knobs->scheme->read[config->tree][knobs->read_op]
					  [reader->sample_every ?
					   VMB_SAMPLED : VMB_UNTIMED];
	reader->empty_read = vmb_scheme_null.read[VMB_MAPLE][knobs->read_op]
						 [VMB_UNTIMED];
	/* A miss holds nothing: its time says nothing about that of a hit. */
	reader->most = VMB_PICK_BLOCK;
	if (reader->hold)
		reader->most = clamp(vmb_clock_from_ns(VMB_BATCH_NS) /
				     (reader->hold *
				      (iterates ? knobs->read_span : 1)),
				     knobs->group, (u64)VMB_PICK_BLOCK);
	if (pick.in_turn)
		reader->most = min3((u64)reader->most,
				    (u64)VMB_FAULTS >> reader->after_fork,
				    vmb_pick_pages(&reader->pick));
}

/**
 * vmb_reader_batch() - how long a batch of a reader is to take
 * @reader: the reader
 *
 * Context: any.
 * Return: ticks.
 */
u64 vmb_reader_batch(const struct vmb_reader *reader)
{
	return vmb_clock_from_ns(reader->pick.config.in_turn ? VMB_FAULTS_NS :
							       VMB_BATCH_NS);
}

static void read_until_stopped(struct vmb_worker *worker)
{
	struct vmb_reader *reader = worker->state;
	const u64 batch_ticks = vmb_reader_batch(reader);
	vmb_read_fn *read = reader->read;
	u64 begin, now = vmb_clock_ticks();
	unsigned int n = reader->group;

	do {
		begin = now;
		vmb_pick_fill(&reader->pick, reader->addrs, n);
		reader->intended = vmb_worker_pace(worker);
		read(reader, reader->addrs, reader->addrs + n);
		reader->counts.lookups += n;
		now = vmb_clock_ticks();
		if (unlikely(reader->failed)) {
			vmb_session_fail(worker->session, reader->failed,
					 "reader %u: a page fault, or zapping its page, failed with error %d%s",
					 worker->tally->index, reader->failed,
					 reader->failed == -ENOMEM ?
					 ": there was no memory for the page, or a limit such as that of a memory cgroup was reached; give fewer readers, vmas or vma_pages" :
					 "");
			break;
		}

		if (reader->intended)
			n = 1;
		else
			n = vmb_batch_next(n, now - begin, batch_ticks,
					   reader->group, reader->most);
	} while (vmb_worker_boundary(worker, now));
	worker->tally->violated = reader->violated;
	worker->tally->loop_cost_ps = vmb_loop_cost_ps(reader);
	worker->tally->clock_cost_ps = vmb_clock_cost_ps();
}

static const struct vmb_worker_ops reader_ops = {
	.thread = "vmb_rd",
	.work = read_until_stopped,
};

/**
 * vmb_writer_init() - set a writer up from the knobs
 * @writer: the writer, with memory for its VMAs behind it
 * @config: what the run is to do
 * @space: the address space; it is built
 * @worker: its thread
 *
 * Context: process.
 */
void vmb_writer_init(struct vmb_writer *writer, const struct vmb_config *config,
		     const struct vmb_space *space, struct vmb_worker *worker)
{
	const struct vmb_knobs *knobs = &config->knobs;

	writer->worker = worker;
	writer->arena = &space->arena;
	writer->model = space->model;
	writer->op = knobs->write_op;
	writer->hold = vmb_clock_from_ns(knobs->write_hold_ns);
	writer->index = worker->tally->index;
	writer->writers = knobs->writers;
	writer->groups = (writer->arena->volatile_groups - writer->index - 1) /
			 writer->writers + 1;
	writer->slots = writer->arena->group_slots;
	writer->unmap_slots = knobs->lock_per == VMB_LOCK_PER_SLOT ?
			      1 : writer->slots;
	writer->other_slots = knobs->lock_per == VMB_LOCK_PER_NATIVE &&
			      writer->model ? writer->slots : 1;
	vmb_random_seed(&writer->random, knobs->seed,
			knobs->readers + writer->index);
	writer->write = knobs->scheme->write;
	writer->vmas = (void *)(writer + 1);
}

/*
 * Note how many VMAs of a model wait for reclamation.  Now and then only, as
 * the count is written by callbacks on other CPUs.
 */
static void note_waiting(struct vmb_worker *worker)
{
	struct vmb_writer *writer = worker->state;

	if (!writer->model || writer->batches++ % VMB_WAITING_EVERY)
		return;
	worker->waiting = vmb_mm_waiting(writer->model);
	writer->counts.waiting_max = max(writer->counts.waiting_max,
					 worker->waiting);
}

/*
 * A batch is an operation and its undoing: whenever a writer stops, its slots
 * are as they were.
 */
static void write_until_stopped(struct vmb_worker *worker)
{
	struct vmb_writer *writer = worker->state;
	u64 now;

	do {
		if (writer->write(writer))
			break;
		now = vmb_clock_ticks();
		note_waiting(worker);
	} while (vmb_worker_boundary(worker, now));
	worker->tally->clock_cost_ps = vmb_clock_cost_ps();
}

static const struct vmb_worker_ops writer_ops = {
	.thread = "vmb_wr",
	.work = write_until_stopped,
};

/* Its VMAs, for models: two of each slot, as the slot may be split. */
static size_t writer_bytes(const struct vmb_config *config)
{
	return sizeof(struct vmb_writer) +
	       2 * config->knobs.write_span * sizeof(struct vmb_vma *);
}

/**
 * vmb_role_create() - create a worker and park its thread, if that is the kernel's
 * @role: its role
 * @config: what the run is to do
 * @space: the address space; it is built
 * @session: the run
 * @index: number within the role
 * @cpu: where it is to work
 *
 * Context: process, sleeps.
 * Return: the worker, or an error pointer.
 */
struct vmb_worker *vmb_role_create(enum vmb_role role,
				   const struct vmb_config *config,
				   const struct vmb_space *space,
				   struct vmb_session *session,
				   unsigned int index, unsigned int cpu)
{
	const struct vmb_knobs *knobs = &config->knobs;
	bool reads = role == VMB_READER, scans = role == VMB_SCANNER;
	/* A program can touch pages, but not look VMAs up. */
	bool by_user = scans || (knobs->threads == VMB_THREADS_USER &&
				 (!reads || knobs->scheme->faults));
	struct vmb_worker_config worker_config = {
		.session = session,
		.mm = scans || knobs->mms == VMB_MMS_OWN ? NULL : space->arena.mm,
		.ops = reads ? &reader_ops : &writer_ops,
		.role = role,
		.index = index,
		.cpu = cpu,
		.rate = reads ? knobs->read_rate :
			scans ? 0 : knobs->write_rate,
		.arrivals = knobs->arrivals,
		.seed = knobs->seed,
		/* Those before choose the addresses of readers and writers. */
		.stream = knobs->readers + knobs->writers + index +
			  (reads ? 0 : knobs->readers),
		.steps = config->steps,
		.step = config->step,
		.state_bytes = reads ? sizeof(struct vmb_reader) :
			       scans ? sizeof(struct vmb_scanner) :
				       writer_bytes(config),
	};
	struct vmb_worker *worker = vmb_worker_create(&worker_config);
	struct vmb_scanner *scanner;
	struct vmb_reader *reader;
	struct vmb_writer *writer;
	int err;

	if (!worker)
		return ERR_PTR(-ENOMEM);
	if (reads) {
		reader = worker->state;
		vmb_reader_init(reader, config, space, index);
		worker->sink = &reader->sink;
		worker->counts = &reader->counts;
		worker->counts_bytes = sizeof(reader->counts);
		worker->done = &reader->counts.lookups;
	} else if (scans) {
		scanner = worker->state;
		scanner->scan = knobs->scan;
		worker->sink = &scanner->sink;
		worker->counts = &scanner->counts;
		worker->counts_bytes = sizeof(scanner->counts);
		worker->done = &scanner->counts.scans;
	} else {
		writer = worker->state;
		vmb_writer_init(writer, config, space, worker);
		worker->sink = &writer->sink;
		worker->counts = &writer->counts;
		worker->counts_bytes = sizeof(writer->counts);
		worker->done = &writer->counts.updates;
	}

	worker->sink->index = index;
	worker->sink->scheme = knobs->scheme->name;
	worker->sink->trace_above = knobs->trace_above;
	worker->by_user = by_user;
	err = by_user ? 0 : vmb_worker_launch(worker);
	if (err) {
		vmb_tally_free(worker->tally);
		vmb_worker_free(worker);
		return ERR_PTR(err);
	}
	return worker;
}

/**
 * vmb_role_has_lost() - return true if a writer could not map a slot of the arena again
 * @worker: a worker; its thread has ended or left
 * @slot: the slot
 *
 * Context: any.
 */
bool vmb_role_has_lost(const struct vmb_worker *worker, u32 slot)
{
	const struct vmb_writer *writer = worker->state;

	return worker->tally->role == VMB_WRITER && worker->mm &&
	       slot - writer->lost < writer->lost_slots;
}
