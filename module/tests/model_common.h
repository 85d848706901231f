/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model address space for tests, without a run and without a process: its
 * readers and its writer are called by the test itself.
 */
#ifndef VMB_TESTS_MODEL_COMMON_H
#define VMB_TESTS_MODEL_COMMON_H

#include "../model/reader.h"
#include "../roles.h"
#include "../schemes/schemes.h"
#include "../supervisor.h"
#include "common.h"

#define VMB_TEST_SLOTS 64
#define VMB_TEST_READERS 3
/* Largest write_span of a test. */
#define VMB_TEST_SPAN 8

/* What a writer can do, one by one. */
enum vmb_test_op {
	VMB_TEST_MUNMAP,
	VMB_TEST_MAP,
	VMB_TEST_PROTECT,
	VMB_TEST_UNPROTECT,
	VMB_TEST_SPLIT,
	VMB_TEST_MERGE,
};

/* A run that never runs: what readers and writers need of one. */
struct vmb_test_model {
	struct vmb_run run;
	struct vmb_mm *mm;
	struct vmb_reader readers[VMB_TEST_READERS];
	struct vmb_hist read_hist[VMB_TEST_READERS][VMB_READER_OPS];
	struct vmb_worker writer_worker;
	struct vmb_tally writer_tally;
	struct vmb_writer writer;
	struct vmb_vma *span[2 * VMB_TEST_SPAN];
	struct vmb_hist write_hist[VMB_WRITER_HISTS];
	char error[VMB_ERROR_LEN];
};

/* A thread that looks something up, and holds it if it finds it. */
struct vmb_test_holder {
	struct vmb_reader *reader;
	vmb_read_fn *read;
	bool done;
	struct task_struct *task;
};

void vmb_test_model_knobs(struct vmb_knobs *knobs, const char *scheme,
			  enum vmb_tree tree);
void vmb_test_odd_volatile(struct vmb_knobs *knobs, unsigned int groups);
void vmb_test_model_knob(struct kunit *test, struct vmb_knobs *knobs,
			 const char *knob, const char *value);
struct vmb_test_model *vmb_test_model(struct kunit *test,
				      const struct vmb_knobs *knobs);
void vmb_test_model_end(struct kunit *test, struct vmb_test_model *model);

int vmb_test_write(struct vmb_test_model *model, enum vmb_test_op op, u32 slot);
void vmb_test_read(struct vmb_test_model *model, unsigned int reader,
		   unsigned long addr, enum vmb_read_op op);

void vmb_test_need_cpus(struct kunit *test);
struct vmb_test_holder *vmb_test_hold(struct kunit *test,
				      struct vmb_test_model *model,
				      unsigned int reader, unsigned long addr,
				      enum vmb_read_op op, u64 hold_ns);
bool vmb_test_is_held(struct vmb_test_model *model, unsigned int reader,
		      struct vmb_vma *vma);
void vmb_test_let_go(struct kunit *test, struct vmb_test_holder *holder);

/* What a run does with its address space, from its configuration. */
static inline int vmb_test_build(struct vmb_run *run, char *error)
{
	run->space.protocol = run->config.knobs.scheme->protocol;
	run->space.tree = run->config.tree;
	return vmb_model_space.build(&run->space, &run->config.knobs,
				     &run->session.abort, error);
}

static inline int vmb_test_verify(struct vmb_space *space, char *error)
{
	return vmb_model_space.verify(space, vmb_clock_ticks(), error);
}

static inline int vmb_test_destroy(struct vmb_space *space, char *error)
{
	return vmb_model_space.destroy(space, NULL, NULL, error);
}

static inline const struct vmb_scheme *
vmb_test_scheme(const struct vmb_test_model *model)
{
	return model->run.config.knobs.scheme;
}

static inline unsigned long vmb_test_addr(const struct vmb_test_model *model,
					  u32 slot)
{
	return vmb_arena_addr(&model->run.space.arena, slot);
}

/* What is in a tree; only where nobody writes. */
static inline struct vmb_vma *vmb_test_walk(struct vmb_mm *mm,
					    unsigned long addr)
{
	struct vmb_vma *vma;

	rcu_read_lock();
	vma = vmb_walk(mm, addr, mm->tree);
	rcu_read_unlock();
	return vma;
}

static inline struct vmb_vma *vmb_test_vma(const struct vmb_test_model *model,
					   u32 slot)
{
	return vmb_test_walk(model->mm, vmb_test_addr(model, slot));
}

/* Does a lookup wait for writers, and never give up? */
static inline bool vmb_test_has_lock(const struct vmb_scheme *scheme)
{
	return scheme == &vmb_scheme_model_mmap_lock ||
	       scheme == &vmb_scheme_model_vma_wait ||
	       scheme == &vmb_scheme_range_lock;
}

/* Does a scheme know that nothing is there, when it finds nothing? */
static inline bool vmb_test_says_empty(const struct vmb_scheme *scheme)
{
	return vmb_test_has_lock(scheme) ||
	       scheme->protocol == vmb_scheme_seqcount_mm.protocol ||
	       scheme->protocol->uses_tree_seq;
}

#endif /* VMB_TESTS_MODEL_COMMON_H */
