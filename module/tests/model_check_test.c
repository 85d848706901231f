// SPDX-License-Identifier: GPL-2.0-only
/* The checker: what is wrong is counted as what it is, and nothing else is. */
#include "model_common.h"

/* Of the groups of four those with an odd number are volatile. */
#define GROUP 4
#define STABLE 0
#define VOLATILE 4

static struct vmb_test_model *model;
static struct vmb_reader *reader;

static struct vmb_knobs *make_knobs(struct kunit *test, const char *scheme)
{
	struct vmb_knobs *knobs = kunit_kzalloc(test, sizeof(*knobs),
						GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, knobs);
	vmb_test_model_knobs(knobs, scheme, VMB_MAPLE);
	knobs->write_span = GROUP;
	knobs->volatile_pct = 50;
	vmb_test_odd_volatile(knobs, 4);
	return knobs;
}

static int check_test_init(struct kunit *test)
{
	model = vmb_test_model(test, make_knobs(test, "model_mmap_lock"));
	reader = &model->readers[0];
	KUNIT_ASSERT_TRUE(test, reader->written && reader->may_be_empty);
	KUNIT_ASSERT_FALSE(test, vmb_arena_is_volatile(reader->arena, STABLE));
	KUNIT_ASSERT_TRUE(test, vmb_arena_is_volatile(reader->arena, VOLATILE));
	return 0;
}

/* Everything that was counted since the last time; and nothing more. */
static void expect_counts(struct kunit *test,
			  const struct vmb_read_counts *expected,
			  const char *what)
{
	const u64 *is = (void *)&reader->counts, *wanted = (void *)expected;
	unsigned int i;

	for (i = 0; i < sizeof(*expected) / sizeof(*is); i++)
		KUNIT_EXPECT_EQ_MSG(test, is[i], wanted[i],
				    "%s: count %u of a reader", what, i);
	memset(&reader->counts, 0, sizeof(reader->counts));
}

/* One thing is wrong, of this kind. */
static void expect_wrong(struct kunit *test, enum vmb_wrong wrong,
			 const char *what)
{
	struct vmb_read_counts expected = {};

	expected.wrong[wrong] = 1;
	expect_counts(test, &expected, what);
}

static void expect_nothing(struct kunit *test, const char *what)
{
	struct vmb_read_counts expected = {};

	expect_counts(test, &expected, what);
}

/* What may happen to a VMA while a reader uses it. */
static void nothing(struct vmb_vma *vma)
{
}

static void give_back(struct vmb_vma *vma)
{
	vmb_vma_close_file(vma);
	vmb_vma_release(vma);
}

static void reuse(struct vmb_vma *vma)
{
	unsigned long start = vma->start, end = vma->end;
	u8 flags = vma->flags;

	/* Others may be free too. */
	give_back(vma);
	while (vmb_vma_new(model->mm, start, end, flags) != vma)
		;
}

static void change_flags(struct vmb_vma *vma)
{
	vmb_vma_set_flags(vma, vma->flags ^ PROT_READ);
}

static void change_end(struct vmb_vma *vma)
{
	vmb_vma_set_end(vma, vma->end - PAGE_SIZE);
}

/* The writer has stored the one and not yet the other. */
static void change_half(struct vmb_vma *vma)
{
	WRITE_ONCE(vma->flags, vma->flags ^ PROT_READ);
}

/* And back: what a reader did in between is void. */
static void change_twice(struct vmb_vma *vma)
{
	change_flags(vma);
	change_flags(vma);
}

static void detach(struct vmb_vma *vma)
{
	WRITE_ONCE(vma->detached, true);
}

static void close_file(struct vmb_vma *vma)
{
	vmb_vma_close_file(vma);
}

static void reopen_file(struct vmb_vma *vma)
{
	struct vmb_file *file = vma->file;

	close_file(vma);
	WRITE_ONCE(file->gen, file->gen + 1);
}

static void move_away(struct vmb_vma *vma)
{
	WRITE_ONCE(vma->start, vma->start + 16 * PAGE_SIZE);
	vmb_vma_set_end(vma, vma->end + 16 * PAGE_SIZE);
}

static const struct {
	const char *what;
	void (*happens)(struct vmb_vma *vma);
	bool is_wrong;
	enum vmb_wrong wrong;
	/* It can only be told from what was before. */
	bool in_between_only;
	/* Of what the scheme says was not stable it is wrong all the same. */
	bool always;
} happenings[] = {
	{ "nothing", nothing },
	{ "freed", give_back, true, VMB_WRONG_FREED, false, true },
	{ "reused", reuse, true, VMB_WRONG_FREED, true, true },
	{ "other flags", change_flags, true, VMB_WRONG_CHANGED, true, false },
	{ "other end", change_end, true, VMB_WRONG_CHANGED, true, false },
	{ "other flags, and back", change_twice, true, VMB_WRONG_CHANGED, true,
	  false },
	{ "detached", detach, true, VMB_WRONG_CHANGED, false, false },
	{ "file closed", close_file, true, VMB_WRONG_FILE, false, true },
	{ "file reopened", reopen_file, true, VMB_WRONG_FILE, false, true },
};

/* As vmb_use(), with something that happens before or in the midst of it. */
static void see(void (*happens)(struct vmb_vma *vma), bool in_between,
		struct vmb_seen *seen)
{
	struct vmb_vma *vma;

	vmb_mm_write_lock(model->mm);
	vma = vmb_vma_new(model->mm, vmb_test_addr(model, VOLATILE),
			  vmb_test_addr(model, VOLATILE) +
			  model->run.space.arena.slot_len, PROT_WRITE);
	WRITE_ONCE(vma->detached, false);
	if (!in_between)
		happens(vma);
	vmb_vma_look(vma, seen);
	if (in_between)
		happens(vma);
	vmb_vma_look_again(vma, seen);
	vmb_mm_write_unlock(model->mm);
}

static void check_one(struct kunit *test, unsigned int i, bool in_between,
		      bool valid)
{
	bool wrong = happenings[i].is_wrong;
	enum vmb_outcome outcome, expected;
	struct vmb_seen seen;

	see(happenings[i].happens, in_between, &seen);
	wrong &= in_between || !happenings[i].in_between_only;
	wrong &= valid || happenings[i].always;
	expected = wrong ? VMB_WRONG : valid ? VMB_FOUND : VMB_NOTHING;
	outcome = vmb_judge(reader, &seen, vmb_test_addr(model, VOLATILE),
			    valid, VMB_STAYS_IN_TREE);
	KUNIT_EXPECT_EQ_MSG(test, outcome, expected, "%s, %d, %d",
			    happenings[i].what, in_between, valid);
	if (wrong)
		expect_wrong(test, happenings[i].wrong, happenings[i].what);
	else
		expect_nothing(test, happenings[i].what);
}

/* The pool keeps what these take: it goes away with its memory. */
static void check_happenings(struct kunit *test)
{
	unsigned int i, how;

	for (i = 0; i < ARRAY_SIZE(happenings); i++)
		for (how = 0; how < 4; how++)
			check_one(test, i, how & 1, how & 2);
}

/* Only who promises it keeps a VMA in the tree, in one of the orders. */
static void check_detached(struct kunit *test)
{
	unsigned long addr = vmb_test_addr(model, VOLATILE);
	struct vmb_seen seen;

	see(detach, false, &seen);
	KUNIT_EXPECT_EQ(test, VMB_FOUND, vmb_judge(reader, &seen, addr, true,
						   0));
	model->mm->detach = VMB_DETACH_HOLE_PUNCH;
	KUNIT_EXPECT_EQ(test, VMB_FOUND, vmb_judge(reader, &seen, addr, true,
						   VMB_STAYS_IN_TREE));
	expect_nothing(test, "detached where that may be");
}

/* Half a change, and one that leaves the address uncovered. */
static void check_torn_vma(struct kunit *test)
{
	unsigned long addr = vmb_test_addr(model, VOLATILE);
	struct vmb_seen seen;

	see(change_half, false, &seen);
	KUNIT_EXPECT_EQ(test, VMB_WRONG, vmb_judge(reader, &seen, addr, true,
						   0));
	expect_wrong(test, VMB_WRONG_CHANGED, "half a change");
	KUNIT_EXPECT_EQ(test, VMB_NOTHING, vmb_judge(reader, &seen, addr, false,
						     0));
	expect_nothing(test, "half a change that is known");
	see(move_away, false, &seen);
	KUNIT_EXPECT_EQ(test, VMB_WRONG, vmb_judge(reader, &seen, addr, true,
						   0));
	expect_wrong(test, VMB_WRONG_RANGE, "moved away");
}

/* Both ends of the range, and far away. */
static void check_range(struct kunit *test)
{
	unsigned long start = vmb_test_addr(model, VOLATILE);
	unsigned long end = start + model->run.space.arena.slot_len;
	const unsigned long outside[] = { start - 1, end, 0, ULONG_MAX };
	struct vmb_seen seen;
	unsigned int i;

	see(nothing, false, &seen);
	KUNIT_EXPECT_EQ(test, VMB_FOUND, vmb_judge(reader, &seen, start, true,
						   0));
	KUNIT_EXPECT_EQ(test, VMB_FOUND, vmb_judge(reader, &seen, end - 1, true,
						   0));
	expect_nothing(test, "inside");
	for (i = 0; i < ARRAY_SIZE(outside); i++) {
		KUNIT_EXPECT_EQ(test, VMB_WRONG,
				vmb_judge(reader, &seen, outside[i], true, 0));
		expect_wrong(test, VMB_WRONG_RANGE, "outside");
		KUNIT_EXPECT_EQ(test, VMB_NOTHING,
				vmb_judge(reader, &seen, outside[i], false, 0));
		expect_nothing(test, "outside, and known");
	}
	/* The same range, of another address space. */
	seen.mm = NULL;
	KUNIT_EXPECT_EQ(test, VMB_WRONG, vmb_judge(reader, &seen, start, true,
						   0));
	expect_wrong(test, VMB_WRONG_RANGE, "in another address space");
}

/* Each field is part of the seal. */
static void check_seal(struct kunit *test)
{
	const struct vmb_seen good = {
		.start = 0x1000, .end = 0x3000, .flags = 3, .file_gen = 7,
		.serial = 9, .seal = vmb_seal(0x1000, 0x3000, 3, 9, 7),
	};
	struct vmb_seen seen;
	unsigned int bit;

	KUNIT_EXPECT_TRUE(test, vmb_seen_whole(&good));
	for (bit = 0; bit < 32; bit++) {
		seen = good;
		seen.start ^= 1UL << bit;
		KUNIT_EXPECT_FALSE(test, vmb_seen_whole(&seen));
		seen = good;
		seen.end ^= 1UL << bit;
		KUNIT_EXPECT_FALSE(test, vmb_seen_whole(&seen));
		seen = good;
		seen.file_gen ^= 1U << bit;
		KUNIT_EXPECT_FALSE(test, vmb_seen_whole(&seen));
		seen = good;
		seen.flags ^= 1U << bit % 8;
		KUNIT_EXPECT_FALSE(test, vmb_seen_whole(&seen));
		seen = good;
		seen.serial ^= 1U << bit % 8;
		KUNIT_EXPECT_FALSE(test, vmb_seen_whole(&seen));
	}
}

/* Only who does not promise files may find them gone, and it is counted. */
static void check_files_gone(struct kunit *test)
{
	unsigned long addr = vmb_test_addr(model, VOLATILE);
	struct vmb_read_counts expected = { .files_gone = 1 };
	unsigned int how;
	struct vmb_seen seen;

	for (how = 0; how < 4; how++) {
		see(close_file, how & 1, &seen);
		/* Found open, and closed then, or closed before. */
		expected.files_gone_found = !(how & 1);
		KUNIT_EXPECT_EQ(test, how & 2 ? VMB_FOUND : VMB_NOTHING,
				vmb_judge(reader, &seen, addr, how & 2,
					  VMB_FILE_MAY_BE_GONE));
		expect_counts(test, &expected, "files_gone");
	}
	/* A VMA that is freed is wrong for it too. */
	expected.wrong[VMB_WRONG_FREED] = 1;
	see(give_back, true, &seen);
	KUNIT_EXPECT_EQ(test, VMB_WRONG, vmb_judge(reader, &seen, addr, true,
						   VMB_FILE_MAY_BE_GONE));
	expect_counts(test, &expected, "freed");
}

/* By the schemes themselves: all but one take a closed file for wrong. */
static void check_files_by_scheme(struct kunit *test)
{
	struct vmb_read_counts expected;
	unsigned int i;

	for (i = 0; i < vmb_scheme_count; i++) {
		const struct vmb_scheme *scheme = vmb_schemes[i];
		bool gone = scheme == &vmb_scheme_rcu_seq_refcount;
		struct vmb_file *file;

		if (strcmp(scheme->family, VMB_FAMILY_MODEL) ||
		    vmb_scheme_unavailable(scheme))
			continue;
		model = vmb_test_model(test, make_knobs(test, scheme->name));
		reader = &model->readers[0];
		file = vmb_test_vma(model, VOLATILE)->file;
		WRITE_ONCE(file->gen, file->gen + 1);
		vmb_test_read(model, 0, vmb_test_addr(model, VOLATILE),
			      VMB_READ_OP_LOOKUP);
		memset(&expected, 0, sizeof(expected));
		expected.files_gone = gone;
		expected.files_gone_found = gone;
		expected.violations = !gone;
		expected.wrong[VMB_WRONG_FILE] = !gone;
		expect_counts(test, &expected, scheme->name);
		KUNIT_EXPECT_EQ(test, reader->violated, !gone);
		WRITE_ONCE(file->gen, file->gen - 1);
		vmb_test_model_end(test, model);
	}
}

/* Nothing is there, says the scheme: can that be? */
static void check_missed(struct kunit *test)
{
	static const struct {
		bool written, may_be_empty;
		u32 slot;
		bool is_wrong;
	} cases[] = {
		{ true, true, VOLATILE, false },
		{ true, true, VOLATILE + GROUP - 1, false },
		{ true, true, STABLE, true },
		{ true, true, VOLATILE - 1, true },
		{ true, true, VOLATILE + GROUP, true },
		{ true, false, VOLATILE, true },
		{ true, false, STABLE, true },
		{ false, true, VOLATILE, true },
		{ false, false, VOLATILE, true },
		{ false, false, STABLE, true },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bool wrong = cases[i].is_wrong;
		struct vmb_read_counts expected = {
			.absent = !wrong,
			.violations = wrong,
			.wrong[VMB_WRONG_MISSED] = wrong,
		};

		reader->written = cases[i].written;
		reader->may_be_empty = cases[i].may_be_empty;
		reader->violated = false;
		vmb_reader_missed(reader, vmb_test_addr(model, cases[i].slot),
				  VMB_EMPTY);
		expect_counts(test, &expected, "empty");
		KUNIT_EXPECT_EQ(test, reader->violated, wrong);
	}
}

/* What is wrong is not seen where nothing looks. */
static void check_off(struct kunit *test)
{
	struct vmb_vma *found = vmb_test_vma(model, VOLATILE);

	WRITE_ONCE(found->seal, found->seal + 1);
	reader->check = false;
	reader->depend = true;
	reader->last = 0;
	vmb_test_read(model, 0, vmb_test_addr(model, VOLATILE),
		      VMB_READ_OP_LOOKUP);
	expect_nothing(test, "without the checker");
	/* What the knob depend needs is read all the same. */
	KUNIT_EXPECT_EQ(test, reader->last, found->start);
	reader->check = true;
	vmb_test_read(model, 0, vmb_test_addr(model, VOLATILE),
		      VMB_READ_OP_LOOKUP);
	KUNIT_EXPECT_EQ(test, reader->counts.wrong[VMB_WRONG_CHANGED], 1);
	WRITE_ONCE(found->seal, found->seal - 1);
}

static struct kunit_case check_cases[] = {
	KUNIT_CASE(check_happenings),
	KUNIT_CASE(check_detached),
	KUNIT_CASE(check_torn_vma),
	KUNIT_CASE(check_range),
	KUNIT_CASE(check_seal),
	KUNIT_CASE(check_files_gone),
	KUNIT_CASE(check_files_by_scheme),
	KUNIT_CASE(check_missed),
	KUNIT_CASE(check_off),
	{}
};

static struct kunit_suite check_suite = {
	.name = "vmabench_model_check",
	.init = check_test_init,
	.test_cases = check_cases,
};
kunit_test_suite(check_suite);
