// SPDX-License-Identifier: GPL-2.0-only
/* Runs on models: all that are right go well, those that are broken do not. */
#include <linux/mm.h>

#include "../model/index.h"
#include "../model/writer.h"
#include "model_common.h"
#include "run_common.h"

static bool is_family(const struct vmb_scheme *scheme, const char *family)
{
	return !strcmp(scheme->family, family);
}

/* As all suites with runs, and small: writers and readers are to meet. */
static int model_run_init(struct kunit *test)
{
	vmb_test_run_init(test);
	vmb_test_set(test, "vmas", "48");
	vmb_test_set(test, "vma_pages", "4");
	vmb_test_set(test, "volatile_pct", "60");
	vmb_test_set(test, "write_op", "mixed");
	vmb_test_set(test, "write_span", "4");
	vmb_test_set(test, "read_span", "6");
	vmb_test_set(test, "writers", "2");
	return 0;
}

/* A walk down the rbtree without anything to tell it of rotations. */
static bool may_be_led_astray(const struct vmb_scheme *scheme, const char *tree)
{
	return !strcmp(tree, "rbtree") &&
	       (scheme == &vmb_scheme_rcu_refcount ||
		scheme == &vmb_scheme_vm_lock ||
		scheme == &vmb_scheme_vm_refcnt ||
		scheme == &vmb_scheme_hazptr ||
		scheme == &vmb_scheme_hazptr_percpu ||
		scheme == &vmb_scheme_percpu_count);
}

/* A writer of other VMAs keeps readers out, too. */
static bool is_disturbed_by_others(const struct vmb_scheme *scheme)
{
	return scheme == &vmb_scheme_seqcount_mm ||
	       scheme == &vmb_scheme_percpu_count;
}

static const char *text_of(const struct vmb_cell *cell)
{
	return cell->kind == VMB_CELL_TEXT ? cell->text : "";
}

static bool may_split(const struct vmb_test_results *results)
{
	const char *write_op = text_of(&VMB_TEST_CELL(results, write_op));

	return !strcmp(write_op, "mixed") || !strcmp(write_op, "split");
}

/* A valid run, and what holds of any. */
static const struct vmb_test_results *check_run(struct kunit *test,
						const struct vmb_scheme *scheme,
						const char *tree)
{
	const struct vmb_test_results *results;
	u64 gave_up, found_wrong;

	vmb_test_set(test, "index", tree);
	/* It may have been raised for the last one. */
	vmb_test_set(test, "duration_ms", "50");
	results = vmb_test_run(test);
	gave_up = VMB_TEST_NUMBER(results, gave_up_nothing) +
		  VMB_TEST_NUMBER(results, gave_up_written) +
		  VMB_TEST_NUMBER(results, gave_up_detached) +
		  VMB_TEST_NUMBER(results, gave_up_moved) +
		  VMB_TEST_NUMBER(results, gave_up_limit) +
		  VMB_TEST_NUMBER(results, gave_up_foreign);
	found_wrong = VMB_TEST_NUMBER(results, violations) +
		      VMB_TEST_NUMBER(results, violations_range) +
		      VMB_TEST_NUMBER(results, violations_freed) +
		      VMB_TEST_NUMBER(results, violations_changed) +
		      VMB_TEST_NUMBER(results, violations_file) +
		      VMB_TEST_NUMBER(results, violations_missed) +
		      VMB_TEST_NUMBER(results, violations_torn);
	KUNIT_EXPECT_EQ_MSG(test, found_wrong, 0, "%s", scheme->name);
	KUNIT_EXPECT_STREQ(test, text_of(&VMB_TEST_CELL(results, index)), tree);
	KUNIT_EXPECT_STREQ(test, text_of(&VMB_TEST_CELL(results, scheme)),
			   scheme->name);
	KUNIT_EXPECT_EQ_MSG(test, results->vmas_taken,
			    results->vmas_put, "%s", scheme->name);
	KUNIT_EXPECT_GE(test, results->vmas_taken, 48);
	/* Whoever closes them, and however late; spans are of four. */
	KUNIT_EXPECT_EQ_MSG(test, VMB_TEST_NUMBER(results, release_count),
			    VMB_TEST_NUMBER(results, munmap_count) * 4, "%s",
			    scheme->name);
	/* No VMA is freed twice; of the window is what has begun and ended. */
	KUNIT_EXPECT_LE_MSG(test, VMB_TEST_NUMBER(results, callbacks),
			    results->vmas_taken, "%s", scheme->name);
	KUNIT_EXPECT_EQ(test, VMB_TEST_CELL(results, unmount_wait_ns).kind,
			VMB_CELL_NUMBER);
	/* Slots, and the spans that two writers split. */
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, tree_height_max),
			strcmp(tree, "rbtree") ? 0 : vmb_index_height_max(
				may_split(results) ? 48 + 2 * 4 : 48));
	KUNIT_EXPECT_EQ(test, VMB_TEST_CELL(results, vma_bytes).kind,
			VMB_CELL_EMPTY);
	if (!scheme->protocol->init_srcu)
		KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, walk_steps_max),
				0);
	if (scheme != &vmb_scheme_rcu_seq_refcount &&
	    scheme != &vmb_scheme_seqcount_mm)
		KUNIT_EXPECT_EQ_MSG(test, VMB_TEST_NUMBER(results, files_gone),
				    0, "%s", scheme->name);
	/* What nobody changes is found, but for too many readers. */
	if (!may_be_led_astray(scheme, tree) && !is_disturbed_by_others(scheme))
		KUNIT_EXPECT_LE_MSG(test,
				    VMB_TEST_NUMBER(results, spurious_misses),
				    VMB_TEST_NUMBER(results, gave_up_limit),
				    "%s on %s", scheme->name, tree);
	if (vmb_test_has_lock(scheme))
		KUNIT_EXPECT_EQ(test, gave_up, 0);
	return results;
}

static void check_scheme(struct kunit *test, const struct vmb_scheme *scheme,
			 const char *tree, const char *change)
{
	const struct vmb_test_results *results;
	static const char *const read_ops[] = { "lookup", "iterate" };
	unsigned int i;

	vmb_test_set(test, "write_op", "mixed");
	for (i = 0; i < ARRAY_SIZE(read_ops); i++) {
		vmb_test_set(test, "read_op", read_ops[i]);
		results = check_run(test, scheme, tree);
		KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, busy), 0);
	}
	/* Where nothing is unmapped nothing is ever absent. */
	vmb_test_set(test, "write_op", change);
	results = check_run(test, scheme, tree);
	KUNIT_EXPECT_EQ_MSG(test, VMB_TEST_NUMBER(results, absent), 0,
			    "%s on %s", scheme->name, tree);
}

static void run_all_schemes(struct kunit *test)
{
	static const char *const changes[] = { "mprotect", "split" };
	unsigned int i, tree;

	for (i = 0; i < vmb_scheme_count * VMB_TREES; i++) {
		const struct vmb_scheme *scheme = vmb_schemes[i / VMB_TREES];

		tree = i % VMB_TREES;
		if (!is_family(scheme, VMB_FAMILY_MODEL) ||
		    vmb_scheme_unavailable(scheme) ||
		    !(scheme->trees & BIT(tree)))
			continue;
		vmb_test_set(test, "scheme", scheme->name);
		check_scheme(test, scheme, vmb_tree_name(tree),
			     changes[(i + i / VMB_TREES) % 2]);
	}
}

/* Knobs that some schemes have; all go well, and the results tell them. */
static void run_options(struct kunit *test)
{
	static const char *const cases[][3] = {
		{ "rcu_refcount", "as_posted", "1" },
		{ "vm_lock", "lock_placement", "separate" },
		{ "vm_refcnt", "detach", "write_then_detach" },
		{ "vm_refcnt", "detach", "store_write_detach" },
		{ "vm_refcnt", "detach", "hole_punch" },
		{ "vm_refcnt", "ref_limit", "2" },
		{ "vm_refcnt", "spaces", "2" },
		{ "vm_refcnt", "spaces", "2" },
		{ "hazptr", "fence", "writer" },
		{ "hazptr", "fence", "ipi" },
		{ "hazptr_percpu", "fence", "ipi" },
		{ "percpu_count", "fence", "ipi" },
		{ "rcu_refcount", "fallback", "1" },
		{ "srcu_seqlock", "fallback", "1" },
		{ "rcu_seq_refcount", "fallback", "1" },
		{ "vm_lock", "fallback", "1" },
		{ "vm_refcnt", "fallback", "1" },
		{ "hazptr", "fallback", "1" },
		{ "seqcount_mm", "fallback", "1" },
		{ "percpu_count", "fallback", "1" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *const *words = cases[i];
		const struct vmb_scheme *scheme = vmb_scheme_find(words[0]);
		const struct vmb_test_results *results;

		model_run_init(test);
		vmb_test_set(test, "scheme", words[0]);
		vmb_test_set(test, words[1], words[2]);
		vmb_test_set(test, "read_op", i & 1 ? "iterate" : "lookup");
		vmb_test_set(test, "sample_every", "1");
		results = check_run(test, scheme, vmb_tree_name(i % VMB_TREES));
		/* A writer has locked something, or a reader was refused. */
		KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, refs_max) > 0,
				scheme == &vmb_scheme_vm_refcnt);
		if (!strcmp(words[1], "ref_limit"))
			KUNIT_EXPECT_LE(test, VMB_TEST_NUMBER(results, refs_max),
					2);
		KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, lock_bytes),
				strcmp(words[1], "lock_placement") ?
				scheme->protocol->lock_bytes :
				scheme->protocol->separate_bytes);
		if (strcmp(words[1], "fallback"))
			continue;
		/* The lock does not fail: what is there is found. */
		KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, spurious_misses),
				0);
		if (!VMB_TEST_NUMBER(results, fallbacks))
			continue;
		KUNIT_EXPECT_GT(test, VMB_TEST_NUMBER(results, fallback_count),
				0);
		KUNIT_EXPECT_LE(test, VMB_TEST_NUMBER(results, fallback_count),
				VMB_TEST_NUMBER(results, fallbacks));
	}
}

/* A broken scheme in the thick of it, and the kinds that were seen. */
static u64 run_broken(struct kunit *test, const char *scheme, const char *index,
		      u64 *others)
{
	const struct vmb_test_results *results;
	u64 kinds[VMB_WRONG_COUNT];
	unsigned int i, try;

	if (num_online_cpus() < 2)
		kunit_skip(test, "there is one CPU only");
	vmb_test_set(test, "scheme", scheme);
	vmb_test_set(test, "index", index);
	/* A second will do, but where others have the CPUs meanwhile. */
	for (try = 0; try < 40; try++) {
		KUNIT_ASSERT_EQ_MSG(test, vmb_control_run(test), 0, "%s",
				    vmb_test_status(test));
		results = vmb_test_results(test);
		for (i = 0; i < VMB_WRONG_COUNT; i++)
			kinds[i] = results->summary[VMB_SUMMARY_violations_range +
						    i].number;
		if (VMB_TEST_NUMBER(results, violations))
			break;
	}
	KUNIT_EXPECT_GT_MSG(test, VMB_TEST_NUMBER(results, violations), 0, "%s",
			    scheme);
	KUNIT_EXPECT_EQ(test, VMB_TEST_NUMBER(results, valid), 0);
	KUNIT_EXPECT_STREQ(test, results->reason,
			   "a lookup returned something wrong");
	*others = 0;
	for (i = 0; i < VMB_WRONG_COUNT; i++)
		if (i != VMB_WRONG_MISSED)
			*others += kinds[i];
	KUNIT_EXPECT_EQ(test, *others + kinds[VMB_WRONG_MISSED],
			VMB_TEST_NUMBER(results, violations));
	/* The model is sound all the same. */
	KUNIT_EXPECT_EQ(test, results->vmas_taken,
			results->vmas_put);
	return kinds[VMB_WRONG_MISSED];
}

static void set_broken(struct kunit *test, const char *vmas,
		       const char *hold_ns)
{
	vmb_test_set(test, "readers", "3");
	vmb_test_set(test, "writers", "1");
	vmb_test_set(test, "write_span", "1");
	vmb_test_set(test, "vmas", vmas);
	vmb_test_set(test, "volatile_pct", "100");
	vmb_test_set(test, "hold_ns", hold_ns);
	vmb_test_set(test, "duration_ms", "100");
}

static void run_broken_free_now(struct kunit *test)
{
	u64 others;

	set_broken(test, "4", "1000");
	run_broken(test, "broken_free_now", "maple", &others);
	KUNIT_EXPECT_GT(test, others, 0);
}

/* What is open for some instructions only takes many tries to hit. */
static void skip_if_slow(struct kunit *test)
{
	if (VMB_TEST_SCALE > 1)
		kunit_skip(test,
			   "too slow for this race, under the kernel's checkers");
}

static void run_broken_no_mm(struct kunit *test)
{
	u64 others;

	skip_if_slow(test);
	set_broken(test, "2", "200");
	vmb_test_set(test, "write_op", "munmap");
	KUNIT_EXPECT_EQ(test, 0, run_broken(test, "broken_no_mm", "maple",
					    &others));
	KUNIT_EXPECT_GT(test, others, 0);
}

static void run_broken_no_recheck(struct kunit *test)
{
	u64 others;

	skip_if_slow(test);
	set_broken(test, "2", "200");
	KUNIT_EXPECT_EQ(test, 0, run_broken(test, "broken_no_recheck", "maple",
					    &others));
	KUNIT_EXPECT_GT(test, others, 0);
}

/* None looks at a writer at the right time, or none can; a hold is enough to show it. */
static void run_broken_looks(struct kunit *test)
{
	static const char *const names[] = {
		"broken_no_lock", "broken_early_put", "broken_no_validate",
		"broken_late_hazard",
	};
	unsigned int i;
	u64 others;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		set_broken(test, "2", "5000");
		KUNIT_EXPECT_EQ(test, 0, run_broken(test, names[i], "maple",
						    &others));
		KUNIT_EXPECT_GT(test, others, 0);
	}
}

/* It says that nothing is there where something is, and nothing else. */
static void run_broken_no_seq(struct kunit *test)
{
	u64 others;

	skip_if_slow(test);
	set_broken(test, "16", "0");
	vmb_test_set(test, "volatile_pct", "50");
	vmb_test_set(test, "write_op", "munmap");
	vmb_test_set(test, "write_span", "4");
	KUNIT_EXPECT_GT(test, run_broken(test, "broken_no_seq", "rbtree",
					 &others), 0);
	KUNIT_EXPECT_EQ(test, others, 0);
}

/* Each: scheme, knob, value, and words of the sentence. */
static const char *const refusals[][4] = {
	{ "find_vma", "detach", "hole_punch", "detach: scheme find_vma has" },
	{ "find_vma", "fallback", "1", "fallback: scheme find_vma has" },
	{ "null", "as_posted", "1", "as_posted: scheme null has" },
	{ "vm_lock", "detach", "hole_punch", "give one of vm_refcnt" },
	{ "broken_no_seq", "check", "0",
	  "check: scheme broken_no_seq is there for the checker to catch" },
	{ "vm_lock", "detach", "store_write_detach", "detach: scheme vm_lock" },
	{ "vm_lock", "ref_limit", "100", "ref_limit: scheme vm_lock has" },
	{ "vm_refcnt", "lock_placement", "separate", "give one of vm_lock" },
	{ "vm_refcnt", "fence", "writer", "give one of hazptr" },
	{ "hazptr", "spaces", "2", "spaces: scheme hazptr has" },
	{ "hazptr", "as_posted", "1", "give one of rcu_refcount" },
	{ "find_vma", "index", "rbtree",
	  "index: scheme find_vma cannot walk the tree of rbtree; give maple" },
	{ "broken_no_seq", "index", "maple",
	  "index: scheme broken_no_seq cannot walk the tree of maple" },
	{ "null", "index", "maple", "index: scheme null walks nothing" },
	{ "null", "index", "rbtree", "index: scheme null walks nothing" },
};

static void expect_refused(struct kunit *test, int err, const char *words)
{
	int before = vmb_test_map_count();
	const char *status;

	KUNIT_EXPECT_EQ_MSG(test, vmb_control_arm(test), err, "%s", words);
	vmb_test_expect_status(test, words);
	/* No run has come of it. */
	status = vmb_test_status(test);
	KUNIT_EXPECT_NULL_MSG(test, strstr(status, "state=armed"), "%s", status);
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), before);
	vmb_control_abort();
}

static void run_refused(struct kunit *test)
{
	const struct vmb_test_results *before, *after;
	unsigned int i;

	vmb_test_set(test, "scheme", "hazptr");
	before = vmb_test_run(test);
	for (i = 0; i < ARRAY_SIZE(refusals); i++) {
		vmb_test_set(test, "scheme", refusals[i][0]);
		vmb_test_set(test, refusals[i][1], refusals[i][2]);
		expect_refused(test, -EINVAL, refusals[i][3]);
		model_run_init(test);
	}
	/* The last results are still there, and the next run goes well. */
	after = vmb_test_results(test);
	KUNIT_EXPECT_EQ(test, before->id, after->id);
	vmb_test_set(test, "scheme", "vm_refcnt");
	KUNIT_EXPECT_EQ(test, 0, vmb_control_run(test));
	KUNIT_EXPECT_EQ(test, vmb_test_results(test)->id, before->id + 1);
}

/* A knob that is refused by others may be given if it has its default. */
static void run_defaults_taken(struct kunit *test)
{
	vmb_test_set(test, "scheme", "model_mmap_lock");
	vmb_test_set(test, "detach", "write_detach_store");
	vmb_test_set(test, "lock_placement", "inline");
	vmb_test_set(test, "fence", "reader");
	vmb_test_set(test, "as_posted", "0");
	vmb_test_set(test, "ref_limit", __stringify(VMB_REF_LIMIT_MAX));
	vmb_test_run(test);
	vmb_test_set(test, "scheme", "null");
	vmb_test_set(test, "index", "native");
	vmb_test_run(test);
}

/* More VMAs than there is memory for; the sentence names what would fit. */
static void run_memory(struct kunit *test)
{
	u64 most, wanted = vmb_test_knob(test, "vmas")->max;
	u64 available = (u64)si_mem_available() * PAGE_SIZE;
	const char *number;
	void *ballast;
	char text[32];

	vmb_test_set(test, "scheme", "vm_lock");
	vmb_test_set(test, "lock_placement", "separate");
	if (available > 4ULL << 30)
		kunit_skip(test, "there is too much memory");
	/* A gigabyte is not enough for all. */
	if (available > 1ULL << 30) {
		ballast = vmalloc(available - (1ULL << 30));
		KUNIT_ASSERT_NOT_NULL(test, ballast);
		KUNIT_ASSERT_EQ(test, 0,
				kunit_add_action_or_reset(test, vmb_test_vfree,
							  ballast));
	}
	snprintf(text, sizeof(text), "%llu", wanted);
	vmb_test_set(test, "vmas", text);
	expect_refused(test, -ENOMEM, "vmas: ");
	vmb_control_arm(test);
	number = strstr(vmb_test_status(test), "give at most ");
	KUNIT_ASSERT_NOT_NULL(test, number);
	KUNIT_ASSERT_EQ(test, 1, sscanf(number, "give at most %llu", &most));
	KUNIT_EXPECT_GT(test, most, 1000);
	KUNIT_EXPECT_LT(test, most, wanted);
	/* Fewer are taken. */
	vmb_test_set(test, "vmas", "20000");
	vmb_test_run(test);
}

/* Aborted while it is filled, or worked on: nothing is left. */
static void run_aborted(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		vmb_test_set(test, "scheme", i & 1 ? "vm_refcnt" :
						     "srcu_seqlock");
		vmb_test_set(test, "duration_ms", "60000");
		KUNIT_ASSERT_EQ(test, 0, vmb_control_arm(test));
		if (i & 2) {
			KUNIT_ASSERT_EQ(test, 0, vmb_control_start(test));
			vmb_test_await_status(test, "state=running\n");
		}
		KUNIT_EXPECT_EQ(test, 0, vmb_control_abort());
		vmb_test_expect_status(test, "state=failed\n");
		vmb_test_expect_status(test, "\nerror=aborted\n");
	}
}

static struct kunit_case model_run_cases[] = {
	KUNIT_CASE_SLOW(run_all_schemes),
	KUNIT_CASE_SLOW(run_options),
	KUNIT_CASE(run_broken_free_now),
	KUNIT_CASE(run_broken_no_mm),
	KUNIT_CASE(run_broken_no_recheck),
	KUNIT_CASE(run_broken_looks),
	KUNIT_CASE(run_broken_no_seq),
	KUNIT_CASE(run_refused),
	KUNIT_CASE(run_defaults_taken),
	KUNIT_CASE(run_memory),
	KUNIT_CASE(run_aborted),
	{}
};

static struct kunit_suite model_run_suite = {
	.name = "vmabench_model_run",
	.init = model_run_init,
	.exit = vmb_test_run_exit,
	.test_cases = model_run_cases,
};
kunit_test_suite(model_run_suite);
