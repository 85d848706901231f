// SPDX-License-Identifier: GPL-2.0-only
/* Making, reading, writing and taking away the model of a test. */
#include <linux/hash.h>
#include <linux/delay.h>
#include <linux/kthread.h>

#include "../config.h"
#include "model_common.h"

/**
 * vmb_test_model_knobs() - knobs of a small model that is volatile throughout
 * @knobs: the knobs
 * @scheme: its scheme
 * @tree: the tree it is to use
 */
void vmb_test_model_knobs(struct vmb_knobs *knobs, const char *scheme,
			  enum vmb_tree tree)
{
	vmb_knobs_reset(knobs);
	knobs->scheme = vmb_scheme_find(scheme);
	knobs->index = tree == VMB_RBTREE ? VMB_INDEX_RBTREE : VMB_INDEX_MAPLE;
	knobs->readers = VMB_TEST_READERS;
	knobs->writers = 1;
	knobs->vmas = VMB_TEST_SLOTS;
	knobs->vma_pages = 4;
	knobs->volatile_pct = 100;
	knobs->write_op = VMB_WRITE_OP_MIXED;
	knobs->timeline_ms = 0;
}

/**
 * vmb_test_odd_volatile() - find a seed by which the odd groups are volatile
 * @knobs: the knobs, with volatile_pct=50; receives the seed
 * @groups: how many groups matter
 */
void vmb_test_odd_volatile(struct vmb_knobs *knobs, unsigned int groups)
{
	struct vmb_arena arena;
	unsigned int n;

	do {
		knobs->seed++;
		vmb_arena_init(&arena, NULL, knobs);
		for (n = 0; n < groups / 2; n++)
			if (vmb_arena_volatile_slot(&arena, n) !=
			    (2 * n + 1) * arena.group_slots)
				break;
	} while (n < groups / 2);
}

/* Any knob of these, as a user writes it. */
void vmb_test_model_knob(struct kunit *test, struct vmb_knobs *knobs,
			 const char *knob, const char *value)
{
	char *error = kunit_kzalloc(test, VMB_ERROR_LEN, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, error);
	KUNIT_ASSERT_EQ_MSG(test, 0, vmb_knob_set(vmb_test_knob(test, knob),
						  knobs, value, strlen(value),
						  error),
			    "%s", error);
}

static void unmake(void *data)
{
	struct vmb_test_model *model = data;

	vmb_test_destroy(&model->run.space, model->error);
	vmb_config_free(&model->run.config);
}

static void init_reader(struct vmb_test_model *model, unsigned int i)
{
	struct vmb_run *run = &model->run;

	vmb_reader_init(&model->readers[i], &run->config, &run->space, i);
	model->readers[i].sink.hist = model->read_hist[i];
}

static void init_writer(struct vmb_test_model *model)
{
	struct vmb_worker *worker = &model->writer_worker;
	struct vmb_run *run = &model->run;

	worker->session = &run->session;
	worker->tally = &model->writer_tally;
	vmb_writer_init(&model->writer, &run->config, &run->space, worker);
	model->writer.sink.hist = model->write_hist;
}

/**
 * vmb_test_model() - a model with every slot filled
 * @test: the case; the model goes away with it
 * @knobs: what it is to be
 */
struct vmb_test_model *vmb_test_model(struct kunit *test,
				      const struct vmb_knobs *knobs)
{
	struct vmb_test_model *model = vmb_test_alloc(test, sizeof(*model));
	struct vmb_run *run = &model->run;
	unsigned int i;

	KUNIT_ASSERT_LE(test, knobs->write_span, VMB_TEST_SPAN);
	KUNIT_ASSERT_EQ(test, knobs->readers, VMB_TEST_READERS);
	vmb_session_init(&run->session);
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, unmake,
							   model));
	KUNIT_ASSERT_EQ_MSG(test, 0, vmb_config_init(&run->config, knobs,
						     model->error),
			    "%s", model->error);
	vmb_arena_init(&run->space.arena, NULL, knobs);
	KUNIT_ASSERT_EQ(test, 0, vmb_model_space.check(&run->space.arena, knobs,
						       model->error));
	KUNIT_ASSERT_EQ(test, 0, vmb_test_build(run, model->error));
	model->mm = run->space.model;
	for (i = 0; i < VMB_TEST_READERS; i++)
		init_reader(model, i);
	init_writer(model);
	return model;
}

/**
 * vmb_test_model_end() - nothing was lost, and all is as it was filled
 * @test: the case
 * @model: the model, whose slots have been put right again
 */
void vmb_test_model_end(struct kunit *test, struct vmb_test_model *model)
{
	const struct vmb_model_stats *stats = &model->run.space.model_stats;
	const char *name = vmb_test_scheme(model)->name;

	KUNIT_EXPECT_EQ_MSG(test, 0, vmb_test_verify(&model->run.space,
							    model->error),
			    "%s: %s", name, model->error);
	KUNIT_EXPECT_EQ(test, vmb_mm_waiting(model->mm), 0);
	KUNIT_EXPECT_EQ_MSG(test, 0, vmb_test_destroy(&model->run.space,
							     model->error),
			    "%s: %s", name, model->error);
	KUNIT_EXPECT_NULL(test, model->run.space.model);
	KUNIT_EXPECT_GE(test, stats->vmas_taken, model->run.space.arena.slots);
	KUNIT_EXPECT_EQ(test, stats->vmas_taken, stats->vmas_put);
	KUNIT_EXPECT_EQ(test, stats->files_taken, stats->files_put);
	model->mm = NULL;
}

#define VMB_TEST_OP(_op)						\
static int test_##_op(struct vmb_writer *writer, u32 slot)		\
{									\
	const struct vmb_test_model *model =				\
		container_of(writer, struct vmb_test_model, writer);	\
									\
	return vmb_model_##_op(writer, slot, model->run.space.protocol);	\
}
VMB_TEST_OP(munmap)
VMB_TEST_OP(map)
VMB_TEST_OP(protect)
VMB_TEST_OP(split)
VMB_TEST_OP(merge)

/**
 * vmb_test_write() - half a batch: an operation, without its undoing
 * @model: the model
 * @op: the operation, from the templates of the scheme's own
 * @slot: first slot of a group
 *
 * Return: 0 or an error.
 */
int vmb_test_write(struct vmb_test_model *model, enum vmb_test_op op, u32 slot)
{
	static const struct {
		enum vmb_writer_op counted_as;
		vmb_write_fn *fn;
	} ops[] = {
		[VMB_TEST_MUNMAP] = { VMB_OP_MUNMAP, test_munmap },
		[VMB_TEST_MAP] = { VMB_OP_MAP, test_map },
		[VMB_TEST_PROTECT] = { VMB_OP_MPROTECT, test_protect },
		[VMB_TEST_UNPROTECT] = { VMB_OP_MPROTECT, test_protect },
		[VMB_TEST_SPLIT] = { VMB_OP_SPLIT, test_split },
		[VMB_TEST_MERGE] = { VMB_OP_MERGE, test_merge },
	};

	model->writer.changed = op == VMB_TEST_PROTECT;
	return vmb_write_one(&model->writer, ops[op].counted_as, slot,
			     ops[op].fn);
}

/**
 * vmb_test_read() - one operation by the scheme's own reader, from zero counts
 * @model: the model
 * @reader: which of its readers
 * @addr: where
 * @op: lookup, or a walk from there
 */
void vmb_test_read(struct vmb_test_model *model, unsigned int reader,
		   unsigned long addr, enum vmb_read_op op)
{
	struct vmb_reader *me = &model->readers[reader];

	memset(&me->counts, 0, sizeof(me->counts));
	me->outcome = VMB_FOUND;
	me->addrs[0] = addr;
	vmb_test_scheme(model)->read[model->mm->tree][op][VMB_UNTIMED](
		me, me->addrs, me->addrs + 1);
}

/* Threads that hold spin: the test needs a CPU besides. */
void vmb_test_need_cpus(struct kunit *test)
{
	if (num_online_cpus() < 2)
		kunit_skip(test, "there is one CPU only");
	KUNIT_ASSERT_EQ(test, 0,
			set_cpus_allowed_ptr(current,
				cpumask_of(cpumask_first(cpu_online_mask))));
}

static int hold(void *data)
{
	struct vmb_test_holder *holder = data;

	holder->read(holder->reader, holder->reader->addrs,
		     holder->reader->addrs + 1);
	/* Pairs with the acquires of the test: all is counted. */
	smp_store_release(&holder->done, true);
	while (!kthread_should_stop())
		usleep_range(100, 200);
	return 0;
}

/**
 * vmb_test_hold() - let a thread look something up and hold it
 * @test: the case; must call vmb_test_let_go() whatever happens
 * @model: the model
 * @reader: which of its readers
 * @addr: what it looks up
 * @op: lookup or walk
 * @hold_ns: how long it holds each VMA
 */
struct vmb_test_holder *vmb_test_hold(struct kunit *test,
				      struct vmb_test_model *model,
				      unsigned int reader, unsigned long addr,
				      enum vmb_read_op op, u64 hold_ns)
{
	struct vmb_test_holder *holder = kunit_kzalloc(test, sizeof(*holder),
						       GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, holder);
	holder->reader = &model->readers[reader];
	holder->read = vmb_test_scheme(model)->read[model->mm->tree][op]
						   [VMB_UNTIMED];
	holder->reader->hold = vmb_clock_from_ns(hold_ns);
	holder->reader->addrs[0] = addr;
	memset(&holder->reader->counts, 0, sizeof(holder->reader->counts));
	holder->task = kthread_create(hold, holder, "vmb_test_hold");
	KUNIT_ASSERT_FALSE(test, IS_ERR(holder->task));
	kthread_bind(holder->task, cpumask_last(cpu_online_mask));
	wake_up_process(holder->task);
	return holder;
}

/* Is a VMA held, as far as that can be seen from outside? */
bool vmb_test_is_held(struct vmb_test_model *model, unsigned int reader,
		      struct vmb_vma *vma)
{
	const struct vmb_scheme *scheme = vmb_test_scheme(model);
	struct vmb_mm *mm = model->mm;
	struct vmb_range *range;
	unsigned int i;

	if (scheme == &vmb_scheme_vm_lock)
		return rwsem_is_locked(vma->lock);
	if (scheme == &vmb_scheme_hazptr ||
	    scheme == &vmb_scheme_hazptr_percpu) {
		for (i = 0; i < mm->nr_hazards * VMB_HAZARDS; i++)
			if (READ_ONCE(mm->hazards[i / VMB_HAZARDS]
					.vma[i % VMB_HAZARDS]) == vma)
				return true;
		return false;
	}
	/* It says no more than the group. */
	if (scheme == &vmb_scheme_percpu_count)
		return vmb_mm_held(mm, hash_ptr(vma, VMB_GROUP_BITS));
	if (scheme == &vmb_scheme_range_lock) {
		range = READ_ONCE(mm->ranges);
		return range && vmb_covers(vma->start, vma->end, range->start);
	}
	if (scheme == &vmb_scheme_rcu_seq_refcount)
		return atomic_read(&vma->refs) > 2;
	if (scheme == &vmb_scheme_model_mmap_lock)
		return rwsem_is_locked(&model->mm->lock);
	return atomic_read(&vma->refs) > 1;
}

/* Wait until the thread has done with its VMA, and end it. */
void vmb_test_let_go(struct kunit *test, struct vmb_test_holder *holder)
{
	/* Pairs with the release in hold(). */
	while (!smp_load_acquire(&holder->done))
		usleep_range(100, 200);
	kthread_stop(holder->task);
	holder->reader->hold = 0;
	kunit_kfree(test, holder);
}
