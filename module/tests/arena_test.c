// SPDX-License-Identifier: GPL-2.0-only
/* Bookkeeping of the arena: which slots, which rights, how many VMAs. */
#include <linux/bitmap.h>
#include <linux/mman.h>

#include "../clock.h"
#include "../resolve.h"
#include "arena_common.h"

#define FOREIGN_FLAGS \
	(MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE)

static struct vmb_knobs *knobs;
static char *error;

static int arena_test_init(struct kunit *test)
{
	knobs = kunit_kzalloc(test, sizeof(*knobs), GFP_KERNEL);
	error = kunit_kzalloc(test, VMB_ERROR_LEN, GFP_KERNEL);
	if (!knobs || !error)
		return -ENOMEM;
	vmb_knobs_reset(knobs);
	knobs->vmas = 100;
	knobs->volatile_pct = 25;
	return 0;
}

static struct vmb_arena init_arena(struct kunit *test)
{
	return vmb_test_init_arena(test, knobs);
}

static struct vmb_arena build_arena(struct kunit *test)
{
	return vmb_test_build_arena(test, knobs, error);
}

/* What covers an address; false if nothing does. */
static bool look(unsigned long addr, unsigned long *start, unsigned long *end,
		 unsigned long *flags)
{
	struct vm_area_struct *vma;
	bool found;

	mmap_read_lock(current->mm);
	vma = find_vma(current->mm, addr);
	found = vma && vma->vm_start <= addr;
	if (found) {
		*start = vma->vm_start;
		*end = vma->vm_end;
		*flags = vma->vm_flags & (VM_READ | VM_WRITE | VM_EXEC);
	}
	mmap_read_unlock(current->mm);
	return found;
}

static bool is_mapped(unsigned long addr)
{
	unsigned long start, end, flags;

	return look(addr, &start, &end, &flags);
}

/* A page of somebody else's, or more. */
static void map_foreign(struct kunit *test, unsigned long addr,
			unsigned long prot)
{
	KUNIT_ASSERT_EQ(test, vm_mmap(NULL, addr, PAGE_SIZE, prot,
				      FOREIGN_FLAGS, 0), addr);
}

/* A slot is one VMA with the rights of its number. */
static void expect_slot(struct kunit *test, const struct vmb_arena *arena,
			u32 slot, bool changed)
{
	unsigned long addr = vmb_arena_addr(arena, slot), start, end, flags;
	unsigned long wanted = (slot & 1 ? VM_WRITE : 0) |
			       (changed ? VM_READ : 0);

	KUNIT_ASSERT_TRUE(test, look(addr, &start, &end, &flags));
	KUNIT_ASSERT_EQ_MSG(test, start, addr, "slot %u", slot);
	KUNIT_ASSERT_EQ_MSG(test, end, addr + arena->slot_len, "slot %u", slot);
	KUNIT_ASSERT_EQ_MSG(test, flags, wanted, "slot %u", slot);
}

static void arena_geometry(struct kunit *test)
{
	struct vmb_arena arena;

	knobs->vma_pages = 3;
	knobs->vmas = 1000000;
	vmb_arena_init(&arena, NULL, knobs);
	arena.base = 0x100000000;
	KUNIT_EXPECT_EQ(test, arena.slot_len, 3 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, vmb_arena_addr(&arena, 0), arena.base);
	KUNIT_EXPECT_EQ(test, vmb_arena_addr(&arena, 999999),
			arena.base + 999999ULL * 6 * PAGE_SIZE);
	knobs->layout = VMB_LAYOUT_PACKED;
	vmb_arena_init(&arena, NULL, knobs);
	arena.base = 0x100000000;
	KUNIT_EXPECT_EQ(test, vmb_arena_addr(&arena, 999999),
			arena.base + 999999ULL * 3 * PAGE_SIZE);
}

/* The groups that writers are given are just those readers hold volatile. */
static void check_volatile(struct kunit *test)
{
	struct vmb_arena arena;
	u32 slot, n = 0, stable = 0;

	vmb_arena_init(&arena, NULL, knobs);
	KUNIT_EXPECT_EQ(test, arena.volatile_groups,
			knobs->vmas / knobs->write_span *
			knobs->volatile_pct / 100);
	for (slot = 0; slot < arena.slots; slot++) {
		u32 group = n / arena.group_slots, offset = n % arena.group_slots;

		if (!vmb_arena_is_volatile(&arena, slot)) {
			/* The others are those that nobody changes, in order. */
			KUNIT_ASSERT_LT(test, stable,
					vmb_arena_stable_slots(&arena));
			KUNIT_ASSERT_EQ_MSG(test,
					    vmb_arena_stable_slot(&arena,
								  stable++),
					    slot,
					    "%llu vmas, span %llu, %llu%% volatile",
					    knobs->vmas, knobs->write_span,
					    knobs->volatile_pct);
			continue;
		}
		KUNIT_ASSERT_LT(test, group, arena.volatile_groups);
		KUNIT_ASSERT_EQ_MSG(test,
				    vmb_arena_volatile_slot(&arena, group) +
				    offset, slot,
				    "%llu vmas, span %llu, %llu%% volatile",
				    knobs->vmas, knobs->write_span,
				    knobs->volatile_pct);
		n++;
	}
	KUNIT_ASSERT_EQ(test, stable, vmb_arena_stable_slots(&arena));
	KUNIT_ASSERT_EQ_MSG(test, n, arena.volatile_groups * arena.group_slots,
			    "%llu vmas, span %llu, %llu%% volatile",
			    knobs->vmas, knobs->write_span,
			    knobs->volatile_pct);
}

static void arena_volatile(struct kunit *test)
{
	static const u32 sizes[] = {
		1, 2, 3, 9, 10, 11, 99, 100, 101, 1000, 1023,
	};
	static const u32 spans[] = { 1, 2, 3, 7, 16, 100, 512 };
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (j = 0; j < ARRAY_SIZE(spans); j++) {
			knobs->vmas = sizes[i];
			knobs->write_span = spans[j];
			for (knobs->volatile_pct = 0;
			     knobs->volatile_pct <= 100; knobs->volatile_pct++)
				check_volatile(test);
		}
	}
	knobs->vmas = 1000000;
	knobs->write_span = 1;
	knobs->volatile_pct = 33;
	check_volatile(test);
}

/*
 * Readers that own every k-th of the shared slots have equal shares of the
 * volatile ones, and even strides meet as many of them as odd ones do.
 */
static void arena_shared(struct kunit *test)
{
	static const u32 pcts[] = { 1, 10, 33, 50, 67, 90 };
	const u32 readers[] = { 1, 2, 3, 7, 10, 64 };
	struct vmb_arena arena;
	unsigned long *seen = vmb_test_alloc(test, BITS_TO_LONGS(1003) *
						   sizeof(*seen));
	unsigned int i, j, index, n, slot, share, least, most, odd;

	knobs->vmas = 1003;
	for (i = 0; i < ARRAY_SIZE(pcts) * ARRAY_SIZE(readers); i++) {
		knobs->volatile_pct = pcts[i / ARRAY_SIZE(readers)];
		knobs->write_span = i % 2 ? 4 : 1;
		vmb_arena_init(&arena, NULL, knobs);
		j = readers[i % ARRAY_SIZE(readers)];
		bitmap_zero(seen, 1003);
		least = 1003;
		most = odd = 0;
		for (index = 0; index < j; index++) {
			share = 0;
			for (n = index; n < arena.slots; n += j) {
				slot = vmb_arena_shared_slot(&arena, n);
				__set_bit(slot, seen);
				if (!vmb_arena_is_volatile(&arena, slot))
					continue;
				share++;
				odd += slot / arena.group_slots % 2;
			}
			least = min(least, share);
			most = max(most, share);
		}
		KUNIT_EXPECT_EQ(test, bitmap_weight(seen, 1003), 1003);
		KUNIT_EXPECT_LE_MSG(test, most, least + 1,
				    "%llu%% volatile, %u readers",
				    knobs->volatile_pct, j);
		n = vmb_arena_volatile_slots(&arena);
		/* Of few groups chance can make all of them odd. */
		if (arena.volatile_groups < 50)
			continue;
		KUNIT_EXPECT_GT_MSG(test, odd, n / 4, "%llu%% volatile",
				    knobs->volatile_pct);
		KUNIT_EXPECT_LT_MSG(test, odd, n - n / 4, "%llu%% volatile",
				    knobs->volatile_pct);
	}
}

/* Another seed draws other slots, the same seed the same. */
static void arena_drawn(struct kunit *test)
{
	struct vmb_arena first, same, other;
	unsigned int slot, differ = 0;

	knobs->vmas = 1000;
	vmb_arena_init(&first, NULL, knobs);
	vmb_arena_init(&same, NULL, knobs);
	knobs->seed++;
	vmb_arena_init(&other, NULL, knobs);
	for (slot = 0; slot < 1000; slot++) {
		bool is_volatile = vmb_arena_is_volatile(&first, slot);

		KUNIT_EXPECT_EQ(test, is_volatile,
				vmb_arena_is_volatile(&same, slot));
		differ += is_volatile != vmb_arena_is_volatile(&other, slot);
	}
	KUNIT_EXPECT_GT(test, differ, 200);
}

/* Neighbours differ in rights whatever writers do. */
static void expect_rights(struct kunit *test,
			  unsigned long (*prot)(u32 slot, bool changed))
{
	u32 slot, states;

	for (slot = 0; slot < 4; slot++) {
		for (states = 0; states < 4; states++)
			KUNIT_EXPECT_NE(test, prot(slot, states & 1),
					prot(slot + 1, states & 2));
		KUNIT_EXPECT_NE(test, prot(slot, false), prot(slot, true));
	}
}

/* Rights to write stay; with pages, all are writable as they are mapped. */
static void arena_rights(struct kunit *test)
{
	u32 slot;

	expect_rights(test, vmb_arena_prot);
	expect_rights(test, vmb_arena_page_prot);
	for (slot = 0; slot < 4; slot++) {
		KUNIT_EXPECT_EQ(test, vmb_arena_prot(slot, false) & PROT_WRITE,
				vmb_arena_prot(slot, true) & PROT_WRITE);
		KUNIT_EXPECT_TRUE(test, vmb_arena_page_prot(slot, false) &
						PROT_WRITE);
	}
}

/* Both layouts, several sizes: as many VMAs as slots, and none afterwards. */
static void arena_build(struct kunit *test)
{
	static const u32 sizes[] = {
		1, 2, 3, 100, 257, 50000 / VMB_TEST_SCALE };
	unsigned int i;
	int before;
	u32 slot;

	init_arena(test);
	before = vmb_test_map_count();
	for (i = 0; i < ARRAY_SIZE(sizes) * 2; i++) {
		struct vmb_arena arena;

		knobs->vmas = sizes[i / 2];
		knobs->layout = i % 2 ? VMB_LAYOUT_PACKED : VMB_LAYOUT_GAPPED;
		knobs->vma_pages = 1 + i % 3;
		arena = build_arena(test);
		for (slot = 0; slot < arena.slots; slot++)
			expect_slot(test, &arena, slot, false);
		KUNIT_EXPECT_GT(test, arena.setup_ns, 0);
		vmb_arena_destroy(&arena, NULL, NULL);
		KUNIT_EXPECT_EQ(test, vmb_test_map_count(), before);
	}
}

/* What a writer of munmap does, in the middle and at both ends. */
static void arena_munmap_map(struct kunit *test)
{
	static const u32 spans[] = { 1, 4, 100 };
	struct vmb_arena arena;
	unsigned int i;
	int all;
	u32 slot;

	knobs->layout = VMB_LAYOUT_PACKED;
again:
	arena = build_arena(test);
	all = vmb_test_map_count();
	for (i = 0; i < ARRAY_SIZE(spans); i++) {
		for (slot = 0; slot + spans[i] <= arena.slots;
		     slot += spans[i]) {
			KUNIT_ASSERT_EQ(test, 0,
					vmb_arena_munmap(&arena, slot,
							 spans[i]));
			KUNIT_ASSERT_EQ(test, vmb_test_map_count(),
					all - spans[i]);
			KUNIT_ASSERT_FALSE(test,
					   is_mapped(vmb_arena_addr(&arena,
								    slot)));
			KUNIT_ASSERT_EQ(test, -EUCLEAN,
					vmb_arena_verify(&arena, error));
			KUNIT_ASSERT_EQ(test, 0,
					vmb_arena_map(&arena, slot, spans[i]));
			KUNIT_ASSERT_EQ(test, vmb_test_map_count(), all);
			KUNIT_ASSERT_EQ(test, 0,
					vmb_arena_verify(&arena, error));
			expect_slot(test, &arena, slot, false);
		}
	}
	vmb_arena_destroy(&arena, NULL, NULL);
	if (knobs->layout == VMB_LAYOUT_PACKED) {
		knobs->layout = VMB_LAYOUT_GAPPED;
		goto again;
	}
}

/* What a writer of mprotect does: rights change, no VMA comes or goes. */
static void arena_protect(struct kunit *test)
{
	struct vmb_arena arena;
	u32 slot, i;
	int all;

	if (vmb_no_mprotect())
		kunit_skip(test, "%s", vmb_no_mprotect());
	knobs->layout = VMB_LAYOUT_PACKED;
	arena = build_arena(test);
	all = vmb_test_map_count();
	for (slot = 0; slot + 5 <= arena.slots; slot += 5) {
		KUNIT_ASSERT_EQ(test, 0, vmb_arena_protect(&arena, slot, 5,
							   true));
		for (i = 0; i < 5; i++)
			expect_slot(test, &arena, slot + i, true);
		KUNIT_ASSERT_EQ(test, vmb_test_map_count(), all);
		/* Every second group stays changed beside those that are not. */
		if (slot % 10)
			KUNIT_ASSERT_EQ(test, 0,
					vmb_arena_protect(&arena, slot, 5,
							  false));
	}
	for (slot = 0; slot < arena.slots; slot++)
		expect_slot(test, &arena, slot, slot / 5 % 2 == 0);
	KUNIT_EXPECT_EQ(test, 0, vmb_arena_verify(&arena, error));
	vmb_arena_destroy(&arena, NULL, NULL);
}

/* What a writer of split does: one VMA more for each slot, and back. */
static void arena_protect_half(struct kunit *test)
{
	static const u32 pages[] = { 2, 3, 16 };
	unsigned long start, end, flags;
	struct vmb_arena arena;
	unsigned int i;
	u32 slot;
	int all;

	if (vmb_no_mprotect())
		kunit_skip(test, "%s", vmb_no_mprotect());
	for (i = 0; i < ARRAY_SIZE(pages); i++) {
		knobs->layout = VMB_LAYOUT_PACKED;
		knobs->vma_pages = pages[i];
		arena = build_arena(test);
		all = vmb_test_map_count();
		KUNIT_ASSERT_EQ(test, 0, vmb_arena_protect_half(&arena, 10, 20,
								true));
		KUNIT_EXPECT_EQ(test, vmb_test_map_count(), all + 20);
		for (slot = 10; slot < 30; slot++) {
			KUNIT_ASSERT_TRUE(test,
					  look(vmb_arena_addr(&arena, slot),
					       &start, &end, &flags));
			KUNIT_EXPECT_EQ(test, end - start,
					pages[i] / 2 * PAGE_SIZE);
			KUNIT_EXPECT_TRUE(test, flags & VM_READ);
		}
		KUNIT_EXPECT_EQ(test, -EUCLEAN,
				vmb_arena_verify(&arena, error));
		KUNIT_ASSERT_EQ(test, 0, vmb_arena_protect_half(&arena, 10, 20,
								false));
		KUNIT_EXPECT_EQ(test, vmb_test_map_count(), all);
		KUNIT_EXPECT_EQ(test, 0, vmb_arena_verify(&arena, error));
		for (slot = 9; slot < 31; slot++)
			expect_slot(test, &arena, slot, false);
		vmb_arena_destroy(&arena, NULL, NULL);
	}
}

/* Somebody else's VMA in a hole is left alone, and so is that in a slot. */
static bool is_slot(void *data, u32 slot)
{
	return slot == *(u32 *)data;
}

static void arena_foreign(struct kunit *test)
{
	struct vmb_arena arena;
	unsigned long hole, taken;
	u32 lost = 5;
	int before;

	init_arena(test);
	before = vmb_test_map_count();
	arena = build_arena(test);
	hole = vmb_arena_addr(&arena, 50) + arena.slot_len;
	taken = vmb_arena_addr(&arena, lost);
	map_foreign(test, hole, PROT_READ | PROT_WRITE);
	KUNIT_ASSERT_EQ(test, 0, vmb_arena_munmap(&arena, lost, 1));
	map_foreign(test, taken, PROT_READ);
	KUNIT_EXPECT_EQ(test, -EEXIST, vmb_arena_map(&arena, lost, 1));

	vmb_arena_destroy(&arena, is_slot, &lost);
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), before + 2);
	KUNIT_EXPECT_TRUE(test, is_mapped(hole));
	KUNIT_EXPECT_TRUE(test, is_mapped(taken));
}

/* A group is mapped whole or not at all: what is lost is nobody's then. */
static void arena_map_fails(struct kunit *test)
{
	struct vmb_arena arena;
	unsigned long hole;
	int before;
	u32 slot;

	arena = build_arena(test);
	before = vmb_test_map_count();
	hole = vmb_arena_addr(&arena, 8) + arena.slot_len;
	KUNIT_ASSERT_EQ(test, 0, vmb_arena_munmap(&arena, 8, 4));
	map_foreign(test, hole, PROT_READ);
	map_foreign(test, vmb_arena_addr(&arena, 10), PROT_READ);
	KUNIT_EXPECT_EQ(test, -EEXIST, vmb_arena_map(&arena, 8, 4));
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), before - 4 + 2);
	KUNIT_EXPECT_TRUE(test, is_mapped(hole));
	for (slot = 8; slot < 12; slot++)
		KUNIT_EXPECT_EQ(test, is_mapped(vmb_arena_addr(&arena, slot)),
				slot == 10);
}

/* Neighbours outside with the same rights do not grow into the arena. */
static void arena_neighbours(struct kunit *test)
{
	struct vmb_arena arena;
	unsigned long base, end;

	knobs->layout = VMB_LAYOUT_PACKED;
	knobs->vmas = 101;
	arena = build_arena(test);
	base = arena.base;
	end = vmb_arena_addr(&arena, arena.slots);
	vmb_arena_destroy(&arena, NULL, NULL);

	map_foreign(test, base - PAGE_SIZE, vmb_arena_prot(0, false));
	map_foreign(test, end, vmb_arena_prot(100, false));
	arena = build_arena(test);
	vmb_arena_destroy(&arena, NULL, NULL);
}

static void arena_abort(struct kunit *test)
{
	struct vmb_arena arena = init_arena(test);
	int before = vmb_test_map_count();
	const bool abort = true;

	knobs->vmas = 10000;
	vmb_arena_init(&arena, current->mm, knobs);
	KUNIT_EXPECT_EQ(test, -EINTR, vmb_arena_build(&arena, &abort, error));
	KUNIT_EXPECT_LT(test, arena.mapped, 10000);
	vmb_arena_destroy(&arena, NULL, NULL);
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), before);
}

/* What is accepted can be mapped and split; one more is refused, in words. */
static void arena_max_map_count(struct kunit *test)
{
	struct vmb_arena arena = init_arena(test);
	int before = vmb_test_map_count();
	unsigned int suggested;
	char *number;

	if (vmb_max_map_count() > 1000000)
		kunit_skip(test, "vm.max_map_count is too large to be met");
	knobs->vmas = vmb_max_map_count() - before - knobs->writers - 1;
	/* So many take minutes under the kernel's own checkers. */
	if (VMB_TEST_SCALE == 1 && !vmb_no_mprotect()) {
		arena = build_arena(test);
		KUNIT_EXPECT_EQ(test, 0, vmb_arena_protect_half(&arena, 0, 1,
								true));
		vmb_arena_destroy(&arena, NULL, NULL);
	}

	knobs->vmas++;
	vmb_arena_init(&arena, current->mm, knobs);
	KUNIT_EXPECT_EQ(test, -ENOMEM, vmb_arena_check(&arena, knobs, error));
	KUNIT_EXPECT_EQ(test, vmb_test_map_count(), before);
	number = strstr(error, "sysctl vm.max_map_count=");
	KUNIT_ASSERT_NOT_NULL_MSG(test, number, "%s", error);
	number = strchr(number, '=') + 1;
	KUNIT_ASSERT_EQ(test, 0, kstrtouint(number, 10, &suggested));
	KUNIT_EXPECT_GT(test, suggested, vmb_max_map_count());
}

static void arena_locked_memory(struct kunit *test)
{
	struct vmb_arena arena = init_arena(test);

	mmap_write_lock(current->mm);
	current->mm->def_flags |= VM_LOCKED;
	mmap_write_unlock(current->mm);
	KUNIT_EXPECT_EQ(test, -EINVAL, vmb_arena_check(&arena, knobs, error));
	KUNIT_EXPECT_NOT_NULL(test, strstr(error, "mlockall"));
}

static struct kunit_case arena_cases[] = {
	KUNIT_CASE(arena_geometry),
	KUNIT_CASE(arena_volatile),
	KUNIT_CASE(arena_shared),
	KUNIT_CASE(arena_drawn),
	KUNIT_CASE(arena_rights),
	KUNIT_CASE(arena_build),
	KUNIT_CASE(arena_munmap_map),
	KUNIT_CASE(arena_protect),
	KUNIT_CASE(arena_protect_half),
	KUNIT_CASE(arena_foreign),
	KUNIT_CASE(arena_map_fails),
	KUNIT_CASE(arena_neighbours),
	KUNIT_CASE(arena_abort),
	KUNIT_CASE(arena_max_map_count),
	KUNIT_CASE(arena_locked_memory),
	{}
};

static struct kunit_suite arena_suite = {
	.name = "vmabench_arena",
	.init = arena_test_init,
	.test_cases = arena_cases,
};
kunit_test_suite(arena_suite);
