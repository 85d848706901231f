// SPDX-License-Identifier: GPL-2.0-only
/*
 * The orders of detaching: what readers find between the steps of a writer, and
 * who waits for whom.
 *
 * Two slots are changed, A and B; where they are split their second halves are
 * a and b.  Before each step of the writer a reader looks all four up, and a
 * word is added to the trace.  "a:wwff" says that a is to be write-locked next,
 * and that the reader found the VMA of neither half of the first slot, as it was
 * being written, and those of both halves of the second; "-a:" is for what is
 * to be detached, "." for an address that the tree has nothing for.
 */
#include <linux/delay.h>
#include <linux/kthread.h>

#include "../schemes/vm_refcnt.h"
#include "model_common.h"

#define SPAN 2
#define SLOT 4
#define HALVES (2 * SPAN)

/* When a reader is inside the VMA that is detached last. */
enum beside { NOBODY, BEFORE, PASSING, BESIDES };

static struct vmb_test_model *model;
static struct vmb_vma *vmas[HALVES];
static enum beside beside;
static struct task_struct *task, *writing;
static char trace[128];

static struct vmb_vma *last_detached(void)
{
	return vmas[HALVES - 1];
}

/* The writer prepares to sleep before it looks: it waits once it sleeps. */
static bool is_awaited(void)
{
	return rcuwait_active(&model->mm->writer_wait) &&
	       !READ_ONCE(writing->on_rq);
}

/* A thread that leaves a VMA which the test has entered, once that is awaited. */
static int leave_later(void *data)
{
	while (!is_awaited() && !kthread_should_stop())
		usleep_range(100, 200);
	vmb_vm_refcnt_put(data);
	while (!kthread_should_stop())
		usleep_range(100, 200);
	return 0;
}

static void enter(struct vmb_vma *vma)
{
	atomic_inc(&vma->refs);
	wake_up_process(task);
}

/* One of the four addresses, as a reader finds it just now. */
static char look(unsigned int half)
{
	struct vmb_read_counts *counts = &model->readers[0].counts;

	vmb_test_read(model, 0, vmb_test_addr(model, SLOT + half / 2) +
		      half % 2 * vmb_arena_half(&model->run.space.arena),
		      VMB_READ_OP_LOOKUP);
	if (counts->violations)
		return '!';
	if (counts->gave_up[VMB_GAVE_UP_NOTHING])
		return '.';
	if (counts->gave_up[VMB_GAVE_UP_WRITTEN])
		return 'w';
	return counts->absent ? '?' : 'f';
}

static void tell(const char *step, const struct vmb_vma *vma)
{
	unsigned int i, which = 0;

	/* One that is not split is under both addresses. */
	while (which < HALVES && vmas[which] != vma)
		which++;
	scnprintf(trace + strlen(trace), sizeof(trace) - strlen(trace),
		  "%s%s%c:", *trace ? " " : "", step, "AaBb?"[which]);
	for (i = 0; i < HALVES; i++)
		scnprintf(trace + strlen(trace), sizeof(trace) - strlen(trace),
			  "%c", look(i));
}

static void begin_write(struct vmb_mm *mm, struct vmb_vma *const *these,
			unsigned int n, struct vmb_write_counts *counts)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		tell("", these[i]);
		vmb_vm_refcnt_begin_write(mm, these + i, 1, counts);
	}
}

static void detach(struct vmb_mm *mm, struct vmb_vma *vma,
		   struct vmb_write_counts *counts)
{
	tell("-", vma);
	if (beside == PASSING && vma == last_detached())
		enter(vma);
	vmb_vm_refcnt_detach(mm, vma, counts);
}

/* vm_refcnt's own, with its steps told; filled in by the suite. */
static struct vmb_protocol traced;

#define TRACED_OP(_op)							\
static int traced_##_op(struct vmb_writer *writer, u32 slot)		\
{									\
	return vmb_model_##_op(writer, slot, &traced);			\
}
TRACED_OP(munmap)
TRACED_OP(protect)
TRACED_OP(split)
TRACED_OP(merge)

/* What is done, what undoes it or is undone by it, and its steps. */
static const struct operation {
	const char *what;
	enum vmb_writer_op counted_as;
	vmb_write_fn *fn;
	enum vmb_test_op other;
	bool is_undoing, detaches;
	const char *steps[4];
} operations[] = {
	{ "munmap", VMB_OP_MUNMAP, traced_munmap, VMB_TEST_MAP, false, true, {
		[VMB_DETACH_WRITE_DETACH_STORE] =
			"A:ffff -A:wwff B:wwff -B:wwww",
		[VMB_DETACH_WRITE_THEN_DETACH] =
			"A:ffff B:wwff -A:.... -B:....",
		[VMB_DETACH_STORE_WRITE_DETACH] =
			"A:..ff -A:..ff B:.... -B:....",
		[VMB_DETACH_HOLE_PUNCH] =
			"A:.... B:.... -A:.... -B:....",
	} },
	{ "merge", VMB_OP_MERGE, traced_merge, VMB_TEST_SPLIT, true, true, {
		[VMB_DETACH_WRITE_DETACH_STORE] =
			"A:ffff B:wfff a:wfwf b:wwwf -a:wwww -b:wwww",
		[VMB_DETACH_WRITE_THEN_DETACH] =
			"A:ffff B:wfff a:wfwf b:wwwf -a:wwww -b:wwww",
		[VMB_DETACH_STORE_WRITE_DETACH] =
			"A:ffff a:wwff -a:wwff B:wwff b:wwww -b:wwww",
		[VMB_DETACH_HOLE_PUNCH] =
			"A:.... B:.... a:.... b:.... -a:wwww -b:wwww",
	} },
	{ "mprotect", VMB_OP_MPROTECT, traced_protect, VMB_TEST_UNPROTECT,
	  false, false, {
		[VMB_DETACH_WRITE_DETACH_STORE] = "A:ffff B:wwff",
		[VMB_DETACH_WRITE_THEN_DETACH] = "A:ffff B:wwff",
		[VMB_DETACH_STORE_WRITE_DETACH] = "A:ffff B:wwff",
		[VMB_DETACH_HOLE_PUNCH] = "A:.... B:....",
	} },
	{ "split", VMB_OP_SPLIT, traced_split, VMB_TEST_MERGE, false, false, {
		[VMB_DETACH_WRITE_DETACH_STORE] = "A:ffff B:wwff",
		[VMB_DETACH_WRITE_THEN_DETACH] = "A:ffff B:wwff",
		[VMB_DETACH_STORE_WRITE_DETACH] = "A:ffff B:wwff",
		[VMB_DETACH_HOLE_PUNCH] = "A:.... B:....",
	} },
};

static void find_vmas(void)
{
	unsigned int i;

	for (i = 0; i < HALVES; i++)
		vmas[i] = vmb_test_walk(model->mm,
					vmb_test_addr(model, SLOT + i / 2) +
					i % 2 *
					vmb_arena_half(&model->run.space.arena));
}

static void check(struct kunit *test, const struct operation *op)
{
	const char *steps = op->steps[model->mm->detach];
	struct vmb_writer *writer = &model->writer;
	u64 waits, second_waits;

	if (op->is_undoing)
		KUNIT_ASSERT_EQ(test, 0, vmb_test_write(model, op->other,
							SLOT));
	find_vmas();
	writing = current;
	task = kthread_create(leave_later, last_detached(), "vmb_test_go");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	if (beside == BEFORE)
		enter(last_detached());
	waits = writer->counts.waits;
	second_waits = writer->counts.second_waits;
	*trace = '\0';
	KUNIT_EXPECT_EQ(test, 0, vmb_write_one(writer, op->counted_as, SLOT,
					       op->fn));
	kthread_stop(task);
	KUNIT_EXPECT_STREQ_MSG(test, trace, steps, "%s, %s, tree %u, case %u",
			       op->what, vmb_detach_name(model->mm->detach),
			       model->mm->tree, beside);
	KUNIT_EXPECT_EQ_MSG(test, writer->counts.waits - waits,
			    beside != NOBODY, "%s", op->what);
	KUNIT_EXPECT_EQ_MSG(test, writer->counts.second_waits - second_waits,
			    beside == PASSING, "%s", op->what);
	if (op->detaches)
		KUNIT_EXPECT_EQ(test, atomic_read(&last_detached()->refs), 0);
	if (!op->is_undoing)
		KUNIT_EXPECT_EQ(test, 0, vmb_test_write(model, op->other,
							SLOT));
}

/* Of each order on each tree; who is waited for does not change what is seen. */
static void check_all(struct kunit *test, const struct operation *op)
{
	struct vmb_knobs *knobs = kunit_kzalloc(test, sizeof(*knobs),
						GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, knobs);
	for (i = 0; i < ARRAY_SIZE(op->steps) * VMB_TREES; i++) {
		vmb_test_model_knobs(knobs, "vm_refcnt", i % VMB_TREES);
		knobs->detach = i / VMB_TREES;
		knobs->write_span = SPAN;
		model = vmb_test_model(test, knobs);
		for (beside = NOBODY; beside < BESIDES; beside++)
			/* What is not detached is not passed by then. */
			if (op->detaches || beside != PASSING)
				check(test, op);
		vmb_test_model_end(test, model);
	}
}

static void detach_munmap(struct kunit *test)
{
	check_all(test, &operations[0]);
}

static void detach_merge(struct kunit *test)
{
	check_all(test, &operations[1]);
}

/* Here nothing is detached, and still a hole may be punched. */
static void detach_nothing(struct kunit *test)
{
	check_all(test, &operations[2]);
	check_all(test, &operations[3]);
}

static int detach_test_init(struct kunit *test)
{
	traced = *vmb_scheme_vm_refcnt.protocol;
	traced.begin_write = begin_write;
	traced.detach = detach;
	return 0;
}

static struct kunit_case detach_cases[] = {
	KUNIT_CASE(detach_munmap),
	KUNIT_CASE(detach_merge),
	KUNIT_CASE_SLOW(detach_nothing),
	{}
};

static struct kunit_suite detach_suite = {
	.name = "vmabench_model_detach",
	.init = detach_test_init,
	.test_cases = detach_cases,
};
kunit_test_suite(detach_suite);
